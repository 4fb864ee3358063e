package api_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/assay-engine/assay/internal/store"
)

// TestAmend changes a published tender in the open, and refuses what would
// break a promise.
func TestAmend(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		m := f.market(t)
		id := m.tender(t, `,"lots":[{"title":"North"},{"title":"South"}]`)
		path := "/v1/tenders/" + id
		supplier, rival := f.join(t, "Supplier", "supplier", "supplier"), f.join(t, "Other Council", "authority", "officer")
		draft := f.must(t, m.council, "POST", "/v1/tenders", m.draft(""), 201)
		tag := f.must(t, m.council, "GET", path, "", 200).Header.Get("ETag")
		at := func(name string, as user, body string, status int, want string) step {
			return step{name: name, as: as, method: "POST", path: path + "/amend", body: body, header: []string{"If-Match", tag}, status: status, want: want}
		}
		f.story(t, []step{
			at("by another buyer", rival, `{"title":"x","reason":"y"}`, 404, `"not-found"`),
			at("by a supplier", supplier, `{"title":"x","reason":"y"}`, 403, `"not-your-role"`),
			at("that moves a deadline, by a key, which anybody could hold", f.onlyKey(t, m.council.Organisation, "officer"), `{"title":"x","reason":"y","deadline":"2026-04-20T12:00:00+01:00"}`, 403, `"needs-a-person"`),
			at("without a reason", m.council, `{"title":"x"}`, 422, `"/reason"`),
			at("that changes nothing", m.council, `{"title":"Parks and green spaces","reason":"y"}`, 422, `"nothing-changes"`),
			at("that only moves the deadline", m.council, `{"deadline":"2026-04-10T12:00:00+01:00","reason":"y"}`, 422, `"nothing-changes"`),
			at("words that are more than words", m.council, `{"years":4,"substantial":false,"reason":"y"}`, 422, `/years may change what is bid`),
			at("a deadline that comes earlier", m.council, `{"title":"x","deadline":"2026-03-31T12:00:00+01:00","reason":"y"}`, 422, `"not-later"`),
			at("another currency", m.council, `{"estimate":{"amount":1,"currency":"EUR"},"reason":"y"}`, 422, `"/estimate/currency"`),
			at("a lot of nowhere", m.council, `{"lots":[{"number":4,"title":"x"}],"reason":"y"}`, 422, `"/lots/0/number"`),
			at("a new lot without a title", m.council, `{"lots":[{"number":3}],"reason":"y"}`, 422, `"/lots/0/title"`),
			at("who buys", m.council, `{"owner":"x","reason":"y"}`, 422, `"/owner"`),
			at("the rules of notice", m.council, `{"amendmentDays":1,"reason":"y"}`, 422, `"/amendmentDays"`),
			at("a template of nowhere", m.council, `{"template":"00000000-0000-7000-8000-999999999999","reason":"y"}`, 422, `"/template"`),
			at("a start before the deadline", m.council, `{"startsOn":"2026-04-01","reason":"y"}`, 422, `"/startsOn"`),
			at("half of a term", m.council, `{"years":2.5,"reason":"y"}`, 422, `"/years"`),
			at("several things at once", m.council, `{"classification":"abc","lots":[{"number":9}],"deadlineLocal":"2026-10-25T01:30","reason":"y"}`, 422, `ambiguous-local-time`),
			{name: "a draft", as: m.council, method: "POST", path: draft.Header.Get("Location") + "/amend", body: `{"title":"x","reason":"y"}`, header: []string{"If-Match", draft.Header.Get("ETag")}, status: 409, want: `"tender-not-taking-bids"`},
			{name: "without a version", as: m.council, method: "POST", path: path + "/amend", body: `{"title":"x","reason":"y"}`, status: 428, want: `"if-match-required"`},
			at("words alone", m.council, `{"description":"With two ponds.","substantial":false,"reason":"A bidder asked"}`, 200, `"amendments":1`),
			at("on an old version", m.council, `{"title":"x","reason":"y"}`, 412, `"changed-meanwhile"`),
		})
		amended := f.change(t, m.council, "POST", path, path+"/amend", `{"years":4,"estimate":{"amount":3000000},"lots":[{"number":2,"title":"South and West"},{"number":3,"title":"East"}],"lotsPerSupplier":{"limit":1,"choose":["largest_margin","lot_order"]},"reason":"More parks"}`, 200)
		if amended.text(t, "deadline") != "2026-04-01T11:00:00Z" || amended.at(t, "amendments") != 2.0 || amended.text(t, "lots", 2, "title") != "East" || amended.text(t, "lots", 2, "methodHash") != amended.text(t, "methodHash") {
			t.Errorf("amended: %s", amended.Body)
		}
		all := f.must(t, user{}, "GET", path+"/amendments", "", 200)
		changes := map[string]string{}
		for i := range all.at(t, "items", 1, "changes").([]any) {
			c := all.at(t, "items", 1, "changes", i).(map[string]any)
			changes[c["pointer"].(string)] = fmt.Sprint(c["before"], " → ", c["after"])
		}
		for pointer, want := range map[string]string{
			"/years": "3 → 4", "/estimate/amount": "2.4e+06 → 3e+06", "/lots/1/title": "South → South and West",
			"/lotsPerSupplier": "<nil> → map[choose:[largest_margin lot_order] limit:1]",
		} {
			if changes[pointer] != want {
				t.Errorf("%s: %q, want %q in %s", pointer, changes[pointer], want, all.Body)
			}
		}
		if len(changes) != 5 || !strings.Contains(changes["/lots/2"], "East") || all.at(t, "items", 0, "substantial") != false || all.at(t, "items", 1, "substantial") != true {
			t.Errorf("amendments: %s", all.Body)
		}
		notices := f.must(t, user{}, "GET", path+"/notices", "", 200)
		if notices.text(t, "items", 0, "kind") != "amended" || !strings.Contains(notices.text(t, "items", 0, "text"), "/years: 4, was 3") || !strings.Contains(notices.Body, "More parks") {
			t.Errorf("notices: %s", notices.Body)
		}
		f.must(t, supplier, "GET", "/v1/tenders?q=ponds", "", 200)
		f.clock.Set(time.Date(2026, 4, 1, 11, 0, 0, 0, time.UTC))
		f.change(t, m.council, "POST", path, path+"/amend", `{"title":"too late","reason":"y"}`, 409)
	})
}

