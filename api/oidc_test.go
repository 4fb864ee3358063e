package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/oauth2-proxy/mockoidc"

	"github.com/assay-engine/assay/api"
	"github.com/assay-engine/assay/internal/app"
	"github.com/assay-engine/assay/internal/identity/oidc"
	"github.com/assay-engine/assay/internal/identity/oidc/oidctest"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/store/storetest"
)

// eachWithProvider runs a test where people sign in at a provider.
func eachWithProvider(t *testing.T, mapping string, test func(t *testing.T, f *front, p *oidctest.Provider)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		p := oidctest.Run(t, clock.Now)
		f := newFrontWith(t, db, clock, func(o *app.Options, _ *api.Options) {
			o.Issuers = oidc.New([]oidc.Setting{p.Setting(mapping)}, clock.Now, &http.Client{Timeout: 5 * time.Second})
		})
		test(t, f, p)
	})
}

// TestSignInElsewhere takes the first person and those they invite from a
// provider: with tokens that it gave out, in the flow of a browser.
func TestSignInElsewhere(t *testing.T) {
	eachWithProvider(t, "email=email", func(t *testing.T, f *front, p *oidctest.Provider) {
		token := func(subject, email string) string { return p.SignIn(t, oidctest.User(subject, email)) }
		accept := func(invitation, more string) string { return fmt.Sprintf(`{"token":%q%s}`, invitation, more) }
		chief := user{Secret: token("chief", "chief@example.org")}
		me := `,"name":"Chris","email":"chief@example.org"`
		f.story(t, []step{
			{name: "nobody knows the chief yet", as: chief, method: "GET", path: "/v1/me", status: 401, want: `"unknown-person"`},
			{name: "not with a password", method: "POST", path: "/v1/invitations/accept", body: accept(f.invitation, me+`,"password":"`+goodPassword+`"`), status: 422, want: `"/identityToken"`},
			{name: "not with rubbish", method: "POST", path: "/v1/invitations/accept", body: accept(f.invitation, me+`,"identityToken":"x"`), status: 401, want: `"token-refused"`},
			{name: "with a token", method: "POST", path: "/v1/invitations/accept", body: accept(f.invitation, me+`,"identityToken":"`+chief.Secret+`"`), status: 200, want: `"oneTimeCodes":null`},
			{name: "the chief is in person", as: chief, method: "GET", path: "/v1/me", status: 200, want: `"inPerson":true,"roles":["administrator"]`},
			{name: "no password opens anything", method: "POST", path: "/v1/sign-in", body: attempt("chief@example.org", goodPassword, "000000"), status: 409, want: `"signs-in-elsewhere"`},
			{name: "there is nothing to sign out of here", as: chief, method: "POST", path: "/v1/sign-out", status: 409, want: `"no-sign-in-here"`},
		})
		council := f.must(t, f.root, "POST", "/v1/organisations", `{"name":"Example Council","kind":"authority"}`, 201).text(t, "id")
		members := "/v1/organisations/" + council + "/members"
		jo := f.must(t, chief, "POST", members, fmt.Sprintf(`{"name":"Jo","email":"jo@example.org","roles":["officer"],"issuer":%q,"subject":"jo"}`, p.Issuer()), 201)
		f.must(t, chief, "POST", members, `{"name":"Kim","email":"kim@example.org","roles":["evaluator"]}`, 201)
		ann := f.must(t, chief, "POST", members, `{"name":"Ann","email":"ann@example.org","roles":["auditor"]}`, 201)
		f.story(t, []step{
			{name: "by the subject, whatever the address", as: user{Secret: token("jo", "somebody@example.org")}, method: "GET", path: "/v1/me", status: 200, want: `"roles":["officer"]`},
			{name: "by a verified address", as: user{Secret: token("kim-1", "KIM@example.org")}, method: "GET", path: "/v1/me", status: 200, want: `"roles":["evaluator"]`},
			{name: "which has that subject now", as: user{Secret: token("kim-2", "kim@example.org")}, method: "GET", path: "/v1/me", status: 401, want: `"unknown-person"`},
			{name: "the first subject stays, without the address", as: user{Secret: token("kim-1", "")}, method: "GET", path: "/v1/me", status: 200, want: `"roles":["evaluator"]`},
			{name: "not by an address that was not verified", as: user{Secret: p.SignIn(t, &mockoidc.MockUser{Subject: "ann", Email: "ann@example.org"})}, method: "GET", path: "/v1/me", status: 401, want: `"unknown-person"`},
			{name: "nor a stranger", as: user{Secret: token("x", "x@example.org")}, method: "GET", path: "/v1/me", status: 401, want: `"unknown-person"`},
			{name: "a subject of somebody else", as: chief, method: "POST", path: "/v1/people/" + ann.text(t, "person", "id") + "/identities", body: fmt.Sprintf(`{"issuer":%q,"subject":"jo"}`, p.Issuer()), status: 409, want: `"already-linked"`},
			{name: "by a key", as: f.root, method: "POST", path: "/v1/people/" + ann.text(t, "person", "id") + "/identities", body: fmt.Sprintf(`{"issuer":%q,"subject":"ann"}`, p.Issuer()), status: 403, want: `"needs-a-person"`},
			{name: "tied by an administrator", as: chief, method: "POST", path: "/v1/people/" + ann.text(t, "person", "id") + "/identities", body: fmt.Sprintf(`{"issuer":%q,"subject":"ann"}`, p.Issuer()), status: 200, want: `"Ann"`},
			{name: "and known from then on", as: user{Secret: token("ann", "")}, method: "GET", path: "/v1/me", status: 200, want: `"roles":["auditor"]`},
			{name: "shut out", as: chief, method: "POST", path: "/v1/people/" + jo.text(t, "person", "id") + "/disable", header: []string{"If-Match", `"1"`}, status: 200, want: `"disabledAt"`},
			{name: "at once", as: user{Secret: token("jo", "")}, method: "GET", path: "/v1/me", status: 401, want: `"unknown-key"`},
		})
	})
}

