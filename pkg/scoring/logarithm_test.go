package scoring

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

func TestLogarithmsAreRightToTheLastDigit(t *testing.T) {
	// Held to big.Float's square roots: log₂ by its binary digits, one squaring each.
	rapid.Check(t, func(t *rapid.T) {
		ratio := big.NewRat(rapid.Int64Range(1, 1e9).Draw(t, "over"), rapid.Int64Range(1, 1e9).Draw(t, "under"))
		if ratio.Cmp(one) <= 0 {
			ratio.Inv(ratio)
		}
		halving := rapid.SampledFrom([]string{"1.5", "2", "3", "10", "1.000001", "999999999"}).Draw(t, "halving")
		got := logMark(ratio, digits(halving).Rat())
		loss := new(big.Float).SetPrec(300).Quo(log2(ratio), log2(digits(halving).Rat()))
		want, _ := loss.Mul(loss, big.NewFloat(-50)).Add(loss, big.NewFloat(100)).Rat(nil)
		if want = roundRat(want, logPlaces, HalfUp); got.Cmp(want) != 0 {
			t.Fatalf("log %s to base %s: got %s, want %s", ratio, halving, got.FloatString(13), want.FloatString(13))
		}
	})
}

// log2 is the binary logarithm of r ≥ 1, digit by digit.
func log2(r *big.Rat) *big.Float {
	const precision = 300
	x := new(big.Float).SetPrec(precision).SetRat(r)
	exponent := x.MantExp(x) - 1 // x is now within [½, 1)
	x.Mul(x, big.NewFloat(2))
	result := new(big.Float).SetPrec(precision).SetInt64(int64(exponent))
	digit := big.NewFloat(1).SetPrec(precision)
	for range 160 {
		digit.Quo(digit, big.NewFloat(2))
		if x.Mul(x, x); x.Cmp(big.NewFloat(2)) >= 0 {
			x.Quo(x, big.NewFloat(2))
			result.Add(result, digit)
		}
	}
	return result
}
