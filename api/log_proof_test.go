package api_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/pkg/bundle"
	"github.com/assay-engine/assay/pkg/proof"
)

// logKeys are the keys of the log of the tests, by the name that a checkpoint
// gives it.
func logKeys(t *testing.T, origin string) proof.Keys {
	t.Helper()
	keys, err := store.LogKeys(origin, receiptSigner.keys())
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

// TestLogProvesItself checks, with the published keys alone, what the log says
// of itself: its heads, that an event is in it, and that it was only added to.
func TestLogProvesItself(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		f.story(t, []step{
			{name: "before anything is numbered", method: "GET", path: "/v1/log/checkpoint", status: 404, want: `"nothing-signed-yet"`},
		})
		auditor := f.key(t, f.chief.Organisation, "auditor")
		f.numbers(t)
		older := f.must(t, user{}, "GET", "/v1/log/checkpoint", "", 200)
		rival := f.join(t, "Rival Council", "authority", "officer")
		f.numbers(t)
		newer := f.must(t, user{}, "GET", "/v1/log/checkpoint", "", 200)
		keys := logKeys(t, newer.text(t, "origin"))
		head, err := proof.VerifyCheckpoint(newer.text(t, "checkpoint"), keys)
		if err != nil || float64(head.Size) != newer.at(t, "size") || head.Root.String() != newer.text(t, "root") {
			t.Fatalf("the checkpoint: %+v, %v; the answer: %s", head, err, newer.Body)
		}
		from := fmt.Sprint(older.at(t, "size"))
		consistent := f.must(t, user{}, "GET", "/v1/log/consistency?from="+from, "", 200)
		if a, b, err := proof.VerifyConsistency([]byte(consistent.Body), keys); err != nil || a.Size >= b.Size {
			t.Errorf("consistency: %d, %d, %v", a.Size, b.Size, err)
		}
		for _, number := range []string{"1", from, fmt.Sprint(head.Size)} {
			included := f.must(t, auditor, "GET", "/v1/log/proof?event="+number, "", 200)
			if i, _, err := proof.VerifyInclusion([]byte(included.Body), keys); err != nil || fmt.Sprint(i.Leaf.Number) != number {
				t.Errorf("inclusion of %s: %v", number, err)
			}
		}
		f.must(t, auditor, "GET", "/v1/log/proof?event=1&size="+from, "", 200)
		if list := f.must(t, user{}, "GET", "/v1/log/checkpoints?limit=1", "", 200); list.at(t, "items", 0, "size") != newer.at(t, "size") || list.at(t, "next") == nil {
			t.Errorf("the history of checkpoints: %s", list.Body)
		}
		f.story(t, []step{
			{name: "a stranger asks for an event", method: "GET", path: "/v1/log/proof?event=1", status: 401},
			{name: "another organisation does", as: rival, method: "GET", path: "/v1/log/proof?event=1", status: 404, want: `"not-found"`},
			{name: "no event", as: auditor, method: "GET", path: "/v1/log/proof", status: 422, want: `"?event"`},
			{name: "an event to come", as: auditor, method: "GET", path: "/v1/log/proof?event=100000", status: 404},
			{name: "an event after the checkpoint", as: auditor, method: "GET", path: fmt.Sprintf("/v1/log/proof?event=%d&size=%s", head.Size, from), status: 404, want: `"not-numbered-yet"`},
			{name: "a size that was not signed", method: "GET", path: "/v1/log/checkpoint?size=100000", status: 404, want: `"nothing-signed-yet"`},
			{name: "the wrong way round", method: "GET", path: fmt.Sprintf("/v1/log/consistency?from=%d&to=%s", head.Size, from), status: 422, want: `"?to"`},
			{name: "who did what", as: auditor, method: "GET", path: "/v1/log/events?actor=" + f.chief.Key + "&limit=1", status: 200, want: `"person":"` + f.chief.Key},
			{name: "nobody saw anything yet", as: auditor, method: "GET", path: "/v1/log/events?seen=true", status: 200, want: `{"items":[],"next":null}`},
		})
	})
}

