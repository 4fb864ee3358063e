package scoring

import (
	"cmp"
	"math"
	"math/big"
	"math/bits"
	"slices"
)

// flat is the quickest way to totals: where nothing is rounded on the way and nothing but the total is asked for, the tree is one weighted sum of
// its leaves, and every total a whole number of some machine words over one denominator.
//
// Where that takes one word, totals are worked out exactly, column by column. Where it takes more, which is nearly always so when marks are shares of the
// best of many columns, they are first worked out to about 2^−49 of a mark, each from below. That puts nearly all bids in order; only those that it
// cannot tell apart are worked out exactly, so that the order and every tie are exact all the same.
type flat struct {
	rows    int
	table   *Table
	columns []column
	by      factors
	words   int
	// totals are by row: exact where words is 1; otherwise about 2^56 times the total, too low by at most doubt.
	totals []uint64
	doubt  uint64
	exact  [][]uint64 // by row, of several words, the highest first; worked out when it is asked for
	rest   [][]uint64 // by column: the factor in words
}

// isFlat says whether the totals of the method are nothing but Σ global weight × mark.
func (p *Plan) isFlat() bool {
	m := &p.method
	if m.Basis != WeightedSum || m.RankOn != Unrounded || m.Rounding.At == RoundLeaf || m.Rounding.At == RoundBranch {
		return false
	}
	for i := range p.nodes {
		n := &p.nodes[i]
		if n.Minimum != nil && n.Kind != QuestionLeaf || n.Score != nil && n.Score.Outside == Refuse {
			return false
		}
	}
	return true
}

// factors are what each column's numerators are multiplied by to make totals over one denominator.
type factors struct {
	common *big.Int
	of     []*big.Int
}

// factorsFor brings columns over one denominator: the global weights are shares[k] ÷ whole.
func (p *Plan) factorsFor(columns []column) factors {
	f := factors{common: big.NewInt(1), of: make([]*big.Int, len(columns))}
	d, rest := new(big.Int), new(big.Int)
	for k := range columns {
		d.SetInt64(columns[k].d)
		g := gcd(rest.Rem(f.common, d).Uint64(), d.Uint64())
		f.common.Mul(f.common, d.SetInt64(columns[k].d/int64(g)))
	}
	for k := range columns {
		f.of[k] = new(big.Int).Quo(f.common, d.SetInt64(columns[k].d))
		f.of[k].Mul(f.of[k], p.shares[k])
	}
	f.common.Mul(f.common, p.whole)
	return f
}

// weighFlat brings the global weights of all leaves over one denominator.
func (p *Plan) weighFlat() {
	p.whole = big.NewInt(1)
	global := func(k int) *big.Rat { return over(p.nodes[p.sources[k].node].global, hundred) }
	for k := range p.sources {
		p.whole = lcmInt(p.whole, global(k).Denom())
	}
	for k := range p.sources {
		p.shares = append(p.shares, overDenominator(global(k), p.whole))
	}
	if p.summed {
		p.fixedFactors = p.factorsFor(p.fixed)
	}
}

// flatten works out the totals of a table; nil where a column's marks have no common denominator.
func (p *Plan) flatten(t *Table, columns []column) *flat {
	most := 0.0
	for k := range columns {
		if columns[k].d == 0 || columns[k].mode != straight {
			return nil
		}
		most += math.Log2(float64(columns[k].d))
	}
	p.once.Do(p.weighFlat)
	f := &flat{rows: len(t.bids), table: t, columns: columns, by: p.fixedFactors, totals: make([]uint64, len(t.bids))}
	known := f.by.common != nil && !slices.Contains(t.wide, true)
	if !known && most+float64(p.whole.BitLen()) > 62+extraBits {
		// Whatever the denominators have in common, their product hardly fits a word.
		return f.nearly(p)
	}
	if !known {
		f.by = p.factorsFor(columns)
	}
	if f.words = wordsFor(f.by.common); f.words > 1 {
		return f.nearly(p)
	}
	for k := range columns {
		if !columns[k].addOne(t.column(k), f.totals, f.by.of[k]) {
			columns[k].add(t.column(k), f.totals, f.by.of[k].Uint64())
		}
	}
	return f
}

// extraBits is by how many bits the product of denominators may exceed a word before it is not worth looking for what they have in common: weights
// and anchors are mostly round numbers.
const extraBits = 200

// wordsFor is how many words a total of 100 over a denominator needs.
func wordsFor(common *big.Int) int {
	return (new(big.Int).Mul(common, big.NewInt(100)).BitLen() + 63) / 64
}

// addOne adds a column of a single piece to totals of one word: the factor is multiplied into the piece beforehand. It says whether that fits.
func (c *column) addOne(cells []int64, totals []uint64, factor *big.Int) bool {
	if len(c.pieces) != 1 || !factor.IsInt64() {
		return false
	}
	p := c.pieces[0]
	a, okA := multiply(p.a, factor.Int64())
	b, okB := multiply(p.b, factor.Int64())
	top, okTop := multiply(100*p.d, factor.Int64())
	highest := c.cap
	if len(cells) > 0 {
		highest = min(highest, slices.Max(cells))
	}
	if _, ok := multiply(a, max(highest, 0)); !ok || !okA || !okB || !okTop {
		return false
	}
	for i, r := range cells {
		if r >= 0 {
			totals[i] += uint64(min(max(a*min(r, c.cap)+b, 0), top))
		}
	}
	return true
}

// add adds a column to totals of one word.
func (c *column) add(cells []int64, totals []uint64, factor uint64) {
	for i, r := range cells {
		if r >= 0 {
			totals[i] += c.numerator(r) * factor
		}
	}
}

