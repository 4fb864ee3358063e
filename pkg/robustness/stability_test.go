package robustness_test

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/assay-engine/assay/pkg/decimal"
	"github.com/assay-engine/assay/pkg/robustness"
	"github.com/assay-engine/assay/pkg/scoring"
)

// mover moves one weight of a sheet by plain recursion, in fractions, and ranks the bids again by the marks of the run.
type mover struct {
	scoring.Sheet
	marks map[[2]string]*big.Rat
	bids  []string
	price map[string]*big.Rat
}

func newMover(t *testing.T, s scoring.Sheet) (*mover, scoring.Result) {
	r, err := scoring.Score(s)
	if err != nil {
		t.Fatal(err)
	}
	m := &mover{Sheet: s, marks: map[[2]string]*big.Rat{}, price: map[string]*big.Rat{}}
	for _, n := range r.Nodes {
		m.marks[[2]string{n.Bid, n.Criterion}] = n.Exact.Rat()
	}
	for _, ranked := range r.Ranking {
		m.bids = append(m.bids, ranked.Bid)
	}
	for _, b := range s.Bids {
		m.price[b.ID] = b.Price.Rat()
	}
	return m, r
}

// leaf is a leaf's weight after a move, as a fraction of the whole or in pounds; inside says whether it lies under the moved criterion.
type leaf struct {
	id     string
	weight *big.Rat
	inside bool
}

func (m *mover) leaves(list []scoring.Criterion, share *big.Rat, moved string, inside bool, local func([]scoring.Criterion, int) *big.Rat) (out []leaf) {
	for i, c := range list {
		w := local(list, i)
		if w == nil {
			continue
		}
		w = new(big.Rat).Mul(w, share)
		in := inside || c.ID == moved
		if len(c.Criteria) > 0 {
			out = append(out, m.leaves(c.Criteria, w, moved, in, local)...)
		} else {
			out = append(out, leaf{c.ID, w, in})
		}
	}
	return out
}

// at gives every leaf's weight with one criterion's weight moved to t (a fraction, or pounds).
func (m *mover) at(row robustness.Stability, t *big.Rat) []leaf {
	one := big.NewRat(1, 1)
	local := func(list []scoring.Criterion, i int) *big.Rat {
		if m.Method.Basis == scoring.AwardOnValue {
			if list[i].Worth == nil && len(list[i].Criteria) == 0 {
				return nil
			} else if list[i].Worth == nil {
				return one
			}
			return list[i].Worth.Rat()
		}
		if list[i].Weight == nil {
			return nil
		}
		w := big.NewRat(int64(*list[i].Weight), 10_000)
		if row.Scope != robustness.Siblings {
			return w
		}
		for j := range list {
			if list[j].ID == row.Criterion {
				if j == i {
					return t
				}
				own := big.NewRat(int64(*list[j].Weight), 10_000)
				return w.Mul(w, new(big.Rat).Quo(new(big.Rat).Sub(one, t), own.Sub(one, own)))
			}
		}
		return w
	}
	leaves := m.leaves(m.Method.Criteria, one, row.Criterion, false, local)
	if row.Scope == robustness.Siblings {
		return leaves
	}
	in := new(big.Rat)
	for _, l := range leaves {
		if l.inside {
			in.Add(in, l.weight)
		}
	}
	for i := range leaves {
		if leaves[i].inside {
			leaves[i].weight.Mul(leaves[i].weight, new(big.Rat).Quo(t, in))
		} else if row.Scope == robustness.Whole {
			leaves[i].weight.Mul(leaves[i].weight, new(big.Rat).Quo(new(big.Rat).Sub(one, t), new(big.Rat).Sub(one, in)))
		}
	}
	return leaves
}

