// Package paper lays an assessment summary out for people: as a page that prints
// well, and as a PDF. The page is the accessible original; the PDF is made from
// the same words.
package paper

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"strings"
	"time"
	_ "time/tzdata" // a container without zones must still know what day it is in London

	"github.com/assay-engine/assay/internal/summary"
)

//go:embed page.html
var pageText string

var page = template.Must(template.New("summary").Funcs(template.FuncMap{
	"opening": opening, "share": share, "score": score, "available": available, "moment": moment, "paragraphs": paragraphs,
	"ownScore": func(l summary.Line) string { return score(l, *l.Own) },
}).Parse(pageText))

// Policy is the content security policy under which the page is whole: its one
// style, and nothing else.
func Policy() string {
	_, rest, _ := strings.Cut(pageText, "<style>")
	style, _, _ := strings.Cut(rest, "</style>")
	sum := sha256.Sum256([]byte(style))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
}

// Page writes the summary as one HTML page that asks for nothing else.
func Page(d summary.Document) ([]byte, error) {
	var out bytes.Buffer
	if err := page.Execute(&out, d); err != nil {
		return nil, fmt.Errorf("write the page of a summary: %w", err)
	}
	return out.Bytes(), nil
}

// opening says how the bid came out, in a sentence or two.
func opening(d summary.Document) string {
	var names []string
	for _, w := range d.Winners {
		names = append(names, w.Supplier)
	}
	won := strings.Join(names, " and ")
	switch d.Outcome {
	case summary.Successful:
		return "Your tender was successful."
	case summary.Disregarded:
		return "Your tender was disregarded and was not assessed against the award criteria. The lot goes to " + won + "."
	case summary.Failed:
		return "Your tender did not meet a requirement and was not ranked. The lot goes to " + won + "."
	case summary.Unsuccessful:
	}
	return "Your tender was not successful. The lot goes to " + won + "."
}

// share is a criterion's importance in words.
func share(l summary.Line) string {
	switch {
	case l.Worth != "":
		return "full marks are worth £" + l.Worth
	case l.GlobalWeight == "":
		return "carries no marks"
	case l.Depth == 0 || l.LocalWeight == l.GlobalWeight:
		return string(l.GlobalWeight) + "% of the whole"
	}
	return string(l.GlobalWeight) + "% of the whole (" + string(l.LocalWeight) + "% of its group)"
}

// score is how a bid did on a criterion.
func score(l summary.Line, a summary.Assessed) string {
	var parts []string
	if a.Level != nil {
		text := fmt.Sprintf("level %d", *a.Level)
		if a.LevelWords != "" {
			text += " (“" + a.LevelWords + "”)"
		}
		parts = append(parts, text)
	}
	if a.Mark != "" {
		parts = append(parts, string(a.Mark)+" of 100 marks")
	}
	if a.Weighted != "" && l.GlobalWeight != "" {
		parts = append(parts, "which adds "+string(a.Weighted)+" of the "+string(l.GlobalWeight)+" available to the total")
	}
	if a.Weighted != "" && l.Worth != "" {
		parts = append(parts, "worth £"+string(a.Weighted)+" of £"+l.Worth)
	}
	return strings.Join(parts, ", ")
}

// available lists the scores that a question could earn.
func available(l summary.Line) []string {
	var list []string
	for _, s := range l.Scale {
		text := fmt.Sprintf("Level %d, %s marks", s.Level, s.Marks)
		if s.Words != "" {
			text += ": " + s.Words
		}
		list = append(list, text)
	}
	return list
}

func paragraphs(text string) []string { return strings.Split(text, "\n\n") }

func moment(at *time.Time) string {
	if at == nil {
		return ""
	}
	when := *at
	if zone, err := time.LoadLocation("Europe/London"); err == nil {
		when = when.In(zone)
	}
	return when.Format("2 January 2006, 15:04")
}
