package specification

import (
	"crypto/sha256"
	_ "embed" // for the page and its style
	"encoding/base64"
	"html/template"
	"io"
)

var (
	//go:embed page.html
	pageText string
	//go:embed page.css
	pageStyle string
)

// Policy is the Content-Security-Policy of a page: its own style and nothing
// else. A server that sends a page should name it.
var Policy = "default-src 'none'; style-src 'sha256-" + digest(pageStyle) + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return base64.StdEncoding.EncodeToString(sum[:])
}

var page = template.Must(template.New("page").Funcs(template.FuncMap{
	"style":  func() template.CSS { return template.CSS(pageStyle) }, //nolint:gosec // our own file
	"pounds": Pounds, "number": grouped, "lots": lotWords,
}).Parse(pageText))

// WriteHTML writes the specification as one page that needs nothing else: no
// script, no other file. It has headings in order, tables with captions and
// headers, and a style for paper.
func (d Document) WriteHTML(w io.Writer) error { return page.Execute(w, d) }
