package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/assay-engine/assay/pkg/bundle"
	"github.com/assay-engine/assay/pkg/scoring"
	"github.com/assay-engine/assay/pkg/strictjson"
)

// large is what a document given on the command line may hold. The person who
// runs the program pays for it, so it is more than the service takes.
var large = strictjson.Limits{Bytes: 256 << 20, Depth: 64}

// read takes a whole document from a file, or from standard input where the
// name is -.
func read(w world, name string) ([]byte, error) {
	if name == "-" {
		text, err := io.ReadAll(w.stdin)
		if err != nil {
			return nil, fmt.Errorf("read standard input: %w", err)
		}
		return text, nil
	}
	text, err := os.ReadFile(name) //nolint:gosec // the file that the person who runs the program names
	if err != nil {
		return nil, err
	}
	return text, nil
}

// readInto decodes a document of one of our forms strictly.
func readInto(w world, name string, into any) error {
	text, err := read(w, name)
	if err != nil {
		return err
	}
	return strictjson.Decode(text, into, large)
}

// readSheet reads a score sheet, or the sheet inside a score bundle. The
// bundle's signature and result are not looked at: that is what assay verify
// is for.
func readSheet(w world, name string) (scoring.Sheet, error) {
	text, err := read(w, name)
	if err != nil {
		return scoring.Sheet{}, err
	}
	if sheet, inside := sheetOf(text); inside {
		s, err := scoring.Parse(sheet, scoring.LimitBytes(large.Bytes))
		return s, below("/sheet", err)
	}
	return scoring.Parse(text, scoring.LimitBytes(large.Bytes))
}

// sheetOf takes the sheet out of a bundle.
func sheetOf(text []byte) (sheet []byte, inside bool) {
	var b struct {
		Kind  string          `json:"kind"`
		Sheet json.RawMessage `json:"sheet"`
	}
	return b.Sheet, json.Unmarshal(text, &b) == nil && b.Kind == bundle.KindBundle && len(b.Sheet) > 0
}

// readMethod reads a method: by itself, or the one of a sheet or bundle. whole
// is the sheet, where the file holds one, and at where the method stands in the
// file.
func readMethod(w world, name string) (m scoring.Method, whole *scoring.Sheet, at string, err error) {
	text, err := read(w, name)
	if err != nil {
		return m, nil, "", err
	}
	prefix := ""
	if sheet, inside := sheetOf(text); inside {
		text, prefix = sheet, "/sheet"
	}
	var members map[string]json.RawMessage
	if json.Unmarshal(text, &members) == nil && members["method"] != nil {
		s, err := scoring.Parse(text, scoring.LimitBytes(large.Bytes))
		if err != nil {
			return m, nil, "", below(prefix, err)
		}
		return s.Method, &s, prefix + "/method", nil
	}
	return m, nil, "", strictjson.Decode(text, &m, large)
}
