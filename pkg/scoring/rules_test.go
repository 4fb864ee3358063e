package scoring

import (
	"fmt"
	"math/big"
	"testing"

	"github.com/assay-engine/assay/pkg/decimal"
)

// The rules at their edges, each by hand. mustScore runs both engines.

func pounds(texts ...string) []decimal.Number {
	list := make([]decimal.Number, len(texts))
	for i, text := range texts {
		list[i] = *digits(text)
	}
	return list
}

func TestFunctionsAtTheirEdges(t *testing.T) {
	lower := func(name FunctionName) Function { return Function{Name: name, Direction: Lower} }
	higher := func(name FunctionName) Function { return Function{Name: name, Direction: Higher} }
	equal := func(w WhenEqual) Function { return Function{Name: MinMax, Direction: Higher, WhenEqual: w} }
	curve := Function{Name: PiecewiseLinear, Points: []Point{{*digits("10"), *digits("80")}, {*digits("20"), *digits("20")}, {*digits("40"), *digits("100")}}}
	bands := bandsOf("0", "10", "10", "20", "20", "")
	for i, mark := range []string{"5", "70", "30"} {
		bands.Bands[i].Mark = digits(mark)
	}
	log := func(h string) Function { return Function{Name: Logarithmic, HalvingFactor: digits(h)} }
	for _, row := range []struct {
		name   string
		f      Function
		prices []decimal.Number
		marks  []string
	}{
		{"anchors where more is better", fixed(10, 20), pounds("5", "10", "12.5", "20", "21"), []string{"0", "0", "25", "100", "100"}},
		{"anchors where less is better", fixed(20, 10), pounds("5", "10", "12.5", "20", "21"), []string{"100", "100", "75", "0", "0"}},
		{"anchors with a third", fixed(0, 3), pounds("1", "2"), []string{"100/3", "200/3"}},
		{"a curve that falls and rises", curve, pounds("0", "10", "15", "20", "30", "40", "41"), []string{"80", "80", "50", "20", "60", "100", "100"}},
		{"bands and their borders", bands, pounds("0", "9.99", "10", "19.99", "20", "1000000"), []string{"5", "5", "70", "70", "30", "30"}},
		{"lowest over own", lower(RelativeToBest), pounds("50", "100", "75"), []string{"100", "50", "200/3"}},
		{"lowest over own with a zero", lower(RelativeToBest), pounds("0", "0.01", "0"), []string{"100", "0", "100"}},
		{"own over highest", higher(RelativeToBest), pounds("50", "100", "0"), []string{"50", "100", "0"}},
		{"own over highest, all zero", higher(RelativeToBest), pounds("0", "0"), []string{"0", "0"}},
		{"one bidder relative to itself", lower(RelativeToBest), pounds("7"), []string{"100"}},
		{"between the worst and the best", higher(MinMax), pounds("10", "20", "40"), []string{"0", "100/3", "100"}},
		{"between the best and the worst", lower(MinMax), pounds("10", "20", "40"), []string{"100", "200/3", "0"}},
		{"all equal is full", equal(""), pounds("4", "4"), []string{"100", "100"}},
		{"all equal is half", equal(EqualHalf), pounds("4", "4"), []string{"50", "50"}},
		{"one bidder is all equal", equal(EqualNone), pounds("4"), []string{"0"}},
		{"above and below the mean", lower(MeanDeviation), pounds("50", "100", "150"), []string{"100", "50", "0"}},
		{"a tenth above the mean", higher(MeanDeviation), pounds("110", "90"), []string{"60", "40"}},
		{"beyond the mean's reach", higher(MeanDeviation), pounds("1000", "1"), []string{"100", "0"}},
		{"a mean of nothing", lower(MeanDeviation), pounds("0", "0"), []string{"50", "50"}},
		{"per cent above the lowest", Function{Name: StandardDifferential}, pounds("100", "125", "200", "300"), []string{"100", "75", "0", "0"}},
		{"the lowest is nothing", Function{Name: StandardDifferential}, pounds("0", "1"), []string{"100", "0"}},
		{"half marks at the factor", log("2"), pounds("100", "200", "400", "500"), []string{"100", "50", "0", "0"}},
		{"a quarter at the root", log("4"), pounds("100", "200"), []string{"100", "75"}},
		{"a logarithm of nothing", log("2"), pounds("0", "1"), []string{"100", "0"}},
		{"twelve decimals", log("2"), pounds("100", "150"), []string{exactDecimal("70.751874963942")}},
	} {
		t.Run(row.name, func(t *testing.T) {
			marks := marksOn(mustScore(t, priceSheet(&row.f, row.prices...)), "price")
			for i, want := range row.marks {
				bid := string(rune('A' + i))
				if row.name == "twelve decimals" {
					bid = "B"
				}
				if got := exactOf(marks[bid]); string(got) != want {
					t.Errorf("%s: got %s, want %s", row.prices[i], got, want)
				}
			}
		})
	}
}

