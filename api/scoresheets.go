package api

import (
	"errors"
	"fmt"
	"io"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/evaluation"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/pkg/report"
	"github.com/assay-engine/assay/pkg/scoring"
)

func (h *api) scoreSheets() []Route {
	score := asked("/v1/score-sheets", "scoreSheet", run(h.scoreSheet))
	score.query = true // which picture
	return []Route{score}
}

var errSheet = fault.New(fault.Invalid, "invalid-score-sheet", "The score sheet cannot be scored: everything that is wrong with it is named below")

// What one request may ask for. The command line takes larger sheets.
const (
	maxSheet = 8 << 20 // bytes
	maxCells = 500_000 // bids × criteria: each is a line of the answer, some 150 bytes
	// maxEffort is the most that exact figures with very many digits may ask of the machine, some two seconds; see [scoring.Sheet.Effort].
	maxEffort = 200_000_000
)

// scoreSheet scores a sheet and stores nothing.
//
//	@Summary      Score a sheet: tender, method and bids in, ranking and working out
//	@Description  Stores nothing. The same sheet gives the same bytes, here and by the command assay score. Up to 8 MiB, and 500,000 bids × criteria.
//	@Description
//	@Description  With Accept: text/html the answer is a page with the verdict, pictures, tables and every mark in words; with image/svg+xml it is one picture. Up to 50,000 bids × criteria.
//	@ID           scoreSheet
//	@Tags         scoring
//	@Produce      json,html,image/svg+xml
//	@Param        body    body  scoring.Sheet true  "The score sheet"
//	@Param        picture query string        false "Which picture, with Accept: image/svg+xml" Enums(marks, stability, acceptability) default(marks)
//	@Success      200 {object} scoring.Result
//	@Failure      default {object} problem.Details
//	@Router       /v1/score-sheets [post]
func (h *api) scoreSheet(c *gin.Context) (any, error) {
	q, err := query[pictureQuery](c)
	if err != nil {
		return nil, err
	}
	sheet, err := readSheet(c)
	if err != nil {
		return nil, err
	}
	if form := wanted(c); form != formJSON {
		result, err := scoring.Score(sheet)
		if err != nil {
			return nil, sheetRefusal(err)
		}
		return show(c, form, q.Picture, sheet, result, report.Options{})
	}
	return streamed{Type: "application/json; charset=utf-8", Write: func(w io.Writer) error {
		return sheetRefusal(scoring.WriteResult(w, sheet))
	}}, nil
}

// readSheet reads the sheet of a request, within bounds.
func readSheet(c *gin.Context) (sheet scoring.Sheet, err error) {
	data, err := readBody(c, maxSheet)
	if err != nil {
		return sheet, err
	}
	if err := isJSON(c); err != nil {
		return sheet, err
	}
	if sheet, err = scoring.Parse(data, scoring.LimitBytes(maxSheet)); err != nil {
		return sheet, sheetRefusal(err)
	}
	if criteria := count(sheet.Method.Criteria); criteria*len(sheet.Bids) > maxCells {
		return sheet, errSheet.With(fault.Field{
			Pointer: "/bids", Code: scoring.CodeTooLarge,
			Detail: fmt.Sprintf("%d bids × %d criteria are more than the %d that a request may ask for", len(sheet.Bids), criteria, maxCells),
		})
	}
	if sheet.Effort() > maxEffort {
		return sheet, errSheet.With(fault.Field{
			Pointer: "/method/criteria", Code: scoring.CodeTooLarge,
			Detail: "the exact figures would have more digits than a request may ask for; the command assay score takes longer ones, and fewer decimals in drop-offs or a shorter term make them shorter",
		})
	}
	return sheet, nil
}

func count(list []scoring.Criterion) int {
	n := len(list)
	for _, c := range list {
		n += count(c.Criteria)
	}
	return n
}

// sheetRefusal names everything that is wrong with a sheet.
func sheetRefusal(err error) error {
	if wrong, ok := errors.AsType[scoring.Faults](err); ok {
		return errSheet.With(evaluation.Fields(wrong)...)
	}
	return refusal(err)
}
