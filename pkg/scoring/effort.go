package scoring

import (
	"strconv"
	"strings"

	"github.com/assay-engine/assay/pkg/decimal"
)

// Exact figures have no end of digits of their own. A value over a hundred years of a drop-off with six decimals has eight hundred, and a total of
// fifty such values beside the best offer has forty thousand. So that no sheet, however odd, keeps a machine busy without end, the work it
// asks for is estimated from the method before any of it is done.

// maxEffort is the most that one sheet may ask for: some tens of seconds of one processor. Sheets as they are written in practice ask for a
// hundred-thousandth of it.
const maxEffort = 2_000_000_000

// Effort is about how many products of machine words it takes to score the sheet with its whole trace; one takes some ten nanoseconds. It grows
// with the bids and with the square of the digits that exact totals have: those of every input that is compared with the best, worst or mean of
// others, of which the longest are values over many years with many decimals. It is for deciding how often, or whether, a sheet may be scored; one
// above 2 × 10^9 is refused with [CodeTooLarge].
func (s Sheet) Effort() int64 {
	l := lengths{method: s.Method.WithDefaults(), years: min(max(s.Tender.Years, 1), maxYears), quantity: longestQuantity(s.Bids)}
	l.read(l.method.Criteria)
	total, each := words(l.own+l.shared), words(l.longest)
	a := 1 + each*each
	return int64(max(len(s.Bids), 1))*(total*total+l.cells*a+l.terms*8*a+l.logarithms*(3_000+150*a)) + 2_000*l.bends
}

// longestQuantity is how many digits the greatest commitment has, in thousandths.
func longestQuantity(bids []Bid) int64 {
	greatest := decimal.Quantity(0)
	for i := range bids {
		for _, q := range bids[i].Commitments {
			greatest = max(greatest, q)
		}
	}
	return int64(len(strconv.FormatInt(int64(greatest), 10)))
}

// lengths adds up how many digits exact figures have.
type lengths struct {
	method Method
	years  int
	// quantity is the digits of the greatest commitment.
	quantity int64
	own      int64 // digits that each leaf adds to the denominator of the total
	shared   int64 // digits that leaves have in common: powers of ten
	// longest is the digits of the longest input, and cells, terms of values and logarithms how many of them there are to a bid.
	longest, cells, terms, logarithms int64
	// bends is how many points, bands and levels the method has in all.
	bends int64
}

func words(digits int64) int64 { return 1 + digits*10/192 } // 19.2 digits to a word

// digitsOfNumber is the most that a number of a document has.
const digitsOfNumber = 15

func (l *lengths) read(list []Criterion) {
	for i := range list {
		c := &list[i]
		l.cells, l.terms, l.bends = l.cells+1, l.terms+int64(len(c.Measures)), l.bends+int64(len(c.Scale)+c.Score.bends())
		if c.Score != nil && c.Score.Name == Logarithmic {
			l.logarithms++
		}
		if c.Criteria != nil {
			l.read(c.Criteria)
		} else if c.Kind != GateLeaf {
			l.leaf(c)
		}
	}
}

func (l *lengths) leaf(c *Criterion) {
	digits := int64(digitsOfNumber)
	if c.Kind == MeasureLeaf {
		digits = l.quantity
	}
	if c.Cap != nil {
		digits += digitsOfNumber
	}
	if c.PerMillion || c.PerYear {
		digits += digitsOfNumber
	}
	for i := range c.Measures {
		digits = max(digits, l.value(&c.Measures[i]))
	}
	l.longest = max(l.longest, digits)
	switch {
	case l.method.Rounding.At == RoundLeaf || c.Score == nil || c.Score.Name == Logarithmic || c.Score.Name == Bands:
		l.shared = max(l.shared, logPlaces)
	case c.Score.rivalDependent():
		l.own += digits
	default:
		l.own, l.shared = l.own+c.Score.widest(), max(l.shared, digits)
	}
}

// widest is how many digits the widest piece of a function with anchors has, which is what it adds to denominators.
func (f *Function) widest() int64 {
	if f.Name == FixedLinear && f.Best != nil && f.Worst != nil {
		return digitsBetween(*f.Worst, *f.Best)
	}
	most := int64(0)
	for i := 1; i < len(f.Points); i++ {
		most = max(most, digitsBetween(f.Points[i-1].X(), f.Points[i].X()))
	}
	return most
}

func digitsBetween(a, b decimal.Number) int64 {
	return int64(len(strings.TrimRight(minus(b.Rat(), a.Rat()).Num().String(), "0")))
}

// value is how many digits the worth of any quantity of one measure has.
func (l *lengths) value(v *ValueMeasure) int64 {
	digits := 2*digitsOfNumber + int(l.quantity)
	for _, percent := range []decimal.Number{v.Deadweight, v.Displacement, v.Attribution} {
		if !percent.IsZero() {
			digits += 2 + percent.Places()
		}
	}
	if !v.DropOff.IsZero() {
		digits += (2 + v.DropOff.Places()) * (l.years - 1)
	}
	return int64(digits)
}
