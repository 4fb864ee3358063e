package scoring

import (
	"math"
	"math/big"
	"slices"
	"sync"
)

// Plan is a method made ready to score many sets of bids: for a dry run, a what-if or a study of how firm a result is. It is safe for use by
// several goroutines at once.
type Plan struct {
	*tree
	sources    []source
	columnOf   []int // by node: its source, −1 for a branch or a heading
	methodHash string
	asks       *demands
	fixed      []column // by source: the leaves that need no table
	branches   []sum    // with top, where no leaf needs a table
	top        sum
	summed     bool
	// for totals alone: the leaves' global weights are shares ÷ whole, worked out when they are first asked for
	flat         bool
	once         sync.Once
	shares       []*big.Int
	whole        *big.Int
	fixedFactors factors // where no leaf needs a table
}

// Compile checks a method against its tender and makes it ready. The error is [Faults], with pointers into a sheet.
func Compile(m Method, t Tender) (*Plan, error) {
	c := &checker{}
	c.tender(t, asks(m))
	if err := append(c.faults, m.Check().under("/method")...).Err(); err != nil {
		return nil, err
	}
	return compile(m, t)
}

// compile is for a method that has been checked.
func compile(m Method, t Tender) (*Plan, error) {
	hash, err := m.Hash()
	if err != nil {
		return nil, err
	}
	p := &Plan{tree: newTree(m, t), methodHash: hash, asks: asks(m)}
	p.columnOf = make([]int, len(p.nodes))
	for i := range p.nodes {
		p.columnOf[i] = -1
		if n := &p.nodes[i]; n.marks && !n.branch {
			p.columnOf[i] = len(p.sources)
			p.sources = append(p.sources, p.tree.source(i))
		}
	}
	p.prepareFixed()
	return p, nil
}

// source says how a bid's numbers become the whole number r of a column: input = r × scale. The unit of r is chosen so small that every input and
// the cap are whole multiples of it.
type source struct {
	node  int
	scale *big.Rat
	small num   // scale again, for words
	mult  int64 // price and measure: r = pence or thousandths × mult
	terms []int64
	cap   int64 // in r; the largest int64 where there is none
	wide  bool  // no such unit fits into words
	// levels are the question's scale: the r of a level is its place there. failed are those whose marks are below the question's minimum.
	levels []int
	failed []bool
}

const noCap = math.MaxInt64

func (t *tree) source(i int) source {
	n := &t.nodes[i]
	s := source{node: i, mult: 1, cap: noCap, scale: one}
	switch n.Kind {
	case QuestionLeaf:
		t.questionSource(n, &s)
	case PriceLeaf:
		s.scale = big.NewRat(1, 100)
	default:
		s.scale = big.NewRat(1, 1000)
		unit := t.input(&node{Criterion: uncapped(n.Criterion)}, one) // what one unit of the measure is after division
		s.scale = times(s.scale, unit)
		t.termsOf(n, &s)
		s.capAt(n)
	}
	s.small = numOf(s.scale)
	s.wide = s.wide || s.small.wide != nil
	return s
}

func (t *tree) questionSource(n *node, s *source) {
	for i := range n.Scale {
		mark := t.rounded(n, n.Scale[i].Marks.Rat())
		s.levels = append(s.levels, n.Scale[i].Level)
		s.failed = append(s.failed, n.Minimum != nil && mark.Cmp(n.Minimum.Rat()) < 0)
	}
}

// termsOf finds a unit in which the worth of every measure of a value is whole.
func (t *tree) termsOf(n *node, s *source) {
	if n.Kind != ValueLeaf {
		return
	}
	unit := big.NewInt(1)
	for _, worth := range n.worths {
		unit = lcmInt(unit, worth.Denom())
	}
	for _, worth := range n.worths {
		term := times(worth, new(big.Rat).SetInt(unit)).Num()
		s.wide = s.wide || !term.IsInt64()
		s.terms = append(s.terms, term.Int64())
	}
	s.scale = over(s.scale, new(big.Rat).SetInt(unit))
}

// capAt makes the unit finer until the cap is a whole multiple of it.
func (s *source) capAt(n *node) {
	if n.Cap == nil {
		return
	}
	top := over(n.Cap.Rat(), s.scale)
	if !top.Num().IsInt64() || !top.Denom().IsInt64() {
		s.wide = true
		return
	}
	s.cap, s.mult = top.Num().Int64(), top.Denom().Int64()
	s.scale = over(s.scale, new(big.Rat).SetInt(top.Denom()))
	for i := range s.terms {
		term, ok := multiply(s.terms[i], s.mult)
		s.terms[i], s.wide = term, s.wide || !ok
	}
}

// cell is r for one bid; notOffered where it offered nothing, tooWide where r does not fit into a word.
func (s *source) cell(n *node, b *Bid) int64 {
	switch n.Kind {
	case QuestionLeaf:
		return int64(slices.Index(s.levels, b.Levels[n.ID]))
	case PriceLeaf:
		return int64(b.Price.Amount)
	case MeasureLeaf:
		q, offered := b.Commitments[n.Measure]
		if !offered {
			return notOffered
		}
		return s.fit(int64(q), s.mult)
	}
	return s.sum(n, b)
}

const (
	notOffered = -1
	tooWide    = -2
)

func (s *source) fit(q, mult int64) int64 {
	if r, ok := multiply(q, mult); ok && !s.wide {
		return r
	}
	return tooWide
}

func (s *source) sum(n *node, b *Bid) int64 {
	sum := int64(notOffered)
	for i := range n.Measures {
		q, offered := b.Commitments[n.Measures[i].Measure]
		if !offered || sum == tooWide {
			continue
		}
		term := s.fit(int64(q), s.terms[i])
		switch {
		case term == tooWide || sum > limit-term:
			sum = tooWide
		case sum == notOffered:
			sum = term
		default:
			sum += term
		}
	}
	return sum
}

func lcmInt(a, b *big.Int) *big.Int {
	g := new(big.Int).GCD(nil, nil, a, b)
	return g.Mul(a, new(big.Int).Quo(b, g))
}
