package tabulate

import (
	"bytes"
	"encoding/csv"
)

// CSVType is the media type of CSV.
const CSVType = "text/csv; charset=utf-8"

// CSV writes one table: UTF-8 with a byte order mark, which Excel needs to read
// it as UTF-8, the columns' titles first (RFC 4180). A text that could be taken
// for a formula gets a quote in front; carriage returns inside a text are left
// out, since lines end with one.
func (t Table) CSV() ([]byte, error) {
	var out bytes.Buffer
	out.WriteString("\uFEFF")
	w := csv.NewWriter(&out)
	w.UseCRLF = true
	row := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		row[i] = harmless(Text(c.Title))
	}
	if err := w.Write(row); err != nil {
		return nil, err
	}
	for _, cells := range t.Rows {
		for i, c := range cells {
			row[i] = harmless(c)
		}
		if err := w.Write(row); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return out.Bytes(), w.Error()
}

func harmless(c Cell) string {
	if !c.number && startsFormula(c.text) {
		return "'" + c.text
	}
	return c.text
}
