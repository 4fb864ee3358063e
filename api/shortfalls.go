package api

import (
	"errors"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/contract"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/pkg/decimal"
)

func (h *api) shortfalls() []Route {
	return []Route{
		get("/v1/contracts/:id/gaps", "listGaps", run(h.listGaps)),
		get("/v1/contracts/:id/shortfalls", "listShortfalls", run(h.listShortfalls)),
		made("/v1/contracts/:id/shortfalls", "recordShortfall", run(h.recordShortfall)),
		get("/v1/shortfalls/:id", "getShortfall", run(h.getShortfall)),
		done("/v1/shortfalls/:id/plan", "proposePlan", run(h.proposePlan)),
		done("/v1/shortfalls/:id/agree-plan", "agreePlan", run(h.agreePlan)),
		done("/v1/shortfalls/:id/escalate", "escalateShortfall", run(h.escalateShortfall)),
		done("/v1/shortfalls/:id/make-good", "makeShortfallGood", run(h.makeShortfallGood)),
		done("/v1/shortfalls/:id/remedy", "remedyShortfall", run(h.remedyShortfall)),
		done("/v1/shortfalls/:id/withdraw", "withdrawShortfall", run(h.withdrawShortfall)),
	}
}

// Gap is what a period lacks by the figures as they stand.
type Gap struct {
	Obligation string           `json:"obligation" format:"uuid"`
	Measure    string           `json:"measure" example:"13"` // the code of the measure or component
	Wording    string           `json:"wording"`
	Unit       string           `json:"unit" example:"people"`
	Period     string           `json:"period" example:"2027-Q4"`
	EndsOn     string           `json:"endsOn" format:"date"`
	DueOn      string           `json:"dueOn" format:"date"`
	Status     contract.Status  `json:"status" enums:"due,submitted,queried,verified,rejected"` // of its return
	Committed  decimal.Quantity `json:"committed" swaggertype:"number" example:"30"`
	Counted    *decimal.Number  `json:"counted" swaggertype:"number" extensions:"x-nullable" example:"20"` // to three decimals; null where nothing was reported or all of it was rejected, which is not the same as 0
	Short      decimal.Number   `json:"short" swaggertype:"number" example:"10"`                           // what is missing, to three decimals; of a measure of which less is better, what is too much
	ShortExact string           `json:"shortExact" example:"10"`                                           // the same, exact
	Undecided  bool             `json:"undecided"`                                                         // the return waits for a decision: the gap may still close
	Variance   *decimal.Number  `json:"varianceToDate" swaggertype:"number" extensions:"x-nullable"`       // of the whole obligation: verified less committed to date; what came later may have made it good
	Remedy     *contract.Remedy `json:"remedy" extensions:"x-nullable"`                                    // what the contract's rules make of it; null where they name nothing
	Shortfall  *string          `json:"shortfall" format:"uuid" extensions:"x-nullable"`                   // recorded as; null where it is not
}

func viewGap(g contract.Gap) Gap {
	return Gap{
		Obligation: g.Obligation.ID, Measure: g.Obligation.Code(), Wording: g.Obligation.Wording, Unit: g.Obligation.Unit, Period: g.Period.Label, EndsOn: g.Period.EndsOn,
		DueOn: g.Period.DueOn, Status: g.Period.Standing.Status, Committed: g.Period.Quantity, Counted: totalNumber(g.Counted), Short: contract.Thousandths(g.Short),
		ShortExact: g.Short.RatString(), Undecided: g.IsUndecided, Variance: exactNumber(g.Variance), Remedy: g.Remedy, Shortfall: g.RecordedAs,
	}
}

