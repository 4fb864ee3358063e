package api

import (
	"math/big"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/catalogue"
	"github.com/assay-engine/assay/internal/contract"
	"github.com/assay-engine/assay/internal/tabulate"
	"github.com/assay-engine/assay/internal/tender"
	"github.com/assay-engine/assay/pkg/decimal"
)

func (h *api) portfolio() []Route {
	return []Route{
		get("/v1/portfolio", "getPortfolio", run(h.getPortfolio)),
		get("/v1/progress", "getGroupedProgress", run(h.getGroupedProgress)),
	}
}

// Portfolio is how all contracts of a scope fare together.
type Portfolio struct {
	At           time.Time           `json:"at" format:"date-time"`
	Month        string              `json:"month" example:"2027-04"` // in London
	Contracts    int                 `json:"contracts"`
	AtRisk       []PortfolioRisk     `json:"atRisk"`      // the worst first, at most 100
	AtRiskCount  int                 `json:"atRiskCount"` // all of them
	DueThisMonth []PortfolioDue      `json:"dueThisMonth"`
	DueCount     int                 `json:"dueCount"` // returns that fall due this month, or fell due before and have not come
	Outcomes     []PortfolioOutcome  `json:"outcomes"`
	Total        Tally               `json:"total"` // counts obligations
	Items        []PortfolioContract `json:"items"` // a page of the contracts, newest first
	Next         *string             `json:"next"`  // the cursor of the following page; null at the end
}

// PortfolioRisk is an obligation that is late, or short or heading for less
// than contracted beyond its contract's tolerance.
type PortfolioRisk struct {
	Contract   string           `json:"contract" format:"uuid"`
	Title      string           `json:"title"`
	Supplier   string           `json:"supplier"`
	Obligation string           `json:"obligation" format:"uuid"`
	Measure    string           `json:"measure" example:"13"`
	Wording    string           `json:"wording"`
	Unit       string           `json:"unit"`
	Status     contract.State   `json:"status" enums:"on_track,short,late"`
	Contracted decimal.Quantity `json:"contracted" swaggertype:"number"`
	Verified   *decimal.Number  `json:"verified" swaggertype:"number" extensions:"x-nullable"`
	Forecast   Forecast         `json:"forecast"`
}

// PortfolioDue is a return that somebody waits for.
type PortfolioDue struct {
	Contract   string           `json:"contract" format:"uuid"`
	Title      string           `json:"title"`
	Supplier   string           `json:"supplier"`
	Obligation string           `json:"obligation" format:"uuid"`
	Measure    string           `json:"measure" example:"13"`
	Unit       string           `json:"unit"`
	Period     string           `json:"period" example:"2027-Q1"`
	DueOn      string           `json:"dueOn" format:"date"`
	Committed  decimal.Quantity `json:"committed" swaggertype:"number"`
}

// PortfolioOutcome is what the obligations of one outcome come to.
type PortfolioOutcome struct {
	Number   int          `json:"number"`
	Title    string       `json:"title"`
	Total    Tally        `json:"total"`
	Measures []MeasureSum `json:"measures"`
}

// MeasureSum is what several obligations to one measure come to, in its unit.
// Sums add up to the last unit; a proportion is all numerators over all
// denominators; levels of a stock are never added, over contracts either.
type MeasureSum struct {
	Measure       string                `json:"measure" example:"13"`
	Wording       string                `json:"wording"`
	Unit          string                `json:"unit"`
	Aggregation   catalogue.Aggregation `json:"aggregation" enums:"sum,distinct_sum,latest,ratio_of_sums"`
	Contracts     int                   `json:"contracts"`
	Obligations   int                   `json:"obligations"`
	Reported      int                   `json:"reported"`                                             // obligations of which something was claimed
	Offered       *decimal.Number       `json:"offered" swaggertype:"number" extensions:"x-nullable"` // null where figures are not added
	Opened        *decimal.Number       `json:"contractedAtOpening" swaggertype:"number" extensions:"x-nullable"`
	Contracted    *decimal.Number       `json:"contracted" swaggertype:"number" extensions:"x-nullable"`
	Committed     *decimal.Number       `json:"committedToDate" swaggertype:"number" extensions:"x-nullable"`
	Delivered     *decimal.Number       `json:"delivered" swaggertype:"number" extensions:"x-nullable"` // null where nothing was reported, or levels are not added
	Verified      *decimal.Number       `json:"verified" swaggertype:"number" extensions:"x-nullable"`
	VerifiedRatio *Ratio                `json:"verifiedRatio,omitempty"`                               // of a proportion
	Forecast      *decimal.Number       `json:"forecast" swaggertype:"number" extensions:"x-nullable"` // null where that of any obligation is unknown
	AtRisk        int                   `json:"atRisk"`
	Total         Tally                 `json:"total"`
}

