package returnform

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"github.com/assay-engine/assay/internal/contract"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/pkg/decimal"
)

// Filled is a form that came back: the reports of its rows, and in which row
// each of them stands.
type Filled struct {
	Returns []contract.VersionedReturn
	rows    []int
}

// Read reads a form that came back. Rows that report nothing are left out.
// Every cell that cannot be read is named.
func Read(data []byte) (Filled, error) {
	if len(data) > MaxBytes {
		return Filled{}, ErrTooLarge.Because("the limit is %d bytes", MaxBytes)
	}
	rows, err := cells(data)
	if err != nil {
		return Filled{}, err
	}
	if len(rows) == 0 || !isHead(rows[0]) {
		return Filled{}, ErrUnreadable.Because("row 1 must hold the titles of the columns as they were given")
	}
	var f Filled
	var wrong fault.Fields
	for i, row := range rows[1:] {
		f.read(&wrong, i+2, row)
	}
	switch {
	case !wrong.Empty():
		return f, rowsFault(wrong.Err())
	case len(f.Returns) == 0:
		return f, ErrEmpty
	}
	return f, nil
}

// cells reads the rows of either kind of file, within the limits.
func cells(data []byte) ([][]string, error) {
	if bytes.HasPrefix(data, []byte("PK\x03\x04")) {
		return workbookCells(data)
	}
	if !utf8.Valid(data) || bytes.IndexByte(data, 0) >= 0 {
		return nil, ErrUnreadable
	}
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\uFEFF"))))
	r.FieldsPerRecord = -1
	return gather(func() ([]string, error) {
		row, err := r.Read()
		var bad *csv.ParseError
		if errors.As(err, &bad) {
			err = ErrUnreadable.Because("line %d: %v", bad.Line, bad.Err)
		}
		return row, err
	})
}

// gather collects rows until their end or a limit.
func gather(next func() ([]string, error)) (rows [][]string, err error) {
	count := 0
	for {
		row, err := next()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return nil, err
		}
		if count += len(row); count > maxCells || len(rows) >= maxRows {
			return nil, ErrTooLarge.Because("the limits are %d rows and %d cells", maxRows, maxCells)
		}
		rows = append(rows, row)
	}
}

// workbookCells looks at the archive before anything is unpacked: a bomb is
// refused by what it says of itself, and by the reader's own limits where it
// lies.
func workbookCells(data []byte) ([][]string, error) {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, ErrUnreadable
	}
	var unpacked uint64
	for _, f := range archive.File {
		unpacked += f.UncompressedSize64
	}
	if len(archive.File) > maxEntries || unpacked > maxUnpacked {
		return nil, ErrTooLarge.Because("the limits are %d entries and %d bytes unpacked", maxEntries, maxUnpacked)
	}
	book, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: maxUnpacked, RawCellValue: true})
	if err != nil {
		return nil, ErrUnreadable
	}
	defer func() { _ = book.Close() }()
	rows, err := book.Rows(Sheet)
	if err != nil {
		return nil, ErrUnreadable.Because("there is no sheet %q", Sheet)
	}
	defer func() { _ = rows.Close() }()
	return gather(func() ([]string, error) {
		if !rows.Next() {
			if rows.Error() != nil {
				return nil, ErrUnreadable
			}
			return nil, io.EOF
		}
		row, err := rows.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			return nil, ErrUnreadable
		}
		return row, nil
	})
}

func isHead(row []string) bool {
	for i, c := range columns {
		if cell(row, i) != c.title {
			return false
		}
	}
	return true
}

func cell(row []string, column int) string {
	if column >= len(row) {
		return ""
	}
	return strings.TrimSpace(row[column])
}

// read reads one row, if it reports anything.
func (f *Filled) read(wrong *fault.Fields, row int, values []string) {
	if cell(values, colQuantity)+cell(values, colNumerator)+cell(values, colDenominator)+cell(values, colNote) == "" {
		return
	}
	one := contract.VersionedReturn{NewReturn: contract.NewReturn{
		Obligation: cell(values, colObligation), Period: cell(values, colPeriod), Note: unquoted(cell(values, colNote)),
	}}
	if text := cell(values, colVersion); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 {
			wrong.Add(place(row, "version"), "wrong-form", at(row, colVersion, "must stay as it was given"))
		}
		one.Version = n
	}
	for i, into := range []**decimal.Quantity{&one.Quantity, &one.Numerator, &one.Denominator} {
		f.quantity(wrong, row, colQuantity+i, cell(values, colQuantity+i), into)
	}
	f.Returns, f.rows = append(f.Returns, one), append(f.rows, row)
}

func (f *Filled) quantity(wrong *fault.Fields, row, column int, text string, into **decimal.Quantity) {
	if text == "" {
		return
	}
	q, err := decimal.ParseQuantity(text)
	var bad *decimal.Error
	switch {
	case errors.As(err, &bad):
		wrong.Add(place(row, columns[column].member), bad.Code, at(row, column, fmt.Sprintf("is %q: %s", short(text), bad.Detail)))
	case err != nil:
		wrong.Add(place(row, columns[column].member), "not-a-number", at(row, column, fmt.Sprintf("is %q: must be a number such as 12 or 0.5", short(text))))
	default:
		*into = &q
	}
}

func short(text string) string {
	if r := []rune(text); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return text
}

// unquoted takes off the quote with which spreadsheets keep a text from being a
// formula.
func unquoted(text string) string {
	if len(text) > 1 && text[0] == '\'' && strings.ContainsRune("=+-@", rune(text[1])) {
		return text[1:]
	}
	return text
}
