package canonical

import (
	"math"
	"strconv"
)

// number copies a number as ECMAScript's Number.prototype.toString writes it (RFC 8785, section 3.2.2.3).
func (w *writer) number() error {
	start := w.at
	n := w.scan()
	if n == nil {
		return w.refuse("the number is none of JSON")
	}
	text := w.in[start:w.at]
	if n.plain() {
		w.out = append(w.out, text[:len(text)-n.drop()]...)
		return nil
	}
	f, err := strconv.ParseFloat(string(text), 64)
	if err != nil || math.IsInf(f, 0) {
		return w.refuse("the number is beyond a double")
	}
	w.out = appendNumber(w.out, f)
	return nil
}

// shape is how a number is written.
type shape struct {
	negative, exponent, zero bool // zero: no digit but 0
	whole, part, trailing    int  // digits before and after the point, and how many of the last are zeros at the end of the decimals
	leading                  int  // zeros at the start of the decimals
}

// plain says that the digits are already the shortest form but for zeros at the end: a decimal of at most 15 significant digits is the
// shortest text of its own double, so no float is needed to write it.
func (n *shape) plain() bool {
	return !n.exponent && n.whole+n.part <= 15 && !(n.zero && n.negative) && n.leading < 6
}

// drop is how many characters at the end mean nothing.
func (n *shape) drop() int {
	if n.part > 0 && n.trailing == n.part {
		return n.part + 1
	}
	return n.trailing
}

func (w *writer) scan() *shape {
	n := &shape{zero: true}
	if w.peek('-') {
		n.negative = true
		w.at++
	}
	leadingZero := w.peek('0')
	if n.whole = w.digits(n); n.whole == 0 || leadingZero && n.whole > 1 {
		return nil
	}
	whole := !n.zero
	n.trailing = 0
	if w.peek('.') {
		w.at++
		first := w.at
		if n.part = w.digits(n); n.part == 0 {
			return nil
		}
		for !whole && n.leading < n.part && w.in[first+n.leading] == '0' {
			n.leading++
		}
		if n.leading == n.part {
			n.leading = 0 // it is 0.000, not a small number
		}
	}
	if w.peek('e') || w.peek('E') {
		w.at++
		n.exponent = true
		if w.peek('+') || w.peek('-') {
			w.at++
		}
		if w.digits(&shape{}) == 0 {
			return nil
		}
	}
	return n
}

func (w *writer) digits(n *shape) (count int) {
	n.trailing = 0
	for ; w.at < len(w.in) && w.in[w.at] >= '0' && w.in[w.at] <= '9'; w.at++ {
		count++
		if n.trailing++; w.in[w.at] != '0' {
			n.zero, n.trailing = false, 0
		}
	}
	return count
}

// appendNumber writes a double in ECMAScript's form: the shortest digits that read back as the same double, laid out without an exponent
// from 1e-6 to below 1e21.
func appendNumber(out []byte, f float64) []byte {
	if f == 0 {
		return append(out, '0') // minus zero too
	}
	if size := math.Abs(f); size >= 1e-6 && size < 1e21 {
		return strconv.AppendFloat(out, f, 'f', -1, 64)
	}
	out = strconv.AppendFloat(out, f, 'e', -1, 64)
	// Go writes at least two digits of the exponent, ECMAScript no zero in front.
	if n := len(out); out[n-2] == '0' && (out[n-3] == '-' || out[n-3] == '+') {
		out = append(out[:n-2], out[n-1])
	}
	return out
}
