package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/assay-engine/assay/internal/store"
)

// dead makes credentials that opened everything once and open nothing now.
func (f *front) dead(t *testing.T) map[string]user {
	t.Helper()
	council := f.join(t, "Example Council", "authority", "administrator")
	there := "/v1/organisations/" + council.Organisation
	all := `["administrator","officer","evaluator","supplier","contract_manager","auditor"]`
	dead := map[string]user{"a made-up key": {Secret: "assay_aaaaaaaaaaaaaaaa_bbbb"}, "an invitation": {Secret: f.invitation}}

	revoked := f.must(t, f.root, "POST", there+"/keys", `{"label":"revoked","roles":`+all+`}`, 201)
	f.must(t, f.root, "POST", there+"/keys/"+revoked.text(t, "id")+"/revoke", "", 200, "If-Match", `"1"`)
	dead["a key that was revoked"] = user{Secret: revoked.text(t, "secret")}

	expiring := f.must(t, f.root, "POST", there+"/keys", `{"label":"expired","roles":`+all+`,"expiresAt":"2026-03-02T12:00:01Z"}`, 201)
	dead["a key whose time is over"] = user{Secret: expiring.text(t, "secret")}

	out := user{Secret: f.person(t, council.Organisation, "officer", "administrator").Secret}
	f.must(t, out, "POST", "/v1/sign-out", "", 204)
	dead["somebody who signed out"] = out

	gone := f.person(t, council.Organisation, "officer", "administrator")
	kept := f.must(t, gone, "POST", "/v1/me/keys", `{"label":"kept","roles":["officer"]}`, 201)
	dead["somebody who was shut out"] = user{Secret: gone.Secret}
	dead["the key of somebody who was shut out"] = user{Secret: kept.text(t, "secret")}
	f.must(t, f.root, "POST", "/v1/people/"+gone.Key+"/disable", "", 200, "If-Match", `"1"`)

	dead["somebody who went away"] = user{Secret: f.person(t, council.Organisation, "officer", "administrator").Secret}
	f.clock.Forward(15 * time.Minute)
	return dead
}

// TestDeadCredentials tries every route, public ones too, with credentials that
// are no good any more: nobody mistakes the public's view for their own.
func TestDeadCredentials(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		for name, who := range f.dead(t) {
			for _, r := range stay() {
				if got := f.send(who, r.Method, address(r), "", "If-Match", `"1"`); got.Status != http.StatusUnauthorized {
					t.Errorf("%s by %s: got %d %s", r.Operation, name, got.Status, got.Body)
				}
			}
		}
	})
}

// TestSecretsAreNotKept looks for secrets in everything that the database says
// of itself through the front, and in the log.
func TestSecretsAreNotKept(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		council := f.join(t, "Example Council", "authority", "administrator")
		k := f.must(t, council, "POST", "/v1/organisations/"+council.Organisation+"/keys", `{"label":"x","roles":["officer"]}`, 201, "Idempotency-Key", "k")
		i := f.must(t, council, "POST", "/v1/organisations/"+council.Organisation+"/invitations", `{"name":"Jo Canary","email":"canary@example.org","roles":["officer"]}`, 201, "Idempotency-Key", "i")
		f.must(t, user{}, "POST", "/v1/invitations/accept", fmt.Sprintf(`{"token":%q,"password":%q}`, i.text(t, "token"), goodPassword), 200, "Idempotency-Key", "a")
		who := f.people.list[council.person]
		dump := f.dump(t)
		for name, canary := range map[string]string{
			"a key": k.text(t, "secret"), "an invitation": i.text(t, "token"), "a password": goodPassword,
			"a sign-in": council.Secret, "the secret of codes": who.secret,
		} {
			if strings.Contains(dump, canary) {
				t.Errorf("the database holds %s", name)
			}
		}
		if !strings.Contains(dump, "canary@example.org") {
			t.Error("the search finds nothing at all")
		}
		f.number(t)
		if log := f.must(t, f.root, "GET", "/v1/log/events?limit=100", "", 200); strings.Contains(log.Body, "canary") || strings.Contains(log.Body, "Canary") {
			t.Errorf("the log names a person: %s", log.Body)
		}
	})
}

// dump is every row of every table, as text.
func (f *front) dump(t *testing.T) string {
	t.Helper()
	tables := map[store.Kind]string{
		store.SQLite:   "SELECT name FROM sqlite_master WHERE type = 'table'",
		store.Postgres: "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
	}[f.app.DB.Kind()]
	text, err := store.Read(t.Context(), f.app.DB, func(tx *store.Tx) (string, error) {
		var names []string
		if err := tx.DB().Raw(tables).Scan(&names).Error; err != nil {
			return "", err
		}
		var all strings.Builder
		for _, name := range names {
			var rows []map[string]any
			if err := tx.DB().Table(name).Find(&rows).Error; err != nil {
				return "", err
			}
			for _, row := range rows {
				for column, value := range row {
					if raw, ok := value.([]byte); ok {
						value = string(raw)
					}
					fmt.Fprintf(&all, "%s.%s=%v\n", name, column, value)
				}
			}
		}
		return all.String(), nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return text
}
