package scoring

import (
	"slices"
	"strings"
	"testing"

	"github.com/assay-engine/assay/pkg/decimal"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func scored(t testing.TB, s Sheet) Scored { return Scored{s, mustScore(t, s)} }

func TestCompareTwoRuns(t *testing.T) {
	before := scored(t, sheetFile(t))
	s := sheetFile(t)
	s.Bids[0].Levels["q2"] = 2                         // A answers better
	s.Bids[1].Disregarded = nil                        // B is back in the competition
	s.Bids[3].Disregarded = &Disregard{Reason: "late"} // D goes
	s.Bids = slices.Delete(s.Bids, 5, 6)               // F is gone
	s.Method.Criteria[0].Title = "The price"           // nothing but a word
	s.Method.RankOn = Unrounded                        // a default, written out
	s.Bids[0], s.Bids[4] = s.Bids[4], s.Bids[0]        // another order
	s.Bids = append(s.Bids, Bid{ID: "G", Disregarded: &Disregard{Reason: "late"}})
	c := Compare(before, scored(t, s))
	var got []string
	for _, change := range c.Changes {
		got = append(got, strings.Join([]string{change.Pointer, change.Bid, change.Criterion, change.Before, change.After}, "|"))
	}
	want := []string{
		`/bids/1/disregarded|B||{"reason":"abnormally_low"}|`,
		`/bids/3/disregarded|D|||{"reason":"late"}`,
		`/bids/4/levels/q2|A||1|2`,
		`/bids/5|G|||{"disregarded":{"reason":"late"},"id":"G"}`,
		`/bids/5|F||{"commitments":{"13":1},"gates":{},"id":"F","levels":{"q1":2,"q2":2},"price":{"amount":99,"currency":"GBP"}}|`,
		`/method/criteria/0/title||price|"Price"|"The price"`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("changes:\n%s", diff)
	}
	effects := map[string]BidEffect{}
	for _, b := range c.Bids {
		effects[b.Bid] = b
	}
	a := effects["A"]
	if a.Before.Rank != 2 || a.After.Rank != 2 || !slices.Contains(a.Marks, MarkEffect{"q2", "50", "100"}) || !slices.Contains(a.Marks, MarkEffect{"quality", "80", "100"}) {
		t.Errorf("A: %+v", a)
	}
	if b := effects["B"]; b.Before.Why != WhyDisregarded || b.After.Rank != 1 || !slices.Contains(b.Marks, MarkEffect{"price", "", "100"}) {
		t.Errorf("B: %+v", b)
	}
	if f := effects["F"]; f.After != (Outcome{}) || f.Before.Why != WhyFailedRequirements {
		t.Errorf("F: %+v", f)
	}
}

func TestComparisonInWords(t *testing.T) {
	before := sheetFile(t)
	after := sheetFile(t)
	after.Bids[0].Levels["q2"] = 2
	after.Bids[4].Levels["q2"] = 2
	after.Method.Criteria[0].Minimum = digits("75")
	var texts []string
	for _, sentence := range Compare(scored(t, before), scored(t, after)).Sentences(Words{Bids: map[string]string{"A": "Alder"}}) {
		if sentence.About != AboutChange {
			t.Errorf("about %s: %s", sentence.About, sentence.Text)
		}
		texts = append(texts, sentence.Text)
	}
	want := []string{
		"Alder: the level on Team was 1 and is now 2.",
		"Bid E: the level on Team was 0 and is now 2.",
		"The criterion Price: the minimum was added: 75.",
		"Alder was 2nd with 73.60 and is now 1st with 81.60, up by 8; 2 of its marks changed.",
		"Bid C was ranked 1st with 76.54, and now is left out for failing the requirements.",
		"Bid E was left out for failing the requirements, and now is ranked 2nd with 74.00.",
	}
	if diff := cmp.Diff(want, texts); diff != "" {
		t.Error(diff)
	}
	back := Compare(scored(t, after), scored(t, before)).Sentences(Words{})
	if back[2].Text != "The criterion Price: the minimum was taken away (before: 75)." {
		t.Errorf("got %q", back[2].Text)
	}
	if !strings.Contains(back[3].Text, "down by 8") {
		t.Errorf("got %q", back[3].Text)
	}
	before.Tender.Years = 5
	years := Compare(scored(t, sheetFile(t)), scored(t, before)).Sentences(Words{})
	if len(years) != 1 || years[0].Text != "The tender: the term in years was 3 and is now 5." {
		t.Errorf("got %v", years)
	}
}

func TestComparisonNamesEveryOutcome(t *testing.T) {
	s := qualitySheet(PricePerQualityPoint, map[string][2]decimal.Number{"A": {*digits("1"), *digits("1")}})
	none := s
	none.Bids = []Bid{}
	zero := s
	zero.Bids = []Bid{s.Bids[0]}
	zero.Bids[0].Commitments = map[string]decimal.Quantity{}
	gone := s
	gone.Bids = []Bid{s.Bids[0]}
	gone.Bids[0].Disregarded = &Disregard{"late"}
	words := func(a, b Sheet) string {
		list := Compare(scored(t, a), scored(t, b)).Sentences(Words{})
		return list[len(list)-1].Text
	}
	wants(t, words(none, s), "Bid A was not in the competition, and now is ranked 1st with 1.00.")
	wants(t, words(s, zero), "Bid A was ranked 1st with 1.00, and now is left out for want of any quality marks.")
	wants(t, words(s, gone), "Bid A was ranked 1st with 1.00, and now is disregarded.")
	cheaper := s
	cheaper.Bids = []Bid{s.Bids[0]}
	cheaper.Bids[0].Price = new(decimal.Pounds(50))
	wants(t, words(s, cheaper), "Bid A was 1st with 1.00 and is now 1st with 0.50, down by 0.5; none of its marks changed.")
	renamed := sheetFile(t)
	renamed.Method.Criteria[2].Criteria[0].ID = "hours"
	list := Compare(scored(t, sheetFile(t)), scored(t, renamed)).Sentences(Words{})
	if last := list[len(list)-1].Text; last != "Bid C keeps its rank and total; 2 of its marks changed." {
		t.Errorf("got %q", last)
	}
}

func TestARunComparedWithItselfIsTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := (&maker{T: t}).sheet()
		run := Scored{s, score(t, s)}
		explicit := s
		explicit.Method = s.Method.WithDefaults()
		other := Scored{explicit, score(t, explicit)}
		c := Compare(run, other)
		if len(c.Changes)+len(c.Bids) != 0 {
			t.Fatalf("got %+v", c)
		}
		if text := c.Sentences(Words{})[0].Text; text != "The two runs are the same." {
			t.Fatalf("got %q", text)
		}
	})
}

