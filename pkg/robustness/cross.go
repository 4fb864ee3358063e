package robustness

import (
	"math/big"

	"github.com/assay-engine/assay/pkg/decimal"
	"github.com/assay-engine/assay/pkg/scoring"
)

// mover moves one weight and looks where bids cross.
type mover struct {
	*field
	lines  []line
	weight *big.Rat
	unit   *big.Rat
	scope  Scope
}

// ends are the nearest points found so far on both sides.
type ends struct{ low, high *crossing }

// crossing is where bid j draws level with bid i: at num ÷ den, den above 0, and about that as a number of 128 binary places.
type crossing struct {
	i, j     int
	num, den *big.Int
	near     *big.Float
}

const nearPlaces = 128

func crossingAt(i, j int, num, den *big.Int) *crossing {
	if den.Sign() < 0 {
		num, den = new(big.Int).Neg(num), new(big.Int).Neg(den)
	}
	number := func(x *big.Int) *big.Float { return new(big.Float).SetPrec(nearPlaces).SetInt(x) }
	return &crossing{i, j, num, den, new(big.Float).SetPrec(nearPlaces).Quo(number(num), number(den))}
}

// cmp compares two points: by about where they are if that settles it, else in full.
func (c *crossing) cmp(d *crossing) int {
	apart := new(big.Float).Sub(c.near, d.near)
	// Each is off by less than three parts in 2^128 of itself.
	doubt := new(big.Float).Add(new(big.Float).Abs(c.near), new(big.Float).Abs(d.near))
	if doubt.SetMantExp(doubt, 4-nearPlaces); new(big.Float).Abs(apart).Cmp(doubt) > 0 {
		return apart.Sign()
	}
	return new(big.Int).Mul(c.num, d.den).Cmp(new(big.Int).Mul(d.num, c.den))
}

// meet narrows a range to where bid i, which is ahead of bid j or level with it, no longer is.
func (m *mover) meet(in *ends, i, j int) {
	start, slope := m.lead(i, j)
	now := new(big.Int).Mul(start, m.weight.Denom())
	now.Add(now, new(big.Int).Mul(slope, m.weight.Num()))
	shared := m.bids[i].rank == m.bids[j].rank
	here := func() *crossing { return crossingAt(i, j, m.weight.Num(), m.weight.Denom()) }
	switch {
	case now.Sign() < 0 || shared && now.Sign() != 0:
		// The official order rests on a rounding; without it these two stand otherwise already.
		in.narrow(here(), true, true)
	case now.Sign() == 0:
		// Level at the published weight: a move one way puts j ahead; if the rank is shared, a move either way parts them.
		in.narrow(here(), slope.Sign() != 0 && (shared || slope.Sign() > 0), slope.Sign() != 0 && (shared || slope.Sign() < 0))
	case slope.Sign() != 0:
		at := crossingAt(i, j, start.Neg(start), slope)
		legal := at.num.Sign() > 0 && (m.scope == Worth || at.num.Cmp(at.den) < 0)
		below := at.cmp(here()) < 0
		in.narrow(at, legal && below, legal && !below)
	}
}

// lead is how far bid i is ahead of bid j, as a line in the weight moved, both figures times the same number above 0.
func (m *mover) lead(i, j int) (start, slope *big.Int) {
	a, b := &m.lines[i], &m.lines[j]
	aOver, bOver := a.over, b.over
	if aOver.Cmp(bOver) == 0 {
		aOver, bOver = big.NewInt(1), big.NewInt(1)
	}
	switch m.basis {
	case scoring.PricePerQualityPoint, scoring.ValueForMoneyIndex:
		// Qᵢ ÷ Pᵢ > Qⱼ ÷ Pⱼ without dividing, so that a price of nothing does no harm.
		aOver, bOver = new(big.Int).Mul(aOver, pence(m.bids[i].price)), new(big.Int).Mul(bOver, pence(m.bids[j].price))
	case scoring.AwardOnValue:
		// Weighted marks are in hundredths of a pound.
		start = cross(a.start, b.over, b.start, a.over)
		dearer := new(big.Int).Sub(pence(m.bids[j].price), pence(m.bids[i].price))
		start.Add(start, dearer.Mul(dearer, a.over).Mul(dearer, b.over))
		return start, cross(a.slope, b.over, b.slope, a.over)
	}
	return cross(a.start, bOver, b.start, aOver), cross(a.slope, bOver, b.slope, aOver)
}

// pence is a price in whole pence.
func pence(pounds *big.Rat) *big.Int {
	hundredths := new(big.Rat).Mul(pounds, big.NewRat(100, 1))
	return new(big.Int).Quo(hundredths.Num(), hundredths.Denom())
}

// cross is a·b − c·d.
func cross(a, b, c, d *big.Int) *big.Int {
	product := new(big.Int).Mul(a, b)
	return product.Sub(product, new(big.Int).Mul(c, d))
}

// narrow moves the ends in to a point, if that is nearer.
func (in *ends) narrow(at *crossing, low, high bool) {
	if low && (in.low == nil || at.cmp(in.low) > 0) {
		in.low = at
	}
	if high && (in.high == nil || at.cmp(in.high) < 0) {
		in.high = at
	}
}

func (m *mover) rangeOf(in *ends) Range { return Range{Low: m.bound(in.low), High: m.bound(in.high)} }

func (m *mover) bound(c *crossing) *Bound {
	if c == nil {
		return nil
	}
	shown := new(big.Rat).SetFrac(c.num, c.den)
	shown.Mul(shown, m.unit)
	return &Bound{Weight: places(shown, 4), Exact: scoring.Exact(shown.RatString()), Overtakes: m.bids[c.j].id, Overtaken: m.bids[c.i].id}
}

// places rounds half up to some decimals, away from zero at the half, with fewer where fifteen digits would not hold it.
func places(x *big.Rat, n int) decimal.Number {
	for ; ; n-- {
		scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil)
		scaled := new(big.Rat).Mul(x, new(big.Rat).SetInt(scale))
		twice := new(big.Int).Mul(scaled.Num(), big.NewInt(2))
		if x.Sign() < 0 {
			twice.Sub(twice, scaled.Denom())
		} else {
			twice.Add(twice, scaled.Denom())
		}
		rounded := twice.Quo(twice, new(big.Int).Mul(scaled.Denom(), big.NewInt(2)))
		if n == 0 || rounded.IsInt64() && rounded.CmpAbs(big.NewInt(999_999_999_999_999)) <= 0 {
			return decimal.FromScaled(rounded.Int64(), n)
		}
	}
}
