package api_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/assay-engine/assay/internal/bid"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
)

// TestScores follows two evaluators who must not look at each other's scores
// before they have their own.
func TestScores(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		o := f.opens(t, usual)
		a, scores := o.bids[0][0], o.path+"/scores"
		f.story(t, []step{
			{name: "an officer does not score", as: o.officer, method: "POST", path: scores, body: judged(a, "q1", 1, "x"), status: 403, want: `"not-your-role"`},
			{name: "nor does a supplier", as: o.suppliers[0], method: "POST", path: scores, body: judged(a, "q1", 1, "x"), status: 403},
			{name: "another authority's evaluator finds nothing", as: o.rival, method: "POST", path: scores, body: judged(a, "q1", 1, "x"), status: 404, want: `"not-found"`},
			{name: "and reads nothing", as: o.rival, method: "GET", path: scores, status: 404, want: `"not-found"`},
			{name: "every wrong field is named: the level", as: o.ann, method: "POST", path: scores, body: judged("00000000-0000-7000-8000-000000404404", "price", 1, "x"), status: 422, want: `"/bid"`},
			{name: "and the criterion", as: o.ann, method: "POST", path: scores, body: judged("00000000-0000-7000-8000-000000404404", "price", 1, "x"), status: 422, want: `it has q1, q2`},
			{name: "a level between two levels", as: o.ann, method: "POST", path: scores, body: judged(a, "q2", 3, "x"), status: 422, want: `must be a level of the question's scale: 0, 5`},
			{name: "half a level", as: o.ann, method: "POST", path: scores, body: strings.Replace(judged(a, "q1", 1, "x"), `:1,`, `:1.5,`, 1), status: 422, want: `"/level"`},
			{name: "no reason", as: o.ann, method: "POST", path: scores, body: judged(a, "q1", 1, " \n"), status: 422, want: `"/reason"`},
			{name: "no level is not level 0", as: o.ann, method: "POST", path: scores, body: without(judged(a, "q1", 1, "x"), "level"), status: 422, want: `"/level"`},
			{name: "Ann scores", as: o.ann, method: "POST", path: scores, body: judged(a, "q1", 1, "Ann's reason"), status: 201, want: `"number":1`},
			{name: "Ann sees her own", as: o.ann, method: "GET", path: scores, status: 200, want: `Ann's reason`},
			{name: "Ben sees nothing", as: o.ben, method: "GET", path: scores, status: 200, want: `"items":[]`},
			{name: "the officer sees nothing", as: o.officer, method: "GET", path: scores, status: 200, want: `"items":[]`},
			{name: "the auditor sees nothing", as: o.auditor, method: "GET", path: scores, status: 200, want: `"items":[]`},
			{name: "Ann changes her mind", as: o.ann, method: "POST", path: scores, body: judged(a, "q1", 2, "Ann's second"), status: 201, want: `"number":2`},
			{name: "Ben scores another answer", as: o.ben, method: "POST", path: scores, body: judged(a, "q2", 5, "Ben's q2"), status: 201},
			{name: "and still sees only his own", as: o.ben, method: "GET", path: scores + "?criterion=q1", status: 200, want: `"items":[]`},
			{name: "Ben scores the answer", as: o.ben, method: "POST", path: scores, body: judged(a, "q1", 2, "Ben's reason"), status: 201, want: `"number":1`},
			{name: "and sees Ann's", as: o.ben, method: "GET", path: scores + "?criterion=q1&bid=" + a, status: 200, want: `Ann's second`},
			{name: "both of hers are kept", as: o.ben, method: "GET", path: scores, status: 200, want: `Ann's reason`},
			{name: "she cannot change her mind once she may see his", as: o.ann, method: "POST", path: scores, body: judged(a, "q1", 0, "Ann's third"), status: 409, want: `"scores-complete"`},
			{name: "then the officer sees the answer's scores", as: o.officer, method: "GET", path: scores, status: 200, want: `Ann's second`},
			{name: "and not those of another", as: o.officer, method: "GET", path: scores + "?criterion=q2", status: 200, want: `"items":[]`},
			{name: "the auditor too", as: o.auditor, method: "GET", path: scores, status: 200, want: `Ben's reason`},
			{name: "and the members' scores are complete", as: o.ben, method: "POST", path: scores, body: judged(a, "q1", 0, "late"), status: 409, want: `"scores-complete"`},
		})
	})
}

