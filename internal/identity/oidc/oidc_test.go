package oidc_test

import (
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/identity/oidc"
	"github.com/assay-engine/assay/internal/identity/oidc/oidctest"
)

// clock is a clock that the test moves.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

func begin(t *testing.T, mapping string) (*oidctest.Provider, *oidc.Issuers, *clock) {
	t.Helper()
	c := &clock{at: time.Now().Truncate(time.Second)}
	p := oidctest.Run(t, c.now)
	return p, oidc.New([]oidc.Setting{p.Setting(mapping)}, c.now, &http.Client{Timeout: 5 * time.Second}), c
}

// TestSignInByCode takes a token as a browser gets one.
func TestSignInByCode(t *testing.T) {
	p, issuers, _ := begin(t, "email=email")
	got, err := issuers.Verify(t.Context(), p.SignIn(t, oidctest.User("u-1", "jo@example.org")))
	want := oidc.Claims{Issuer: p.Issuer(), Subject: "u-1", Email: "jo@example.org", EmailVerified: true, ByEmail: true}
	if err != nil || got != want {
		t.Errorf("got %+v %v, want %+v", got, err, want)
	}
}

// TestVerify believes good tokens, and no others.
func TestVerify(t *testing.T) {
	p, issuers, c := begin(t, "")
	other, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	with := func(more jwt.MapClaims) jwt.MapClaims {
		claims := p.Claims("u-1")
		maps.Copy(claims, more)
		for name, value := range more {
			if value == nil {
				delete(claims, name)
			}
		}
		return claims
	}
	after := func(d time.Duration) int64 { return c.at.Add(d).Unix() }
	published, err := p.Keypair.KeyID()
	if err != nil {
		t.Fatal(err)
	}
	good := p.Sign(t, p.Claims("u-1"))
	for name, row := range map[string]struct {
		token  string
		refuse string // part of the refusal; empty for none
	}{
		"good":                         {good, ""},
		"for several, us among them":   {p.Sign(t, with(jwt.MapClaims{"aud": []string{"x", p.ClientID}})), ""},
		"a minute late, nearly":        {p.Sign(t, with(jwt.MapClaims{"iat": after(-time.Hour), "exp": after(-59 * time.Second)})), ""},
		"a minute late":                {p.Sign(t, with(jwt.MapClaims{"iat": after(-time.Hour), "exp": after(-60 * time.Second)})), "its time is over"},
		"issued in a minute":           {p.Sign(t, with(jwt.MapClaims{"iat": after(time.Minute)})), ""},
		"issued later":                 {p.Sign(t, with(jwt.MapClaims{"iat": after(61 * time.Second)})), "from the future"},
		"not before a minute from now": {p.Sign(t, with(jwt.MapClaims{"nbf": after(time.Minute)})), ""},
		"not before later":             {p.Sign(t, with(jwt.MapClaims{"nbf": after(61 * time.Second)})), "not come"},
		"without an end":               {p.Sign(t, with(jwt.MapClaims{"exp": nil})), "how long it lasts"},
		"without a beginning":          {p.Sign(t, with(jwt.MapClaims{"iat": nil})), "how long it lasts"},
		"for a day and a second":       {p.Sign(t, with(jwt.MapClaims{"exp": after(24*time.Hour + time.Second)})), "longer than 24h"},
		"for somebody else":            {p.Sign(t, with(jwt.MapClaims{"aud": "x"})), "meant for somebody else"},
		"for nobody":                   {p.Sign(t, with(jwt.MapClaims{"aud": nil})), "meant for somebody else"},
		"of nobody":                    {p.Sign(t, with(jwt.MapClaims{"sub": nil})), "no claim sub"},
		"of a number":                  {p.Sign(t, with(jwt.MapClaims{"sub": 1})), "signature"},
		"of another issuer":            {p.Sign(t, with(jwt.MapClaims{"iss": "https://login.example.org"})), "not one of this installation's"},
		"of the issuer with a slash":   {p.Sign(t, with(jwt.MapClaims{"iss": p.Issuer() + "/"})), "not one of this installation's"},
		"unsigned":                     {oidctest.Forge(t, jwt.SigningMethodNone, published, jwt.UnsafeAllowNoneSignatureType, p.Claims("u-1")), "signature"},
		"signed by another":            {oidctest.Forge(t, jwt.SigningMethodRS256, "another", other, p.Claims("u-1")), "signature"},
		"signed by another as ours":    {oidctest.Forge(t, jwt.SigningMethodRS256, published, other, p.Claims("u-1")), "signature"},
		"signed with what is public":   {oidctest.Forge(t, jwt.SigningMethodHS256, published, p.Keypair.PublicKey.N.Bytes(), p.Claims("u-1")), "signature"},
		"bent":                         {good[:len(good)-8] + "AAAAAAAA", "signature"},
		"other words, same signature":  {swap(good, p.Sign(t, p.Claims("u-2"))), "signature"},
		"not a token":                  {"x", "not one"},
		"three parts of nothing":       {"eyJ..", "cannot be read"},
		"too long":                     {"eyJ." + strings.Repeat("x", 9000) + ".x", "not one"},
	} {
		t.Run(name, func(t *testing.T) {
			c.at = c.at.Add(0)
			got, err := issuers.Verify(t.Context(), row.token)
			if row.refuse == "" {
				if err != nil || got.Subject != "u-1" {
					t.Errorf("got %+v %v", got, err)
				}
				return
			}
			if !errors.Is(err, oidc.ErrToken) || !strings.Contains(err.Error(), row.refuse) {
				t.Errorf("got %+v %v, want a refusal with %q", got, err, row.refuse)
			}
		})
	}
}

