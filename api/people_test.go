package api_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
)

// code is a one-time code of somebody at a moment.
func (f *front) code(t *testing.T, who *somebody, at time.Time) string {
	t.Helper()
	c, err := totp.GenerateCode(who.secret, at)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestNeedsAPerson refuses keys where only people may act, whatever their
// roles: also a key that a person holds.
func TestNeedsAPerson(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		officer := f.join(t, "Example Council", "authority", "officer", "administrator", "evaluator")
		key := f.onlyKey(t, officer.Organisation, "officer", "administrator", "evaluator")
		own := f.must(t, officer, "POST", "/v1/me/keys", `{"label":"mine","roles":["officer","administrator","evaluator"]}`, 201)
		mine := user{Secret: own.text(t, "secret")}
		if own.text(t, "person") != officer.Key {
			t.Errorf("the key is not the person's: %s", own.Body)
		}
		for _, r := range stay() {
			if !r.InPerson() {
				continue
			}
			for who, u := range map[string]user{"a key": key, "a person's key": mine} {
				if got := f.send(u, r.Method, address(r), ""); got.Status != 403 || !strings.Contains(got.Body, `"needs-a-person"`) || !strings.Contains(got.Body, "sign-in") {
					t.Errorf("%s by %s: got %d %s", r.Operation, who, got.Status, got.Body)
				}
			}
			if got := f.send(officer, r.Method, address(r), ""); strings.Contains(got.Body, `"needs-a-person"`) || got.Status == 401 {
				t.Errorf("%s in person: got %d %s", r.Operation, got.Status, got.Body)
			}
		}
		for _, operation := range []string{"openTender", "approveRecommendation", "extendDeadline", "createInvitation", "addMember", "linkPerson", "resetMember", "changeMember"} {
			found := false
			for _, r := range stay() {
				found = found || r.Operation == operation && r.InPerson()
			}
			if !found {
				t.Errorf("%s is not for people only", operation)
			}
		}
		f.story(t, []step{
			{name: "who the person is", as: officer, method: "GET", path: "/v1/me", status: 200, want: `"inPerson":true`},
			{name: "the log names nobody", as: officer, method: "GET", path: "/v1/me/keys", status: 200, want: `"label":"mine"`},
		})
		f.number(t)
		log := f.must(t, f.root, "GET", "/v1/log/events?verb=key.created&limit=100", "", 200)
		if !strings.Contains(log.Body, `"person":"`+officer.Key+`","actor":"in person"`) || strings.Contains(log.Body, "Person ") {
			t.Errorf("the log: %s", log.Body)
		}
	})
}

// number gives the events of the test their numbers.
func (f *front) number(t *testing.T) {
	t.Helper()
	if _, err := f.app.DB.Sequence(t.Context(), "test"); err != nil {
		t.Fatal(err)
	}
}

