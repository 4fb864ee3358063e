package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
)

// people are those whom the tests invited. Each signs in again whenever the
// clock has moved, as somebody does who comes back to their desk.
type people struct {
	mu   sync.Mutex
	n    int
	list map[string]*somebody

	labels map[string]int // how many keys of an organisation have a label
}

// somebody is a person with their means to sign in.
type somebody struct {
	email, password, secret string // secret is that of the one-time codes
	token                   string
	at                      time.Time
}

func (p *people) next() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.n++
	return p.n
}

// label is what a key is called: of each label two may be live.
func (p *people) label(organisation, words string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := p.labels[organisation+words]
	p.labels[organisation+words]++
	if n < 2 {
		return words
	}
	return fmt.Sprintf("%s %d", words, n)
}

// goodPassword is one that the rules take.
const goodPassword = "lamp cloud table river"

// person invites somebody into an organisation, lets them accept and signs them
// in.
func (f *front) person(t *testing.T, organisation string, roles ...string) user {
	t.Helper()
	n := f.people.next()
	name, email := fmt.Sprintf("Person %d", n), fmt.Sprintf("person-%d@example.org", n)
	list, _ := json.Marshal(roles)
	i := f.must(t, f.chief, "POST", "/v1/organisations/"+organisation+"/invitations", fmt.Sprintf(`{"name":%q,"email":%q,"roles":%s}`, name, email, list), 201)
	return f.enrol(t, i.text(t, "token"), name, email)
}

// enrol accepts an invitation and signs in.
func (f *front) enrol(t *testing.T, token, name, email string) user {
	t.Helper()
	a := f.must(t, user{}, "POST", "/v1/invitations/accept", fmt.Sprintf(`{"token":%q,"name":%q,"email":%q,"password":%q}`, token, name, email, goodPassword), 200)
	f.people.mu.Lock()
	f.people.list[email] = &somebody{email: email, password: goodPassword, secret: a.text(t, "oneTimeCodes", "secret")}
	f.people.mu.Unlock()
	u := user{Organisation: a.text(t, "member", "organisation"), Key: a.text(t, "member", "person", "id"), person: email}
	if u.Secret = f.credential(u); strings.HasPrefix(u.Secret, "no sign-in") {
		t.Fatal(u.Secret)
	}
	return u
}

// credential is what a user sends: the secret of a key, or the token of a sign-in
// that is good now.
func (f *front) credential(u user) string {
	if u.person == "" {
		return u.Secret
	}
	f.people.mu.Lock()
	defer f.people.mu.Unlock()
	who, now := f.people.list[u.person], f.clock.Now()
	if who.token != "" && now.Sub(who.at) < 10*time.Minute {
		return who.token
	}
	who.token, who.at = f.signIn(who), now
	return who.token
}

// signIn gets a token, with a code that is good now.
func (f *front) signIn(who *somebody) string {
	code, err := totp.GenerateCode(who.secret, f.clock.Now())
	if err != nil {
		return err.Error()
	}
	body := fmt.Sprintf(`{"email":%q,"password":%q,"code":%q}`, who.email, who.password, code)
	r := httptest.NewRequest(http.MethodPost, "/v1/sign-in", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	f.handler.ServeHTTP(w, r)
	var answer struct{ Token string }
	if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil || answer.Token == "" {
		return "no sign-in: " + w.Body.String()
	}
	return answer.Token
}
