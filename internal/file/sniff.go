package file

import (
	"archive/zip"
	"bytes"
	"net/http"
	"strings"
	"unicode/utf8"
)

// Types are the media types of documents that may be kept, by the way in which
// their bytes are recognised.
const (
	PDF  = "application/pdf"
	PNG  = "image/png"
	JPEG = "image/jpeg"
	Text = "text/plain"
	CSV  = "text/csv"
	XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	ODT  = "application/vnd.oasis.opendocument.text"
	ODS  = "application/vnd.oasis.opendocument.spreadsheet"
)

// Allowed lists the media types of documents that may be kept.
var Allowed = []string{PDF, PNG, JPEG, Text, CSV, XLSX, DOCX, ODT, ODS}

// Is reports whether bytes are what a media type says. The bytes decide, never
// the name: a page or a program that calls itself a picture is refused.
func Is(media string, content []byte) bool {
	switch media {
	case PDF, PNG, JPEG:
		return http.DetectContentType(content) == media
	case Text, CSV:
		return isPlain(content)
	case XLSX:
		return holds(content, "xl/workbook.xml")
	case DOCX:
		return holds(content, "word/document.xml")
	case ODT, ODS:
		return bytes.HasPrefix(content, []byte("PK\x03\x04")) && len(content) > 38 && bytes.HasPrefix(content[30:], []byte("mimetype"+media))
	default:
		return false
	}
}

// isPlain reports whether bytes are UTF-8 text that no reader would take for a
// page or a program.
func isPlain(content []byte) bool {
	if !utf8.Valid(content) || bytes.IndexByte(content, 0) >= 0 {
		return false
	}
	kind, _, _ := strings.Cut(http.DetectContentType(content), ";")
	return kind == Text
}

// holds reports whether bytes are an office document with a part of that name
// and without programs in it.
func holds(content []byte, part string) bool {
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil || len(archive.File) > 10_000 {
		return false
	}
	found := false
	for _, f := range archive.File {
		if strings.HasSuffix(strings.ToLower(f.Name), "vbaproject.bin") {
			return false
		}
		found = found || f.Name == part
	}
	return found
}
