package api

import (
	"errors"
	"fmt"
	"io"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/evaluation"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/pkg/scoring"
)

func (h *api) scoreSheets() []Route {
	return []Route{asked("/v1/score-sheets", "scoreSheet", run(h.scoreSheet))}
}

var errSheet = fault.New(fault.Invalid, "invalid-score-sheet", "The score sheet cannot be scored: everything that is wrong with it is named below")

// What one request may ask for. The command line takes larger sheets.
const (
	maxSheet = 8 << 20 // bytes
	maxCells = 500_000 // bids × criteria: each is a line of the answer, some 150 bytes
)

// scoreSheet scores a sheet and stores nothing.
//
//	@Summary      Score a sheet: tender, method and bids in, ranking and working out
//	@Description  Stores nothing. The same sheet gives the same bytes, here and by the command assay score. Up to 8 MiB, and 500,000 bids × criteria.
//	@ID           scoreSheet
//	@Tags         scoring
//	@Param        body body scoring.Sheet true "The score sheet"
//	@Success      200 {object} scoring.Result
//	@Failure      default {object} problem.Details
//	@Router       /v1/score-sheets [post]
func (h *api) scoreSheet(c *gin.Context) (streamed, error) {
	data, err := readBody(c, maxSheet)
	if err != nil {
		return streamed{}, err
	}
	if err := isJSON(c); err != nil {
		return streamed{}, err
	}
	sheet, err := scoring.Parse(data, scoring.LimitBytes(maxSheet))
	if err != nil {
		return streamed{}, sheetRefusal(err)
	}
	if criteria := count(sheet.Method.Criteria); criteria*len(sheet.Bids) > maxCells {
		return streamed{}, errSheet.With(fault.Field{
			Pointer: "/bids", Code: scoring.CodeTooLarge,
			Detail: fmt.Sprintf("%d bids × %d criteria are more than the %d that a request may ask for", len(sheet.Bids), criteria, maxCells),
		})
	}
	return streamed{Type: "application/json; charset=utf-8", Write: func(w io.Writer) error {
		return sheetRefusal(scoring.WriteResult(w, sheet))
	}}, nil
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
