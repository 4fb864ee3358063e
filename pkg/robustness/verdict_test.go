package robustness_test

import (
	"encoding/json"
	"errors"
	"fmt"
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
			"Bid A wins by 1.00 marks. Bid B would have to score one level higher on Method, or bid A would have to score one level lower on Method, " +
				"or Volunteers would have to weigh more than 31.37 % of the whole (it weighs 30 %), or bid B would have to cost £147.49 or less (it costs £150), for B to win.",
		},
		{
			"nothing small would change it", replace(`"amount": 150`, `"amount": 200`, `"q1": 2}, "commitments": {"13": 90}`, `"q1": 0}, "commitments": {"13": 0}`),
			"Bid A wins by 69.00 marks. No single level of an agreed score, no weight and no lower price of the runner-up, each changed by itself, would make another bid win.",
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
			"Bid A and bid B have the same total; the tie rule puts A first. Bid B would have to cost £4.99 or less (it costs £6), for B to win.",
		},
		{
			"pounds per mark", `{"version": 1, "tender": {}, "method": {"basis": "price_per_quality_point", "criteria": [{"id": "m", "weight": 100, "kind": "measure", "measure": "1", "score": {"function": "fixed_linear", "worst": 0, "best": 10}}]},
			"bids": [{"id": "A", "price": {"amount": 50}, "commitments": {"1": 5}}, {"id": "B", "price": {"amount": 100}, "commitments": {"1": 8}}]}`,
			"Bid A wins by £0.25 per mark. Bid B would have to cost £79.99 or less (it costs £100), for B to win.",
		},
		{
			"worth", `{"version": 1, "tender": {}, "method": {"basis": "award_on_value", "criteria": [{"id": "m", "title": "Trees", "worth": 100, "kind": "measure", "measure": "1", "score": {"function": "fixed_linear", "worst": 0, "best": 10}}]},
			"bids": [{"id": "A", "price": {"amount": 500}, "commitments": {"1": 0}}, {"id": "B", "price": {"amount": 560}, "commitments": {"1": 5}}]}`,
			"Bid A wins by £10.00 after the worth of quality is taken off the price. Trees would have to be worth more than £120 (it is worth £100), or bid B would have to cost £549.99 or less (it costs £560), for B to win.",
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
			place := slices.IndexFunc(s.Bids, func(b scoring.Bid) bool { return b.ID == way.Changed })
			changed := s
			changed.Bids = slices.Clone(s.Bids)
			tried[way.Kind]++
			switch way.Kind {
			case robustness.ByWeight:
				continue // moved by brute force elsewhere
			case robustness.ByScore:
				level, _ := way.To.Scaled(0)
				levels := map[string]int{}
				for question, l := range s.Bids[place].Levels {
					levels[question] = l
				}
				levels[way.Criterion] = int(level)
				changed.Bids[place].Levels = levels
			case robustness.ByPrice:
				pence, _ := way.To.Scaled(2)
				changed.Bids[place].Price = &decimal.Money{Amount: decimal.Pence(pence)}
				over := changed
				over.Bids = slices.Clone(changed.Bids)
				over.Bids[place].Price = &decimal.Money{Amount: decimal.Pence(pence + 1)}
				if slices.Equal(winnersOf(t, over), []string{way.Bid}) {
					t.Fatalf("%s: it wins at a penny more as well", way.Words)
				}
			}
			if winners := winnersOf(t, changed); !slices.Equal(winners, []string{way.Bid}) {
				t.Fatalf("%s: then %v wins, want %s", way.Words, winners, way.Bid)
			}
		}
	}
	for _, kind := range []robustness.WayKind{robustness.ByScore, robustness.ByWeight, robustness.ByPrice} {
		if tried[kind] < 20 {
			t.Errorf("only %d ways by %s came up", tried[kind], kind)
		}
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