// TestInvitations follows invitations to their ends.
func TestInvitations(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		council := f.join(t, "Example Council", "authority", "administrator")
		invitations := "/v1/organisations/" + council.Organisation + "/invitations"
		invite := func(email string) answer {
			return f.must(t, council, "POST", invitations, fmt.Sprintf(`{"name":"Jo Bloggs","email":%q,"roles":["officer"]}`, email), 201)
		}
		accept := func(name, token, more string, status int, want string) step {
			return step{name: name, method: "POST", path: "/v1/invitations/accept", body: fmt.Sprintf(`{"token":%q%s}`, token, more), status: status, want: want}
		}
		good := `,"password":"` + goodPassword + `"`
		one, revoked, late := invite("Jo@Example.org"), invite("a@example.org"), invite("b@example.org")
		f.must(t, council, "POST", invitations+"/"+revoked.text(t, "id")+"/revoke", "", 200, "If-Match", `"1"`)
		token := one.text(t, "token")
		f.story(t, []step{
			accept("made up", "assay-invitation_aaaa_bbbb", good, 422, `"/token"`),
			accept("of another kind", f.root.Secret, good, 422, `"/token"`),
			accept("bent", token[:len(token)-1]+"_", good, 422, `"invitation-not-open"`),
			accept("taken back", revoked.text(t, "token"), good, 422, `"invitation-not-open"`),
			accept("a short password", token, `,"password":"short"`, 422, `"too-short"`),
			accept("a common password", token, `,"password":"password123456"`, 422, `"too-common"`),
			accept("a personal password", token, `,"password":"bloggs the gardener"`, 422, `"too-personal"`),
			accept("without a password", token, ``, 422, `"/password"`),
			accept("with a provider's token", token, good+`,"identityToken":"x"`, 422, `"/identityToken"`),
			accept("accepted", token, good, 200, `"uri":"otpauth://totp/Assay:jo@example.org`),
			accept("twice", token, good, 422, `"invitation-not-open"`),
			{name: "taking it back afterwards", as: council, method: "POST", path: invitations + "/" + one.text(t, "id") + "/revoke", header: []string{"If-Match", `"2"`}, status: 409, want: `"invitation-closed"`},
			{name: "the list shows no secret", as: council, method: "GET", path: invitations, status: 200, want: `"email":"jo@example.org"`},
			{name: "a key invites nobody", as: f.root, method: "POST", path: invitations, body: `{"name":"X","email":"x@example.org","roles":["officer"]}`, status: 403, want: `"needs-a-person"`},
			{name: "every wrong field", as: council, method: "POST", path: invitations, body: `{"name":"\u0007","email":"x","roles":["king"]}`, status: 422, want: `"/email"`},
		})
		f.clock.Forward(7*24*time.Hour - time.Microsecond)
		f.story(t, []step{accept("on the seventh day, a short password", late.text(t, "token"), `,"password":"x"`, 422, `"too-short"`)})
		f.clock.Forward(time.Microsecond)
		f.story(t, []step{accept("after it", late.text(t, "token"), good, 422, `"invitation-not-open"`)})
		if list := f.must(t, council, "GET", invitations, "", 200); strings.Contains(list.Body, "assay-invitation_") {
			t.Errorf("a secret is shown again: %s", list.Body)
		}
	})
}

// TestAcceptanceIsShownOnce sends an acceptance again: the place is there, the
// secret of the codes is not.
func TestAcceptanceIsShownOnce(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		i := f.must(t, f.chief, "POST", "/v1/organisations/"+f.chief.Organisation+"/invitations", `{"name":"Jo","email":"jo@example.org","roles":["auditor"]}`, 201)
		body := fmt.Sprintf(`{"token":%q,"password":%q}`, i.text(t, "token"), goodPassword)
		first := f.must(t, user{}, "POST", "/v1/invitations/accept", body, 200, "Idempotency-Key", "x")
		again := f.must(t, user{}, "POST", "/v1/invitations/accept", body, 200, "Idempotency-Key", "x")
		if first.text(t, "oneTimeCodes", "secret") == "" || again.at(t, "oneTimeCodes") != nil || again.text(t, "member", "id") != first.text(t, "member", "id") {
			t.Errorf("first %s, again %s", first.Body, again.Body)
		}
	})
}

// TestInvitationRace accepts one invitation many times at once.
func TestInvitationRace(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		i := f.must(t, f.chief, "POST", "/v1/organisations/"+f.chief.Organisation+"/invitations", `{"name":"Jo","email":"jo@example.org","roles":["auditor"]}`, 201)
		got := storm(f, user{}, "POST", "/v1/invitations/accept", fmt.Sprintf(`{"token":%q,"password":%q}`, i.text(t, "token"), goodPassword))
		if got[200] != 1 || got[500] != 0 {
			t.Errorf("got %v", got)
		}
	})
}