// TestEveryChangeIsSaidInWords changes one member after another, and wants no JSON and no pointer in what is said of it.
func TestEveryChangeIsSaidInWords(t *testing.T) {
	for want, change := range map[string]func(*Sheet){
		"Bid A: the price was £100 and is now £1,234.50.":                                                 func(s *Sheet) { s.Bids[0].Price = new(decimal.Pounds(123_450)) },
		"Bid A: the commitment to measure 13 was 40 and is now 41.5.":                                     func(s *Sheet) { s.Bids[0].Commitments["13"] = 41_500 },
		"Bid A: the requirement Insurance held was met and is now not met.":                               func(s *Sheet) { s.Bids[0].Gates["insurance"] = false },
		"Bid A is now disregarded (abnormally low).":                                                      func(s *Sheet) { s.Bids[0].Disregarded = &Disregard{"abnormally_low"} },
		"Bid F was taken away.":                                                                           func(s *Sheet) { s.Bids = slices.Delete(s.Bids, 5, 6) },
		"The criterion Price: the weight was 40 % and is now 30 %.":                                       func(s *Sheet) { *s.Method.Criteria[0].Weight = 3000; *s.Method.Criteria[1].Weight = 5000 },
		"The criterion Price: the scoring function was relative to best and is now min max.":              func(s *Sheet) { s.Method.Criteria[0].Score.Name = MinMax },
		"The criterion Method: the marks of the 2nd step of the scale were 50 and are now 60.":            func(s *Sheet) { s.Method.Criteria[1].Criteria[0].Scale[1].Marks = decimal.FromInt(60) },
		"The criterion Social return: the money for one unit of the 1st measure was £1 and is now £2.50.": func(s *Sheet) { s.Method.Criteria[2].Criteria[1].Measures[0].Proxy = digits("2.5") },
		"The method: the 1st tie rule was the mark on quality and is now lowest price.":                   func(s *Sheet) { s.Method.TieBreak[0] = TieBreak{By: ByLowestPrice} },
		"The method: the 2nd tie rule was taken away (before: shared).":                                   func(s *Sheet) { s.Method.TieBreak = s.Method.TieBreak[1:] },
		"The criterion Volunteer hours: the curve was added: 0 earns 0, then 10.5 earns 100.": func(s *Sheet) {
			s.Method.Criteria[2].Criteria[0].Score = &Function{Name: PiecewiseLinear, Points: []Point{{*digits("0"), *digits("0")}, {*digits("10.5"), *digits("100")}}}
		},
		"The criterion Volunteer hours: the bands were added: mark 0, end 10, then start 10, mark 100.": func(s *Sheet) {
			s.Method.Criteria[2].Criteria[0].Score = &Function{Name: Bands, Bands: []Band{{To: digits("10"), Mark: digits("0")}, {From: digits("10"), Mark: digits("100")}}}
		},
		"The tender: the estimate was £2,400,000 and is now EUR 5.": func(s *Sheet) { s.Tender.Estimate = &decimal.Money{Amount: 500, Currency: "EUR"} },
		"The criterion new was added, with a weight of 40 %.":       func(s *Sheet) { s.Method.Criteria[0].ID, s.Method.Criteria[0].Title = "new", "" },
		"The method: where it is rounded was none and is now leaf.": func(s *Sheet) { s.Method.Rounding.At = RoundLeaf },
	} {
		s := sheetFile(t)
		change(&s)
		var texts []string
		c := Comparison{Changes: changes(sheetFile(t), s)}
		for _, sentence := range c.Sentences(Words{}) {
			texts = append(texts, sentence.Text)
			if strings.ContainsAny(sentence.Text, "{}[]") || strings.Contains(sentence.Text, "/") || strings.Contains(sentence.Text, `":`) {
				t.Errorf("not in words: %s", sentence.Text)
			}
		}
		if !slices.Contains(texts, want) {
			t.Errorf("want %q among\n%s", want, strings.Join(texts, "\n"))
		}
	}
}
