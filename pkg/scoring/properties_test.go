package scoring

import (
	"slices"
	"testing"

	"github.com/assay-engine/assay/pkg/decimal"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func score(t *rapid.T, s Sheet) Result {
	r, err := Score(s)
	if err != nil {
		t.Fatalf("a right sheet was refused: %v", err)
	}
	return r
}

// TestOrderOfBidsShowsNowhere: everything but the hash of the inputs is the same whatever order the bids came in.
func TestOrderOfBidsShowsNowhere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := (&maker{T: t}).sheet()
		want := score(t, s)
		s.Bids = rapid.Permutation(s.Bids).Draw(t, "order")
		if s.Bids == nil {
			s.Bids = []Bid{}
		}
		got := score(t, s)
		got.InputHash = want.InputHash
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("another order of bids gave another result:\n%s", diff)
		}
	})
}

// TestUnitsDoNotMatter: measuring hours in halves, or money in another currency at a fixed rate, changes no mark.
func TestUnitsDoNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := &maker{T: t, plain: true}
		s := m.sheetUnder(WeightedSum)
		s.Method.TieBreak = nil
		for i := range s.Bids {
			for code, q := range s.Bids[i].Commitments {
				s.Bids[i].Commitments[code] = q % 1_000_000_000
			}
			s.Bids[i].Price.Amount %= 1_000_000_000
		}
		factor := rapid.Int64Range(2, 9).Draw(t, "factor")
		want := score(t, s)
		scaleSheet(&s, factor)
		got := score(t, s)
		if diff := cmp.Diff(want.Ranking, got.Ranking); diff != "" {
			t.Fatalf("units %d times as small gave another ranking:\n%s", factor, diff)
		}
	})
}

// scaleSheet multiplies every input and every parameter that is an input.
func scaleSheet(s *Sheet, factor int64) {
	for i := range s.Bids {
		for code := range s.Bids[i].Commitments {
			s.Bids[i].Commitments[code] *= decimal.Quantity(factor)
		}
		s.Bids[i].Price.Amount *= decimal.Pence(factor)
	}
	eachFunction(s.Method.Criteria, func(f *Function) {
		for _, n := range []*decimal.Number{f.Worst, f.Best} {
			multiplyNumber(n, factor)
		}
		for i := range f.Points {
			multiplyNumber(&f.Points[i][0], factor)
		}
		for i := range f.Bands { // a band's from is the number of the one before it
			if f.Bands[i].To != nil {
				f.Bands[i].To = new(*f.Bands[i].To)
				multiplyNumber(f.Bands[i].To, factor)
			}
			if i > 0 {
				f.Bands[i].From = f.Bands[i-1].To
			}
		}
	})
}

func multiplyNumber(n *decimal.Number, factor int64) {
	if n != nil {
		v, _ := n.Scaled(6)
		*n = decimal.FromScaled(v*factor, 6)
	}
}

func eachFunction(list []Criterion, visit func(*Function)) {
	for i := range list {
		if list[i].Score != nil {
			visit(list[i].Score)
		}
		eachFunction(list[i].Criteria, visit)
	}
}

// TestDominatedBidsChangeNothing: under functions that do not look at rivals, a further bid changes no other bid's marks or total, and the ranks
// of the others stay in the same order.
func TestDominatedBidsChangeNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := &maker{T: t, rivalFree: true}
		s := m.sheet()
		want := score(t, s)
		s.Bids = append(s.Bids, m.bid("zz"))
		got := score(t, s)
		got.Nodes = slices.DeleteFunc(got.Nodes, func(n Node) bool { return n.Bid == "zz" })
		got.Ranking = slices.DeleteFunc(got.Ranking, func(r Ranked) bool { return r.Bid == "zz" })
		for i := range want.Ranking {
			g, w := got.Ranking[i], want.Ranking[i]
			if g.Bid != w.Bid || g.Exact != w.Exact {
				t.Fatalf("place %d: got %v, want %v", i, g, w)
			}
		}
		if diff := cmp.Diff(want.Nodes, got.Nodes); diff != "" {
			t.Fatalf("a further bid changed others' marks:\n%s", diff)
		}
	})
}

