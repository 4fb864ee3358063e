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

// TestRecommendation recommends on two lots, tried from its wrong sides.
func TestRecommendation(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		o := f.opens(t, usual, usual[:2])
		all := o.path + "/recommendations"
		f.settles(t, o, o.bids[0], 1, 2, 2)
		f.settles(t, o, o.bids[1], 2, 0)
		first := f.runs(t, o, 0, "").text(t, "id")
		f.must(t, o.officer, "POST", all, o.recommending(0, 1, first), 409) // another lot has no run
		second := f.runs(t, o, 1, "").text(t, "id")
		f.story(t, []step{
			{name: "an evaluator does not recommend", as: o.ann, method: "POST", path: all, body: o.recommending(0, 1, first), status: 403},
			{name: "nor does a key", as: f.onlyKey(t, o.officer.Organisation, "officer"), method: "POST", path: all, body: o.recommending(0, 1, first), status: 403, want: `"needs-a-person"`},
			{name: "nor does another authority", as: o.rival, method: "POST", path: all, body: o.recommending(0, 1, first), status: 404},
			{name: "the second", as: o.officer, method: "POST", path: all, body: o.recommending(0, 0, first), status: 409, want: `"not-ranked-first"`},
			{name: "one that was excluded", as: o.officer, method: "POST", path: all, body: o.recommending(0, 2, first), status: 409, want: o.bids[0][1]},
			{name: "two where one wins", as: o.officer, method: "POST", path: all, body: fmt.Sprintf(`{"lot":%q,"bids":[%q,%q],"run":%q,"reason":"x"}`, o.lots[0], o.bids[0][1], o.bids[0][0], first), status: 409, want: `1 to win it`},
			{name: "on another lot's run", as: o.officer, method: "POST", path: all, body: o.recommending(0, 1, second), status: 422, want: `"/run"`},
			{name: "on a lot of nothing", as: o.officer, method: "POST", path: all, body: strings.Replace(o.recommending(0, 1, first), o.lots[0], nothing, 1), status: 422, want: `"/lot"`},
			{name: "without a reason", as: o.officer, method: "POST", path: all, body: strings.Replace(o.recommending(0, 1, first), "First in the run.", "  ", 1), status: 422, want: `"/reason"`},
			{name: "without anything", as: o.officer, method: "POST", path: all, body: `{}`, status: 422, want: `"/run"`},
			{name: "a winner and a ground for none", as: o.officer, method: "POST", path: all, body: strings.Replace(o.recommending(0, 1, first), `"reason"`, `"ground":"other","reason"`, 1), status: 422, want: `"/ground"`},
			{name: "nothing was recommended by all that", as: o.officer, method: "GET", path: all, status: 200, want: `"items":[]`},
			{name: "a level is corrected after the run", as: o.ann, method: "POST", path: o.path + "/agreed-scores", body: o.correction(o.bids[0][0], "q1", 2, "x"), status: 201, want: `"correction":"It was overlooked."`},
			{name: "so the run stands no more", as: o.officer, method: "POST", path: all, body: o.recommending(0, 1, first), status: 409, want: `"run-outdated"`},
		})
		third := f.runs(t, o, 0, "A level was corrected.").text(t, "id")
		f.story(t, []step{
			{name: "on a run that was overtaken", as: o.officer, method: "POST", path: all, body: o.recommending(0, 1, first), status: 409, want: `"not-the-latest-run"`},
			{name: "the first", as: o.officer, method: "POST", path: all, body: o.recommending(0, 1, third), status: 201, want: `"status":"recommended"`},
			{name: "one at a time", as: o.approver, method: "POST", path: all, body: o.recommending(0, 1, third), status: 409, want: `"lot-awarded"`},
		})
		one := all + "/" + f.must(t, o.officer, "GET", all, "", 200).text(t, "items", 0, "id")
		f.decides(t, o, one)
		f.story(t, []step{
			{name: "no more levels in the lot", as: o.ann, method: "POST", path: o.path + "/agreed-scores", body: judged(o.bids[0][0], "q1", 1, "x"), status: 409, want: `"evaluation-closed"`},
			{name: "no more runs", as: o.officer, method: "POST", path: o.path + "/runs", body: fmt.Sprintf(`{"lot":%q,"reason":"x"}`, o.lots[0]), status: 409, want: `"evaluation-closed"`},
			{name: "but in the other lot", as: o.ann, method: "POST", path: o.path + "/agreed-scores", body: judged(o.bids[1][0], "q1", 2, "x"), status: 409, want: "quality-locked"},
		})
		if got := f.status(t, o); got != tender.Scored {
			t.Errorf("one lot is still to be awarded, and the tender is %s", got)
		}
		f.awards(t, o, 1, 0, second)
		if got := f.status(t, o); got != tender.Awarded {
			t.Errorf("every lot is awarded, and the tender is %s", got)
		}
		f.must(t, o.officer, "POST", all, o.recommending(1, 0, second), 409)
	})
}

