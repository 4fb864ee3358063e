package scoring

import "math/big"

// roundRat rounds to a count of decimals, by the rule; a negative number is the mirror of the positive one.
func roundRat(r *big.Rat, places int, rule RoundingRule) *big.Rat {
	unit := new(big.Rat).SetInt(pow10Int(places))
	scaled := times(new(big.Rat).Abs(r), unit)
	whole, rest := new(big.Int).QuoRem(scaled.Num(), scaled.Denom(), new(big.Int))
	if goesUp(whole, rest, scaled.Denom(), rule) {
		whole.Add(whole, big.NewInt(1))
	}
	if r.Sign() < 0 {
		whole.Neg(whole)
	}
	return over(new(big.Rat).SetInt(whole), unit)
}

// goesUp says whether whole + rest ÷ of is rounded to whole + 1.
func goesUp(whole, rest, of *big.Int, rule RoundingRule) bool {
	if rule == Down {
		return false
	}
	half := new(big.Int).Lsh(rest, 1).Cmp(of)
	if rule == HalfEven && half == 0 {
		return whole.Bit(0) == 1
	}
	return half >= 0
}

func pow10Int(places int) *big.Int {
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(places)), nil)
}