// PortfolioContract is one contract of a portfolio.
type PortfolioContract struct {
	ID         string      `json:"id" format:"uuid"`
	Title      string      `json:"title"`
	Mode       tender.Mode `json:"mode" enums:"live,test"`
	Authority  Party       `json:"authority"`
	Supplier   Party       `json:"supplier"`
	Area       *string     `json:"area" extensions:"x-nullable"` // its title
	StartsOn   string      `json:"startsOn" format:"date"`
	EndsOn     string      `json:"endsOn" format:"date"`
	Total      Tally       `json:"total"`
	AtRisk     int         `json:"atRisk"`     // obligations
	Exceptions int         `json:"exceptions"` // periods that need attention
	NextDueOn  *string     `json:"nextDueOn" format:"date" extensions:"x-nullable"`
}

func viewSum(s *contract.Sum) MeasureSum {
	return MeasureSum{
		Measure: s.Like.Code(), Wording: s.Like.Wording, Unit: s.Like.Unit, Aggregation: s.Like.Aggregation, Contracts: s.Contracts, Obligations: s.Obligations,
		Reported: s.Reported, Offered: exactNumber(s.Offered), Opened: exactNumber(s.Opened), Contracted: exactNumber(s.Contracted), Committed: exactNumber(s.Committed),
		Delivered: totalNumber(s.Delivered), Verified: totalNumber(s.Verified), VerifiedRatio: viewRatio(s.Verified), Forecast: exactNumber(s.Forecast), AtRisk: s.AtRisk, Total: viewTally(s.Tally),
	}
}

func viewSums(list []*contract.Sum) []MeasureSum {
	views := make([]MeasureSum, len(list))
	for i, s := range list {
		views[i] = viewSum(s)
	}
	return views
}

func (h *api) viewPortfolio(c *gin.Context, p contract.Portfolio, next string) Portfolio {
	view := Portfolio{
		At: p.At, Month: p.Month, Contracts: p.Contracts, AtRisk: make([]PortfolioRisk, len(p.AtRisk)), AtRiskCount: p.Risks,
		DueThisMonth: make([]PortfolioDue, len(p.Due)), DueCount: p.Dues, Outcomes: make([]PortfolioOutcome, len(p.Outcomes)), Total: viewTally(p.Tally),
	}
	for i, r := range p.AtRisk {
		view.AtRisk[i] = PortfolioRisk{
			Contract: r.Contract.ID, Title: r.Contract.Title, Supplier: r.Supplier, Obligation: r.Line.ID, Measure: r.Line.Code(), Wording: r.Line.Wording, Unit: r.Line.Unit,
			Status: r.Line.State, Contracted: r.Line.Contracted, Verified: totalNumber(r.Line.Verified), Forecast: viewForecast(r.Line.Forecast),
		}
	}
	for i, d := range p.Due {
		view.DueThisMonth[i] = PortfolioDue{
			Contract: d.Contract.ID, Title: d.Contract.Title, Supplier: d.Supplier, Obligation: d.Obligation.ID, Measure: d.Obligation.Code(), Unit: d.Obligation.Unit,
			Period: d.Period.Label, DueOn: d.Period.DueOn, Committed: d.Period.Quantity,
		}
	}
	for i, o := range p.Outcomes {
		view.Outcomes[i] = PortfolioOutcome{Number: o.Number, Title: o.Title, Total: viewTally(o.Tally), Measures: viewSums(o.Sums)}
	}
	page := list(h, c, p.Page, next, viewHeld)
	view.Items, view.Next = page.Items, page.Next
	return view
}

