package scoring

import (
	"encoding/json"
	"fmt"
	"math/big"
	"testing"

	"github.com/assay-engine/assay/pkg/decimal"
)

// qualitySheet is a basis of price beside one question whose levels are marks.
func qualitySheet(basis Basis, bids map[string][2]decimal.Number) Sheet {
	s := priceSheet(nil)
	s.Method.Basis = basis
	s.Method.Criteria = []Criterion{{
		ID: "quality", Kind: MeasureLeaf, Measure: "quality", Weight: new(decimal.Weight(10_000)),
		Score: &Function{Name: FixedLinear, Worst: new(decimal.FromInt(0)), Best: new(decimal.FromInt(100))},
	}}
	for id, b := range bids {
		pence, _ := b[1].Scaled(2)
		q, _ := b[0].Scaled(3)
		s.Bids = append(s.Bids, Bid{ID: id, Price: new(decimal.Pounds(decimal.Pence(pence))), Commitments: map[string]decimal.Quantity{"quality": decimal.Quantity(q)}})
	}
	return s
}

func checkValueForMoney(t *testing.T, p published) {
	in := read[struct {
		Bids []struct {
			Score decimal.Number
			Cost  decimal.Number `json:"cost_m"`
		}
	}](t, p.Inputs)
	bids := map[string][2]decimal.Number{}
	for i, b := range in.Bids {
		bids[fmt.Sprint(i+1)] = [2]decimal.Number{b.Score, b.Cost}
	}
	r := mustScore(t, qualitySheet(ValueForMoneyIndex, bids))
	want := read[struct {
		Rank []int `json:"rank_of"`
	}](t, p.Expected).Rank
	for _, place := range r.Ranking {
		if i := int(place.Bid[0] - '1'); place.Rank != want[i] {
			t.Errorf("bid %s: got rank %d, want %d", place.Bid, place.Rank, want[i])
		}
	}
	near(t, "the dearer bid's index", Exact(r.Ranking[0].Exact).Rat(), "83.90", 2)
}

func checkGoldilocks(t *testing.T, p published) {
	in := read[struct {
		Bids map[string]struct{ Quality, Price decimal.Number }
	}](t, p.Inputs)
	bids := map[string][2]decimal.Number{}
	for id, b := range in.Bids {
		bids[id] = [2]decimal.Number{b.Quality, b.Price}
	}
	r := mustScore(t, qualitySheet(PricePerQualityPoint, bids))
	if len(r.Ties) != 1 || len(r.Ties[0].Bids) != 3 || r.Ranking[2].Rank != 1 {
		t.Errorf("the three bids should be evenly matched, got %v", r.Ranking)
	}
	// The same bids under lowest ÷ own price, half and half: the middle one can never win.
	s := qualitySheet(WeightedSum, bids)
	s.Method.Criteria[0].Weight = new(decimal.Weight(5000))
	s.Method.Criteria = append(s.Method.Criteria, Criterion{
		ID: "price", Kind: PriceLeaf, Weight: new(decimal.Weight(5000)),
		Score: &Function{Name: RelativeToBest, Direction: Lower},
	})
	r = mustScore(t, s)
	if last := r.Ranking[2]; last.Bid != "B" || last.Total != "70.83" || r.Ranking[0].Exact != "75" || r.Ranking[1].Exact != "75" {
		t.Errorf("want B last with 70.83 behind two bids with 75, got %v", r.Ranking)
	}
}

func checkWeighted(t *testing.T, p published) {
	scores := read[struct {
		Scores []decimal.Number `json:"factor_scores"`
	}](t, p.Inputs).Scores
	weights := read[struct{ Weights []decimal.Weight }](t, p.Parameters).Weights
	s := measureSheet(t, weights, []Function{fixed(0, 100), fixed(0, 100)}, [][]decimal.Number{scores})
	near(t, "weighted", mustScore(t, s).Ranking[0].Exact.Rat(), read[struct{ Weighted json.Number }](t, p.Expected).Weighted, 0)
}

func fixed(worst, best int64) Function {
	return Function{Name: FixedLinear, Worst: new(decimal.FromInt(worst)), Best: new(decimal.FromInt(best))}
}

