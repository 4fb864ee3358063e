package scoring

import (
	"math/big"
	"strings"
)

// exactOf writes a rational in lowest terms.
func exactOf(r *big.Rat) Exact {
	if r.IsInt() {
		return Exact(r.Num().String())
	}
	return Exact(r.String())
}

// Rat is the value; nil where the text is not a rational in digits.
func (e Exact) Rat() *big.Rat {
	if strings.Trim(string(e), "-0123456789/") != "" {
		return nil // big.Rat would read exponents, and 1e999999999 is eleven bytes
	}
	r, ok := new(big.Rat).SetString(string(e))
	if !ok {
		return nil
	}
	return r
}

// maxDigits is how many significant digits a figure may have to survive RFC 8785, which writes doubles.
const maxDigits = 15

// figureOf shows a rational to a count of decimals, by the rule; to fewer where it would otherwise need more than fifteen digits.
func figureOf(r *big.Rat, places int, rule RoundingRule) Figure {
	whole := len(new(big.Int).Quo(new(big.Int).Abs(r.Num()), r.Denom()).String())
	for whole+places > maxDigits && places > 0 {
		places--
	}
	rounded := roundRat(r, places, rule)
	text := rounded.FloatString(places)
	if rounded.Sign() == 0 {
		text = strings.TrimPrefix(text, "-")
	}
	return Figure(text)
}

// fullFigure shows a terminating decimal with all its digits and no more.
func fullFigure(r *big.Rat) Figure {
	places, exact := r.FloatPrec()
	if !exact {
		return figureOf(r, maxPlaces, HalfUp)
	}
	return Figure(r.FloatString(places))
}

// MarshalJSON writes the digits as a JSON number.
func (f Figure) MarshalJSON() ([]byte, error) {
	if f == "" {
		return []byte("0"), nil
	}
	return []byte(f), nil
}

// UnmarshalJSON keeps the digits as they are.
func (f *Figure) UnmarshalJSON(text []byte) error {
	digits := strings.TrimPrefix(string(text), "-")
	whole, part, dotted := strings.Cut(digits, ".")
	if whole == "" || strings.Trim(whole+part, "0123456789") != "" || dotted && part == "" || len(text) > 1000 {
		return &wordError{"not-a-number", "must be a plain decimal number such as 12 or 0.75"}
	}
	*f = Figure(text)
	return nil
}

// Rat is the value; nil where the text is not a plain decimal number.
func (f Figure) Rat() *big.Rat {
	if strings.Trim(string(f), "-0123456789.") != "" {
		return nil
	}
	r, ok := new(big.Rat).SetString(string(f))
	if !ok {
		return nil
	}
	return r
}

// inStep writes a rational as a reader expects it in a calculation: as a decimal where it ends within twelve places, else as a fraction in
// brackets; negative numbers stand in brackets too.
func inStep(r *big.Rat) string {
	text := string(exactOf(r))
	if places, exact := r.FloatPrec(); exact && places <= logPlaces {
		text = r.FloatString(places)
	} else {
		return "(" + text + ")"
	}
	if r.Sign() < 0 {
		return "(" + text + ")"
	}
	return text
}
