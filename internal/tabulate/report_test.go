package tabulate

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// hostile are texts that a spreadsheet or a page could take for something else.
var hostile = []string{"=1+1", "+44", "-5 people", "@name", "\tx", "\rx", `<script>alert(1)</script>`, `"quoted", with comma`, "two\nlines", "ünïcode"}

func sample() Report {
	t := Table{
		Name: "obligations", Title: "Obligations & <more>", Columns: []Column{{Title: "Text"}, {Title: "Figure", Numeric: true}},
		Chart: &Chart{Title: "Shares", Whole: "it", Series: []string{"delivered", "verified"}, Groups: []Bars{{Label: "<b>a very long label that does not fit the drawing", Shares: []*int64{Share(12_345), nil}}, {Label: "b", Shares: []*int64{Share(0), Share(99_999)}}}},
	}
	for _, text := range hostile {
		t.Rows = append(t.Rows, []Cell{Text(text), Number("-999999999999.125")})
	}
	t.Rows = append(t.Rows, []Cell{Text("nothing"), Nothing()})
	return Report{Title: "=A report", Facts: []Fact{{Name: "At", Value: "=now()"}}, Tables: []Table{t}}
}

// TestCSVStaysText reads the file back: every digit is there, and no text could
// be run.
func TestCSVStaysText(t *testing.T) {
	table, ok := sample().Table("obligations")
	if !ok || len(sample().Names()) != 1 {
		t.Fatal("no table")
	}
	data, err := table.CSV()
	if err != nil || !bytes.HasPrefix(data, []byte("\xef\xbb\xbf")) {
		t.Fatalf("%v: %q", err, data)
	}
	rows, err := csv.NewReader(bytes.NewReader(data[3:])).ReadAll()
	if err != nil || len(rows) != len(hostile)+2 {
		t.Fatalf("%v: %d rows", err, len(rows))
	}
	for i, text := range hostile {
		want := text
		if i < 6 {
			want = "'" + strings.ReplaceAll(text, "\r", "") // a lone carriage return means nothing in a file of lines that end with one
		}
		if got := rows[i+1]; got[0] != want || got[1] != "-999999999999.125" {
			t.Errorf("%q came back as %q", text, got)
		}
	}
	if last := rows[len(rows)-1]; last[1] != "" {
		t.Errorf("nothing came back as %q", last)
	}
}

// TestWorkbookStaysText reads the workbook back: no cell is a formula, and
// numbers are numbers with all their digits.
func TestWorkbookStaysText(t *testing.T) {
	data, err := sample().Workbook()
	if err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	for i, text := range hostile {
		cell, _ := excelize.CoordinatesToCellName(1, i+2)
		got, _ := f.GetCellValue("obligations", cell)
		formula, _ := f.GetCellFormula("obligations", cell)
		kind, _ := f.GetCellType("obligations", cell)
		if strings.TrimSpace(strings.ReplaceAll(got, "\r", "")) != strings.TrimSpace(strings.ReplaceAll(text, "\r", "")) || formula != "" || kind != excelize.CellTypeSharedString {
			t.Errorf("%q came back as %q, formula %q, kind %d", text, got, formula, kind)
		}
		figure, _ := excelize.CoordinatesToCellName(2, i+2)
		if raw, _ := f.GetCellValue("obligations", figure, excelize.Options{RawCellValue: true}); raw != "-999999999999.125" {
			t.Errorf("the figure came back as %q", raw)
		}
	}
	if title, _ := f.GetCellValue(aboutSheet, "A1"); title != "=A report" {
		t.Errorf("the title came back as %q", title)
	}
}

// TestPage has each chart and its table, and lets nobody's text be markup.
func TestPage(t *testing.T) {
	data, err := sample().Page()
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	for _, want := range []string{
		"<caption>Obligations &amp; &lt;more&gt;</caption>", `<svg xmlns=`, "<title>Shares</title>", "123.5 %", "nothing reported", "1000 %", "&lt;script&gt;",
		`<th scope="col" class="n">Figure</th>`, "<td>–</td>", `lang="en-GB"`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the page lacks %s:\n%s", want, text)
		}
	}
	for _, never := range []string{"<script", "<b>", "style=", "onload"} {
		if strings.Contains(text, never) {
			t.Errorf("the page holds %s", never)
		}
	}
	if !strings.Contains(Policy(), "style-src 'sha256-") {
		t.Error(Policy())
	}
}
