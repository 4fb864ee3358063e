package api_test

import (
	"testing"
	"time"
)

// TestKeys follows a key from its making to its end.
func TestKeys(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		council := f.joinKey(t, "Example Council", "authority", "evaluator")
		keys := "/v1/organisations/" + council.Organisation + "/keys"
		f.story(t, []step{
			{name: "nobody", method: "GET", path: "/v1/me", status: 401, want: `"not-signed-in"`},
			{name: "somebody", as: council, method: "GET", path: "/v1/me", status: 200, want: `"name":"Example Council"`},
			{name: "a made-up key", as: user{Secret: "assay_aaaa_bbbb"}, method: "GET", path: "/v1/me", status: 401, want: `"unknown-key"`},
			{name: "a made-up key where none is needed", as: user{Secret: "x"}, method: "GET", path: "/healthz", status: 401, want: `"unknown-key"`},
			{name: "an evaluator makes a key", as: council, method: "POST", path: keys, body: `{"label":"x","roles":["officer"]}`, status: 403, want: `"not-your-role"`},
			{name: "a key that ended before", as: f.root, method: "POST", path: keys, body: `{"label":"","roles":["king"],"expiresAt":"2026-03-02T12:00:00Z"}`, status: 422, want: `"/expiresAt"`},
			{name: "every wrong field is named", as: f.root, method: "POST", path: keys, body: `{"label":"","roles":["king"],"expiresAt":"2026-03-02T12:00:00Z"}`, status: 422, want: `"/roles/0"`},
			{name: "no such organisation", as: f.root, method: "POST", path: "/v1/organisations/00000000-0000-7000-8000-999999999999/keys", body: `{"label":"x","roles":["officer"]}`, status: 404, want: `"not-found"`},
			{name: "not an identifier", as: f.root, method: "GET", path: "/v1/organisations/1", status: 404, want: `"not-found"`},
		})
		revoke := keys + "/" + council.Key + "/revoke"
		f.must(t, f.root, "POST", revoke, "", 428)
		f.must(t, f.root, "POST", revoke, "", 412, "If-Match", `"7"`)
		f.must(t, f.root, "POST", revoke, "", 200, "If-Match", `"1"`)
		f.must(t, council, "GET", "/v1/me", "", 401)
		f.must(t, f.root, "POST", revoke, "", 409, "If-Match", `"2"`)

		brief := f.must(t, f.root, "POST", keys, `{"label":"brief","roles":["officer"],"expiresAt":"2026-03-02T13:00:00Z"}`, 201)
		officer := user{Secret: brief.text(t, "secret")}
		f.must(t, officer, "GET", "/v1/me", "", 200)
		f.clock.Forward(time.Hour)
		f.must(t, officer, "GET", "/v1/me", "", 401)
	})
}

// TestSecretIsShownOnce replays the making of a key.
func TestSecretIsShownOnce(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		council := f.join(t, "Example Council", "authority", "officer")
		make := func() answer {
			return f.must(t, f.root, "POST", "/v1/organisations/"+council.Organisation+"/keys", `{"label":"x","roles":["officer"]}`, 201, "Idempotency-Key", "k1")
		}
		first, second := make(), make()
		if first.text(t, "secret") == "" || second.text(t, "secret") != "" || first.text(t, "id") != second.text(t, "id") {
			t.Errorf("first %s, second %s", first.Body, second.Body)
		}
	})
}

// TestOrganisations pages through a list and bends its cursor.
func TestOrganisations(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		for _, name := range []string{"A", "B", "C"} {
			f.join(t, name, "supplier", "supplier")
		}
		council := f.join(t, "D", "authority", "officer")
		first := f.must(t, council, "GET", "/v1/organisations?kind=supplier&limit=2", "", 200)
		next := first.text(t, "next")
		if first.text(t, "items", 0, "name") != "C" || first.text(t, "items", 1, "name") != "B" {
			t.Errorf("first page: %s", first.Body)
		}
		second := f.must(t, council, "GET", "/v1/organisations?kind=supplier&limit=2&cursor="+next, "", 200)
		if second.text(t, "items", 0, "name") != "A" || second.at(t, "next") != nil {
			t.Errorf("second page: %s", second.Body)
		}
		f.story(t, []step{
			{name: "the cursor of another filter", as: council, method: "GET", path: "/v1/organisations?cursor=" + next, status: 422, want: `"?cursor"`},
			{name: "the cursor of another reader", as: f.root, method: "GET", path: "/v1/organisations?kind=supplier&cursor=" + next, status: 422, want: `"?cursor"`},
			{name: "a cursor bent", as: council, method: "GET", path: "/v1/organisations?kind=supplier&cursor=A" + next[1:], status: 422, want: `"?cursor"`},
			{name: "too many", as: council, method: "GET", path: "/v1/organisations?limit=101", status: 422, want: `must be at most 100`},
			{name: "not a number", as: council, method: "GET", path: "/v1/organisations?limit=ten&kind=x", status: 422, want: `"?limit"`},
			{name: "unknown parameter", as: council, method: "GET", path: "/v1/organisations?Kind=supplier", status: 422, want: `"?Kind"`},
			{name: "twice", as: council, method: "GET", path: "/v1/organisations?kind=supplier&kind=supplier", status: 422, want: `more than once`},
			{name: "an identifier without its scheme", as: f.root, method: "POST", path: "/v1/organisations", body: `{"name":"E","kind":"supplier","identifier":"1"}`, status: 422, want: `"/identifierScheme"`},
			{name: "an identifier", as: f.root, method: "POST", path: "/v1/organisations", body: `{"name":"E","kind":"supplier","identifierScheme":"GB-COH","identifier":"01234567"}`, status: 201, want: `"GB-COH"`},
			{name: "the identifier again", as: f.root, method: "POST", path: "/v1/organisations", body: `{"name":"F","kind":"supplier","identifierScheme":"GB-COH","identifier":"01234567"}`, status: 409, want: `"organisation-exists"`},
		})
	})
}
