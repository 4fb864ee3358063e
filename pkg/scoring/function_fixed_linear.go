package scoring

import "math/big"

// FixedLinear marks an input by where it lies between two published anchors.
//
//	mark = 100 × (x − worst) ÷ (best − worst), kept within 0–100
//
// x is in pounds or in units of the measure; best may be above worst (more is better) or below it (less is better).
//
// Edges: at or beyond best 100, at or beyond worst 0; a zero is an input like any other, and so
// earns more than 0 where worst is negative; inputs themselves are never negative; not offered earns 0. Other bids play no part, so one
// bidder, equal bids or nobody offering change nothing. best = worst is a fault.
//
// Known flaw: what goes beyond best earns nothing more, and an anchor that everyone reaches tells bids apart no longer; choose anchors from
// evidence. Source: the fixed-reference ("absolute") method of D. Mateus, J. Ferreira and J. Carreira, "Full disclosure of tender evaluation
// models", Journal of Purchasing and Supply Management 16 (2010).
const FixedLinear FunctionName = "fixed_linear"

func fixedLinear(x, worst, best *big.Rat) *big.Rat {
	return over(times(hundred, minus(x, worst)), minus(best, worst))
}
