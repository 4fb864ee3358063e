package rehearsal

import (
	"math/big"

	"github.com/assay-engine/assay/pkg/decimal"
	"github.com/assay-engine/assay/pkg/scoring"
)

// reach is the lowest and the highest mark that a criterion can give to any bid, those that offer nothing among them. A branch reaches the weighted
// mean of what its children reach.
func reach(c scoring.Criterion, basis scoring.Basis) (low, high *big.Rat) {
	if len(c.Criteria) > 0 {
		return branchReach(c, basis)
	}
	low, high = offerReach(c)
	if mayBeLeftOut(c) {
		low = new(big.Rat) // what is not offered earns no marks, whatever the function gives
	}
	return low, high
}

// mayBeLeftOut says that a bid need not offer anything on a leaf.
func mayBeLeftOut(c scoring.Criterion) bool {
	return c.Kind == scoring.MeasureLeaf || c.Kind == scoring.ValueLeaf
}

// offerReach is the lowest and the highest mark that a leaf can give to what is offered: inputs are from 0 up to the cap, or without end.
func offerReach(c scoring.Criterion) (low, high *big.Rat) {
	if c.Kind == scoring.QuestionLeaf {
		return c.Scale[0].Marks.Rat(), c.Scale[len(c.Scale)-1].Marks.Rat()
	}
	if c.Score != nil {
		switch c.Score.Name {
		case scoring.FixedLinear:
			return span(linearMark(*c.Score, new(big.Rat)), linearEnd(c))
		case scoring.PiecewiseLinear:
			return curveReach(c)
		case scoring.Bands:
			return bandReach(c)
		}
	}
	return new(big.Rat), big.NewRat(100, 1)
}

func branchReach(c scoring.Criterion, basis scoring.Basis) (low, high *big.Rat) {
	low, high = new(big.Rat), new(big.Rat)
	all := new(big.Rat)
	for _, child := range c.Criteria {
		weight := weightOf(child, basis)
		if weight == nil {
			continue
		}
		l, h := reach(child, basis)
		low.Add(low, new(big.Rat).Mul(l, weight))
		high.Add(high, new(big.Rat).Mul(h, weight))
		all.Add(all, weight)
	}
	if all.Sign() > 0 {
		low.Quo(low, all)
		high.Quo(high, all)
	}
	return low, high
}

// weightOf is what a criterion carries beside its siblings.
func weightOf(c scoring.Criterion, basis scoring.Basis) *big.Rat {
	switch {
	case basis == scoring.AwardOnValue && c.Worth != nil:
		return c.Worth.Rat()
	case basis != scoring.AwardOnValue && c.Weight != nil:
		return c.Weight.Rat()
	}
	return nil
}

func span(a, b *big.Rat) (low, high *big.Rat) {
	if a.Cmp(b) > 0 {
		a, b = b, a
	}
	return a, b
}

// linearMark is fixed_linear at x.
func linearMark(f scoring.Function, x *big.Rat) *big.Rat {
	mark := new(big.Rat).Sub(x, f.Worst.Rat())
	mark.Mul(mark, big.NewRat(100, 1))
	return clamp(mark.Quo(mark, new(big.Rat).Sub(f.Best.Rat(), f.Worst.Rat())))
}

// linearEnd is fixed_linear at the greatest input.
func linearEnd(c scoring.Criterion) *big.Rat {
	if c.Cap != nil {
		return linearMark(*c.Score, c.Cap.Rat())
	}
	if c.Score.Best.Cmp(*c.Score.Worst) > 0 {
		return big.NewRat(100, 1)
	}
	return new(big.Rat)
}

func clamp(mark *big.Rat) *big.Rat {
	switch {
	case mark.Sign() < 0:
		return mark.SetInt64(0)
	case mark.Cmp(big.NewRat(100, 1)) > 0:
		return mark.SetInt64(100)
	}
	return mark
}

// curveReach looks at the corners that inputs can reach and at both ends of the inputs. Beyond the last corner a curve stays level or refuses.
func curveReach(c scoring.Criterion) (low, high *big.Rat) {
	points := c.Score.Points
	last := points[len(points)-1]
	end := last.X().Rat()
	if c.Cap != nil && c.Cap.Cmp(last.X()) < 0 {
		end = c.Cap.Rat()
	}
	start := new(big.Rat)
	if c.Score.Outside == scoring.Refuse && points[0].X().Sign() > 0 {
		start = points[0].X().Rat()
	}
	low, high = span(curveMark(points, start), curveMark(points, end))
	for _, p := range points {
		x, mark := p.X().Rat(), p.Mark().Rat()
		if x.Cmp(start) < 0 || x.Cmp(end) > 0 {
			continue
		}
		if mark.Cmp(low) < 0 {
			low = mark
		}
		if mark.Cmp(high) > 0 {
			high = mark
		}
	}
	return low, high
}

func curveMark(points []scoring.Point, x *big.Rat) *big.Rat {
	for i, p := range points {
		if x.Cmp(p.X().Rat()) > 0 {
			continue
		}
		if i == 0 {
			return p.Mark().Rat()
		}
		before := points[i-1]
		part := new(big.Rat).Sub(x, before.X().Rat())
		part.Quo(part, new(big.Rat).Sub(p.X().Rat(), before.X().Rat()))
		part.Mul(part, new(big.Rat).Sub(p.Mark().Rat(), before.Mark().Rat()))
		return part.Add(part, before.Mark().Rat())
	}
	return points[len(points)-1].Mark().Rat()
}

func bandReach(c scoring.Criterion) (low, high *big.Rat) {
	for _, band := range c.Score.Bands {
		if c.Cap != nil && band.From != nil && band.From.Cmp(*c.Cap) > 0 || band.To != nil && band.To.Cmp(decimal.FromInt(0)) <= 0 {
			continue
		}
		mark := band.Mark.Rat()
		if low == nil || mark.Cmp(low) < 0 {
			low = mark
		}
		if high == nil || mark.Cmp(high) > 0 {
			high = mark
		}
	}
	return low, high
}
