package tabulate

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"strings"
)

// PageType is the media type of a page.
const PageType = "text/html; charset=utf-8"

//go:embed page.html
var pageText string

var page = template.Must(template.New("page").Parse(pageText))

// Policy is the content security policy under which the page is whole: its one
// style, and nothing else.
func Policy() string {
	_, rest, _ := strings.Cut(pageText, "<style>")
	style, _, _ := strings.Cut(rest, "</style>")
	sum := sha256.Sum256([]byte(style))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
}

// Page writes the report as one HTML page that asks for nothing else: each
// chart, then its table.
func (r Report) Page() ([]byte, error) {
	var out bytes.Buffer
	if err := page.Execute(&out, r); err != nil {
		return nil, fmt.Errorf("write a page: %w", err)
	}
	return out.Bytes(), nil
}

// Words is what a page shows of a cell: nothing known is a dash.
func (c Cell) Words() string {
	if c == Nothing() {
		return "–"
	}
	return c.text
}

// IsNumber reports whether the cell holds a number.
func (c Cell) IsNumber() bool { return c.number }
