package robustness_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/assay-engine/assay/pkg/decimal"
	"github.com/assay-engine/assay/pkg/robustness"
	"github.com/assay-engine/assay/pkg/scoring"
)

func analyse(t *testing.T, s scoring.Sheet, o robustness.Options) robustness.Report {
	t.Helper()
	return must[robustness.Report](t)(robustness.Analyse(s, o))
}

func TestVerdicts(t *testing.T) {
	replace := func(pairs ...string) string { return strings.NewReplacer(pairs...).Replace(two) }
	for _, row := range []struct{ what, sheet, want string }{
		{
			"a narrow win", two,
			"Bid A wins by 1 mark. Bid B would have to score one level higher on Method, or bid A would have to score one level lower on Method, " +
				"or Volunteers would have to weigh more than 31.37 % of the whole (it weighs 30 %), or bid B would have to cost £147.49 or less (it costs £150), or bid B would have to promise 93.334 on Volunteers (it promises 90), for B to win.",
		},
		{
			"nothing small would change it", replace(`"amount": 150`, `"amount": 200`, `"q1": 2}, "commitments": {"13": 90}`, `"q1": 0}, "commitments": {"13": 0}`),
			"Bid A wins by 69.00 marks. No agreed score one level higher or lower, no other weight, no other price or promise of the winner or of the bids next to it, and no losing bid's absence, each by itself, would make another bid win.",
		},
		{
			"shared", replace(`"amount": 150`, `"amount": 110`, `"13": 90`, `"13": 40`),
			"Bids A and B share first place. Bid A would have to score one level higher on Method, or bid B would have to score one level lower on Method, for A to win. " +
				"Bid B would have to score one level higher on Method, or bid A would have to score one level lower on Method, for B to win.",
		},
		{
			"nobody", `{"version": 1, "tender": {}, "method": {"criteria": [{"id": "p", "weight": 100, "kind": "price", "score": {"function": "relative_to_best", "direction": "lower"}}]}, "bids": []}`,
			"No bid could be ranked.",
		},
		{
			"one bid", `{"version": 1, "tender": {}, "method": {"criteria": [{"id": "p", "weight": 100, "kind": "price", "score": {"function": "relative_to_best", "direction": "lower"}}]}, "bids": [{"id": "A", "price": {"amount": 5}}]}`,
			"Bid A is the only bid that could be ranked.",
		},
		{
			"a tie that price broke", `{"version": 1, "tender": {}, "method": {"tieBreak": [{"by": "lowest_price"}], "criteria": [{"id": "m", "weight": 100, "kind": "measure", "measure": "1", "score": {"function": "fixed_linear", "worst": 0, "best": 10}}]},
			"bids": [{"id": "A", "price": {"amount": 5}, "commitments": {"1": 3}}, {"id": "B", "price": {"amount": 6}, "commitments": {"1": 3}}]}`,
			"Bid A and bid B have the same total; the tie rule puts A first. Bid B would have to cost £4.99 or less (it costs £6), or bid B would have to promise 3.001 on m (it promises 3), for B to win.",
		},
		{
			"a tie that rounding made", `{"version": 1, "tender": {}, "method": {"rounding": {"at": "none", "places": 0}, "rankOn": "rounded", "tieBreak": [{"by": "lowest_price"}], "criteria": [{"id": "p", "weight": 100, "kind": "price", "score": {"function": "fixed_linear", "worst": 100, "best": 0}}]}, "bids": [{"id": "A", "price": {"amount": 37.3}}, {"id": "B", "price": {"amount": 36.9}}]}`,
			"Bid B and bid A have the same total once rounded; the tie rule puts B first. Bid A would have to cost £36.89 or less (it costs £37.30), for A to win.",
		},
		{
			"totals that look the same once rounded", `{"version": 1, "tender": {}, "method": {"rounding": {"at": "total", "places": 0}, "criteria": [{"id": "p", "weight": 100, "kind": "price", "score": {"function": "fixed_linear", "worst": 100, "best": 0}}]}, "bids": [{"id": "A", "price": {"amount": 37.3}}, {"id": "B", "price": {"amount": 36.9}}]}`,
			"Bid B and bid A have the same total once rounded; the totals before rounding put B first. Bid A would have to cost £36.89 or less (it costs £37.30), for A to win.",
		},
		{
			"pounds per mark", `{"version": 1, "tender": {}, "method": {"basis": "price_per_quality_point", "criteria": [{"id": "m", "weight": 100, "kind": "measure", "measure": "1", "score": {"function": "fixed_linear", "worst": 0, "best": 10}}]},
			"bids": [{"id": "A", "price": {"amount": 50}, "commitments": {"1": 5}}, {"id": "B", "price": {"amount": 100}, "commitments": {"1": 8}}]}`,
			"Bid A wins by £0.25 per mark. Bid B would have to cost £79.99 or less (it costs £100), or bid A would have to promise only 3.999 on m (it promises 5), for B to win.",
		},
		{
			"worth", `{"version": 1, "tender": {}, "method": {"basis": "award_on_value", "criteria": [{"id": "m", "title": "Trees", "worth": 100, "kind": "measure", "measure": "1", "score": {"function": "fixed_linear", "worst": 0, "best": 10}}]},
			"bids": [{"id": "A", "price": {"amount": 500}, "commitments": {"1": 0}}, {"id": "B", "price": {"amount": 560}, "commitments": {"1": 5}}]}`,
			"Bid A wins by £10 after the worth of quality is taken off the price. Trees would have to be worth more than £120 (it is worth £100), or bid B would have to cost £549.99 or less (it costs £560), or bid B would have to promise 6.001 on Trees (it promises 5), for B to win.",
		},
	} {
		report := analyse(t, parse(t, row.sheet), robustness.Options{NoSMAA: true})
		if report.Verdict.Words != row.want {
			t.Errorf("%s:\n%s\nwant\n%s", row.what, report.Verdict.Words, row.want)
		}
	}
}

