package api_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
)

const nothing = "00000000-0000-7000-8000-000000404404"

// TestAward awards two lots, each once, to the bid that came first.
func TestAward(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		o := f.opens(t, usual, usual[:2])
		awards := o.path + "/awards"
		f.settles(t, o, o.bids[0], 1, 2, 2)
		f.settles(t, o, o.bids[1], 2, 0)
		first := f.runs(t, o, 0, "").text(t, "id")
		f.story(t, []step{
			{name: "while another lot has no run", as: o.officer, method: "POST", path: awards, body: o.awarding(0, 1, first), status: 409, want: `"not-scored"`},
		})
		second := f.runs(t, o, 1, "").text(t, "id")
		f.story(t, []step{
			{name: "an evaluator does not award", as: o.ann, method: "POST", path: awards, body: o.awarding(0, 1, first), status: 403},
			{name: "nor does another authority", as: o.rival, method: "POST", path: awards, body: o.awarding(0, 1, first), status: 404},
			{name: "to the second", as: o.officer, method: "POST", path: awards, body: o.awarding(0, 0, first), status: 409, want: `"not-ranked-first"`},
			{name: "to one that was excluded", as: o.officer, method: "POST", path: awards, body: o.awarding(0, 2, first), status: 409, want: o.bids[0][1]},
			{name: "on another lot's run", as: o.officer, method: "POST", path: awards, body: o.awarding(0, 1, second), status: 422, want: `"/run"`},
			{name: "on a lot of nothing", as: o.officer, method: "POST", path: awards, body: strings.Replace(o.awarding(0, 1, first), o.lots[0], nothing, 1), status: 422, want: `"/lot"`},
			{name: "without a reason", as: o.officer, method: "POST", path: awards, body: strings.Replace(o.awarding(0, 1, first), "First in the run.", "  ", 1), status: 422, want: `"/reason"`},
			{name: "without anything", as: o.officer, method: "POST", path: awards, body: `{}`, status: 422, want: `"/run"`},
			{name: "nothing was awarded by all that", as: o.officer, method: "GET", path: awards, status: 200, want: `"items":[]`},
			{name: "a level is corrected after the run", as: o.ann, method: "POST", path: o.path + "/agreed-scores", body: correction(o.bids[0][0], "q1", 2, "x"), status: 201, want: `"correction":"It was overlooked."`},
			{name: "so the run stands no more", as: o.officer, method: "POST", path: awards, body: o.awarding(0, 1, first), status: 409, want: `"run-outdated"`},
		})
		third := f.runs(t, o, 0, "A level was corrected.").text(t, "id")
		f.story(t, []step{
			{name: "on a run that was overtaken", as: o.officer, method: "POST", path: awards, body: o.awarding(0, 1, first), status: 409, want: `"not-the-latest-run"`},
			{name: "to the first", as: o.officer, method: "POST", path: awards, body: o.awarding(0, 1, third), status: 201, want: `"standstillEndsOn":"2027-04-12"`},
			{name: "again", as: o.officer, method: "POST", path: awards, body: o.awarding(0, 1, third), status: 409, want: `"lot-awarded"`},
			{name: "no more levels in the lot", as: o.ann, method: "POST", path: o.path + "/agreed-scores", body: judged(o.bids[0][0], "q1", 1, "x"), status: 409, want: `"evaluation-closed"`},
			{name: "no more runs", as: o.officer, method: "POST", path: o.path + "/runs", body: fmt.Sprintf(`{"lot":%q,"reason":"x"}`, o.lots[0]), status: 409, want: `"evaluation-closed"`},
			{name: "but in the other lot", as: o.ann, method: "POST", path: o.path + "/agreed-scores", body: correction(o.bids[1][0], "q1", 2, "x"), status: 201},
		})
		if got := f.status(t, o); got != tender.Scored {
			t.Errorf("one lot is still to be awarded, and the tender is %s", got)
		}
		f.must(t, o.officer, "POST", awards, o.awarding(1, 0, second), 201)
		if got := f.status(t, o); got != tender.Awarded {
			t.Errorf("every lot is awarded, and the tender is %s", got)
		}
		f.must(t, o.officer, "POST", awards, o.awarding(1, 0, second), 409)
	})
}

