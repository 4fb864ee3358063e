package scoring

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/assay-engine/assay/pkg/decimal"
)

// Check names everything that is wrong with the sheet, in the order of the document; nil where nothing is. Pointers are into the sheet.
//
// Besides the faults of its method ([Method.Check]) these are: a version other than 1; an estimate or a term that a measure needs and that is
// missing or zero; a draw without its commitment or seed, or a seed that is not the one committed to; bids without an id or with one used
// before; levels, commitments and gates that the method does not ask for; levels that are not on the scale; and, but for disregarded bids,
// missing levels, missing prices that the method needs, prices of 0 that would be divided by, and prices in different currencies.
func (s Sheet) Check() Faults {
	c := &checker{}
	if s.Version != 1 {
		c.add("/version", CodeVersion, "the version must be 1")
	}
	d := asks(s.Method)
	if len(s.Bids)*(d.nodes+d.values) > maxCells {
		c.add("/bids", CodeTooLarge, "bids × criteria, the measures of values counted too, are more than %d", maxCells)
	}
	if s.Effort() > maxEffort {
		c.add("/method/criteria", CodeTooLarge, "the exact figures of %d bids would have too many digits to work out; fewer decimals in drop-offs, a shorter term or fewer values compared with other bids make them shorter", len(s.Bids))
	}
	c.tender(s.Tender, d)
	c.faults = append(c.faults, s.Method.Check().under("/method")...)
	c.draw(s, d)
	c.bids(s, d)
	if len(c.faults) == 0 {
		return nil
	}
	return c.faults
}

// maxCells bounds bids × criteria, so that a small hostile sheet cannot ask for an endless result.
const maxCells = 5_000_000

// Err is the faults as an error, nil where there are none.
func (f Faults) Err() error {
	if len(f) == 0 {
		return nil
	}
	return f
}

// under moves faults to where the checked part stands in a larger document.
func (f Faults) under(pointer string) Faults {
	moved := make(Faults, len(f))
	for i, fault := range f {
		fault.Pointer = pointer + fault.Pointer
		moved[i] = fault
	}
	return moved
}

// checker collects faults.
type checker struct{ faults Faults }

// maxFaults keeps the answer to a hostile sheet smaller than the sheet.
const maxFaults = 1000

func (c *checker) add(pointer, code, format string, args ...any) {
	if len(c.faults) == maxFaults {
		c.faults = append(c.faults, Fault{Code: CodeMoreFaults, Message: "there are more faults than are listed"})
	}
	if len(c.faults) > maxFaults {
		return
	}
	c.faults = append(c.faults, Fault{Pointer: pointer, Code: code, Message: fmt.Sprintf(format, args...)})
}

// takesNot refuses a member that was given where it means nothing.
func (c *checker) takesNot(given bool, pointer, what string) {
	if given {
		c.add(pointer, CodeNotTaken, "%s takes no such member", what)
	}
}

// maxDecimals is how many decimals a parameter may have.
const maxDecimals = 6

// number checks a parameter that must be there and lie between two bounds.
func (c *checker) number(pointer string, n *decimal.Number, least, most string) {
	if n == nil {
		c.add(pointer, CodeMissing, "must be given")
		return
	}
	c.optional(pointer, n, least, most)
}

// optional checks a parameter that may be left out; an empty bound is none.
func (c *checker) optional(pointer string, n *decimal.Number, least, most string) {
	if n == nil {
		return
	}
	if n.Places() > maxDecimals {
		c.add(pointer, CodeTooManyDecimals, "must have at most six decimals")
	}
	low, high := bound(least), bound(most)
	if low != nil && n.Cmp(*low) < 0 || high != nil && n.Cmp(*high) > 0 {
		c.add(pointer, CodeOutOfRange, "must be %s", rangeWords(least, most))
	}
}

func bound(text string) *decimal.Number {
	n, err := decimal.Parse(text)
	if err != nil {
		return nil
	}
	return &n
}

func rangeWords(least, most string) string {
	if most == "" {
		return "at least " + least
	}
	return "from " + least + " to " + most
}

// oneOf checks a word against its list; an empty word means the default.
func oneOf[W ~string](c *checker, pointer string, word W, list ...W) bool {
	names := make([]string, len(list))
	for i, w := range list {
		if word == w {
			return true
		}
		names[i] = string(w)
	}
	c.add(pointer, CodeUnknownValue, "must be one of %s", strings.Join(names, ", "))
	return false
}

var pointerEscapes = strings.NewReplacer("~", "~0", "/", "~1")

// at is the pointer to a member or an element.
func at[K string | int](pointer string, key K) string {
	switch k := any(key).(type) {
	case int:
		return pointer + "/" + strconv.Itoa(k)
	default:
		return pointer + "/" + pointerEscapes.Replace(k.(string))
	}
}