// TestEveryWayWins makes each change that a verdict names, and looks who is first.
func TestEveryWayWins(t *testing.T) {
	r := rand.New(rand.NewPCG(41, 42))
	tried := map[robustness.WayKind]int{}
	for i := range 150 {
		s := random(r, []scoring.Basis{scoring.WeightedSum, scoring.PricePerQualityPoint, scoring.AwardOnValue}[i%3], i%2 == 0)
		report := analyse(t, s, robustness.Options{NoSMAA: true})
		for _, way := range report.Verdict.Ways {
			tried[way.Kind]++
			if way.Kind == robustness.ByWeight {
				continue // moved by brute force elsewhere
			}
			if winners := winnersOf(t, along(s, way, way.To)); !slices.Equal(winners, []string{way.Bid}) {
				t.Fatalf("%s: then %v wins, want %s", way.Words, winners, way.Bid)
			}
			// A step nearer to what was offered, it does not do.
			step := map[robustness.WayKind]decimal.Number{robustness.ByPrice: decimal.FromScaled(1, 2), robustness.ByPromise: decimal.FromScaled(1, 3)}[way.Kind]
			if step.IsZero() {
				continue
			}
			nearer := new(big.Rat).Sub(way.To.Rat(), step.Rat())
			if way.To.Cmp(way.From) < 0 {
				nearer.Add(way.To.Rat(), step.Rat())
			}
			thousandths := new(big.Rat).Mul(nearer, big.NewRat(1000, 1)).Num().Int64()
			if winners := winnersOf(t, along(s, way, decimal.FromScaled(thousandths, 3))); slices.Equal(winners, []string{way.Bid}) {
				t.Fatalf("%s: it does a step nearer as well", way.Words)
			}
		}
	}
	for _, kind := range []robustness.WayKind{robustness.ByScore, robustness.ByWeight, robustness.ByPrice, robustness.ByPromise} {
		if tried[kind] < 20 {
			t.Errorf("only %d ways by %s came up", tried[kind], kind)
		}
	}
}

