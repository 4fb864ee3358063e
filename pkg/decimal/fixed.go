package decimal

import "math/big"

// Whole is the weight of everything: 10,000 basis points, 100 %.
const Whole = 10_000

// Quantity is an amount of a measure, in thousandths of the measure's unit: 40 placements are Quantity(40_000). In JSON it is the plain
// number of units, from 0 to below 10^12, with at most three decimals.
type Quantity int64

// ParseQuantity reads a quantity of units. Errors are *[Error].
func ParseQuantity(text string) (Quantity, error) {
	v, err := quantities.parse(text)
	return Quantity(v), err
}

// Number is the quantity in units.
func (q Quantity) Number() Number { return FromScaled(int64(q), 3) }

// Rat is the quantity in units as an exact fraction.
func (q Quantity) Rat() *big.Rat { return big.NewRat(int64(q), 1000) }

// String writes the units in their shortest form.
func (q Quantity) String() string { return q.Number().String() }

// Pence is an amount of money in hundredths of its currency: £12,500.00 is Pence(1_250_000). In JSON it is the plain number of pounds,
// from 0 to below 10^13, with at most two decimals.
type Pence int64

// ParsePence reads an amount in pounds. Errors are *[Error].
func ParsePence(text string) (Pence, error) {
	v, err := pounds.parse(text)
	return Pence(v), err
}

// Number is the amount in pounds.
func (p Pence) Number() Number { return FromScaled(int64(p), 2) }

// Rat is the amount in pounds as an exact fraction.
func (p Pence) Rat() *big.Rat { return big.NewRat(int64(p), 100) }

// String writes the pounds in their shortest form: "12500", "99.5".
func (p Pence) String() string { return p.Number().String() }

// Weight is a share in basis points: 40 % is Weight(4_000). In JSON it is the plain percentage, from 0 to 100, with at most two decimals.
type Weight int64

// ParseWeight reads a percentage. Errors are *[Error].
func ParseWeight(text string) (Weight, error) {
	v, err := weights.parse(text)
	return Weight(v), err
}

// Number is the weight in per cent.
func (w Weight) Number() Number { return FromScaled(int64(w), 2) }

// Rat is the weight in per cent as an exact fraction: 40 for 40 %, not 2/5.
func (w Weight) Rat() *big.Rat { return big.NewRat(int64(w), 100) }

// String writes the per cent in their shortest form, without the sign.
func (w Weight) String() string { return w.Number().String() }

func (f *fixed) parse(text string) (int64, error) {
	n, err := Parse(text)
	if err != nil {
		return 0, err
	}
	return f.scale(n)
}
