package scoring

import "math/big"

// The specification reads as its formulas do; each of these returns a new number and leaves its arguments alone.

var (
	zero    = new(big.Rat)
	one     = big.NewRat(1, 1)
	fifty   = big.NewRat(50, 1)
	hundred = big.NewRat(100, 1)
	million = big.NewRat(1_000_000, 1)
)

func plus(a, b *big.Rat) *big.Rat  { return new(big.Rat).Add(a, b) }
func minus(a, b *big.Rat) *big.Rat { return new(big.Rat).Sub(a, b) }
func times(a, b *big.Rat) *big.Rat { return new(big.Rat).Mul(a, b) }
func over(a, b *big.Rat) *big.Rat  { return new(big.Rat).Quo(a, b) }

// within keeps a mark from 0 to 100.
func within(mark *big.Rat) *big.Rat {
	if mark.Sign() < 0 {
		return zero
	}
	if mark.Cmp(hundred) > 0 {
		return hundred
	}
	return mark
}
