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

// meet narrows a range to where bid i, which is ahead of bid j or level with it, no longer is.
func (m *mover) meet(in *Range, i, j int) {
	lead, slope := m.lead(i, j)
	now := new(big.Rat).Mul(slope, m.weight)
	now.Add(now, lead)
	shared := m.bids[i].rank == m.bids[j].rank
	switch {
	case now.Sign() < 0 || shared && now.Sign() != 0:
		// The official order rests on a rounding; without it these two stand otherwise already.
		m.narrow(in, i, j, m.weight, true, true)
	case now.Sign() == 0:
		// Level at the published weight: a move one way puts j ahead; if the rank is shared, a move either way parts them.
		m.narrow(in, i, j, m.weight, slope.Sign() != 0 && (shared || slope.Sign() > 0), slope.Sign() != 0 && (shared || slope.Sign() < 0))
	case slope.Sign() != 0:
		at := lead.Neg(lead.Quo(lead, slope))
		legal := at.Sign() > 0 && (m.scope == Worth || at.Cmp(big.NewRat(1, 1)) < 0)
		below := at.Cmp(m.weight) < 0
		m.narrow(in, i, j, at, legal && below, legal && !below)
	}
}

// lead is how far bid i is ahead of bid j, as a line in the weight moved.
func (m *mover) lead(i, j int) (start, slope *big.Rat) {
	a, b := m.lines[i], m.lines[j]
	switch m.basis {
	case scoring.PricePerQualityPoint, scoring.ValueForMoneyIndex:
		// Qᵢ ÷ Pᵢ > Qⱼ ÷ Pⱼ without dividing, so that a price of nothing does no harm.
		start = cross(a.start, m.bids[j].price, b.start, m.bids[i].price)
		return start, cross(a.slope, m.bids[j].price, b.slope, m.bids[i].price)
	case scoring.AwardOnValue:
		// Weighted marks are in hundredths of a pound.
		start = new(big.Rat).Sub(m.bids[j].price, m.bids[i].price)
		start.Mul(start, big.NewRat(100, 1))
		start.Add(start, a.start).Sub(start, b.start)
		return start, new(big.Rat).Sub(a.slope, b.slope)
	}
	return new(big.Rat).Sub(a.start, b.start), new(big.Rat).Sub(a.slope, b.slope)
}

// cross is a·b − c·d.
func cross(a, b, c, d *big.Rat) *big.Rat {
	product := new(big.Rat).Mul(a, b)
	return product.Sub(product, new(big.Rat).Mul(c, d))
}

// narrow moves a range's ends in to a point where i and j meet, if that is nearer.
func (m *mover) narrow(in *Range, i, j int, at *big.Rat, low, high bool) {
	if low && (in.Low == nil || at.Cmp(in.Low.at) > 0) {
		in.Low = m.bound(i, j, at)
	}
	if high && (in.High == nil || at.Cmp(in.High.at) < 0) {
		in.High = m.bound(i, j, at)
	}
}

func (m *mover) bound(i, j int, at *big.Rat) *Bound {
	shown := new(big.Rat).Mul(at, m.unit)
	return &Bound{Weight: places(shown, 4), Exact: scoring.Exact(shown.RatString()), Overtakes: m.bids[j].id, Overtaken: m.bids[i].id, at: at}
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