// TestAmendLeavesDays lets the deadline follow a late amendment, by the clock of
// London.
func TestAmendLeavesDays(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		m := f.market(t)
		days := m.tender(t, `,"amendmentDays":14`)
		path := "/v1/tenders/" + days
		f.clock.Set(time.Date(2026, 3, 20, 15, 0, 0, 0, time.UTC))
		tag := f.must(t, m.council, "GET", path, "", 200).Header.Get("ETag")
		f.story(t, []step{
			{name: "a deadline too soon", as: m.council, method: "POST", path: path + "/amend", body: `{"years":4,"deadline":"2026-04-03T15:59:00+01:00","reason":"y"}`, header: []string{"If-Match", tag}, status: 422, want: `must leave 14 days for this amendment: not before 2026-04-03T16:00:00+01:00`},
			{name: "it moves by itself, over the change of the clocks", as: m.council, method: "POST", path: path + "/amend", body: `{"years":4,"reason":"y"}`, header: []string{"If-Match", tag}, status: 200, want: `"deadlineInLondon":"2026-04-04T12:00:00+01:00"`},
		})
		one := f.must(t, m.council, "GET", path+"/amendments", "", 200)
		if one.text(t, "items", 0, "deadlineBefore") != "2026-04-01T11:00:00Z" || one.text(t, "items", 0, "deadlineAfter") != "2026-04-04T11:00:00Z" {
			t.Errorf("the amendment: %s", one.Body)
		}
		f.clock.Set(time.Date(2026, 4, 4, 10, 59, 59, 0, time.UTC))
		minor := f.change(t, m.council, "POST", path, path+"/amend", `{"title":"Parks","substantial":false,"reason":"A word"}`, 200)
		if minor.text(t, "deadlineInLondon") != "2026-04-06T12:00:00+01:00" {
			t.Errorf("words alone leave two days: %s", minor.Body)
		}
		named := f.change(t, m.council, "POST", path, path+"/amend", `{"years":3,"deadlineLocal":"2026-06-01T09:00","reason":"y"}`, 200)
		if named.text(t, "deadline") != "2026-06-01T08:00:00Z" {
			t.Errorf("named: %s", named.Body)
		}
		f.clock.Set(time.Date(2026, 6, 1, 7, 0, 0, 0, time.UTC))
		f.change(t, m.council, "POST", path, path+"/amend", `{"startsOn":"2026-06-10","reason":"y"}`, 422) // the deadline would move beyond the start
	})
}

