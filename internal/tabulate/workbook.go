package tabulate

import (
	"errors"
	"fmt"

	"github.com/xuri/excelize/v2"
)

// WorkbookType is the media type of a workbook (XLSX).
const WorkbookType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// Workbook writes the report as a workbook: a sheet for each table, the facts
// on one of their own. Numbers are written digit for digit, texts as texts.
func (r Report) Workbook() (data []byte, err error) {
	f := excelize.NewFile()
	defer func() { err = errors.Join(err, f.Close()) }()
	b := book{file: f}
	b.styles()
	b.facts(r)
	for _, t := range r.Tables {
		b.table(t)
	}
	if b.err != nil {
		return nil, fmt.Errorf("write a workbook: %w", b.err)
	}
	out, err := f.WriteToBuffer()
	if err != nil {
		return nil, fmt.Errorf("write a workbook: %w", err)
	}
	return out.Bytes(), nil
}

// book remembers the first thing that went wrong.
type book struct {
	file   *excelize.File
	head   int // the style of headings
	quoted int // the style of texts that look like formulas
	err    error
}

func (b *book) do(err error) {
	if b.err == nil {
		b.err = err
	}
}

func (b *book) styles() {
	var err error
	b.head, err = b.file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	b.do(err)
	b.quoted, err = b.file.NewStyle(&excelize.Style{NumFmt: 49}) // the format "@": text
	b.do(err)
}

// aboutSheet is the sheet with the facts.
const aboutSheet = "about"

func (b *book) facts(r Report) {
	b.do(b.file.SetSheetName("Sheet1", aboutSheet))
	b.put(aboutSheet, 1, 1, Text(r.Title))
	b.do(b.file.SetCellStyle(aboutSheet, "A1", "A1", b.head))
	for i, fact := range r.Facts {
		b.put(aboutSheet, 1, i+2, Text(fact.Name))
		b.put(aboutSheet, 2, i+2, Text(fact.Value))
	}
	b.do(b.file.SetColWidth(aboutSheet, "A", "B", 32))
}

func (b *book) table(t Table) {
	_, err := b.file.NewSheet(t.Name)
	b.do(err)
	for i, c := range t.Columns {
		b.put(t.Name, i+1, 1, Text(c.Title))
	}
	for y, row := range t.Rows {
		for x, c := range row {
			b.put(t.Name, x+1, y+2, c)
		}
	}
	last, err := excelize.ColumnNumberToName(max(len(t.Columns), 1))
	b.do(err)
	b.do(b.file.SetCellStyle(t.Name, "A1", last+"1", b.head))
	b.do(b.file.SetColWidth(t.Name, "A", last, 18))
	b.do(b.file.SetPanes(t.Name, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}))
}

// put writes one cell. A number goes in as its digits, never through a float.
func (b *book) put(sheet string, column, row int, c Cell) {
	at, err := excelize.CoordinatesToCellName(column, row)
	b.do(err)
	switch {
	case c == Nothing():
	case c.number:
		b.do(b.file.SetCellDefault(sheet, at, c.text))
	default:
		b.do(b.file.SetCellStr(sheet, at, c.text))
		if startsFormula(c.text) {
			b.do(b.file.SetCellStyle(sheet, at, at, b.quoted))
		}
	}
}
