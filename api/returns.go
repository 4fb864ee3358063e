package api

import (
	"context"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/contract"
	"github.com/assay-engine/assay/pkg/decimal"
)

// Return is what a supplier reports for one obligation and period, with
// everything that happened to it.
type Return struct {
	ID         string            `json:"id" format:"uuid"`
	Contract   string            `json:"contract" format:"uuid"`
	Obligation string            `json:"obligation" format:"uuid"`
	Measure    string            `json:"measure" example:"13"` // the code of the measure or component
	Unit       string            `json:"unit" example:"people"`
	Period     string            `json:"period" example:"2027-Q1"`
	DueOn      string            `json:"dueOn" format:"date"`
	Status     contract.Status   `json:"status" enums:"submitted,queried,verified,rejected"`
	Claimed    Figure            `json:"claimed"`                          // the claim that stands now
	Verified   *Figure           `json:"verified" extensions:"x-nullable"` // what is accepted of it; null until it is verified
	Late       bool              `json:"late"`                             // the first claim came after the day it was due
	Next       []contract.Status `json:"next"`                             // the moves open to you now; submitted means a correction
	History    []Step            `json:"history"`                          // oldest first
	CreatedAt  time.Time         `json:"createdAt" format:"date-time"`
	Version    int               `json:"version"`
}

func (r Return) version() int     { return r.Version }
func (r Return) location() string { return "/v1/returns/" + r.ID }

// Figure is what was counted, in the measure's unit: a quantity, or for a
// proportion its two parts.
type Figure struct {
	Quantity    *decimal.Quantity `json:"quantity,omitempty" swaggertype:"number" example:"10"`
	Numerator   *decimal.Quantity `json:"numerator,omitempty" swaggertype:"number"`
	Denominator *decimal.Quantity `json:"denominator,omitempty" swaggertype:"number"`
}

func viewFigure(f contract.Figure) Figure {
	return Figure{Quantity: f.Quantity, Numerator: f.Numerator, Denominator: f.Denominator}
}

// Step is one thing that happened to a return.
type Step struct {
	Number       int                 `json:"number"`                                           // from 1: the version that it made
	What         contract.Status     `json:"what" enums:"submitted,queried,verified,rejected"` // a claim, or a decision about one
	Claim        int                 `json:"claim"`                                            // the number of the claim, from 1
	Figure       *Figure             `json:"figure" extensions:"x-nullable"`                   // what was claimed or accepted
	Words        string              `json:"words,omitempty"`                                  // the supplier's note or the decision's reason
	Evidence     []contract.Evidence `json:"evidence,omitempty"`
	At           time.Time           `json:"at" format:"date-time"` // by the contract's own clock
	Organisation string              `json:"organisation" format:"uuid"`
}

func viewReturn(who actor.Actor) func(contract.Reported) Return {
	return func(r contract.Reported) Return {
		standing := r.Standing()
		view := Return{
			ID: r.ID, Contract: r.ContractID, Obligation: r.ObligationID, Measure: r.Obligation.Code(), Unit: r.Obligation.Unit, Period: r.Period.Label,
			DueOn: r.Period.DueOn, Status: r.Status, Claimed: viewFigure(standing.Claimed), Late: standing.FirstOn > r.Period.DueOn, Next: r.Next(who),
			History: make([]Step, len(r.Steps)), CreatedAt: r.CreatedAt, Version: r.Version,
		}
		if accepted, decided := standing.Accepted(); decided {
			figure := viewFigure(accepted)
			view.Verified = &figure
		}
		for i, s := range r.Steps {
			view.History[i] = viewStep(s)
		}
		return view
	}
}

func viewStep(s contract.Step) Step {
	view := Step{Number: s.Number, What: s.Kind, Claim: s.Claim, Words: s.Words, Evidence: s.Evidence, At: s.At, Organisation: s.OrganisationID}
	if s.Figure != (contract.Figure{}) {
		figure := viewFigure(s.Figure)
		view.Figure = &figure
	}
	return view
}

type returnQuery struct {
	Paging

	Obligation string `form:"obligation" validate:"omitempty,uuid"`
	Status     string `form:"status" validate:"omitempty,oneof=submitted queried verified rejected"`
}

// listReturns lists a contract's returns, newest first.
//
//	@Summary  List a contract's returns
//	@ID       listReturns
//	@Tags     contract
//	@Param    id         path  string true  "Contract" format(uuid)
//	@Param    obligation query string false "Only for this obligation" format(uuid)
//	@Param    status     query string false "Only with this status" Enums(submitted, queried, verified, rejected)
//	@Param    limit      query int    false "How many at most" minimum(1) maximum(100) default(50)
//	@Param    cursor     query string false "Where to go on: next of the page before"
//	@Success  200 {object} List[Return]
//	@Failure  default {object} problem.Details
//	@Router   /v1/contracts/{id}/returns [get]
func (h *api) listReturns(c *gin.Context) (List[Return], error) {
	id, err := pathID(c, "id")
	if err != nil {
		return List[Return]{}, err
	}
	q, err := query[returnQuery](c)
	if err != nil {
		return List[Return]{}, err
	}
	page, err := h.page(c, q.Paging)
	if err != nil {
		return List[Return]{}, err
	}
	filter := contract.ReturnFilter{Obligation: q.Obligation, Status: contract.Status(q.Status)}
	items, next, err := h.Contract.Returns(c.Request.Context(), id, filter, page)
	return list(h, c, items, next, viewReturn(actor.From(c.Request.Context()))), err
}