// TestAmendedBids asks for bids to be confirmed, and opens no other.
func TestAmendedBids(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		m := f.market(t)
		id := m.tender(t, "")
		path := "/v1/tenders/" + id
		same, other, silent, drafter := f.join(t, "Same", "supplier", "supplier"), f.join(t, "Other", "supplier", "supplier"), f.join(t, "Silent", "supplier", "supplier"), f.join(t, "Drafter", "supplier", "supplier")
		confirmed, first := m.bid(t, same, id, 10)
		replaced, _ := m.bid(t, other, id, 20)
		left, gone := m.bid(t, silent, id, 30)
		begun := m.begin(t, drafter, id, 40)
		f.change(t, m.council, "POST", path, path+"/amend", `{"description":"With a pond","reason":"It was left out"}`, 200)
		for bid, as := range map[string]user{confirmed: same, replaced: other, left: silent} {
			b := f.must(t, as, "GET", bid, "", 200)
			if b.text(t, "status") != "needs_reconfirmation" || !strings.Contains(fmt.Sprint(b.at(t, "next")), "submitted") {
				t.Errorf("after the amendment: %s", b.Body)
			}
			if mine := f.must(t, as, "GET", "/v1/notices", "", 200); mine.text(t, "items", 0, "kind") != "amended" {
				t.Errorf("who bid is told: %s", mine.Body)
			}
		}
		if b := f.must(t, drafter, "GET", begun, "", 200); b.text(t, "status") != "draft" {
			t.Errorf("a draft: %s", b.Body)
		}
		second := f.change(t, same, "POST", confirmed, confirmed+"/submit", "", 200)
		if second.at(t, "receipt", "version") != 2.0 || second.text(t, "bid", "status") != "submitted" {
			t.Errorf("confirmed: %s", second.Body)
		}
		f.change(t, same, "POST", confirmed, confirmed+"/submit", "", 409) // once is enough
		f.change(t, other, "PUT", replaced, replaced, document(id, m.lot(t, id, 0), 25), 200)
		if b := f.must(t, other, "GET", replaced, "", 200); b.text(t, "status") != "needs_reconfirmation" {
			t.Errorf("a draft confirms nothing: %s", b.Body)
		}
		f.change(t, other, "POST", replaced, replaced+"/submit", "", 200)
		f.clock.Set(time.Date(2026, 4, 1, 11, 0, 0, 0, time.UTC))
		f.must(t, silent, "POST", left+"/submit", "", 409, "If-Match", f.must(t, silent, "GET", left, "", 200).Header.Get("ETag"))
		opened := f.must(t, m.council, "POST", path+"/opening", "", 201)
		standing := map[string]string{}
		for i := range opened.at(t, "hashes").([]any) {
			standing[opened.text(t, "hashes", i, "documentHash")] = opened.text(t, "hashes", i, "standing")
		}
		for receipt, want := range map[string]string{
			first.text(t, "receipt", "documentHash"): "replaced", second.text(t, "receipt", "documentHash"): "opened", gone.text(t, "receipt", "documentHash"): "not_reconfirmed",
		} {
			if standing[receipt] != want {
				t.Errorf("standing %q, want %q", standing[receipt], want)
			}
		}
		if list := f.must(t, m.council, "GET", path+"/bids", "", 200).at(t, "items").([]any); len(list) != 2 {
			t.Errorf("%d bids were opened, want 2", len(list))
		}
		f.must(t, m.council, "GET", left, "", 404)
	})
}

