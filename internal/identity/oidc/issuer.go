package oidc

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/time/rate"
)

// issuer is one provider: found when it is first needed, so that the service
// starts while the provider is away.
type issuer struct {
	Setting

	now    func() time.Time
	client *http.Client

	mu     sync.Mutex
	found  *oidc.IDTokenVerifier
	tried  time.Time
	failed error
}

// pause is how long an issuer that did not answer is left alone.
const pause = 5 * time.Second

func newIssuer(s Setting, now func() time.Time, client *http.Client) *issuer {
	bounded := *client
	inner := client.Transport
	if inner == nil {
		inner = http.DefaultTransport
	}
	bounded.Transport = &careful{inner: inner, now: now, limit: rate.NewLimiter(rate.Every(5*time.Second), 6)}
	bounded.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &issuer{Setting: s, now: now, client: &bounded}
}

// verifier asks the issuer for its description, once. Its keys are read when a
// token needs them, and again when a token names one that is not known.
func (i *issuer) verifier(ctx context.Context) (*oidc.IDTokenVerifier, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.found != nil {
		return i.found, nil
	}
	if since := i.now().Sub(i.tried); i.failed != nil && since >= 0 && since < pause {
		return nil, i.failed
	}
	ctx = oidc.ClientContext(context.WithoutCancel(ctx), i.client)
	provider, err := oidc.NewProvider(ctx, i.Issuer)
	var found struct {
		Keys string `json:"jwks_uri"`
	}
	if err == nil {
		err = provider.Claims(&found)
	}
	i.tried, i.failed = i.now(), err
	if err != nil {
		return nil, fmt.Errorf("find the issuer %s: %w", i.Issuer, err)
	}
	i.found = oidc.NewVerifier(i.Issuer, watched{oidc.NewRemoteKeySet(ctx, found.Keys)}, &oidc.Config{
		ClientID: i.Audience, SupportedSigningAlgs: algorithms, SkipExpiryCheck: true, // untimely checks it
	})
	return i.found, nil
}

// watched keeps why a signature was refused, which the library tells in words
// only: a provider that is away must not look like a wrong token.
type watched struct{ oidc.KeySet }

type whyKey struct{}

// VerifySignature implements oidc.KeySet.
func (w watched) VerifySignature(ctx context.Context, jwt string) ([]byte, error) {
	payload, err := w.KeySet.VerifySignature(ctx, jwt)
	if why, ok := ctx.Value(whyKey{}).(*error); ok {
		*why = err
	}
	return payload, err
}

// awayError is a provider that could not be asked.
type awayError struct{ error }

// Unwrap gives what happened.
func (a *awayError) Unwrap() error { return a.error }

var errOften = errors.New("the issuer was asked often enough for now")

// careful asks an issuer. Tokens with made-up key names each make the service
// look for new keys: it does so every few seconds at most. Answers are bounded.
type careful struct {
	inner http.RoundTripper
	now   func() time.Time
	limit *rate.Limiter
}

// RoundTrip implements http.RoundTripper.
func (c *careful) RoundTrip(r *http.Request) (*http.Response, error) {
	if !c.limit.AllowN(c.now(), 1) {
		return nil, errOften
	}
	answer, err := c.inner.RoundTrip(r)
	if err != nil {
		return nil, &awayError{err}
	}
	if answer.StatusCode >= 500 {
		_ = answer.Body.Close()
		return nil, &awayError{fmt.Errorf("it answered %s", answer.Status)}
	}
	answer.Body = struct {
		io.Reader
		io.Closer
	}{io.LimitReader(answer.Body, 1<<20), answer.Body}
	return answer, nil
}