// TestMembers changes and ends memberships, and everything that hangs on them.
func TestMembers(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		admin := f.join(t, "Example Council", "authority", "administrator")
		officer := f.person(t, admin.Organisation, "officer")
		own := f.must(t, officer, "POST", "/v1/me/keys", `{"label":"mine","roles":["officer"]}`, 201)
		key := user{Secret: own.text(t, "secret")}
		members := "/v1/organisations/" + admin.Organisation + "/members"
		id := f.must(t, admin, "GET", members, "", 200).text(t, "items", 0, "id")
		f.story(t, []step{
			{name: "another role", as: admin, method: "PATCH", path: members + "/" + id, body: `{"roles":["auditor"]}`, header: []string{"If-Match", `"1"`}, status: 200, want: `"roles":["auditor"]`},
			{name: "of an old version", as: admin, method: "PATCH", path: members + "/" + id, body: `{"roles":["officer"]}`, header: []string{"If-Match", `"1"`}, status: 412, want: `"changed-meanwhile"`},
			{name: "no role", as: admin, method: "PATCH", path: members + "/" + id, body: `{"roles":[]}`, header: []string{"If-Match", `"2"`}, status: 422, want: `"/roles"`},
			{name: "a role that the kind has not", as: admin, method: "PATCH", path: members + "/" + id, body: `{"roles":["steward"]}`, header: []string{"If-Match", `"2"`}, status: 422, want: `"not-for-this-kind"`},
			{name: "the sign-in has the new role", as: officer, method: "GET", path: "/v1/me", status: 200, want: `"roles":["auditor"]`},
			{name: "the key has lost its role", as: key, method: "GET", path: "/v1/me", status: 200, want: `"roles":[]`},
			{name: "and does nothing for it", as: key, method: "POST", path: "/v1/tenders", body: `{}`, status: 403, want: `"not-your-role"`},
			{name: "the end", as: admin, method: "POST", path: members + "/" + id + "/end", header: []string{"If-Match", `"2"`}, status: 200, want: `"endedAt":"2026-03-02T12:00:00Z"`},
			{name: "twice", as: admin, method: "POST", path: members + "/" + id + "/end", header: []string{"If-Match", `"3"`}, status: 409, want: `"membership-ended"`},
			{name: "new means to sign in", as: admin, method: "POST", path: members + "/" + id + "/reset", status: 409, want: `"membership-ended"`},
			{name: "the sign-in opens nothing", as: officer, method: "GET", path: "/v1/me", status: 403, want: `"no-membership"`},
			{name: "nor the key", as: key, method: "GET", path: "/v1/me", status: 401, want: `"unknown-key"`},
		})
	})
}

