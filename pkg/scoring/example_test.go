package scoring_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/big"
	"os"
	"strings"

	"github.com/assay-engine/assay/pkg/decimal"
	"github.com/assay-engine/assay/pkg/scoring"
)

func number(text string) *decimal.Number {
	n, err := decimal.Parse(text)
	if err != nil {
		panic(err)
	}
	return &n
}

// marks prints what a function gives each of some inputs, to two decimals.
func marks(f scoring.Function, inputs ...int64) {
	if faults := f.Check(); faults != nil {
		fmt.Println(faults)
		return
	}
	var offered []*big.Rat
	for _, x := range inputs {
		offered = append(offered, big.NewRat(x, 1))
	}
	for _, x := range offered {
		fmt.Println(x.Num(), "earns", f.Mark(x, offered...).FloatString(2))
	}
}

func ExampleScore() {
	sheet, err := scoring.Parse([]byte(`{"version": 1,
		"method": {"criteria": [
			{"id": "price", "weight": 60, "kind": "price", "score": {"function": "relative_to_best", "direction": "lower"}},
			{"id": "hours", "weight": 40, "kind": "measure", "measure": "13", "score": {"function": "fixed_linear", "worst": 0, "best": 100}}]},
		"bids": [
			{"id": "A", "price": {"amount": 100}, "commitments": {"13": 40}},
			{"id": "B", "price": {"amount": 120}, "commitments": {"13": 90}}]}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	result, err := scoring.Score(sheet)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, r := range result.Ranking {
		fmt.Println(r.Rank, r.Bid, r.Total, r.Exact)
	}
	for _, n := range result.Nodes[:2] {
		fmt.Println(n.Bid, n.Criterion, n.Mark, "=", n.Step)
	}
	// Output:
	// 1 B 86.00 86
	// 2 A 76.00 76
	// B price 83.33 = 100 × 100 ÷ 120
	// B hours 90.00 = 100 × (90 − 0) ÷ (100 − 0)
}

// Everything that is wrong is named at once.
func ExampleParse() {
	_, err := scoring.Parse([]byte(`{"version": 1, "method": {"criteria": [
		{"id": "a", "weight": 59.99, "kind": "price", "score": {"function": "fixed_linear", "worst": 5, "best": 5}},
		{"id": "a", "weight": 40.00, "kind": "question", "scale": [{"level": 0, "marks": 50}, {"level": 1, "marks": 40}]}]},
		"bids": [], "note": ""}`))
	fmt.Println(err)
	// Output:
	// /note: there is no member "note" here; there are version, tender, method, bids, drawSeed
	// /method/criteria/0/score/best: best and worst must differ
	// /method/criteria/1/id: the id "a" is used before
	// /method/criteria/1/scale/1/marks: marks must rise with the level, but level 0 has 50 and level 1 has 40
	// /method/criteria: weights add up to 99.99, not to 100
}

// A price between published anchors, from a worked example on the web (stegriff.co.uk, "Scoring values from 0 to 10"): with 5,995 as the best and
// 8,995 as the worst, 6,450 scores 8.48 of 10 and 7,295 scores 5.67.
func Example_fixedLinear() {
	marks(scoring.Function{Name: scoring.FixedLinear, Worst: number("8995"), Best: number("5995")}, 6450, 7295)
	// Output:
	// 6450 earns 84.83
	// 7295 earns 56.67
}

// A curve from the tests of the SMAA library for R, stretched to whole units: (−0.15, 0), (0, 0.1), (0.25, 0.9), (0.35, 1) gives 0.1 the value 0.42.
func Example_piecewiseLinear() {
	f := scoring.Function{Name: scoring.PiecewiseLinear}
	for _, p := range [][2]string{{"0", "0"}, {"15", "10"}, {"40", "90"}, {"50", "100"}} {
		f.Points = append(f.Points, scoring.Point{*number(p[0]), *number(p[1])})
	}
	marks(f, 0, 15, 25, 40, 50, 60)
	// Output:
	// 0 earns 0.00
	// 15 earns 10.00
	// 25 earns 42.00
	// 40 earns 90.00
	// 50 earns 100.00
	// 60 earns 100.00
}

func Example_bands() {
	marks(scoring.Function{Name: scoring.Bands, Bands: []scoring.Band{
		{To: number("10"), Mark: number("0")}, {From: number("10"), To: number("20"), Mark: number("50")}, {From: number("20"), Mark: number("100")},
	}}, 9, 10, 20)
	// Output:
	// 9 earns 0.00
	// 10 earns 50.00
	// 20 earns 100.00
}

// The prices of the Digital Marketplace's own example, of which two law firms and Public Spend Forum Europe quote 0.667, 1 and 0.333 of the points.
func Example_relativeToBest() {
	marks(scoring.Function{Name: scoring.RelativeToBest, Direction: scoring.Lower}, 15000, 10000, 30000)
	// Output:
	// 15000 earns 66.67
	// 10000 earns 100.00
	// 30000 earns 33.33
}

func Example_minMax() {
	marks(scoring.Function{Name: scoring.MinMax, Direction: scoring.Lower}, 98, 99, 100)
	// Output:
	// 98 earns 100.00
	// 99 earns 50.00
	// 100 earns 0.00
}

// The mean is worth 50; a tenth below it is worth ten more.
func Example_meanDeviation() {
	marks(scoring.Function{Name: scoring.MeanDeviation, Direction: scoring.Lower}, 90, 100, 110)
	// Output:
	// 90 earns 60.00
	// 100 earns 50.00
	// 110 earns 40.00
}

// "If a supplier's price is 25 % higher than the lowest, its score should be 25 % lower" (materialsmanagement.info).
func Example_standardDifferential() {
	marks(scoring.Function{Name: scoring.StandardDifferential}, 100, 125, 140)
	// Output:
	// 100 earns 100.00
	// 125 earns 75.00
	// 140 earns 60.00
}

// Negometrix's LOG formula with A = 4 gives nothing to four times the lowest price, and so half of the marks to twice the lowest.
func Example_logarithmic() {
	marks(scoring.Function{Name: scoring.Logarithmic, HalvingFactor: number("2")}, 100, 200, 400)
	// Output:
	// 100 earns 100.00
	// 200 earns 50.00
	// 400 earns 0.00
}

// The weighted mean of factors as Oracle's documentation of its sourcing product works it out ("Scoring vs. weighting"): 100 and 0 on factors that
// weigh 70 and 30 make 70.
func Example_weightedSum() {
	sheet := placements(100)
	sheet.Method.Criteria[0].Weight = new(decimal.Weight(7_000))
	sheet.Method.Criteria = append(sheet.Method.Criteria, scoring.Criterion{
		ID: "trees", Kind: scoring.MeasureLeaf, Measure: "9", Weight: new(decimal.Weight(3_000)),
		Score: &scoring.Function{Name: scoring.FixedLinear, Worst: number("0"), Best: number("100")},
	})
	totals(sheet)
	// Output: 1 A 70.00
}

// Local Government Lawyer, "Goldilocks and the three problems": bids with 50, 75 and 100 marks for 50, 75 and 100 pounds are evenly matched. Under
// lowest ÷ own price the middle one could never win.
func Example_pricePerQualityPoint() {
	totals(priced(scoring.PricePerQualityPoint, [2]int64{50, 50}, [2]int64{75, 75}, [2]int64{100, 100}))
	// Output:
	// 1 A 1.00
	// 1 B 1.00
	// 1 C 1.00
}

// The tessa package for R, "Value for money index": 80 marks for £1.00m and 99 for £1.18m have the indices 80.00 and 83.90 per £ million, so the dearer
// bid leads, whether or not anybody needs what it has more of.
func Example_valueForMoneyIndex() {
	sheet := priced(scoring.ValueForMoneyIndex, [2]int64{80, 1_000_000}, [2]int64{99, 1_180_000})
	totals(sheet)
	result, err := scoring.Score(sheet)
	if err != nil {
		fmt.Println(err)
		return
	}
	sentences, err := scoring.Explain(sheet, result, scoring.Words{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(sentences[1].Text)
	// Output:
	// 1 B 0.00008390
	// 2 A 0.00008
	// Bid B ranks 1st of 2 with 83.90 quality points per £1 million.
}

// A draw that nobody can steer: the seed's hash is published with the method, the seed is revealed with the bids, and each tied bid's place follows from
// SHA-256(seed ‖ 0x00 ‖ bid id). The figures are this package's own; there is no published example of such a draw.
func Example_draw() {
	sheet := placements(40, 40, 40)
	sheet.DrawSeed = strings.Repeat("07", 32)
	seed, err := hex.DecodeString(sheet.DrawSeed)
	if err != nil {
		fmt.Println(err)
		return
	}
	hash := sha256.Sum256(seed)
	sheet.Method.TieBreak = []scoring.TieBreak{{By: scoring.ByDraw, Commitment: "sha256:" + hex.EncodeToString(hash[:])}}
	totals(sheet)
	for _, bid := range []string{"A", "B", "C"} {
		lot := sha256.Sum256(append(append(seed, 0), bid...))
		fmt.Printf("%s draws %x…\n", bid, lot[:3])
	}
	// Output:
	// 1 C 40.00
	// 2 B 40.00
	// 3 A 40.00
	// A draws 79fa9e…
	// B draws 760cf1…
	// C draws 6ba540…
}

// What a promise adds to a value: 100 hours at £20 are £2,000; a tenth would have been given anyway, a fifth was moved from elsewhere and half is
// others' doing, which leaves £720; and where a quarter fades each year, the three years of the term keep (1 + 0.75 + 0.5625) ÷ 3 of it, £555. The figures
// are this package's own.
func Example_value() {
	sheet := placements(0)
	sheet.Tender.Years = 3
	sheet.Method.Criteria[0] = scoring.Criterion{
		ID: "value", Kind: scoring.ValueLeaf, Weight: new(decimal.Weight(10_000)),
		Measures: []scoring.ValueMeasure{{
			Measure: "2", Proxy: number("20"), Deadweight: *number("10"), Displacement: *number("20"), Attribution: *number("50"), DropOff: *number("25"),
		}},
		Score: &scoring.Function{Name: scoring.FixedLinear, Worst: number("0"), Best: number("1110")},
	}
	sheet.Bids[0].Commitments["2"] = 100_000
	result, err := scoring.Score(sheet)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(*result.Nodes[0].Input, "pounds earn", result.Nodes[0].Mark)
	fmt.Println(result.Nodes[0].Step)
	// Output:
	// 555 pounds earn 50.00
	// 100 × 5.55 = 555; 100 × (555 − 0) ÷ (1110 − 0)
}

// 36 placements under an estimate of £2.4m over three years are 5 for each £ million and year, whatever the bid's own price. The figures are this
// package's own.
func Example_perMillion() {
	sheet := placements(36)
	sheet.Tender = scoring.Tender{Estimate: new(decimal.Pounds(240_000_000)), Years: 3}
	sheet.Method.Criteria[0].PerMillion, sheet.Method.Criteria[0].PerYear = true, true
	sheet.Method.Criteria[0].Score.Best = number("20")
	result, err := scoring.Score(sheet)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(result.Nodes[0].Mark, "=", result.Nodes[0].Step)
	// Output: 25.00 = 36 ÷ 2.4 ÷ 3 = 5; 100 × (5 − 0) ÷ (20 − 0)
}

// totals prints a ranking as readers should see it.
func totals(sheet scoring.Sheet) {
	result, err := scoring.Score(sheet)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, r := range result.Ranking {
		fmt.Println(r.Rank, r.Bid, r.Shown())
	}
}

// priced is a tender of bids with marks and prices in pounds.
func priced(basis scoring.Basis, bids ...[2]int64) scoring.Sheet {
	var marks []int64
	for _, b := range bids {
		marks = append(marks, b[0])
	}
	sheet := placements(marks...)
	sheet.Method.Basis = basis
	for i, b := range bids {
		sheet.Bids[i].Price = new(decimal.Pounds(decimal.Pence(100 * b[1])))
	}
	return sheet
}

// Negometrix, "Award on value": of a price of 80,000, a wish worth 2,500 that is met by 60 % takes off 1,500.
func Example_awardOnValue() {
	result, err := scoring.Score(scoring.Sheet{
		Version: 1,
		Method: scoring.Method{Basis: scoring.AwardOnValue, Criteria: []scoring.Criterion{{
			ID: "2.1.4", Worth: new(decimal.Pence(250_000)), Kind: scoring.QuestionLeaf,
			Scale: []scoring.Level{{Level: 0, Marks: *number("0")}, {Level: 1, Marks: *number("60")}, {Level: 2, Marks: *number("100")}},
		}}},
		Bids: []scoring.Bid{{ID: "A", Price: new(decimal.Pounds(8_000_000)), Levels: map[string]int{"2.1.4": 1}}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(result.Ranking[0].Total)
	// Output: 78500.00
}

func ExampleMethod_Check() {
	m := scoring.Method{Criteria: []scoring.Criterion{{
		ID: "price", Kind: scoring.PriceLeaf, Weight: new(decimal.Weight(9_999)),
		Score: &scoring.Function{Name: scoring.RelativeToBest},
	}}}
	for _, fault := range m.Check() {
		fmt.Println(fault.Pointer, fault.Code)
	}
	// Output:
	// /criteria/0/score/direction missing
	// /criteria weights-do-not-add-up
}

func ExampleExplain() {
	sheet := placements(40, 25)
	result, err := scoring.Score(sheet)
	if err != nil {
		fmt.Println(err)
		return
	}
	sentences, err := scoring.Explain(sheet, result, scoring.Words{Units: map[string]string{"2": "placements"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range sentences {
		fmt.Println(s.Text)
	}
	// Output:
	// Bid A ranks first of 2 with 40.00 of 100; Bid B comes second with 25.00 of 100, a difference of 15.00. It gained most on places (15.00 more).
	// Bid A ranks 1st of 2 with 40.00 of 100.
	// Bid A offered 40 of the 100 placements that earn full marks: 40.00 of 100, 40.00 of the 100 available.
	// Bid B ranks 2nd of 2 with 25.00 of 100.
	// Bid B offered 25 of the 100 placements that earn full marks: 25.00 of 100, 25.00 of the 100 available.
}

func ExampleCompare() {
	var runs [2]scoring.Scored
	for i, sheet := range []scoring.Sheet{placements(40, 25), placements(20, 25)} {
		result, err := scoring.Score(sheet)
		if err != nil {
			fmt.Println(err)
			return
		}
		runs[i] = scoring.Scored{Sheet: sheet, Result: result}
	}
	for _, s := range scoring.Compare(runs[0], runs[1]).Sentences(scoring.Words{}) {
		fmt.Println(s.Text)
	}
	// Output:
	// Bid A: the commitment to measure 2 was 40 and is now 20.
	// Bid A was 1st with 40.00 and is now 2nd with 20.00, down by 20; one of its marks changed.
	// Bid B was 2nd with 25.00 and is now 1st with 25.00; none of its marks changed.
}

// A plan ranks the same bids many times, for what-ifs and studies.
func ExamplePlan_Rank() {
	sheet := placements(40, 25, 40)
	plan, err := scoring.Compile(sheet.Method, sheet.Tender)
	if err != nil {
		fmt.Println(err)
		return
	}
	table, err := plan.Table(sheet.Bids)
	if err != nil {
		fmt.Println(err)
		return
	}
	ranking := plan.Rank(table)
	for place, bid := range ranking.Bids {
		fmt.Println(ranking.Ranks[place], bid, ranking.Total(place).RatString())
	}
	// Output:
	// 1 A 40
	// 1 C 40
	// 3 B 25
}

func ExampleWriteResult() {
	if err := scoring.WriteResult(os.Stdout, placements()); err != nil {
		fmt.Println(err)
	}
	// Output: {"version":1,"engine":"scoring/1","methodHash":"sha256:cf5eb6702d79528d0a10700aafe1d8644b4fc81215c8a44a4ed5cbfb2442d73f","inputHash":"sha256:7cbf97b91aa14aeb48f1404e49ad89b2c765be6a3bdf0766bc35300e8fdeb717","ranking":[],"excluded":[],"nodes":[],"ties":[],"warnings":[]}
}

func ExampleResult_AppendJSON() {
	result, err := scoring.Score(placements(3))
	if err != nil {
		fmt.Println(err)
		return
	}
	var back scoring.Result
	fmt.Println(json.Unmarshal(result.AppendJSON(nil), &back), back.Ranking)
	// Output: <nil> [{A 1 3.00 3}]
}

// placements is a tender of one measure with full marks at a hundred work placements.
func placements(offers ...int64) scoring.Sheet {
	sheet := scoring.Sheet{Version: 1, Bids: []scoring.Bid{}, Method: scoring.Method{Criteria: []scoring.Criterion{{
		ID: "places", Kind: scoring.MeasureLeaf,
		Measure: "2", Weight: new(decimal.Weight(10_000)), Score: &scoring.Function{Name: scoring.FixedLinear, Worst: number("0"), Best: number("100")},
	}}}}
	for i, offer := range offers {
		sheet.Bids = append(sheet.Bids, scoring.Bid{ID: string(rune('A' + i)), Commitments: map[string]decimal.Quantity{"2": decimal.Quantity(1000 * offer)}})
	}
	return sheet
}
