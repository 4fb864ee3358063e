package bundle

import (
	"math/big"

	"github.com/assay-engine/assay/pkg/scoring"
)

// logarithmicV1 is 100 − 50 × ln(ratio) ÷ ln(halving), rounded half up to twelve decimals. ratio is at least 1 and halving above it. The
// logarithms are held between bounds, and the bounds drawn closer until both round to the same mark.
//
// That ends: where ratio is a rational power of halving the mark has few decimals, and so is no half of the twelfth; elsewhere it is irrational.
func logarithmicV1(ratio, halving *big.Rat) *big.Rat {
	if ratio.Cmp(big.NewRat(1, 1)) == 0 {
		return percent(1)
	}
	if ratio.Cmp(new(big.Rat).Mul(halving, halving)) >= 0 {
		return new(big.Rat) // at or beyond the end of the scale; it would be cut to 0
	}
	for precision := uint(128); ; precision *= 2 {
		numerator, denominator := naturalLog(ratio, precision), naturalLog(halving, precision)
		slack := big.NewInt(1 << 20) // more than the terms that were cut off can add up to
		most := logMark(new(big.Int).Sub(numerator, slack), new(big.Int).Add(denominator, slack))
		least := logMark(new(big.Int).Add(numerator, slack), new(big.Int).Sub(denominator, slack))
		if most.Cmp(least) == 0 {
			return most
		}
	}
}

func logMark(numerator, denominator *big.Int) *big.Rat {
	if denominator.Sign() <= 0 {
		return big.NewRat(-1, 1) // not known well enough yet, and equal to no mark
	}
	loss := new(big.Rat).SetFrac(new(big.Int).Mul(numerator, big.NewInt(50)), denominator)
	return roundV1(new(big.Rat).Sub(percent(1), loss), 12, scoring.HalfUp)
}

// naturalLog is ln(x) × 2^precision for x > 0, within 2^20 of it. x is halved until it lies within [1, 2) and the halvings counted with ln 2.
func naturalLog(x *big.Rat, precision uint) *big.Int {
	halvings := 0
	m := new(big.Rat).Set(x)
	for m.Cmp(big.NewRat(2, 1)) >= 0 {
		m.Quo(m, big.NewRat(2, 1))
		halvings++
	}
	one := big.NewRat(1, 1)
	z := new(big.Rat).Quo(new(big.Rat).Sub(m, one), new(big.Rat).Add(m, one))
	ln := atanhSeries(z, precision)
	return ln.Add(ln, new(big.Int).Mul(atanhSeries(big.NewRat(1, 3), precision), big.NewInt(int64(halvings))))
}

// atanhSeries is 2 × (z + z³/3 + z⁵/5 + …) × 2^precision for 0 ≤ z ≤ 1/3, with ln x = that at z = (x − 1) ÷ (x + 1).
func atanhSeries(z *big.Rat, precision uint) *big.Int {
	fixed := new(big.Int).Quo(new(big.Int).Lsh(z.Num(), precision), z.Denom())
	square := new(big.Int).Rsh(new(big.Int).Mul(fixed, fixed), precision)
	sum, power := new(big.Int), fixed
	for n := int64(1); power.Sign() != 0; n += 2 {
		sum.Add(sum, new(big.Int).Quo(power, big.NewInt(n)))
		power = new(big.Int).Rsh(new(big.Int).Mul(power, square), precision)
	}
	return sum.Lsh(sum, 1)
}