func exactDecimal(text string) string {
	r, _ := new(big.Rat).SetString(text)
	return string(exactOf(r))
}

// oneMeasure is a method of one measure with 100 at 10 units.
func oneMeasure(edit func(*Criterion), quantities ...decimal.Quantity) Sheet {
	c := Criterion{ID: "m", Kind: MeasureLeaf, Measure: "1", Weight: percent(10_000), Score: new(fixed(0, 10))}
	edit(&c)
	s := Sheet{Version: 1, Bids: []Bid{}, Tender: Tender{Estimate: new(decimal.Pounds(250_000_000)), Years: 4}, Method: Method{Criteria: []Criterion{c}}}
	for i, q := range quantities {
		b := Bid{ID: string(rune('A' + i)), Commitments: map[string]decimal.Quantity{}}
		if q >= 0 {
			b.Commitments["1"] = q
		}
		s.Bids = append(s.Bids, b)
	}
	return s
}

func TestInputsAreDividedThenCapped(t *testing.T) {
	for _, row := range []struct {
		name  string
		edit  func(*Criterion)
		q     decimal.Quantity
		input string
		mark  string
		step  string
	}{
		{"as offered", func(c *Criterion) {}, 4_500, "9/2", "45", "100 × (4.5 − 0) ÷ (10 − 0)"},
		{"per million", func(c *Criterion) { c.PerMillion = true }, 5_000, "2", "20", "5 ÷ 2.5 = 2; 100 × (2 − 0) ÷ (10 − 0)"},
		{"per year", func(c *Criterion) { c.PerYear = true }, 6_000, "3/2", "15", "6 ÷ 4 = 1.5; 100 × (1.5 − 0) ÷ (10 − 0)"},
		{
			"per both, capped", func(c *Criterion) { c.PerMillion, c.PerYear, c.Cap = true, true, digits("1.5") }, 100_000, "3/2", "15",
			"100 ÷ 2.5 ÷ 4, at most 1.5; 100 × (1.5 − 0) ÷ (10 − 0)",
		},
		{"at the cap", func(c *Criterion) { c.Cap = digits("4") }, 4_000, "4", "40", "100 × (4 − 0) ÷ (10 − 0)"},
		{"above full marks", func(c *Criterion) {}, 11_000, "11", "100", "100 × (11 − 0) ÷ (10 − 0), at most 100"},
		{"below no marks", func(c *Criterion) { c.Score = new(fixed(2, 10)) }, 1_000, "1", "0", "100 × (1 − 2) ÷ (10 − 2), at least 0"},
		{"a zero is an offer", func(c *Criterion) {}, 0, "0", "0", "100 × (0 − 0) ÷ (10 − 0)"},
	} {
		t.Run(row.name, func(t *testing.T) {
			n := mustScore(t, oneMeasure(row.edit, row.q)).Nodes[0]
			if string(*n.Input) != row.input || string(n.Exact) != row.mark || n.Step != row.step {
				t.Errorf("got input %s, mark %s, step %q; want %s, %s, %q", *n.Input, n.Exact, n.Step, row.input, row.mark, row.step)
			}
		})
	}
}

func TestNotOfferedIsNotZero(t *testing.T) {
	// Where less is better, a zero would be the best of all: not offered earns nothing, and neither sets the best nor moves the mean.
	for _, f := range []Function{
		{Name: MinMax, Direction: Lower},
		{Name: RelativeToBest, Direction: Lower},
		{Name: MeanDeviation, Direction: Lower},
		{Name: StandardDifferential},
		{Name: Logarithmic, HalvingFactor: digits("3")},
		bandsOf("0", ""),
	} {
		s := oneMeasure(func(c *Criterion) { c.Score = &f }, 2_000, 8_000, -1)
		with := marksOn(mustScore(t, s), "m")
		if with["C"].Sign() != 0 {
			t.Errorf("%s: what was not offered earned %s", f.Name, with["C"])
		}
		s.Bids = s.Bids[:2]
		without := marksOn(mustScore(t, s), "m")
		if with["A"].Cmp(without["A"]) != 0 || with["B"].Cmp(without["B"]) != 0 {
			t.Errorf("%s: a bid that offered nothing changed the marks of others: %v, %v", f.Name, with, without)
		}
	}
	n := mustScore(t, oneMeasure(func(*Criterion) {}, -1)).Nodes[0]
	if n.Input != nil || n.Exact != "0" || n.Step != "not offered: 0" {
		t.Errorf("got %+v", n)
	}
}

