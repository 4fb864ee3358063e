package scoring

import (
	"strings"
	"testing"

	"github.com/assay-engine/assay/pkg/decimal"
	"pgregory.net/rapid"
)

// told is what is said about one subject.
func told(t *testing.T, s Sheet, about Subject, w Words) string {
	t.Helper()
	sentences, err := Explain(s, mustScore(t, s), w)
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	for _, sentence := range sentences {
		if sentence.About == about {
			texts = append(texts, sentence.Text)
		}
	}
	return strings.Join(texts, "\n")
}

func wants(t *testing.T, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

func TestExplainSaysWhatAnOfficerCanSend(t *testing.T) {
	s := oneMeasure(func(c *Criterion) { c.Weight, c.Score = percent(700), new(fixed(0, 100)) }, 40_000)
	s.Bids[0].ID = "B"
	s.Method.Criteria = append(s.Method.Criteria, Criterion{ID: "rest", Kind: MeasureLeaf, Measure: "2", Weight: percent(9300), Score: new(fixed(0, 1))})
	wants(t, told(t, s, AboutMark, Words{Units: map[string]string{"1": "placements", "2": "rest"}}),
		"Bid B offered 40 of the 100 placements that earn full marks: 40.00 of 100, 2.80 of the 7 available.\n"+
			"Bid B offered nothing on rest, which earns no marks: 0.00 of 100, 0.00 of the 93 available.")
}

func TestExplainTheWinner(t *testing.T) {
	w := Words{Bids: map[string]string{"A": "Alder", "B": "Birch"}}
	prices := func(texts ...string) Sheet {
		return priceSheet(&Function{Name: RelativeToBest, Direction: Lower}, pounds(texts...)...)
	}
	wants(t, told(t, prices(), AboutWinner, w), "No bid could be ranked.")
	wants(t, told(t, prices("10"), AboutWinner, w), "Alder ranks first, as the only bid that could be ranked, with 100.00 of 100.")
	wants(t, told(t, prices("10", "10", "20"), AboutWinner, w), "Alder and Birch share the first rank with 100.00 of 100.")
	wants(t, told(t, prices("10", "10", "10"), AboutTie, w), "Alder, Birch and Bid C have equal totals and share a rank.")
	wants(t, told(t, prices("10", "16"), AboutWinner, w),
		"Alder ranks first of 2 with 100.00 of 100; Birch comes second with 62.50 of 100, a difference of 37.50. It gained most on price (37.50 more).")
	wants(t, told(t, prices("0", "16"), AboutWarning, w), "Marks on price depend on the other bids, so a losing bid that comes or goes can change the winner.\n"+
		"A price of nothing was offered on price: it has full marks there and every other price has none.")
}

func TestExplainTies(t *testing.T) {
	s := qualitySheet(PricePerQualityPoint, map[string][2]decimal.Number{"A": {*digits("50"), *digits("1000")}, "B": {*digits("100"), *digits("2000")}})
	s.Method.TieBreak = []TieBreak{{By: ByCriterion, ID: "quality"}}
	s.Method.Criteria[0].Title = "Quality"
	wants(t, told(t, s, AboutTie, Words{}), "Bid B and Bid A have equal totals; the higher mark on Quality comes first, so that Bid B leads.")
	wants(t, told(t, s, AboutWinner, Words{}),
		"Bid B ranks first of 2 with £20.00 per quality point; Bid A has the same total and comes second by the tie rule.")
	s.Method.TieBreak = []TieBreak{{By: ByLowestPrice}}
	wants(t, told(t, s, AboutTie, Words{}), "Bid A and Bid B have equal totals; the lower price comes first, so that Bid A leads.")
	s.Method.TieBreak = []TieBreak{{By: ByDraw, Commitment: "sha256:" + strings.Repeat("0", 64)}}
	seed := make([]byte, 32)
	s.DrawSeed, s.Method.TieBreak[0].Commitment = strings.Repeat("00", 32), "sha256:"+hexOf(sha(seed))
	if got := told(t, s, AboutTie, Words{}); !strings.Contains(got, "the draw whose seed was committed to at publication put Bid ") {
		t.Errorf("got %s", got)
	}
}

// TestExplainRounding keeps to what decided where rounding makes two totals the same.
func TestExplainRounding(t *testing.T) {
	rows := []struct {
		at           Step
		on           RankOn
		by           TieBy
		winner, ties string
	}{
		{RoundTotal, Unrounded, ByShared, "Bid B ranks first of 2 with 63 of 100; Bid A has the same rounded total and comes second by the totals before rounding.", ""},
		{
			RoundNone, Rounded, ByLowestPrice, "Bid A ranks first of 2 with 63 of 100; Bid B has the same rounded total and comes second by the tie rule.",
			"Bid A and Bid B have equal rounded totals; the lower price comes first, so that Bid A leads.",
		},
		{
			RoundTotal, Rounded, ByLowestPrice, "Bid A ranks first of 2 with 63 of 100; Bid B has the same total and comes second by the tie rule.",
			"Bid A and Bid B have equal totals; the lower price comes first, so that Bid A leads.",
		},
		{RoundNone, Rounded, ByShared, "Bid A and Bid B share the first rank with 63 of 100.", "Bid A and Bid B have equal rounded totals and share a rank."},
	}
	for _, row := range rows {
		s := priceSheet(&Function{Name: FixedLinear, Worst: digits("0"), Best: digits("100")}, pounds("62.7", "63.1")...)
		s.Method.Rounding, s.Method.RankOn, s.Method.TieBreak = Rounding{At: row.at, Places: new(0)}, row.on, []TieBreak{{By: row.by}}
		wants(t, told(t, s, AboutWinner, Words{}), row.winner)
		wants(t, told(t, s, AboutTie, Words{}), row.ties)
	}
}

func hexOf(b []byte) string {
	var text strings.Builder
	for _, c := range b {
		text.WriteByte(hexDigits[c>>4])
		text.WriteByte(hexDigits[c&15])
	}
	return text.String()
}

func TestExplainOtherBases(t *testing.T) {
	bids := map[string][2]decimal.Number{"A": {*digits("50"), *digits("1234567.5")}, "B": {*digits("100"), *digits("2000000")}, "C": {*digits("0"), *digits("1")}}
	s := qualitySheet(PricePerQualityPoint, bids)
	wants(t, told(t, s, AboutExcluded, Words{}), "Bid C has no quality marks, so a price per quality point cannot be formed; it is not ranked.")
	wants(t, told(t, s, AboutWinner, Words{}), "Bid B ranks first of 2 with £20,000.00 per quality point; Bid A comes second with £24,691.35 per quality "+
		"point, a difference of £4,691.35. It gained most on quality (50.00 more). Its price is £765,432.50 higher.")
	s = qualitySheet(ValueForMoneyIndex, bids)
	s.Method.Rounding.Places = new(6)
	for i := range s.Bids {
		s.Bids[i].Price.Currency = "EUR"
	}
	if got := told(t, s, AboutTotal, Words{}); !strings.Contains(got, "Bid B ranks 1st of 3 with 50.00 quality points per EUR 1 million.") {
		t.Errorf("got %s", got)
	}
	s = qualitySheet(AwardOnValue, bids)
	s.Method.Criteria[0].Weight, s.Method.Criteria[0].Worth = nil, new(decimal.Pence(200_000_000))
	if got := told(t, s, AboutTotal, Words{}); !strings.Contains(got, "Bid B ranks 1st of 3 with £0.00 after value.") {
		t.Errorf("got %s", got)
	}
	for i := range s.Bids {
		s.Bids[i].Price.Amount = 100
	}
	if got := told(t, s, AboutWinner, Words{}); !strings.Contains(got, "with −£1,999,999.00 after value") || !strings.Contains(got, "Their prices are equal.") {
		t.Errorf("got %s", got)
	}
}

func TestExplainEveryFunction(t *testing.T) {
	bands := bandsOf("", "1", "1", "")
	for _, row := range []struct {
		f    Function
		want string
	}{
		{fixed(0, 10), "Bid A offered 4 of the 10 hours that earn full marks: "},
		{fixed(1, 10), "Bid A offered 4 hours, where 1 hours earn nothing and 10 hours earn full marks: "},
		{fixed(0, 1), "Bid A offered 4 hours, where 0 hours earn nothing and 1 hours earn full marks: "},
		{Function{Name: PiecewiseLinear, Points: []Point{{}, {*digits("9"), *digits("100")}}}, "Bid A offered 4 hours, marked on the published curve: "},
		{bands, "Bid A offered 4 hours, marked by the published band of 1 hours and above: "},
		{bandsOf("", "9", "9", ""), "Bid A offered 4 hours, marked by the published band below 9 hours: "},
		{bandsOf("", ""), "Bid A offered 4 hours, marked by the published band of any amount: "},
		{bandsOf("", "1", "1", "9", "9", ""), "Bid A offered 4 hours, marked by the published band from 1 hours to below 9 hours: "},
		{Function{Name: RelativeToBest, Direction: Higher}, "Bid A offered 4 hours, where the highest offered was 5 hours: "},
		{Function{Name: RelativeToBest, Direction: Lower}, "Bid A offered 4 hours, where the lowest was 4 hours: "},
		{Function{Name: MinMax, Direction: Lower}, "Bid A offered 4 hours, where the offers ranged from 4 hours to 5 hours: "},
		{Function{Name: MeanDeviation, Direction: Lower}, "Bid A offered 4 hours, where the mean of the offers was 4.5 hours: "},
		{Function{Name: StandardDifferential}, "Bid A offered 4 hours, where the lowest was 4 hours: "},
		{Function{Name: Logarithmic, HalvingFactor: digits("2")}, "Bid A offered 4 hours, where the lowest was 4 hours: "},
	} {
		s := oneMeasure(func(c *Criterion) { c.Score = &row.f }, 4_000, 5_000)
		got := told(t, s, AboutMark, Words{Units: map[string]string{"1": "hours"}})
		if !strings.Contains("\n"+got, "\n"+row.want) || !strings.Contains(got, " of the 100 available.") {
			t.Errorf("%s: got %q, want %q", row.f.Name, got, row.want)
		}
	}
	equal := oneMeasure(func(c *Criterion) { c.Score = &Function{Name: MinMax, Direction: Lower} }, 5_000, 5_000)
	if got := told(t, equal, AboutMark, Words{}); !strings.HasPrefix(got, "Bid A offered 5 units on m, as did every other who offered: ") {
		t.Errorf("got %q", got)
	}
}

func TestExplainRefusesAWrongSheet(t *testing.T) {
	s := sheetFile(t)
	r := mustScore(t, s)
	s.Version = 0
	if _, err := Explain(s, r, Words{}); err == nil {
		t.Error("explained a sheet that cannot be scored")
	}
}

func TestExplainSurvivesAResultOfAnotherSheet(t *testing.T) {
	other := qualitySheet(PricePerQualityPoint, map[string][2]decimal.Number{"X": {*digits("1"), *digits("1")}, "Y": {*digits("1"), *digits("2")}})
	r := mustScore(t, other)
	r.Excluded = []Excluded{{Bid: "Z", Why: WhyFailedRequirements, Failures: []Failure{{Criterion: "gone", Requires: RequiresMinimum, Exact: "x", Minimum: "1e9"}}}}
	s := qualitySheet(PricePerQualityPoint, map[string][2]decimal.Number{"A": {*digits("1"), *digits("1")}})
	s.Method.Criteria[0].ID = "else"
	sentences, err := Explain(s, r, Words{})
	if err != nil || len(sentences) < 3 {
		t.Fatalf("got %v, %v", sentences, err)
	}
	if last := sentences[len(sentences)-1].Text; last != "Bid Z is not ranked: it has an unreadable figure of 100 marks on gone, below the minimum of an unreadable figure." {
		t.Errorf("got %q", last)
	}
}

// TestEveryResultCanBeExplained: a sentence for every line of the trace and every excluded bid, none of them empty or with a hole in it.
func TestEveryResultCanBeExplained(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := (&maker{T: t}).sheet()
		r := score(t, s)
		sentences, err := Explain(s, r, Words{})
		if err != nil {
			t.Fatal(err)
		}
		marks, left := 0, map[string]bool{}
		for _, sentence := range sentences {
			if sentence.Text == "" || strings.Contains(sentence.Text, "%!") || strings.Contains(sentence.Text, "unreadable") {
				t.Fatalf("a sentence with a hole: %+v", sentence)
			}
			switch sentence.About {
			case AboutMark:
				marks++
			case AboutExcluded:
				left[sentence.Bid] = true
			}
		}
		if marks != len(r.Nodes) || len(left) != len(r.Excluded) {
			t.Fatalf("%d sentences for %d lines, %d for %d excluded", marks, len(r.Nodes), len(left), len(r.Excluded))
		}
	})
}

func TestOrdinals(t *testing.T) {
	for n, want := range map[int]string{1: "1st", 2: "2nd", 3: "3rd", 4: "4th", 11: "11th", 12: "12th", 13: "13th", 21: "21st", 112: "112th"} {
		if got := ordinal(n); got != want {
			t.Errorf("%d: got %s, want %s", n, got, want)
		}
	}
}
