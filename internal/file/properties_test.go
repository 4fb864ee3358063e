package file_test

import (
	"archive/zip"
	"bytes"
	"testing"
	"unicode/utf16"

	"github.com/assay-engine/assay/internal/file"
)

// TestTells finds a bidder in what a document says about itself.
func TestTells(t *testing.T) {
	var letter bytes.Buffer
	w := zip.NewWriter(&letter)
	for name, text := range map[string]string{"word/document.xml": "<w>By Burrow Gardens</w>", "docProps/core.xml": "<dc:creator>ACME Gardens</dc:creator>"} {
		part, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = part.Write([]byte(text))
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	var wide []byte
	for _, u := range utf16.Encode([]rune("Acme Gardens")) {
		wide = append(wide, byte(u>>8), byte(u))
	}
	pdf := append([]byte("%PDF-1.7\n/Author (\xfe\xff"), append(wide, ')')...)
	for _, row := range []struct {
		name, media string
		content     []byte
		word        string
		want        bool
	}{
		{"the properties of a letter", file.DOCX, letter.Bytes(), "Acme Gardens", true},
		{"what it shows is read by people", file.DOCX, letter.Bytes(), "Burrow Gardens", false},
		{"a PDF in wide letters", file.PDF, pdf, "Acme Gardens", true},
		{"a PDF in plain ones", file.PDF, []byte("%PDF-1.7 <dc:creator>acme gardens"), "Acme Gardens", true},
		{"somebody else", file.PDF, pdf, "Bramble", false},
		{"a short word", file.PDF, []byte("%PDF-1.7 (AB)"), "AB", false},
		{"plain text", file.Text, []byte("Acme Gardens"), "Acme Gardens", false},
		{"no archive", file.ODT, []byte("PK"), "Acme Gardens", false},
	} {
		if got := file.Tells(row.media, row.content, row.word); got != row.want {
			t.Errorf("%s: got %t, want %t", row.name, got, row.want)
		}
	}
}