// TestAgreedScores settles levels and lets nothing be averaged or slipped in.
func TestAgreedScores(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		o := f.opens(t, usual)
		a, agreed := o.bids[0][0], o.path+"/agreed-scores"
		f.story(t, []step{
			{name: "before any member scored", as: o.officer, method: "POST", path: agreed, body: judged(a, "q1", 1, "x"), status: 409, want: `"member-scores-missing"`},
			{name: "Ann scores", as: o.ann, method: "POST", path: o.path + "/scores", body: judged(a, "q1", 1, "x"), status: 201},
			{name: "before Ben has", as: o.officer, method: "POST", path: agreed, body: agreeing(judged(a, "q1", 1, "x"), o.ann), status: 409, want: `1 of 2 are in`},
			{name: "Ben scores", as: o.ben, method: "POST", path: o.path + "/scores", body: judged(a, "q1", 2, "x"), status: 201},
			{name: "their mean is no level", as: o.officer, method: "POST", path: agreed, body: strings.Replace(judged(a, "q1", 1, "x"), `:1,`, `:1.5,`, 1), status: 422, want: `"/level"`},
			{name: "a level that is not on the scale", as: o.officer, method: "POST", path: agreed, body: judged(a, "q1", 3, "x"), status: 422, want: `"unknown-level"`},
			{name: "no reason", as: o.officer, method: "POST", path: agreed, body: judged(a, "q1", 1, ""), status: 422, want: `"/reason"`},
			{name: "another authority", as: o.rival, method: "POST", path: agreed, body: judged(a, "q1", 1, "x"), status: 404},
			{name: "a contract manager", as: o.manager, method: "POST", path: agreed, body: judged(a, "q1", 1, "x"), status: 403},
			{name: "the chair sets what was agreed", as: o.ann, method: "POST", path: agreed, body: agreeing(judged(a, "q1", 1, "first words"), o.ben), status: 201, want: `"number":1`},
			{name: "the officer meant to be first", as: o.officer, method: "POST", path: agreed, body: agreeing(judged(a, "q1", 2, "second words"), o.ann), status: 409, want: `"agreed-meanwhile"`},
			{name: "the officer corrects it", as: o.officer, method: "POST", path: agreed, body: strings.TrimSuffix(agreeing(judged(a, "q1", 2, "second words"), o.ann), "}") + `,"supersedes":1}`, status: 201, want: `"number":2`},
			{name: "both are kept", as: o.auditor, method: "GET", path: agreed + "?bid=" + a, status: 200, want: `first words`},
			{name: "another authority reads nothing", as: o.rival, method: "GET", path: agreed, status: 404},
		})
	})
}

