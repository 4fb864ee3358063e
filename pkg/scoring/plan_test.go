package scoring

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// TestPlanRanksAsScoreDoes holds the quickest way, which never looks at the tree, to the whole result.
func TestPlanRanksAsScoreDoes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := &maker{T: t, plain: rapid.Bool().Draw(t, "plain")}
		s := m.sheet()
		if m.plain {
			s.Method.Basis = m.basis
			s.Method.Rounding.At = pick(m, RoundNone, RoundTotal)
		}
		want, err := Score(s)
		if err != nil {
			t.Fatal(err)
		}
		p, err := Compile(s.Method, s.Tender)
		if err != nil {
			t.Fatal(err)
		}
		table, err := p.Table(s.Bids)
		if err != nil {
			t.Fatal(err)
		}
		got := p.Rank(table, seedOf(s)...)
		var places []Ranked
		for i, bid := range got.Bids {
			total := got.Total(i)
			places = append(places, Ranked{Bid: bid, Rank: got.Ranks[i], Total: p.figure(total), Exact: exactOf(total)})
		}
		if diff := cmp.Diff(want.Ranking, append([]Ranked{}, places...)); diff != "" {
			t.Fatalf("whole result (-) and ranking alone (+):\n%s", diff)
		}
		if diff := cmp.Diff(want.Ties, got.Ties) + cmp.Diff(append([]Excluded{}, want.Excluded...), append([]Excluded{}, got.Excluded...)); diff != "" {
			t.Fatalf("whole result (-) and ranking alone (+):\n%s", diff)
		}
	})
}