func viewHeld(d contract.Held) PortfolioContract {
	return PortfolioContract{
		ID: d.Contract.ID, Title: d.Contract.Title, Mode: d.Contract.Mode, Authority: Party{ID: d.Contract.OwnerID, Name: d.Authority},
		Supplier: Party{ID: d.Contract.SupplierID, Name: d.Supplier}, Area: known(d.AreaTitle), StartsOn: d.Contract.StartsOn, EndsOn: d.Contract.EndsOn,
		Total: viewTally(d.Tally), AtRisk: d.AtRisk, Exceptions: d.Exceptions, NextDueOn: known(d.NextDueOn),
	}
}

// scopeQuery narrows what several contracts are looked at for.
type scopeQuery struct {
	formed

	Mode      string `form:"mode" validate:"omitempty,oneof=live test"`
	Contract  string `form:"contract" validate:"omitempty,uuid"`
	Supplier  string `form:"supplier" validate:"omitempty,uuid"`
	Authority string `form:"authority" validate:"omitempty,uuid"`
	Area      string `form:"area" validate:"omitempty,max=64"`
	Outcome   int    `form:"outcome" validate:"omitempty,min=1,max=1000"`
	Measure   string `form:"measure" validate:"omitempty,code"`
	AsOf      string `form:"asOf"`
}

func (q scopeQuery) scope() (contract.Scope, error) {
	asOf, err := moment("asOf", q.AsOf)
	return contract.Scope{
		Mode: tender.Mode(q.Mode), Contract: q.Contract, Supplier: q.Supplier, Authority: q.Authority, Area: q.Area, Outcome: q.Outcome, Measure: q.Measure, AsOf: asOf,
	}, err
}

type portfolioQuery struct {
	scopeQuery
	Paging
}

// getPortfolio shows all contracts together.
//
//	@Summary      All contracts together
//	@Description  Of an authority those that it buys, of a supplier those that it delivers, of auditors all. First what is at risk and what is due this month, then the totals per outcome and measure, which add up to the last unit; figures of different units are never added, nor levels of a stock. Every figure is worked out from a snapshot that is renewed with each decision.
//	@ID           getPortfolio
//	@Tags         contract
//	@Produce      json
//	@Produce      text/csv
//	@Produce      text/html
//	@Produce      application/vnd.openxmlformats-officedocument.spreadsheetml.sheet
//	@Param        mode      query string false "live (left out) or test: rehearsals are never added to what is real" Enums(live, test)
//	@Param        contract  query string false "Only this contract" format(uuid)
//	@Param        supplier  query string false "Only of this supplier" format(uuid)
//	@Param        authority query string false "Only of this authority" format(uuid)
//	@Param        area      query string false "Only of the area with this code"
//	@Param        outcome   query int    false "Only obligations of the outcome with this number" minimum(1) maximum(1000)
//	@Param        measure   query string false "Only obligations to this measure or component"
//	@Param        asOf      query string false "As things stood at this moment (RFC 3339); it reads all history, and takes longer" format(date-time)
//	@Param        format    query string false "The form of the answer; left out: by the Accept header" Enums(json, csv, xlsx, html)
//	@Param        table     query string false "Which table a CSV holds; left out: measures" Enums(risks, due, measures, contracts)
//	@Param        limit     query int    false "How many contracts at most" minimum(1) maximum(100) default(50)
//	@Param        cursor    query string false "Where to go on: next of the page before"
//	@Success      200 {object} Portfolio
//	@Failure      default {object} problem.Details
//	@Router       /v1/portfolio [get]
func (h *api) getPortfolio(c *gin.Context) (any, error) {
	q, err := query[portfolioQuery](c)
	if err != nil {
		return nil, err
	}
	scope, err := q.scope()
	if err != nil {
		return nil, err
	}
	page, err := h.page(c, q.Paging)
	if err != nil {
		return nil, err
	}
	p, next, err := h.Contract.Portfolio(c.Request.Context(), scope, page)
	if err != nil {
		return nil, err
	}
	return shown(c, q.formed, "portfolio-"+p.At.Format(time.DateOnly), "measures", h.viewPortfolio(c, p, next), func() tabulate.Report { return reportPortfolio(p) })
}