// Shortfall is a period in which less was delivered than promised, as the
// authority recorded it, with what came of it.
type Shortfall struct {
	ID          string                     `json:"id" format:"uuid"`
	Contract    string                     `json:"contract" format:"uuid"`
	Obligation  string                     `json:"obligation" format:"uuid"`
	Measure     string                     `json:"measure" example:"13"`
	Wording     string                     `json:"wording"`
	Unit        string                     `json:"unit" example:"people"`
	Period      string                     `json:"period" example:"2027-Q4"`
	Supplier    string                     `json:"supplier" format:"uuid"`                                                 // who delivered when it was recorded
	Committed   decimal.Quantity           `json:"committed" swaggertype:"number" example:"30"`                            // of the period; as all figures here, as recorded
	Counted     *decimal.Quantity          `json:"counted" swaggertype:"number" extensions:"x-nullable" example:"20"`      // null where nothing was reported or all of it was rejected
	Short       decimal.Number             `json:"short" swaggertype:"number" example:"10"`                                // to three decimals
	ShortExact  string                     `json:"shortExact" example:"10"`                                                // the same, exact
	Status      contract.ShortfallStatus   `json:"status" enums:"recorded,planned,escalated,made_good,remedied,withdrawn"` // where it stands
	Plan        []contract.Planned         `json:"plan"`                                                                   // agreed last
	Proposed    []contract.Planned         `json:"proposedPlan"`                                                           // waits for the other side
	ProposedBy  *string                    `json:"proposedBy" format:"uuid" extensions:"x-nullable"`                       // the organisation that proposed it
	PlanOverdue bool                       `json:"planOverdue"`                                                            // the plan's last day is over and the shortfall stands
	Remedy      *contract.Remedy           `json:"remedy" extensions:"x-nullable"`                                         // by the contract's rules on the period's last day; a figure, never a payment. Final once the status is remedied
	Next        []contract.ShortfallStatus `json:"next"`                                                                   // the moves open to you now
	History     []Deed                     `json:"history"`                                                                // oldest first
	Version     int                        `json:"version"`
}

func (s Shortfall) version() int     { return s.Version }
func (s Shortfall) location() string { return "/v1/shortfalls/" + s.ID }

func viewShortfall(who actor.Actor) func(contract.Shorted) Shortfall {
	return func(w contract.Shorted) Shortfall {
		if w.ID == "" {
			return Shortfall{}
		}
		view := Shortfall{
			ID: w.ID, Contract: w.ContractID, Obligation: w.ObligationID, Measure: w.Obligation.Code(), Wording: w.Obligation.Wording, Unit: w.Obligation.Unit, Period: w.Period.Label,
			Supplier: w.SupplierID, Committed: w.Committed, Counted: w.Counted, Short: contract.Thousandths(w.Short()), ShortExact: w.ShortExact, Status: w.Status,
			Plan: w.Plan, Proposed: w.Proposed, PlanOverdue: w.IsOverdue, Remedy: w.Remedy, Next: w.Next(who), History: viewDeeds(w.Deeds), Version: w.Version,
		}
		if w.ProposedBy != "" {
			view.ProposedBy = &w.ProposedBy
		}
		view.Plan, view.Proposed = listed(view.Plan), listed(view.Proposed)
		return view
	}
}

