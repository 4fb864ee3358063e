package api_test

import (
	"fmt"
	"testing"
	"time"
)

// TestIdentifiers registers bodies by the numbers of other registers.
func TestIdentifiers(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		post := func(name, body, want string, status int) step {
			return step{name: name, as: f.root, method: "POST", path: "/v1/organisations", body: body, status: status, want: want}
		}
		f.story(t, []step{
			post("several numbers", `{"name":"Acme Gardens Ltd","kind":"supplier","legalForm":"company","identifiers":[{"scheme":"GB-COH","id":"sc 012345"},{"scheme":"GB-PPON","id":"PBZB-4962-TVLR"}]}`, `"identifiers":[{"scheme":"GB-COH","id":"SC012345"},{"scheme":"GB-PPON","id":"PBZB-4962-TVLR"}]`, 201),
			post("the second again", `{"name":"Other","kind":"supplier","identifiers":[{"scheme":"GB-CHC","id":"1090095"},{"scheme":"GB-PPON","id":"pbzb-4962-tvlr"}]}`, `"/identifiers/1"`, 409),
			post("the first again, in short", `{"name":"Other","kind":"supplier","identifierScheme":"GB-COH","identifier":"SC012345"}`, `"organisation-exists"`, 409),
			post("wrong check digits", `{"name":"Other","kind":"supplier","identifiers":[{"scheme":"GB-VAT","id":"107328001"}]}`, `"/identifiers/0/id"`, 422),
			post("a form that the scheme does not have", `{"name":"Other","kind":"supplier","identifiers":[{"scheme":"GB-COH","id":"12345"}]}`, `eight characters`, 422),
			post("a scheme of the United Kingdom that is none", `{"name":"Other","kind":"supplier","identifiers":[{"scheme":"GB-XYZ","id":"12345"}]}`, `"/identifiers/0/scheme"`, 422),
			post("a scheme twice", `{"name":"Other","kind":"supplier","identifiers":[{"scheme":"GB-CHC","id":"1090095"},{"scheme":"GB-CHC","id":"279417"}]}`, `"/identifiers/1/scheme"`, 422),
			post("another country's", `{"name":"Cork Gardens","kind":"supplier","identifiers":[{"scheme":"IE-CRO","id":"123456"}]}`, `"IE-CRO"`, 201),
			post("a legal form of a council", `{"name":"Other","kind":"authority","legalForm":"company"}`, `"/legalForm"`, 422),
			post("every wrong field", `{"name":"x\u202ey","kind":"king","legalForm":"x","identifiers":[{"scheme":"","id":""}]}`, `"/identifiers/0/scheme"`, 422),
			post("a name of two lines is one", `{"name":"A\nB","kind":"supplier"}`, `"name":"A B"`, 201),
			post("a name that hides a part", `{"name":"A\u200bB","kind":"supplier"}`, `"/name"`, 422),
			post("a name of nothing", `{"name":"...","kind":"supplier"}`, `"/name"`, 422),
			post("a name in parts is put together", `{"name":"  Cafe\u0301   Green ","kind":"supplier"}`, `"name":"Café Green"`, 201),
			{name: "found by its number", as: f.root, method: "GET", path: "/v1/organisations?identifierScheme=GB-PPON&identifier=PBZB-4962-TVLR", status: 200, want: `Acme Gardens Ltd`},
			{name: "half a number", as: f.root, method: "GET", path: "/v1/organisations?identifier=1", status: 422, want: `"?identifierScheme"`},
			{name: "of one legal form", as: f.root, method: "GET", path: "/v1/organisations?legalForm=sole_trader", status: 200, want: `"items":[]`},
		})
	})
}

// TestLookAlikes tells of names that could be taken for one another.
func TestLookAlikes(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		f.join(t, "Greenlark Grounds Ltd", "supplier", "supplier")
		officer := f.join(t, "Example Council", "authority", "officer")
		other := f.join(t, "Elsewhere", "authority", "administrator")
		f.story(t, []step{
			{name: "another form", as: f.root, method: "POST", path: "/v1/organisations", body: `{"name":"GREENLARK grounds CIC","kind":"supplier"}`, status: 201, want: `"looks-alike"`},
			{name: "another alphabet", method: "POST", path: "/v1/registrations", body: `{"name":"Gr\u0435enlark Grounds","legalForm":"company"}`, status: 201, want: `"looks-alike"`},
			{name: "nothing alike", as: f.root, method: "POST", path: "/v1/organisations", body: `{"name":"Bluelark Grounds","kind":"supplier"}`, status: 201, want: `"version":1}`},
			{name: "all of them", as: f.root, method: "GET", path: "/v1/look-alikes", status: 200, want: `GREENLARK grounds CIC`},
			{name: "for an officer", as: officer, method: "GET", path: "/v1/look-alikes", status: 403, want: `"not-your-role"`},
			{name: "for an administrator elsewhere", as: other, method: "GET", path: "/v1/look-alikes", status: 403, want: `"installation-only"`},
		})
		if list := f.must(t, f.root, "GET", "/v1/look-alikes", "", 200); len(list.at(t, "items").([]any)) != 1 || len(list.at(t, "items", 0, "organisations").([]any)) != 3 {
			t.Errorf("got %s", list.Body)
		}
	})
}

