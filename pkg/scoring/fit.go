package scoring

import "math/big"

// fitPieces brings all pieces over one denominator, and says whether every mark of r from 0 to top then fits into words.
func (c *column) fitPieces(lines []line, top int64) bool {
	d := big.NewInt(1)
	for i := range lines {
		lines[i].slope = times(lines[i].slope, c.scale)
		d = lcmInt(lcmInt(d, lines[i].slope.Denom()), lines[i].offset.Denom())
	}
	if !fits(d, limit/100) {
		return false
	}
	c.d = d.Int64()
	for _, l := range lines {
		a, b := overDenominator(l.slope, d), overDenominator(l.offset, d)
		if !fits(new(big.Int).Mul(a, big.NewInt(max(top, 1))), limit/2) || !fits(b, limit/2) {
			return false
		}
		c.pieces = append(c.pieces, piece{start: l.start, a: a.Int64(), b: b.Int64(), d: c.d})
	}
	return true
}

// ratio prepares the commonest functions of rivals in words alone: one piece whose figures are those of the offers. It says whether it could;
// what it leaves, [column.lines] does on rationals.
func (c *column) ratio() bool {
	o := &c.offers
	low, high := o.lowest, o.highest
	if high >= limit/1000 {
		return false
	}
	switch f := c.n.Score; {
	case f.Name == RelativeToBest && f.Direction == Higher && high > 0:
		return c.one(piece{a: 100, d: high})
	case f.Name == RelativeToBest && f.Direction == Lower && low > 0:
		c.mode = inverse
		return true
	case f.Name == MinMax && low < high && f.Direction == Higher:
		return c.one(piece{a: 100, b: -100 * low, d: high - low})
	case f.Name == MinMax && low < high:
		return c.one(piece{a: -100, b: 100 * high, d: high - low})
	case f.Name == StandardDifferential && low > 0:
		return c.one(piece{a: -100, b: 200 * low, d: low})
	}
	return false
}

// one makes a single piece in lowest terms. Every r is below limit ÷ 1000, so the marks fit.
func (c *column) one(p piece) bool {
	g := int64(gcd(gcd(magnitude(p.a), magnitude(p.b)), uint64(p.d)))
	p.a, p.b, p.d = p.a/g, p.b/g, p.d/g
	c.pieces, c.d = []piece{p}, p.d
	return true
}

func overDenominator(r *big.Rat, d *big.Int) *big.Int {
	return times(r, new(big.Rat).SetInt(d)).Num()
}

func fits(i *big.Int, below int64) bool {
	return i.IsInt64() && i.Int64() < below && i.Int64() > -below
}

// verdict is how one bid did on one leaf.
type verdict struct {
	mark    num
	piece   int
	clamped int8
	outside bool
}

// markOf marks one cell of the column. The rational input is looked at only where words do not suffice.
func (c *column) markOf(p *Plan, t *Table, row, k int) verdict {
	r := t.cell(row, k)
	if r == notOffered {
		return verdict{mark: c.noMark()}
	}
	if c.mode == onRationals {
		return c.markRational(p, p.inputAt(t, row, k))
	}
	r = min(r, c.cap)
	v := verdict{outside: r < c.first || r > c.last}
	switch c.mode {
	case straight:
		c.markStraight(&v, r)
	case inverse:
		v.mark = num{n: 100 * c.offers.lowest, d: r}
	case logarithm:
		v.mark, v.clamped = c.markLogarithm(r)
	}
	if c.round {
		v.mark = v.mark.round(p.places, p.method.Rounding.Rule)
	}
	return v
}

// noMark is 0, over the column's denominator where it has one.
func (c *column) noMark() num { return num{n: 0, d: max(c.d, 1)} }

func (c *column) markStraight(v *verdict, r int64) {
	v.piece = c.pieceOf(r)
	p := &c.pieces[v.piece]
	v.mark = num{n: p.a*r + p.b, d: p.d}
	switch {
	case v.mark.n < 0:
		v.mark.n, v.clamped = 0, -1
	case v.mark.n > 100*p.d:
		v.mark.n, v.clamped = 100*p.d, 1
	}
}

// pieceOf is the last piece that starts at or before r.
func (c *column) pieceOf(r int64) int {
	low, high := 0, len(c.pieces)
	for high-low > 1 {
		if middle := int(uint(low+high) >> 1); c.pieces[middle].start <= r {
			low = middle
		} else {
			high = middle
		}
	}
	return low
}

func (c *column) markLogarithm(r int64) (num, int8) {
	plain, known := c.logs[r]
	if !known {
		plain = numOf(logarithmic(c.inputOf(r), c.pool().lowest, *c.n.Score.HalvingFactor))
		c.logs[r] = plain
	}
	if plain.sign() < 0 {
		return c.noMark(), -1
	}
	unit := pow10[logPlaces]
	return num{n: plain.n * (unit / plain.d), d: unit}, 0
}

func (c *column) markRational(p *Plan, x *big.Rat) verdict {
	plain := c.n.Score.of(x, c.pool())
	mark := within(plain)
	return verdict{mark: numOf(p.rounded(c.n, mark)), piece: c.n.piece(x, c.pool()), clamped: int8(plain.Cmp(mark)), outside: c.n.Score.outside(x)}
}
