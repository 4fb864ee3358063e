package api_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/assay-engine/assay/internal/store"
)

// numbers gives what was committed its numbers.
func (f *front) numbers(t *testing.T) {
	t.Helper()
	for {
		n, err := f.app.DB.Sequence(context.Background(), "test")
		if err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			return
		}
	}
}

// TestEventLog reads the log upwards, without a gap, as far as each reader
// sees.
func TestEventLog(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		w, path := f.contracted(t)
		r := f.must(t, w.supplier, "POST", path+"/returns", returned(f.obligation(t, w, path, 0), "2027-Q3", `"quantity":1,"note":"a secret of nobody"`), 201)
		auditor, tenderID, id := f.key(t, f.chief.Organisation, "auditor"), strings.TrimPrefix(w.path, "/v1/tenders/"), r.text(t, "id")
		if early := f.must(t, auditor, "GET", "/v1/log/events?subject="+id, "", 200); !strings.HasPrefix(early.Body, `{"items":[],`) {
			t.Errorf("an event without a number is not there: %s", early.Body)
		}
		f.numbers(t)
		seen, address := 0, "/v1/log/events?limit=7"
		for address != "" {
			page := f.must(t, auditor, "GET", address, "", 200)
			for i := range page.at(t, "items").([]any) {
				seen++
				if page.at(t, "items", i, "number") != float64(seen) {
					t.Fatalf("the events are numbered without a gap: %s", page.Body)
				}
			}
			address = ""
			if page.at(t, "next") != nil {
				address = "/v1/log/events?limit=7&cursor=" + page.text(t, "next")
			}
		}
		mine := f.must(t, w.officer, "GET", "/v1/log/events?verb=return.submitted&tender="+tenderID, "", 200)
		if mine.text(t, "items", 0, "subject") != id || mine.text(t, "items", 0, "organisation") != w.supplier.Organisation || mine.at(t, "items", 0, "key") != nil || strings.Contains(mine.Body, `"actor"`) {
			t.Errorf("the officer's view: %s", mine.Body)
		}
		number := fmt.Sprint(mine.at(t, "items", 0, "number"))
		rival, next := f.key(t, w.rival.Organisation, "officer"), f.must(t, auditor, "GET", "/v1/log/events?limit=1", "", 200).text(t, "next")
		f.story(t, []step{
			{name: "the auditor sees which key", as: auditor, method: "GET", path: "/v1/log/events/" + number, status: 200, want: `"key":"` + w.supplier.Key},
			{name: "the log holds no words of a return", as: auditor, method: "GET", path: "/v1/log/events/" + number, status: 200, want: `"period":"2027-Q3"}`},
			{name: "its officer", as: w.officer, method: "GET", path: "/v1/log/events/" + number, status: 200, want: `"verb":"return.submitted"`},
			{name: "another authority's officer", as: rival, method: "GET", path: "/v1/log/events/" + number, status: 404, want: `"not-found"`},
			{name: "and in the list", as: rival, method: "GET", path: "/v1/log/events", status: 200, want: `{"items":[],"next":null}`},
			{name: "and in the list of the tender", as: rival, method: "GET", path: "/v1/log/events?tender=" + tenderID, status: 200, want: `{"items":[],"next":null}`},
			{name: "a supplier", as: w.supplier, method: "GET", path: "/v1/log/events", status: 403, want: `"not-your-role"`},
			{name: "the public", method: "GET", path: "/v1/log/events", status: 401},
			{name: "number 0", as: auditor, method: "GET", path: "/v1/log/events/0", status: 404},
			{name: "a number in another form", as: auditor, method: "GET", path: "/v1/log/events/01", status: 404},
			{name: "a number too large", as: auditor, method: "GET", path: "/v1/log/events/99999999999999999999", status: 404},
			{name: "the last number and one", as: auditor, method: "GET", path: fmt.Sprintf("/v1/log/events/%d", seen+1), status: 404},
			{name: "since then", as: auditor, method: "GET", path: "/v1/log/events?since=2026-03-02T12:00:00Z&limit=1", status: 200, want: `"number":1,`},
			{name: "until then", as: auditor, method: "GET", path: "/v1/log/events?until=2026-03-02T12:00:00Z", status: 200, want: `{"items":[],"next":null}`},
			{name: "by organisation", as: auditor, method: "GET", path: "/v1/log/events?organisation=" + w.supplier.Organisation, status: 200, want: `"verb":"return.submitted"`},
			{name: "no moment", as: auditor, method: "GET", path: "/v1/log/events?since=today", status: 422, want: `"?since"`},
			{name: "no identifier", as: auditor, method: "GET", path: "/v1/log/events?tender=1", status: 422, want: `"?tender"`},
			{name: "the cursor of another filter", as: auditor, method: "GET", path: "/v1/log/events?verb=key.created&cursor=" + next, status: 422, want: `"?cursor"`},
			{name: "the cursor of another reader", as: f.root, method: "GET", path: "/v1/log/events?cursor=" + next, status: 422, want: `"?cursor"`},
		})
		if log := f.must(t, auditor, "GET", "/v1/log/events?limit=100&subject="+id, "", 200); strings.Contains(log.Body, "secret") {
			t.Errorf("the log holds the words of a return: %s", log.Body)
		}
	})
}

// TestSealedEventsAreNotThere finds neither an event about a sealed bid nor a
// gap where it would be, until it is unsealed.
func TestSealedEventsAreNotThere(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		tenderID := "00000000-0000-7000-8000-000000707707"
		auditor := f.key(t, f.chief.Organisation, "auditor")
		_, err := store.Write(context.Background(), f.app.DB, func(tx *store.Tx) (int, error) {
			tx.Record(store.Event{Verb: "bid.submitted", Subject: "sealed", TenderID: tenderID, Sealed: true})
			tx.Record(store.Event{Verb: "tender.read", Subject: "open", TenderID: tenderID})
			return 0, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		f.numbers(t)
		before := f.must(t, auditor, "GET", "/v1/log/events?limit=100", "", 200)
		if strings.Contains(before.Body, "sealed") {
			t.Errorf("before opening: %s", before.Body)
		}
		for i := range before.at(t, "items").([]any) {
			if before.at(t, "items", i, "number") != float64(i+1) {
				t.Errorf("a gap tells that something is hidden: %s", before.Body)
			}
		}
		f.write(t, func(tx *store.Tx) error { return tx.Unseal(tenderID) })
		f.numbers(t)
		if after := f.must(t, auditor, "GET", "/v1/log/events?subject=sealed", "", 200); after.text(t, "items", 0, "verb") != "bid.submitted" {
			t.Errorf("after opening: %s", after.Body)
		}
	})
}