// decides sends a recommendation back, makes it again and has it approved, each
// tried from its wrong side.
func (f *front) decides(t *testing.T, o *opened, one string) {
	t.Helper()
	reason := `{"reason":"The report does not say enough."}`
	f.must(t, o.approver, "POST", one+"/approve", `{}`, 428)
	f.must(t, o.approver, "POST", one+"/approve", `{}`, 412, "If-Match", `"7"`)
	f.change(t, o.officer, "POST", one, one+"/approve", `{}`, 403)
	f.change(t, o.officer, "POST", one, one+"/send-back", reason, 403)
	f.change(t, o.approver, "POST", one, one+"/withdraw", reason, 403)
	f.change(t, o.approver, "POST", one, one+"/send-back", `{"reason":" "}`, 422)
	f.change(t, o.officer, "POST", one, one+"/notice", `{}`, 409)
	if got := f.must(t, o.auditor, "GET", one+"/report", "", 200); !strings.Contains(got.Body, "Supplier B Ltd") || got.at(t, "robustness", "words") == "" || len(got.at(t, "sentences").([]any)) == 0 {
		t.Errorf("the report: %s", got.Body)
	}
	if got := f.must(t, o.approver, "GET", one+"/report", "", 200, "Accept", "text/html"); !strings.Contains(got.Body, "<h1>Award recommendation</h1>") || !strings.Contains(got.Body, "How firm it is") {
		t.Errorf("the page: %s", got.Body)
	}
	for _, as := range []user{o.suppliers[1], f.onlyKey(t, o.officer.Organisation, "officer")} {
		f.must(t, as, "POST", one+"/approve", `{}`, 403, "If-Match", `"1"`)
	}
	f.must(t, o.rival, "GET", one+"/report", "", 404)
	f.change(t, o.approver, "POST", one, one+"/send-back", reason, 200)
	f.change(t, o.approver, "POST", one, one+"/approve", `{}`, 409)
	again := f.must(t, o.officer, "POST", o.path+"/recommendations", o.recommending(0, 1, f.must(t, o.officer, "GET", one, "", 200).text(t, "run")), 201)
	two := again.Header.Get("Location")
	if again.at(t, "number") != 2.0 {
		t.Errorf("the second of the lot: %s", again.Body)
	}
	done := f.change(t, o.approver, "POST", two, two+"/approve", `{"remark":"As the report says."}`, 200)
	if done.text(t, "status") != "approved" || done.text(t, "decision", "decidedBy") != o.approver.Key || len(done.at(t, "awards").([]any)) != 1 {
		t.Errorf("approved: %s", done.Body)
	}
	if got := f.must(t, o.suppliers[1], "GET", o.path+"/awards", "", 200); strings.Contains(got.Body, done.text(t, "awards", 0)) {
		t.Errorf("a supplier reads an award before its notice: %s", got.Body)
	}
	f.change(t, o.officer, "POST", two, two+"/notice", `{}`, 409) // no bidder has its summary
	f.tells(t, o, two)
	notified := f.change(t, o.officer, "POST", two, two+"/notice", `{"reference":"2027/S 000-012345"}`, 200)
	if notified.text(t, "notice", "standstillEndsOn") != "2027-04-12" || notified.text(t, "notice", "standstillStartsOn") != "2027-04-01" {
		t.Errorf("notified: %s", notified.Body)
	}
	f.change(t, o.officer, "POST", two, two+"/notice", `{}`, 409)
	clock := f.must(t, o.suppliers[0], "GET", o.path+"/standstill", "", 200)
	if clock.text(t, "items", 0, "earliestSigning") != "2027-04-13" || !strings.Contains(clock.Body, `"why":"Saturday"`) {
		t.Errorf("the clock: %s", clock.Body)
	}
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
		one := f.awards(t, o, 0, 1, run)
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
		if got := f.must(t, o.officer, "GET", path, "", 200); got.at(t, "standstillOver") != true || got.text(t, "next", 0) != "contracted" || got.text(t, "status") != "notified" {
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
		f.must(t, o.officer, "POST", o.path+"/recommendations", o.recommending(0, 2, run), 409)
		f.awards(t, o, 0, 1, run)
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
		f.awards(t, o, 0, 1, run)
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

// TestRacingRecommendations has sixteen officers recommend on one lot at once,
// and then as many approve.
func TestRacingRecommendations(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		o := f.opens(t, usual)
		f.settles(t, o, o.bids[0], 1, 2, 2)
		run := f.runs(t, o, 0, "").text(t, "id")
		same := func(do func() answer) (requests []func() answer) {
			for range 16 {
				requests = append(requests, do)
			}
			return requests
		}
		got := f.racing(same(func() answer {
			return f.send(o.officer, "POST", o.path+"/recommendations", o.recommending(0, 1, run))
		})...)
		if got[201] != 1 || got[409] != 15 {
			t.Errorf("sixteen recommendations: got %v; want one 201 and fifteen 409", got)
		}
		one := o.path + "/recommendations/" + f.must(t, o.officer, "GET", o.path+"/recommendations", "", 200).text(t, "items", 0, "id")
		got = f.racing(same(func() answer { return f.send(o.approver, "POST", one+"/approve", `{}`, "If-Match", `"1"`) })...)
		if got[200] != 1 || got[200]+got[409]+got[412] != 16 {
			t.Errorf("sixteen approvals: got %v; want one 200", got)
		}
		list := f.must(t, o.officer, "GET", o.path+"/awards", "", 200)
		if n := len(list.at(t, "items").([]any)); n != 1 {
			t.Errorf("%d awards were kept", n)
		}
	})
}

