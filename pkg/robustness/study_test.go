package robustness_test

import (
	"errors"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/assay-engine/assay/pkg/robustness"
	"github.com/assay-engine/assay/pkg/scoring"
)

// winnersOf scores a sheet by the engine's front door and reads who is first.
func winnersOf(t *testing.T, s scoring.Sheet) []string {
	t.Helper()
	r, err := scoring.Score(s)
	if err != nil {
		t.Fatal(err)
	}
	winners := []string{}
	for _, ranked := range r.Ranking {
		if ranked.Rank == 1 {
			winners = append(winners, ranked.Bid)
		}
	}
	slices.Sort(winners)
	return winners
}

func TestWithoutEachBidByBruteForce(t *testing.T) {
	r := rand.New(rand.NewPCG(21, 22))
	decisive := 0
	for range 150 {
		s := random(r, scoring.WeightedSum, true)
		study := must[robustness.BidStudy](t)(robustness.WithoutEachBid(s))
		for _, removal := range study.Removals {
			left := s
			left.Bids = slices.DeleteFunc(slices.Clone(s.Bids), func(b scoring.Bid) bool { return b.ID == removal.Bid })
			if want := winnersOf(t, left); !slices.Equal(removal.Winners, want) {
				t.Fatalf("without %s the winners are %v, want %v", removal.Bid, removal.Winners, want)
			}
			lost := !slices.Contains(winnersOf(t, s), removal.Bid)
			if changed := !slices.Equal(removal.Winners, winnersOf(t, s)); lost && changed != slices.Contains(study.Decisive, removal.Bid) {
				t.Fatalf("%s lost, and without it the winner changes: %v; decisive %v", removal.Bid, changed, study.Decisive)
			}
		}
		decisive += len(study.Decisive)
	}
	if decisive == 0 {
		t.Error("with functions of the best bid, some losing bid should have decided in 150 sheets")
	}
}

func TestARivalFreeMethodIsNotScoredAgain(t *testing.T) {
	s := random(rand.New(rand.NewPCG(1, 1)), scoring.WeightedSum, false)
	study := must[robustness.BidStudy](t)(robustness.WithoutEachBid(s))
	if robustness.RivalDependent(s.Method) || !study.RivalFree || study.Runs != 0 || len(study.Decisive) != 0 {
		t.Fatalf("rival-free: %+v", study)
	}
	for _, removal := range study.Removals {
		left := s
		left.Bids = slices.DeleteFunc(slices.Clone(s.Bids), func(b scoring.Bid) bool { return b.ID == removal.Bid })
		if want := winnersOf(t, left); !slices.Equal(removal.Winners, want) {
			t.Errorf("without %s the winners are %v, want %v", removal.Bid, removal.Winners, want)
		}
	}
}

func TestEachStepByBruteForce(t *testing.T) {
	r := rand.New(rand.NewPCG(31, 32))
	changes := 0
	for range 60 {
		s := random(r, scoring.WeightedSum, false)
		before, base := maps.Clone(s.Bids[0].Levels), winnersOf(t, s)
		study := must[robustness.StepStudy](t)(robustness.EachStep(s))
		wants, runs := 0, 0
		for i, b := range s.Bids {
			for question, level := range b.Levels {
				for _, to := range []int{level - 1, level + 1} {
					if to < 0 || to > 2 {
						continue
					}
					runs++
					changed := s
					changed.Bids = slices.Clone(s.Bids)
					changed.Bids[i].Levels = maps.Clone(b.Levels)
					changed.Bids[i].Levels[question] = to
					if !slices.Equal(winnersOf(t, changed), base) {
						wants++
					}
				}
			}
		}
		if study.WinnerChanges != wants || study.Runs != runs || study.LeftOut != 0 {
			t.Fatalf("%d of %d steps change the winner, want %d of %d", study.WinnerChanges, study.Runs, wants, runs)
		}
		if !reflect.DeepEqual(before, s.Bids[0].Levels) {
			t.Fatal("the study changed the official levels")
		}
		changes += wants
	}
	if changes == 0 {
		t.Error("no step changed a winner in sixty sheets")
	}
}

func TestAStepAcrossAMinimum(t *testing.T) {
	s := parse(t, strings.Replace(two, `"kind": "question"`, `"kind": "question", "minimum": 70`, 1))
	study := must[robustness.StepStudy](t)(robustness.EachStep(s))
	found := false
	for _, step := range study.Steps {
		if step.Bid == "A" && step.To == 1 {
			found = slices.Equal(step.Winners, []string{"B"}) && slices.Contains(step.Moved, robustness.Move{Bid: "A", From: 1, To: 0})
		}
	}
	if !found {
		t.Errorf("one level lower puts A out and B first: %+v", study.Steps)
	}
}

