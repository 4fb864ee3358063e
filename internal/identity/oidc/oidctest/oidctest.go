// Package oidctest runs an OpenID Connect provider for tests: discovery, keys,
// the authorization code flow, and tokens such as no good provider would issue.
package oidctest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/oauth2-proxy/mockoidc"

	"github.com/assay-engine/assay/internal/identity/oidc"
)

// Provider is a provider that listens on this machine.
type Provider struct {
	*mockoidc.MockOIDC

	now  func() time.Time
	asks atomic.Int64 // requests for its keys
	away atomic.Bool
}

// Run starts a provider whose clock is now, until the test ends.
func Run(t *testing.T, now func() time.Time) *Provider {
	t.Helper()
	mockoidc.NowFunc = now
	m, err := mockoidc.NewServer(nil)
	if err != nil {
		t.Fatal(err)
	}
	p := &Provider{MockOIDC: m, now: now}
	if err := m.AddMiddleware(p.watch); err != nil {
		t.Fatal(err)
	}
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err == nil {
		err = m.Start(listener, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = m.Shutdown() })
	return p
}

// watch counts requests for keys, and answers none while the provider is away.
func (p *Provider) watch(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if p.away.Load() {
			http.Error(w, "away", http.StatusBadGateway)
			return
		}
		if r.URL.Path == mockoidc.JWKSEndpoint {
			p.asks.Add(1)
		}
		next.ServeHTTP(w, r)
	})
}

// Away makes the provider answer nothing, or answer again.
func (p *Provider) Away(away bool) { p.away.Store(away) }

// Asks is how often somebody asked for the provider's keys.
func (p *Provider) Asks() int64 { return p.asks.Load() }

// Setting is the provider as an operator would configure it.
func (p *Provider) Setting(mapping string) oidc.Setting {
	text := p.Issuer() + "|" + p.ClientID
	if mapping != "" {
		text += "|" + mapping
	}
	s, err := oidc.Parse(text)
	if err != nil {
		panic(err)
	}
	return s
}

// Rotate gives the provider a new key. The old one is not published any more.
func (p *Provider) Rotate(t *testing.T) {
	t.Helper()
	pair, err := mockoidc.RandomKeypair(2048)
	if err != nil {
		t.Fatal(err)
	}
	p.Keypair = pair
}

// SignIn lets a user sign in by the authorization code flow, as a browser and
// an application would, and returns the ID token.
func (p *Provider) SignIn(t *testing.T, user *mockoidc.MockUser) string {
	t.Helper()
	p.QueueUser(user)
	code, err := p.authorize(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	token, err := p.exchange(t.Context(), code)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// User is a user of the provider with a verified address.
func User(subject, email string) *mockoidc.MockUser {
	return &mockoidc.MockUser{Subject: subject, Email: email, EmailVerified: true}
}

func (p *Provider) authorize(ctx context.Context) (code string, err error) {
	q := url.Values{
		"client_id": {p.ClientID}, "response_type": {"code"}, "scope": {"openid email"}, "state": {"s"}, "nonce": {"n"},
		"redirect_uri": {"http://127.0.0.1/back"},
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, p.AuthorizationEndpoint()+"?"+q.Encode(), nil)
	if err != nil {
		return "", err
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.Do(r)
	if err != nil {
		return "", err
	}
	_ = answer.Body.Close()
	back, err := answer.Location()
	if err != nil {
		return "", fmt.Errorf("no redirect: %w", err)
	}
	return back.Query().Get("code"), nil
}

func (p *Provider) exchange(ctx context.Context, code string) (string, error) {
	form := url.Values{"client_id": {p.ClientID}, "client_secret": {p.ClientSecret}, "grant_type": {"authorization_code"}, "code": {code}}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, p.TokenEndpoint(), strings.NewReader(form.Encode()))
	if err != nil {
		return "", err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return "", err
	}
	defer func() { _ = answer.Body.Close() }()
	var tokens struct {
		ID string `json:"id_token"`
	}
	if err := json.NewDecoder(answer.Body).Decode(&tokens); err != nil || tokens.ID == "" {
		return "", errors.Join(err, fmt.Errorf("no token: %s", answer.Status))
	}
	return tokens.ID, nil
}

// Claims are those of a good token for a subject, for ten minutes from now.
func (p *Provider) Claims(subject string) jwt.MapClaims {
	now := p.now()
	return jwt.MapClaims{"iss": p.Issuer(), "aud": p.ClientID, "sub": subject, "iat": now.Unix(), "exp": now.Add(10 * time.Minute).Unix()}
}

// Sign makes a token of any claims with the provider's own key.
func (p *Provider) Sign(t *testing.T, claims jwt.MapClaims) string {
	t.Helper()
	token, err := p.Keypair.SignJWT(claims)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// Forge makes a token with a method and a key that are not the provider's.
func Forge(t *testing.T, method jwt.SigningMethod, keyID string, key any, claims jwt.MapClaims) string {
	t.Helper()
	token := jwt.NewWithClaims(method, claims)
	token.Header["kid"] = keyID
	text, err := token.SignedString(key)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
