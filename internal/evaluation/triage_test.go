package evaluation

import (
	"testing"

	"github.com/assay-engine/assay/pkg/agreement"
	"github.com/assay-engine/assay/pkg/scoring"
	"github.com/assay-engine/assay/pkg/strictjson"
)

const questionMethod = `{"criteria":[{"id":"q","weight":100,"kind":"question","minimum":50,"scale":[
	{"level":0,"marks":0},{"level":2,"marks":40},{"level":4,"marks":60},{"level":9,"marks":100}]}]}`

func oneQuestion(t *testing.T) (m scoring.Method) {
	t.Helper()
	if err := strictjson.Decode([]byte(questionMethod), &m, strictjson.Default); err != nil {
		t.Fatal(err)
	}
	return m
}

func given(bid, evaluator, name string, level int) Score {
	return Score{LotID: "lot", BidID: bid, Criterion: "q", EvaluatorID: evaluator, EvaluatorName: name, Level: level}
}

// TestTriage counts steps on the published scale, and sees scores on both sides
// of a minimum.
func TestTriage(t *testing.T) {
	m := oneQuestion(t)
	got, err := triage(map[string]scoring.Method{"lot": m}, []Score{
		given("b", "1", "Ann", 4), given("a", "2", "Ann", 9), given("b", "2", "Ann", 2), given("b", "3", "Cy", 4), given("a", "1", "Ann", 9),
		{LotID: "lot", BidID: "a", Criterion: "gone", EvaluatorID: "1", EvaluatorName: "Ann", Level: 1},
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Answers) != 2 || got.Answers[0].BidID != "a" || !got.Report.Findings[0].AllAgree {
		t.Fatalf("answers: %+v of %+v", got.Report.Findings, got.Answers)
	}
	b := got.Report.Findings[1]
	if b.Count != 3 || *b.Steps != 1 || len(b.Flags) != 1 || b.Flags[0].Code != agreement.Straddles {
		t.Errorf("levels 2 and 4 are one step apart, on either side of the minimum: %+v", b)
	}
	if names := got.Report.Evaluators; len(names) != 3 || names[0] != "Ann" || names[1] != "Ann 2" || names[2] != "Cy" {
		t.Errorf("two evaluators of one name: %v", names)
	}
	none, err := triage(map[string]scoring.Method{"lot": m}, nil)
	if err != nil || len(none.Answers) != 0 || none.Report.ICC.State != agreement.TooFew {
		t.Errorf("nothing scored: %+v, %v", none, err)
	}
}

// TestPanel takes the scores of the bids that were compared.
func TestPanel(t *testing.T) {
	s := scoring.Sheet{Method: oneQuestion(t), Bids: []scoring.Bid{{ID: "a"}, {ID: "b", Disregarded: &scoring.Disregard{Reason: "late"}}}}
	p := panelOf(s, []Score{given("a", "1", "Ann", 4), given("b", "1", "Ann", 4), given("a", "2", "Ben", 3), given("c", "2", "Ben", 4)})
	if p == nil || len(p.Scores) != 1 || p.Scores[0].Evaluator != "Ann" || p.Scores[0].Bid != "a" {
		t.Errorf("one score of a bid that is still in, and on the scale: %+v", p)
	}
	if p := panelOf(s, nil); p != nil {
		t.Errorf("nobody scored: %+v", p)
	}
}

// TestDraws bounds the work of random weights.
func TestDraws(t *testing.T) {
	s := scoring.Sheet{Method: oneQuestion(t), Bids: make([]scoring.Bid, 5)}
	if n := draws(s); n != 10_000 {
		t.Errorf("5 bids: %d draws", n)
	}
	s.Bids = make([]scoring.Bid, 1000)
	if n := draws(s); n != 500 {
		t.Errorf("1,000 bids: %d draws", n)
	}
}
