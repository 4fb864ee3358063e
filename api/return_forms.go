package api

import (
	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/contract"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/returnform"
	"github.com/assay-engine/assay/internal/tabulate"
)

// Returns are the outcome of many reports at once.
type Returns struct {
	Items []Return `json:"items"` // in the order in which they came
}

func viewReturns(who actor.Actor, items []contract.Reported) Returns {
	out := Returns{Items: make([]Return, len(items))}
	for i, r := range items {
		out.Items[i] = viewReturn(who)(r)
	}
	return out
}

// submitReturns takes many reports at once.
//
//	@Summary      Report many deliveries at once
//	@Description  All of them are taken, or none: every wrong field of every report is named, as /returns/3/quantity. A report may say which version of its return it means to correct.
//	@ID           submitReturns
//	@Tags         contract
//	@Param        id   path string true "Contract" format(uuid)
//	@Param        body body contract.NewReturns true "The reports"
//	@Success      201 {object} Returns
//	@Failure      default {object} problem.Details
//	@Router       /v1/contracts/{id}/returns/bulk [post]
func (h *api) submitReturns(c *gin.Context) (Returns, error) { return h.manyReturns(c, false) }

// checkReturns says what is wrong with many reports and keeps nothing.
//
//	@Summary      Check many reports and keep nothing
//	@Description  The same answer as if they were reported, errors included.
//	@ID           checkReturns
//	@Tags         contract
//	@Param        id   path string true "Contract" format(uuid)
//	@Param        body body contract.NewReturns true "The reports"
//	@Success      200 {object} Returns
//	@Failure      default {object} problem.Details
//	@Router       /v1/contracts/{id}/returns/check [post]
func (h *api) checkReturns(c *gin.Context) (Returns, error) { return h.manyReturns(c, true) }

func (h *api) manyReturns(c *gin.Context, checkOnly bool) (Returns, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return Returns{}, err
	}
	in, err := body[contract.NewReturns](c)
	if err != nil {
		return Returns{}, err
	}
	items, err := h.Contract.SubmitAll(c.Request.Context(), id, in, checkOnly)
	return viewReturns(actor.From(c.Request.Context()), items), err
}

type formQuery struct {
	Format string `form:"format" validate:"omitempty,oneof=xlsx csv"`
}

// getReturnForm is the form in which returns may be reported.
//
//	@Summary      The form for returns
//	@Description  A workbook or a CSV file with a row for every period that has begun and is not decided. Fill in the quantity, or numerator and denominator, and send it back; rows that stay empty report nothing. The row remembers the version of its return: what was decided meanwhile is not overwritten.
//	@ID           getReturnForm
//	@Tags         contract
//	@Produce      application/vnd.openxmlformats-officedocument.spreadsheetml.sheet
//	@Produce      text/csv
//	@Param        id     path  string true  "Contract" format(uuid)
//	@Param        format query string false "The form of the form; left out: by the Accept header" Enums(xlsx, csv)
//	@Success      200 {string} string
//	@Failure      default {object} problem.Details
//	@Router       /v1/contracts/{id}/return-form [get]
func (h *api) getReturnForm(c *gin.Context) (document, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return document{}, err
	}
	q, err := query[formQuery](c)
	if err != nil {
		return document{}, err
	}
	r, open, err := h.Contract.OpenPeriods(c.Request.Context(), id)
	if err != nil {
		return document{}, err
	}
	name := "returns-" + r.Contract.ID
	if negotiate(c, q.Format, form{"xlsx", tabulate.WorkbookType}, form{"csv", "text/csv"}).name == "csv" {
		data, err := returnform.Table(open).CSV()
		return document{Type: tabulate.CSVType, Name: name + ".csv", Body: data}, err
	}
	data, err := returnform.Workbook(open)
	return document{Type: tabulate.WorkbookType, Name: name + ".xlsx", Body: data}, err
}

var errFormType = fault.New(fault.WrongType, "not-a-form", "Send the form as the workbook or the CSV file that it was")

// sendReturnForm takes a filled-in form.
//
//	@Summary      Send the form for returns back
//	@Description  The workbook or CSV file, filled in: at most 10 MiB. The same rules as for JSON hold. All rows are taken, or none: every mistake is named by row and column.
//	@ID           sendReturnForm
//	@Tags         contract
//	@Accept       application/vnd.openxmlformats-officedocument.spreadsheetml.sheet,text/csv
//	@Param        id   path string true "Contract" format(uuid)
//	@Param        body body string true "The form" format(binary)
//	@Success      201 {object} Returns
//	@Failure      default {object} problem.Details
//	@Router       /v1/contracts/{id}/return-form [post]
func (h *api) sendReturnForm(c *gin.Context) (Returns, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return Returns{}, err
	}
	if media := mediaType(c); media != tabulate.WorkbookType && media != "text/csv" {
		return Returns{}, errFormType
	}
	data, err := readBody(c, returnform.MaxBytes)
	if err != nil {
		return Returns{}, err
	}
	filled, err := returnform.Read(data)
	if err != nil {
		return Returns{}, err
	}
	items, err := h.Contract.SubmitAll(c.Request.Context(), id, contract.NewReturns{Returns: filled.Returns}, false)
	return viewReturns(actor.From(c.Request.Context()), items), filled.Blame(err)
}