// TestRuns scores a lot, corrects it and scores it again.
func TestRuns(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		o := f.opens(t, usual)
		runs, first := o.path+"/runs", fmt.Sprintf(`{"lot":%q}`, o.lots[0])
		f.must(t, o.officer, "POST", runs, first, 409)
		missing := f.must(t, o.officer, "POST", o.path+"/quality-lock", "", 409)
		if n := strings.Count(missing.Body, `"agreed-score-missing"`); n != 6 || !strings.Contains(missing.Body, o.bids[0][1]) {
			t.Errorf("six levels are missing: got %s", missing.Body)
		}
		f.settles(t, o, o.bids[0], 1, 2, 2)
		f.reveals(t, o)
		f.story(t, []step{
			{name: "no such lot", as: o.officer, method: "POST", path: runs, body: `{"lot":"00000000-0000-7000-8000-000000404404"}`, status: 422, want: `"/lot"`},
			{name: "an evaluator makes no run", as: o.ann, method: "POST", path: runs, body: first, status: 403},
			{name: "another authority", as: o.rival, method: "POST", path: runs, body: first, status: 404},
		})
		r := f.must(t, o.officer, "POST", runs, first, 201)
		// Supplier C fails the gate, so its price of 10 is in no pool.
		// A: 50 × 80/100 + 30 × (0.6 × 50 + 0.4 × 100)/100 + 20 × 40/100 = 40 + 21 + 8 = 69; B: 50 + 30 + 0 = 80.
		if r.text(t, "ranking", 0, "supplier", "name") != "Supplier B Ltd" || r.text(t, "ranking", 0, "exact") != "80" || r.text(t, "ranking", 1, "exact") != "69" {
			t.Errorf("ranking: %s", r.Body)
		}
		if r.text(t, "excluded", 0, "bid") != o.bids[0][2] || r.text(t, "excluded", 0, "failures", 0, "requires") != "gate" || r.at(t, "changes") != nil {
			t.Errorf("excluded and changes: %s", r.Body)
		}
		if r.text(t, "createdAt") != "2027-04-01T09:30:00Z" {
			t.Errorf("a run in test mode is made at the tender's own time, got %s", r.text(t, "createdAt"))
		}
		one := r.Header.Get("Location")
		f.reads(t, o, one, r)
		f.story(t, []step{
			{name: "a second run needs a reason", as: o.officer, method: "POST", path: runs, body: first, status: 422, want: `"/reason"`},
			{name: "a correction", as: o.officer, method: "POST", path: o.path + "/agreed-scores", body: o.correction(o.bids[0][0], "q1", 2, "overlooked a page"), status: 201},
		})
		second := f.runs(t, o, 0, "A page was overlooked.")
		if second.at(t, "number") != 2.0 || !strings.Contains(second.Body, "/levels/q1") || second.text(t, "ranking", 1, "exact") != "78" {
			t.Errorf("the second run says what changed: got %s", second.Body)
		}
		if again := f.must(t, o.officer, "GET", one, "", 200); again.text(t, "inputHash") != r.text(t, "inputHash") {
			t.Errorf("the first run changed: %s", again.Body)
		}
		list := f.must(t, o.auditor, "GET", runs+"?lot="+o.lots[0], "", 200)
		if list.text(t, "items", 0, "id") != second.text(t, "id") || list.text(t, "items", 1, "id") != r.text(t, "id") {
			t.Errorf("list: %s", list.Body)
		}
	})
}

// reads holds the documents of a run together and to their readers.
func (f *front) reads(t *testing.T, o *opened, run string, r answer) {
	t.Helper()
	trace, sheet := f.must(t, o.ann, "GET", run+"/trace", "", 200), f.must(t, o.manager, "GET", run+"/sheet", "", 200)
	if trace.text(t, "inputHash") != r.text(t, "inputHash") || !strings.Contains(trace.Body, `"step":"100 × 80 ÷ 100"`) {
		t.Errorf("trace: %s", trace.Body)
	}
	if again := f.must(t, o.suppliers[0], "POST", "/v1/score-sheets", sheet.Body, 200); again.Body != trace.Body {
		t.Errorf("the stored sheet scored again gives\n%s\nand was\n%s", again.Body, trace.Body)
	}
	words := f.must(t, o.auditor, "GET", run+"/explanation", "", 200)
	for _, want := range []string{"Supplier B Ltd ranks first of 2 with 80.00 of 100", "Supplier A Ltd offered 40 of the 100", "Supplier C Ltd is not ranked", "Insurance held"} {
		if !strings.Contains(words.Body, want) {
			t.Errorf("the explanation lacks %q: %s", want, words.Body)
		}
	}
	for _, path := range []string{run, run + "/trace", run + "/sheet", run + "/explanation", o.path + "/runs"} {
		if path != o.path+"/runs" {
			f.must(t, o.officer, "GET", strings.Replace(path, o.path, "/v1/tenders/"+o.lots[0], 1), "", 404)
		}
		f.must(t, o.suppliers[1], "GET", path, "", 403)
		f.must(t, o.rival, "GET", path, "", 404)
		f.must(t, user{}, "GET", path, "", 401)
	}
}

// TestSamePublishedRun makes the same run twice and finds nothing changed.
func TestSamePublishedRun(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		o := f.opens(t, usual)
		f.settles(t, o, o.bids[0], 1, 2, 2)
		first, second := f.runs(t, o, 0, ""), f.runs(t, o, 0, "To be sure.")
		if first.text(t, "inputHash") != second.text(t, "inputHash") || len(second.at(t, "changes", "changes").([]any))+len(second.at(t, "changes", "bids").([]any)) != 0 {
			t.Errorf("nothing changed: got %s", second.Body)
		}
		one, two := f.must(t, o.officer, "GET", first.Header.Get("Location")+"/trace", "", 200), f.must(t, o.officer, "GET", second.Header.Get("Location")+"/trace", "", 200)
		if one.Body != two.Body {
			t.Errorf("the same inputs gave\n%s and\n%s", one.Body, two.Body)
		}
	})
}

