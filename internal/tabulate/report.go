// Package tabulate holds tables and charts on their way out of the service: as a
// CSV file, as a workbook, or as a page with the charts beside the tables.
//
// A number keeps its digits in every form, and text stays text: a cell that
// starts with =, +, -, @, a tab or a carriage return is never taken for a
// formula by the program that opens it.
package tabulate

import "strings"

// Report is a page of tables.
type Report struct {
	Title  string
	Facts  []Fact // what holds for the whole: whose it is, at which moment
	Tables []Table
}

// Fact is one thing that is told above the tables.
type Fact struct{ Name, Value string }

// Table is a list of rows under named columns.
type Table struct {
	Name    string // for programs and sheets: lower case, at most 31 letters
	Title   string
	Note    string // how to read it; may be empty
	Columns []Column
	Rows    [][]Cell // each as long as Columns
	Chart   *Chart   // drawn above the table on a page; nil for none
}

// Column is a column's heading.
type Column struct {
	Title   string
	Numeric bool // set to the right
}

// Cell is a text, a number in plain digits, or nothing, which is not zero.
type Cell struct {
	text   string
	number bool
}

// Text is a cell of text.
func Text(text string) Cell { return Cell{text: text} }

// Number is a cell with a plain decimal number: -?digits, a point, digits.
func Number(digits string) Cell { return Cell{text: digits, number: true} }

// Nothing is an empty cell: nothing is known.
func Nothing() Cell { return Cell{} }

// Table finds a table by its name.
func (r Report) Table(name string) (Table, bool) {
	for _, t := range r.Tables {
		if t.Name == name {
			return t, true
		}
	}
	return Table{}, false
}

// Names lists the tables.
func (r Report) Names() []string {
	names := make([]string, len(r.Tables))
	for i, t := range r.Tables {
		names[i] = t.Name
	}
	return names
}

// startsFormula reports whether a spreadsheet could take a text for a formula.
func startsFormula(text string) bool {
	return text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0]))
}
