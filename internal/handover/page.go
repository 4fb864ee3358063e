package handover

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"strings"

	"github.com/assay-engine/assay/internal/contract"
)

//go:embed page.html
var pageText string

var page = template.Must(template.New("handover").Parse(pageText))

// Policy is the content security policy under which the page is whole: its one
// style, and nothing else.
func Policy() string {
	_, rest, _ := strings.Cut(pageText, "<style>")
	style, _, _ := strings.Cut(rest, "</style>")
	sum := sha256.Sum256([]byte(style))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
}

// Page writes the pack as one HTML page that asks for nothing else and prints
// one obligation after the other, none broken where it fits on a sheet.
func Page(h contract.Handover) ([]byte, error) {
	var out bytes.Buffer
	if err := page.Execute(&out, wordsOf(h)); err != nil {
		return nil, fmt.Errorf("write the hand-over page: %w", err)
	}
	return out.Bytes(), nil
}
