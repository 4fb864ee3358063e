package api_test

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/assay-engine/assay/api/confirmpage"
	"github.com/assay-engine/assay/internal/store"
)

// TestConfirmation lets beneficiaries answer, once each, without an account.
func TestConfirmation(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		w, path := f.contracted(t)
		post := &letters{}
		f.app.Notify.Mailer = post
		volunteers := f.obligation(t, w, path, 0)
		one := f.must(t, w.supplier, "POST", path+"/returns", returned(volunteers, "2027-Q3", `"quantity":40`), 201).Header.Get("Location")
		ask := func(who string, n string) string { return fmt.Sprintf(`{"beneficiary":%q,"quantity":%s}`, who, n) }
		f.story(t, []step{
			{name: "the supplier does not ask", as: w.supplier, method: "POST", path: one + "/confirmations", body: ask("Friends", "12"), status: 403},
			{name: "nor in another hat", as: f.key(t, w.supplier.Organisation, "supplier", "contract_manager"), method: "POST", path: one + "/confirmations", body: ask("Friends", "12"), status: 403, want: `"own-return"`},
			{name: "another authority", as: f.key(t, w.rival.Organisation, "contract_manager"), method: "POST", path: one + "/confirmations", body: ask("Friends", "12"), status: 404},
			{name: "about nothing", as: w.manager, method: "POST", path: one + "/confirmations", body: ask("Friends", "0"), status: 422, want: `"/quantity"`},
			{name: "about more than is claimed", as: w.manager, method: "POST", path: one + "/confirmations", body: ask("Friends", "41"), status: 422, want: `nobody was asked about, 40`},
			{name: "to no address", as: w.manager, method: "POST", path: one + "/confirmations", body: `{"beneficiary":"Friends","quantity":1,"email":"nowhere"}`, status: 422, want: `"/email"`},
		})
		first := f.must(t, w.manager, "POST", one+"/confirmations", strings.Replace(ask("Friends of Halewood Park", "12"), "}", `,"email":"friends@park.example"}`, 1), 201, "Idempotency-Key", "first")
		token := first.text(t, "token")
		if first.text(t, "link") != "https://assay.example/confirm#"+token || len(token) < 40 {
			t.Errorf("asked: %s", first.Body)
		}
		if again := f.must(t, w.manager, "POST", one+"/confirmations", strings.Replace(ask("Friends of Halewood Park", "12"), "}", `,"email":"friends@park.example"}`, 1), 201, "Idempotency-Key", "first"); strings.Contains(again.Body, token) {
			t.Errorf("a replay shows the token: %s", again.Body)
		}
		if n, err := f.app.Notify.Deliver(context.Background(), "one"); n != 1 || err != nil || post.took()[0] != "friends@park.example: [rehearsal] Please confirm what you received" {
			t.Errorf("mail: %d, %v", n, err)
		}
		second := f.must(t, w.manager, "POST", one+"/confirmations", ask("School", "20"), 201)
		third := f.must(t, w.manager, "POST", one+"/confirmations", ask("Club", "8"), 201)
		say := func(token, more string) string { return fmt.Sprintf(`{"token":%q,"answer":%s}`, token, more) }
		key := "/v1/confirmations/" + third.text(t, "id") + "/withdraw"
		f.story(t, []step{
			{name: "nobody is left to be asked", as: w.manager, method: "POST", path: one + "/confirmations", body: ask("Others", "0.001"), status: 422, want: `asked about, 0`},
			{name: "what the link asks", method: "POST", path: "/v1/confirmations/question", body: `{"token":"` + token + `"}`, status: 200, want: `"beneficiary":"Friends of Halewood Park","authority":"Example Council","supplier":"Supplier B Ltd"`},
			{name: "no such link", method: "POST", path: "/v1/confirmations/question", body: `{"token":"` + strings.Repeat("A", 43) + `"}`, status: 404, want: `"no-such-link"`},
			{name: "in an address it is nothing", method: "GET", path: "/v1/confirmations/question?token=" + token, status: 405},
			{name: "the supplier answers nothing", as: w.supplier, method: "POST", path: "/v1/confirmations/answer", body: say(token, `"received"`), status: 403, want: `"own-delivery"`},
			{name: "a part without a figure", method: "POST", path: "/v1/confirmations/answer", body: say(token, `"partly"`), status: 422, want: `"/quantity"`},
			{name: "a part that is all", method: "POST", path: "/v1/confirmations/answer", body: say(token, `"partly","quantity":12`), status: 422, want: `"not-a-part"`},
			{name: "all with a figure", method: "POST", path: "/v1/confirmations/answer", body: say(token, `"received","quantity":12`), status: 422, want: `"not-with-this-answer"`},
			{name: "no such answer", method: "POST", path: "/v1/confirmations/answer", body: say(token, `"waiting"`), status: 422, want: `"not-one-of"`},
			{name: "received", method: "POST", path: "/v1/confirmations/answer", body: say(token, `"received","words":"Twelve of us."`), status: 200, want: `"answer":"received","confirmed":12`},
			{name: "once only", method: "POST", path: "/v1/confirmations/answer", body: say(token, `"not_received"`), status: 404, want: `"no-such-link"`},
			{name: "partly", method: "POST", path: "/v1/confirmations/answer", body: say(second.text(t, "token"), `"partly","quantity":7.5`), status: 200, want: `"confirmed":7.5`},
			{name: "beside the figure", as: w.auditor, method: "GET", path: one, status: 200, want: `"confirmed":{"asked":40,"answered":32,"quantity":19.5,"percent":48.75,`},
			{name: "beside the sum", as: w.auditor, method: "GET", path: path + "/progress", status: 200, want: `"confirmed":19.5`},
			{name: "an answered one is not taken back", as: w.manager, method: "POST", path: "/v1/confirmations/" + first.text(t, "id") + "/withdraw", status: 409, want: `"confirmation-answered"`, header: []string{"If-Match", `"2"`}},
			{name: "the supplier takes none back", as: w.supplier, method: "POST", path: key, status: 403, header: []string{"If-Match", `"1"`}},
			{name: "taken back", as: w.manager, method: "POST", path: key, status: 200, want: `"answer":"withdrawn"`, header: []string{"If-Match", `"1"`}},
			{name: "its link opens nothing", method: "POST", path: "/v1/confirmations/question", body: `{"token":"` + third.text(t, "token") + `"}`, status: 404, want: `"no-such-link"`},
			{name: "and leaves room for another", as: w.manager, method: "POST", path: one + "/confirmations", body: ask("Others", "8"), status: 201},
			{name: "a correction makes answers void", as: w.supplier, method: "POST", path: path + "/returns", body: returned(volunteers, "2027-Q3", `"quantity":39`), status: 201, want: `"confirmed":{"asked":0,"answered":0,"quantity":0,"percent":null`},
			{name: "none of a proportion", as: w.manager, method: "POST", path: f.must(t, w.supplier, "POST", path+"/returns", returned(f.obligation(t, w, path, 4), "2027-Q3", `"numerator":1,"denominator":2`), 201).Header.Get("Location") + "/confirmations", body: ask("Others", "1"), status: 409, want: `"not-confirmable"`},
		})
		late := f.must(t, w.manager, "POST", one+"/confirmations", ask("Friends", "1"), 201)
		f.clock.Forward(60 * 24 * time.Hour)
		f.must(t, user{}, "POST", "/v1/confirmations/answer", say(late.text(t, "token"), `"received"`), 404)
		f.keepsNoToken(t, token)
	})
}

