package api

import (
	"time"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/catalogue"
	"github.com/assay-engine/assay/internal/contract"
	"github.com/assay-engine/assay/internal/tender"
	"github.com/assay-engine/assay/pkg/decimal"
)

func (h *api) contracts() []Route {
	return []Route{
		get("/v1/contracts", "listContracts", run(h.listContracts)),
		made("/v1/contracts", "openContract", run(h.openContract)),
		get("/v1/contracts/:id", "getContract", run(h.getContract)),
		get("/v1/contracts/:id/obligations", "listObligations", run(h.listObligations)),
		get("/v1/contracts/:id/progress", "getProgress", run(h.getProgress)),
		get("/v1/contracts/:id/returns", "listReturns", run(h.listReturns)),
		made("/v1/contracts/:id/returns", "submitReturn", run(h.submitReturn)),
		get("/v1/returns/:id", "getReturn", run(h.getReturn)),
		done("/v1/returns/:id/verify", "verifyReturn", run(h.verifyReturn)),
		done("/v1/returns/:id/query", "queryReturn", run(h.queryReturn)),
		done("/v1/returns/:id/reject", "rejectReturn", run(h.rejectReturn)),
	}
}

// Contract is an agreement between an authority and a supplier over a term.
type Contract struct {
	ID         string      `json:"id" format:"uuid"`
	Award      string      `json:"award" format:"uuid"` // what it was opened from
	Tender     string      `json:"tender" format:"uuid"`
	Lot        string      `json:"lot" format:"uuid"`
	Bid        string      `json:"bid" format:"uuid"`
	BidVersion int         `json:"bidVersion"` // the submission that its obligations were taken from
	Catalogue  string      `json:"catalogue" format:"uuid"`
	Mode       tender.Mode `json:"mode" enums:"live,test"` // test: a rehearsal, on the tender's simulated clock
	Authority  Party       `json:"authority"`
	Supplier   Party       `json:"supplier"`
	Title      string      `json:"title"`
	StartsOn   string      `json:"startsOn" format:"date" example:"2027-01-01"` // the first day, in London
	EndsOn     string      `json:"endsOn" format:"date" example:"2029-12-31"`   // the last day
	DueDays    int         `json:"dueDays" example:"14"`                        // from the last day of a period to the day its return is due
	OpenedAt   time.Time   `json:"openedAt" format:"date-time"`                 // by the contract's own clock
	Version    int         `json:"version"`
}

func (c Contract) version() int     { return c.Version }
func (c Contract) location() string { return "/v1/contracts/" + c.ID }

func viewContract(r contract.Reading) Contract {
	c := r.Contract
	return Contract{
		ID: c.ID, Award: c.AwardID, Tender: c.TenderID, Lot: c.LotID, Bid: c.BidID, BidVersion: c.BidNumber, Catalogue: c.CatalogueID, Mode: c.Mode,
		Authority: Party{ID: r.Authority.ID, Name: r.Authority.Name}, Supplier: Party{ID: r.Supplier.ID, Name: r.Supplier.Name},
		Title: c.Title, StartsOn: c.StartsOn, EndsOn: c.EndsOn, DueDays: c.DueDays, OpenedAt: c.OpenedAt, Version: c.Version,
	}
}

