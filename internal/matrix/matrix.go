// Package matrix writes a scored lot as an evaluation matrix: a workbook whose
// formulas make every mark, total and rank from the inputs, for whoever wants to
// check a score run in a spreadsheet program.
//
// A spreadsheet calculates with about fifteen digits and a run with exact
// fractions. Every formula is therefore calculated once before the workbook
// leaves, and stands only where it comes to the run's own figure; where it does
// not, and where there is no formula (a draw by lot rests on SHA-256), the cell
// holds the run's figure, is coloured, and the first sheet says so.
package matrix

import (
	"errors"
	"fmt"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/pkg/scoring"
)

// ErrLarge is the fault of a lot that no spreadsheet shows any more.
var ErrLarge = fault.New(fault.Conflict, "matrix-too-large", "There are too many bids and criteria for a workbook: take the trace of the run instead")

// mostMarks is up to how many bids × criteria a workbook is written.
const mostMarks = 20_000

// About is what the first sheet says of the run.
type About struct {
	Title string      // of the tender
	Facts [][2]string // names and values: the run, its hashes, when it was made
	Words scoring.Words
}

// Type is the media type of a workbook.
const Type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// Workbook writes the matrix of a result and of the sheet that it answers. The
// same run gives the same bytes.
func Workbook(s scoring.Sheet, r scoring.Result, about About) (data []byte, err error) {
	b := newBook(s, r, about)
	if len(b.nodes)*max(1, len(s.Bids)) > mostMarks {
		return nil, ErrLarge
	}
	defer func() { err = errors.Join(err, b.file.Close()) }()
	b.lay()
	b.prove()
	b.aboutSheet()
	b.finish()
	if b.err != nil {
		return nil, fmt.Errorf("write the evaluation matrix: %w", b.err)
	}
	out, err := b.file.WriteToBuffer()
	if err != nil {
		return nil, fmt.Errorf("write the evaluation matrix: %w", err)
	}
	return out.Bytes(), nil
}

// The sheets, in the order in which a reader follows the calculation.
const (
	aboutName   = "about"
	methodName  = "method"
	curvesName  = "curves"       // points, bands and scales
	valuesName  = "values"       // what one unit of a monetised measure adds
	inputsName  = "inputs"       // what was offered and agreed
	requireName = "requirements" // who is compared, and who is ranked
	workingName = "counted"      // inputs as they count, beside the lowest, the highest and the mean
	rawName     = "function"     // what the function gives before it is kept within 0–100
	plainName   = "unrounded"    // marks before any rounding
	halvesName  = "halves"       // for rounding halves to the even digit: the figure in units of the last one
	marksName   = "marks"
	weightName  = "weighted"
	rankName    = "ranking"
)

// lay writes every sheet. Rows of the criteria are the same on all sheets that
// have one for each.
func (b *book) lay() {
	for _, name := range []string{methodName, curvesName, valuesName, inputsName, requireName, workingName, rawName, plainName, halvesName, marksName, weightName, rankName} {
		_, err := b.file.NewSheet(name)
		b.do(err)
	}
	b.methodSheet()
	b.curvesSheet()
	b.valuesSheet()
	b.inputsSheet()
	b.requirementsSheet()
	b.criteriaSheets()
	b.rankingSheet()
}

// node is a criterion in its place.
type node struct {
	*scoring.Criterion

	row      int
	depth    int
	parent   int // -1 at the top
	children []int
	first    int // first and last row on the sheet of curves, 0 where it has none
	last     int
}

func (n *node) branch() bool { return n.Criterion.Criteria != nil }
