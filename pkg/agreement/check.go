package agreement

import (
	"fmt"
	"strings"

	"github.com/assay-engine/assay/pkg/decimal"
)

// Fault is one thing wrong with a table or panel, at a JSON pointer (RFC 6901) into it.
type Fault struct {
	Pointer string `json:"pointer"`
	Code    string `json:"code"`
	Detail  string `json:"detail"`
}

// Error lists everything that is wrong with what was given; nothing is measured then.
type Error struct {
	Faults []Fault `json:"faults"`
}

// Error joins the faults, one to a line, as "pointer: detail".
func (e *Error) Error() string {
	lines := make([]string, len(e.Faults))
	for i, f := range e.Faults {
		lines[i] = f.Pointer + ": " + f.Detail
	}
	return strings.Join(lines, "\n")
}

// check refuses rows of different length, whose columns would not be the same evaluators.
func (r Ratings) check() error {
	var faults []Fault
	for i, row := range r {
		if len(row) != len(r[0]) {
			faults = append(faults, Fault{
				fmt.Sprintf("/%d", i), "ragged-table",
				fmt.Sprintf("row %d has %d ratings where row 1 has %d; write a gap as null", i+1, len(row), len(r[0])),
			})
		}
	}
	if faults != nil {
		return &Error{faults}
	}
	return nil
}

// evaluators is the number of columns.
func (r Ratings) evaluators() int {
	if len(r) == 0 {
		return 0
	}
	return len(r[0])
}

// complete returns the rows without a gap, and how many had one.
func (r Ratings) complete() (rows Ratings, leftOut int) {
	for _, row := range r {
		whole := true
		for _, rating := range row {
			whole = whole && rating != nil
		}
		if whole {
			rows = append(rows, row)
		}
	}
	return rows, len(r) - len(rows)
}

// Parse reads a table from text: one thing to a line, ratings apart by spaces or tabs, a gap as "-" or "*". Blank lines are skipped.
// A word that is not a plain decimal number is a fault at its row and column.
func Parse(text string) (Ratings, error) {
	var table Ratings
	var faults []Fault
	for line := range strings.Lines(text) {
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		row := make([]*decimal.Number, len(words))
		for i, word := range words {
			if word == "-" || word == "*" {
				continue
			}
			n, err := decimal.Parse(word)
			if err != nil {
				faults = append(faults, Fault{fmt.Sprintf("/%d/%d", len(table), i), "not-a-number", word + " is not a plain decimal number"})
			}
			row[i] = &n
		}
		table = append(table, row)
	}
	if faults != nil {
		return nil, &Error{faults}
	}
	return table, table.check()
}