// TestAmendedLot asks for the bids of the lots that changed alone.
func TestAmendedLot(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		m := f.market(t)
		id := m.tender(t, `,"lots":[{"title":"North"},{"title":"South"}]`)
		path := "/v1/tenders/" + id
		acme := f.join(t, "Acme", "supplier", "supplier")
		bids := make([]string, 2)
		for i := range bids {
			b := f.must(t, acme, "POST", path+"/bids", `{"lot":"`+m.lot(t, id, i)+`"}`, 201)
			bids[i] = "/v1/bids/" + b.text(t, "id")
			f.must(t, acme, "PUT", bids[i], document(id, m.lot(t, id, i), 10), 200, "If-Match", b.Header.Get("ETag"))
			f.change(t, acme, "POST", bids[i], bids[i]+"/submit", "", 200)
		}
		status := func(n int) string { return f.must(t, acme, "GET", bids[n], "", 200).text(t, "status") }
		// The deadline moves with it, and that alone touches no bid.
		f.clock.Set(time.Date(2026, 3, 31, 12, 0, 0, 0, time.UTC))
		f.change(t, m.council, "POST", path, path+"/amend", `{"lots":[{"number":2,"criteria":[{"id":"volunteers","kind":"measure","measure":"14","score":{"function":"fixed_linear","worst":0,"best":100}}]}],"reason":"Other work"}`, 200)
		if status(0) != "submitted" || status(1) != "needs_reconfirmation" {
			t.Errorf("north is %s, south %s", status(0), status(1))
		}
		wrong := f.change(t, acme, "POST", bids[1], bids[1]+"/submit", "", 422) // it promises what is not asked any more
		if !strings.Contains(wrong.Body, `"not-asked"`) {
			t.Errorf("confirming what does not fit: %s", wrong.Body)
		}
		fits := strings.Replace(document(id, m.lot(t, id, 1), 10), `"measure":"13"`, `"measure":"14"`, 1)
		f.change(t, acme, "PUT", bids[1], bids[1], fits, 200)
		f.change(t, acme, "POST", bids[1], bids[1]+"/submit", "", 200)
		f.change(t, acme, "PUT", bids[0], bids[0], document(id, m.lot(t, id, 0), 11), 200)
		f.change(t, acme, "POST", bids[0], bids[0]+"/submit", "", 200)
		f.change(t, m.council, "POST", path, path+"/amend", `{"description":"for all","reason":"y"}`, 200)
		if status(0) != "needs_reconfirmation" || status(1) != "needs_reconfirmation" {
			t.Errorf("north is %s, south %s", status(0), status(1))
		}
	})
}

