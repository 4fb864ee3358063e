package api

import (
	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/contract"
	"github.com/assay-engine/assay/internal/identity"
	"github.com/assay-engine/assay/internal/tender"
	"github.com/assay-engine/assay/pkg/decimal"
)

func (h *api) performanceNotices() []Route {
	return []Route{get("/v1/contracts/:id/performance-notice", "getPerformanceNotice", run(h.getPerformanceNotice))}
}

// PerformanceNotice is what a contract performance notice says about one year
// of a contract, or the whole of it.
type PerformanceNotice struct {
	Contract   string              `json:"contract" format:"uuid"`
	Title      string              `json:"title"`
	Tender     string              `json:"tender" format:"uuid"`
	Mode       tender.Mode         `json:"mode" enums:"live,test"` // test: of a rehearsal, which is never published
	Authority  NoticeParty         `json:"authority"`
	Supplier   NoticeParty         `json:"supplier"`
	Value      *decimal.Money      `json:"value" extensions:"x-nullable"` // estimated, VAT included
	StartsOn   string              `json:"startsOn" format:"date"`        // of the contract
	EndsOn     string              `json:"endsOn" format:"date"`
	Year       int                 `json:"year" example:"1"` // 0: the whole contract
	FromOn     string              `json:"fromOn" format:"date"`
	ToOn       string              `json:"toOn" format:"date"`
	Required   bool                `json:"required"` // the contract must have key performance indicators: its value is more than £5 million and no exemption is stated
	Complete   bool                `json:"complete"` // every indicator has its published rating
	Missing    []string            `json:"missing"`  // the indicators that have none
	Indicators []NoticeIndicator   `json:"indicators"`
	Exemption  *contract.Exemption `json:"exemption" extensions:"x-nullable"`
}

// NoticeParty is one side of the contract.
type NoticeParty struct {
	ID          string                `json:"id" format:"uuid"`
	Name        string                `json:"name"`
	Identifiers []identity.Identifier `json:"identifiers"`
}

// NoticeIndicator is one key performance indicator with its published rating.
type NoticeIndicator struct {
	Indicator string           `json:"indicator" example:"13"`
	Title     string           `json:"title"`
	Rating    *contract.Rating `json:"rating" enums:"good,approaching_target,requires_improvement,inadequate,other" extensions:"x-nullable"` // null while none is published
	Reason    *string          `json:"reason" extensions:"x-nullable"`                                                                       // why it was decided so
	Reply     *string          `json:"reply" extensions:"x-nullable"`                                                                        // the supplier's; null where it said nothing
}

func viewPerformance(n contract.Notice) PerformanceNotice {
	view := PerformanceNotice{
		Contract: n.Contract.ID, Title: n.Contract.Title, Tender: n.Contract.TenderID, Mode: n.Contract.Mode, Value: n.Stated.Value, StartsOn: n.Contract.StartsOn, EndsOn: n.Contract.EndsOn,
		Authority: NoticeParty{n.Contract.Authority.ID, n.Contract.Authority.Name, listed(n.Authority)}, Supplier: NoticeParty{n.Contract.Supplier.ID, n.Contract.Supplier.Name, listed(n.Supplier)},
		Year: n.Year, FromOn: n.FromOn, ToOn: n.ToOn, Required: n.Stated.Requires() && n.Stated.Exemption == nil, Complete: n.IsComplete(), Missing: n.Missing,
		Indicators: make([]NoticeIndicator, len(n.Indicators)), Exemption: n.Stated.Exemption,
	}
	for i, k := range n.Indicators {
		view.Indicators[i] = NoticeIndicator{Indicator: k.KPI.Indicator, Title: k.KPI.Title}
		if k.Rating == nil {
			continue
		}
		reason, reply := k.Why()
		view.Indicators[i].Rating, view.Indicators[i].Reason = &k.Rating.Rated.Rating, &reason
		if reply != "" {
			view.Indicators[i].Reply = &reply
		}
	}
	return view
}

type noticeQuery struct {
	Year int `form:"year" validate:"min=0,max=50"`
}

// getPerformanceNotice puts a performance notice together.
//
//	@Summary      Read the data of a contract performance notice
//	@Description  Of a year that is over, or of the whole contract once it has ended: the published ratings of its key performance indicators, with their reasons and the supplier's replies (Procurement Act 2023, section 71(2); Procurement Regulations 2024, regulation 39). It says which are missing.
//	@ID           getPerformanceNotice
//	@Tags         contract
//	@Param        id   path  string true  "Contract" format(uuid)
//	@Param        year query int    false "The year, from 1; 0, or left out: the whole contract" minimum(0) maximum(50) default(0)
//	@Success      200 {object} PerformanceNotice
//	@Failure      default {object} problem.Details
//	@Router       /v1/contracts/{id}/performance-notice [get]
func (h *api) getPerformanceNotice(c *gin.Context) (PerformanceNotice, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return PerformanceNotice{}, err
	}
	q, err := query[noticeQuery](c)
	if err != nil {
		return PerformanceNotice{}, err
	}
	n, err := h.Contract.Notice(c.Request.Context(), id, q.Year)
	return viewPerformance(n), err
}
