package scoring

import (
	"math/big"

	"github.com/assay-engine/assay/pkg/decimal"
)

// Logarithmic takes the same number of marks for every doubling (or other factor) over the lowest offer. Legacy; lower is always better.
//
//	mark = 100 − 50 × log(x ÷ lowest) ÷ log(halvingFactor), rounded half up to twelve decimals, then kept within 0–100
//
// x and lowest are in pounds or in units of the measure. halvingFactor is above 1: an offer of that multiple of the lowest earns 50.
//
// Edges: the lowest earns 100, halvingFactor² times it and anything dearer 0. Where the lowest is 0, zeros earn 100 and everything else 0, with
// the warning [WarnZeroPrice] or [WarnZeroInput]. Inputs are never negative. One bidder, or equal bids, earn 100. Not offered earns 0 and is not in the lowest; where
// nobody offers, all are 0.
//
// This is the one function that is not exact. The logarithm is computed with integers to as many digits as it takes to be sure of the
// twelfth, so the digits are the same on every machine.
//
// Known flaw: the lowest bid sets the scale, so a losing bid can change the trade between price and quality (warning [WarnRivalDependent]).
// Source: Negometrix, "The LOG formula", price points = 1 − log(own ÷ lowest) ÷ log A, where A is the multiple of the lowest that earns nothing:
// the square of this halvingFactor.
const Logarithmic FunctionName = "logarithmic"

// logPlaces is to how many decimals a logarithmic mark is rounded.
const logPlaces = 12

func logarithmic(x, lowest *big.Rat, halving decimal.Number) *big.Rat {
	if lowest.Sign() == 0 {
		return fullIf(x.Sign() == 0)
	}
	ratio := over(x, lowest)
	if ratio.Cmp(one) == 0 {
		return hundred // log 1 is exactly 0
	}
	if ratio.Cmp(halving.Rat()) == 0 {
		return fifty
	}
	return logMark(ratio, halving.Rat())
}