// TestAnswerStartsAmendment answers and amends in one piece, or not at all.
func TestAnswerStartsAmendment(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		m := f.market(t)
		id := m.tender(t, "")
		path := "/v1/tenders/" + id
		acme := f.join(t, "Acme", "supplier", "supplier")
		asked := f.must(t, acme, "POST", path+"/clarifications", `{"question":"Three years or four?"}`, 201)
		where := asked.Header.Get("Location") + "/answer"
		header := []string{"If-Match", asked.Header.Get("ETag")}
		answer := func(amendment string) string { return `{"answer":"Four.","amendment":` + amendment + `}` }
		f.story(t, []step{
			{name: "without the version of the tender", as: m.council, method: "POST", path: where, body: answer(`{"years":4,"reason":"y"}`), header: header, status: 422, want: `"/amendment/tenderVersion"`},
			{name: "another version of the tender", as: m.council, method: "POST", path: where, body: answer(`{"years":4,"reason":"y","tenderVersion":9}`), header: header, status: 412, want: `"changed-meanwhile"`},
			{name: "an amendment that does not fit", as: m.council, method: "POST", path: where, body: answer(`{"years":2.5,"reason":"y","tenderVersion":2}`), header: header, status: 422, want: `"/amendment/years"`},
			{name: "one without reason", as: m.council, method: "POST", path: where, body: answer(`{"years":4,"tenderVersion":2}`), header: header, status: 422, want: `"/amendment/reason"`},
			{name: "nothing was answered by that", method: "GET", path: path + "/clarifications", status: 200, want: `"items":[]`},
			{name: "both", as: m.council, method: "POST", path: where, body: answer(`{"years":4,"reason":"Four it is","tenderVersion":2}`), header: header, status: 200, want: `"amendment":1`},
		})
		notices := f.must(t, user{}, "GET", path+"/notices", "", 200)
		if notices.text(t, "items", 0, "kind") != "amended" || notices.text(t, "items", 1, "kind") != "clarified" || !strings.Contains(notices.text(t, "items", 0, "text"), "It follows question 1. Reason: Four it is") {
			t.Errorf("notices: %s", notices.Body)
		}
		if now := f.must(t, user{}, "GET", path+"/specification", "", 200); !strings.Contains(now.Body, `"4 years"`) {
			t.Errorf("the specification: %s", now.Body)
		}
	})
}

// TestPromisesAreKept tries to change what was published behind the use cases.
func TestPromisesAreKept(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		m := f.market(t)
		id, ready := m.tender(t, ""), f.must(t, m.council, "POST", "/v1/tenders", m.draft(""), 201).text(t, "id")
		acme := f.join(t, "Acme", "supplier", "supplier")
		asked := f.must(t, acme, "POST", "/v1/tenders/"+id+"/clarifications", `{"question":"What?"}`, 201)
		f.must(t, m.council, "POST", asked.Header.Get("Location")+"/answer", `{"answer":"That."}`, 200, "If-Match", asked.Header.Get("ETag"))
		row := `INSERT INTO tender_amendments SELECT '00000000-0000-7000-8000-00000000ffff', id, %d, 'r', true, deadline, deadline, '', '', '[]', '{}', deadline FROM tenders WHERE id = ?`
		for name, sql := range map[string]string{
			"the title":                       `UPDATE tenders SET title = 'x' WHERE id = ?`,
			"the method":                      `UPDATE tenders SET method = '{}' WHERE id = ?`,
			"the limit of lots":               `UPDATE tenders SET lot_limit = 1 WHERE id = ?`,
			"the time for questions":          `UPDATE tenders SET questions_until = deadline WHERE id = ?`,
			"a count of amendments":           `UPDATE tenders SET amendments = 1, title = 'x' WHERE id = ?`,
			"the days of an amendment":        `UPDATE tenders SET amendment_days = 1 WHERE id = ?`,
			"an earlier deadline":             `UPDATE tenders SET deadline = published_at WHERE id = ?`,
			"a lot":                           `UPDATE lots SET title = 'x' WHERE tender_id = ?`,
			"a lot taken away":                `DELETE FROM lots WHERE tender_id = ?`,
			"a notice":                        `UPDATE tender_notices SET body = 'x' WHERE tender_id = ?`,
			"a notice taken away":             `DELETE FROM tender_notices WHERE tender_id = ?`,
			"the second amendment first":      fmt.Sprintf(row, 2),
			"an answer":                       `UPDATE clarifications SET answer = 'x' WHERE tender_id = ?`,
			"a question taken away":           `DELETE FROM clarifications WHERE tender_id = ?`,
			"who asked":                       `UPDATE clarification_askers SET number = 2 WHERE tender_id = ?`,
			"the salt":                        `DELETE FROM tender_salts WHERE tender_id = ?`,
			"what cannot be: a limit of 1000": `UPDATE tenders SET lot_limit = 1000 WHERE id = ?`,
		} {
			if err := f.behind(sql, id); err == nil {
				t.Errorf("the database let %s change", name)
			}
		}
		if err := f.behind(fmt.Sprintf(row, 1), ready); err == nil {
			t.Error("the database let a draft be amended")
		}
		if err := f.behind(fmt.Sprintf(row, 1), id); err != nil {
			t.Fatal(err)
		}
		for name, sql := range map[string]string{
			"an amendment":             `UPDATE tender_amendments SET reason = 'x' WHERE tender_id = ?`,
			"an amendment taken away":  `DELETE FROM tender_amendments WHERE tender_id = ?`,
			"who buys, by amendment":   `UPDATE tenders SET currency = 'EUR', amendments = 1 WHERE id = ?`,
			"two amendments at once":   `UPDATE tenders SET title = 'x', amendments = 2 WHERE id = ?`,
			"the number of a lot":      `UPDATE lots SET number = 7 WHERE tender_id = ?`,
			"an amendment after close": `UPDATE tenders SET title = 'x', amendments = 1, status = 'closed', closed_at = deadline WHERE id = ?`,
		} {
			if err := f.behind(sql, id); err == nil {
				t.Errorf("the database let %s change", name)
			}
		}
	})
}

