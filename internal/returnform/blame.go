package returnform

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/assay-engine/assay/internal/fault"
)

var inReturns = regexp.MustCompile(`^/returns/(\d+)(?:/([^/]+))?`)

// place points at a cell for programs.
func place(row int, member string) string {
	if member == "" {
		return fmt.Sprintf("/rows/%d", row)
	}
	return fmt.Sprintf("/rows/%d/%s", row, member)
}

// at points at a cell for people.
func at(row, column int, words string) string {
	letter, _ := excelize.ColumnNumberToName(column + 1)
	return fmt.Sprintf("row %d, column %s (%s): %s", row, letter, columns[column].title, words)
}

// Blame turns what is wrong with reports into what is wrong with the rows of
// the form that they came from. Other errors stay as they are.
func (f Filled) Blame(err error) error {
	var bad *fault.Fault
	if !errors.As(err, &bad) || len(bad.Fields) == 0 {
		return err
	}
	out := ErrRows
	for _, field := range bad.Fields {
		found := inReturns.FindStringSubmatch(field.Pointer)
		if found == nil {
			out = out.With(field)
			continue
		}
		n, _ := strconv.Atoi(found[1])
		if n >= len(f.rows) {
			out = out.With(field)
			continue
		}
		row := f.rows[n]
		out = out.With(fault.Field{Pointer: place(row, found[2]), Code: field.Code, Detail: words(row, found[2], field.Detail)})
	}
	return out
}

// words says where the trouble is, in terms of the form.
func words(row int, member, detail string) string {
	i := slices.IndexFunc(columns, func(c column) bool {
		return member != "" && (c.member == member || strings.EqualFold(c.title, member))
	})
	if i < 0 {
		return fmt.Sprintf("row %d: %s", row, detail)
	}
	return at(row, i, detail)
}

func rowsFault(err error) error {
	var bad *fault.Fault
	if !errors.As(err, &bad) {
		return err
	}
	return ErrRows.With(bad.Fields...)
}