// TestDisregardedBid takes a bid out and finds it so in the next run.
func TestDisregardedBid(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		o := f.opens(t, usual)
		f.settles(t, o, o.bids[0], 1, 2, 2)
		f.runs(t, o, 0, "")
		_, err := store.Write(context.Background(), f.app.DB, func(tx *store.Tx) (bid.Bid, error) {
			b, err := bid.Get(tx, o.bids[0][1])
			if err != nil {
				return b, err
			}
			tx.Record(store.Event{Verb: "bid.disregarded", Subject: b.ID})
			return b, bid.Settle(tx, &b, bid.Disregarded, "abnormally_low")
		})
		if err != nil {
			t.Fatal(err)
		}
		r := f.runs(t, o, 0, "A price that could not be explained.")
		if r.text(t, "ranking", 0, "bid") != o.bids[0][0] || r.text(t, "ranking", 0, "exact") != "79" { // its price is the lowest now
			t.Errorf("ranking: %s", r.Body)
		}
		if !strings.Contains(r.Body, `"reason":"abnormally_low"`) || !strings.Contains(r.Body, `/disregarded`) {
			t.Errorf("exclusion and change: %s", r.Body)
		}
	})
}

// TestEvaluationIsHistory has the database refuse what no use case would try.
func TestEvaluationIsHistory(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		o := f.opens(t, usual)
		f.settles(t, o, o.bids[0], 1, 2, 2)
		run := f.runs(t, o, 0, "")
		f.awards(t, o, 0, 1, run.text(t, "id"))
		for _, statement := range []string{
			"UPDATE scores SET level = 2", "DELETE FROM scores", "UPDATE agreed_scores SET level = 2", "DELETE FROM agreed_scores",
			"UPDATE runs SET result = '{}'", "DELETE FROM runs", "UPDATE awards SET reason = 'another'", "DELETE FROM awards",
		} {
			_, err := store.Write(context.Background(), f.app.DB, func(tx *store.Tx) (int, error) {
				tx.Record(store.Event{Verb: "history.bent", Subject: "test"})
				return 0, tx.DB().Exec(statement).Error
			})
			if !errors.Is(err, store.ErrHistory) {
				t.Errorf("%s: got %v", statement, err)
			}
		}
	})
}

// TestEvaluationInItsTime refuses scores before opening and after the end.
func TestEvaluationInItsTime(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		for status, code := range map[tender.Status]string{
			tender.Closed: "not-opened", tender.Cancelled: "evaluation-closed", tender.Unsuccessful: "evaluation-closed", tender.Completed: "evaluation-closed",
		} {
			o := f.stands(t, status, usual)
			a := o.bids[0][0]
			for _, path := range []string{"/scores", "/agreed-scores", "/runs"} {
				body := judged(a, "q1", 1, "x")
				if path == "/runs" {
					body = fmt.Sprintf(`{"lot":%q}`, o.lots[0])
				}
				who := o.ann
				if path == "/runs" {
					who = o.officer
				}
				if got := f.must(t, who, "POST", o.path+path, body, 409); !strings.Contains(got.Body, code) {
					t.Errorf("%s of a tender that is %s: got %s", path, status, got.Body)
				}
			}
		}
	})
}

// TestIdempotentScore sends one score twice under one key.
func TestIdempotentScore(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		o := f.opens(t, usual)
		send := func() answer {
			return f.must(t, o.ann, "POST", o.path+"/scores", judged(o.bids[0][0], "q1", 1, "once"), 201, "Idempotency-Key", "k")
		}
		if one, two := send(), send(); one.Body != two.Body {
			t.Errorf("got %s and %s", one.Body, two.Body)
		}
		list := f.must(t, o.ann, "GET", o.path+"/scores", "", 200)
		var items struct{ Items []json.RawMessage }
		if err := json.Unmarshal([]byte(list.Body), &items); err != nil || len(items.Items) != 1 {
			t.Errorf("one score was given: got %s", list.Body)
		}
	})
}