// numerator is the mark of a cell, kept within 0–100, over the column's denominator.
func (c *column) numerator(r int64) uint64 {
	r = min(r, c.cap)
	p := &c.pieces[c.pieceOf(r)]
	return uint64(min(max(p.a*r+p.b, 0), 100*p.d))
}

// nearPlaces is how many binary places near totals have: 100 marks then lie below 2^63.
const nearPlaces = 56

// nearly works out all totals to a little less than a word holds.
func (f *flat) nearly(p *Plan) *flat {
	f.exact = make([][]uint64, f.rows)
	for k := range f.columns {
		c := &f.columns[k]
		factor, shift := nearFactor(p.shares[k], p.whole, c.d)
		cells, single := f.table.column(k), len(c.pieces) == 1
		for i, r := range cells {
			if r < 0 {
				continue
			}
			var n uint64
			if single {
				n = uint64(min(max(c.pieces[0].a*min(r, c.cap)+c.pieces[0].b, 0), 100*c.d))
			} else {
				n = c.numerator(r)
			}
			high, low := bits.Mul64(n, factor)
			f.totals[i] += high<<(64-shift) | low>>shift
		}
	}
	// A term is too low by less than 1 for what is shifted out, and by less than n ÷ 2^shift for what the factor lacks. A factor has 63 or 64 bits (or n is
	// below 2^62 and shift 63), and the term is at most 100 × 2^56, so that this is below 100 ÷ 2^6.
	f.doubt = 3 * uint64(len(f.columns))
	return f
}

// nearFactor is share ÷ (whole × d) as factor ÷ 2^(56 + shift), cut off, with as many bits as a word has; shift lies between 0 and 64.
func nearFactor(share, whole *big.Int, d int64) (factor uint64, shift uint) {
	divisor := new(big.Int).Mul(whole, big.NewInt(d))
	places := 63 + divisor.BitLen() - share.BitLen()
	places = min(max(places, nearPlaces), nearPlaces+63)
	quotient := new(big.Int).Lsh(share, uint(places))
	return quotient.Quo(quotient, divisor).Uint64(), uint(places - nearPlaces)
}

// total is the exact total of a row.
func (f *flat) total(p *Plan, row int32) []uint64 {
	if f.exact == nil {
		return f.totals[row : row+1]
	}
	if f.exact[row] != nil {
		return f.exact[row]
	}
	if f.rest == nil {
		f.prepare(p)
	}
	total := make([]uint64, f.words)
	for k := range f.columns {
		r := f.table.cell(int(row), k)
		if r < 0 {
			continue
		}
		n, factor := f.columns[k].numerator(r), f.rest[k]
		var over uint64
		for w := len(factor) - 1; w >= 0; w-- {
			high, low := bits.Mul64(n, factor[w])
			low, carry := bits.Add64(low, over, 0)
			sum, carried := bits.Add64(total[w], low, 0)
			total[w], over = sum, high+carry+carried
		}
	}
	f.exact[row] = total
	return total
}

// prepare brings the columns over one denominator, once some total is asked for exactly.
func (f *flat) prepare(p *Plan) {
	if f.by.common == nil || slices.Contains(f.table.wide, true) {
		f.by = p.factorsFor(f.columns)
	}
	f.words = wordsFor(f.by.common)
	for k := range f.columns {
		f.rest = append(f.rest, wordsOf(f.by.of[k], f.words))
	}
}

// wordsOf splits a number into words, the highest first.
func wordsOf(i *big.Int, words int) []uint64 {
	list := make([]uint64, words)
	rest, word := new(big.Int).Set(i), new(big.Int)
	mask := new(big.Int).SetUint64(1<<64 - 1)
	for w := words - 1; w >= 0; w-- {
		list[w] = word.And(rest, mask).Uint64()
		rest.Rsh(rest, 64)
	}
	return list
}

// place is a row in the order of its total.
type place struct {
	first uint64 // the total, or about it
	row   int32
}

// same says whether two rows have the same total.
func (f *flat) same(p *Plan, a, b place) bool {
	if f.exact == nil {
		return a.first == b.first
	}
	if apart(a.first, b.first) > f.doubt {
		return false
	}
	return slices.Equal(f.total(p, a.row), f.total(p, b.row))
}

func apart(a, b uint64) uint64 {
	if a > b {
		return a - b
	}
	return b - a
}

// order is the rows from the highest total to the lowest; rows that are equal are in the order of their ids.
func (f *flat) order(p *Plan, ids []string) []place {
	list := make([]place, f.rows)
	for i := range list {
		list[i] = place{f.totals[i], int32(i)}
	}
	slices.SortFunc(list, func(a, b place) int {
		if a.first != b.first {
			return cmp.Compare(b.first, a.first)
		}
		return cmp.Compare(ids[a.row], ids[b.row])
	})
	if f.exact != nil {
		f.settle(p, list, ids)
	}
	return list
}

// settle puts runs of rows that are too near to be told apart into their exact order. Between two runs lies more than all the doubt there is.
func (f *flat) settle(p *Plan, list []place, ids []string) {
	for from := 0; from < len(list); {
		to := from + 1
		for to < len(list) && list[to-1].first-list[to].first <= f.doubt {
			to++
		}
		if to-from > 1 {
			slices.SortFunc(list[from:to], func(a, b place) int {
				if order := slices.Compare(f.total(p, b.row), f.total(p, a.row)); order != 0 {
					return order
				}
				return cmp.Compare(ids[a.row], ids[b.row])
			})
		}
		from = to
	}
}

// rat is the exact total of a row.
func (f *flat) rat(p *Plan, row int32) *big.Rat {
	n, word := new(big.Int), new(big.Int)
	for _, w := range f.total(p, row) {
		n.Lsh(n, 64).Or(n, word.SetUint64(w))
	}
	return new(big.Rat).SetFrac(n, f.by.common)
}