// TestChangeOrganisation corrects what is known of a body.
func TestChangeOrganisation(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		o := f.must(t, f.root, "POST", "/v1/organisations", `{"name":"Acme","kind":"supplier","identifiers":[{"scheme":"GB-COH","id":"01234567"}]}`, 201)
		path, tag := "/v1/organisations/"+o.text(t, "id"), []string{"If-Match", `"1"`}
		f.join(t, "Bright Ltd", "supplier", "supplier")
		elsewhere := f.join(t, "Elsewhere", "authority", "administrator")
		f.story(t, []step{
			{name: "without a version", as: f.root, method: "PATCH", path: path, body: `{"name":"B"}`, status: 428, want: `"if-match-required"`},
			{name: "by another administrator", as: elsewhere, method: "PATCH", path: path, body: `{"name":"B"}`, header: tag, status: 403, want: `"installation-only"`},
			{name: "a name of nothing", as: f.root, method: "PATCH", path: path, body: `{"name":" "}`, header: tag, status: 422, want: `"/name"`},
			{name: "its kind", as: f.root, method: "PATCH", path: path, body: `{"kind":"authority"}`, header: tag, status: 422, want: `"/kind"`},
			{name: "everything", as: f.root, method: "PATCH", path: path, body: `{"name":"Bright","legalForm":"vcse","identifiers":[{"scheme":"GB-CHC","id":"1090095"}]}`, header: tag, status: 200, want: `"looks-alike"`},
			{name: "again", as: f.root, method: "PATCH", path: path, body: `{"name":"C"}`, header: tag, status: 412, want: `"changed-meanwhile"`},
			{name: "the number it had is free", as: f.root, method: "POST", path: "/v1/organisations", body: `{"name":"D","kind":"supplier","identifiers":[{"scheme":"GB-COH","id":"01234567"}]}`, status: 201, want: `"GB-COH"`},
			{name: "the number it has is not", as: f.root, method: "POST", path: "/v1/organisations", body: `{"name":"E","kind":"supplier","identifiers":[{"scheme":"GB-CHC","id":"1090095"}]}`, status: 409, want: `"organisation-exists"`},
			{name: "as it is now", as: f.root, method: "GET", path: path, status: 200, want: `"identifierScheme":"GB-CHC","identifier":"1090095"`},
		})
	})
}

// TestRegistration lets a supplier in by itself, and nobody as anything else.
func TestRegistration(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		body := `{"name":"Greenlark Grounds Ltd","legalForm":"company","identifiers":[{"scheme":"GB-COH","id":"01234567"}]}`
		r := f.must(t, user{}, "POST", "/v1/registrations", body, 201, "Idempotency-Key", "once")
		if r.Header.Get("Cache-Control") != "no-store" || r.text(t, "organisation", "kind") != "supplier" || r.text(t, "key", "roles", 0) != "supplier" {
			t.Errorf("got %v %s", r.Header, r.Body)
		}
		again := f.must(t, user{}, "POST", "/v1/registrations", body, 201, "Idempotency-Key", "once")
		if again.text(t, "key", "secret") != "" || again.text(t, "key", "id") != r.text(t, "key", "id") {
			t.Errorf("again: %s", again.Body)
		}
		supplier := user{Organisation: r.text(t, "organisation", "id"), Secret: r.text(t, "key", "secret")}
		f.story(t, []step{
			{name: "who it is", as: supplier, method: "GET", path: "/v1/me", status: 200, want: `"inPerson":false,"roles":["supplier"]`},
			{name: "without the key", method: "POST", path: "/v1/registrations", body: body, status: 409, want: `"organisation-exists"`},
			{name: "as an authority", method: "POST", path: "/v1/registrations", body: `{"name":"Council","legalForm":"company","kind":"authority"}`, status: 422, want: `"/kind"`},
			{name: "with a role", method: "POST", path: "/v1/registrations", body: `{"name":"Council","legalForm":"company","roles":["officer"]}`, status: 422, want: `"/roles"`},
			{name: "without a legal form", method: "POST", path: "/v1/registrations", body: `{"name":"Acme"}`, status: 422, want: `"/legalForm"`},
			{name: "it makes no organisation", as: supplier, method: "POST", path: "/v1/organisations", body: `{"name":"X","kind":"authority"}`, status: 403, want: `"not-your-role"`},
			{name: "nor a key for itself by that door", as: supplier, method: "POST", path: "/v1/organisations/" + supplier.Organisation + "/keys", body: `{"label":"x","roles":["supplier"]}`, status: 403, want: `"not-your-role"`},
		})
	})
}