// TestTokensThatAreRefused sends what the provider did not mean for this
// installation, on a route that anybody may call and on one that needs somebody.
func TestTokensThatAreRefused(t *testing.T) {
	eachWithProvider(t, "", func(t *testing.T, f *front, p *oidctest.Provider) {
		good := p.SignIn(t, oidctest.User("chief", "chief@example.org"))
		f.must(t, user{}, "POST", "/v1/invitations/accept", fmt.Sprintf(`{"token":%q,"name":"Chris","email":"chief@example.org","identityToken":%q}`, f.invitation, good), 200)
		f.must(t, user{Secret: good}, "GET", "/v1/me", "", 200)
		foreign := p.Claims("chief")
		foreign["aud"] = "another installation"
		for name, token := range map[string]string{
			"for another":  p.Sign(t, foreign),
			"bent":         good[:len(good)-6] + "AAAAAA",
			"unsigned":     strings.Join([]string{"eyJhbGciOiJub25lIn0", strings.Split(good, ".")[1], ""}, "."),
			"of nobody":    "eyJhbGciOiJub25lIn0.e30.",
			"not a number": "eyJ.a.b",
		} {
			for _, path := range []string{"/healthz", "/v1/me"} {
				if got := f.send(user{Secret: token}, "GET", path, ""); got.Status != 401 || !strings.Contains(got.Body, `"token-refused"`) || got.Header.Get("WWW-Authenticate") == "" {
					t.Errorf("%s on %s: got %d %s", name, path, got.Status, got.Body)
				}
			}
		}
		p.Rotate(t)
		f.must(t, user{Secret: p.Sign(t, p.Claims("chief"))}, "GET", "/v1/me", "", 200)
		f.must(t, user{Secret: good}, "GET", "/v1/me", "", 401)
		fresh := p.Sign(t, p.Claims("chief"))
		f.clock.Forward(11 * time.Minute) // ten, and the minute that clocks may differ
		f.must(t, user{Secret: fresh}, "GET", "/v1/me", "", 401)
		p.Away(true)
		p.Rotate(t)
		f.must(t, user{Secret: p.Sign(t, p.Claims("chief"))}, "GET", "/v1/me", "", 503)
		f.must(t, f.root, "GET", "/v1/me", "", 200) // keys do not need the provider
	})
}
