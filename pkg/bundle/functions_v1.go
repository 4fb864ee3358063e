package bundle

import (
	"fmt"
	"math/big"

	"github.com/assay-engine/assay/pkg/scoring"
)

// calculate is the mark that a function gives an input, before it is kept within 0–100.
func (m *markingV1) calculate(c *scoring.Criterion, x *big.Rat) *big.Rat {
	f := c.Score
	low, high, mean := m.rivals(c, x)
	if m.err != nil {
		return new(big.Rat)
	}
	switch f.Name {
	case scoring.FixedLinear:
		return line(x, f.Worst.Rat(), f.Best.Rat(), new(big.Rat), percent(1))
	case scoring.PiecewiseLinear:
		return curve(x, f.Points)
	case scoring.Bands:
		return band(x, f.Bands)
	case scoring.RelativeToBest:
		if f.Direction == scoring.Higher {
			return portion(x, high)
		}
		return lowestFirst(x, low, func() *big.Rat { return portion(low, x) })
	case scoring.MinMax:
		return stretched(x, low, high, f)
	case scoring.MeanDeviation:
		return aroundMean(x, mean, f.Direction)
	case scoring.StandardDifferential: // 100 × (1 − (x − low) ÷ low) = 100 × (2 − x ÷ low)
		return lowestFirst(x, low, func() *big.Rat { return new(big.Rat).Sub(percent(2), portion(x, low)) })
	default:
		return lowestFirst(x, low, func() *big.Rat { return logarithmicV1(new(big.Rat).Quo(x, low), f.HalvingFactor.Rat()) })
	}
}

// rivals reads the pool figures that the function needs, and refuses those that cannot be: the bidder's own input is in the pool.
func (m *markingV1) rivals(c *scoring.Criterion, own *big.Rat) (low, high, mean *big.Rat) {
	for _, name := range figuresOf(c) {
		text, err := m.figure(c.ID, name)
		if err != nil {
			m.err = fmt.Errorf("criterion %q, %s: %w", c.ID, name, err)
			return nil, nil, nil
		}
		var x *big.Rat
		if text != nil && len(*text) < maxExact {
			x = scoring.Exact(*text).Rat()
		}
		if x == nil || x.Sign() < 0 || name == "lowest" && x.Cmp(own) > 0 || name == "highest" && x.Cmp(own) < 0 {
			m.err = fmt.Errorf("criterion %q: the %s cannot be what is revealed, since the bidder's own is %s", c.ID, name, own.RatString())
			return nil, nil, nil
		}
		switch name {
		case "lowest":
			low = x
		case "highest":
			high = x
		default:
			mean = x
		}
	}
	return low, high, mean
}

// maxExact bounds a figure's text, far above the longest that a sheet can lead to, so that a hostile document cannot keep a processor busy.
const maxExact = 20_000

func percent(wholes int64) *big.Rat { return big.NewRat(100*wholes, 1) }

// portion is 100 × part ÷ whole, 0 where the whole is 0.
func portion(part, whole *big.Rat) *big.Rat {
	if whole.Sign() == 0 {
		return new(big.Rat)
	}
	return new(big.Rat).Mul(percent(1), new(big.Rat).Quo(part, whole))
}

// lowestFirst is the rule of functions of the lowest input: where that is 0, zeros have full marks and all others none.
func lowestFirst(x, low *big.Rat, otherwise func() *big.Rat) *big.Rat {
	if low.Sign() > 0 {
		return otherwise()
	}
	if x.Sign() == 0 {
		return percent(1)
	}
	return new(big.Rat)
}

// line is the value at x of the straight line through (x0, y0) and (x1, y1).
func line(x, x0, x1, y0, y1 *big.Rat) *big.Rat {
	part := new(big.Rat).Quo(new(big.Rat).Sub(x, x0), new(big.Rat).Sub(x1, x0))
	return part.Add(y0, part.Mul(part, new(big.Rat).Sub(y1, y0)))
}