// along is a sheet with the change that a way names, to a figure.
func along(s scoring.Sheet, way robustness.Way, to decimal.Number) scoring.Sheet {
	place := slices.IndexFunc(s.Bids, func(b scoring.Bid) bool { return b.ID == way.Changed })
	s.Bids = slices.Clone(s.Bids)
	b := &s.Bids[place]
	switch way.Kind {
	case robustness.ByScore:
		level, _ := to.Scaled(0)
		b.Levels = maps.Clone(b.Levels)
		b.Levels[way.Criterion] = int(level)
	case robustness.ByPrice:
		pence, _ := to.Scaled(2)
		b.Price = &decimal.Money{Amount: decimal.Pence(pence), Currency: b.Price.Currency}
	case robustness.ByPromise:
		thousandths, _ := to.Scaled(3)
		b.Commitments = maps.Clone(b.Commitments)
		b.Commitments[way.Measure] = decimal.Quantity(thousandths)
	case robustness.ByRequirement:
		b.Gates = map[string]bool{way.Criterion: true}
	case robustness.ByReinstatement:
		b.Disregarded = nil
	case robustness.ByAbsence:
		s.Bids = slices.Delete(s.Bids, place, place+1)
	case robustness.ByWeight:
	}
	return s
}

// TestVerdictsOnBidsThatAreNotRanked: what would let a bid win that failed, was disregarded, or whose rival's presence decides.
func TestVerdictsOnBidsThatAreNotRanked(t *testing.T) {
	const sheet = `{"version": 1, "tender": {}, "method": {"criteria": [
		{"id": "price", "title": "Price", "weight": 50, "kind": "price", "score": {"function": "fixed_linear", "worst": 3000000, "best": 1000000}},
		{"id": "q", "title": "Method", "weight": 50, "kind": "question", "minimum": 50, "scale": [{"level": 0, "marks": 0}, {"level": 1, "marks": 50}, {"level": 2, "marks": 100}]},
		{"id": "insurance", "title": "Insurance", "kind": "gate"}]},
		"bids": [
		{"id": "A", "price": {"amount": 2000000, "currency": "EUR"}, "levels": {"q": 1}, "gates": {"insurance": true}},
		{"id": "B", "price": {"amount": 1000000, "currency": "EUR"}, "levels": {"q": 0}, "gates": {"insurance": true}},
		{"id": "C", "price": {"amount": 1500000, "currency": "EUR"}, "levels": {"q": 1}},
		{"id": "D", "price": {"amount": 1100000, "currency": "EUR"}, "levels": {"q": 1}, "gates": {"insurance": true}, "disregarded": {"reason": "abnormally_low"}},
		{"id": "E", "price": {"amount": 2900000.5, "currency": "EUR"}, "levels": {"q": 1}, "gates": {"insurance": true}}]}`
	s := parse(t, sheet)
	v := analyse(t, s, robustness.Options{NoSMAA: true}).Verdict
	for _, want := range []string{
		"Bid A wins by 22.50 marks.",
		"bid E would have to cost EUR 1,999,999.99 or less (it costs EUR 2,900,000.50), for E to win.",
		"Bid B would have to score one level higher on Method, for B to win.",
		"Bid C would have to meet the requirement Insurance, for C to win.",
	} {
		if !strings.Contains(strings.ReplaceAll(v.Words, "Bid E would", "bid E would"), want) {
			t.Errorf("want %q in\n%s", want, v.Words)
		}
	}
	kinds := map[robustness.WayKind]bool{}
	for _, way := range v.Ways {
		kinds[way.Kind] = true
		if way.Kind == robustness.ByWeight {
			continue
		}
		if winners := winnersOf(t, along(s, way, way.To)); !slices.Equal(winners, []string{way.Bid}) {
			t.Errorf("%s: then %v wins, want %s", way.Words, winners, way.Bid)
		}
	}
	if !kinds[robustness.ByRequirement] || !kinds[robustness.ByReinstatement] {
		t.Errorf("ways %v", v.Ways)
	}
	// Under a function of the mean, a dear bid far behind decides between the two in front.
	rivals := parse(t, `{"version": 1, "tender": {}, "method": {"criteria": [
		{"id": "p", "title": "Price", "weight": 50, "kind": "price", "score": {"function": "min_max", "direction": "lower"}},
		{"id": "m", "title": "Hours", "weight": 50, "kind": "measure", "measure": "1", "score": {"function": "fixed_linear", "worst": 0, "best": 100}}]},
		"bids": [
		{"id": "A", "price": {"amount": 100}, "commitments": {"1": 40}},
		{"id": "B", "price": {"amount": 120}, "commitments": {"1": 70}},
		{"id": "C", "price": {"amount": 300}, "commitments": {"1": 0}}]}`)
	if v := analyse(t, rivals, robustness.Options{NoSMAA: true}).Verdict; !strings.Contains(v.Words, "bid C, which did not win either, would have had to stay away, for A to win.") {
		t.Errorf("got %s", v.Words)
	}
}

