package scoring

import (
	"encoding/json"
	"math/big"
	"os"
	"testing"

	"github.com/assay-engine/assay/pkg/decimal"
)

// published are examples that others printed, with their sources: testdata/published.json. Those of the collection that have no place here are
// in notHere, with the reason.
type published struct {
	ID, Source, Tolerance        string
	Inputs, Parameters, Expected json.RawMessage
}

var notHere = map[string]string{
	"prozorro-meat-coefficient": "a coefficient on the price by the features chosen: not one of the closed list of functions",
	"pwl-value-5":               "extrapolates beyond the curve; a published curve here either clamps or refuses, since a mark outside 0–100 cannot be bought",
	"ahp-consistency-8x8":       "derives weights, which is pkg/weighting",
	"ahp-full-jmcdm":            "derives weights and marks from pairwise judgements, which is pkg/weighting",
	"krippendorff-3x15":         "agreement of evaluators, which is pkg/agreement",
	"icc-shrout-fleiss-1979":    "agreement of evaluators, which is pkg/agreement",
	"borda-toy-jmcdm":           "adds up ranks; no basis here ranks by ranks",
	"smaa2-thrombo":             "robustness of a ranking, which is pkg/robustness",
	"people-hours-essex":        "how a measure counts hours, which belongs to the catalogue",
	"kpi-threshold-boundary":    "a rule on contracts, not on scoring",
}

func readPublished(t *testing.T) map[string]published {
	t.Helper()
	text, err := os.ReadFile("testdata/published.json")
	if err != nil {
		t.Fatal(err)
	}
	var list []published
	if err := json.Unmarshal(text, &list); err != nil {
		t.Fatal(err)
	}
	examples := map[string]published{}
	for _, p := range list {
		examples[p.ID] = p
	}
	return examples
}

func TestPublishedExamples(t *testing.T) {
	examples := readPublished(t)
	tests := map[string]func(*testing.T, published){
		"price-rel-lowest-ccs-dm":        checkLowestOverOwn(3),
		"price-impactbids":               checkLowestOverOwn(0),
		"price-fixed-anchors-stegriff":   checkAnchors,
		"price-percent-above-lowest":     checkStandardDifferential,
		"vfm-index-tessa":                checkValueForMoney,
		"quality-price-ratio-goldilocks": checkGoldilocks,
		"weighted-header-oracle":         checkWeighted,
		"award-on-value-negometrix":      checkAwardOnValue,
		"spotis-fixed-bounds-1":          checkSpotis,
		"pwl-value-1":                    checkCurve,
		"pwl-value-3":                    checkCurve,
		"pwl-value-7":                    checkCurve,
		"wsm-relative-to-best-jmcdm-1":   checkWeightedRelative,
	}
	for id, example := range examples {
		test := tests[id]
		if test == nil {
			t.Errorf("the published example %s is not tested", id)
			continue
		}
		t.Run(id, func(t *testing.T) { test(t, example) })
	}
	for id := range notHere {
		if _, both := examples[id]; both {
			t.Errorf("%s is said to have no place here, but is in the file", id)
		}
	}
}

func read[V any](t *testing.T, raw json.RawMessage) (v V) {
	t.Helper()
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatalf("%s: %v", raw, err)
	}
	return v
}

// priceSheet is a method of price alone.
func priceSheet(f *Function, prices ...decimal.Number) Sheet {
	s := Sheet{Version: 1, Bids: []Bid{}, Method: Method{Criteria: []Criterion{{ID: "price", Kind: PriceLeaf, Weight: new(decimal.Weight(10_000)), Score: f}}}}
	for i, price := range prices {
		pence, _ := price.Scaled(2)
		s.Bids = append(s.Bids, Bid{ID: string(rune('A' + i)), Price: new(decimal.Pounds(decimal.Pence(pence)))})
	}
	return s
}

// mustScore scores by both engines.
func mustScore(t testing.TB, s Sheet) Result {
	t.Helper()
	r, err := Score(s)
	if err != nil {
		t.Fatal(err)
	}
	want, err := Specification(s)
	if err != nil {
		t.Fatal(err)
	}
	if string(r.AppendJSON(nil)) != string(want.AppendJSON(nil)) {
		t.Fatalf("engines differ:\n%s\n%s", r.AppendJSON(nil), want.AppendJSON(nil))
	}
	return r
}

// marksOn is each bid's exact mark on a criterion.
func marksOn(r Result, criterion string) map[string]*big.Rat {
	marks := map[string]*big.Rat{}
	for _, n := range r.Nodes {
		if n.Criterion == criterion {
			marks[n.Bid] = n.Exact.Rat()
		}
	}
	return marks
}

// near checks a figure against one that was printed to some places.
func near(t *testing.T, what string, got *big.Rat, want json.Number, places int) {
	t.Helper()
	printed, _ := new(big.Rat).SetString(want.String())
	if shown := roundRat(got, places, HalfUp); shown.Cmp(printed) != 0 {
		t.Errorf("%s: got %s, want %s", what, got.FloatString(places+3), want)
	}
}

func checkLowestOverOwn(places int) func(*testing.T, published) {
	return func(t *testing.T, p published) {
		in := read[struct{ Prices []decimal.Number }](t, p.Inputs)
		most := read[struct {
			Points int64 `json:"max_points"`
		}](t, p.Parameters).Points
		marks := marksOn(mustScore(t, priceSheet(&Function{Name: RelativeToBest, Direction: Lower}, in.Prices...)), "price")
		for i, want := range read[[]json.Number](t, p.Expected) {
			near(t, in.Prices[i].String(), times(marks[string(rune('A'+i))], big.NewRat(most, 100)), want, places)
		}
	}
}

func checkAnchors(t *testing.T, p published) {
	in := read[struct{ Prices []decimal.Number }](t, p.Inputs)
	anchors := read[struct{ Best, Worst decimal.Number }](t, p.Parameters)
	marks := marksOn(mustScore(t, priceSheet(&Function{Name: FixedLinear, Worst: &anchors.Worst, Best: &anchors.Best}, in.Prices...)), "price")
	for i, want := range read[[]json.Number](t, p.Expected) {
		near(t, in.Prices[i].String(), over(marks[string(rune('A'+i))], big.NewRat(10, 1)), want, 2)
	}
}

func checkStandardDifferential(t *testing.T, p published) {
	in := read[struct{ Prices []decimal.Number }](t, p.Inputs)
	marks := marksOn(mustScore(t, priceSheet(&Function{Name: StandardDifferential}, in.Prices...)), "price")
	for i, want := range read[[]json.Number](t, p.Expected) {
		near(t, in.Prices[i].String(), marks[string(rune('A'+i))], want, 0)
	}
}
