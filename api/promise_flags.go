package api

import (
	"time"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/evaluation"
	"github.com/assay-engine/assay/internal/tender"
	"github.com/assay-engine/assay/pkg/decimal"
	"github.com/assay-engine/assay/pkg/rehearsal"
)

func (h *api) promises() []Route {
	return []Route{
		get("/v1/tenders/:id/promise-bands", "getPromiseBands", run(h.getPromiseBands)),
		put("/v1/tenders/:id/promise-bands", "putPromiseBands", run(h.putPromiseBands)),
		get("/v1/tenders/:id/promise-flags", "getPromiseFlags", run(h.getPromiseFlags)),
	}
}

// PromiseBands is what promises of a tender are compared with.
type PromiseBands struct {
	Tender    string           `json:"tender" format:"uuid"`
	Number    int              `json:"number" minimum:"1"` // counts what was sent
	Bands     []rehearsal.Band `json:"bands"`              // in units for each £ million of estimate and each year
	CreatedAt time.Time        `json:"createdAt" format:"date-time"`
	Version   int              `json:"version"` // of the tender
}

func (p PromiseBands) version() int { return p.Version }

func viewBands(p tender.PromiseBands) PromiseBands {
	return PromiseBands{Tender: p.Tender.ID, Number: p.Number, Bands: p.Bands, CreatedAt: p.CreatedAt, Version: p.Tender.Version}
}

// PromiseFlags is what asks for an explanation among the promises of a tender.
type PromiseFlags struct {
	Tender  string        `json:"tender" format:"uuid"`
	Caution string        `json:"caution"` // what a flag is not for
	Lots    []LotPromises `json:"lots"`
}

// LotPromises is the same for one lot.
type LotPromises struct {
	Lot       string        `json:"lot" format:"uuid"`
	Flags     []PromiseFlag `json:"flags"`     // by bid and measure
	Unchecked []string      `json:"unchecked"` // measures that were promised and have no band
}

// PromiseFlag is a promise that asks for an explanation. It rejects nothing and
// changes no mark.
type PromiseFlag struct {
	Bid      string           `json:"bid" format:"uuid"`
	Supplier Party            `json:"supplier"`
	Measure  string           `json:"measure" example:"13"`
	Ground   rehearsal.Ground `json:"ground" enums:"above-band,below-band,above-own-history,above-peers"`
	Quantity decimal.Quantity `json:"quantity" swaggertype:"number"`                      // the promise
	Rate     decimal.Number   `json:"rate" swaggertype:"number"`                          // the same for each £ million and year
	Limit    decimal.Number   `json:"limit" swaggertype:"number"`                         // what that is compared with
	Times    *decimal.Number  `json:"times" swaggertype:"number" extensions:"x-nullable"` // rate ÷ limit
	Source   string           `json:"source"`                                             // where the limit is from
	Words    string           `json:"words"`
}

func viewFlags(tenderID string, list []evaluation.Questioned) PromiseFlags {
	v := PromiseFlags{Tender: tenderID, Caution: rehearsal.GuardCaution, Lots: make([]LotPromises, len(list))}
	for i, q := range list {
		v.Lots[i] = LotPromises{Lot: q.Lot.ID, Flags: make([]PromiseFlag, len(q.Report.Flags)), Unchecked: q.Report.Unchecked}
		for k, f := range q.Report.Flags {
			v.Lots[i].Flags[k] = PromiseFlag{
				Bid: f.Bid, Supplier: viewParty(q.Bidders[f.Bid]), Measure: f.Measure, Ground: f.Ground, Quantity: f.Quantity, Rate: f.Rate, Limit: f.Limit,
				Times: f.Times, Source: f.Source, Words: f.Words,
			}
		}
	}
	return v
}

// getPromiseBands shows what promises are compared with.
//
//	@Summary  Read what promises are compared with
//	@ID       getPromiseBands
//	@Tags     tender
//	@Param    id path string true "Tender" format(uuid)
//	@Success  200 {object} PromiseBands
//	@Failure  default {object} problem.Details
//	@Router   /v1/tenders/{id}/promise-bands [get]
func (h *api) getPromiseBands(c *gin.Context) (PromiseBands, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return PromiseBands{}, err
	}
	p, err := h.Tender.Bands(c.Request.Context(), id)
	return viewBands(p), err
}

// putPromiseBands says what contracts of this sort deliver.
//
//	@Summary      Say what promises are compared with
//	@Description  By measure, what contracts of this sort usually deliver for each £ million and year, and how that is known. Before bids are opened, so that it is not fitted to any of them; what was sent before stays on record. No band ever changes a mark.
//	@ID           putPromiseBands
//	@Tags         tender
//	@Param        id       path   string                 true "Tender" format(uuid)
//	@Param        If-Match header string                 true "ETag of the tender as last read"
//	@Param        body     body   tender.NewPromiseBands true "The bands, whole"
//	@Success      200 {object} PromiseBands
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/promise-bands [put]
func (h *api) putPromiseBands(c *gin.Context) (PromiseBands, error) {
	id, version, in, err := changing[tender.NewPromiseBands](c)
	if err != nil {
		return PromiseBands{}, err
	}
	p, err := h.Tender.SetBands(c.Request.Context(), id, version, in)
	return viewBands(p), err
}

// getPromiseFlags questions the promises of the opened bids.
//
//	@Summary      Read which promises ask for an explanation
//	@Description  Compared with the bands given before opening and with the other bids, each flag with its grounds. A flag leads to a clarification: it rejects no bid and changes no mark.
//	@ID           getPromiseFlags
//	@Tags         evaluation
//	@Param        id  path  string true  "Tender" format(uuid)
//	@Param        lot query string false "Only this lot" format(uuid)
//	@Success      200 {object} PromiseFlags
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/promise-flags [get]
func (h *api) getPromiseFlags(c *gin.Context) (PromiseFlags, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return PromiseFlags{}, err
	}
	q, err := query[lotQuery](c)
	if err != nil {
		return PromiseFlags{}, err
	}
	list, err := h.Evaluation.Guard(c.Request.Context(), id, q.Lot)
	return viewFlags(id, list), err
}