// TestSeveralPlaces acts for one organisation of several.
func TestSeveralPlaces(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		first, second := f.join(t, "First Council", "authority", "officer"), f.join(t, "Second Council", "authority", "administrator")
		other := f.join(t, "Third Council", "authority", "officer")
		who := f.people.list[first.person]
		i := f.must(t, second, "POST", "/v1/organisations/"+second.Organisation+"/invitations", fmt.Sprintf(`{"name":"X","email":%q,"roles":["evaluator"]}`, who.email), 201)
		f.clock.Forward(time.Minute)
		accept := func(password, code string) string {
			return fmt.Sprintf(`{"token":%q,"password":%q,"code":%q}`, i.text(t, "token"), password, code)
		}
		f.story(t, []step{
			{name: "without showing that it is them", method: "POST", path: "/v1/invitations/accept", body: fmt.Sprintf(`{"token":%q,"password":"a password of a stranger"}`, i.text(t, "token")), status: 422, want: `"/code"`},
			{name: "as a stranger", method: "POST", path: "/v1/invitations/accept", body: accept("a password of a stranger", "000000"), status: 401, want: `"sign-in-refused"`},
			{name: "as themselves", method: "POST", path: "/v1/invitations/accept", body: accept(goodPassword, f.code(t, who, f.clock.Now())), status: 200, want: `"oneTimeCodes":null`},
			{name: "for nobody", as: first, method: "GET", path: "/v1/me", status: 422, want: "Second Council (" + second.Organisation + ")"},
			{name: "for the first", as: first, method: "GET", path: "/v1/me", header: []string{"Assay-Organisation", first.Organisation}, status: 200, want: `"roles":["officer"]`},
			{name: "for the second", as: first, method: "GET", path: "/v1/me", header: []string{"Assay-Organisation", second.Organisation}, status: 200, want: `"roles":["evaluator"]`},
			{name: "for a third", as: first, method: "GET", path: "/v1/me", header: []string{"Assay-Organisation", other.Organisation}, status: 403, want: `"no-membership"`},
			{name: "for rubbish", as: first, method: "GET", path: "/v1/me", header: []string{"Assay-Organisation", "x"}, status: 400, want: `"malformed-organisation"`},
			{name: "a key for another", as: f.root, method: "GET", path: "/v1/me", header: []string{"Assay-Organisation", other.Organisation}, status: 403, want: `"no-membership"`},
		})
		member := "/v1/organisations/" + second.Organisation + "/members/" + f.must(t, second, "GET", "/v1/organisations/"+second.Organisation+"/members", "", 200).text(t, "items", 0, "id")
		f.must(t, second, "POST", member+"/reset", "", 403) // the sign-in is the first council's too
		f.must(t, f.chief, "POST", member+"/reset", "", 201)
		f.clock.Forward(time.Minute)
		in := f.must(t, user{}, "POST", "/v1/sign-in", fmt.Sprintf(`{"email":%q,"password":%q,"code":%q,"organisation":%q}`, who.email, goodPassword, f.code(t, who, f.clock.Now()), second.Organisation), 200)
		f.story(t, []step{
			{name: "signed in for the second", as: user{Secret: in.text(t, "token")}, method: "GET", path: "/v1/me", status: 200, want: `"roles":["evaluator"]`},
		})
	})
}

// TestReset gives a person new means to sign in, and takes the old.
func TestReset(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		admin := f.join(t, "Example Council", "authority", "administrator")
		officer := f.person(t, admin.Organisation, "officer")
		old := *f.people.list[officer.person]
		members := "/v1/organisations/" + admin.Organisation + "/members"
		i := f.must(t, admin, "POST", members+"/"+f.must(t, admin, "GET", members, "", 200).text(t, "items", 0, "id")+"/reset", "", 201)
		f.must(t, officer, "GET", "/v1/me", "", 200) // still
		a := f.must(t, user{}, "POST", "/v1/invitations/accept", fmt.Sprintf(`{"token":%q,"password":"another good one here"}`, i.text(t, "token")), 200)
		if a.text(t, "member", "person", "id") != officer.Key {
			t.Errorf("somebody else: %s", a.Body)
		}
		f.clock.Forward(time.Minute)
		body := func(password, code string) string {
			return fmt.Sprintf(`{"email":%q,"password":%q,"code":%q}`, old.email, password, code)
		}
		fresh := somebody{secret: a.text(t, "oneTimeCodes", "secret")}
		f.story(t, []step{
			{name: "the old sign-in", as: user{Secret: old.token}, method: "GET", path: "/v1/me", status: 401, want: `"sign-in-over"`},
			{name: "the old password", method: "POST", path: "/v1/sign-in", body: body(goodPassword, f.code(t, &fresh, f.clock.Now())), status: 401, want: `"sign-in-refused"`},
			{name: "the old codes", method: "POST", path: "/v1/sign-in", body: body("another good one here", f.code(t, &old, f.clock.Now())), status: 401, want: `"sign-in-refused"`},
			{name: "the new ones", method: "POST", path: "/v1/sign-in", body: body("another good one here", f.code(t, &fresh, f.clock.Now())), status: 200, want: `"assay-session_`},
		})
	})
}