// swap puts the signature of one token under the words of another.
func swap(signature, words string) string {
	s, w := strings.Split(signature, "."), strings.Split(words, ".")
	return w[0] + "." + w[1] + "." + s[2]
}

// TestRotation follows the provider to a new key, and leaves the old one.
func TestRotation(t *testing.T) {
	p, issuers, _ := begin(t, "")
	old := p.Sign(t, p.Claims("u-1"))
	verify := func(token string, good bool) {
		t.Helper()
		if _, err := issuers.Verify(t.Context(), token); (err == nil) != good {
			t.Errorf("got %v, want good %t", err, good)
		}
	}
	verify(old, true)
	p.Rotate(t)
	verify(p.Sign(t, p.Claims("u-1")), true)
	verify(old, false)
}

// TestFlood sends tokens with made-up keys: the provider is not asked for each.
func TestFlood(t *testing.T) {
	p, issuers, c := begin(t, "")
	other, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	good := p.Sign(t, p.Claims("u-1"))
	if _, err := issuers.Verify(t.Context(), good); err != nil {
		t.Fatal(err)
	}
	for i := range 50 {
		forged := oidctest.Forge(t, jwt.SigningMethodRS256, fmt.Sprint("made up ", i), other, p.Claims("u-1"))
		if _, err := issuers.Verify(t.Context(), forged); !errors.Is(err, oidc.ErrToken) {
			t.Fatalf("got %v", err)
		}
	}
	if p.Asks() > 6 {
		t.Errorf("the provider was asked %d times", p.Asks())
	}
	if _, err := issuers.Verify(t.Context(), good); err != nil {
		t.Errorf("in the flood a good token is refused: %v", err)
	}
	p.Rotate(t)
	c.at = c.at.Add(10 * time.Second)
	if _, err := issuers.Verify(t.Context(), p.Sign(t, p.Claims("u-1"))); err != nil {
		t.Errorf("after the flood a new key is not found: %v", err)
	}
}

// TestAway says that the provider does not answer, and goes on when it does.
func TestAway(t *testing.T) {
	p, issuers, c := begin(t, "")
	good := p.Sign(t, p.Claims("u-1"))
	p.Away(true)
	for range 3 {
		if _, err := issuers.Verify(t.Context(), good); !errors.Is(err, oidc.ErrUnreachable) {
			t.Errorf("got %v", err)
		}
	}
	p.Away(false)
	c.at = c.at.Add(6 * time.Second)
	if _, err := issuers.Verify(t.Context(), good); err != nil {
		t.Errorf("the provider is back: %v", err)
	}
	p.Away(true)
	if _, err := issuers.Verify(t.Context(), good); err != nil {
		t.Errorf("its keys are known, yet: %v", err)
	}
	p.Rotate(t)
	if _, err := issuers.Verify(t.Context(), p.Sign(t, p.Claims("u-1"))); !errors.Is(err, oidc.ErrUnreachable) {
		t.Errorf("a new key cannot be looked up: got %v", err)
	}
	var f *fault.Fault
	if _, err := issuers.Verify(t.Context(), "x"); !errors.As(err, &f) || f.Kind != fault.Unauthenticated {
		t.Errorf("got %v", err)
	}
}

// TestMapping reads other claims than the usual.
func TestMapping(t *testing.T) {
	p, issuers, _ := begin(t, "subject=oid,email=upn,verified=xms_edov")
	claims := p.Claims("u-1")
	claims["oid"], claims["upn"], claims["xms_edov"] = "o-1", "jo@example.org", "true"
	got, err := issuers.Verify(t.Context(), p.Sign(t, claims))
	if err != nil || got.Subject != "o-1" || got.Email != "jo@example.org" || !got.EmailVerified {
		t.Errorf("got %+v %v", got, err)
	}
	claims["xms_edov"] = "yes"
	if got, err := issuers.Verify(t.Context(), p.Sign(t, claims)); err != nil || got.EmailVerified {
		t.Errorf("got %+v %v", got, err)
	}
}

// TestParse reads settings, and says what is wrong with one.
func TestParse(t *testing.T) {
	for text, trouble := range map[string]string{
		"https://login.example.org|assay":                                "",
		"https://login.example.org/realms/x|assay|subject=oid":           "",
		"https://login.example.org|assay|email=email,verified=confirmed": "",
		"http://127.0.0.1:8081|assay":                                    "",
		"http://localhost:8081|assay":                                    "",
		"http://login.example.org|assay":                                 "https",
		"login.example.org|assay":                                        "address such as",
		"https://login.example.org":                                      "ISSUER|AUDIENCE",
		"https://login.example.org|":                                     "ISSUER|AUDIENCE",
		"|assay":                                                         "ISSUER|AUDIENCE",
		"https://a.example|b|c=d|e":                                      "ISSUER|AUDIENCE",
		"https://a.example|b|name=x":                                     "expected subject, email or verified",
		"https://a.example|b|email":                                      "expected name=claim",
		"https://a.example?x=y|b":                                        "address such as",
	} {
		s, err := oidc.Parse(text)
		if trouble == "" && (err != nil || s.Audience != "assay" || s.Subject == "") {
			t.Errorf("%q: %+v %v", text, s, err)
		}
		if trouble != "" && (err == nil || !strings.Contains(err.Error(), trouble)) {
			t.Errorf("%q: got %v, want %q", text, err, trouble)
		}
	}
	var none *oidc.Issuers
	if none.Any() || none.Names() != "" {
		t.Error("no issuers are some")
	}
}
