package scoring

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/assay-engine/assay/pkg/decimal"
)

// sheetFile reads the sheet of the formats page, with more bids.
func sheetFile(t testing.TB) Sheet {
	t.Helper()
	text, err := os.ReadFile("testdata/sheet.json")
	if err != nil {
		t.Fatal(err)
	}
	s, err := Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func digits(text string) *decimal.Number {
	n, err := decimal.Parse(text)
	if err != nil {
		panic(err)
	}
	return &n
}

func percent(bp int64) *decimal.Weight { return new(decimal.Weight(bp)) }

const wrongSeed, seedHash = "5a", "sha256:e78702ad7de3fd1d2f6b6b4f0a4f4ae4ea2af7ac4dd35e7c1de7bd4a2fd5d1ed"

func TestFaultsAreNamed(t *testing.T) {
	const volunteers, quality, q1 = 2, 1, 0 // where the sheet's criteria stand
	leaf := func(s *Sheet) *Criterion { return &s.Method.Criteria[volunteers].Criteria[0] }
	question := func(s *Sheet) *Criterion { return &s.Method.Criteria[quality].Criteria[q1] }
	score := func(f Function) func(*Sheet) { return func(s *Sheet) { leaf(s).Score = &f } }
	const leafAt, questionAt = "/method/criteria/2/criteria/0", "/method/criteria/1/criteria/0"
	for _, row := range []struct {
		name    string
		edit    func(*Sheet)
		pointer string
		code    string
	}{
		{"another version", func(s *Sheet) { s.Version = 2 }, "/version", CodeVersion},
		{"no bids member", func(s *Sheet) { s.Bids = nil }, "/bids", CodeMissing},
		{"weights of 99.99", func(s *Sheet) { s.Method.Criteria[0].Weight = percent(3999) }, "/method/criteria", CodeWeightSum},
		{"weights of 100.01", func(s *Sheet) { s.Method.Criteria[0].Weight = percent(4001) }, "/method/criteria", CodeWeightSum},
		{"weights of 99.99 below", func(s *Sheet) { leaf(s).Weight = percent(6999) }, "/method/criteria/2/criteria", CodeWeightSum},
		{"a weight of zero", func(s *Sheet) { leaf(s).Weight = percent(0) }, leafAt + "/weight", CodeOutOfRange},
		{"a weight above 100", func(s *Sheet) { leaf(s).Weight = percent(10_001) }, leafAt + "/weight", CodeOutOfRange},
		{"no weight", func(s *Sheet) { leaf(s).Weight = nil }, leafAt + "/weight", CodeMissing},
		{"a worth beside weights", func(s *Sheet) { leaf(s).Worth = new(decimal.Pence(1)) }, leafAt + "/worth", CodeNotTaken},
		{"a gate with weight", func(s *Sheet) { s.Method.Criteria[3].Weight = percent(1) }, "/method/criteria/3/weight", CodeNotTaken},
		{"a gate with a minimum", func(s *Sheet) { s.Method.Criteria[3].Minimum = digits("1") }, "/method/criteria/3/minimum", CodeNotTaken},
		{"a gate with a function", func(s *Sheet) { s.Method.Criteria[3].Score = &Function{Name: StandardDifferential} }, "/method/criteria/3/score", CodeNotTaken},
		{"a gate with a scale", func(s *Sheet) { s.Method.Criteria[3].Scale = []Level{{}} }, "/method/criteria/3/scale", CodeNotTaken},
		{"an empty branch", func(s *Sheet) { s.Method.Criteria[2].Criteria = []Criterion{} }, "/method/criteria/2/criteria", CodeNoWeight},
		{"a branch of gates", func(s *Sheet) { s.Method.Criteria[2].Criteria = []Criterion{{ID: "g", Kind: GateLeaf}} }, "/method/criteria/2/criteria", CodeNoWeight},
		{"no criteria", func(s *Sheet) { s.Method.Criteria = nil }, "/method/criteria", CodeNoWeight},
		{"a branch with a kind", func(s *Sheet) { s.Method.Criteria[2].Kind = PriceLeaf }, "/method/criteria/2/kind", CodeNotTaken},
		{"a branch with a function", func(s *Sheet) { s.Method.Criteria[2].Score = &Function{Name: StandardDifferential} }, "/method/criteria/2/score", CodeNotTaken},
		{"a branch with a scale", func(s *Sheet) { s.Method.Criteria[2].Scale = []Level{} }, "/method/criteria/2/scale", CodeNotTaken},
		{"a branch with a cap", func(s *Sheet) { s.Method.Criteria[2].Cap = digits("1") }, "/method/criteria/2/cap", CodeNotTaken},
		{"a branch with a measure", func(s *Sheet) { s.Method.Criteria[2].Measure = "9" }, "/method/criteria/2/measure", CodeNotTaken},
		{"a branch with measures", func(s *Sheet) { s.Method.Criteria[2].Measures = []ValueMeasure{} }, "/method/criteria/2/measures", CodeNotTaken},
		{"no id", func(s *Sheet) { leaf(s).ID = "" }, leafAt + "/id", CodeMissing},
		{"an id twice", func(s *Sheet) { leaf(s).ID = "price" }, leafAt + "/id", CodeIDTwice},
		{"a gate's id twice", func(s *Sheet) { s.Method.Criteria[3].ID = "price" }, "/method/criteria/3/id", CodeIDTwice},
		{"a measure twice", func(s *Sheet) { leaf(s).Measure = "22" }, "/method/criteria/2/criteria/1/measures/0/measure", CodeMeasureTwice},
		{"no measure", func(s *Sheet) { leaf(s).Measure = "" }, leafAt + "/measure", CodeMissing},
		{"no kind", func(s *Sheet) { leaf(s).Kind = "" }, leafAt + "/kind", CodeMissing},
		{"an unknown kind", func(s *Sheet) { leaf(s).Kind = "photo" }, leafAt + "/kind", CodeUnknownValue},
		{"no function", func(s *Sheet) { leaf(s).Score = nil }, leafAt + "/score", CodeMissing},
		{"a nameless function", score(Function{}), leafAt + "/score/function", CodeMissing},
		{"an unknown function", score(Function{Name: "log"}), leafAt + "/score/function", CodeUnknownValue},
		{"best = worst", score(Function{Name: FixedLinear, Best: digits("1"), Worst: digits("1.0")}), leafAt + "/score/best", CodeAnchors},
		{"no best", score(Function{Name: FixedLinear, Worst: digits("1")}), leafAt + "/score/best", CodeMissing},
		{"no worst", score(Function{Name: FixedLinear, Best: digits("1")}), leafAt + "/score/worst", CodeMissing},
		{"a parameter of seven decimals", score(Function{Name: FixedLinear, Worst: digits("0.1234567"), Best: digits("1")}), leafAt + "/score/worst", CodeTooManyDecimals},
		{"a foreign parameter", score(Function{Name: StandardDifferential, Direction: Lower}), leafAt + "/score/direction", CodeNotTaken},
		{"foreign anchors", score(Function{Name: StandardDifferential, Worst: digits("1")}), leafAt + "/score/worst", CodeNotTaken},
		{"foreign points", score(Function{Name: StandardDifferential, Points: []Point{}}), leafAt + "/score/points", CodeNotTaken},
		{"foreign bands", score(Function{Name: StandardDifferential, Bands: []Band{}}), leafAt + "/score/bands", CodeNotTaken},
		{"a foreign outside", score(Function{Name: StandardDifferential, Outside: Clamp}), leafAt + "/score/outside", CodeNotTaken},
		{"a foreign whenEqual", score(Function{Name: RelativeToBest, Direction: Lower, WhenEqual: EqualFull}), leafAt + "/score/whenEqual", CodeNotTaken},
		{"a foreign halvingFactor", score(Function{Name: StandardDifferential, HalvingFactor: digits("2")}), leafAt + "/score/halvingFactor", CodeNotTaken},
		{"no direction", score(Function{Name: MinMax}), leafAt + "/score/direction", CodeMissing},
		{"an unknown direction", score(Function{Name: MinMax, Direction: "up"}), leafAt + "/score/direction", CodeUnknownValue},
		{"an unknown whenEqual", score(Function{Name: MinMax, Direction: Lower, WhenEqual: "zero"}), leafAt + "/score/whenEqual", CodeUnknownValue},
		{"no halving factor", score(Function{Name: Logarithmic}), leafAt + "/score/halvingFactor", CodeMissing},
		{"a halving factor of 1", score(Function{Name: Logarithmic, HalvingFactor: digits("1")}), leafAt + "/score/halvingFactor", CodeOutOfRange},
		{"one point", score(Function{Name: PiecewiseLinear, Points: []Point{{}}}), leafAt + "/score/points", CodePoints},
		{"points that stand still", score(Function{Name: PiecewiseLinear, Points: []Point{{}, {}}}), leafAt + "/score/points/1/0", CodePoints},
		{"a point above 100", score(Function{Name: PiecewiseLinear, Points: []Point{{}, {*digits("1"), *digits("100.5")}}}), leafAt + "/score/points/1/1", CodeOutOfRange},
		{"an unknown outside", score(Function{Name: PiecewiseLinear, Points: []Point{{}, {*digits("1")}}, Outside: "stretch"}), leafAt + "/score/outside", CodeUnknownValue},
		{"no bands", score(Function{Name: Bands}), leafAt + "/score/bands", CodeMissing},
		{"a band without a mark", score(Function{Name: Bands, Bands: []Band{{}}}), leafAt + "/score/bands/0/mark", CodeMissing},
		{"a gap at the start", score(bandsOf("1", "", "")), leafAt + "/score/bands/0/from", CodeBandGap},
		{"a start below zero", score(bandsOf("-1", "", "")), leafAt + "/score/bands/0/from", CodeOutOfRange},
		{"a gap", score(bandsOf("", "1", "2", "")), leafAt + "/score/bands/1/from", CodeBandGap},
		{"an overlap", score(bandsOf("", "2", "1", "")), leafAt + "/score/bands/1/from", CodeBandOverlap},
		{"a second band without from", score(bandsOf("", "2", "", "")), leafAt + "/score/bands/1/from", CodeMissing},
		{"a first band without to", score(bandsOf("", "", "1", "")), leafAt + "/score/bands/0/to", CodeBandOverlap},
		{"a last band with to", score(bandsOf("", "1", "1", "2")), leafAt + "/score/bands/1/to", CodeBandGap},
		{"an empty first band", score(bandsOf("", "0", "0", "")), leafAt + "/score/bands/0/to", CodeBandEmpty},
		{"an empty band", score(bandsOf("", "1", "1", "1", "1", "")), leafAt + "/score/bands/1/to", CodeBandEmpty},
		{"a negative cap", func(s *Sheet) { leaf(s).Cap = digits("-1") }, leafAt + "/cap", CodeOutOfRange},
		{"a minimum above 100", func(s *Sheet) { leaf(s).Minimum = digits("100.01") }, leafAt + "/minimum", CodeOutOfRange},
		{"a measure with a scale", func(s *Sheet) { leaf(s).Scale = []Level{} }, leafAt + "/scale", CodeNotTaken},
		{"a price with a cap", func(s *Sheet) { s.Method.Criteria[0].Cap = digits("1") }, "/method/criteria/0/cap", CodeNotTaken},
		{"a price per million", func(s *Sheet) { s.Method.Criteria[0].PerMillion = true }, "/method/criteria/0/perMillion", CodeNotTaken},
		{"a price per year", func(s *Sheet) { s.Method.Criteria[0].PerYear = true }, "/method/criteria/0/perYear", CodeNotTaken},
		{"a price with a scale", func(s *Sheet) { s.Method.Criteria[0].Scale = []Level{} }, "/method/criteria/0/scale", CodeNotTaken},
		{"a value per year", func(s *Sheet) { s.Method.Criteria[2].Criteria[1].PerYear = true }, "/method/criteria/2/criteria/1/perYear", CodeNotTaken},
		{"a value with a scale", func(s *Sheet) { s.Method.Criteria[2].Criteria[1].Scale = []Level{} }, "/method/criteria/2/criteria/1/scale", CodeNotTaken},
		{"a value of nothing", func(s *Sheet) { s.Method.Criteria[2].Criteria[1].Measures = nil }, "/method/criteria/2/criteria/1/measures", CodeMissing},
		{"no proxy", func(s *Sheet) { s.Method.Criteria[2].Criteria[1].Measures[0].Proxy = nil }, "/method/criteria/2/criteria/1/measures/0/proxy", CodeMissing},
		{"a negative proxy", func(s *Sheet) { s.Method.Criteria[2].Criteria[1].Measures[0].Proxy = digits("-1") }, "/method/criteria/2/criteria/1/measures/0/proxy", CodeOutOfRange},
		{"a drop-off of 101", func(s *Sheet) { s.Method.Criteria[2].Criteria[1].Measures[0].DropOff = *digits("101") }, "/method/criteria/2/criteria/1/measures/0/dropOff", CodeOutOfRange},
		{"a question with a function", func(s *Sheet) { question(s).Score = &Function{Name: StandardDifferential} }, questionAt + "/score", CodeNotTaken},
		{"a question without scale", func(s *Sheet) { question(s).Scale = nil }, questionAt + "/scale", CodeMissing},
		{"marks that stand still", func(s *Sheet) { question(s).Scale[1].Marks = *digits("0") }, questionAt + "/scale/1/marks", CodeScale},
		{"marks that fall", func(s *Sheet) { question(s).Scale[2].Marks = *digits("49") }, questionAt + "/scale/2/marks", CodeScale},
		{"marks above 100", func(s *Sheet) { question(s).Scale[2].Marks = *digits("101") }, questionAt + "/scale/2/marks", CodeOutOfRange},
		{"a level twice", func(s *Sheet) { question(s).Scale[2].Level = 1 }, questionAt + "/scale/2/level", CodeLevelTwice},
		{"an unknown basis", func(s *Sheet) { s.Method.Basis = "cheapest" }, "/method/basis", CodeUnknownValue},
		{"an unknown step", func(s *Sheet) { s.Method.Rounding.At = "always" }, "/method/rounding/at", CodeUnknownValue},
		{"an unknown rule", func(s *Sheet) { s.Method.Rounding.Rule = "up" }, "/method/rounding/rule", CodeUnknownValue},
		{"too many places", func(s *Sheet) { s.Method.Rounding.Places = new(13) }, "/method/rounding/places", CodeOutOfRange},
		{"negative places", func(s *Sheet) { s.Method.Rounding.Places = new(-1) }, "/method/rounding/places", CodeOutOfRange},
		{"an unknown rankOn", func(s *Sheet) { s.Method.RankOn = "both" }, "/method/rankOn", CodeUnknownValue},
		{"an unknown way to break ties", func(s *Sheet) { s.Method.TieBreak[0] = TieBreak{By: "coin"} }, "/method/tieBreak/0/by", CodeUnknownValue},
		{"a tie rule without id", func(s *Sheet) { s.Method.TieBreak[0].ID = "" }, "/method/tieBreak/0/id", CodeMissing},
		{"a tie rule on nothing", func(s *Sheet) { s.Method.TieBreak[0].ID = "x" }, "/method/tieBreak/0/id", CodeUnknownID},
		{"a tie rule on a gate", func(s *Sheet) { s.Method.TieBreak[0].ID = "insurance" }, "/method/tieBreak/0/id", CodeUnknownID},
		{"shared with an id", func(s *Sheet) { s.Method.TieBreak[1].ID = "price" }, "/method/tieBreak/1/id", CodeNotTaken},
		{"shared with a commitment", func(s *Sheet) { s.Method.TieBreak[1].Commitment = seedHash }, "/method/tieBreak/1/commitment", CodeNotTaken},
		{"a draw without seed", func(s *Sheet) { s.Method.TieBreak[1] = TieBreak{By: ByDraw, Commitment: seedHash} }, "/drawSeed", CodeMissing},
		{"a draw without commitment", func(s *Sheet) {
			s.Method.TieBreak[1] = TieBreak{By: ByDraw}
			s.DrawSeed = strings.Repeat(wrongSeed, 32)
		}, "/method/tieBreak/1/commitment", CodeMissing},
		{"another seed", func(s *Sheet) {
			s.Method.TieBreak[1] = TieBreak{By: ByDraw, Commitment: seedHash}
			s.DrawSeed = strings.Repeat(wrongSeed, 32)
		}, "/drawSeed", CodeSeed},
		{"a short seed", func(s *Sheet) { s.DrawSeed = wrongSeed }, "/drawSeed", CodeForm},
		{"a shouted commitment", func(s *Sheet) {
			s.Method.TieBreak[1] = TieBreak{By: ByDraw, Commitment: strings.ToUpper(seedHash)}
		}, "/method/tieBreak/1/commitment", CodeForm},
		{"no estimate", func(s *Sheet) { leaf(s).PerMillion, s.Tender.Estimate = true, nil }, "/tender/estimate", CodeMissing},
		{"an estimate of zero", func(s *Sheet) { leaf(s).PerMillion, s.Tender.Estimate.Amount = true, 0 }, "/tender/estimate/amount", CodeOutOfRange},
		{"a negative estimate", func(s *Sheet) { s.Tender.Estimate.Amount = -1 }, "/tender/estimate/amount", CodeOutOfRange},
		{"no years", func(s *Sheet) { s.Tender.Years = 0 }, "/tender/years", CodeMissing},
		{"too many years", func(s *Sheet) { s.Tender.Years = 101 }, "/tender/years", CodeOutOfRange},
		{"a bid without id", func(s *Sheet) { s.Bids[0].ID = "" }, "/bids/0/id", CodeMissing},
		{"a bid twice", func(s *Sheet) { s.Bids[2].ID = "A" }, "/bids/2/id", CodeIDTwice},
		{"no price", func(s *Sheet) { s.Bids[0].Price = nil }, "/bids/0/price", CodeMissing},
		{"a price in another currency", func(s *Sheet) { s.Bids[2].Price.Currency = "EUR" }, "/bids/2/price/currency", CodeCurrency},
		{"a price in no currency", func(s *Sheet) { s.Bids[2].Price.Currency = "£" }, "/bids/2/price/currency", CodeForm},
		{"a negative price", func(s *Sheet) { s.Bids[2].Price.Amount = -1 }, "/bids/2/price/amount", CodeOutOfRange},
		{"a missing level", func(s *Sheet) { delete(s.Bids[0].Levels, "q1") }, "/bids/0/levels/q1", CodeMissing},
		{"a level off the scale", func(s *Sheet) { s.Bids[0].Levels["q1"] = 3 }, "/bids/0/levels/q1", CodeUnknownLevel},
		{"an unknown question", func(s *Sheet) { s.Bids[0].Levels["q/~9"] = 3 }, "/bids/0/levels/q~1~09", CodeUnknownID},
		{"an unknown question of a disregarded bid", func(s *Sheet) { s.Bids[1].Levels["q9"] = 3 }, "/bids/1/levels/q9", CodeUnknownID},
		{"an unknown measure", func(s *Sheet) { s.Bids[0].Commitments["99"] = 3 }, "/bids/0/commitments/99", CodeUnknownMeasure},
		{"a negative quantity", func(s *Sheet) { s.Bids[0].Commitments["13"] = -3 }, "/bids/0/commitments/13", CodeOutOfRange},
		{"an unknown gate", func(s *Sheet) { s.Bids[0].Gates["x"] = true }, "/bids/0/gates/x", CodeUnknownID},
		{"no ground", func(s *Sheet) { s.Bids[1].Disregarded.Reason = "" }, "/bids/1/disregarded/reason", CodeMissing},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := sheetFile(t)
			row.edit(&s)
			faults := s.Check()
			if !slices.ContainsFunc(faults, func(f Fault) bool { return f.Pointer == row.pointer && f.Code == row.code }) {
				t.Errorf("want %s at %s, got %v", row.code, row.pointer, faults)
			}
			for _, f := range faults {
				if f.Message == "" || strings.Contains(f.Message, "%!") {
					t.Errorf("a fault without a proper sentence: %+v", f)
				}
			}
			if _, err := Score(s); err == nil {
				t.Error("scored all the same")
			}
			if _, err := Specification(s); err == nil {
				t.Error("scored by the specification all the same")
			}
		})
	}
}

// bandsOf makes bands from pairs of ends; an empty text leaves an end out.
func bandsOf(ends ...string) Function {
	f := Function{Name: Bands}
	for i := 0; i < len(ends); i += 2 {
		b := Band{Mark: digits("50")}
		if ends[i] != "" {
			b.From = digits(ends[i])
		}
		if i+1 < len(ends) && ends[i+1] != "" {
			b.To = digits(ends[i+1])
		}
		f.Bands = append(f.Bands, b)
	}
	return f
}
