package scoring

import (
	"fmt"
	"testing"

	"github.com/assay-engine/assay/pkg/decimal"
)

func TestBasesMakeTotals(t *testing.T) {
	bids := map[string][2]decimal.Number{"A": {*digits("50"), *digits("100")}, "B": {*digits("40"), *digits("60")}, "C": {*digits("0"), *digits("1")}}
	for _, row := range []struct {
		basis    Basis
		ranking  string
		excluded string
	}{
		{WeightedSum, "[{A 1 50.00 50} {B 2 40.00 40} {C 3 0.00 0}]", "[]"},
		{PricePerQualityPoint, "[{B 1 1.50 3/2} {A 2 2.00 2}]", "[{C no_quality  []}]"},
		{ValueForMoneyIndex, "[{B 1 0.67 2/3} {A 2 0.50 1/2} {C 3 0.00 0}]", "[]"},
		{AwardOnValue, "[{B 1 -20.00 -20} {A 2 0.00 0} {C 3 1.00 1}]", "[]"},
	} {
		s := qualitySheet(row.basis, bids)
		if row.basis == AwardOnValue {
			s.Method.Criteria[0].Weight, s.Method.Criteria[0].Worth = nil, new(decimal.Pence(20_000))
		}
		r := mustScore(t, s)
		if got := fmt.Sprint(r.Ranking); got != row.ranking || fmt.Sprint(r.Excluded) != row.excluded {
			t.Errorf("%s: got %s and %v, want %s and %s", row.basis, got, r.Excluded, row.ranking, row.excluded)
		}
	}
}

func TestRoundingHappensAtItsStep(t *testing.T) {
	// Three equal leaves in a branch of half the weight, with marks of 1/3, 1/3 and 0 beside a leaf with 2/3.
	thirds := func(id string, weight int64, n int64) Criterion {
		return Criterion{ID: id, Kind: MeasureLeaf, Measure: id, Weight: percent(weight), Score: &Function{Name: FixedLinear, Worst: digits("0"), Best: digits("300")}}
	}
	s := Sheet{Version: 1, Method: Method{Criteria: []Criterion{
		{ID: "b", Weight: percent(5000), Criteria: []Criterion{thirds("x", 5000, 1), thirds("y", 5000, 1)}},
		thirds("z", 5000, 2),
	}}, Bids: []Bid{{ID: "A", Commitments: map[string]decimal.Quantity{"x": 1000, "y": 2000, "z": 2000}}}}
	for _, row := range []struct {
		at     Step
		rule   RoundingRule
		places int
		exact  string
	}{
		{RoundNone, HalfUp, 0, "7/12"}, // ½(½(⅓ + ⅔) + ⅔)
		{RoundLeaf, HalfUp, 0, "3/4"},  // ½(½(0 + 1) + 1)
		{RoundLeaf, Down, 0, "0"},
		{RoundLeaf, HalfUp, 1, "3/5"},     // ½(½(0.3 + 0.7) + 0.7)
		{RoundBranch, HalfUp, 0, "5/6"},   // ½(1 + ⅔)
		{RoundBranch, HalfEven, 0, "1/3"}, // ½(0 + ⅔)
		{RoundTotal, HalfUp, 0, "1"},
		{RoundTotal, HalfUp, 2, "29/50"}, // 0.5833…
		{RoundTotal, Down, 0, "0"},
	} {
		s.Method.Rounding = Rounding{At: row.at, Rule: row.rule, Places: new(row.places)}
		if got := mustScore(t, s).Ranking[0].Exact; string(got) != row.exact {
			t.Errorf("at %s %s to %d: got %s, want %s", row.at, row.rule, row.places, got, row.exact)
		}
	}
}

func TestRankingOnRoundedTotals(t *testing.T) {
	s := oneMeasure(func(*Criterion) {}, 5_001, 5_000, 4_000)
	s.Method.Rounding = Rounding{Places: new(1)}
	if r := mustScore(t, s); r.Ranking[1].Rank != 2 || len(r.Ties) != 0 {
		t.Errorf("unrounded totals of 50.01 and 50 are no tie: %v", r.Ranking)
	}
	s.Method.RankOn = Rounded
	r := mustScore(t, s)
	if r.Ranking[1].Rank != 1 || r.Ranking[2].Rank != 3 || r.Ranking[0].Exact != "5001/100" || len(r.Ties) != 1 || r.Ties[0].BrokenBy != nil {
		t.Errorf("totals rounded to 50.0 share a rank, and keep their exact value: %v, %v", r.Ranking, r.Ties)
	}
}

