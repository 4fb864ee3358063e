package api_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// attempt is a body of a sign-in.
func attempt(email, password, code string) string {
	return fmt.Sprintf(`{"email":%q,"password":%q,"code":%q}`, email, password, code)
}

// TestSignIn follows a sign-in from its beginning to its end.
func TestSignIn(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		officer := f.join(t, "Example Council", "authority", "officer")
		who := f.people.list[officer.person]
		f.clock.Forward(time.Minute)
		now := f.clock.Now()
		in := func(name, body string, status int, want string) step {
			return step{name: name, method: "POST", path: "/v1/sign-in", body: body, status: status, want: want}
		}
		f.story(t, []step{
			in("nothing", `{}`, 422, `"/password"`),
			in("a stranger", attempt("nobody@example.org", goodPassword, "123456"), 401, `"sign-in-refused"`),
			in("a wrong password", attempt(who.email, "a wrong password", f.code(t, who, now)), 401, `"sign-in-refused"`),
			in("a wrong code", attempt(who.email, goodPassword, "12345"), 401, `"sign-in-refused"`),
			in("a code of two minutes ago", attempt(who.email, goodPassword, f.code(t, who, now.Add(-2*time.Minute))), 401, `"sign-in-refused"`),
		})
		signed := f.must(t, user{}, "POST", "/v1/sign-in", attempt(strings.ToUpper(who.email), goodPassword, f.code(t, who, now)), 200, "Idempotency-Key", "k")
		token := user{Secret: signed.text(t, "token")}
		if signed.Header.Get("Cache-Control") != "no-store" || signed.text(t, "expiresAt") != "2026-03-02T20:01:00Z" || signed.text(t, "places", 0, "organisation", "name") != "Example Council" {
			t.Errorf("%v %s", signed.Header, signed.Body)
		}
		f.story(t, []step{
			in("the same code", attempt(who.email, goodPassword, f.code(t, who, now)), 401, `"sign-in-refused"`),
			in("the code before it", attempt(who.email, goodPassword, f.code(t, who, now.Add(-30*time.Second))), 401, `"sign-in-refused"`),
			in("the code after it, for clocks that differ", attempt(who.email, goodPassword, f.code(t, who, now.Add(30*time.Second))), 200, `"assay-session_`),
			{name: "in person", as: token, method: "GET", path: "/v1/me", status: 200, want: `"inPerson":true,"roles":["officer"]`},
			{name: "bent", as: user{Secret: token.Secret[:len(token.Secret)-1]}, method: "GET", path: "/v1/me", status: 401, want: `"unknown-key"`},
			{name: "out", as: token, method: "POST", path: "/v1/sign-out", status: 204},
			{name: "afterwards", as: token, method: "GET", path: "/v1/me", status: 401, want: `"sign-in-over"`},
			{name: "a key cannot sign out", as: f.root, method: "POST", path: "/v1/sign-out", status: 409, want: `"no-sign-in-here"`},
			{name: "nobody can", method: "POST", path: "/v1/sign-out", status: 401, want: `"not-signed-in"`},
		})
	})
}

// TestSessionsEnd ends a sign-in that is not used, and one that is old.
func TestSessionsEnd(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		officer := f.join(t, "Example Council", "authority", "officer")
		token := user{Secret: officer.Secret}
		f.clock.Forward(14*time.Minute + 59*time.Second)
		f.must(t, token, "GET", "/v1/me", "", 200)
		f.clock.Forward(14*time.Minute + 59*time.Second)
		f.must(t, token, "GET", "/v1/me", "", 200)
		f.clock.Forward(15 * time.Minute)
		f.must(t, token, "GET", "/v1/me", "", 401)

		f.clock.Forward(time.Hour)
		token = user{Secret: f.credential(officer)}
		for range 47 {
			f.clock.Forward(10 * time.Minute)
			f.must(t, token, "GET", "/v1/me", "", 200)
		}
		f.clock.Forward(10*time.Minute - time.Microsecond)
		f.must(t, token, "GET", "/v1/me", "", 200)
		f.clock.Forward(time.Microsecond)
		f.must(t, token, "GET", "/v1/me", "", 401)
	})
}

// TestPatience makes whoever guesses wait, whether or not there is such a
// person, and lets the right one in afterwards.
func TestPatience(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		officer := f.join(t, "Example Council", "authority", "officer")
		who := f.people.list[officer.person]
		f.clock.Forward(time.Hour)
		for _, email := range []string{who.email, "nobody@example.org"} {
			for range 5 {
				f.must(t, user{}, "POST", "/v1/sign-in", attempt(email, "a wrong password", "000000"), 401)
			}
			f.must(t, user{}, "POST", "/v1/sign-in", attempt(email, "a wrong password", "000000"), 401)
			for _, want := range []int{1, 2, 4, 8} {
				a := f.must(t, user{}, "POST", "/v1/sign-in", attempt(email, goodPassword, "000000"), 429)
				if got := a.Header.Get("Retry-After"); got != fmt.Sprint(want) || !strings.Contains(a.Body, `"too-many-attempts"`) {
					t.Errorf("%s: wait %s, want %d: %s", email, got, want, a.Body)
				}
				f.clock.Forward(time.Duration(want) * time.Second)
				f.must(t, user{}, "POST", "/v1/sign-in", attempt(email, "a wrong password", "000000"), 401)
			}
		}
		f.must(t, user{}, "POST", "/v1/sign-in", attempt(who.email, goodPassword, f.code(t, who, f.clock.Now())), 429)
		f.clock.Forward(16 * time.Second)
		f.must(t, user{}, "POST", "/v1/sign-in", attempt(who.email, goodPassword, f.code(t, who, f.clock.Now())), 200)
		f.clock.Forward(time.Minute)
		f.must(t, user{}, "POST", "/v1/sign-in", attempt(who.email, "a wrong password", "000000"), 401)
	})
}

// TestPatienceWithAnAddress makes an address wait that tries many people.
func TestPatienceWithAnAddress(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		refused := 0
		for n := range 60 {
			a := f.send(user{}, "POST", "/v1/sign-in", attempt(fmt.Sprintf("p%d@example.org", n), "a wrong password", "000000"))
			if a.Status == 429 {
				refused++
			} else if a.Status != 401 {
				t.Fatalf("got %d %s", a.Status, a.Body)
			}
		}
		if refused != 9 {
			t.Errorf("%d of 60 were told to wait", refused)
		}
	})
}

// TestGuessesAtOnce counts guesses that come at the same time.
func TestGuessesAtOnce(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		officer := f.join(t, "Example Council", "authority", "officer")
		got := storm(f, user{}, "POST", "/v1/sign-in", attempt(officer.person, "a wrong password", "000000"))
		if got[401]+got[429]+got[503] != 16 || got[401] > 6 {
			t.Errorf("got %v", got)
		}
	})
}

// TestOneCodeOnce signs in many times at once with one code: once.
func TestOneCodeOnce(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		officer := f.join(t, "Example Council", "authority", "officer")
		who := f.people.list[officer.person]
		f.clock.Forward(time.Minute)
		got := storm(f, user{}, "POST", "/v1/sign-in", attempt(who.email, goodPassword, f.code(t, who, f.clock.Now())))
		if got[200] != 1 || got[500] != 0 {
			t.Errorf("got %v", got)
		}
	})
}
