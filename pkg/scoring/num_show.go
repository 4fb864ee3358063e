package scoring

import (
	"math/bits"
	"strconv"
)

// appendExact writes the rational in lowest terms.
func (a num) appendExact(b []byte) []byte {
	if a.wide != nil {
		return append(b, exactOf(a.wide)...)
	}
	return a.lowest().appendFraction(b)
}

func (a num) appendFraction(b []byte) []byte {
	b = strconv.AppendInt(b, a.n, 10)
	if a.d == 1 {
		return b
	}
	return strconv.AppendInt(append(b, '/'), a.d, 10)
}

// appendFigure shows the value to a count of decimals, as [figureOf] does.
func (a num) appendFigure(b []byte, places int, rule RoundingRule) []byte {
	if a.wide != nil || magnitude(a.n)/uint64(max(a.d, 1)) >= uint64(pow10[maxDigits-maxPlaces]) {
		return append(b, figureOf(a.rat(), places, rule)...)
	}
	q, ok := scaled(a, uint64(pow10[places]), rule)
	if !ok {
		return append(b, figureOf(a.rat(), places, rule)...)
	}
	if a.n < 0 && q != 0 {
		b = append(b, '-')
	}
	return appendDecimal(b, q, places)
}

// appendDecimal writes q ÷ 10^places with all its places.
func appendDecimal(b []byte, q uint64, places int) []byte {
	unit := uint64(pow10[places])
	b = strconv.AppendUint(b, q/unit, 10)
	if places == 0 {
		return b
	}
	b = append(b, '.')
	rest := q % unit
	for place := places - 1; place > 0 && rest < uint64(pow10[place]); place-- {
		b = append(b, '0')
	}
	return strconv.AppendUint(b, rest, 10)
}

// appendInStep writes the value as [inStep] does.
func (a num) appendInStep(b []byte) []byte {
	if a.wide != nil {
		return append(b, inStep(a.wide)...)
	}
	return a.lowest().appendInStepLowest(b)
}

// appendInStepLowest is for a value that is in lowest terms already.
func (a num) appendInStepLowest(b []byte) []byte {
	places, unit := decimalPlaces(uint64(a.d))
	if places < 0 {
		return append(a.appendFraction(append(b, '(')), ')')
	}
	high, low := bits.Mul64(magnitude(a.n), unit)
	if high != 0 {
		return append(b, inStep(a.rat())...)
	}
	if a.n >= 0 {
		return appendDecimal(b, low, places)
	}
	return append(appendDecimal(append(b, "(-"...), low, places), ')')
}

// decimalPlaces is how many decimals a denominator in lowest terms asks for, and what makes it 10^places; −1 where the decimals do not end
// within twelve places.
func decimalPlaces(d uint64) (places int, unit uint64) {
	twos := bits.TrailingZeros64(d)
	d >>= twos
	fives := 0
	for d%5 == 0 {
		d /= 5
		fives++
	}
	places = max(twos, fives)
	if d != 1 || places > logPlaces {
		return -1, 0
	}
	unit = 1
	for range places - twos {
		unit *= 2
	}
	for range places - fives {
		unit *= 5
	}
	return places, unit
}
