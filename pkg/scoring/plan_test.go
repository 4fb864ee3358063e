package scoring

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/assay-engine/assay/pkg/decimal"
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

// TestNearTotalsAreToldApartExactly: hundreds of bids whose totals need many words, in which every other bid ties with its neighbour, or is a thousandth
// of a unit off, in ways that no rounding of totals would show.
func TestNearTotalsAreToldApartExactly(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	s := benchSheet(300, toBest, 100_000)
	weights := decimal.Weight(0)
	for i := range s.Method.Criteria {
		*s.Method.Criteria[i].Weight = 344
		weights += 344
	}
	*s.Method.Criteria[28].Weight += 10_000 - weights
	for i := range s.Bids {
		// Columns in pairs have the same best and weight, so that to swap what is offered on them changes no total.
		for k := range 28 {
			best := decimal.Quantity(99_999_989 - 1_000*int64(k/2*2))
			code := fmt.Sprint(k + 1)
			s.Bids[i].Commitments[code] = min(s.Bids[i].Commitments[code], best-1)
			if i == 0 {
				s.Bids[i].Commitments[code] = best
			}
		}
		if i%2 == 1 {
			for code, q := range s.Bids[i-1].Commitments {
				s.Bids[i].Commitments[code] = q
			}
			pair := 1 + 2*random.IntN(14)
			a, b := fmt.Sprint(pair), fmt.Sprint(pair+1)
			s.Bids[i].Commitments[a], s.Bids[i].Commitments[b] = s.Bids[i].Commitments[b], s.Bids[i].Commitments[a]
			if i%4 == 1 {
				s.Bids[i].Commitments[a]-- // a thousandth of a unit of a hundred thousand
			}
		}
	}
	want, err := Score(s)
	if err != nil {
		t.Fatal(err)
	}
	plan, err := Compile(s.Method, s.Tender)
	if err != nil {
		t.Fatal(err)
	}
	table, err := plan.Table(s.Bids)
	if err != nil {
		t.Fatal(err)
	}
	got := plan.Rank(table)
	if len(got.Ties) < 60 {
		t.Errorf("only %d ties", len(got.Ties))
	}
	if diff := cmp.Diff(want.Ties, got.Ties); diff != "" {
		t.Errorf("ties (-whole result, +ranking alone):\n%s", diff)
	}
	for i, r := range want.Ranking {
		if got.Bids[i] != r.Bid || got.Ranks[i] != r.Rank || exactOf(got.Total(i)) != r.Exact {
			t.Fatalf("place %d: %s, rank %d, want %v", i, got.Bids[i], got.Ranks[i], r)
		}
	}
}
