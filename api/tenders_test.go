package api_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"
)

// marketMethod is what the tests' tenders are judged by: price 50 %, quality 30 %,
// social value 20 % and a gate. Component 4a needs a baseline.
const marketMethod = `{"tieBreak":[{"by":"draw"}],"criteria":[
 {"id":"price","weight":50,"kind":"price","score":{"function":"relative_to_best","direction":"lower"}},
 {"id":"quality","weight":30,"criteria":[
  {"id":"q1","weight":60,"kind":"question","scale":[{"level":0,"marks":0,"words":"none"},{"level":1,"marks":100,"words":"all"}]},
  {"id":"q2","weight":40,"kind":"question","scale":[{"level":0,"marks":0,"words":"none"},{"level":1,"marks":100,"words":"all"}]}]},
 {"id":"social","weight":20,"criteria":[
  {"id":"volunteers","weight":60,"kind":"measure","measure":"13","perMillion":true,"perYear":true,"score":{"function":"fixed_linear","worst":0,"best":10}},
  {"id":"isolation","weight":40,"kind":"measure","measure":"4a","score":{"function":"fixed_linear","worst":0,"best":100}}]},
 {"id":"insurance","kind":"gate"}]}`

// market is a buyer with a published template.
type market struct {
	*front

	council  user // officer
	panel    user // evaluator of the council, as is the second
	second   user
	template string
}

// market brings a council to the point where it can tender.
func (f *front) market(t *testing.T) market {
	t.Helper()
	m := market{front: f, council: f.join(t, "Example Council", "authority", "officer")}
	m.panel, m.second = f.key(t, m.council.Organisation, "evaluator"), f.key(t, m.council.Organisation, "evaluator")
	catalogues := f.must(t, m.council, "GET", "/v1/catalogues?status=published", "", 200)
	made := f.must(t, m.council, "POST", "/v1/templates", fmt.Sprintf(`{"title":"Parks","catalogue":%q,"method":%s}`, catalogues.text(t, "items", 0, "id"), marketMethod), 201)
	m.template = made.text(t, "id")
	f.publish(t, m.council, "/v1/templates/"+m.template)
	return m
}

// deadline is when the tests' tenders close.
const deadline = "2026-04-01T12:00:00+01:00"

// draft is the body of a tender, with more members or others in their place.
func (m market) draft(more string) string {
	return fmt.Sprintf(`{"template":%q,"title":"Parks and green spaces","estimate":{"amount":2400000},"years":3,"startsOn":"2026-10-01","deadline":%q%s}`, m.template, deadline, more)
}

// tender publishes a tender and tells its id.
func (m market) tender(t *testing.T, more string) string {
	t.Helper()
	id := m.must(t, m.council, "POST", "/v1/tenders", m.draft(more), 201).text(t, "id")
	m.change(t, m.council, "POST", "/v1/tenders/"+id, "/v1/tenders/"+id+"/publish", "", 200)
	return id
}

// lot is the id of a tender's nth lot.
func (m market) lot(t *testing.T, tender string, n int) string {
	t.Helper()
	return m.must(t, m.council, "GET", "/v1/tenders/"+tender, "", 200).text(t, "lots", n, "id")
}

