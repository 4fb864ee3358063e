package api_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/assay-engine/assay/internal/store"
)

// TestErasure exports what is kept of an evaluator, holds it, waits for the law's
// years to pass and erases it: no table names the person any more, and the log
// verifies as before.
func TestErasure(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		canary := f.enrolled(t, "Canary Person", "canary@example.org")
		w, contract := f.contracted(t)
		tenderID, contractID := strings.TrimPrefix(w.path, "/v1/tenders/"), strings.TrimPrefix(contract, "/v1/contracts/")
		f.write(t, func(tx *store.Tx) error { // the person took part
			tx.Actor.PersonID, tx.Actor.KeyID, tx.Actor.Name = canary.Key, canary.Key, "Canary Person"
			tx.Record(store.Event{Verb: "test.took_part", Subject: tenderID, TenderID: tenderID})
			return nil
		})
		f.numbers(t)
		person := "/v1/people/" + canary.Key
		export := f.must(t, canary, "GET", person+"/export", "", 200)
		for _, want := range []string{`"kind":"assay.person/1"`, "Canary Person", "canary@example.org", "test.took_part", `"memberships"`} {
			if !strings.Contains(export.Body, want) {
				t.Errorf("the export lacks %s: %s", want, export.Body)
			}
		}
		for _, secret := range []string{"secret", "hash", "salt"} {
			if strings.Contains(export.Body, `_`+secret) || strings.Contains(export.Body, `"`+secret) {
				t.Errorf("the export has a secret (%s): %s", secret, export.Body)
			}
		}
		etag := func() string { return f.must(t, f.chief, "GET", person, "", 200).Header.Get("ETag") }
		body := `{"reason":"asked for it by letter of 1 May"}`
		erase := func(as user, status int, want string) {
			t.Helper()
			if a := f.must(t, as, "POST", person+"/erase", body, status, "If-Match", etag()); !strings.Contains(a.Body, want) {
				t.Errorf("erase: %s; want %s", a.Body, want)
			}
		}
		erase(w.officer, 403, `"not-your-role"`)
		erase(f.root, 403, `"needs-a-person"`)
		erase(f.person(t, canary.Organisation, "administrator"), 403, `"installation-only"`)
		erase(f.chief, 409, `"kept-by-law"`)
		list := f.must(t, f.chief, "GET", "/v1/retention", "", 200)
		if list.text(t, "items", 0, "keptUntil") != "2030-06-30" || list.text(t, "items", 0, "startedBy") != "contract" || list.at(t, "items", 0, "due") != false {
			t.Errorf("three years that begin with 1 July 2027: %s", list.Body)
		}
		f.story(t, []step{
			{name: "a rival's administrator sees nothing", as: f.join(t, "Rival Council", "authority", "administrator"), method: "GET", path: "/v1/retention", status: 200, want: `{"items":[]`},
			{name: "a hold on two things", as: f.chief, method: "POST", path: "/v1/holds", body: `{"tender":"` + tenderID + `","person":"` + canary.Key + `","reason":"r"}`, status: 422, want: `"hold-on-one-thing"`},
			{name: "a hold on nothing", as: f.chief, method: "POST", path: "/v1/holds", body: `{"tender":"00000000-0000-7000-8000-000000404404","reason":"r"}`, status: 404},
			{name: "a hold without a reason", as: f.chief, method: "POST", path: "/v1/holds", body: `{"tender":"` + tenderID + `"}`, status: 422, want: `"/reason"`},
			{name: "a hold by a key", as: f.root, method: "POST", path: "/v1/holds", body: `{"tender":"` + tenderID + `","reason":"r"}`, status: 403, want: `"needs-a-person"`},
		})
		hold := f.must(t, f.chief, "POST", "/v1/holds", fmt.Sprintf(`{"contract":%q,"reason":"a claim is before the court"}`, contractID), 201)

		f.turns(t, w.opened, "2030-07-02")
		erase(f.chief, 409, "a claim is before the court")
		release := "/v1/holds/" + hold.text(t, "id") + "/release"
		f.must(t, f.chief, "POST", release, `{"reason":"settled"}`, 200)
		f.must(t, f.chief, "POST", release, `{"reason":"settled"}`, 409)
		if list := f.must(t, f.chief, "GET", "/v1/retention", "", 200); list.at(t, "items", 0, "due") != true {
			t.Errorf("after the years and the hold: %s", list.Body)
		}
		f.numbers(t)
		head := f.must(t, user{}, "GET", "/v1/log/checkpoint", "", 200).text(t, "checkpoint")
		erase(f.chief, 200, `"erased":true`)
		dump := strings.ToLower(f.dump(t))
		for _, word := range []string{"canary person", "canary@example.org"} {
			if at := strings.Index(dump, word); at >= 0 {
				t.Errorf("the database still has %q: …%s…", word, dump[max(at-200, 0):min(at+100, len(dump))])
			}
		}
		f.numbers(t)
		if v, err := f.app.Trail.Verify(t.Context(), nil, head); err != nil || len(v.Problems) > 0 || v.Held != 1 {
			t.Errorf("after the erasure the log is %+v, %v", v, err)
		}
		erase(f.chief, 409, `"already-erased"`)
		if a := f.send(canary, "GET", "/v1/me", ""); a.Status != 401 {
			t.Errorf("who is erased still gets in: %d %s", a.Status, a.Body)
		}
	})
}

// enrolled is an officer of some council with a name and an address.
func (f *front) enrolled(t *testing.T, name, email string) user {
	t.Helper()
	o := f.must(t, f.root, "POST", "/v1/organisations", `{"name":"Council of the canary","kind":"authority"}`, 201)
	i := f.must(t, f.chief, "POST", "/v1/organisations/"+o.text(t, "id")+"/invitations", fmt.Sprintf(`{"name":%q,"email":%q,"roles":["officer"]}`, name, email), 201, "Idempotency-Key", "canary")
	u := f.enrol(t, i.text(t, "token"), name, email)
	f.must(t, u, "POST", "/v1/me/keys", fmt.Sprintf(`{"label":"laptop of %s","roles":["officer"]}`, name), 201, "Idempotency-Key", "canary")
	return u
}

// TestClockOfAnEnd starts the clock of a procurement that ended without an award
// on the day of its end.
func TestClockOfAnEnd(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		m := f.market(t)
		id := m.tender(t, "")
		f.change(t, m.council, "POST", "/v1/tenders/"+id, "/v1/tenders/"+id+"/cancel", `{"reason":"no money"}`, 200)
		list := f.must(t, m.council, "GET", "/v1/retention", "", 200)
		if list.text(t, "items", 0, "startedBy") != "ending" || list.text(t, "items", 0, "keptUntil") != f.clock.Now().AddDate(3, 0, -1).Format(time.DateOnly) {
			t.Errorf("a procurement that ended: %s", list.Body)
		}
	})
}
