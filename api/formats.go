package api

import (
	"cmp"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/tabulate"
)

// formed is what a route reads whose answer comes in several forms. Format
// rules over the Accept header; without either the answer is JSON.
type formed struct {
	Format string `form:"format" validate:"omitempty,oneof=json csv xlsx html"`
	Table  string `form:"table" validate:"omitempty,max=31"` // of a CSV, which holds one
}

// accepted are the media types that the forms go by.
var accepted = map[string]string{
	"application/json": "json", "text/csv": "csv", "text/html": "html",
	tabulate.WorkbookType: "xlsx",
}

// form is the form that the reader asks for: the first of the Accept header
// that there is.
func (q formed) form(c *gin.Context) string {
	c.Header("Vary", "Accept")
	if q.Format != "" {
		return q.Format
	}
	for _, part := range strings.Split(c.GetHeader("Accept"), ",") {
		media, _, _ := strings.Cut(part, ";")
		if form, known := accepted[strings.ToLower(strings.TrimSpace(media))]; known {
			return form
		}
	}
	return "json"
}

// shown writes an answer in the form that the reader asks for. The name is that
// of the file, without its ending; main is the table of a CSV where none is
// asked for.
func shown(c *gin.Context, q formed, name, main string, view any, laid func() tabulate.Report) (any, error) {
	form := q.form(c)
	if q.Table != "" && form != "csv" {
		return nil, errQuery.With(fault.Field{Pointer: "?table", Code: "not-for-this-form", Detail: "is for format=csv only: the other forms hold every table"})
	}
	switch form {
	case "csv":
		return csvOf(laid(), cmp.Or(q.Table, main), name)
	case "xlsx":
		data, err := laid().Workbook()
		return document{Type: tabulate.WorkbookType, Name: name + ".xlsx", Body: data}, err
	case "html":
		c.Header("Content-Security-Policy", tabulate.Policy())
		data, err := laid().Page()
		return document{Type: tabulate.PageType, Body: data}, err
	default:
		return view, nil
	}
}

// csvOf writes one table.
func csvOf(r tabulate.Report, table, name string) (any, error) {
	t, ok := r.Table(table)
	if !ok {
		return nil, errQuery.With(fault.Field{Pointer: "?table", Code: "no-such-table", Detail: "must be one of " + strings.Join(r.Names(), ", ")})
	}
	data, err := t.CSV()
	return document{Type: tabulate.CSVType, Name: name + "-" + table + ".csv", Body: data}, err
}
