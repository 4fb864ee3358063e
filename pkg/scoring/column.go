package scoring

import (
	"math/big"
	"math/bits"
	"slices"
)

// column is one leaf of one table, ready to mark: the function with what the pool fixes of it, as straight pieces over whole numbers.
type column struct {
	*source
	n      *node
	offers offers
	pooled *pool // see pool
	mode   mode
	pieces []piece
	d      int64 // the denominator of every mark; 0 where it differs from bid to bid
	// r outside first–last fails a curve that refuses.
	first, last int64
	minimum     num
	round       bool
	final       bool          // prepared for every table
	logs        map[int64]num // logarithms already taken, by r
}

// piece is a straight part of a function: mark = (a × r + b) ÷ d from r = start up to the start of the next.
type piece struct{ start, a, b, d int64 }

// mode is how a column's marks are computed.
type mode uint8

const (
	straight    mode = iota // by pieces
	inverse                 // 100 × lowest ÷ r
	logarithm               // by the specification's function, remembered
	onRationals             // by the specification's functions, since words do not suffice
)

// newColumn is a leaf before it is compared with anything.
func (p *Plan) newColumn(s *source) column {
	c := column{source: s, n: &p.nodes[s.node], last: noCap}
	c.round = p.rounds(c.n)
	if c.n.Minimum != nil {
		c.minimum = numOf(c.n.Minimum.Rat())
	}
	return c
}

// rivalFree says whether the column can be prepared before any bid is seen.
func (c *column) rivalFree() bool {
	return c.n.Kind == QuestionLeaf || !c.n.Score.rivalDependent()
}

// prepareFixed prepares, once for all tables, the leaves that do not look at rivals and fit into words whatever is offered.
func (p *Plan) prepareFixed() {
	p.fixed = make([]column, len(p.sources))
	for k := range p.fixed {
		c := &p.fixed[k]
		*c = p.newColumn(&p.sources[k])
		if c.rivalFree() && !c.wide {
			c.prepare(c.most())
			c.settleDenominator(p.places)
			c.final = c.d > 0 || c.n.Score.bends() > manyBends
		}
	}
	p.flat = p.isFlat()
	for k := range p.fixed {
		if c := &p.fixed[k]; c.d == 0 {
			return
		}
	}
	p.branches, p.top = p.sums(p.fixed)
	p.summed = true
}

// manyBends is beyond how many points or bands a curve that words do not hold for every input is not looked at anew for each table.
const manyBends = 50

// bends is how many points or bands a function has; a question has no function.
func (f *Function) bends() int {
	if f == nil {
		return 0
	}
	return len(f.Points) + len(f.Bands)
}

// most is the highest r that a column can hold.
func (c *column) most() int64 {
	switch c.n.Kind {
	case QuestionLeaf:
		return int64(len(c.levels) - 1)
	case PriceLeaf:
		return maxPence
	case MeasureLeaf:
		if most, ok := multiply(maxQuantity, c.mult); ok {
			return min(most, c.cap)
		}
	}
	return min(limit, c.cap)
}

func (c *column) settleDenominator(places int) {
	if c.round && c.mode != onRationals {
		c.d = pow10[places]
	}
}

// columns prepares every leaf for a table, but for those that were prepared before.
func (p *Plan) columns(t *Table) []column {
	list := slices.Clone(p.fixed)
	for k := range list {
		c := &list[k]
		if c.final && !t.wide[k] {
			continue
		}
		*c = p.newColumn(&p.sources[k])
		top := int64(0)
		if c.n.Kind != QuestionLeaf {
			top = c.compare(p, t, k)
		}
		c.prepare(top)
		c.settleDenominator(p.places)
	}
	return list
}

// compare forms the pool of a column and returns the highest r in it.
func (c *column) compare(p *Plan, t *Table, k int) int64 {
	if t.wide[k] {
		c.mode = onRationals
		c.compareRationals(p, t, k)
		return 0
	}
	c.offers = offersIn(t.column(k), c.cap)
	return c.offers.highest
}

// offers is what the cells of a column span.
type offers struct {
	lowest, highest, count int64
	sumHigh, sumLow        uint64
}

func offersIn(cells []int64, top int64) offers {
	o := offers{lowest: noCap}
	for _, r := range cells {
		if r < 0 {
			continue
		}
		r = min(r, top)
		o.lowest, o.highest, o.count = min(o.lowest, r), max(o.highest, r), o.count+1
		var carry uint64
		o.sumLow, carry = bits.Add64(o.sumLow, uint64(r), 0)
		o.sumHigh += carry
	}
	if o.count == 0 {
		o.lowest = 0
	}
	return o
}

// pool is what the function is compared with, as rationals; nil where it looks at no rivals.
func (c *column) pool() *pool {
	if c.pooled != nil || c.rivalFree() {
		return c.pooled
	}
	o := &c.offers
	sum := new(big.Int).SetUint64(o.sumHigh)
	sum.Lsh(sum, 64).Or(sum, new(big.Int).SetUint64(o.sumLow))
	c.pooled = &pool{
		lowest: c.inputOf(o.lowest), highest: c.inputOf(o.highest), zeros: o.count > 0 && o.lowest == 0,
		mean: times(c.scale, new(big.Rat).SetFrac(sum, big.NewInt(max(o.count, 1)))),
	}
	return c.pooled
}

func (c *column) compareRationals(p *Plan, t *Table, k int) {
	inputs := make([]*big.Rat, len(t.bids))
	for i := range t.bids {
		inputs[i] = p.inputAt(t, i, k)
	}
	c.pooled = poolOf(inputs)
}

// inputOf is r × scale.
func (c *column) inputOf(r int64) *big.Rat { return times(c.scale, big.NewRat(r, 1)) }

// prepare turns the function into pieces, for r from 0 to top.
func (c *column) prepare(top int64) {
	if c.mode == onRationals {
		return
	}
	var lines []line
	if c.n.Kind != QuestionLeaf && c.ratio() {
		return
	}
	if c.n.Kind == QuestionLeaf {
		for i := range c.n.Scale {
			lines = append(lines, line{int64(i), zero, c.n.Scale[i].Marks.Rat()})
		}
	} else {
		lines = c.lines()
	}
	if c.mode == straight && !c.fitPieces(lines, top) || c.mode == inverse && c.offers.lowest >= limit/100 {
		c.mode, c.d = onRationals, 0
	}
	if c.mode == inverse {
		c.d = 0 // until it is rounded, each bid has its own
	}
	if c.mode == logarithm {
		c.d, c.logs = pow10[logPlaces], map[int64]num{}
	}
}
