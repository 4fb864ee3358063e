package api

import (
	"time"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/contract"
	"github.com/assay-engine/assay/internal/tender"
)

func (h *api) contracts() []Route {
	return []Route{
		get("/v1/contracts", "listContracts", run(h.listContracts)),
		made("/v1/contracts", "openContract", run(h.openContract)),
		get("/v1/contracts/:id", "getContract", run(h.getContract)),
		get("/v1/contracts/:id/progress", "getProgress", run(h.getProgress)),
		get("/v1/contracts/:id/handover", "getHandover", h.getHandover),
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

	VeryLateDays int     `json:"veryLateDays" example:"28"`                         // after the due day, from then on a missing return is very late
	SuspendedOn  *string `json:"suspendedOn" format:"date" extensions:"x-nullable"` // the first day of a suspension that lasts; null where there is none

	Version int `json:"version"`
}

func (c Contract) version() int     { return c.Version }
func (c Contract) location() string { return "/v1/contracts/" + c.ID }

func viewContract(r contract.Reading) Contract {
	c := r.Contract
	return Contract{
		ID: c.ID, Award: c.AwardID, Tender: c.TenderID, Lot: c.LotID, Bid: c.BidID, BidVersion: c.BidNumber, Catalogue: c.CatalogueID, Mode: c.Mode,
		Authority: Party{ID: r.Authority.ID, Name: r.Authority.Name}, Supplier: Party{ID: r.Supplier.ID, Name: r.Supplier.Name},
		Title: c.Title, StartsOn: c.StartsOn, EndsOn: c.EndsOn, DueDays: c.DueDays, OpenedAt: c.OpenedAt, Version: c.Version,
		VeryLateDays: c.VeryLateDays, SuspendedOn: known(c.SuspendedOn),
	}
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
