package api_test

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/assay-engine/assay/api"
	"github.com/assay-engine/assay/internal/app"
	"github.com/assay-engine/assay/internal/file"
	"github.com/assay-engine/assay/internal/identity/password"
	"github.com/assay-engine/assay/internal/keyring"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/store/storetest"
)

// front is the service as its users meet it: HTTP in, HTTP out, on one
// database, with a clock that stands still.
type front struct {
	handler http.Handler
	app     app.App
	clock   *storetest.Clock
	root    user // the first administrator's key
	chief   user // the first person, an administrator of the installation

	invitation string // of the first person
	people     *people
}

// user is somebody with a key, or a person who signs in. The zero user is the
// public.
type user struct {
	Organisation string
	Key          string // of a person: the person's own identifier
	Secret       string // of a key, or of the first sign-in of a person
	person       string // the address of somebody who signs in: anew whenever the clock has moved
}

// answer is what came back.
type answer struct {
	Status int
	Header http.Header
	Body   string
}

// each runs a test of the front on every database.
func each(t *testing.T, test func(t *testing.T, f *front)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) { test(t, newFront(t, db, clock)) })
}

func newFront(t *testing.T, db *store.DB, clock *storetest.Clock) *front {
	t.Helper()
	f := newFrontWith(t, db, clock, func(*app.Options, *api.Options) {})
	f.chief = f.enrol(t, f.invitation, "Chris Chief", "chief@example.org")
	return f
}

// newFrontWith is a front of other settings, whose first person has not come
// yet.
func newFrontWith(t *testing.T, db *store.DB, clock *storetest.Clock, set func(*app.Options, *api.Options)) *front {
	t.Helper()
	var n atomic.Int64
	inside := testOptions(&n)
	outside := api.Options{
		CursorKey: []byte("cursor key of the tests"), Now: clock.Now,
		NewID: func() string { return fmt.Sprintf("request-%d", n.Add(1)) }, AccessLog: slog.New(slog.DiscardHandler),
	}
	set(&inside, &outside)
	a := app.New(db, inside)
	f := &front{app: a, clock: clock, people: &people{list: map[string]*somebody{}, labels: map[string]int{}}, handler: api.Handler(a, outside)}
	first, err := a.Start(context.Background())
	if err != nil || first.Key == "" {
		t.Fatalf("start: %+v, %v", first, err)
	}
	f.root, f.invitation = user{Secret: first.Key}, first.Invitation
	return f
}

func testOptions(n *atomic.Int64) app.Options {
	return app.Options{NewSecret: func() []byte {
		sum := sha256.Sum256(fmt.Append(nil, n.Add(1)))
		return sum[:]
	}, Signer: receiptSigner, Vault: keyring.TextVault("tests=" + base64.StdEncoding.EncodeToString([]byte("key-encryption key of the tests!"))), Files: &file.Memory{}, ConfirmLink: "https://assay.example/confirm", Derive: func(purpose string) []byte {
		sum := sha256.Sum256([]byte(purpose))
		return sum[:]
	}, Cost: password.Cost{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32}}
}

// join registers an organisation and gives it somebody with roles, as key does.
func (f *front) join(t *testing.T, name, kind string, roles ...string) user {
	t.Helper()
	o := f.must(t, f.root, "POST", "/v1/organisations", fmt.Sprintf(`{"name":%q,"kind":%q}`, name, kind), 201)
	return f.key(t, o.text(t, "id"), roles...)
}

// joinKey registers an organisation and gives it a key, whatever the roles.
func (f *front) joinKey(t *testing.T, name, kind string, roles ...string) user {
	t.Helper()
	o := f.must(t, f.root, "POST", "/v1/organisations", fmt.Sprintf(`{"name":%q,"kind":%q}`, name, kind), 201)
	return f.onlyKey(t, o.text(t, "id"), roles...)
}

// key gives an organisation one more key. Officers, administrators and evaluators
// are people, since some of what they do is not for keys.
func (f *front) key(t *testing.T, organisation string, roles ...string) user {
	t.Helper()
	if slices.Contains(roles, "officer") || slices.Contains(roles, "administrator") || slices.Contains(roles, "evaluator") {
		return f.person(t, organisation, roles...)
	}
	return f.onlyKey(t, organisation, roles...)
}

// onlyKey gives an organisation one more key, whatever the roles.
func (f *front) onlyKey(t *testing.T, organisation string, roles ...string) user {
	t.Helper()
	list, _ := json.Marshal(roles)
	label := f.people.label(organisation, strings.Join(roles, "+"))
	k := f.must(t, f.root, "POST", "/v1/organisations/"+organisation+"/keys", fmt.Sprintf(`{"label":%q,"roles":%s}`, label, list), 201)
	return user{Organisation: organisation, Key: k.text(t, "id"), Secret: k.text(t, "secret")}
}

// send sends a request; headers come in pairs.
func (f *front) send(as user, method, path, body string, headers ...string) answer {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if secret := f.credential(as); secret != "" {
		r.Header.Set("Authorization", "Bearer "+secret)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	f.handler.ServeHTTP(w, r)
	return answer{Status: w.Code, Header: w.Header(), Body: w.Body.String()}
}

// must sends a request that has to end with a status.
func (f *front) must(t *testing.T, as user, method, path, body string, status int, headers ...string) answer {
	t.Helper()
	a := f.send(as, method, path, body, headers...)
	if a.Status != status {
		t.Fatalf("%s %s %s: got %d %s; want %d", method, path, body, a.Status, a.Body, status)
	}
	return a
}

// change sends a request that changes a thing, with the ETag that reading
// the thing gave.
func (f *front) change(t *testing.T, as user, method, thing, path, body string, status int) answer {
	t.Helper()
	read := f.must(t, as, "GET", thing, "", 200)
	return f.must(t, as, method, path, body, status, "If-Match", read.Header.Get("ETag"))
}

// at follows names and indexes into the JSON of the answer.
func (a answer) at(t *testing.T, path ...any) any {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(a.Body), &v); err != nil {
		t.Fatalf("not JSON: %s", a.Body)
	}
	for _, step := range path {
		switch s := step.(type) {
		case string:
			object, ok := v.(map[string]any)
			if !ok {
				t.Fatalf("%v: no object at %v in %s", path, s, a.Body)
			}
			if v, ok = object[s]; !ok {
				t.Fatalf("%v: no member %q in %s", path, s, a.Body)
			}
		case int:
			array, ok := v.([]any)
			if !ok || s >= len(array) {
				t.Fatalf("%v: no entry %d in %s", path, s, a.Body)
			}
			v = array[s]
		}
	}
	return v
}

// text is at, for a string.
func (a answer) text(t *testing.T, path ...any) string {
	t.Helper()
	s, ok := a.at(t, path...).(string)
	if !ok {
		t.Fatalf("%v is not a string in %s", path, a.Body)
	}
	return s
}

// step is one row of a story: who does what, and what must come of it.
type step struct {
	name   string
	as     user
	method string
	path   string
	body   string
	status int
	want   string // part of the answer's body
	header []string
}

// story runs steps in order.
func (f *front) story(t *testing.T, steps []step) {
	t.Helper()
	for _, s := range steps {
		t.Run(s.name, func(t *testing.T) {
			t.Helper()
			got := f.send(s.as, s.method, s.path, s.body, s.header...)
			if got.Status != s.status || !strings.Contains(got.Body, s.want) {
				t.Errorf("%s %s %s: got %d %s; want %d with %s", s.method, s.path, s.body, got.Status, got.Body, s.status, s.want)
			}
		})
	}
}