// TestReceiptIsInTheLog reads a receipt after the opening, with the proof that
// its event is in the log.
func TestReceiptIsInTheLog(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		m := f.market(t)
		id := m.tender(t, "")
		acme := f.join(t, "Acme", "supplier", "supplier")
		path, _ := m.bid(t, acme, id, 30)
		f.numbers(t)
		if before := f.must(t, acme, "GET", path+"/receipt", "", 200); json.Valid([]byte(before.Body)) && bundleLog(t, before.Body) != nil {
			t.Errorf("before the opening the receipt speaks of the log: %s", before.Body)
		}
		f.clock.Set(time.Date(2026, 4, 1, 11, 0, 0, 0, time.UTC))
		f.must(t, m.council, "POST", "/v1/tenders/"+id+"/opening", "", 201)
		f.numbers(t)
		after := f.must(t, acme, "GET", path+"/receipt", "", 200)
		if _, err := bundle.Verify([]byte(after.Body), receiptSigner.keys()); err != nil {
			t.Errorf("with its place in the log, the receipt does not verify: %v", err)
		}
		origin := f.must(t, user{}, "GET", "/v1/log/checkpoint", "", 200).text(t, "origin")
		i, _, err := proof.VerifyInclusion(bundleLog(t, after.Body), logKeys(t, origin))
		if err != nil || i.Leaf.Verb != "bid.submitted" || "/v1/bids/"+i.Leaf.Subject != path || i.Leaf.Tender != id {
			t.Errorf("the receipt's place in the log: %+v, %v", i.Leaf, err)
		}
		f.join(t, "Somebody", "supplier", "supplier")
		f.numbers(t)
		if again := f.must(t, acme, "GET", path+"/receipt", "", 200); again.Body != after.Body {
			t.Errorf("read again, the receipt is another: %s", again.Body)
		}
	})
}

func bundleLog(t *testing.T, receipt string) []byte {
	t.Helper()
	var r bundle.Receipt
	if err := json.Unmarshal([]byte(receipt), &r); err != nil {
		t.Fatal(err)
	}
	return r.Log
}

// TestWhoSawWhat reads opened bids and takes a bundle: each reader and thing and
// day is told once, what leaves the house each time, and a supplier's look at
// its own bid never.
func TestWhoSawWhat(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		w := f.wins(t)
		bids := f.must(t, w.officer, "GET", w.path+"/bids", "", 200)
		bid := bids.text(t, "items", 0, "id")
		told := func(verb string) int {
			f.numbers(t)
			return len(f.must(t, w.auditor, "GET", "/v1/log/events?seen=true&limit=100&verb="+verb+"&subject="+bid, "", 200).at(t, "items").([]any))
		}
		before := told("bid.read")
		for range 3 {
			f.must(t, w.officer, "GET", "/v1/bids/"+bid, "", 200)
		}
		if n := told("bid.read") - before; n != 1 {
			t.Errorf("three looks of one officer on one day are told %d times, want 1", n)
		}
		f.must(t, w.ann, "GET", "/v1/bids/"+bid, "", 200)
		if n := told("bid.read") - before; n != 2 {
			t.Errorf("another reader: told %d times, want 2", n)
		}
		f.clock.Forward(24 * time.Hour)
		f.must(t, w.officer, "GET", "/v1/bids/"+bid, "", 200)
		if n := told("bid.read") - before; n != 3 {
			t.Errorf("the next day: told %d times, want 3", n)
		}
		if told("price.read") == 0 {
			t.Error("that a price was shown is not told")
		}
		for i, who := range w.suppliers {
			own := f.must(t, who, "GET", w.path+"/bids", "", 200).text(t, "items", 0, "id")
			f.must(t, who, "GET", "/v1/bids/"+own, "", 200)
			f.numbers(t)
			if list := f.must(t, w.auditor, "GET", "/v1/log/events?seen=true&organisation="+who.Organisation, "", 200); len(list.at(t, "items").([]any)) != 0 {
				t.Errorf("supplier %d's look at its own bid is told: %s", i, list.Body)
			}
		}
	})
}
