// Package report makes a scored sheet into something to look at: one HTML page
// that needs nothing else, and pictures (SVG) of it.
//
// The page says who won and what would have to be different for someone else
// to win, ranks the bids, shows their marks as stacked bars, how far each weight
// could move, and how often each bid would come first if weights were not
// known; beside every picture stands the same in a table, and below it every
// mark in a sentence. It has no script, asks for no other file, can be printed,
// and reads on a narrow telephone as on a wide screen.
//
//	r, err := report.Of(sheet, report.Options{})
//	err = r.WriteHTML(file)
//
// Colour is never the only sign: bars carry the number of their criterion, and
// patterns besides. Whatever a sheet holds (titles, ids, reasons) is text to the
// page, never markup.
//
// Figures on the page are those of package scoring and package robustness. Only
// the lengths of bars are rounded, to a hundredth of a per cent.
package report

import (
	"cmp"
	"errors"
	"fmt"

	"github.com/assay-engine/assay/pkg/robustness"
	"github.com/assay-engine/assay/pkg/scoring"
)

// A page is for reading. Bids and criteria beyond these are left out, and the
// page says so.
const (
	drawn  = 20  // bids in a picture, and with their marks in sentences
	listed = 100 // bids in the ranking, and criteria in a table
	bars   = 40  // criteria in the picture of weights
)

// UsualCells is the largest sheet, in bids × criteria, whose firmness is worked
// out with the page where [Options] say nothing else: well over a second of
// work where every criterion is a question, far less otherwise.
const UsualCells = 1_500

// Options says what a page has beside the figures.
type Options struct {
	Title string        // what was scored; "Score report" where it is left out
	Words scoring.Words // bidders' names and units, as sentences have them
	Seed  string        // for the share of rankings under unknown weights; "1" where it is left out
	Draws int           // how many weights are drawn for it: 100 to 1,000,000, 0 for 10,000
	// Firmness is how firm the result is, where that was worked out before; Seed, Draws and Cells then play no part. NoFirmness, without it, says
	// why it was not, and that it is not to be.
	Firmness   *robustness.Report
	NoFirmness string
	// Cells is the largest sheet, in bids × criteria, whose firmness is worked out too; 0 for [UsualCells]. The work grows with its square.
	Cells int
}

// Report is a scored sheet ready to be shown.
type Report struct {
	Title     string
	Sheet     scoring.Sheet
	Result    scoring.Result
	Words     scoring.Words
	Sentences []scoring.Sentence
	// Firmness is nil where it was not worked out; NoFirmness says why.
	Firmness   *robustness.Report
	NoFirmness string
}

// Of scores a sheet and gathers what a page shows. The error is scoring.Faults
// where the sheet breaks a rule, and a *robustness.Error for a number of draws
// that is out of range.
func Of(s scoring.Sheet, o Options) (Report, error) {
	result, err := scoring.Score(s)
	if err != nil {
		return Report{}, err
	}
	return Show(s, result, o)
}

// Show is [Of] for a sheet whose result is there already.
func Show(s scoring.Sheet, result scoring.Result, o Options) (Report, error) {
	r := Report{Title: o.Title, Sheet: s, Result: result, Words: o.Words}
	if r.Title == "" {
		r.Title = "Score report"
	}
	var err error
	if r.Sentences, err = scoring.Explain(s, result, o.Words); err != nil {
		return r, err
	}
	if o.Firmness != nil || o.NoFirmness != "" {
		r.Firmness, r.NoFirmness = o.Firmness, o.NoFirmness
		return r, nil
	}
	if cells := len(s.Bids) * count(s.Method.Criteria); cells > cmp.Or(o.Cells, UsualCells) {
		r.NoFirmness = fmt.Sprintf("How firm this result is was not worked out here, since the sheet is large (%d bids × criteria). "+
			"The command assay robust does it.", cells)
		return r, nil
	}
	if o.Seed == "" {
		o.Seed = "1"
	}
	firm, err := robustness.Analyse(s, robustness.Options{Seed: o.Seed, Draws: o.Draws})
	if refused, ok := errors.AsType[*robustness.Error](err); ok && refused.Faults[0].Code == scoring.CodeTooLarge {
		r.NoFirmness = "How firm this result is was not worked out: " + refused.Faults[0].Detail + "."
		return r, nil
	}
	r.Firmness = &firm
	return r, err
}

func count(criteria []scoring.Criterion) int {
	n := len(criteria)
	for _, c := range criteria {
		n += count(c.Criteria)
	}
	return n
}

// bid is what readers know a bid by.
func (r Report) bid(id string) string {
	if name := r.Words.Bids[id]; name != "" {
		return clean(name)
	}
	return "Bid " + clean(id)
}

// titles are the criteria's titles by id, the id where there is none.
func titles(criteria []scoring.Criterion, into map[string]string) map[string]string {
	for _, c := range criteria {
		into[c.ID] = clean(c.Title)
		if c.Title == "" {
			into[c.ID] = clean(c.ID)
		}
		titles(c.Criteria, into)
	}
	return into
}
