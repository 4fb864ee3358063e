package decimal

// Error says why a text is not an acceptable number. Code is stable and kebab-case; Detail is a sentence for the person who sent it.
//
// The codes are "not-a-number", "exponent", "too-many-digits", "too-many-decimals", "negative" and "out-of-range"; [Money] adds
// "unknown-member", "missing-member", "wrong-type" and "bad-currency".
type Error struct {
	Pointer string // RFC 6901, relative to the value read: "" for a number, "/amount" inside Money
	Code    string
	Detail  string
}

// Error joins the pointer, where there is one, and the sentence.
func (e *Error) Error() string {
	if e.Pointer == "" {
		return e.Detail
	}
	return e.Pointer + ": " + e.Detail
}

// What can be wrong with a number whatever it is for.
var (
	errNotNumber = &Error{Code: "not-a-number", Detail: "must be a plain decimal number such as 12 or 0.75"}
	errExponent  = &Error{Code: "exponent", Detail: "must be written out, without an exponent"}
	errDigits    = &Error{Code: "too-many-digits", Detail: "must have at most 15 significant digits"}
	errDecimals  = &Error{Code: "too-many-decimals", Detail: "must have at most 15 decimals"}
	errTiny      = &Error{Code: "out-of-range", Detail: "must be 0 or at least 0.000001 in size"}
)

// Parse reads a number from its digits. Errors are *[Error].
//
// At most 15 significant digits are taken, whole-number zeros included (1000000000000000 has 16); zeros at the end of the decimals do not
// count. A number other than 0 that is smaller than 0.000001 is out of range, because RFC 8785 would have to write it with an exponent,
// which this function refuses to read back. "-0" is read as 0.
func Parse(text string) (Number, error) { return parse(text) }

// parse walks the text once: sign, whole part, decimals. It allocates nothing, also when it refuses.
func parse[T string | []byte](text T) (Number, error) {
	i, negative := 0, false
	if len(text) > 0 && text[0] == '-' {
		i, negative = 1, true
	}
	if i == len(text) || !isDigit(text[i]) || (text[i] == '0' && i+1 < len(text) && isDigit(text[i+1])) {
		return Number{}, errNotNumber
	}
	if err := shape(text, i); err != nil {
		return Number{}, err
	}
	return value(text, i, negative)
}

// shape checks what stands after the sign: digits, and perhaps a point and digits.
func shape[T string | []byte](text T, from int) error {
	point := -1
	for i := from; i < len(text); i++ {
		switch c := text[i]; {
		case isDigit(c):
		case c == '.' && point < 0 && i+1 < len(text) && isDigit(text[i+1]):
			point = i
		case (c == 'e' || c == 'E') && i+1 < len(text) && isDigit(text[len(text)-1]):
			return errExponent
		default:
			return errNotNumber
		}
	}
	if len(text) > maxText {
		return errDigits
	}
	return nil
}

// value adds up the digits. Zeros among the decimals wait until another digit follows, so those at the end are dropped.
func value[T string | []byte](text T, from int, negative bool) (Number, error) {
	var n Number
	places, waiting, decimals := 0, 0, false
	for _, c := range []byte(text[from:]) {
		if c == '.' {
			decimals = true
			continue
		}
		if decimals {
			waiting++
			if c == '0' {
				continue
			}
		}
		step := 1
		if decimals {
			step, places, waiting = waiting, places+waiting, 0
		}
		if places > MaxPlaces {
			return Number{}, errDecimals
		}
		if n.coefficient > maxWhole/pow10[step] {
			return Number{}, errDigits
		}
		n.coefficient = n.coefficient*pow10[step] + int64(c-'0')
	}
	if n.coefficient > maxWhole {
		return Number{}, errDigits
	}
	if n.coefficient != 0 && places > 6 && n.coefficient < pow10[places-6] {
		return Number{}, errTiny
	}
	n.scale = uint8(places)
	if negative {
		n.coefficient = -n.coefficient
	}
	return n, nil
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
