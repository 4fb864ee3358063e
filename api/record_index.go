package api

import (
	"bytes"
	_ "embed"
	"html/template"
)

//go:embed record_index.html
var recordIndexText string

var recordIndex = template.Must(template.New("index").Parse(recordIndexText))

// index is the page that names every file of the archive.
func (a *archivist) index() []byte {
	if a.err != nil {
		return nil
	}
	var out bytes.Buffer
	a.err = recordIndex.Execute(&out, map[string]any{"Tender": a.taking.Tender, "At": a.taking.At.Format("2 January 2006, 15:04 MST"), "Files": a.archive.Files(), "Foi": a.foi, "Withheld": withheld})
	return out.Bytes()
}
