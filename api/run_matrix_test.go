package api_test

import (
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// TestRunMatrix reads a run as a workbook, whose formulas come to what the run
// says.
func TestRunMatrix(t *testing.T) {
	each(t, func(t *testing.T, f *front) {
		o := f.opens(t, usual)
		f.settles(t, o, o.bids[0], 1, 2, 2)
		run := f.runs(t, o, 0, "").Header.Get("Location")
		matrix := run + "/matrix.xlsx"
		got := f.must(t, o.auditor, "GET", matrix, "", 200)
		book, err := excelize.OpenReader(strings.NewReader(got.Body))
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = book.Close() }()
		rows, err := book.GetRows("ranking")
		if err != nil {
			t.Fatal(err)
		}
		for y, row := range rows {
			if len(row) < 2 || row[1] != "Formulas and score run" {
				continue
			}
			for x := range 3 {
				at, _ := excelize.CoordinatesToCellName(8+x, y+1)
				if v, err := book.CalcCellValue("ranking", at); v != "the same" {
					t.Errorf("ranking!%s: %q, %v", at, v, err)
				}
			}
			rows = nil
		}
		if rows != nil {
			t.Error("the workbook does not compare itself with the run")
		}
		f.story(t, []step{
			{name: "not for a bidder", as: o.suppliers[0], method: "GET", path: matrix, status: 403},
			{name: "nor for another authority", as: o.rival, method: "GET", path: matrix, status: 404},
			{name: "nor for the public", method: "GET", path: matrix, status: 401},
		})
	})
}