// order ranks the bids with a weight moved, as "A B=C D"; bids with equal totals are joined, in the order of the alphabet.
func (m *mover) order(row robustness.Stability, t *big.Rat) string {
	standing := map[string]*big.Rat{}
	for _, bid := range m.bids {
		q := new(big.Rat)
		for _, l := range m.at(row, t) {
			q.Add(q, new(big.Rat).Mul(l.weight, m.marks[[2]string{bid, l.id}]))
		}
		switch m.Method.Basis {
		case scoring.PricePerQualityPoint, scoring.ValueForMoneyIndex:
			q.Quo(q, m.price[bid])
		case scoring.AwardOnValue:
			q.Quo(q, big.NewRat(100, 1)).Sub(q, m.price[bid])
		}
		standing[bid] = q
	}
	bids := slices.Sorted(slices.Values(m.bids))
	slices.SortStableFunc(bids, func(a, b string) int { return standing[b].Cmp(standing[a]) })
	var out strings.Builder
	for i, bid := range bids {
		if i > 0 && standing[bid].Cmp(standing[bids[i-1]]) == 0 {
			out.WriteString("=")
		} else if i > 0 {
			out.WriteString(" ")
		}
		out.WriteString(bid)
	}
	return out.String()
}

func official(r scoring.Result) string {
	var out strings.Builder
	for i, ranked := range r.Ranking {
		if i > 0 && ranked.Rank == r.Ranking[i-1].Rank {
			out.WriteString("=")
		} else if i > 0 {
			out.WriteString(" ")
		}
		out.WriteString(ranked.Bid)
	}
	return out.String()
}

func first(order string) string { return strings.SplitN(order, " ", 2)[0] }

// TestStabilityByBruteForce moves every weight of hundreds of sheets to just inside and just outside of each bound, and ranks again.
func TestStabilityByBruteForce(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	bounds := 0
	for i := range 400 {
		basis := []scoring.Basis{scoring.WeightedSum, scoring.WeightedSum, scoring.PricePerQualityPoint, scoring.ValueForMoneyIndex, scoring.AwardOnValue}[i%5]
		s := random(r, basis, i%2 == 0)
		m, result := newMover(t, s)
		rows, err := robustness.WeightStability(s)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			unit := big.NewRat(100, 1)
			if row.Scope == robustness.Worth {
				unit = big.NewRat(1, 1)
			}
			now := new(big.Rat).Quo(row.Weight.Rat(), unit)
			if row.Scope != robustness.Worth && now.Cmp(big.NewRat(1, 1)) >= 0 {
				continue
			}
			whole := func(order string) string { return order }
			bounds += checkRange(t, m, row, "winner", row.Winner, now, unit, first, official(result))
			bounds += checkRange(t, m, row, "ranks", row.Ranks, now, unit, whole, official(result))
		}
	}
	if bounds < 2000 {
		t.Errorf("only %d bounds were tried", bounds)
	}
}

func checkRange(t *testing.T, m *mover, row robustness.Stability, what string, in robustness.Range, now, unit *big.Rat, view func(string) string, official string) (bounds int) {
	t.Helper()
	tiny := big.NewRat(1, 1_000_000_000_000)
	ends := []*big.Rat{new(big.Rat), big.NewRat(1, 1)}
	if row.Scope == robustness.Worth {
		ends[1] = new(big.Rat).Mul(now, big.NewRat(1000, 1))
	}
	for side, bound := range []*robustness.Bound{in.Low, in.High} {
		outwards := new(big.Rat).Mul(tiny, big.NewRat(int64(2*side-1), 1))
		inside := new(big.Rat).Sub(ends[side], outwards)
		if bound != nil {
			bounds++
			at := new(big.Rat).Quo(bound.Exact.Rat(), unit)
			if order := view(m.order(row, new(big.Rat).Add(at, outwards))); order == view(official) {
				t.Fatalf("%s %s %s: just beyond the bound %s the order is still %s", row.Criterion, row.Scope, what, bound.Exact, order)
			}
			if at.Cmp(now) == 0 {
				continue
			}
			inside.Sub(at, outwards)
		}
		middle := new(big.Rat).Add(inside, now)
		for _, at := range []*big.Rat{inside, middle.Mul(middle, big.NewRat(1, 2))} {
			if order := view(m.order(row, at)); order != view(official) {
				t.Fatalf("%s %s %s: inside the bound, at %s, the order is %s and no longer %s", row.Criterion, row.Scope, what, at.FloatString(6), order, view(official))
			}
		}
	}
	return bounds
}

