package scoring

import (
	"math/big"
	"math/bits"
)

// num is an exact rational for the fast engine: n ÷ d in machine words while they suffice, and a big.Rat when they do not. d is above 0; the
// fraction need not be in lowest terms. A wide num has d = 0.
type num struct {
	n, d int64
	wide *big.Rat
}

// limit keeps sums of two products of words within int64.
const limit = 1 << 62

func whole(n int64) num { return num{n: n, d: 1} }

// numOf is a num in lowest terms for a rational.
func numOf(r *big.Rat) num {
	if r.Num().IsInt64() && r.Denom().IsInt64() {
		n, d := r.Num().Int64(), r.Denom().Int64()
		if n > -limit && n < limit && d < limit {
			return num{n: n, d: d}
		}
	}
	return num{wide: r}
}

// rat is the value as a big.Rat that the caller must not change.
func (a num) rat() *big.Rat {
	if a.wide != nil {
		return a.wide
	}
	return big.NewRat(a.n, a.d)
}

func (a num) sign() int {
	switch {
	case a.wide != nil:
		return a.wide.Sign()
	case a.n < 0:
		return -1
	case a.n > 0:
		return 1
	}
	return 0
}

// lowest is the same value in lowest terms.
func (a num) lowest() num {
	if a.wide != nil {
		return a
	}
	g := gcd(magnitude(a.n), uint64(a.d))
	return num{n: a.n / int64(g), d: a.d / int64(g)}
}

func (a num) cmp(b num) int {
	if a.wide != nil || b.wide != nil {
		return a.rat().Cmp(b.rat())
	}
	if a.d == b.d {
		return compare(a.n, b.n)
	}
	if s, t := a.sign(), b.sign(); s != t || s == 0 {
		return compare(int64(s), int64(t))
	}
	aHigh, aLow := bits.Mul64(magnitude(a.n), uint64(b.d))
	bHigh, bLow := bits.Mul64(magnitude(b.n), uint64(a.d))
	order := compare(aHigh, bHigh)
	if order == 0 {
		order = compare(aLow, bLow)
	}
	return order * a.sign()
}

func (a num) mul(b num) num {
	if a.wide == nil && b.wide == nil {
		a, b = a.lowest(), b.lowest()
		a, b = num{n: a.n, d: b.d}.lowest(), num{n: b.n, d: a.d}.lowest()
		n, okN := multiply(a.n, b.n)
		d, okD := multiply(a.d, b.d)
		if okN && okD {
			return num{n: n, d: d}
		}
	}
	return numOf(times(a.rat(), b.rat()))
}

// div is a ÷ b for a b that is not 0.
func (a num) div(b num) num {
	if b.wide != nil {
		return numOf(over(a.rat(), b.wide))
	}
	if b.n < 0 {
		return a.mul(num{n: -b.d, d: -b.n})
	}
	return a.mul(num{n: b.d, d: b.n})
}

func (a num) add(b num) num {
	if a.wide == nil && b.wide == nil {
		if a.d == b.d && a.n > -limit/2 && a.n < limit/2 && b.n > -limit/2 && b.n < limit/2 {
			return num{n: a.n + b.n, d: a.d}
		}
		a, b = a.lowest(), b.lowest()
		g := int64(gcd(uint64(a.d), uint64(b.d)))
		left, ok1 := multiply(a.n, b.d/g)
		right, ok2 := multiply(b.n, a.d/g)
		d, ok3 := multiply(a.d, b.d/g)
		if ok1 && ok2 && ok3 && left > -limit/2 && left < limit/2 && right > -limit/2 && right < limit/2 {
			return num{n: left + right, d: d}
		}
	}
	return numOf(plus(a.rat(), b.rat()))
}

func (a num) neg() num {
	if a.wide != nil {
		return num{wide: new(big.Rat).Neg(a.wide)}
	}
	return num{n: -a.n, d: a.d}
}

// round rounds to a count of decimals; a word's worth of them is over the denominator 10^places.
func (a num) round(places int, rule RoundingRule) num {
	if a.wide == nil && places <= maxPlaces {
		unit := uint64(pow10[places])
		if q, ok := scaled(a, unit, rule); ok && q < limit {
			n := int64(q)
			if a.n < 0 {
				n = -n
			}
			return num{n: n, d: int64(unit)}
		}
	}
	return numOf(roundRat(a.rat(), places, rule))
}

// scaled is the magnitude of a × unit rounded to a whole number by the rule; not ok where it does not fit into a word.
func scaled(a num, unit uint64, rule RoundingRule) (uint64, bool) {
	high, low := bits.Mul64(magnitude(a.n), unit)
	d := uint64(a.d)
	if high >= d {
		return 0, false
	}
	q, rest := bits.Div64(high, low, d)
	if rule == Down || rest == 0 {
		return q, true
	}
	// d is below 2^62, so twice the rest is a word
	if twice := 2 * rest; twice > d || twice == d && (rule == HalfUp || q&1 == 1) {
		q++
	}
	return q, true
}

var pow10 = [...]int64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15}

// multiply is a × b where that lies within the limit.
func multiply(a, b int64) (int64, bool) {
	high, low := bits.Mul64(magnitude(a), magnitude(b))
	if high != 0 || low >= limit {
		return 0, false
	}
	if (a < 0) != (b < 0) {
		return -int64(low), true
	}
	return int64(low), true
}

func magnitude(i int64) uint64 {
	if i < 0 {
		return uint64(-i)
	}
	return uint64(i)
}

func compare[T int64 | uint64](a, b T) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// gcd is the greatest common divisor, by halving and subtraction, which costs less than division; gcd(0, b) is b.
func gcd(a, b uint64) uint64 {
	if a == 0 {
		return b
	}
	if b == 0 {
		return a
	}
	shift := bits.TrailingZeros64(a | b)
	a >>= bits.TrailingZeros64(a)
	for b != 0 {
		b >>= bits.TrailingZeros64(b)
		if a > b {
			a, b = b, a
		}
		b -= a
	}
	return a << shift
}
