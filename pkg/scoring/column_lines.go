package scoring

import "math/big"

// line is a piece before it is known to fit words: mark = slope × input + offset.
type line struct {
	start         int64
	slope, offset *big.Rat
}

func level(start int64, mark *big.Rat) line { return line{start, zero, mark} }

// lines is the function over the pool; [leafStep.function] has the words of each in the same order.
func (c *column) lines() []line {
	f := c.n.Score
	switch f.Name {
	case FixedLinear:
		return between(f.Worst.Rat(), f.Best.Rat())
	case PiecewiseLinear:
		return c.curve(f)
	case Bands:
		return c.bands(f.Bands)
	}
	return c.rivalLines(f, c.pool())
}

func (c *column) rivalLines(f *Function, p *pool) []line {
	switch {
	case f.Name == MinMax:
		return minMaxLines(f, p)
	case f.Name == MeanDeviation:
		return meanLines(f, p)
	case f.zeroWins() && p.lowest.Sign() == 0:
		return []line{level(0, hundred), level(1, zero)}
	case f.Name == StandardDifferential:
		return []line{{0, over(minus(zero, hundred), p.lowest), big.NewRat(200, 1)}}
	case f.Name == Logarithmic:
		c.mode = logarithm
	case f.Direction == Lower:
		c.mode = inverse
	case p.highest.Sign() == 0:
		return []line{level(0, zero)}
	default:
		return []line{{0, over(hundred, p.highest), zero}}
	}
	return nil
}

func between(worst, best *big.Rat) []line {
	slope := over(hundred, minus(best, worst))
	return []line{{0, slope, minus(zero, times(slope, worst))}}
}

func minMaxLines(f *Function, p *pool) []line {
	switch {
	case p.lowest.Cmp(p.highest) == 0:
		return []line{level(0, equalMark(f.WhenEqual))}
	case f.Direction == Higher:
		return between(p.lowest, p.highest)
	}
	return between(p.highest, p.lowest)
}

func meanLines(f *Function, p *pool) []line {
	switch {
	case p.mean.Sign() == 0:
		return []line{level(0, fifty)}
	case f.Direction == Higher:
		return []line{{0, over(hundred, p.mean), minus(zero, fifty)}}
	}
	return []line{{0, over(minus(zero, hundred), p.mean), big.NewRat(150, 1)}}
}

func (c *column) curve(f *Function) []line {
	points, last := f.Points, f.Points[len(f.Points)-1]
	lines := []line{level(0, points[0].Mark().Rat())}
	for i := range points[1:] {
		a, b := points[i], points[i+1]
		slope := over(minus(b.Mark().Rat(), a.Mark().Rat()), minus(b.X().Rat(), a.X().Rat()))
		start := c.from(a.X().Rat())
		if i == 0 {
			start = c.above(a.X().Rat())
		}
		lines = append(lines, line{start, slope, minus(a.Mark().Rat(), times(slope, a.X().Rat()))})
	}
	if f.Outside == Refuse {
		c.first, c.last = c.from(points[0].X().Rat()), c.above(last.X().Rat())-1
	}
	return append(lines, level(c.from(last.X().Rat()), last.Mark().Rat()))
}

func (c *column) bands(bands []Band) []line {
	lines := []line{level(0, bands[0].Mark.Rat())}
	for i := range bands[1:] {
		lines = append(lines, level(c.from(bands[i+1].From.Rat()), bands[i+1].Mark.Rat()))
	}
	return lines
}

// from is the lowest r whose input is at least x; above the lowest whose input is above x.
func (c *column) from(x *big.Rat) int64 {
	r := over(x, c.scale)
	return wordOf(new(big.Int).Neg(new(big.Int).Div(new(big.Int).Neg(r.Num()), r.Denom())))
}

func (c *column) above(x *big.Rat) int64 {
	r := over(x, c.scale)
	return wordOf(new(big.Int).Add(new(big.Int).Div(r.Num(), r.Denom()), big.NewInt(1)))
}

// wordOf keeps a threshold within words; every r lies below the limit.
func wordOf(i *big.Int) int64 {
	switch {
	case i.Sign() < 0:
		return 0
	case !i.IsInt64():
		return noCap
	}
	return i.Int64()
}
