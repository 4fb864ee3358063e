package scoring

import "math/big"

// MinMax stretches the marks between the worst and the best offer.
//
//	mark = 100 × (x − worst) ÷ (best − worst), over the bids that offered
//
// x, worst and best are in pounds or in units of the measure. direction higher makes the highest input the best and the lowest the worst; lower the other way round.
//
// Edges: where all who offered are equal, and so for one bidder alone, the mark is that of whenEqual: full 100 (when left out), half 50 or
// none 0. A zero is an input like any other; inputs are never negative. Not offered earns 0 and is in neither end; where nobody offers, all are 0.
//
// Known flaw: the worst bid sets the scale: the mark depends on rivals, a losing bid can choose the winner (warning [WarnRivalDependent]), and a
// difference of a pound becomes one of a hundred marks where only two bid. Source: min–max normalisation, criticised for rank reversal in
// V. Belton and T. Gear, "On a short-coming of Saaty's method of analytic hierarchies", Omega 11 (1983).
const MinMax FunctionName = "min_max"

func minMax(x, lowest, highest *big.Rat, f *Function) *big.Rat {
	worst, best := lowest, highest
	if f.Direction == Lower {
		worst, best = highest, lowest
	}
	if best.Cmp(worst) == 0 {
		return equalMark(f.WhenEqual)
	}
	return over(times(hundred, minus(x, worst)), minus(best, worst))
}

func equalMark(w WhenEqual) *big.Rat {
	switch w {
	case EqualHalf:
		return fifty
	case EqualNone:
		return zero
	default:
		return hundred
	}
}
