package rehearsal_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/assay-engine/assay/pkg/decimal"
	"github.com/assay-engine/assay/pkg/rehearsal"
	"github.com/assay-engine/assay/pkg/scoring"
)

func dryRun(t *testing.T, m scoring.Method, o rehearsal.DryRunOptions) rehearsal.DryRunReport {
	t.Helper()
	report, err := rehearsal.DryRun(m, o)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func first(t *testing.T, report rehearsal.DryRunReport, bid string) float64 {
	t.Helper()
	for _, w := range report.Winners {
		if w.Bid == bid {
			f, _ := w.First.Rat().Float64()
			return f
		}
	}
	t.Fatalf("%s is not among the winners listed", bid)
	return 0
}

func TestTheSameSeedGivesTheSameRun(t *testing.T) {
	o := rehearsal.DryRunOptions{Runs: 50, Seed: "a"}
	one, again := dryRun(t, method(t), o), dryRun(t, method(t), o)
	if !reflect.DeepEqual(one, again) {
		t.Error("two runs of one seed differ")
	}
	o.Seed = "b"
	if reflect.DeepEqual(one, dryRun(t, method(t), o)) {
		t.Error("two seeds give the same")
	}
}

// TestFirstPlaceIsTiedAsItIsRanked counts equal totals as the method ranks them, before or after rounding.
func TestFirstPlaceIsTiedAsItIsRanked(t *testing.T) {
	for rankOn, want := range map[scoring.RankOn]string{scoring.Unrounded: "0", scoring.Rounded: "1"} {
		sheet, err := scoring.Parse([]byte(`{"version": 1, "tender": {}, "method": {"rankOn": "` + string(rankOn) + `", "rounding": {"at": "total", "places": 0}, "tieBreak": [{"by": "lowest_price"}],
			"criteria": [{"id": "p", "weight": 100, "kind": "price", "score": {"function": "fixed_linear", "worst": 100, "best": 0}}]},
			"bids": [{"id": "A", "price": {"amount": 37.3}}, {"id": "B", "price": {"amount": 36.9}}]}`))
		if err != nil {
			t.Fatal(err)
		}
		report := dryRun(t, sheet.Method, rehearsal.DryRunOptions{Runs: 1, Profiles: []rehearsal.Profile{}, Bids: sheet.Bids})
		if report.Ties.String() != want || report.TiesForFirst.String() != want {
			t.Errorf("%s: ties in %s, for first in %s, want %s", rankOn, report.Ties, report.TiesForFirst, want)
		}
	}
}

func TestATwinTiesAndNobodyElseDecides(t *testing.T) {
	report := dryRun(t, method(t), rehearsal.DryRunOptions{Runs: 40, Profiles: []rehearsal.Profile{rehearsal.Balanced, rehearsal.Equal}})
	if report.Ties.String() != "1" || report.TiesForFirst.String() != "1" || first(t, report, "balanced") != 1 || first(t, report, "equal") != 1 {
		t.Errorf("a bid and its twin: %+v", report)
	}
	if !report.LosingBidDecides.IsZero() {
		t.Errorf("no function looks at rivals, yet a losing bid decides in %s", report.LosingBidDecides)
	}
	if report.Margin == nil || !report.Margin.Greatest.IsZero() {
		t.Errorf("margin %+v", report.Margin)
	}
}

func TestTheZeroBidFailsTheMinimumAndOverPromisingPays(t *testing.T) {
	report := dryRun(t, method(t), rehearsal.DryRunOptions{Runs: 60})
	for _, w := range report.Winners {
		if w.Profile == rehearsal.Zero && w.Excluded.String() != "1" {
			t.Errorf("the zero bid answers nothing and must fail the minimum: %+v", w)
		}
	}
	if first(t, report, "over-promising") < 0.5 || !slices.ContainsFunc(report.Words, func(s string) bool { return strings.Contains(s, "look at caps and anchors") }) {
		t.Errorf("promising full marks on everything should win here, and be said: %v", report.Words)
	}
}

func TestALosingBidDecides(t *testing.T) {
	var m scoring.Method
	if err := json.Unmarshal([]byte(`{"criteria": [
		{"id": "price", "weight": 50, "kind": "price", "score": {"function": "relative_to_best", "direction": "lower"}},
		{"id": "trees", "weight": 50, "kind": "measure", "measure": "13", "score": {"function": "relative_to_best", "direction": "higher"}}]}`), &m); err != nil {
		t.Fatal(err)
	}
	offer := func(id string, pounds, trees int64) scoring.Bid {
		price := decimal.Pounds(decimal.Pence(pounds * 100))
		return scoring.Bid{ID: id, Price: &price, Commitments: map[string]decimal.Quantity{"13": decimal.Quantity(trees * 1000)}}
	}
	// Beside B alone, A has 50 + 33.33 and B 38.46 + 50. C halves what trees are worth to both: 66.67 against 63.46, and has 62.5 itself.
	bids := []scoring.Bid{offer("A", 100, 40), offer("B", 130, 60), offer("C", 400, 120)}
	report := dryRun(t, m, rehearsal.DryRunOptions{Runs: 2, Bids: bids, Profiles: []rehearsal.Profile{}})
	want := []rehearsal.Deciding{{Run: 1, Without: "C", Before: "A", After: "B"}, {Run: 2, Without: "C", Before: "A", After: "B"}}
	if report.LosingBidDecides.String() != "1" || !slices.Equal(report.Deciding, want) {
		t.Errorf("a losing bid decides in %s of the runs: %+v, want %+v", report.LosingBidDecides, report.Deciding, want)
	}
	alone := dryRun(t, m, rehearsal.DryRunOptions{Runs: 1, Bids: bids[:2], Profiles: []rehearsal.Profile{}})
	if !alone.LosingBidDecides.IsZero() || first(t, alone, "B") != 1 {
		t.Errorf("two bids: %+v", alone)
	}
}

func TestEffectiveWeights(t *testing.T) {
	report := dryRun(t, method(t), rehearsal.DryRunOptions{Runs: 30})
	published, effective := int64(0), int64(0)
	var leaves []string
	for _, w := range report.Weights {
		p, _ := w.Published.Scaled(2)
		e, _ := w.Effective.Scaled(2)
		published, effective = published+p, effective+e
		leaves = append(leaves, w.Criterion)
	}
	if !slices.Equal(leaves, []string{"price", "q1", "q2", "volunteers", "fund"}) || published != 10_000 || effective < 9_995 || effective > 10_005 {
		t.Errorf("weights %+v", report.Weights)
	}
	// Where every bid answers alike, an answer decides nothing.
	same := []scoring.Bid{handMade("A", 900_000, 2, 50), handMade("B", 1_000_000, 2, 90)}
	report = dryRun(t, method(t), rehearsal.DryRunOptions{Runs: 1, Bids: same, Profiles: []rehearsal.Profile{}})
	if !report.Weights[1].Effective.IsZero() || report.Weights[1].Published.String() != "24" {
		t.Errorf("q1 with equal answers: %+v", report.Weights[1])
	}
	if !slices.ContainsFunc(report.Words, func(s string) bool { return strings.HasPrefix(s, "Method is published at 24 % and decides only 0 %") }) {
		t.Errorf("words %q", report.Words)
	}
}

func handMade(id string, pounds int64, level int, volunteers int64) scoring.Bid {
	price := decimal.Pounds(decimal.Pence(pounds * 100))
	return scoring.Bid{
		ID: id, Price: &price, Levels: map[string]int{"q1": level, "q2": 1}, Gates: map[string]bool{"insurance": true},
		Commitments: map[string]decimal.Quantity{"13": decimal.Quantity(volunteers * 1000)},
	}
}

func TestHandMadeBidsAreTakenAsTheyAre(t *testing.T) {
	bids := []scoring.Bid{handMade("A", 900_000, 2, 50), handMade("B", 1_000_000, 2, 90)}
	report := dryRun(t, method(t), rehearsal.DryRunOptions{Runs: 1, Bids: bids, Profiles: []rehearsal.Profile{}})
	// A: price 75 × 0.4 = 30, volunteers 50 × 0.14 = 7; B: 50 × 0.4 = 20, 90 × 0.14 = 12.6.
	if first(t, report, "A") != 1 || first(t, report, "B") != 0 || report.Margin.Median.String() != "4.4" {
		t.Errorf("winners %+v margin %+v", report.Winners, report.Margin)
	}
	if w := report.Winners[0]; w.Best.Criterion != "price" || w.Best.Marks.String() != "10" || w.Worst.Criterion != "volunteers" || w.Worst.Marks.String() != "-5.6" ||
		w.Why != "When it wins alone, it is 10 ahead of the next bid on Price and 5.6 behind on Volunteers, on average." {
		t.Errorf("why %+v", w)
	}
	bids[1].Gates = nil
	bids[0].Gates = nil
	report = dryRun(t, method(t), rehearsal.DryRunOptions{Runs: 2, Bids: bids, Profiles: []rehearsal.Profile{}})
	if report.Unranked.String() != "1" || report.Margin != nil {
		t.Errorf("nobody passes: %+v", report)
	}
}

// TestEveryMethodCanBeRehearsed runs each basis, kind and function once.
func TestEveryMethodCanBeRehearsed(t *testing.T) {
	price := `"function": "fixed_linear", "worst": 1200000, "best": 800000`
	for what, change := range map[string][]string{
		"as it is":             nil,
		"legacy price":         {price, `"function": "logarithmic", "halvingFactor": 2`},
		"differential":         {price, `"function": "standard_differential"`},
		"mean deviation":       {price, `"function": "mean_deviation", "direction": "lower"`},
		"curve, per million":   {volunteers, `"perMillion": true, "perYear": true, "score": {"function": "piecewise_linear", "points": [[0, 0], [5, 80], [9, 100], [10, 50]]}}`},
		"bands":                {volunteers, `"score": {"function": "bands", "bands": [{"to": 5, "mark": 0}, {"from": 5, "to": 10, "mark": 100}, {"from": 10, "mark": 30}]}}`},
		"falling":              {`"worst": 0, "best": 100`, `"worst": 100, "best": 0`},
		"an anchor below zero": {`"worst": 0, "best": 100`, `"worst": 100, "best": -5`},
		"a draw":               {`{"by": "lowest_price"}`, `{"by": "draw"}`},
		"an index":             {`"tieBreak"`, `"basis": "value_for_money_index", "tieBreak"`, `"weight": 40, "kind": "price"`, `"kind": "price"`, `"weight": 40, "minimum"`, `"weight": 80, "minimum"`},
	} {
		report, err := rehearsal.DryRun(method(t, change...), rehearsal.DryRunOptions{Runs: 20, Tender: scoring.Tender{Years: 3}})
		if err != nil {
			t.Errorf("%s: %v", what, err)
			continue
		}
		sum := 0.0
		for _, w := range report.Winners {
			f, _ := w.First.Rat().Float64()
			sum += f
		}
		if sum < 1 || len(report.Words) == 0 {
			t.Errorf("%s: first places sum to %v", what, sum)
		}
	}
}

func TestWrongRehearsalsAreRefusedWithEveryFault(t *testing.T) {
	_, err := rehearsal.DryRun(method(t), rehearsal.DryRunOptions{Runs: 6000, Profiles: []rehearsal.Profile{"lucky", rehearsal.Cheap, rehearsal.Cheap}, Bids: []scoring.Bid{{ID: "cheap"}}})
	if !names(err, "/runs", "/profiles/0", "/profiles/2", "/bids/0/id") {
		t.Errorf("faults:\n%v", err)
	}
	if _, err := rehearsal.DryRun(method(t), rehearsal.DryRunOptions{Profiles: []rehearsal.Profile{}}); !names(err, "") {
		t.Errorf("no bids: %v", err)
	}
	var faults scoring.Faults
	if _, err := rehearsal.DryRun(scoring.Method{}, rehearsal.DryRunOptions{}); !errors.As(err, &faults) {
		t.Errorf("no method: %v", err)
	}
	if _, err := rehearsal.DryRun(method(t), rehearsal.DryRunOptions{Bids: []scoring.Bid{{ID: "A"}}}); !errors.As(err, &faults) {
		t.Errorf("a hand-made bid without a price or answers: %v", err)
	}
}

// TestARehearsalThatWouldTakeTooLongIsRefused: a value over a hundred years with six decimals has eight hundred digits.
func TestARehearsalThatWouldTakeTooLongIsRefused(t *testing.T) {
	m := method(t, `{"measure": "22", "proxy": 1, "deadweight": 10}], "score": {"function": "fixed_linear", "worst": 0, "best": 20000}`,
		`{"measure": "22", "proxy": 1.123456, "dropOff": 1.234567}, {"measure": "23", "proxy": 1.123457, "dropOff": 1.234568}], "score": {"function": "relative_to_best", "direction": "higher"}`)
	_, err := rehearsal.DryRun(m, rehearsal.DryRunOptions{Runs: 5000, Tender: scoring.Tender{Years: 100}})
	var refused *rehearsal.Error
	if !errors.As(err, &refused) || refused.Faults[0].Code != "too-large" {
		t.Errorf("got %v", err)
	}
	dryRun(t, m, rehearsal.DryRunOptions{Runs: 20, Tender: scoring.Tender{Years: 100}})
}
