package api

import (
	"bytes"
	"errors"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/evaluation"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/pkg/scoring"
)

func (h *api) scoreSheets() []Route {
	return []Route{asked("/v1/score-sheets", "scoreSheet", run(h.scoreSheet))}
}

var errSheet = fault.New(fault.Invalid, "invalid-score-sheet", "The score sheet cannot be scored: everything that is wrong with it is named below")

// maxSheet is the size of the largest score sheet that the API reads: 8 MiB.
// The command line takes larger ones.
const maxSheet = 8 << 20

// scoreSheet scores a sheet and stores nothing.
//
//	@Summary      Score a sheet: tender, method and bids in, ranking and working out
//	@Description  Stores nothing. The same sheet gives the same bytes, here and by the command assay score.
//	@ID           scoreSheet
//	@Tags         scoring
//	@Param        body body scoring.Sheet true "The score sheet, up to 8 MiB"
//	@Success      200 {object} scoring.Result
//	@Failure      default {object} problem.Details
//	@Router       /v1/score-sheets [post]
func (h *api) scoreSheet(c *gin.Context) (document, error) {
	data, err := readBody(c, maxSheet)
	if err != nil {
		return document{}, err
	}
	if err := isJSON(c); err != nil {
		return document{}, err
	}
	sheet, err := scoring.Parse(data, scoring.LimitBytes(maxSheet))
	if err != nil {
		return document{}, sheetRefusal(err)
	}
	var out bytes.Buffer
	if err := scoring.WriteResult(&out, sheet); err != nil {
		return document{}, sheetRefusal(err)
	}
	return document{Type: "application/json; charset=utf-8", Body: out.Bytes()}, nil
}

// sheetRefusal names everything that is wrong with a sheet.
func sheetRefusal(err error) error {
	if wrong, ok := errors.AsType[scoring.Faults](err); ok {
		return errSheet.With(evaluation.Fields(wrong)...)
	}
	return refusal(err)
}
