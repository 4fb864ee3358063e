package scoring

import "math/big"

// StandardDifferential takes from full marks the percentage by which an offer exceeds the lowest. Legacy; lower is always better.
//
//	mark = 100 × (1 − (x − lowest) ÷ lowest), kept within 0–100
//
// x and lowest are in pounds or in units of the measure.
//
// Edges: the lowest earns 100, twice the lowest and anything dearer 0. Where the lowest is 0, zeros earn 100 and everything else 0, with the
// warning [WarnZeroPrice] or [WarnZeroInput]. Inputs are never negative. One bidder, or equal bids, earn 100. Not offered earns 0 and is not in the lowest; where nobody
// offers, all are 0.
//
// Known flaw: one very low bid, even a hopeless one, takes the marks of all others and so can choose the winner (warning
// [WarnRivalDependent]). Source: the formula maximum points × (1 − (own price − lowest) ÷ lowest) of "Supplier's bid comparison formula"
// (materialsmanagement.info): 25 % above the lowest loses 25 % of the marks.
const StandardDifferential FunctionName = "standard_differential"

func standardDifferential(x, lowest *big.Rat) *big.Rat {
	if lowest.Sign() == 0 {
		return fullIf(x.Sign() == 0)
	}
	return times(hundred, minus(one, over(minus(x, lowest), lowest)))
}