// status reads how the tender stands.
func (f *front) status(t *testing.T, o *opened) tender.Status {
	t.Helper()
	found, err := store.Read(context.Background(), f.app.DB, func(tx *store.Tx) (tender.Tender, error) {
		return tender.Get(tx, strings.TrimPrefix(o.path, "/v1/tenders/"))
	})
	if err != nil {
		t.Fatal(err)
	}
	return found.Status
}

// TestAwardReaders shows an award to those it concerns, and no more of it than
// concerns them.
func TestAwardReaders(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		o := f.opens(t, usual, usual[:1])
		f.settles(t, o, o.bids[0], 1, 2, 2)
		f.settles(t, o, o.bids[1], 2)
		run := f.runs(t, o, 0, "").text(t, "id")
		f.runs(t, o, 1, "")
		one := f.must(t, o.officer, "POST", o.path+"/awards", o.awarding(0, 1, run), 201)
		path := one.Header.Get("Location")
		f.story(t, []step{
			{name: "the auditor reads the reason", as: o.auditor, method: "GET", path: path, status: 200, want: `"reason":"First in the run."`},
			{name: "the contract manager too", as: o.manager, method: "GET", path: o.path + "/awards", status: 200, want: run},
			{name: "the winner", as: o.suppliers[1], method: "GET", path: path, status: 200, want: `"name":"Supplier B Ltd"`},
			{name: "another bidder", as: o.suppliers[0], method: "GET", path: path, status: 200, want: `"standstillOver":false`},
			{name: "one that was excluded", as: o.suppliers[2], method: "GET", path: o.path + "/awards", status: 200, want: `Supplier B Ltd`},
			{name: "a supplier that did not bid", as: o.stranger, method: "GET", path: path, status: 404, want: `"not-found"`},
			{name: "and its list is empty", as: o.stranger, method: "GET", path: o.path + "/awards", status: 200, want: `"items":[]`},
			{name: "another authority", as: o.rival, method: "GET", path: path, status: 404},
			{name: "the public", method: "GET", path: path, status: 401},
			{name: "an administrator", as: f.root, method: "GET", path: path, status: 403},
			{name: "no such award", as: o.officer, method: "GET", path: o.path + "/awards/" + nothing, status: 404},
			{name: "by another tender", as: o.officer, method: "GET", path: "/v1/tenders/" + nothing + "/awards/" + one.text(t, "id"), status: 404},
		})
		for _, supplier := range o.suppliers {
			if got := f.must(t, supplier, "GET", path, "", 200); got.text(t, "run") != run || strings.Contains(got.Body, "First in the run") || strings.Contains(got.Body, `"next"`) {
				t.Errorf("a supplier learns the run, whose bundle it may have redacted, and not what is the authority's own: %s", got.Body)
			}
		}
		f.later(t, o, time.Date(2027, 4, 12, 22, 59, 0, 0, time.UTC))
		if got := f.must(t, o.officer, "GET", path, "", 200); got.at(t, "standstillOver") != false {
			t.Errorf("a minute before midnight in London: %s", got.Body)
		}
		f.later(t, o, time.Date(2027, 4, 12, 23, 0, 0, 0, time.UTC))
		if got := f.must(t, o.officer, "GET", path, "", 200); got.at(t, "standstillOver") != true || got.text(t, "next", 0) != "contracted" {
			t.Errorf("at midnight in London: %s", got.Body)
		}
	})
}

