package scoring

import (
	"cmp"
	"math/big"
	"math/bits"
	"slices"
)

// flat is the quickest way to totals: where nothing is rounded on the way and nothing but the total is asked for, the tree is one weighted sum of
// its leaves, and every total a whole number of several machine words over one denominator. It is worked out column by column.
type flat struct {
	rows, words int
	totals      []uint64 // by row, words each, the highest word first
	d           *big.Int
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
	for k := range columns {
		if columns[k].d == 0 || columns[k].mode != straight {
			return nil
		}
	}
	p.once.Do(p.weighFlat)
	by := p.fixedFactors
	if by.common == nil || slices.Contains(t.wide, true) {
		by = p.factorsFor(columns)
	}
	f := &flat{rows: len(t.bids), words: (new(big.Int).Mul(by.common, big.NewInt(100)).BitLen() + 63) / 64, d: by.common}
	f.totals = make([]uint64, f.rows*f.words)
	for k := range columns {
		if f.words == 1 && columns[k].addOne(t.column(k), f.totals, by.of[k]) {
			continue
		}
		columns[k].add(t.column(k), f, wordsOf(by.of[k], f.words))
	}
	return f
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

// add adds a column to totals of any number of words.
func (c *column) add(cells []int64, f *flat, factor []uint64) {
	for i, r := range cells {
		if r < 0 {
			continue
		}
		r = min(r, c.cap)
		p := &c.pieces[c.pieceOf(r)]
		n := uint64(min(max(p.a*r+p.b, 0), 100*p.d))
		total := f.totals[i*f.words:][:len(factor)]
		var over uint64
		for w := len(factor) - 1; w >= 0; w-- {
			high, low := bits.Mul64(n, factor[w])
			low, carry := bits.Add64(low, over, 0)
			sum, carried := bits.Add64(total[w], low, 0)
			total[w], over = sum, high+carry+carried
		}
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

// place is a row in the order of its total: the first word decides nearly always.
type place struct {
	first uint64
	row   int32
}

func (f *flat) total(row int32) []uint64 { return f.totals[int(row)*f.words : (int(row)+1)*f.words] }

// order is the rows from the highest total to the lowest; rows that are equal are in the order of their ids.
func (f *flat) order(ids []string) []place {
	list := make([]place, f.rows)
	for i := range list {
		list[i] = place{f.totals[i*f.words], int32(i)}
	}
	slices.SortFunc(list, func(a, b place) int {
		if a.first != b.first {
			return cmp.Compare(b.first, a.first)
		}
		if order := slices.Compare(f.total(b.row), f.total(a.row)); order != 0 {
			return order
		}
		return cmp.Compare(ids[a.row], ids[b.row])
	})
	return list
}

// rat is the exact total of a row.
func (f *flat) rat(row int32) *big.Rat {
	n, word := new(big.Int), new(big.Int)
	for _, w := range f.total(row) {
		n.Lsh(n, 64).Or(n, word.SetUint64(w))
	}
	return new(big.Rat).SetFrac(n, f.d)
}