// TestOwnKeys changes one key for another, as a program does by itself.
func TestOwnKeys(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		r := f.must(t, user{}, "POST", "/v1/registrations", `{"name":"Greenlark","legalForm":"company"}`, 201)
		old := user{Organisation: r.text(t, "organisation", "id"), Key: r.text(t, "key", "id"), Secret: r.text(t, "key", "secret")}
		rival := f.join(t, "Rival", "supplier", "supplier")
		f.story(t, []step{
			{name: "under another label", as: old, method: "POST", path: "/v1/me/keys", body: `{"label":"x","roles":["supplier"]}`, status: 422, want: `"/label"`},
			{name: "with more rights", as: old, method: "POST", path: "/v1/me/keys", body: `{"label":"first key","roles":["supplier","officer"]}`, status: 422, want: `"/roles/1"`},
			{name: "for what is no operation", as: old, method: "POST", path: "/v1/me/keys", body: `{"label":"first key","roles":["supplier"],"operations":["listTenders","dance"]}`, status: 422, want: `"/operations/1"`},
			{name: "without a label", as: old, method: "POST", path: "/v1/me/keys", body: `{"roles":["supplier"]}`, status: 422, want: `"/label"`},
		})
		k := f.must(t, old, "POST", "/v1/me/keys", `{"label":"first key","roles":["supplier"]}`, 201)
		fresh := user{Organisation: old.Organisation, Key: k.text(t, "id"), Secret: k.text(t, "secret")}
		f.story(t, []step{
			{name: "a third", as: fresh, method: "POST", path: "/v1/me/keys", body: `{"label":"first key","roles":["supplier"]}`, status: 409, want: `"two-keys-live"`},
			{name: "both work", as: old, method: "GET", path: "/v1/me/keys", status: 200, want: fresh.Key},
			{name: "a rival ends one", as: rival, method: "POST", path: "/v1/me/keys/" + old.Key + "/revoke", header: []string{"If-Match", `"1"`}, status: 404, want: `"not-found"`},
			{name: "the new one ends the old one", as: fresh, method: "POST", path: "/v1/me/keys/" + old.Key + "/revoke", header: []string{"If-Match", `"1"`}, status: 200, want: `"revokedAt":"2026-03-02T12:00:00Z"`},
			{name: "at once", as: old, method: "GET", path: "/v1/me", status: 401, want: `"unknown-key"`},
			{name: "there is room again", as: fresh, method: "POST", path: "/v1/me/keys", body: `{"label":"first key","roles":["supplier"],"expiresAt":"2026-03-02T13:00:00Z","operations":["listTenders","listOwnKeys","createOwnKey"]}`, status: 201, want: `"operations":["listTenders","listOwnKeys","createOwnKey"]`},
		})
	})
}

// TestScopes holds a key to the operations it is for.
func TestScopes(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		council := f.joinKey(t, "Example Council", "authority", "evaluator")
		k := f.must(t, f.root, "POST", "/v1/organisations/"+council.Organisation+"/keys", `{"label":"feed","roles":["officer"],"operations":["listTenders","createOwnKey"],"expiresAt":"2026-03-02T14:00:00Z"}`, 201)
		feed := user{Secret: k.text(t, "secret")}
		f.story(t, []step{
			{name: "what it is for", as: feed, method: "GET", path: "/v1/tenders", status: 200, want: `"items"`},
			{name: "what is public", as: feed, method: "GET", path: "/healthz", status: 200, want: `"ok"`},
			{name: "what its role would allow", as: feed, method: "GET", path: "/v1/templates", status: 403, want: `"not-in-scope"`},
			{name: "even who it is", as: feed, method: "GET", path: "/v1/me", status: 403, want: `"not-in-scope"`},
			{name: "a successor for more", as: feed, method: "POST", path: "/v1/me/keys", body: `{"label":"feed","roles":["officer"],"operations":["listTemplates"]}`, status: 422, want: `"/operations/0"`},
			{name: "a successor for everything, for ever", as: feed, method: "POST", path: "/v1/me/keys", body: `{"label":"feed","roles":["officer"]}`, status: 422, want: `"/expiresAt"`},
			{name: "a successor", as: feed, method: "POST", path: "/v1/me/keys", body: `{"label":"feed","roles":["officer"],"operations":["listTenders"],"expiresAt":"2026-03-02T13:00:00Z"}`, status: 201, want: `"operations":["listTenders"]`},
		})
	})
}

