package scoring

import "math/big"

// logMark is 100 − 50 × ln(ratio) ÷ ln(halving), rounded half up to [logPlaces] decimals, for a ratio of at least 1 and a halving above 1. It
// works with integers scaled by a power of two and doubles the precision until both ends of the error's range round to the same digits.
func logMark(ratio, halving *big.Rat) *big.Rat {
	for precision := uint(192); ; precision *= 2 {
		low := logMarkAt(ratio, halving, precision, -1)
		if low.Cmp(logMarkAt(ratio, halving, precision, +1)) == 0 {
			return low
		}
	}
}

// logMarkAt rounds the mark at one end of the range within which it must lie: both logarithms are off by less than 2^(64−precision).
func logMarkAt(ratio, halving *big.Rat, precision uint, end int64) *big.Rat {
	slack := new(big.Int).Lsh(big.NewInt(end), 64)
	a := new(big.Int).Sub(lnFixed(ratio, precision), slack)   // a smaller loss at the upper end …
	b := new(big.Int).Add(lnFixed(halving, precision), slack) // … and a larger divisor
	mark := minus(hundred, over(times(fifty, new(big.Rat).SetInt(a)), new(big.Rat).SetInt(b)))
	return roundRat(mark, logPlaces, HalfUp)
}

// lnFixed is ln(r) × 2^precision for r ≥ 1, off by a few thousand units at most. r is written as m × 2^k with m within [1, 2), and
// ln m = 2 artanh((m − 1) ÷ (m + 1)), whose series in thirds gains three bits a term.
func lnFixed(r *big.Rat, precision uint) *big.Int {
	k := r.Num().BitLen() - r.Denom().BitLen()
	m := new(big.Rat).Set(r)
	m.Quo(m, new(big.Rat).SetInt(new(big.Int).Lsh(big.NewInt(1), uint(max(k, 0)))))
	if m.Cmp(one) < 0 { // the bit lengths were one too hopeful
		k--
		m.Mul(m, big.NewRat(2, 1))
	}
	ln := artanhTwice(over(minus(m, one), plus(m, one)), precision)
	ln2 := artanhTwice(big.NewRat(1, 3), precision)
	return ln.Add(ln, ln2.Mul(ln2, big.NewInt(int64(k))))
}

// artanhTwice is 2 artanh(z) × 2^precision = 2 Σ z^(2i+1) ÷ (2i+1), for 0 ≤ z ≤ 1/3.
func artanhTwice(z *big.Rat, precision uint) *big.Int {
	power := new(big.Int).Lsh(z.Num(), precision)
	power.Quo(power, z.Denom())
	square := new(big.Int).Mul(power, power)
	square.Rsh(square, precision)
	sum, term := new(big.Int), new(big.Int)
	for i := int64(1); power.Sign() > 0; i += 2 {
		sum.Add(sum, term.Quo(power, big.NewInt(i)))
		power.Rsh(power.Mul(power, square), precision)
	}
	return sum.Lsh(sum, 1)
}