// TestResetEndsWithAnotherPlace takes an offer of new means to sign in back when
// the person joins another organisation: its administrator vouched for one.
func TestResetEndsWithAnotherPlace(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		first, second := f.join(t, "First Council", "authority", "administrator"), f.join(t, "Second Council", "authority", "administrator")
		officer := f.person(t, first.Organisation, "officer")
		who := f.people.list[officer.person]
		members := "/v1/organisations/" + first.Organisation + "/members"
		reset := f.must(t, first, "POST", members+"/"+f.must(t, first, "GET", members, "", 200).text(t, "items", 0, "id")+"/reset", "", 201)
		i := f.must(t, second, "POST", "/v1/organisations/"+second.Organisation+"/invitations", fmt.Sprintf(`{"name":"X","email":%q,"roles":["officer"]}`, who.email), 201)
		f.clock.Forward(time.Minute)
		f.must(t, user{}, "POST", "/v1/invitations/accept", fmt.Sprintf(`{"token":%q,"password":%q,"code":%q}`, i.text(t, "token"), goodPassword, f.code(t, who, f.clock.Now())), 200)
		f.must(t, user{}, "POST", "/v1/invitations/accept", fmt.Sprintf(`{"token":%q,"password":%q}`, reset.text(t, "token"), goodPassword), 422)
	})
}

// TestDisablePerson shuts a person out at once.
func TestDisablePerson(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		officer := f.join(t, "Example Council", "authority", "officer")
		own := f.must(t, officer, "POST", "/v1/me/keys", `{"label":"mine","roles":["officer"]}`, 201)
		who := f.people.list[officer.person]
		path := "/v1/people/" + officer.Key
		f.story(t, []step{
			{name: "they read themselves", as: officer, method: "GET", path: path, status: 200, want: who.email},
			{name: "others do not", as: f.join(t, "Other", "authority", "officer"), method: "GET", path: path, status: 404, want: `"not-found"`},
			{name: "the installation does", as: f.root, method: "GET", path: path, status: 200, want: who.email},
			{name: "shut out", as: f.root, method: "POST", path: path + "/disable", header: []string{"If-Match", `"1"`}, status: 200, want: `"disabledAt":"2026-03-02T12:00:00Z"`},
			{name: "twice", as: f.root, method: "POST", path: path + "/disable", header: []string{"If-Match", `"2"`}, status: 409, want: `"person-disabled"`},
			{name: "the sign-in", as: user{Secret: who.token}, method: "GET", path: "/v1/me", status: 401, want: `"sign-in-over"`},
			{name: "the key", as: user{Secret: own.text(t, "secret")}, method: "GET", path: "/v1/me", status: 401, want: `"unknown-key"`},
		})
		f.clock.Forward(time.Minute)
		f.must(t, user{}, "POST", "/v1/sign-in", fmt.Sprintf(`{"email":%q,"password":%q,"code":%q}`, who.email, goodPassword, f.code(t, who, f.clock.Now())), 401)
	})
}

// TestAmendingMovesADeadlineInPerson lets a key amend a tender while the
// deadline stays, and no longer.
func TestAmendingMovesADeadlineInPerson(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		m := f.market(t)
		path := "/v1/tenders/" + m.tender(t, "")
		key := f.onlyKey(t, m.council.Organisation, "officer")
		f.change(t, key, "POST", path, path+"/amend", `{"title":"Another title","reason":"Clearer"}`, 200)
		if a := f.change(t, key, "POST", path, path+"/amend", `{"title":"A third","deadline":"2026-04-20T12:00:00+01:00","reason":"More time"}`, 403); !strings.Contains(a.Body, `"needs-a-person"`) {
			t.Errorf("got %s", a.Body)
		}
		f.change(t, m.council, "POST", path, path+"/amend", `{"title":"A third","deadline":"2026-04-20T12:00:00+01:00","reason":"More time"}`, 200)
	})
}
