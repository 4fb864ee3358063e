// Package legible writes for readers what a document holds for machines: figures with as many digits as they need to mean something, money in its
// currency with its thousands apart, and other people's texts with nothing hidden in them.
//
// Nothing here rounds a figure that counts: what it returns is shown, never calculated with.
package legible

import (
	"math/big"
	"strings"
)

// significant is how many digits that count a small figure is shown with.
const significant = 4

// mostPlaces is where even the smallest figure ends.
const mostPlaces = 15

// Decimal shows a figure to so many decimals, half up (away from zero at the half), and to more where it would otherwise have fewer than four digits
// that count: 2 places make "83.90" of 83.898 and "0.00008390" of 0.000083898. A figure that ends within the places is shown with just them. One
// below a millionth of a thousand-millionth is "less than 0.000000000000001", or, below zero, "almost 0".
func Decimal(r *big.Rat, places int) string {
	text := fixed(r, places)
	if count(text) >= significant || exact(r, places) {
		return text
	}
	if whole := new(big.Rat).Abs(r); whole.Cmp(big.NewRat(1, 1)) >= 0 {
		return text // whole digits count before the point
	}
	for places < mostPlaces && count(text) < significant && !exact(r, places) {
		places++
		text = fixed(r, places)
	}
	switch {
	case count(text) > 0:
		return text
	case r.Sign() < 0:
		return "almost 0"
	}
	return "less than " + strings.TrimSuffix(text, "0") + "1"
}

func exact(r *big.Rat, places int) bool {
	needed, ends := r.FloatPrec()
	return ends && needed <= places
}

// fixed is a figure to so many decimals, without a minus before nothing.
func fixed(r *big.Rat, places int) string {
	text := r.FloatString(places)
	if count(text) == 0 {
		return strings.TrimPrefix(text, "-")
	}
	return text
}

// count is how many digits count: those from the first that is not 0.
func count(text string) int {
	return len(strings.TrimLeft(strings.NewReplacer("-", "", ".", "").Replace(text), "0"))
}

// Thousands sets the thousands of a decimal figure apart: "2400000.5" is "2,400,000.5". What is no figure stays as it is.
func Thousands(figure string) string {
	digits, negative := strings.CutPrefix(figure, "-")
	whole, part, dotted := strings.Cut(digits, ".")
	if strings.Trim(whole, "0123456789") != "" {
		return figure
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if dotted {
		whole += "." + part
	}
	if negative {
		return "−" + whole
	}
	return whole
}

// Money writes an amount in its currency, to the penny, or to more where it is smaller than that: "£2,400,000", "£79.99", "EUR 0.001250",
// "−£20". No currency is pounds sterling.
func Money(amount *big.Rat, currency string) string {
	sign := ""
	if amount.Sign() < 0 {
		sign, amount = "−", new(big.Rat).Neg(amount)
	}
	text := Decimal(amount, 2)
	if amount.IsInt() {
		text = amount.Num().String()
	}
	if less, small := strings.CutPrefix(text, "less than "); small {
		return sign + "less than " + Currency(currency) + less
	}
	return sign + Currency(currency) + Thousands(text)
}

// Currency is what stands before an amount: "£", or the code and a space.
func Currency(code string) string {
	if code == "" || code == "GBP" {
		return "£"
	}
	return code + " "
}