// listed is a list that is never null.
func listed[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

type gapsQuery struct {
	AsOf string `form:"asOf"`
}

// listGaps lists what is short.
//
//	@Summary      List the periods of which less counts than was promised
//	@Description  Worked out from the returns: periods that have ended and whose return is in, or overdue. Recording one as a shortfall is a person's decision. Of measures of which less is better a missing return is no gap: nobody knows the figure. A list of one page.
//	@ID           listGaps
//	@Tags         contract
//	@Param        id   path  string true  "Contract" format(uuid)
//	@Param        asOf query string false "A moment of the past, RFC 3339" format(date-time)
//	@Success      200 {object} List[Gap]
//	@Failure      default {object} problem.Details
//	@Router       /v1/contracts/{id}/gaps [get]
func (h *api) listGaps(c *gin.Context) (List[Gap], error) {
	id, err := pathID(c, "id")
	if err != nil {
		return List[Gap]{}, err
	}
	q, err := query[gapsQuery](c)
	if err != nil {
		return List[Gap]{}, err
	}
	asOf, err := moment("asOf", q.AsOf)
	if err != nil {
		return List[Gap]{}, err
	}
	all, err := h.Contract.Gaps(c.Request.Context(), id, asOf)
	if errors.Is(err, fault.ErrInput) {
		err = asQuery(err)
	}
	return list(h, c, all, "", viewGap), err
}

// recordShortfall records one.
//
//	@Summary      Record a shortfall
//	@Description  By the authority's contract manager, of a period whose return is decided or overdue, with the figures as they are now. It says what is missing; what comes of it is a plan, a delivery later, the remedy of the contract's rules, or nothing, with a reason.
//	@ID           recordShortfall
//	@Tags         contract
//	@Param        id   path string true "Contract" format(uuid)
//	@Param        body body contract.NewShortfall true "The period and why"
//	@Success      201 {object} Shortfall
//	@Failure      default {object} problem.Details
//	@Router       /v1/contracts/{id}/shortfalls [post]
func (h *api) recordShortfall(c *gin.Context) (Shortfall, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return Shortfall{}, err
	}
	in, err := body[contract.NewShortfall](c)
	if err != nil {
		return Shortfall{}, err
	}
	w, err := h.Contract.RecordShortfall(c.Request.Context(), id, in)
	return viewShortfall(actor.From(c.Request.Context()))(w), err
}

// listShortfalls lists a contract's shortfalls.
//
//	@Summary      List a contract's shortfalls
//	@Description  Newest first.
//	@ID           listShortfalls
//	@Tags         contract
//	@Param        id     path  string true  "Contract" format(uuid)
//	@Param        limit  query int    false "How many at most" minimum(1) maximum(100) default(50)
//	@Param        cursor query string false "Where to go on: next of the page before"
//	@Success      200 {object} List[Shortfall]
//	@Failure      default {object} problem.Details
//	@Router       /v1/contracts/{id}/shortfalls [get]
func (h *api) listShortfalls(c *gin.Context) (List[Shortfall], error) {
	id, page, err := h.pageOf(c)
	if err != nil {
		return List[Shortfall]{}, err
	}
	items, next, err := h.Contract.Shortfalls(c.Request.Context(), id, page)
	return list(h, c, items, next, viewShortfall(actor.From(c.Request.Context()))), err
}

// getShortfall shows one.
//
//	@Summary  Read a shortfall
//	@ID       getShortfall
//	@Tags     contract
//	@Param    id path string true "Shortfall" format(uuid)
//	@Success  200 {object} Shortfall
//	@Failure  default {object} problem.Details
//	@Router   /v1/shortfalls/{id} [get]
func (h *api) getShortfall(c *gin.Context) (Shortfall, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return Shortfall{}, err
	}
	w, err := h.Contract.Shortfall(c.Request.Context(), id)
	return viewShortfall(actor.From(c.Request.Context()))(w), err
}

// proposePlan proposes what will be done.
//
//	@Summary      Propose a plan for a shortfall
//	@Description  By either side: what will be done, by whom and by when. It takes the place of a plan that waits; it holds once the other side agrees.
//	@ID           proposePlan
//	@Tags         contract
//	@Param        id       path   string true "Shortfall" format(uuid)
//	@Param        If-Match header string true "ETag of the shortfall as last read"
//	@Param        body     body   contract.NewPlan true "The plan"
//	@Success      200 {object} Shortfall
//	@Failure      default {object} problem.Details
//	@Router       /v1/shortfalls/{id}/plan [post]
func (h *api) proposePlan(c *gin.Context) (Shortfall, error) {
	w, err := moved(c, h.Contract.ProposePlan)
	return viewShortfall(actor.From(c.Request.Context()))(w), err
}