// Obligation is one commitment of the winning bid, as the contract holds it.
type Obligation struct {
	ID              string                `json:"id" format:"uuid"`
	Position        int                   `json:"position"`                                       // its place among the bid's commitments
	Measure         string                `json:"measure" example:"5"`                            // the measure's code in the catalogue
	Component       *string               `json:"component" example:"5a" extensions:"x-nullable"` // the component's code; null for the whole measure
	Outcome         ObligationOutcome     `json:"outcome"`
	Wording         string                `json:"wording"` // the catalogue's
	Unit            string                `json:"unit" example:"people"`
	Direction       catalogue.Direction   `json:"direction" enums:"higher,lower"`                            // whether more or less of it is better
	Aggregation     catalogue.Aggregation `json:"aggregation" enums:"sum,distinct_sum,latest,ratio_of_sums"` // how the figures of several periods make one
	AggregationNote string                `json:"aggregationNote,omitempty"`
	DistinctCount   bool                  `json:"distinctCount"`                                // what is counted has an identity, and counts once
	Offered         decimal.Quantity      `json:"offered" swaggertype:"number" example:"40"`    // what the bid promised over the term, in the unit
	Contracted      decimal.Quantity      `json:"contracted" swaggertype:"number" example:"40"` // what the contract was opened with
	Method          string                `json:"method"`                                       // how it will be done, in the bid's words
	EvidencePlan    string                `json:"evidencePlan"`                                 // how it will be shown, in the bid's words
	Baseline        *Baseline             `json:"baseline" extensions:"x-nullable"`             // where things stood, as the bid states it
	Passage         string                `json:"passage" example:"/answers/commitments/0"`     // where in the bid it stands (RFC 6901)
	Periods         []ObligationPeriod    `json:"periods"`
}

// ObligationOutcome is the outcome that an obligation serves.
type ObligationOutcome struct {
	Number int    `json:"number" example:"3"`
	Title  string `json:"title" example:"Impact of volunteers"`
}

// Baseline is where a measure stood before the contract.
type Baseline struct {
	Value  *decimal.Number `json:"value" swaggertype:"number" extensions:"x-nullable"`
	Date   string          `json:"date" format:"date"`
	Source string          `json:"source"`
}

// ObligationPeriod is a stretch of the term for which a return is due.
type ObligationPeriod struct {
	Period     string           `json:"period" example:"2027-Q1"` // as the bid names it; term where the bid gives no profile
	StartsOn   string           `json:"startsOn" format:"date"`
	EndsOn     string           `json:"endsOn" format:"date"`
	DueOn      string           `json:"dueOn" format:"date"`                                    // the last day on which the return is in time
	Instalment decimal.Quantity `json:"instalment" swaggertype:"number" example:"10"`           // the bid's figure for the period
	Committed  decimal.Quantity `json:"committed" swaggertype:"number" example:"10"`            // what the return is measured by: the instalment; of a stock the level by the period's end; of a proportion the whole promise
	Status     contract.Status  `json:"status" enums:"due,submitted,queried,verified,rejected"` // of its return
	Return     *string          `json:"return" format:"uuid" extensions:"x-nullable"`           // null while none has come
}

func viewObligation(o contract.Obliged) Obligation {
	view := Obligation{
		ID: o.ID, Position: o.Position, Measure: o.Measure, Component: known(o.Component), Outcome: ObligationOutcome{Number: o.OutcomeNumber, Title: o.OutcomeTitle},
		Wording: o.Wording, Unit: o.Unit, Direction: o.Direction, Aggregation: o.Aggregation, AggregationNote: o.AggregationNote,
		DistinctCount: o.DistinctCount, Offered: o.Offered, Contracted: o.Contracted, Method: o.Method, EvidencePlan: o.Evidence,
		Baseline: viewBaseline(o.Obligation), Passage: o.Passage, Periods: make([]ObligationPeriod, len(o.Periods)),
	}
	for i, p := range o.Periods {
		view.Periods[i] = ObligationPeriod{
			Period: p.Label, StartsOn: p.StartsOn, EndsOn: p.EndsOn, DueOn: p.DueOn, Instalment: p.Instalment, Committed: p.Quantity,
			Status: p.Standing.Status, Return: known(p.ReturnID),
		}
	}
	return view
}

func viewBaseline(o contract.Obligation) *Baseline {
	if o.BaselineValue == "" && o.BaselineDate == "" && o.BaselineSource == "" {
		return nil
	}
	view := Baseline{Date: o.BaselineDate, Source: o.BaselineSource}
	if value, err := decimal.Parse(o.BaselineValue); err == nil {
		view.Value = &value
	}
	return &view
}