// TestSplittingACriterionChangesNothing: two halves that measure the same make the total of the whole.
func TestSplittingACriterionChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := &maker{T: t, plain: true}
		s := m.sheetUnder(WeightedSum)
		s.Method.TieBreak, s.Method.Rounding = nil, Rounding{}
		i := slices.IndexFunc(s.Method.Criteria, func(c Criterion) bool { return c.Criteria == nil && *c.Weight > 1 && c.Kind != ValueLeaf })
		if i < 0 {
			t.Skip("no leaf at the top")
		}
		want := score(t, s)
		half := s.Method.Criteria[i]
		half.ID, half.Weight = "half", percent(int64(*half.Weight)/2)
		s.Method.Criteria[i].Weight = new(*s.Method.Criteria[i].Weight - *half.Weight)
		if half.Kind == MeasureLeaf {
			half.Measure = "half"
		}
		s.Method.Criteria = append(s.Method.Criteria, half)
		for k := range s.Bids {
			copyHalf(&s.Bids[k], s.Method.Criteria[i], half)
		}
		got := score(t, s)
		if diff := cmp.Diff(want.Ranking, got.Ranking); diff != "" {
			t.Fatalf("splitting a criterion gave another ranking:\n%s", diff)
		}
	})
}

func copyHalf(b *Bid, of, half Criterion) {
	if q, offered := b.Commitments[of.Measure]; offered && of.Kind == MeasureLeaf {
		b.Commitments[half.Measure] = q
	}
	if of.Kind == QuestionLeaf {
		b.Levels[half.ID] = b.Levels[of.ID]
	}
}

// TestResultsHoldTogether: totals are what the trace adds up to, ranks follow totals, and every bid is in exactly one list.
func TestResultsHoldTogether(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := (&maker{T: t}).sheet()
		r := score(t, s)
		seen := map[string]int{}
		for i, place := range r.Ranking {
			seen[place.Bid]++
			if i > 0 && place.Rank < r.Ranking[i-1].Rank || place.Rank > i+1 {
				t.Fatalf("ranks are out of order: %v", r.Ranking)
			}
		}
		for _, x := range r.Excluded {
			seen[x.Bid]++
			if x.Why == WhyFailedRequirements && len(x.Failures) == 0 {
				t.Fatalf("%s failed and nothing says why", x.Bid)
			}
		}
		for _, b := range s.Bids {
			if seen[b.ID] != 1 {
				t.Fatalf("%s is in the result %d times", b.ID, seen[b.ID])
			}
		}
		for _, n := range r.Nodes {
			if mark := n.Exact.Rat(); mark.Sign() < 0 || mark.Cmp(hundred) > 0 {
				t.Fatalf("%s of %s has a mark of %s", n.Criterion, n.Bid, n.Exact)
			}
		}
	})
}

// TestFloatsWouldMisplaceRanks shows why none are used: whole-number promises tie, and only exact totals see it.
func TestFloatsWouldMisplaceRanks(t *testing.T) {
	s := benchSheet(20, func(int) *Function { return &Function{Name: FixedLinear, Worst: digits("0"), Best: digits("3")} }, 4)
	r := mustScore(t, s)
	totals := map[string]bool{}
	for _, place := range r.Ranking {
		totals[string(place.Exact)] = true
	}
	if len(totals) == len(r.Ranking) {
		t.Error("twenty bids of whole numbers up to three should tie somewhere")
	}
	shared := 0
	for i := 1; i < len(r.Ranking); i++ {
		if same := r.Ranking[i].Exact == r.Ranking[i-1].Exact; same != (r.Ranking[i].Rank == r.Ranking[i-1].Rank) {
			t.Errorf("equal totals share a rank and others do not: %v", r.Ranking)
		} else if same {
			shared++
		}
	}
	if shared == 0 {
		t.Error("no rank was shared")
	}
}
