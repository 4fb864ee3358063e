package file

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"io"
	"strings"
	"unicode/utf16"
)

// mostProperties is how many bytes of a document's properties are looked at.
const mostProperties = 1 << 20

// Tells reports whether what a document says about itself, beside what it shows,
// holds one of these words, in whatever case: its author, its company, its
// title. Programs write that without being asked. Words of fewer than four letters
// are not looked for. A compressed or hidden mention is not found: the answer is a
// warning, never a promise.
func Tells(media string, content []byte, words ...string) bool {
	var places [][]byte
	switch media {
	case XLSX, DOCX, ODT, ODS:
		places = properties(content)
	case PDF, PNG, JPEG:
		places = [][]byte{content}
	default: // what a plain text holds, it shows
		return false
	}
	for _, place := range places {
		place = bytes.ToLower(place)
		for _, word := range words {
			word = strings.ToLower(strings.TrimSpace(word))
			if len([]rune(word)) >= 4 && (bytes.Contains(place, []byte(word)) || bytes.Contains(place, wide(word))) {
				return true
			}
		}
	}
	return false
}

// wide is a word as PDF writes its properties: UTF-16, big end first.
func wide(word string) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(word)) {
		b = binary.BigEndian.AppendUint16(b, u)
	}
	return b
}

// properties are the parts of an office document that describe it.
func properties(content []byte) (list [][]byte) {
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return nil
	}
	for _, f := range archive.File {
		if !strings.HasPrefix(f.Name, "docProps/") && f.Name != "meta.xml" {
			continue
		}
		part, err := f.Open()
		if err != nil {
			continue
		}
		text, _ := io.ReadAll(io.LimitReader(part, mostProperties))
		_ = part.Close()
		list = append(list, text)
	}
	return list
}