// agreePlan agrees to it.
//
//	@Summary      Agree to the plan for a shortfall
//	@Description  By the side that did not propose it.
//	@ID           agreePlan
//	@Tags         contract
//	@Param        id       path   string true "Shortfall" format(uuid)
//	@Param        If-Match header string true "ETag of the shortfall as last read"
//	@Param        body     body   contract.Consent true "What you say about it"
//	@Success      200 {object} Shortfall
//	@Failure      default {object} problem.Details
//	@Router       /v1/shortfalls/{id}/agree-plan [post]
func (h *api) agreePlan(c *gin.Context) (Shortfall, error) {
	w, err := moved(c, h.Contract.AgreePlan)
	return viewShortfall(actor.From(c.Request.Context()))(w), err
}

// escalateShortfall puts it higher.
//
//	@Summary      Escalate a shortfall
//	@Description  By either side: it is put before those above the two sides' managers.
//	@ID           escalateShortfall
//	@Tags         contract
//	@Param        id       path   string true "Shortfall" format(uuid)
//	@Param        If-Match header string true "ETag of the shortfall as last read"
//	@Param        body     body   contract.Words true "Why"
//	@Success      200 {object} Shortfall
//	@Failure      default {object} problem.Details
//	@Router       /v1/shortfalls/{id}/escalate [post]
func (h *api) escalateShortfall(c *gin.Context) (Shortfall, error) {
	w, err := moved(c, h.Contract.Escalate)
	return viewShortfall(actor.From(c.Request.Context()))(w), err
}

// makeShortfallGood ends one that was delivered later.
//
//	@Summary      Say that a shortfall was made good
//	@Description  By the authority's contract manager, once what is verified of the whole obligation to date is no less than was promised to date.
//	@ID           makeShortfallGood
//	@Tags         contract
//	@Param        id       path   string true "Shortfall" format(uuid)
//	@Param        If-Match header string true "ETag of the shortfall as last read"
//	@Param        body     body   contract.Reason true "How"
//	@Success      200 {object} Shortfall
//	@Failure      default {object} problem.Details
//	@Router       /v1/shortfalls/{id}/make-good [post]
func (h *api) makeShortfallGood(c *gin.Context) (Shortfall, error) {
	w, err := moved(c, h.Contract.MakeGood)
	return viewShortfall(actor.From(c.Request.Context()))(w), err
}

// remedyShortfall records the remedy.
//
//	@Summary      Record the remedy for a shortfall
//	@Description  By the authority's contract manager. The figure is calculated by the rules that held on the period's last day, as far as the contract's cap leaves room: nobody sets it, and no money moves here. A shortfall in dispute waits.
//	@ID           remedyShortfall
//	@Tags         contract
//	@Param        id       path   string true "Shortfall" format(uuid)
//	@Param        If-Match header string true "ETag of the shortfall as last read"
//	@Param        body     body   contract.Consent true "What you say about it"
//	@Success      200 {object} Shortfall
//	@Failure      default {object} problem.Details
//	@Router       /v1/shortfalls/{id}/remedy [post]
func (h *api) remedyShortfall(c *gin.Context) (Shortfall, error) {
	w, err := moved(c, h.Contract.Remedy)
	return viewShortfall(actor.From(c.Request.Context()))(w), err
}

// withdrawShortfall ends one of which nothing comes.
//
//	@Summary      Withdraw a shortfall
//	@Description  By the authority's contract manager, with the reason: it was none, or nothing comes of it. Its period may be recorded again.
//	@ID           withdrawShortfall
//	@Tags         contract
//	@Param        id       path   string true "Shortfall" format(uuid)
//	@Param        If-Match header string true "ETag of the shortfall as last read"
//	@Param        body     body   contract.Reason true "Why"
//	@Success      200 {object} Shortfall
//	@Failure      default {object} problem.Details
//	@Router       /v1/shortfalls/{id}/withdraw [post]
func (h *api) withdrawShortfall(c *gin.Context) (Shortfall, error) {
	w, err := moved(c, h.Contract.WithdrawShortfall)
	return viewShortfall(actor.From(c.Request.Context()))(w), err
}