// TestTenderDraft drafts, changes and hides a tender.
func TestTenderDraft(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		m := f.market(t)
		rival := f.join(t, "Other Council", "authority", "officer")
		supplier := f.join(t, "Supplier", "supplier", "supplier")
		made := f.must(t, m.council, "POST", "/v1/tenders", m.draft(""), 201)
		path := "/v1/tenders/" + made.text(t, "id")
		for member, want := range map[string]string{
			"status": "draft", "mode": "live", "deadline": "2026-04-01T11:00:00Z", "deadlineInLondon": "2026-04-01T12:00:00+01:00", "deadlineZone": "Europe/London",
		} {
			if got := made.text(t, member); got != want {
				t.Errorf("%s: got %q, want %q", member, got, want)
			}
		}
		if made.text(t, "lots", 0, "title") != "Parks and green spaces" || made.at(t, "methodHash") != nil || made.at(t, "method") != nil {
			t.Errorf("a draft: %s", made.Body)
		}
		tag := made.Header.Get("ETag")
		f.story(t, []step{
			{name: "a rival cannot see the draft", as: rival, method: "GET", path: path, status: 404, want: `"not-found"`},
			{name: "a rival cannot change it", as: rival, method: "PATCH", path: path, body: `{"title":"x"}`, header: []string{"If-Match", tag}, status: 404, want: `"not-found"`},
			{name: "a supplier cannot see it", as: supplier, method: "GET", path: path, status: 404, want: `"not-found"`},
			{name: "nor in the list", as: supplier, method: "GET", path: "/v1/tenders", status: 200, want: `"items":[]`},
			{name: "nor its lots", as: supplier, method: "GET", path: path + "/lots", status: 404, want: `"not-found"`},
			{name: "nor bid for it", as: supplier, method: "POST", path: path + "/bids", body: `{}`, status: 404, want: `"not-found"`},
			{name: "nor list its bids", as: supplier, method: "GET", path: path + "/bids", status: 404, want: `"not-found"`},
			{name: "an evaluator cannot draft", as: m.panel, method: "POST", path: "/v1/tenders", body: m.draft(""), status: 403, want: `"not-your-role"`},
			{name: "without a version", as: m.council, method: "PATCH", path: path, body: `{"title":"x"}`, status: 428, want: `"if-match-required"`},
			{name: "another version", as: m.council, method: "PATCH", path: path, body: `{"title":"x"}`, header: []string{"If-Match", `"9"`}, status: 412, want: `"changed-meanwhile"`},
			{name: "every wrong field of a change", as: m.council, method: "PATCH", path: path, body: `{"title":"","years":0.3,"lots":[{"title":""}]}`, header: []string{"If-Match", tag}, status: 422, want: `"/lots/0/title"`},
			{name: "a change", as: m.council, method: "PATCH", path: path, body: `{"title":"Parks","lots":[{"title":"North","estimate":{"amount":1000000}},{"title":"South"}]}`, header: []string{"If-Match", tag}, status: 200, want: `"title":"South"`},
			{name: "the same change again", as: m.council, method: "PATCH", path: path, body: `{"title":"Parks"}`, header: []string{"If-Match", tag}, status: 412, want: `"changed-meanwhile"`},
		})
		lots := f.must(t, m.council, "GET", path+"/lots", "", 200)
		if lots.text(t, "items", 0, "title") != "North" || lots.text(t, "items", 1, "title") != "South" || lots.at(t, "items", 0, "estimate", "amount") != 1000000.0 {
			t.Errorf("lots: %s", lots.Body)
		}
		f.must(t, m.council, "GET", path+"/lots/"+lots.text(t, "items", 1, "id"), "", 200)
	})
}

// TestTenderFields names everything that is wrong with a tender at once.
func TestTenderFields(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		m := f.market(t)
		wrong := f.must(t, m.council, "POST", "/v1/tenders", `{"template":"00000000-0000-7000-8000-999999999999","title":"","years":2.6,"startsOn":"2026-02-30","deadlineLocal":"2026-03-29T01:30","zone":"Europe/London","mode":"maybe","lots":[{"title":"a","estimate":{"amount":1,"currency":"EUR"}}]}`, 422)
		for _, pointer := range []string{"/template", "/title", "/years", "/startsOn", "/deadlineLocal", "/mode", "/lots/0/estimate/currency"} {
			if !strings.Contains(wrong.Body, `"`+pointer+`"`) {
				t.Errorf("%s is not named in %s", pointer, wrong.Body)
			}
		}
		local := func(text, zone string) string {
			return strings.Replace(m.draft(""), `"deadline":"`+deadline+`"`, fmt.Sprintf(`"deadlineLocal":%q,"zone":%q`, text, zone), 1)
		}
		f.story(t, []step{
			{name: "a time that does not exist", as: m.council, method: "POST", path: "/v1/tenders", body: local("2026-03-29T01:30", "Europe/London"), status: 422, want: `"no-such-local-time"`},
			{name: "a time that comes twice", as: m.council, method: "POST", path: "/v1/tenders", body: local("2026-10-25T01:30", "Europe/London"), status: 422, want: `2026-10-25T01:30:00+01:00 for the first or 2026-10-25T01:30:00Z for the second`},
			{name: "a time in summer", as: m.council, method: "POST", path: "/v1/tenders", body: local("2026-06-01T12:00", "Europe/London"), status: 201, want: `"deadline":"2026-06-01T11:00:00Z"`},
			{name: "a time in Paris", as: m.council, method: "POST", path: "/v1/tenders", body: local("2026-06-01T12:00", "Europe/Paris"), status: 201, want: `"deadline":"2026-06-01T10:00:00Z"`},
			{name: "the machine's own zone", as: m.council, method: "POST", path: "/v1/tenders", body: local("2026-06-01T12:00", "Local"), status: 422, want: `"unknown-zone"`},
			{name: "a file", as: m.council, method: "POST", path: "/v1/tenders", body: local("2026-06-01T12:00", "../../etc/passwd"), status: 422, want: `"unknown-zone"`},
			{name: "not a time", as: m.council, method: "POST", path: "/v1/tenders", body: local("noon", "Europe/London"), status: 422, want: `"/deadlineLocal"`},
			{name: "both", as: m.council, method: "POST", path: "/v1/tenders", body: m.draft(`,"deadlineLocal":"2026-06-01T12:00"`), status: 422, want: `"given-twice"`},
			{name: "no deadline", as: m.council, method: "POST", path: "/v1/tenders", body: fmt.Sprintf(`{"template":%q,"title":"x"}`, m.template), status: 422, want: `"/deadline"`},
			{name: "a deadline without its zone", as: m.council, method: "POST", path: "/v1/tenders", body: strings.Replace(m.draft(""), "+01:00", "", 1), status: 422, want: `"/deadline"`},
			{name: "the year nought", as: m.council, method: "POST", path: "/v1/tenders", body: strings.Replace(m.draft(""), "2026-04", "0000-04", 1), status: 422, want: `"out-of-range"`},
		})
	})
}