// measureSheet is a flat method of measures; each row of values is a bid.
func measureSheet(t *testing.T, weights []decimal.Weight, functions []Function, rows [][]decimal.Number) Sheet {
	t.Helper()
	s := Sheet{Version: 1, Bids: []Bid{}}
	for i := range weights {
		s.Method.Criteria = append(s.Method.Criteria, Criterion{
			ID: fmt.Sprint("c", i), Kind: MeasureLeaf, Measure: fmt.Sprint(i), Weight: &weights[i],
			Score: &functions[i],
		})
	}
	for k, row := range rows {
		b := Bid{ID: string(rune('A' + k)), Commitments: map[string]decimal.Quantity{}}
		for i, x := range row {
			q, exact := x.Scaled(3)
			if !exact || q < 0 {
				t.Fatalf("%s is no quantity", x)
			}
			b.Commitments[fmt.Sprint(i)] = decimal.Quantity(q)
		}
		s.Bids = append(s.Bids, b)
	}
	return s
}

func checkAwardOnValue(t *testing.T, p published) {
	in := read[struct {
		Price decimal.Pence
		Mark  decimal.Number
	}](t, p.Inputs)
	s := qualitySheet(AwardOnValue, map[string][2]decimal.Number{"A": {in.Mark, in.Price.Number()}})
	s.Method.Criteria[0].Weight = nil
	s.Method.Criteria[0].Worth = new(read[struct{ Worth decimal.Pence }](t, p.Parameters).Worth)
	near(t, "price less worth", mustScore(t, s).Ranking[0].Exact.Rat(), read[json.Number](t, p.Expected), 0)
}

// shift moves a number up by ten, so that no quantity is negative; linear functions do not notice when their anchors move along.
func shift(n decimal.Number) decimal.Number {
	v, _ := n.Scaled(3)
	return decimal.FromScaled(v+10_000, 3)
}

func checkSpotis(t *testing.T, p published) {
	rows := read[struct{ Matrix [][]decimal.Number }](t, p.Inputs).Matrix
	in := read[struct {
		Bounds     [][2]decimal.Number
		Weights    []decimal.Number
		Directions []string
	}](t, p.Parameters)
	var weights []decimal.Weight
	var functions []Function
	for i, bounds := range in.Bounds {
		share, _ := in.Weights[i].Scaled(4)
		worst, best := shift(bounds[0]), shift(bounds[1])
		if in.Directions[i] == "min" {
			worst, best = best, worst
		}
		weights, functions = append(weights, decimal.Weight(share)), append(functions, Function{Name: FixedLinear, Worst: &worst, Best: &best})
	}
	for _, row := range rows {
		for i := range row {
			row[i] = shift(row[i])
		}
	}
	r := mustScore(t, measureSheet(t, weights, functions, rows))
	totals := map[string]*big.Rat{}
	for _, place := range r.Ranking {
		totals[place.Bid] = place.Exact.Rat()
	}
	for i, want := range read[[]json.Number](t, p.Expected) {
		near(t, fmt.Sprint("distance ", i), minus(one, over(totals[string(rune('A'+i))], hundred)), want, 4)
	}
}

func checkCurve(t *testing.T, p published) {
	xs := read[struct{ X []decimal.Number }](t, p.Inputs).X
	in := read[struct{ Cutoffs, Values []decimal.Number }](t, p.Parameters)
	f := Function{Name: PiecewiseLinear}
	for i, cut := range in.Cutoffs {
		percent, _ := in.Values[i].Scaled(2)
		f.Points = append(f.Points, Point{shift(cut), decimal.FromInt(percent)})
	}
	var rows [][]decimal.Number
	for _, x := range xs {
		rows = append(rows, []decimal.Number{shift(x)})
	}
	marks := marksOn(mustScore(t, measureSheet(t, []decimal.Weight{10_000}, []Function{f}, rows)), "c0")
	for i, want := range read[[]json.Number](t, p.Expected) {
		near(t, xs[i].String(), over(marks[string(rune('A'+i))], hundred), want, 9)
	}
}

func checkWeightedRelative(t *testing.T, p published) {
	rows := read[struct{ Matrix [][]decimal.Number }](t, p.Inputs).Matrix
	in := read[struct{ Directions []string }](t, p.Parameters)
	var functions []Function
	for _, d := range in.Directions {
		functions = append(functions, Function{Name: RelativeToBest, Direction: map[string]Direction{"max": Higher, "min": Lower}[d]})
	}
	r := mustScore(t, measureSheet(t, []decimal.Weight{2500, 2500, 2500, 2500}, functions, rows))
	want := read[[]json.Number](t, p.Expected)
	for _, place := range r.Ranking {
		printed, _ := new(big.Rat).SetString(want[place.Bid[0]-'A'].String())
		if cut := roundRat(over(place.Exact.Rat(), hundred), 6, Down); new(big.Rat).Abs(minus(cut, printed)).Cmp(big.NewRat(1, 1_000_000)) > 0 {
			t.Errorf("%s: got %s, want %s (printed with its digits cut off)", place.Bid, place.Exact, printed.FloatString(6))
		}
	}
}
