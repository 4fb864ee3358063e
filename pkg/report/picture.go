package report

import (
	"fmt"
	"io"
	"slices"
)

// Picture names one of the pictures of a report.
type Picture string

// The pictures.
const (
	Marks         Picture = "marks"         // each bid's marks, stacked by criterion
	Stability     Picture = "stability"     // how far each weight may move with the same winner
	Acceptability Picture = "acceptability" // how often each bid takes each rank if weights are not known
)

// Pictures lists them all.
func Pictures() []Picture { return []Picture{Marks, Stability, Acceptability} }

// Known says whether there is such a picture.
func (p Picture) Known() bool { return slices.Contains(Pictures(), p) }

// WriteSVG writes one picture as a document of its own, which needs nothing
// else: no script, no style, no font. It has a title and a description in
// words. The error is that of the writer, or that there is no such picture.
func (r Report) WriteSVG(w io.Writer, p Picture) error {
	if !p.Known() {
		return fmt.Errorf("there is no picture %q; there are %v", p, Pictures())
	}
	_, err := w.Write(append([]byte(`<?xml version="1.0" encoding="UTF-8"?>`+"\n"), r.draw(p, false)...))
	return err
}

func (r Report) draw(p Picture, inside bool) []byte {
	switch p {
	case Stability:
		return r.drawStability(inside)
	case Acceptability:
		return r.drawRanks(inside)
	case Marks:
	}
	return r.drawMarks(inside)
}