// TestApprovalRaces lets an approval race what would outdate its run, and the
// withdrawal of what it approves. One of the two comes first and the other is
// refused; without the tender's lock both went through in every race on
// PostgreSQL.
func TestApprovalRaces(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		for round := range 12 {
			o := f.opens(t, usual)
			f.settles(t, o, o.bids[0], 1, 2, 2)
			run := f.runs(t, o, 0, "").text(t, "id")
			one := f.must(t, o.officer, "POST", o.path+"/recommendations", o.recommending(0, 1, run), 201).Header.Get("Location")
			rival := []func() answer{
				func() answer {
					return f.send(o.ann, "POST", o.path+"/agreed-scores", o.correction(o.bids[0][0], "q1", 2, "a page was overlooked"))
				},
				func() answer {
					return f.send(o.officer, "POST", o.path+"/runs", fmt.Sprintf(`{"lot":%q,"reason":"once more"}`, o.lots[0]))
				},
				func() answer {
					return f.send(o.officer, "POST", one+"/withdraw", `{"reason":"too early"}`, "If-Match", `"1"`)
				},
			}[round%3]
			approve := func() answer { return f.send(o.approver, "POST", one+"/approve", `{}`, "If-Match", `"1"`) }
			if got := f.racing(approve, rival); got[200]+got[201] != 1 || got[409]+got[412] != 1 {
				t.Errorf("round %d: got %v; want one that goes through and one refused", round, got)
			}
		}
	})
}