// keepsNoToken looks for a token in everything that the database keeps in
// words about it.
func (f *front) keepsNoToken(t *testing.T, token string) {
	t.Helper()
	for _, column := range []string{"SELECT detail FROM events", "SELECT body FROM outbox", "SELECT token_hash FROM confirmations"} {
		rows, err := store.Read(context.Background(), f.app.DB, func(tx *store.Tx) (list []string, err error) {
			return list, tx.DB().Raw(column).Scan(&list).Error
		})
		if err != nil || strings.Contains(strings.Join(rows, "\n"), token) {
			t.Errorf("%s: the token is there, or %v", column, err)
		}
	}
}

// TestConfirmationRace answers one link from sixteen places at once.
func TestConfirmationRace(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		w, path := f.contracted(t)
		one := f.must(t, w.supplier, "POST", path+"/returns", returned(f.obligation(t, w, path, 0), "2027-Q3", `"quantity":40`), 201).Header.Get("Location")
		token := f.must(t, w.manager, "POST", one+"/confirmations", `{"beneficiary":"Friends","quantity":40}`, 201).text(t, "token")
		got := race(16, func(i int) int {
			return f.send(user{}, "POST", "/v1/confirmations/answer", fmt.Sprintf(`{"token":%q,"answer":%q}`, token, []string{"received", "not_received"}[i%2])).Status
		})
		if got[200] != 1 || got[404] != 15 {
			t.Errorf("got %v; want one 200 and fifteen 404", got)
		}
	})
}

// TestConfirmPage runs its own script and nothing else.
func TestConfirmPage(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		got := f.must(t, user{}, "GET", "/confirm", "", 200)
		_, rest, _ := strings.Cut(got.Body, "<script>")
		script, _, _ := strings.Cut(rest, "</script>")
		sum := sha256.Sum256([]byte(script))
		if policy := got.Header.Get("Content-Security-Policy"); policy != confirmpage.Policy || !strings.Contains(policy, "script-src 'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'") {
			t.Errorf("policy %s", policy)
		}
	})
}

// TestConfirmationOfThePast tells silence from an answer, at every moment.
func TestConfirmationOfThePast(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		w, path := f.contracted(t)
		one := f.must(t, w.supplier, "POST", path+"/returns", returned(f.obligation(t, w, path, 0), "2027-Q3", `"quantity":40`), 201).Header.Get("Location")
		asked := f.must(t, w.manager, "POST", one+"/confirmations", `{"beneficiary":"Friends","quantity":12}`, 201)
		other := f.must(t, w.manager, "POST", one+"/confirmations", `{"beneficiary":"School","quantity":20}`, 201)
		f.turns(t, w.opened, "2027-07-20")
		f.must(t, w.manager, "POST", "/v1/confirmations/"+asked.text(t, "id")+"/withdraw", "", 200, "If-Match", `"1"`)
		f.turns(t, w.opened, "2027-07-30")
		f.story(t, []step{
			{name: "an answer", method: "POST", path: "/v1/confirmations/answer", body: fmt.Sprintf(`{"token":%q,"answer":"partly","quantity":7}`, other.text(t, "token")), status: 200},
			{name: "seven are confirmed", as: w.manager, method: "GET", path: path + "/progress", status: 200, want: `"confirmed":7,"confirmedPercent":17.5`},
			{name: "while nobody had answered, nothing was known", as: w.manager, method: "GET", path: path + "/progress?asOf=2027-07-25T12:00:00Z", status: 200, want: `"confirmed":null,"confirmedPercent":null`},
		})
	})
}