func TestWithoutEachEvaluator(t *testing.T) {
	s := parse(t, two)
	// Members' scores of the method for A and B. By the lower median A has 2 and B 2; without Cy the median of A is 1.
	panel := robustness.Panel{Rule: robustness.MedianLow, Scores: []robustness.MemberScore{
		{Evaluator: "Ade", Bid: "A", Criterion: "q1", Level: 1},
		{Evaluator: "Bo", Bid: "A", Criterion: "q1", Level: 2},
		{Evaluator: "Cy", Bid: "A", Criterion: "q1", Level: 3},
		{Evaluator: "Ade", Bid: "B", Criterion: "q1", Level: 2},
		{Evaluator: "Bo", Bid: "B", Criterion: "q1", Level: 2},
		{Evaluator: "Cy", Bid: "B", Criterion: "q1", Level: 2},
	}}
	study := must[robustness.EvaluatorStudy](t)(robustness.WithoutEachEvaluator(s, panel))
	if study.Baseline.WinnerChanges || !slices.Equal(study.Decisive, []string{"Bo", "Cy"}) {
		t.Errorf("baseline %+v, decisive %v; want Bo and Cy, without either of whom A's median is 1", study.Baseline, study.Decisive)
	}
	for i, want := range []int{0, 1, 1} {
		if study.Absences[i].Changed != want {
			t.Errorf("without %s %d scores change, want %d", study.Absences[i].Evaluator, study.Absences[i].Changed, want)
		}
	}
	for rule, want := range map[robustness.StandIn][]string{robustness.MedianHigh: {}, robustness.Nearest: {"Cy"}, robustness.Lowest: {"Ade"}} {
		panel.Rule = rule
		study := must[robustness.EvaluatorStudy](t)(robustness.WithoutEachEvaluator(s, panel))
		if !slices.Equal(study.Decisive, want) {
			t.Errorf("%s: decisive %v, want %v (baseline %+v)", rule, study.Decisive, want, study.Baseline)
		}
		const beside = "would itself put bid B first; members are left out of that ranking, not of the official one. "
		if strings.Contains(study.Words, beside) != study.Baseline.WinnerChanges || study.Baseline.WinnerChanges != (rule == robustness.Lowest) {
			t.Errorf("%s: %q (baseline %+v)", rule, study.Words, study.Baseline)
		}
	}
}

func TestWrongPanelsAreRefusedWithEveryFault(t *testing.T) {
	s := parse(t, two)
	good := robustness.MemberScore{Evaluator: "Ade", Bid: "A", Criterion: "q1", Level: 1}
	_, err := robustness.WithoutEachEvaluator(s, robustness.Panel{Rule: "mean", Scores: []robustness.MemberScore{good, good, {Bid: "Z", Criterion: "z"}, {Evaluator: "Bo", Bid: "A", Criterion: "q1", Level: 9}}})
	var wrong *robustness.Error
	if !errors.As(err, &wrong) {
		t.Fatalf("not refused: %v", err)
	}
	var got []string
	for _, f := range wrong.Faults {
		got = append(got, f.Pointer+" "+f.Code)
	}
	want := []string{"/rule unknown-rule", "/scores/1 duplicate-score", "/scores/2/bid unknown-bid", "/scores/2/evaluator missing", "/scores/2/criterion unknown-criterion", "/scores/3/level off-scale"}
	if !slices.Equal(got, want) {
		t.Errorf("faults %v, want %v", got, want)
	}
	for what, ask := range map[string]func(scoring.Sheet) error{
		"bids":  func(s scoring.Sheet) error { _, err := robustness.WithoutEachBid(s); return err },
		"steps": func(s scoring.Sheet) error { _, err := robustness.EachStep(s); return err },
		"evaluators": func(s scoring.Sheet) error {
			_, err := robustness.WithoutEachEvaluator(s, robustness.Panel{})
			return err
		},
		"all": func(s scoring.Sheet) error { _, err := robustness.Analyse(s, robustness.Options{}); return err },
	} {
		var faults scoring.Faults
		if err := ask(scoring.Sheet{Version: 1}); !errors.As(err, &faults) {
			t.Errorf("%s of an empty sheet: %v, want the scoring package's faults", what, err)
		}
	}
}