func TestValuesAreMonetised(t *testing.T) {
	s := oneMeasure(func(c *Criterion) {
		c.Kind, c.Measure, c.PerMillion = ValueLeaf, "", true
		c.Measures = []ValueMeasure{
			{Measure: "1", Proxy: digits("100"), Deadweight: *digits("10"), Displacement: *digits("20"), Attribution: *digits("50"), DropOff: *digits("50")},
			{Measure: "2", Proxy: digits("3")},
		}
	}, 2_000, -1, -1)
	s.Bids[1].Commitments["2"] = 500
	// 2 × 100 × 0.9 × 0.8 × 0.5 × (1 + ½ + ¼ + ⅛) ÷ 4 = 33.75, and ÷ 2.5 million = 13.5; ½ × 3 ÷ 2.5 = 0.6.
	nodes := mustScore(t, s).Nodes
	for i, want := range []string{"27/2", "3/5"} {
		if got := *nodes[i].Input; string(got) != want {
			t.Errorf("bid %s: got input %s, want %s", nodes[i].Bid, got, want)
		}
	}
	if nodes[2].Input != nil || nodes[0].Step != "(2 × 16.875) ÷ 2.5 = 13.5; 100 × (13.5 − 0) ÷ (10 − 0), at most 100" {
		t.Errorf("got %+v and %+v", nodes[0], nodes[2])
	}
}

func TestRequirementsAndPools(t *testing.T) {
	s := sheetFile(t)
	r := mustScore(t, s)
	// B is disregarded, D fails the minimum of a question, F has no gate; E passes those, and fails the minimum of a branch, so that its price
	// of 90 is the best that A and C are measured by, and its 9 the highest value.
	if got := fmt.Sprint(r.Excluded); got != "[{B disregarded abnormally_low []} {D failed_requirements  [{q1 minimum 0 40}]} "+
		"{E failed_requirements  [{quality minimum 30 50}]} {F failed_requirements  [{insurance gate  }]}]" {
		t.Errorf("excluded: %s", got)
	}
	if marks := marksOn(r, "price"); exactOf(marks["A"]) != "90" || exactOf(marks["C"]) != Exact(big.NewRat(18000, 241).String()) {
		t.Errorf("price marks: %v", marks)
	}
	if marks := marksOn(r, "value"); exactOf(marks["C"]) != "700/9" || exactOf(marks["A"]) != "0" {
		t.Errorf("value marks: %v", marks)
	}
	s.Bids[2].Levels["q1"], s.Method.Criteria[1].Minimum = 1, digits("70")
	if r := mustScore(t, s); len(r.Ranking) != 2 || r.Ranking[0].Bid != "C" {
		t.Errorf("a mark equal to the minimum must pass: %v, %v", r.Ranking, r.Excluded)
	}
}

func TestCurvesThatRefuse(t *testing.T) {
	f := Function{Name: PiecewiseLinear, Outside: Refuse, Points: []Point{{*digits("1"), *digits("0")}, {*digits("3"), *digits("100")}}}
	r := mustScore(t, oneMeasure(func(c *Criterion) { c.Score = &f }, 999, 1_000, 3_000, 3_001, -1))
	if len(r.Ranking) != 3 || len(r.Excluded) != 2 {
		t.Fatalf("got %v and %v", r.Ranking, r.Excluded)
	}
	for i, want := range []Failure{{"m", RequiresInside, "999/1000", ""}, {"m", RequiresInside, "3001/1000", ""}} {
		if got := r.Excluded[i].Failures[0]; got != want {
			t.Errorf("got %+v, want %+v", got, want)
		}
	}
	r = mustScore(t, oneMeasure(func(c *Criterion) { c.Score, c.Cap = &f, digits("3") }, 5_000))
	if len(r.Ranking) != 1 {
		t.Errorf("the cap comes before the curve: %v", r.Excluded)
	}
}
