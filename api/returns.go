package api

import (
	"time"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/contract"
	"github.com/assay-engine/assay/internal/returnform"
	"github.com/assay-engine/assay/pkg/decimal"
)

func (h *api) returns() []Route {
	return []Route{
		get("/v1/contracts/:id/returns", "listReturns", run(h.listReturns)),
		made("/v1/contracts/:id/returns", "submitReturn", run(h.submitReturn)),
		made("/v1/contracts/:id/returns/bulk", "submitReturns", run(h.submitReturns)),
		asked("/v1/contracts/:id/returns/check", "checkReturns", run(h.checkReturns)),
		get("/v1/contracts/:id/return-form", "getReturnForm", run(h.getReturnForm)),
		made("/v1/contracts/:id/return-form", "sendReturnForm", run(h.sendReturnForm)).large(returnform.MaxBytes),
		get("/v1/contracts/:id/salt", "getSalt", run(h.getSalt)),
		get("/v1/returns/:id", "getReturn", run(h.getReturn)),
		get("/v1/returns/:id/units", "listUnits", run(h.listUnits)),
		made("/v1/returns/:id/notes", "addNote", run(h.addNote)),
		done("/v1/returns/:id/verify", "verifyReturn", run(h.verifyReturn)),
		done("/v1/returns/:id/query", "queryReturn", run(h.queryReturn)),
		done("/v1/returns/:id/reject", "rejectReturn", run(h.rejectReturn)),
	}
}

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
	Claimed    Figure            `json:"claimed"`                                                        // the claim that stands now
	Verified   *Figure           `json:"verified" extensions:"x-nullable"`                               // what is accepted of it, in part or as a whole; null until then
	Asked      *decimal.Quantity `json:"asked" swaggertype:"number" example:"5" extensions:"x-nullable"` // how much of it is still asked about, where a part is accepted
	Answered   bool              `json:"answered"`                                                       // the supplier has said something since the last question
	Confirmed  ReturnConfirmed   `json:"confirmed"`
	Late       bool              `json:"late"`     // the first claim came after the day it was due
	Next       []contract.Status `json:"next"`     // the moves open to you now; submitted means a correction
	History    []Step            `json:"history"`  // oldest first
	Notes      []ReturnNote      `json:"notes"`    // what both sides said, oldest first
	Warnings   []ReturnWarning   `json:"warnings"` // what a reader should look at; of one return, not in lists
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
	Asked        *decimal.Quantity   `json:"asked,omitempty" swaggertype:"number"`             // of a question that accepts a part: how much it asks about
	Level        *decimal.Number     `json:"level,omitempty" swaggertype:"number"`             // of a claim: the level behind a reduction
	People       int                 `json:"people,omitempty"`                                 // of a claim: how many people it counts by reference
	Units        int                 `json:"units,omitempty"`                                  // of a claim: how many delivered units it names
	DeliveredBy  []contract.NewShare `json:"deliveredBy,omitempty"`                            // of a claim: subcontractors' shares of the whole
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
			History: make([]Step, len(r.Steps)), CreatedAt: r.CreatedAt, Version: r.Version, Answered: r.IsAnswered(), Confirmed: viewConfirmed(r),
			Notes: make([]ReturnNote, len(r.Notes)), Warnings: make([]ReturnWarning, len(r.Warnings)),
		}
		if standing.Asked > 0 {
			view.Asked = &standing.Asked
		}
		for i, n := range r.Notes {
			view.Notes[i] = ReturnNote{Number: n.Number, Side: n.Side, Claim: n.Claim, Words: n.Words, Evidence: n.Evidence, At: n.At, Organisation: n.OrganisationID}
		}
		for i, w := range r.Warnings {
			view.Warnings[i] = ReturnWarning{Code: w.Code, Detail: w.Detail, Measure: known(w.Measure), Period: known(w.Period)}
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
	if s.Kind == contract.Submitted {
		view.People, view.Units, view.DeliveredBy = s.Figure.People.Count(), s.Units, s.DeliveredBy
	}
	if level, err := decimal.Parse(s.Level); err == nil {
		view.Level = &level
	}
	if s.Asked > 0 {
		view.Asked = &s.Asked
	}
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
