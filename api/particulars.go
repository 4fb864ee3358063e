package api

import (
	"time"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/contract"
	"github.com/assay-engine/assay/pkg/decimal"
)

func (h *api) particulars() []Route {
	return []Route{
		get("/v1/contracts/:id/particulars", "getParticulars", run(h.getParticulars)),
		put("/v1/contracts/:id/particulars", "stateParticulars", run(h.stateParticulars)),
	}
}

// Particulars are what an authority states of its contract.
type Particulars struct {
	Contract     string              `json:"contract" format:"uuid"`
	Number       int                 `json:"number"`                        // how often they were stated; 0: never
	Value        *decimal.Money      `json:"value" extensions:"x-nullable"` // estimated, over the term, VAT included; of a contract of which nothing was stated the lot's or the tender's estimate
	Area         *contract.Area      `json:"area" extensions:"x-nullable"`  // the place that it serves
	KPIs         []contract.KPI      `json:"kpis"`                          // key performance indicators
	KPIsRequired bool                `json:"kpisRequired"`                  // the value is more than £5 million: Procurement Act 2023, section 52(1)
	KPIsKept     bool                `json:"kpisKept"`                      // not required, or at least three, or an exemption
	Exemption    *contract.Exemption `json:"exemption" extensions:"x-nullable"`
	At           time.Time           `json:"at" format:"date-time"` // by the contract's own clock
	Version      int                 `json:"version"`               // the contract's
}

func (p Particulars) version() int { return p.Version }

func viewParticulars(p contract.Particulars) Particulars {
	return Particulars{
		Contract: p.Contract.ID, Number: p.Number, Value: p.Value, Area: p.Area, KPIs: p.KPIs, KPIsRequired: p.Requires(), KPIsKept: p.Keeps(),
		Exemption: p.Exemption, At: p.At, Version: p.Contract.Version,
	}
}

// getParticulars shows what was stated last.
//
//	@Summary      Read a contract's value, area and key performance indicators
//	@Description  With whether the contract needs key performance indicators (strictly above £5 million) and has them.
//	@ID           getParticulars
//	@Tags         contract
//	@Param        id path string true "Contract" format(uuid)
//	@Success      200 {object} Particulars
//	@Failure      default {object} problem.Details
//	@Router       /v1/contracts/{id}/particulars [get]
func (h *api) getParticulars(c *gin.Context) (Particulars, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return Particulars{}, err
	}
	p, err := h.Contract.Particulars(c.Request.Context(), id)
	return viewParticulars(p), err
}

// stateParticulars states them anew.
//
//	@Summary      State a contract's value, area and key performance indicators
//	@Description  By the authority's contract manager. Above £5 million there are at least three key performance indicators (Procurement Act 2023, section 52(1)), or an exemption with its reason. What was stated before is kept.
//	@ID           stateParticulars
//	@Tags         contract
//	@Param        id       path   string true "Contract" format(uuid)
//	@Param        If-Match header string true "ETag of the contract or of its particulars as last read"
//	@Param        body     body   contract.NewParticulars true "The particulars"
//	@Success      200 {object} Particulars
//	@Failure      default {object} problem.Details
//	@Router       /v1/contracts/{id}/particulars [put]
func (h *api) stateParticulars(c *gin.Context) (Particulars, error) {
	p, err := moved(c, h.Contract.State)
	return viewParticulars(p), err
}