func TestTiesAreBrokenInOrder(t *testing.T) {
	s := oneMeasure(func(c *Criterion) { c.Weight = percent(5000) }, 1_000, 2_000, 1_000, 2_000, 1_000)
	second := s.Method.Criteria[0]
	second.ID, second.Measure = "n", "2"
	s.Method.Criteria = append(s.Method.Criteria, second)
	for i, q := range []decimal.Quantity{2_000, 1_000, 2_000, 1_000, 2_000} {
		s.Bids[i].Commitments["2"] = q
		s.Bids[i].Price = new(decimal.Pounds(decimal.Pence([]int64{5, 1, 4, 1, 4}[i])))
	}
	s.Method.TieBreak = []TieBreak{{By: ByCriterion, ID: "m"}, {By: ByLowestPrice}, {By: ByShared}, {By: ByCriterion, ID: "n"}}
	r := mustScore(t, s)
	if got := fmt.Sprint(r.Ranking); got != "[{B 1 15.00 15} {D 1 15.00 15} {C 3 15.00 15} {E 3 15.00 15} {A 5 15.00 15}]" {
		t.Errorf("ranking: %s", got)
	}
	ties := ""
	for _, tie := range r.Ties {
		by := "nothing"
		if tie.BrokenBy != nil {
			by = *tie.BrokenBy
		}
		ties += fmt.Sprint(tie.Bids, by, ";")
	}
	if ties != "[B D C E A]m;[B D]nothing;[C E A]lowest_price;[C E]nothing;" {
		t.Errorf("ties: %s", ties)
	}
}

func TestWarnings(t *testing.T) {
	r := mustScore(t, priceSheet(&Function{Name: RelativeToBest, Direction: Lower}, pounds("0", "1")...))
	if got := fmt.Sprint(r.Warnings); got != "[{rival-dependent price} {zero-price price}]" {
		t.Errorf("got %s", got)
	}
	r = mustScore(t, oneMeasure(func(c *Criterion) { c.Score = &Function{Name: StandardDifferential} }, 0, 1))
	if got := fmt.Sprint(r.Warnings); got != "[{rival-dependent m} {zero-input m}]" {
		t.Errorf("got %s", got)
	}
	if r = mustScore(t, oneMeasure(func(*Criterion) {}, 0, 1)); len(r.Warnings) != 0 {
		t.Errorf("fixed anchors need no warning: %v", r.Warnings)
	}
	if r = mustScore(t, oneMeasure(func(c *Criterion) { c.Score = &Function{Name: StandardDifferential} }, -1)); len(r.Warnings) != 1 {
		t.Errorf("nobody offered a zero: %v", r.Warnings)
	}
}

func TestNoBidsIsAResult(t *testing.T) {
	r := mustScore(t, oneMeasure(func(*Criterion) {}))
	if r.Ranking == nil || len(r.Ranking) != 0 || r.Nodes == nil || r.Excluded == nil || r.Ties == nil || r.Warnings == nil {
		t.Errorf("want empty lists, got %+v", r)
	}
}

func TestUnweightedPrice(t *testing.T) {
	s := qualitySheet(PricePerQualityPoint, map[string][2]decimal.Number{"A": {*digits("50"), *digits("100")}})
	s.Method.Criteria = append(s.Method.Criteria, Criterion{ID: "heading", Kind: PriceLeaf},
		Criterion{ID: "price", Kind: PriceLeaf, Score: new(fixed(200, 0)), Minimum: digits("51")})
	r := mustScore(t, s)
	if len(r.Ranking) != 0 || r.Excluded[0].Failures[0].Criterion != "price" {
		t.Errorf("a minimum holds for a price without weight: %+v", r.Excluded)
	}
	s.Method.Criteria[2].Minimum = nil
	if n := mustScore(t, s).Nodes; len(n) != 2 || n[1].LocalWeight != "0" || n[1].GlobalWeight != "0" || n[1].Weighted != "0.00" {
		t.Errorf("a heading has no line, and a price without weight adds nothing: %+v", n)
	}
}

func TestGlobalWeightsAreShownInFull(t *testing.T) {
	leaf := Criterion{ID: "leaf", Kind: MeasureLeaf, Measure: "1", Weight: percent(3333), Score: new(fixed(0, 1))}
	other := leaf
	other.ID, other.Measure, other.Weight = "other", "2", percent(6667)
	s := Sheet{
		Version: 1, Method: Method{Criteria: []Criterion{{ID: "b", Weight: percent(3333), Criteria: []Criterion{{
			ID: "c", Weight: percent(10_000),
			Criteria: []Criterion{leaf, other},
		}}}, {ID: "rest", Kind: MeasureLeaf, Measure: "3", Weight: percent(6667), Score: new(fixed(0, 1))}}},
		Bids: []Bid{{ID: "A"}},
	}
	n := mustScore(t, s).Nodes[2]
	if n.Criterion != "leaf" || n.LocalWeight != "33.33" || n.GlobalWeight != "11.108889" {
		t.Errorf("got %+v", n)
	}
}