// TestTenderPublish freezes a tender, and refuses one that lacks what its
// method needs.
func TestTenderPublish(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		m := f.market(t)
		bare := f.must(t, m.council, "POST", "/v1/tenders", fmt.Sprintf(`{"template":%q,"title":"x","deadline":"2026-03-02T12:00:00Z"}`, m.template), 201)
		path := "/v1/tenders/" + bare.text(t, "id")
		lacking := f.must(t, m.council, "POST", path+"/publish", "", 409, "If-Match", bare.Header.Get("ETag"))
		for _, pointer := range []string{"/deadline", "/estimate", "/years", "/startsOn"} {
			if !strings.Contains(lacking.Body, `"`+pointer+`"`) {
				t.Errorf("%s is not named in %s", pointer, lacking.Body)
			}
		}
		made := f.must(t, m.council, "POST", "/v1/tenders", m.draft(""), 201)
		path = "/v1/tenders/" + made.text(t, "id")
		published := f.must(t, m.council, "POST", path+"/publish", "", 200, "If-Match", made.Header.Get("ETag"))
		if !strings.HasPrefix(published.text(t, "methodHash"), "sha256:") || !strings.HasPrefix(published.text(t, "method", "tieBreak", 0, "commitment"), "sha256:") {
			t.Errorf("published: %s", published.Body)
		}
		tag := published.Header.Get("ETag")
		supplier := f.join(t, "Supplier", "supplier", "supplier")
		seen := f.must(t, supplier, "GET", path, "", 200)
		if next := seen.at(t, "next").([]any); len(next) != 0 || seen.at(t, "takesBids") != true || strings.Contains(seen.Body, "eed") && strings.Contains(seen.Body, "drawSeed") {
			t.Errorf("a supplier sees %s", seen.Body)
		}
		f.story(t, []step{
			{name: "twice", as: m.council, method: "POST", path: path + "/publish", header: []string{"If-Match", tag}, status: 409, want: `"wrong-status"`},
			{name: "changed", as: m.council, method: "PATCH", path: path, body: `{"title":"x"}`, header: []string{"If-Match", tag}, status: 409, want: `"tender-published"`},
			{name: "in everybody's list", as: supplier, method: "GET", path: "/v1/tenders?status=published&owner=" + m.council.Organisation, status: 200, want: path[len("/v1/tenders/"):]},
			{name: "no clock", as: m.council, method: "POST", path: path + "/clock", body: `{"now":"2027-01-01T00:00:00Z"}`, header: []string{"If-Match", tag}, status: 409, want: `"tender-live"`},
			{name: "an earlier deadline", as: m.council, method: "POST", path: path + "/deadline", body: `{"deadline":"2026-03-31T12:00:00Z","reason":"x"}`, header: []string{"If-Match", tag}, status: 422, want: `"not-later"`},
			{name: "a later one without a reason", as: m.council, method: "POST", path: path + "/deadline", body: `{"deadline":"2026-04-02T12:00:00Z"}`, header: []string{"If-Match", tag}, status: 422, want: `"/reason"`},
			{name: "later than the contract starts", as: m.council, method: "POST", path: path + "/deadline", body: `{"deadline":"2026-10-01T12:00:00Z","reason":"x"}`, header: []string{"If-Match", tag}, status: 422, want: `"after-start"`},
			{name: "a later one", as: m.council, method: "POST", path: path + "/deadline", body: `{"deadlineLocal":"2026-04-02T12:00","reason":"site visit"}`, header: []string{"If-Match", tag}, status: 200, want: `"deadline":"2026-04-02T11:00:00Z"`},
			{name: "by a supplier", as: supplier, method: "POST", path: path + "/deadline", body: `{"deadline":"2026-04-03T12:00:00Z","reason":"x"}`, header: []string{"If-Match", tag}, status: 403, want: `"not-your-role"`},
		})
		f.clock.Set(time.Date(2026, 4, 2, 11, 0, 0, 0, time.UTC))
		f.change(t, m.council, "POST", path, path+"/deadline", `{"deadline":"2026-04-03T12:00:00Z","reason":"too late"}`, 409)
	})
}

