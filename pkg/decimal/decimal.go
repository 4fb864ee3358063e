// Package decimal holds the plain decimal numbers of a procurement: quantities promised, prices, weights and parameters.
//
// A number is read from its digits and never passes through a binary float, so 0.1 is one tenth and 12,500.00 is twelve and a half thousand
// pounds, to the penny, on every machine. The text is a JSON number without an exponent: -?(0|[1-9][0-9]*)(\.[0-9]+)?. Exponents are
// refused because 1e999999999 is eleven bytes that can keep a processor busy for seconds.
//
// [Number] is any such number; [Quantity], [Pence] and [Weight] are integers of a fixed scale with the ranges that the documents of a
// procurement allow, and [Money] is an amount with its currency.
//
// Trailing zeros after the point mean nothing and are dropped: 66.00 is 66. Minus zero is normalised to zero.
package decimal

import (
	"math/big"
	"math/bits"
	"strconv"
)

const (
	// MaxDigits is the largest count of significant digits a number may have. Any decimal number of 15 digits survives RFC 8785, which
	// writes numbers as IEEE 754 doubles.
	MaxDigits = 15

	// MaxPlaces is the largest count of digits after the point.
	MaxPlaces = 15

	maxText  = 64                  // longest number text looked at, trailing zeros included
	maxWhole = 999_999_999_999_999 // 10^MaxDigits − 1
	maxScale = 18                  // 10^18 is the largest power of ten within int64
)

var pow10 = [maxScale + 1]int64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18}

// Number is an exact decimal number: coefficient ÷ 10^scale. The zero value is 0. Numbers are kept in their shortest form, so two of them
// are equal exactly when == says so.
type Number struct {
	coefficient int64
	scale       uint8
}

// FromInt returns the whole number i.
func FromInt(i int64) Number { return Number{coefficient: i} }

// FromScaled returns i ÷ 10^places: FromScaled(1250, 2) is 12.5. Places outside 0–18 are a programmer's mistake and panic.
func FromScaled(i int64, places int) Number {
	if places < 0 || places > maxScale {
		panic("decimal: places outside 0–18: " + strconv.Itoa(places))
	}
	for places > 0 && i%10 == 0 {
		i, places = i/10, places-1
	}
	return Number{coefficient: i, scale: uint8(places)}
}

// Rat returns the number as an exact fraction.
func (n Number) Rat() *big.Rat { return big.NewRat(n.coefficient, pow10[n.scale]) }

// Sign is -1 for a negative number, 0 for zero and +1 for a positive one.
func (n Number) Sign() int {
	switch {
	case n.coefficient < 0:
		return -1
	case n.coefficient > 0:
		return 1
	}
	return 0
}

// IsZero says whether the number is 0.
func (n Number) IsZero() bool { return n.coefficient == 0 }

// Places is how many digits stand after the point in the shortest form: 2 for 12.75, 0 for 66.
func (n Number) Places() int { return int(n.scale) }

// Cmp is -1 where n < m, 0 where they are equal and +1 where n > m.
func (n Number) Cmp(m Number) int {
	if s, t := n.Sign(), m.Sign(); s != t || s == 0 {
		return compare(int64(s), int64(t))
	}
	top := max(n.scale, m.scale)
	nHigh, nLow := bits.Mul64(magnitude(n.coefficient), uint64(pow10[top-n.scale]))
	mHigh, mLow := bits.Mul64(magnitude(m.coefficient), uint64(pow10[top-m.scale]))
	order := compare(nHigh, mHigh)
	if order == 0 {
		order = compare(nLow, mLow)
	}
	return order * n.Sign()
}

// Scaled returns n × 10^places; exact is false, and the value 0, when that is no integer within int64. Scaled(2) of 12.5 is 1250.
func (n Number) Scaled(places int) (v int64, exact bool) {
	up := places - int(n.scale)
	if n.coefficient == 0 {
		return 0, true
	}
	if up < 0 || up > maxScale {
		return 0, false // the shortest form has no zero to give back
	}
	high, low := bits.Mul64(magnitude(n.coefficient), uint64(pow10[up]))
	if high != 0 || low > 1<<63-1 {
		return 0, false
	}
	if n.coefficient < 0 {
		return -int64(low), true
	}
	return int64(low), true
}

// String writes the number in its shortest form, without an exponent: "66", "0.25", "-3.5".
func (n Number) String() string { return string(n.append(make([]byte, 0, 24))) }

// AppendText adds the shortest form to b, for writers that build large documents.
func (n Number) AppendText(b []byte) ([]byte, error) { return n.append(b), nil }

func (n Number) append(b []byte) []byte {
	if n.coefficient < 0 {
		b = append(b, '-')
	}
	whole, part := magnitude(n.coefficient)/uint64(pow10[n.scale]), magnitude(n.coefficient)%uint64(pow10[n.scale])
	b = strconv.AppendUint(b, whole, 10)
	if n.scale == 0 {
		return b
	}
	b = append(b, '.')
	for place := int(n.scale) - 1; place > 0 && part < uint64(pow10[place]); place-- {
		b = append(b, '0')
	}
	return strconv.AppendUint(b, part, 10)
}

func magnitude(i int64) uint64 {
	if i < 0 {
		return uint64(-(i + 1)) + 1 // holds for the smallest int64 too, whose negative does not exist
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