func curve(x *big.Rat, points []scoring.Point) *big.Rat {
	for i, p := range points {
		if x.Cmp(p.X().Rat()) > 0 {
			continue
		}
		if i == 0 {
			return p.Mark().Rat()
		}
		before := points[i-1]
		return line(x, before.X().Rat(), p.X().Rat(), before.Mark().Rat(), p.Mark().Rat())
	}
	return points[len(points)-1].Mark().Rat()
}

func outsideV1(f *scoring.Function, x *big.Rat) bool {
	return f.Name == scoring.PiecewiseLinear && f.Outside == scoring.Refuse &&
		(x.Cmp(f.Points[0].X().Rat()) < 0 || x.Cmp(f.Points[len(f.Points)-1].X().Rat()) > 0)
}

func band(x *big.Rat, bands []scoring.Band) *big.Rat {
	for i := len(bands) - 1; i > 0; i-- {
		if x.Cmp(bands[i].From.Rat()) >= 0 {
			return bands[i].Mark.Rat()
		}
	}
	return bands[0].Mark.Rat()
}

func stretched(x, low, high *big.Rat, f *scoring.Function) *big.Rat {
	switch {
	case low.Cmp(high) < 0 && f.Direction == scoring.Higher:
		return line(x, low, high, new(big.Rat), percent(1))
	case low.Cmp(high) < 0:
		return line(x, low, high, percent(1), new(big.Rat))
	case f.WhenEqual == scoring.EqualNone:
		return new(big.Rat)
	case f.WhenEqual == scoring.EqualHalf:
		return big.NewRat(50, 1)
	}
	return percent(1)
}

func aroundMean(x, mean *big.Rat, d scoring.Direction) *big.Rat {
	if mean.Sign() == 0 {
		return big.NewRat(50, 1)
	}
	off := portion(new(big.Rat).Sub(x, mean), mean)
	if d == scoring.Lower {
		off.Neg(off)
	}
	return off.Add(off, big.NewRat(50, 1))
}

func clampV1(mark *big.Rat) *big.Rat {
	switch {
	case mark.Sign() < 0:
		return new(big.Rat)
	case mark.Cmp(percent(1)) > 0:
		return percent(1)
	}
	return mark
}

// roundV1 rounds to places; half_up and down treat negative numbers as the mirror of positive ones.
func roundV1(x *big.Rat, places int, rule scoring.RoundingRule) *big.Rat {
	unit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(places)), nil)
	scaled := new(big.Rat).Mul(new(big.Rat).Abs(x), new(big.Rat).SetInt(unit))
	whole, rest := new(big.Int).QuoRem(scaled.Num(), scaled.Denom(), new(big.Int))
	half := rest.Lsh(rest, 1).Cmp(scaled.Denom())
	if rule == scoring.HalfUp && half >= 0 || rule == scoring.HalfEven && (half > 0 || half == 0 && whole.Bit(0) == 1) {
		whole.Add(whole, big.NewInt(1))
	}
	if x.Sign() < 0 {
		whole.Neg(whole)
	}
	return new(big.Rat).SetFrac(whole, unit)
}

// shown writes a figure with the method's places, with fewer where it would need more than fifteen digits.
func (r *rulesV1) shown(x *big.Rat) scoring.Figure {
	whole := new(big.Int).Quo(new(big.Int).Abs(x.Num()), x.Denom())
	places := min(r.places, max(0, 15-len(whole.String())))
	return scoring.Figure(roundV1(x, places, r.method.Rounding.Rule).FloatString(places))
}

// inFull writes a global weight with all its digits: a product of percentages always ends.
func (r *rulesV1) inFull(x *big.Rat) scoring.Figure {
	places, exact := x.FloatPrec()
	if !exact {
		return r.shown(x)
	}
	return scoring.Figure(x.FloatString(places))
}