// TestTenderClose lets deadlines pass, and the clock jump back.
func TestTenderClose(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		m := f.market(t)
		live, test := m.tender(t, ""), m.tender(t, `,"mode":"test"`)
		status := func(id string) string {
			return f.must(t, m.council, "GET", "/v1/tenders/"+id, "", 200).text(t, "status")
		}
		closeDue := func(want int) {
			t.Helper()
			if n, err := f.app.Tender.CloseDue(context.Background()); n != want || err != nil {
				t.Errorf("closed %d, %v; want %d", n, err, want)
			}
		}
		f.clock.Set(time.Date(2026, 4, 1, 10, 59, 59, 999_999_000, time.UTC))
		closeDue(0)
		f.clock.Forward(time.Microsecond)
		closeDue(1)
		closeDue(0)
		if status(live) != "closed" || status(test) != "published" {
			t.Errorf("live is %s and test %s", status(live), status(test))
		}
		f.clock.Set(time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC))
		supplier := f.join(t, "Supplier", "supplier", "supplier")
		f.must(t, supplier, "POST", "/v1/tenders/"+live+"/bids", `{}`, 409) // the clock jumped back: closed stays closed
		f.must(t, m.council, "POST", "/v1/tenders/"+live+"/opening", "", 409)

		path := "/v1/tenders/" + test
		f.change(t, m.council, "POST", path, path+"/clock", `{"now":"2026-03-02T12:00:00Z"}`, 422)
		f.change(t, m.council, "POST", path, path+"/clock", `{"now":"2026-03-02T11:59:59Z"}`, 422)
		f.change(t, m.council, "POST", path, path+"/clock", `{"now":"2026-04-01T10:59:59.999999Z"}`, 200)
		f.must(t, supplier, "POST", path+"/bids", `{}`, 201)
		moved := f.change(t, m.council, "POST", path, path+"/clock", `{"now":"2026-04-01T11:00:00Z"}`, 200)
		if moved.text(t, "status") != "closed" || moved.text(t, "closedAt") != "2026-04-01T11:00:00Z" {
			t.Errorf("after the test clock: %s", moved.Body)
		}
		rival := f.join(t, "Other Council", "authority", "officer")
		f.must(t, rival, "POST", path+"/clock", `{"now":"2027-01-01T00:00:00Z"}`, 404, "If-Match", moved.Header.Get("ETag"))
	})
}

// TestTenderEnd cancels tenders at every stage before the last.
func TestTenderEnd(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		m := f.market(t)
		supplier := f.join(t, "Supplier", "supplier", "supplier")
		draft := f.must(t, m.council, "POST", "/v1/tenders", m.draft(""), 201).text(t, "id")
		for id, end := range map[string]string{draft: "cancel", m.tender(t, ""): "cancel", m.tender(t, ""): "unsuccessful"} {
			path := "/v1/tenders/" + id
			f.change(t, m.council, "POST", path, path+"/"+end, `{}`, 422)
			ended := f.change(t, m.council, "POST", path, path+"/"+end, `{"reason":"in house"}`, 200)
			if ended.text(t, "statusReason") != "in house" || len(ended.at(t, "next").([]any)) != 0 {
				t.Errorf("ended: %s", ended.Body)
			}
			f.change(t, m.council, "POST", path, path+"/cancel", `{"reason":"again"}`, 409)
			if id == draft {
				f.must(t, supplier, "GET", path, "", 404)
				continue
			}
			f.must(t, supplier, "POST", path+"/bids", `{}`, 409)
		}
	})
}
