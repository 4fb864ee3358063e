// Package returnform is the form in which suppliers report deliveries without a
// program of their own: a workbook (XLSX) or a CSV file with a line for every
// period that is open, filled in and sent back.
//
// What is sent back goes through the same rules as JSON. Everything wrong is
// named by row and column.
package returnform

import (
	"fmt"

	"github.com/assay-engine/assay/internal/contract"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/tabulate"
)

// Sheet is the name of the sheet that is filled in.
const Sheet = "Returns"

// The limits of what is sent back.
const (
	MaxBytes    = 10 << 20 // of the file
	maxUnpacked = 50 << 20
	maxEntries  = 1000
	maxCells    = 100_000
	maxRows     = contract.MostReturns + 1
)

// The faults of a form.
var (
	ErrUnreadable = fault.New(fault.Malformed, "form-unreadable", "The file is not the form that this contract gave out: an XLSX workbook or a CSV file in UTF-8")
	ErrTooLarge   = fault.New(fault.TooLarge, "form-too-large", "The file is larger, or unpacks to more, than a form may be")
	ErrRows       = fault.New(fault.Invalid, "form-rows", "Some rows do not fit: each is named below, and nothing was kept")
	ErrEmpty      = fault.New(fault.Invalid, "form-empty", "The form reports nothing: fill in a quantity, or a numerator and a denominator, in at least one row")
)

// column is one of the form, from A on.
type column struct {
	title  string // in the first row
	member string // of a report, where it is filled in
	width  float64
	hidden bool
}

var columns = []column{
	{title: "Obligation", width: 38, hidden: true},
	{title: "Version", width: 9, hidden: true},
	{title: "Measure", width: 9},
	{title: "What was promised", width: 60},
	{title: "Unit", width: 22},
	{title: "Period", width: 13},
	{title: "From", width: 12},
	{title: "To", width: 12},
	{title: "Due", width: 12},
	{title: "Committed", width: 12},
	{title: "Status", width: 12},
	{title: "Quantity", member: "quantity", width: 14},
	{title: "Numerator", member: "numerator", width: 14},
	{title: "Denominator", member: "denominator", width: 14},
	{title: "Note", member: "note", width: 60},
}

// The places of columns that are read back.
const (
	colObligation = iota
	colVersion
	_
	_
	_
	colPeriod
)

const (
	colQuantity = iota + 11
	colNumerator
	colDenominator
	colNote
)

// Table lays the open periods of a contract out.
func Table(list []contract.Scheduled) tabulate.Table {
	t := tabulate.Table{Name: "returns", Title: Sheet}
	for _, c := range columns {
		t.Columns = append(t.Columns, tabulate.Column{Title: c.title})
	}
	for _, s := range list {
		t.Rows = append(t.Rows, []tabulate.Cell{
			tabulate.Text(s.Obligation.ID), tabulate.Number(fmt.Sprint(s.Version)), tabulate.Text(s.Obligation.Code()), tabulate.Text(s.Obligation.Wording),
			tabulate.Text(s.Obligation.Unit), tabulate.Text(s.Label), tabulate.Text(s.StartsOn), tabulate.Text(s.EndsOn), tabulate.Text(s.DueOn),
			tabulate.Number(s.Quantity.String()), tabulate.Text(string(s.Standing.Status)),
			tabulate.Nothing(), tabulate.Nothing(), tabulate.Nothing(), tabulate.Nothing(),
		})
	}
	return t
}