// GroupedProgress is progress over several contracts.
type GroupedProgress struct {
	By        contract.By     `json:"by" enums:"measure,outcome,period,contract,supplier,authority,area"`
	At        time.Time       `json:"at" format:"date-time"`
	Contracts int             `json:"contracts"`
	Groups    []ProgressGroup `json:"groups"`
}

// ProgressGroup is the progress of what has one thing in common, measure by
// measure.
type ProgressGroup struct {
	Key      string       `json:"key"` // an identifier, a code, a number or a name
	Title    string       `json:"title"`
	Measures []MeasureSum `json:"measures"`
}

type groupedQuery struct {
	scopeQuery

	By string `form:"by" validate:"required,oneof=measure outcome period contract supplier authority area"`
}

// getGroupedProgress groups progress by one thing.
//
//	@Summary      Progress per measure, outcome, period, contract, supplier, authority or area
//	@Description  Over all contracts that the reader may know of. Within a group figures are added measure by measure, and only where they are counted in the same way.
//	@ID           getGroupedProgress
//	@Tags         contract
//	@Produce      json
//	@Produce      text/csv
//	@Produce      text/html
//	@Produce      application/vnd.openxmlformats-officedocument.spreadsheetml.sheet
//	@Param        by        query string true  "What a group has in common" Enums(measure, outcome, period, contract, supplier, authority, area)
//	@Param        mode      query string false "live (left out) or test: rehearsals are never added to what is real" Enums(live, test)
//	@Param        contract  query string false "Only this contract" format(uuid)
//	@Param        supplier  query string false "Only of this supplier" format(uuid)
//	@Param        authority query string false "Only of this authority" format(uuid)
//	@Param        area      query string false "Only of the area with this code"
//	@Param        outcome   query int    false "Only obligations of the outcome with this number" minimum(1) maximum(1000)
//	@Param        measure   query string false "Only obligations to this measure or component"
//	@Param        asOf      query string false "As things stood at this moment (RFC 3339); it reads all history, and takes longer" format(date-time)
//	@Param        format    query string false "The form of the answer; left out: by the Accept header" Enums(json, csv, xlsx, html)
//	@Param        table     query string false "Which table a CSV holds" Enums(groups)
//	@Success      200 {object} GroupedProgress
//	@Failure      default {object} problem.Details
//	@Router       /v1/progress [get]
func (h *api) getGroupedProgress(c *gin.Context) (any, error) {
	q, err := query[groupedQuery](c)
	if err != nil {
		return nil, err
	}
	scope, err := q.scope()
	if err != nil {
		return nil, err
	}
	g, err := h.Contract.Grouped(c.Request.Context(), contract.By(q.By), scope)
	if err != nil {
		return nil, err
	}
	view := GroupedProgress{By: g.By, At: g.At, Contracts: g.Contracts, Groups: make([]ProgressGroup, len(g.Groups))}
	for i, one := range g.Groups {
		view.Groups[i] = ProgressGroup{Key: one.Key, Title: one.Title, Measures: viewSums(one.Sums)}
	}
	return shown(c, q.formed, "progress-by-"+q.By, "groups", view, func() tabulate.Report { return reportGrouped(g) })
}

// shareOfSum is a sum's share of what was contracted.
func shareOfSum(figure, contracted *big.Rat) *int64 {
	if figure == nil || contracted == nil || contracted.Sign() == 0 {
		return nil
	}
	return points(figure, contracted)
}