// TestWinnerFallsOut goes to the next in line by a new run.
func TestWinnerFallsOut(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		o := f.opens(t, usual)
		f.settles(t, o, o.bids[0], 1, 2, 2)
		run := f.runs(t, o, 0, "").text(t, "id")
		a := f.awards(t, o, 0, 1, run)
		path := a.Header.Get("Location")
		out := `{"ground":"supplier_withdrew","reason":"It wrote on 2 April."}`
		f.must(t, o.officer, "POST", path+"/end", out, 428)
		f.must(t, o.suppliers[1], "POST", path+"/end", out, 403, "If-Match", `"2"`)
		f.change(t, o.officer, "POST", path, path+"/end", `{"ground":"challenge_upheld","reason":"x"}`, 422)
		if got := f.change(t, o.officer, "POST", path, path+"/end", out, 200); got.text(t, "status") != "withdrawn" || got.text(t, "end", "ground") != "supplier_withdrew" {
			t.Errorf("ended: %s", got.Body)
		}
		f.change(t, o.officer, "POST", path, path+"/end", out, 409)
		if got := f.status(t, o); got != tender.Scored {
			t.Errorf("the lot is to be decided on anew, and the tender is %s", got)
		}
		f.must(t, o.manager, "POST", "/v1/contracts", fmt.Sprintf(`{"award":%q,"startsOn":"2027-07-01"}`, a.text(t, "id")), 409)
		if got := f.must(t, o.officer, "POST", o.path+"/recommendations", o.recommending(0, 0, run), 409); !strings.Contains(got.Body, "run-outdated") {
			t.Errorf("the old run: %s", got.Body)
		}
		next := f.runs(t, o, 0, "Supplier B withdrew.")
		if !strings.Contains(next.Body, `"reason":"supplier_withdrew"`) || next.text(t, "ranking", 0, "bid") != o.bids[0][0] || next.at(t, "changes") == nil {
			t.Errorf("the next run: %s", next.Body)
		}
		f.awards(t, o, 0, 0, next.text(t, "id"))
		if got := f.status(t, o); got != tender.Awarded {
			t.Errorf("the tender is %s", got)
		}
	})
}

