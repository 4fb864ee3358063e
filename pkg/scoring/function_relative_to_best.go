package scoring

import "math/big"

// RelativeToBest gives the best offer full marks and every other its proportion of the best.
//
//	direction higher: mark = 100 × x ÷ best, best being the highest input offered
//	direction lower:  mark = 100 × best ÷ x, best being the lowest
//
// x and best are in pounds or in units of the measure.
//
// Edges: where the best of higher is 0, every mark is 0. A zero is legal under lower: zeros earn 100 and everything else 0, with the warning
// [WarnZeroPrice] or [WarnZeroInput]. Inputs are never negative. One bidder, or equal bids, earn 100 (0 where all are zero and higher is better). Not offered earns 0 and
// is not in the best; where nobody offers, all are 0.
//
// Known flaw: the mark depends on rivals, so a losing bid can choose the winner (warning [WarnRivalDependent]); and under lower the marks are
// a hyperbola, so that a middle bid which gives the same quality per pound as its neighbours can never win. Source: the "lowest ÷ own price"
// formula of the Crown Commercial Service's Digital Marketplace guidance, as Public Spend Forum Europe quotes it to criticise it ("Evaluating and
// scoring price", 17 May 2016); the flaw of the middle bid is from Local Government Lawyer, "Goldilocks and the three problems".
const RelativeToBest FunctionName = "relative_to_best"

func relativeToBest(x, best *big.Rat, d Direction) *big.Rat {
	switch {
	case d == Higher && best.Sign() == 0:
		return zero
	case d == Higher:
		return over(times(hundred, x), best)
	case best.Sign() == 0:
		return fullIf(x.Sign() == 0)
	default:
		return over(times(hundred, best), x)
	}
}

// fullIf is 100 or 0.
func fullIf(full bool) *big.Rat {
	if full {
		return hundred
	}
	return zero
}
