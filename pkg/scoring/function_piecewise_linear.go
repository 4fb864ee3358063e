package scoring

import (
	"math/big"
	"sort"
)

// PiecewiseLinear marks an input on a published curve of straight pieces between points [x, mark].
//
//	mark = m₀ + (m₁ − m₀) × (x − x₀) ÷ (x₁ − x₀), between the points (x₀, m₀) and (x₁, m₁) around x
//
// x is in pounds or in units of the measure and rises strictly from point to point; the points may lie below 0, inputs never do. Marks lie within 0–100 and may rise and fall.
//
// Edges: outside the first and the last point the mark is that of the nearer end ([Clamp]), or the bid fails the requirements ([Refuse]);
// not offered earns 0 and is never outside. A zero is an input like any other. Other bids play no part, so one bidder, equal bids or nobody offering
// change nothing.
//
// Known flaw: none of ranking; a steep piece rewards hitting a number rather than doing good. Source: piecewise-linear value functions of
// multi-attribute value theory, as in G. van Valkenhoef's SMAA library for R (whose test values the package reproduces), and the Department for
// Communities and Local Government's "Multi-criteria analysis: a manual" (2009), chapter 6.
const PiecewiseLinear FunctionName = "piecewise_linear"

func piecewiseLinear(x *big.Rat, points []Point) *big.Rat {
	last := points[len(points)-1]
	if x.Cmp(points[0].X().Rat()) <= 0 {
		return points[0].Mark().Rat()
	}
	if x.Cmp(last.X().Rat()) >= 0 {
		return last.Mark().Rat()
	}
	i := segment(x, points)
	a, b := points[i], points[i+1]
	slope := over(minus(b.Mark().Rat(), a.Mark().Rat()), minus(b.X().Rat(), a.X().Rat()))
	return plus(a.Mark().Rat(), times(slope, minus(x, a.X().Rat())))
}

// segment is the index of the piece x lies in, for an x between the ends: points[i].X ≤ x < points[i+1].X().
func segment(x *big.Rat, points []Point) int {
	return sort.Search(len(points)-2, func(i int) bool { return x.Cmp(points[i+1].X().Rat()) < 0 })
}

// outside says whether an input lies beyond a curve that refuses what does.
func (f *Function) outside(x *big.Rat) bool {
	if f.Name != PiecewiseLinear || f.Outside != Refuse {
		return false
	}
	return x.Cmp(f.Points[0].X().Rat()) < 0 || x.Cmp(f.Points[len(f.Points)-1].X().Rat()) > 0
}
