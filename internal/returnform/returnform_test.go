package returnform_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/assay-engine/assay/internal/contract"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/returnform"
)

// open is three open periods, one with words that want to be a formula.
func open() []contract.Scheduled {
	var list []contract.Scheduled
	for i, wording := range []string{"Volunteers", `=HYPERLINK("http://x","y")`, "Waste"} {
		s := contract.Scheduled{Obligation: contract.Obligation{ID: fmt.Sprintf("00000000-0000-7000-8000-00000000000%d", i), Measure: fmt.Sprint(13 + i), Wording: wording, Unit: "people"}, Version: i}
		s.Label, s.StartsOn, s.EndsOn, s.DueOn, s.Quantity, s.Standing.Status = "2027-Q3", "2027-07-01", "2027-09-30", "2027-10-14", 10_500, contract.Due
		list = append(list, s)
	}
	return list
}

func workbook(t *testing.T, fill map[string]any) []byte {
	t.Helper()
	data, err := returnform.Workbook(open())
	if err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	for cell, value := range fill {
		if err := f.SetCellValue(returnform.Sheet, cell, value); err != nil {
			t.Fatal(err)
		}
	}
	out, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestWorkbook gives out a form without formulas, with locked cells, and reads
// back what was filled in.
func TestWorkbook(t *testing.T) {
	f, err := excelize.OpenReader(bytes.NewReader(workbook(t, nil)))
	if err != nil {
		t.Fatal(err)
	}
	if formula, _ := f.GetCellFormula(returnform.Sheet, "D3"); formula != "" {
		t.Errorf("a wording became the formula %s", formula)
	}
	if words, _ := f.GetCellValue(returnform.Sheet, "D3"); words != `=HYPERLINK("http://x","y")` {
		t.Errorf("the wording reads %s", words)
	}
	if committed, _ := f.GetCellValue(returnform.Sheet, "J2"); committed != "10.5" {
		t.Errorf("committed reads %s", committed)
	}
	if visible, _ := f.GetColVisible(returnform.Sheet, "A"); visible {
		t.Error("identifiers are shown")
	}
	filled, err := returnform.Read(workbook(t, map[string]any{"L2": 12.5, "M4": 30, "N4": "60", "O4": "Half."}))
	if err != nil || len(filled.Returns) != 2 {
		t.Fatalf("%+v, %v", filled, err)
	}
	if one := filled.Returns[0]; one.Quantity.String() != "12.5" || one.Period != "2027-Q3" || one.Version != 0 || one.Obligation != open()[0].Obligation.ID {
		t.Errorf("row 2: %+v", one)
	}
	if two := filled.Returns[1]; two.Numerator.String() != "30" || two.Denominator.String() != "60" || two.Note != "Half." || two.Version != 2 {
		t.Errorf("row 4: %+v", two)
	}
}

// TestCSV reads its own CSV back.
func TestCSV(t *testing.T) {
	data, err := returnform.Table(open()).CSV()
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\uFEFF")))).ReadAll()
	if err != nil || !strings.HasPrefix(rows[2][3], "'=") {
		t.Fatalf("a wording is a formula: %v, %v", rows, err)
	}
	rows[1][11], rows[1][14] = "7", "'=seven"
	var out bytes.Buffer
	if err := csv.NewWriter(&out).WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	filled, err := returnform.Read(out.Bytes())
	if err != nil || len(filled.Returns) != 1 || filled.Returns[0].Quantity.String() != "7" || filled.Returns[0].Note != "=seven" {
		t.Errorf("%+v, %v", filled, err)
	}
}

// TestWrongCells names every cell that cannot be read, by row and column.
func TestWrongCells(t *testing.T) {
	_, err := returnform.Read(workbook(t, map[string]any{"L2": "ten", "L3": -1, "M4": 1.0005, "N4": "1e5", "B4": "x"}))
	for _, want := range []string{"row 2, column L (Quantity)", "row 3, column L (Quantity)", "row 4, column M (Numerator)", "row 4, column N (Denominator)", "row 4, column B (Version)"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("lacks %s: %v", want, err)
		}
	}
	filled, err := returnform.Read(workbook(t, map[string]any{"L3": 1, "L4": 1}))
	if err != nil {
		t.Fatal(err)
	}
	err = filled.Blame(fault.ErrInput.With(fault.Field{Pointer: "/returns/1/quantity", Code: "x", Detail: "is wrong"}, fault.Field{Pointer: "/returns/0", Code: "y", Detail: "is late"}, fault.Field{Pointer: "/returns/0/period", Code: "z", Detail: "is none"}))
	for _, want := range []string{"/rows/4/quantity: row 4, column L (Quantity): is wrong", "/rows/3: row 3: is late", "/rows/3/period: row 3, column F (Period): is none"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("lacks %s: %v", want, err)
		}
	}
}

// bomb is an archive that unpacks to far more than it is.
func bomb(t *testing.T, size int) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	part, err := w.Create("xl/worksheets/sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	zeros := make([]byte, 1<<20)
	for range size {
		if _, err := part.Write(zeros); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestHostileForms refuses what is no form.
func TestHostileForms(t *testing.T) {
	for name, row := range map[string]struct {
		data []byte
		want *fault.Fault
	}{
		"nothing":         {nil, returnform.ErrUnreadable},
		"not UTF-8":       {[]byte("caf\xe9"), returnform.ErrUnreadable},
		"half an archive": {workbook(t, nil)[:200], returnform.ErrUnreadable},
		"other titles":    {[]byte("a,b,c\n1,2,3\n"), returnform.ErrUnreadable},
		"open quotes":     {[]byte("\"a,b\n"), returnform.ErrUnreadable},
		"a bomb":          {bomb(t, 60), returnform.ErrTooLarge},
		"too large":       {make([]byte, returnform.MaxBytes+1), returnform.ErrTooLarge},
		"too many rows":   {bytes.Repeat([]byte("x\n"), 5000), returnform.ErrTooLarge},
		"too many cells":  {bytes.Repeat([]byte(","), 100_001), returnform.ErrTooLarge},
		"nothing filled":  {workbook(t, nil), returnform.ErrEmpty},
	} {
		if _, err := returnform.Read(row.data); !errors.Is(err, row.want) {
			t.Errorf("%s: got %v; want %v", name, err, row.want)
		}
	}
}
