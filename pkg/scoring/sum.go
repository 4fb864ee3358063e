package scoring

import (
	"math/big"

	"github.com/assay-engine/assay/pkg/decimal"
)

// sum is Σ share × mark ÷ whole over some nodes, ready to be worked out for many bids: the terms whose denominators are the same for every bid
// are brought over one denominator beforehand.
type sum struct {
	fixed []int   // nodes with a denominator of their own that never changes
	mult  []int64 // what to multiply each numerator by …
	d     int64   // … and what to divide the sum by; 0 where words do not suffice
	wide  []*big.Int
	wideD *big.Int

	loose  []int // the other nodes
	shares []num // their share ÷ whole

	result int64 // the denominator of every value; 0 where it differs from bid to bid
	round  bool
	// minimum is what the branch's mark must reach; absent where d and wide are zero.
	minimum num
}

// sums prepares every branch, children before parents, and last the top of the tree.
func (p *Plan) sums(columns []column) (branches []sum, top sum) {
	branches = make([]sum, len(p.nodes))
	denominators := make([]int64, len(p.nodes))
	for i := len(p.nodes) - 1; i >= 0; i-- {
		n := &p.nodes[i]
		switch {
		case n.branch:
			s := &branches[i]
			*s = p.sum(n.children, n.whole, denominators)
			s.roundAt(p.tree, n)
			denominators[i] = s.result
		case n.marks:
			denominators[i] = columns[p.columnOf[i]].d
		}
	}
	whole := int64(decimal.Whole)
	if p.method.Basis == AwardOnValue {
		whole = 100 * 100 // pence to pounds, marks to shares
	}
	return branches, p.sum(p.roots, whole, denominators)
}

func (s *sum) roundAt(t *tree, n *node) {
	s.round = t.rounds(n)
	if s.round && s.result > 0 {
		s.result = pow10[t.places]
	}
	if n.Minimum != nil {
		s.minimum = numOf(n.Minimum.Rat())
	}
}

func (p *Plan) sum(nodes []int, whole int64, denominators []int64) sum {
	var s sum
	common := big.NewInt(1)
	for _, i := range nodes {
		if d := denominators[i]; d > 0 {
			s.fixed = append(s.fixed, i)
			common = lcmInt(common, big.NewInt(d))
			continue
		}
		s.loose = append(s.loose, i)
		s.shares = append(s.shares, numOf(big.NewRat(p.nodes[i].share, whole)))
	}
	s.wideD = new(big.Int).Mul(common, big.NewInt(whole))
	divisor := new(big.Int).Set(s.wideD)
	for _, i := range s.fixed {
		m := new(big.Int).Quo(common, big.NewInt(denominators[i]))
		m.Mul(m, big.NewInt(p.nodes[i].share))
		s.wide = append(s.wide, m)
		divisor.GCD(nil, nil, divisor, m)
	}
	s.reduce(divisor, denominators)
	if len(s.loose) == 0 {
		s.result = s.d
	}
	return s
}

// reduce divides everything by a common divisor and keeps words where every possible sum fits.
func (s *sum) reduce(divisor *big.Int, denominators []int64) {
	s.wideD.Quo(s.wideD, divisor)
	most := new(big.Int)
	for k, m := range s.wide {
		m.Quo(m, divisor)
		top := big.NewInt(100 * denominators[s.fixed[k]])
		most.Add(most, top.Mul(top, m))
	}
	if !fits(most, limit/2) || !fits(s.wideD, limit/100) {
		return
	}
	s.d = s.wideD.Int64()
	for _, m := range s.wide {
		s.mult = append(s.mult, m.Int64())
	}
}

// of is the value for the marks of one bid.
func (s *sum) of(marks []num) num {
	value := s.ofFixed(marks)
	if len(s.loose) == 0 {
		return value
	}
	return value.add(s.ofLoose(marks, 0, len(s.loose)))
}

// ofLoose adds the terms up in halves: where every mark has a long denominator of its own, the long sums are then few.
func (s *sum) ofLoose(marks []num, from, to int) num {
	if to-from == 1 {
		return marks[s.loose[from]].mul(s.shares[from])
	}
	middle := (from + to) / 2
	return s.ofLoose(marks, from, middle).add(s.ofLoose(marks, middle, to))
}

func (s *sum) ofFixed(marks []num) num {
	if s.d > 0 {
		var n int64
		for k, i := range s.fixed {
			n += marks[i].n * s.mult[k]
		}
		return num{n: n, d: s.d}
	}
	n, term, word := new(big.Int), new(big.Int), new(big.Int)
	for k, i := range s.fixed {
		n.Add(n, term.Mul(s.wide[k], word.SetInt64(marks[i].n)))
	}
	return numOf(new(big.Rat).SetFrac(n, s.wideD))
}