// TestChallenge freezes a lot, and sends it back where it is upheld.
func TestChallenge(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		o := f.opens(t, usual)
		f.settles(t, o, o.bids[0], 1, 2, 2)
		run := f.runs(t, o, 0, "").text(t, "id")
		all := o.path + "/challenges"
		body := fmt.Sprintf(`{"lot":%q,"grounds":"A page was overlooked."}`, o.lots[0])
		f.must(t, o.suppliers[0], "POST", all, body, 409) // nothing is decided
		a := f.awards(t, o, 0, 1, run)
		contract := fmt.Sprintf(`{"award":%q,"startsOn":"2027-07-01"}`, a.text(t, "id"))
		f.story(t, []step{
			{name: "by who did not bid", as: o.stranger, method: "POST", path: all, body: body, status: 404},
			{name: "by another authority", as: o.rival, method: "POST", path: all, body: body, status: 404},
			{name: "by an officer who does not say for whom", as: o.officer, method: "POST", path: all, body: body, status: 422, want: `"/challenger"`},
			{name: "by a bidder in another name", as: o.suppliers[0], method: "POST", path: all, body: strings.Replace(body, `"grounds"`, `"challenger":"Else Ltd","grounds"`, 1), status: 422},
			{name: "without grounds", as: o.suppliers[0], method: "POST", path: all, body: strings.Replace(body, "A page was overlooked.", " ", 1), status: 422, want: `"/grounds"`},
			{name: "inside the standstill", as: o.suppliers[0], method: "POST", path: all, body: body, status: 201, want: `"suspends":true`},
			{name: "another bidder does not read it", as: o.suppliers[2], method: "GET", path: all, status: 200, want: `"items":[]`},
			{name: "the award is frozen", as: o.officer, method: "GET", path: a.Header.Get("Location"), status: 200, want: `"challenged":true`},
		})
		f.later(t, o, time.Date(2027, 5, 1, 12, 0, 0, 0, time.UTC))
		if got := f.must(t, o.manager, "POST", "/v1/contracts", contract, 409); !strings.Contains(got.Body, `"challenge-open"`) {
			t.Errorf("a contract under a challenge: %s", got.Body)
		}
		one := all + "/" + f.must(t, o.officer, "GET", all, "", 200).text(t, "items", 0, "id") + "/resolve"
		back := `{"outcome":"upheld","backTo":"scoring","reason":"The page counts."}`
		f.story(t, []step{
			{name: "the challenger does not resolve it", as: o.suppliers[0], method: "POST", path: one, body: back, status: 403},
			{name: "upheld, and back to nowhere", as: o.officer, method: "POST", path: one, body: `{"outcome":"upheld","reason":"x"}`, status: 428},
		})
		f.must(t, o.officer, "POST", one, `{"outcome":"upheld","reason":"x"}`, 422, "If-Match", `"1"`)
		f.must(t, o.officer, "POST", one, `{"outcome":"rejected","backTo":"run","reason":"x"}`, 422, "If-Match", `"1"`)
		f.must(t, o.officer, "POST", one, back, 200, "If-Match", `"1"`)
		f.must(t, o.officer, "POST", one, back, 409, "If-Match", `"2"`)
		if got := f.must(t, o.officer, "GET", a.Header.Get("Location"), "", 200); got.text(t, "status") != "set_aside" || got.text(t, "end", "ground") != "challenge_upheld" {
			t.Errorf("the award: %s", got.Body)
		}
		if got := f.must(t, o.officer, "POST", o.path+"/recommendations", o.recommending(0, 1, run), 409); !strings.Contains(got.Body, `"run-before-challenge"`) {
			t.Errorf("on the run that was challenged: %s", got.Body)
		}
		f.must(t, o.ann, "POST", o.path+"/agreed-scores", o.correction(o.bids[0][0], "q1", 2, "the page counts"), 201)
		f.awards(t, o, 0, 1, f.runs(t, o, 0, "The challenge was upheld.").text(t, "id"))
		f.must(t, o.officer, "POST", all, strings.Replace(body, `"grounds"`, `"challenger":"Else Ltd","grounds"`, 1), 201)
		second := all + "/" + f.must(t, o.officer, "GET", all, "", 200).text(t, "items", 1, "id") + "/resolve"
		f.must(t, o.officer, "POST", second, `{"outcome":"rejected","reason":"No ground."}`, 200, "If-Match", `"1"`)
		f.later(t, o, time.Date(2027, 6, 1, 12, 0, 0, 0, time.UTC))
		awards := f.must(t, o.officer, "GET", o.path+"/awards", "", 200)
		f.must(t, o.manager, "POST", "/v1/contracts", fmt.Sprintf(`{"award":%q,"startsOn":"2027-07-01"}`, awards.text(t, "items", 1, "id")), 201)
	})
}

// TestNoAward ends a lot without an award, and the tender with it.
func TestNoAward(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		o := f.opens(t, usual)
		f.settles(t, o, o.bids[0], 1, 2, 2)
		run := f.runs(t, o, 0, "").text(t, "id")
		body := fmt.Sprintf(`{"lot":%q,"run":%q,"ground":"needs_changed","reason":"The parks were sold."}`, o.lots[0], run)
		one := f.must(t, o.officer, "POST", o.path+"/recommendations", body, 201).Header.Get("Location")
		f.change(t, o.approver, "POST", one, one+"/approve", `{}`, 200)
		if got := f.status(t, o); got != tender.Unsuccessful {
			t.Errorf("nothing is awarded, and the tender is %s", got)
		}
		f.change(t, o.officer, "POST", one, one+"/notice", `{}`, 409)
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
