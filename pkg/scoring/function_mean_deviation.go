package scoring

import "math/big"

// MeanDeviation marks an offer by how far it lies from the mean of all offers. Legacy: offered for old methods, not for new ones.
//
//	direction higher: mark = 50 + 100 × (x − mean) ÷ mean, kept within 0–100
//	direction lower:  mark = 50 − 100 × (x − mean) ÷ mean, kept within 0–100
//
// x and mean are in pounds or in units of the measure.
//
// Edges: 50 where the mean is 0, for one bidder and for equal bids. A zero is an input like any other; inputs are never
// negative. Not offered earns 0 and is not in the
// mean; where nobody offers, all are 0.
//
// Known flaw: every bid moves the mean, so any losing bid can choose the winner (warning [WarnRivalDependent]), a high "cover" bid lifts its
// friend, and all offers 50 % beyond the mean earn the same. Source: the "mean average" method as procurementtemplates.co.uk gives it ("Mean
// calculation"): the mean is worth 50, one point less for each percentage point above it, one more for each below.
const MeanDeviation FunctionName = "mean_deviation"

func meanDeviation(x, mean *big.Rat, d Direction) *big.Rat {
	if mean.Sign() == 0 {
		return fifty
	}
	deviation := over(times(hundred, minus(x, mean)), mean)
	if d == Lower {
		return minus(fifty, deviation)
	}
	return plus(fifty, deviation)
}
