package decimal

// MarshalJSON writes the number in its shortest form, as a JSON number.
func (n Number) MarshalJSON() ([]byte, error) { return n.append(make([]byte, 0, 24)), nil }

// UnmarshalJSON reads a JSON number by the rules of [Parse]. Strings, null and everything else are "not-a-number".
func (n *Number) UnmarshalJSON(text []byte) error {
	read, err := parse(text)
	if err != nil {
		return err
	}
	*n = read
	return nil
}

// MarshalJSON writes the units with at most three decimals.
func (q Quantity) MarshalJSON() ([]byte, error) { return q.Number().MarshalJSON() }

// UnmarshalJSON reads units from 0 to below 10^12 with at most three decimals.
func (q *Quantity) UnmarshalJSON(text []byte) error {
	return quantities.read(text, (*int64)(q))
}

// MarshalJSON writes the pounds with at most two decimals.
func (p Pence) MarshalJSON() ([]byte, error) { return p.Number().MarshalJSON() }

// UnmarshalJSON reads pounds from 0 to below 10^13 with at most two decimals.
func (p *Pence) UnmarshalJSON(text []byte) error {
	return pounds.read(text, (*int64)(p))
}

// MarshalJSON writes the percentage with at most two decimals.
func (w Weight) MarshalJSON() ([]byte, error) { return w.Number().MarshalJSON() }

// UnmarshalJSON reads a percentage from 0 to 100 with at most two decimals.
func (w *Weight) UnmarshalJSON(text []byte) error {
	return weights.read(text, (*int64)(w))
}

// fixed is a scale and a range, with the refusals ready made.
type fixed struct {
	places   int
	top      int64 // the largest value, scaled
	decimals *Error
	negative *Error
	tooLarge *Error
}

var (
	quantities = newFixed(3, 999_999_999_999_999, "a quantity", "three decimals", "below 1,000,000,000,000 units")
	pounds     = newFixed(2, 999_999_999_999_999, "an amount of money", "two decimals", "below 10,000,000,000,000 pounds")
	weights    = newFixed(2, Whole, "a percentage", "two decimals", "at most 100")
)

func newFixed(places int, top int64, what, decimals, limit string) fixed {
	return fixed{
		places: places, top: top,
		decimals: &Error{Code: "too-many-decimals", Detail: what + " has at most " + decimals},
		negative: &Error{Code: "negative", Detail: what + " cannot be negative"},
		tooLarge: &Error{Code: "out-of-range", Detail: what + " must be " + limit},
	}
}

func (f *fixed) read(text []byte, into *int64) error {
	n, err := parse(text)
	if err != nil {
		return err
	}
	v, err := f.scale(n)
	if err != nil {
		return err
	}
	*into = v
	return nil
}

func (f *fixed) scale(n Number) (int64, error) {
	switch v, exact := n.Scaled(f.places); {
	case n.Sign() < 0:
		return 0, f.negative
	case n.Places() > f.places:
		return 0, f.decimals
	case !exact || v > f.top:
		return 0, f.tooLarge
	default:
		return v, nil
	}
}