// TestLastUsed stamps keys now and then, without an event.
func TestLastUsed(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		council := f.joinKey(t, "Example Council", "authority", "evaluator")
		used := func() string {
			list := f.must(t, f.root, "GET", "/v1/organisations/"+council.Organisation+"/keys", "", 200)
			at, _ := list.at(t, "items", 0, "lastUsedAt").(string)
			return at
		}
		if at := used(); at != "" {
			t.Errorf("before it was used: %s", at)
		}
		for minute, want := range []string{"12:00", "12:00", "12:00", "12:00", "12:00", "12:05", "12:05"} {
			f.must(t, council, "GET", "/v1/me", "", 200)
			if at := used(); at != "2026-03-02T"+want+":00Z" {
				t.Errorf("minute %d: got %s, want %s", minute, at, want)
			}
			f.clock.Forward(time.Minute)
		}
	})
}

// TestThirdKeyRace makes many keys of one label at once: two live.
func TestThirdKeyRace(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		council := f.joinKey(t, "Example Council", "authority", "evaluator")
		got := storm(f, f.root, "POST", "/v1/organisations/"+council.Organisation+"/keys", `{"label":"race","roles":["evaluator"]}`)
		if got[201] != 2 || got[409] == 0 || got[500] != 0 {
			t.Errorf("got %v", got)
		}
	})
}

// TestAdministratorsElsewhere keeps the administrators of an organisation to it.
func TestAdministratorsElsewhere(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		partner, rival := f.join(t, "Riverside Trust", "partner", "administrator"), f.join(t, "Hillside Trust", "partner", "administrator")
		key := f.onlyKey(t, rival.Organisation, "officer")
		member := f.must(t, rival, "GET", "/v1/organisations/"+rival.Organisation+"/members", "", 200).text(t, "items", 0, "id")
		there := "/v1/organisations/" + rival.Organisation
		tag := []string{"If-Match", `"1"`}
		invite := `{"name":"Jo","email":"jo@example.org","roles":["officer"]}`
		var steps []step
		for _, s := range []step{
			{method: "GET", path: there + "/keys"},
			{method: "POST", path: there + "/keys", body: `{"label":"x","roles":["officer"]}`},
			{method: "POST", path: there + "/keys/" + key.Key + "/revoke", header: tag},
			{method: "GET", path: there + "/members"},
			{method: "GET", path: there + "/members/" + member},
			{method: "PATCH", path: there + "/members/" + member, body: `{"roles":["officer"]}`, header: tag},
			{method: "POST", path: there + "/members/" + member + "/end", header: tag},
			{method: "POST", path: there + "/members/" + member + "/reset"},
			{method: "GET", path: there + "/invitations"},
			{method: "POST", path: there + "/invitations", body: invite},
			{method: "POST", path: there + "/members", body: invite},
			{method: "GET", path: "/v1/people/" + rival.Key},
		} {
			s.name, s.as, s.status, s.want = fmt.Sprint(s.method, " ", s.path), partner, 404, `"not-found"`
			steps = append(steps, s)
		}
		here := "/v1/organisations/" + partner.Organisation
		f.story(t, append(
			steps,
			step{name: "their own organisation", as: partner, method: "POST", path: here + "/invitations", body: invite, status: 201, want: `"assay-invitation_`},
			step{name: "roles that it does not have", as: partner, method: "POST", path: here + "/invitations", body: `{"name":"Jo","email":"jo@example.org","roles":["steward"]}`, status: 422, want: `"not-for-this-kind"`},
			step{name: "a key with such a role", as: partner, method: "POST", path: here + "/keys", body: `{"label":"x","roles":["officer","steward"]}`, status: 422, want: `"/roles/1"`},
			step{name: "an organisation", as: partner, method: "POST", path: "/v1/organisations", body: `{"name":"X","kind":"authority"}`, status: 403, want: `"installation-only"`},
			step{name: "somebody of the installation", as: partner, method: "POST", path: here + "/members", body: invite, status: 403, want: `"installation-only"`},
			step{name: "shutting somebody out", as: partner, method: "POST", path: "/v1/people/" + rival.Key + "/disable", header: tag, status: 403, want: `"installation-only"`},
		))
	})
}