func TestAnalyseAsksEverything(t *testing.T) {
	s := parse(t, two)
	panel := &robustness.Panel{Rule: robustness.MedianLow, Scores: []robustness.MemberScore{
		{Evaluator: "Ade", Bid: "A", Criterion: "q1", Level: 2}, {Evaluator: "Bo", Bid: "A", Criterion: "q1", Level: 3},
	}}
	report := analyse(t, s, robustness.Options{Panel: panel, Seed: "x", Draws: 2000})
	a := report.Acceptability
	if report.Evaluators == nil || a == nil || a.Draws != 2000 || !slices.Equal(a.Criteria, []string{"price", "q1", "social"}) || a.Bids[0].Bid != "A" {
		t.Fatalf("report %+v", report)
	}
	// A's price is better and half the time its method too, B's volunteers; A's confidence is high but the marks are not certain.
	if a.Bids[0].Ranks[0].Cmp(decimal.FromScaled(4, 1)) < 0 || a.Bids[0].Ranks[0].Cmp(decimal.FromScaled(7, 1)) > 0 {
		t.Errorf("A is first in %s of the draws", a.Bids[0].Ranks[0])
	}
	text, err := json.Marshal(report)
	if err != nil {
		t.Fatal(err)
	}
	for _, member := range []string{`"verdict":`, `"winners":["A"]`, `"overtakes":"B"`, `"standardError":0.01118`, `"rankingEntropy":`, `"confidence":`, `"evaluators":{"rule":"median_low"`} {
		if !strings.Contains(string(text), member) {
			t.Errorf("the report lacks %s:\n%s", member, text)
		}
	}
	wrong := robustness.Options{Weights: robustness.Preference{Kind: "guess"}}
	var refused *robustness.Error
	if _, err := robustness.Analyse(s, wrong); !errors.As(err, &refused) {
		t.Errorf("a preference that is none: %v", err)
	}
	if _, err := robustness.Analyse(s, robustness.Options{Panel: &robustness.Panel{}}); !errors.As(err, &refused) {
		t.Errorf("a panel without a rule: %v", err)
	}
}

func TestModelsOfOtherBases(t *testing.T) {
	perPound := `{"version": 1, "tender": {}, "method": {"basis": "price_per_quality_point", "criteria": [
		{"id": "x", "weight": 50, "kind": "measure", "measure": "1", "score": {"function": "fixed_linear", "worst": 0, "best": 10}},
		{"id": "y", "weight": 50, "kind": "measure", "measure": "2", "score": {"function": "fixed_linear", "worst": 0, "best": 10}}]},
		"bids": [{"id": "A", "price": {"amount": %s}, "commitments": {"1": 10}}, {"id": "B", "price": {"amount": 200}, "commitments": {"2": 10}}]}`
	report := analyse(t, parse(t, fmt.Sprintf(perPound, "100")), robustness.Options{Draws: 50_000})
	// A wins while 100·w ÷ 100 > 100·(1−w) ÷ 200, from w = 1/3 on.
	within(t, "A first", report.Acceptability.Bids[0].Ranks[0], 2.0/3, 50_000)
	free := analyse(t, parse(t, fmt.Sprintf(perPound, "0")), robustness.Options{})
	if free.Acceptability != nil || !strings.Contains(free.NoAcceptability, "costs nothing") {
		t.Errorf("a price of nothing: %q", free.NoAcceptability)
	}
	worth := random(rand.New(rand.NewPCG(1, 2)), scoring.AwardOnValue, false)
	if report := analyse(t, worth, robustness.Options{}); report.Acceptability != nil || !strings.Contains(report.NoAcceptability, "no weights to draw") {
		t.Errorf("worths: %q", report.NoAcceptability)
	}
}