// known is null for an empty text.
func known(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

// openContract opens a contract.
//
//	@Summary      Open a contract from an award
//	@Description  Once, after the standstill. Every commitment of the winning bid becomes an obligation with its periods: wording, unit and counting rule come from the catalogue version of the tender, figures from the version of the bid that won. A commitment without a profile gets one period, the whole term.
//	@ID           openContract
//	@Tags         contract
//	@Param        body body contract.NewContract true "The contract"
//	@Success      201 {object} Contract
//	@Failure      default {object} problem.Details
//	@Router       /v1/contracts [post]
func (h *api) openContract(c *gin.Context) (Contract, error) {
	in, err := body[contract.NewContract](c)
	if err != nil {
		return Contract{}, err
	}
	r, err := h.Contract.Open(c.Request.Context(), in)
	return viewContract(r), err
}

type contractQuery struct {
	Paging

	Tender   string `form:"tender" validate:"omitempty,uuid"`
	Supplier string `form:"supplier" validate:"omitempty,uuid"`
}

// listContracts lists the reader's contracts, newest first.
//
//	@Summary      List contracts
//	@Description  An authority finds those that it buys, a supplier those that it delivers, newest first.
//	@ID           listContracts
//	@Tags         contract
//	@Param        tender   query string false "Only of this tender" format(uuid)
//	@Param        supplier query string false "Only with this supplier" format(uuid)
//	@Param        limit    query int    false "How many at most" minimum(1) maximum(100) default(50)
//	@Param        cursor   query string false "Where to go on: next of the page before"
//	@Success      200 {object} List[Contract]
//	@Failure      default {object} problem.Details
//	@Router       /v1/contracts [get]
func (h *api) listContracts(c *gin.Context) (List[Contract], error) {
	q, err := query[contractQuery](c)
	if err != nil {
		return List[Contract]{}, err
	}
	page, err := h.page(c, q.Paging)
	if err != nil {
		return List[Contract]{}, err
	}
	items, next, err := h.Contract.Contracts(c.Request.Context(), contract.Filter{Tender: q.Tender, Supplier: q.Supplier}, page)
	return list(h, c, items, next, viewContract), err
}

// getContract shows one contract.
//
//	@Summary  Read a contract
//	@ID       getContract
//	@Tags     contract
//	@Param    id path string true "Contract" format(uuid)
//	@Success  200 {object} Contract
//	@Failure  default {object} problem.Details
//	@Router   /v1/contracts/{id} [get]
func (h *api) getContract(c *gin.Context) (Contract, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return Contract{}, err
	}
	r, err := h.Contract.Contract(c.Request.Context(), id)
	return viewContract(r), err
}

// listObligations lists what was promised.
//
//	@Summary      List a contract's obligations
//	@Description  In the order of the bid, each with its periods and how their returns stand.
//	@ID           listObligations
//	@Tags         contract
//	@Param        id     path  string true  "Contract" format(uuid)
//	@Param        limit  query int    false "How many at most" minimum(1) maximum(100) default(50)
//	@Param        cursor query string false "Where to go on: next of the page before"
//	@Success      200 {object} List[Obligation]
//	@Failure      default {object} problem.Details
//	@Router       /v1/contracts/{id}/obligations [get]
func (h *api) listObligations(c *gin.Context) (List[Obligation], error) {
	id, err := pathID(c, "id")
	if err != nil {
		return List[Obligation]{}, err
	}
	q, err := query[Paging](c)
	if err != nil {
		return List[Obligation]{}, err
	}
	page, err := h.page(c, q)
	if err != nil {
		return List[Obligation]{}, err
	}
	items, next, err := h.Contract.Obligations(c.Request.Context(), id, page)
	return list(h, c, items, next, viewObligation), err
}
