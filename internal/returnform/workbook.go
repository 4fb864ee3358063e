package returnform

import (
	"fmt"

	"github.com/xuri/excelize/v2"

	"github.com/assay-engine/assay/internal/contract"
)

// Workbook writes the form as a workbook: what is given is locked, what is to
// be filled in is marked, and numbers below nothing are refused there already.
func Workbook(list []contract.Scheduled) ([]byte, error) {
	f := excelize.NewFile()
	defer func() { _ = f.Close() }()
	if err := f.SetSheetName("Sheet1", Sheet); err != nil {
		return nil, fmt.Errorf("name the sheet: %w", err)
	}
	w := writer{f: f}
	w.styles()
	w.heads()
	for i, row := range Table(list).Rows {
		for k, cell := range row {
			if cell.Words() != "–" {
				w.text(k, i+2, cell.Words())
			}
		}
	}
	w.lock(len(list))
	if w.err != nil {
		return nil, fmt.Errorf("write the form: %w", w.err)
	}
	out, err := f.WriteToBuffer()
	if err != nil {
		return nil, fmt.Errorf("pack the form: %w", err)
	}
	return out.Bytes(), nil
}

// writer writes cells until something fails.
type writer struct {
	f                   *excelize.File
	head, input, filled int
	err                 error
}

func (w *writer) try(err error) {
	if w.err == nil {
		w.err = err
	}
}

func name(column, row int) string {
	text, _ := excelize.CoordinatesToCellName(column+1, row) // places of this form are within a sheet
	return text
}

// text writes a text as text: never as a formula, and numbers digit for digit.
func (w *writer) text(column, row int, words string) {
	w.try(w.f.SetCellStr(Sheet, name(column, row), words))
}

func (w *writer) styles() {
	border := []excelize.Border{{Type: "bottom", Color: "B1B4B6", Style: 1}}
	style := func(s *excelize.Style) int {
		id, err := w.f.NewStyle(s)
		w.try(err)
		return id
	}
	w.head = style(&excelize.Style{Font: &excelize.Font{Bold: true, Color: "FFFFFF"}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"12436D"}}})
	w.input = style(&excelize.Style{Border: border, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"FFF7BF"}}, Protection: &excelize.Protection{Locked: false}})
	w.filled = style(&excelize.Style{Border: border, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
}

func (w *writer) heads() {
	for i, c := range columns {
		letter, _ := excelize.ColumnNumberToName(i + 1)
		w.text(i, 1, c.title)
		w.try(w.f.SetColWidth(Sheet, letter, letter, c.width))
		if c.hidden {
			w.try(w.f.SetColVisible(Sheet, letter, false))
		}
	}
	w.try(w.f.SetCellStyle(Sheet, name(0, 1), name(len(columns)-1, 1), w.head))
	w.try(w.f.SetPanes(Sheet, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}))
}

// lock marks the cells to be filled in and protects the others, without a
// password: it guards against slips, not against people.
func (w *writer) lock(rows int) {
	if rows > 0 {
		w.try(w.f.SetCellStyle(Sheet, name(0, 2), name(colQuantity-1, rows+1), w.filled))
		w.try(w.f.SetCellStyle(Sheet, name(colQuantity, 2), name(colNote, rows+1), w.input))
		check := excelize.NewDataValidation(true)
		check.Sqref = name(colQuantity, 2) + ":" + name(colDenominator, rows+1)
		w.try(check.SetRange(0, 999_999_999_999, excelize.DataValidationTypeDecimal, excelize.DataValidationOperatorBetween))
		check.SetError(excelize.DataValidationErrorStyleStop, "Not a quantity", "A number from 0, with at most three decimals")
		w.try(w.f.AddDataValidation(Sheet, check))
	}
	w.try(w.f.ProtectSheet(Sheet, &excelize.SheetProtectionOptions{SelectLockedCells: true, SelectUnlockedCells: true, FormatColumns: true}))
}
