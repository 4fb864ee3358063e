package api

import (
	"fmt"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/matrix"
)

// getRunMatrix gives a run as a workbook that calculates itself.
//
//	@Summary      Read a run as an evaluation matrix: XLSX with live formulas
//	@Description  Every mark, weighted mark, total and rank is made by formulas from what was offered and agreed, so that the run can be checked in a spreadsheet program. The last rows say whether the formulas come to the same as the run. What no spreadsheet can make, such as a draw by lot, is given as a figure, coloured, and named on the first sheet.
//	@ID           getRunMatrix
//	@Tags         evaluation
//	@Produce      application/vnd.openxmlformats-officedocument.spreadsheetml.sheet
//	@Param        id  path string true "Tender" format(uuid)
//	@Param        run path string true "Score run" format(uuid)
//	@Success      200 {string} string
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/runs/{run}/matrix.xlsx [get]
func (h *api) getRunMatrix(c *gin.Context) (document, error) {
	r, err := h.readRun(c)
	if err != nil {
		return document{}, err
	}
	s, err := h.Evaluation.Show(c.Request.Context(), r.Run.TenderID, r.Run.ID)
	if err != nil {
		return document{}, err
	}
	data, err := matrix.Workbook(s.Sheet, s.Result, matrix.About{Title: s.Title, Words: s.Words, Facts: [][2]string{
		{"Score run", fmt.Sprintf("%d of lot %s", r.Run.Number, r.Run.LotID)},
		{"Made", r.Run.CreatedAt.UTC().Format(time.RFC3339)},
		{"Engine", r.Run.Engine},
		{"Hash of the method", r.Run.MethodHash},
		{"Hash of the inputs", r.Run.InputHash},
		{"Identifier", r.Run.ID},
	}})
	return document{Type: matrix.Type, Name: "matrix-" + r.Run.ID + ".xlsx", Body: data}, err
}