// submitReturn takes a supplier's report.
//
//	@Summary      Report a delivery
//	@Description  For one obligation and one of its periods, once the period has begun. A second report for the same period is a correction: it becomes a new version and the older one is kept; what is verified or rejected stays so. A proportion is reported as numerator and denominator, everything else as one quantity.
//	@ID           submitReturn
//	@Tags         contract
//	@Param        id       path   string true  "Contract" format(uuid)
//	@Param        If-Match header string false "For a correction: ETag of the return that you mean to correct. Left out, the return is corrected as it stands"
//	@Param        body     body   contract.NewReturn true "The report"
//	@Success      201 {object} Return
//	@Failure      default {object} problem.Details
//	@Router       /v1/contracts/{id}/returns [post]
func (h *api) submitReturn(c *gin.Context) (Return, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return Return{}, err
	}
	version := 0
	if c.GetHeader("If-Match") != "" {
		if version, err = ifMatch(c); err != nil {
			return Return{}, err
		}
	}
	in, err := body[contract.NewReturn](c)
	if err != nil {
		return Return{}, err
	}
	r, err := h.Contract.Submit(c.Request.Context(), id, version, in)
	return viewReturn(actor.From(c.Request.Context()))(r), err
}

// getReturn shows one return with its history.
//
//	@Summary  Read a return and its history
//	@ID       getReturn
//	@Tags     contract
//	@Param    id path string true "Return" format(uuid)
//	@Success  200 {object} Return
//	@Failure  default {object} problem.Details
//	@Router   /v1/returns/{id} [get]
func (h *api) getReturn(c *gin.Context) (Return, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return Return{}, err
	}
	r, err := h.Contract.Return(c.Request.Context(), id)
	return viewReturn(actor.From(c.Request.Context()))(r), err
}

// verifyReturn accepts a report, whole or in part.
//
//	@Summary      Verify a return
//	@Description  By the authority's contract manager, never by the supplier. No more than is claimed can be accepted; accepting less needs a reason. What is verified stays so.
//	@ID           verifyReturn
//	@Tags         contract
//	@Param        id       path   string true "Return" format(uuid)
//	@Param        If-Match header string true "ETag of the return as last read"
//	@Param        body     body   contract.Verification true "How much is accepted"
//	@Success      200 {object} Return
//	@Failure      default {object} problem.Details
//	@Router       /v1/returns/{id}/verify [post]
func (h *api) verifyReturn(c *gin.Context) (Return, error) {
	return decide(c, h.Contract.Verify)
}

// queryReturn asks the supplier about a report.
//
//	@Summary      Query a return
//	@Description  By the authority's contract manager. The supplier may answer with a correction.
//	@ID           queryReturn
//	@Tags         contract
//	@Param        id       path   string true "Return" format(uuid)
//	@Param        If-Match header string true "ETag of the return as last read"
//	@Param        body     body   contract.Reason true "The question"
//	@Success      200 {object} Return
//	@Failure      default {object} problem.Details
//	@Router       /v1/returns/{id}/query [post]
func (h *api) queryReturn(c *gin.Context) (Return, error) {
	return decide(c, h.Contract.Query)
}

// rejectReturn refuses a report.
//
//	@Summary      Reject a return
//	@Description  By the authority's contract manager. Nothing of it counts, and it stays rejected.
//	@ID           rejectReturn
//	@Tags         contract
//	@Param        id       path   string true "Return" format(uuid)
//	@Param        If-Match header string true "ETag of the return as last read"
//	@Param        body     body   contract.Reason true "Why"
//	@Success      200 {object} Return
//	@Failure      default {object} problem.Details
//	@Router       /v1/returns/{id}/reject [post]
func (h *api) rejectReturn(c *gin.Context) (Return, error) {
	return decide(c, h.Contract.Reject)
}

// decide reads which version of which return is decided about, and how.
func decide[T any](c *gin.Context, use func(context.Context, string, int, T) (contract.Reported, error)) (Return, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return Return{}, err
	}
	version, err := ifMatch(c)
	if err != nil {
		return Return{}, err
	}
	in, err := body[T](c)
	if err != nil {
		return Return{}, err
	}
	r, err := use(c.Request.Context(), id, version, in)
	return viewReturn(actor.From(c.Request.Context()))(r), err
}