// later moves the tender's own clock.
func (f *front) later(t *testing.T, o *opened, at time.Time) {
	t.Helper()
	_, err := store.Write(context.Background(), f.app.DB, func(tx *store.Tx) (int, error) {
		tx.Record(store.Event{Verb: "tender.clock_moved", Subject: "test"})
		return 0, tx.DB().Model(&tender.Tender{}).Where("id = ?", strings.TrimPrefix(o.path, "/v1/tenders/")).UpdateColumn("clock", at).Error
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestAwardOfATie takes either of two bids that share the first rank.
func TestAwardOfATie(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		same := offer{price: 100, volunteer: 50_000, insured: true}
		o := f.opens(t, []offer{same, same, {price: 200, volunteer: -1, insured: true}})
		f.settles(t, o, o.bids[0], 2, 2, 2)
		run := f.runs(t, o, 0, "").text(t, "id")
		f.must(t, o.officer, "POST", o.path+"/awards", o.awarding(0, 2, run), 409)
		f.must(t, o.officer, "POST", o.path+"/awards", o.awarding(0, 1, run), 201)
	})
}

// TestAwardWithoutBids awards what can be awarded, and the tender is awarded
// though nobody bid for a lot.
func TestAwardWithoutBids(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		o := f.opens(t, usual, nil)
		f.settles(t, o, o.bids[0], 1, 2, 2)
		run := f.runs(t, o, 0, "").text(t, "id")
		if empty := f.runs(t, o, 1, ""); len(empty.at(t, "ranking").([]any)) != 0 {
			t.Errorf("nobody bid: %s", empty.Body)
		}
		f.must(t, o.officer, "POST", o.path+"/awards", o.awarding(0, 1, run), 201)
		if got := f.status(t, o); got != tender.Awarded {
			t.Errorf("the tender is %s", got)
		}
	})
}

// racing sends requests at the same moment and counts the answers by status.
func (f *front) racing(requests ...func() answer) map[int]int {
	answers := make([]answer, len(requests))
	var ready, done sync.WaitGroup
	ready.Add(1)
	for i, send := range requests {
		done.Go(func() {
			ready.Wait()
			answers[i] = send()
		})
	}
	ready.Done()
	done.Wait()
	count := map[int]int{}
	for _, a := range answers {
		count[a.Status]++
	}
	return count
}

// TestRacingAwards has sixteen officers award one lot at once.
func TestRacingAwards(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		o := f.opens(t, usual)
		f.settles(t, o, o.bids[0], 1, 2, 2)
		run := f.runs(t, o, 0, "").text(t, "id")
		award := func() answer {
			return f.send(o.officer, "POST", o.path+"/awards", o.awarding(0, 1, run))
		}
		requests := make([]func() answer, 16)
		for i := range requests {
			requests[i] = award
		}
		if got := f.racing(requests...); got[201] != 1 || got[409] != 15 {
			t.Errorf("sixteen awards: got %v; want one 201 and fifteen 409", got)
		}
		list := f.must(t, o.officer, "GET", o.path+"/awards", "", 200)
		if n := len(list.at(t, "items").([]any)); n != 1 {
			t.Errorf("%d awards were kept", n)
		}
	})
}

// TestAwardRacesCorrection lets an award race what would outdate its run. One
// of the two comes first and the other is refused; without the tender's lock
// both went through in every race on PostgreSQL.
func TestAwardRacesCorrection(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		for round := range 12 {
			o := f.opens(t, usual)
			f.settles(t, o, o.bids[0], 1, 2, 2)
			run := f.runs(t, o, 0, "").text(t, "id")
			rival := func() answer {
				return f.send(o.ann, "POST", o.path+"/agreed-scores", judged(o.bids[0][0], "q1", 2, "a page was overlooked"))
			}
			if round%2 == 1 {
				rival = func() answer {
					return f.send(o.officer, "POST", o.path+"/runs", fmt.Sprintf(`{"lot":%q,"reason":"once more"}`, o.lots[0]))
				}
			}
			award := func() answer { return f.send(o.officer, "POST", o.path+"/awards", o.awarding(0, 1, run)) }
			if got := f.racing(award, rival); got[201] != 1 || got[409] != 1 {
				t.Errorf("round %d: got %v; want one 201 and one 409", round, got)
			}
		}
	})
}

// TestRacingRuns numbers the runs of a lot without a gap.
func TestRacingRuns(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		o := f.opens(t, usual)
		f.settles(t, o, o.bids[0], 1, 2, 2)
		f.reveals(t, o)
		again := func() answer {
			return f.send(o.officer, "POST", o.path+"/runs", fmt.Sprintf(`{"lot":%q,"reason":"once more"}`, o.lots[0]))
		}
		if got := f.racing(again, again, again, again, again, again, again, again); got[201] != 8 {
			t.Errorf("eight runs: got %v", got)
		}
		list := f.must(t, o.officer, "GET", o.path+"/runs", "", 200)
		for i := range 8 {
			if list.at(t, "items", i, "number") != float64(8-i) {
				t.Errorf("entry %d: %s", i, list.Body)
			}
		}
	})
}