// behind changes the database without any use case.
func (f *front) behind(sql, id string) error {
	_, err := store.Write(context.Background(), f.app.DB, func(tx *store.Tx) (int, error) {
		tx.Record(store.Event{Verb: "test.tampered", Subject: id})
		return 0, tx.DB().Exec(sql, id).Error
	})
	return err
}

// TestAmendRacesSubmissions amends while everybody hands in: what came before
// the amendment is asked about, what came after stands, and nothing is between.
func TestAmendRacesSubmissions(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		m := f.market(t)
		id := m.tender(t, "")
		path := "/v1/tenders/" + id
		const racers = 8
		suppliers, bids, tags := make([]user, racers), make([]string, racers), make([]string, racers)
		for i := range racers {
			suppliers[i] = f.join(t, fmt.Sprint("Supplier ", i), "supplier", "supplier")
			bids[i] = m.begin(t, suppliers[i], id, 10+i)
			tags[i] = f.must(t, suppliers[i], "GET", bids[i], "", 200).Header.Get("ETag")
		}
		tag := f.must(t, m.council, "GET", path, "", 200).Header.Get("ETag")
		var all sync.WaitGroup
		for i := range racers {
			all.Go(func() { f.send(suppliers[i], "POST", bids[i]+"/submit", "", "If-Match", tags[i]) })
			if i == racers/2 {
				all.Go(func() { f.send(m.council, "POST", path+"/amend", `{"description":"x","reason":"y"}`, "If-Match", tag) })
			}
		}
		all.Wait()
		order := f.eventOrder(t, id)
		amended := order["tender.amended "+id]
		if amended == "" {
			t.Fatal("the tender was not amended")
		}
		for i := range racers {
			bid := strings.TrimPrefix(bids[i], "/v1/bids/")
			want := "submitted"
			if order["bid.submitted "+bid] < amended {
				want = "needs_reconfirmation"
			}
			if got := f.must(t, suppliers[i], "GET", bids[i], "", 200).text(t, "status"); got != want || order["bid.submitted "+bid] == "" {
				t.Errorf("bid %d, submitted at %s beside the amendment at %s, is %s, want %s", i, order["bid.submitted "+bid], amended, got, want)
			}
		}
	})
}

// eventOrder tells the place of a tender's events, by verb and subject.
func (f *front) eventOrder(t *testing.T, id string) map[string]string {
	t.Helper()
	type event struct{ ID, Verb, SubjectID string }
	list, err := store.Read(context.Background(), f.app.DB, func(tx *store.Tx) (list []event, err error) {
		return list, tx.DB().Raw("SELECT id, verb, subject_id FROM events WHERE tender_id = ?", id).Scan(&list).Error
	})
	if err != nil {
		t.Fatal(err)
	}
	order := map[string]string{}
	for _, e := range list {
		order[e.Verb+" "+e.SubjectID] = e.ID
	}
	return order
}
