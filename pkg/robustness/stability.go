package robustness

import (
	"math/big"

	"github.com/assay-engine/assay/pkg/decimal"
	"github.com/assay-engine/assay/pkg/scoring"
)

// Scope says what gives way when one weight is moved.
type Scope string

const (
	// Whole moves the criterion's share of the whole method. What lies under it keeps its proportions, and every leaf of the method outside it is
	// scaled in proportion, so that all still adds up to 100 %.
	Whole Scope = "whole"
	// Siblings moves the criterion's share of its parent. What lies under it keeps its proportions, its siblings are scaled in proportion, and
	// everything outside the parent stays as it is. For a criterion at the top this is the same as Whole and is not repeated.
	Siblings Scope = "siblings"
	// Worth moves what full marks on the criterion are worth in pounds (award_on_value only). What lies under it keeps its proportions and
	// everything else stays.
	Worth Scope = "worth"
)

// Stability says how far one weight may move before the result changes.
//
// The interval is exact: leaf marks are those of the run, totals are linear in the weight moved, and the bound is where two of them cross. Strictly
// inside it nothing changes; on a bound two bids tie; beyond it the order is another. Marks do not change with weights, and the bids that
// were ranked stay ranked: a minimum on a branch is not applied anew. Rounding at a branch or of totals is left out; where a rank rests on such a
// rounding, or on a shared total that any move would part, the interval is the single point of the published weight.
//
// Source: Mareschal (1988), there for outranking; for weighted sums it is elementary.
type Stability struct {
	Criterion string `json:"criterion"`
	Title     string `json:"title"`
	Branch    bool   `json:"branch"`
	Scope     Scope  `json:"scope"`
	// Weight is the published weight: per cent of the whole or of the parent, or pounds, as Scope says.
	Weight decimal.Number `json:"weight"`
	// Winner is how far it may move with the same bid, or bids, first. Ranks is how far with every rank the same.
	Winner Range `json:"winner"`
	Ranks  Range `json:"ranks"`
}

// Range is how far one weight may go. A nil bound means that nothing changes however far the weight goes that way: to 0, to 100 %, or in
// pounds without end.
type Range struct {
	Low  *Bound `json:"low"`
	High *Bound `json:"high"`
}

// Bound is the nearest weight at which something changes.
type Bound struct {
	// Weight is rounded half up to four decimals, Exact is the same in full as a fraction; both in the unit of the published weight.
	Weight decimal.Number `json:"weight"`
	Exact  scoring.Exact  `json:"exact"`
	// Overtakes is the bid that draws level with Overtaken there and is ahead of it beyond.
	Overtakes string `json:"overtakes"`
	Overtaken string `json:"overtaken"`
}

// WeightStability gives the stability of every weighted criterion, in tree order. The sheet is scored first; a sheet that breaks a rule gives the
// scoring package's faults. With fewer than two ranked bids nothing can change, and every interval is without bounds.
func WeightStability(s scoring.Sheet) ([]Stability, error) {
	r, err := scoring.Score(s)
	if err != nil {
		return nil, err
	}
	if err := bearable(s, s.Effort()); err != nil {
		return nil, err
	}
	return lay(s, r).stability(), nil
}

func (f *field) stability() []Stability {
	rows := []Stability{}
	for _, n := range f.nodes {
		if f.basis == scoring.AwardOnValue {
			rows = append(rows, f.move(n, Worth, n.weight, 0, 0))
			continue
		}
		rows = append(rows, f.move(n, Whole, n.weight, 0, len(f.leaves)))
		if n.parent != nil {
			rows = append(rows, f.move(n, Siblings, n.local, n.parent.from, n.parent.to))
		}
	}
	return rows
}

// move works out one row. The leaves from … to−1 are the ones that move, those outside the node giving way.
func (f *field) move(n *node, scope Scope, weight *big.Rat, from, to int) Stability {
	unit := big.NewRat(100, 1)
	if scope == Worth {
		unit = big.NewRat(1, 1)
	}
	row := Stability{Criterion: n.id, Title: n.title, Branch: n.branch, Scope: scope, Weight: places(new(big.Rat).Mul(weight, unit), 4)}
	if weight.Sign() == 0 || scope != Worth && weight.Cmp(big.NewRat(1, 1)) == 0 {
		return row // there is nobody to give way, or nothing to scale up
	}
	m := mover{field: f, weight: weight, unit: unit, scope: scope}
	for i := range f.bids {
		m.lines = append(m.lines, f.bids[i].line(n, weight, from, to))
	}
	var winner, ranks ends
	for j := 1; j < len(f.bids); j++ {
		// Bids that share first place with the first have the same line as it, or the interval is a point already: the first speaks for all.
		m.meet(&winner, 0, j)
		m.meet(&ranks, j-1, j)
	}
	row.Winner, row.Ranks = m.rangeOf(&winner), m.rangeOf(&ranks)
	return row
}

// line is a bid's sum of weighted marks as a line in the weight moved: (start + slope × weight) ÷ over.
type line struct{ start, slope, over *big.Int }

// line works with the weight as p ÷ q. What lies outside the moved leaves stays, the node's own marks go with weight ÷ (p ÷ q), and those that
// give way with (1 − weight) ÷ (1 − p ÷ q).
func (c *contender) line(n *node, weight *big.Rat, from, to int) line {
	p, q := weight.Num(), weight.Denom()
	inside := c.between(n.from, n.to)
	others := c.between(from, to)
	rest := new(big.Int).Sub(c.sums[len(c.parts)], inside)
	if from == to {
		return line{rest.Mul(rest, p), inside.Mul(inside, q), new(big.Int).Mul(c.over, p)}
	}
	others.Sub(others, inside)
	rest.Sub(rest, others)
	left := new(big.Int).Sub(q, p)
	others.Mul(others, q).Mul(others, p)
	rest.Mul(rest, left).Mul(rest, p)
	inside.Mul(inside, q).Mul(inside, left)
	over := new(big.Int).Mul(c.over, p)
	return line{rest.Add(rest, others), inside.Sub(inside, others), over.Mul(over, left)}
}