// TestStabilityAgainstTheEngine scores the sheet anew with whole basis points on both sides of a bound.
func TestStabilityAgainstTheEngine(t *testing.T) {
	s := parse(t, two)
	rows, err := robustness.WeightStability(s)
	if err != nil {
		t.Fatal(err)
	}
	// A: price 90, method 70, volunteers 40; B: 50, 70, 90. Quality is 55 and 80; A wins while 90p + 55(1−p) > 50p + 80(1−p), from p = 5/13 on.
	price := rows[0]
	if price.Criterion != "price" || price.Scope != robustness.Whole || price.Winner.Low == nil || price.Winner.Low.Exact != "500/13" || price.Winner.High != nil {
		t.Fatalf("price: %+v", price)
	}
	if b := price.Winner.Low; b.Overtakes != "B" || b.Overtaken != "A" || b.Weight.String() != "38.4615" {
		t.Errorf("bound %+v", b)
	}
	for weight, want := range map[decimal.Weight]string{3846: "B A", 3847: "A B"} {
		changed := parse(t, two)
		other := 10_000 - weight
		changed.Method.Criteria[0].Weight, changed.Method.Criteria[1].Weight = &weight, &other
		r, err := scoring.Score(changed)
		if err != nil || official(r) != want {
			t.Errorf("price at %s %%: %s (%v), want %s", weight, official(r), err, want)
		}
	}
	var scopes []string
	for _, row := range rows {
		scopes = append(scopes, fmt.Sprint(row.Criterion, " ", row.Scope, " ", row.Weight))
	}
	want := []string{"price whole 40", "quality whole 60", "q1 whole 30", "q1 siblings 50", "social whole 30", "social siblings 50"}
	if !slices.Equal(scopes, want) {
		t.Errorf("rows %v, want %v", scopes, want)
	}
}

func TestStabilityAtTiesAndRoundings(t *testing.T) {
	tied := parse(t, two)
	tied.Bids[1] = tied.Bids[0]
	tied.Bids[1].ID = "B"
	for _, row := range must[[]robustness.Stability](t)(robustness.WeightStability(tied)) {
		if row.Winner.Low != nil || row.Winner.High != nil {
			t.Errorf("two bids the same in everything stay tied whatever moves: %+v", row)
		}
	}
	// 90 × 0.4 + 55 × 0.6 = 69 and 50 × 0.4 + 80 × 0.6 = 68: rounded down to tens they tie, and price decides.
	places := 0
	rounded := parse(t, strings.Replace(two, `"method": {`, `"method": {"rankOn": "rounded", "tieBreak": [{"by": "criterion", "id": "social"}], `, 1))
	rounded.Method.Rounding = scoring.Rounding{Places: &places}
	rounded.Bids[1].Commitments["13"] = 91800 // 68.54, which rounds to 69 too
	for _, row := range must[[]robustness.Stability](t)(robustness.WeightStability(rounded)) {
		if row.Winner.Low == nil || row.Winner.Low.Exact.Rat().Cmp(row.Weight.Rat()) != 0 || row.Winner.High == nil || row.Winner.High.Exact != row.Winner.Low.Exact {
			t.Errorf("%s %s: a win that rests on rounding has no room to move, got %+v", row.Criterion, row.Scope, row.Winner)
		}
	}
	alone := parse(t, two)
	alone.Bids = alone.Bids[:1]
	for _, row := range must[[]robustness.Stability](t)(robustness.WeightStability(alone)) {
		if row.Winner.Low != nil || row.Ranks.High != nil {
			t.Errorf("one bid alone: %+v", row)
		}
	}
	if _, err := robustness.WeightStability(scoring.Sheet{}); err == nil {
		t.Error("an empty sheet was not refused")
	}
}

func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}
