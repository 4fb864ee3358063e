package api

import (
	"errors"
	"math/big"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/catalogue"
	"github.com/assay-engine/assay/internal/contract"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/tabulate"
	"github.com/assay-engine/assay/pkg/decimal"
)

// Progress is delivered beside committed at a moment of a contract. Figures of
// different units are never added: totals count obligations.
type Progress struct {
	Contract    string               `json:"contract" format:"uuid"`
	At          time.Time            `json:"at" format:"date-time"` // by the contract's own clock
	Exceptions  []ProgressException  `json:"exceptions"`            // what needs attention: late, rejected, short, queried
	Obligations []ProgressObligation `json:"obligations"`           // in the order of the bid
	Outcomes    []OutcomeTally       `json:"outcomes"`
	Total       Tally                `json:"total"`
}

// ProgressException is a period that needs somebody's attention.
type ProgressException struct {
	What       contract.Trouble `json:"what" enums:"late,rejected,short,queried"`
	Obligation string           `json:"obligation" format:"uuid"`
	Measure    string           `json:"measure" example:"13"` // the code of the measure or component
	Wording    string           `json:"wording"`
	Unit       string           `json:"unit"`
	Period     string           `json:"period" example:"2027-Q1"`
	DueOn      string           `json:"dueOn" format:"date"`
	Committed  decimal.Quantity `json:"committed" swaggertype:"number"`
	Delivered  *decimal.Number  `json:"delivered" swaggertype:"number" extensions:"x-nullable"` // null: nothing that stands was reported
	Verified   *decimal.Number  `json:"verified" swaggertype:"number" extensions:"x-nullable"`
	Return     *string          `json:"return" format:"uuid" extensions:"x-nullable"`
}

// ProgressObligation is one obligation's figures side by side, in its unit.
// Null is "nothing reported", which is not zero.
type ProgressObligation struct {
	ID              string                `json:"id" format:"uuid"`
	Measure         string                `json:"measure" example:"13"`
	Component       *string               `json:"component" extensions:"x-nullable"`
	Outcome         int                   `json:"outcome"`
	Wording         string                `json:"wording"`
	Unit            string                `json:"unit"`
	Direction       catalogue.Direction   `json:"direction" enums:"higher,lower"`
	Aggregation     catalogue.Aggregation `json:"aggregation" enums:"sum,distinct_sum,latest,ratio_of_sums"`
	Offered         decimal.Quantity      `json:"offered" swaggertype:"number"`
	Opened          decimal.Quantity      `json:"contractedAtOpening" swaggertype:"number"`                     // never overwritten
	Contracted      decimal.Quantity      `json:"contracted" swaggertype:"number"`                              // as agreed by the moment
	CommittedToDate *decimal.Number       `json:"committedToDate" swaggertype:"number" extensions:"x-nullable"` // of the periods that have ended; null where a stock or a proportion has none
	Delivered       *decimal.Number       `json:"delivered" swaggertype:"number" extensions:"x-nullable"`       // what standing returns claim
	Verified        *decimal.Number       `json:"verified" swaggertype:"number" extensions:"x-nullable"`        // what is accepted of it
	Difference      *decimal.Number       `json:"difference" swaggertype:"number" extensions:"x-nullable"`      // delivered less committed to date
	DeliveredRatio  *Ratio                `json:"deliveredRatio,omitempty"`                                     // of a proportion
	VerifiedRatio   *Ratio                `json:"verifiedRatio,omitempty"`                                      // of a proportion
	Status          contract.State        `json:"status" enums:"not_started,on_track,short,late,met,exceeded"`
	Variance        *decimal.Number       `json:"variance" swaggertype:"number" extensions:"x-nullable"` // verified less committed to date
	Forecast        Forecast              `json:"forecast"`
	Tolerance       Tolerance             `json:"tolerance"`
	AtRisk          bool                  `json:"atRisk"`                                                        // late, or short or heading for less than contracted beyond the tolerance
	Confirmed       *decimal.Quantity     `json:"confirmed" swaggertype:"number" extensions:"x-nullable"`        // what somebody other than the supplier says was received; null where nobody has answered
	ConfirmedShare  *decimal.Number       `json:"confirmedPercent" swaggertype:"number" extensions:"x-nullable"` // of what is delivered, to three decimals
	Periods         []ProgressPeriod      `json:"periods"`
}

// Forecast is what an obligation will come to if it goes on as it has.
type Forecast struct {
	Method contract.ForecastMethod `json:"method" enums:"pace,as_committed,so_far,unknown"`
	Figure *decimal.Number         `json:"figure" swaggertype:"number" extensions:"x-nullable"` // at the end of the contract, in the unit, to three decimals; null where it is unknown
	Exact  *string                 `json:"exact" example:"200/3" extensions:"x-nullable"`       // the same as a fraction
}

// Tolerance is how far an obligation may fall behind.
type Tolerance struct {
	Percent decimal.Weight  `json:"percent" swaggertype:"number" example:"10"`
	Limit   *decimal.Number `json:"limit" swaggertype:"number" extensions:"x-nullable"` // the worst figure that is tolerated now; null where nothing is asked yet
	Within  *bool           `json:"within" extensions:"x-nullable"`                     // null where there is nothing to compare
}

// Ratio is a proportion to the last digit.
type Ratio struct {
	Numerator   decimal.Quantity `json:"numerator" swaggertype:"number"`   // the sum of the numerators
	Denominator decimal.Quantity `json:"denominator" swaggertype:"number"` // the sum of the denominators
	Exact       string           `json:"exact" example:"200/3"`            // in the unit, as a fraction
}

// ProgressPeriod is one period's figures.
type ProgressPeriod struct {
	Period    string           `json:"period" example:"2027-Q1"`
	StartsOn  string           `json:"startsOn" format:"date"`
	EndsOn    string           `json:"endsOn" format:"date"`
	DueOn     string           `json:"dueOn" format:"date"`
	Committed decimal.Quantity `json:"committed" swaggertype:"number"`
	Delivered *decimal.Number  `json:"delivered" swaggertype:"number" extensions:"x-nullable"`
	Verified  *decimal.Number  `json:"verified" swaggertype:"number" extensions:"x-nullable"`
	Status    contract.Status  `json:"status" enums:"due,submitted,queried,verified,rejected"`
	Late      bool             `json:"late"`  // the return is not in, or came in, after the day it was due
	Short     bool             `json:"short"` // ended, and worse than the period's own promise
	Return    *string          `json:"return" format:"uuid" extensions:"x-nullable"`
}

// Tally counts obligations by how they fare.
type Tally struct {
	Obligations int `json:"obligations"`
	NotStarted  int `json:"notStarted"`
	OnTrack     int `json:"onTrack"`
	Short       int `json:"short"`
	Late        int `json:"late"`
	Met         int `json:"met"`
	Exceeded    int `json:"exceeded"`
}

// OutcomeTally counts one outcome's obligations.
type OutcomeTally struct {
	Number int    `json:"number"`
	Title  string `json:"title"`

	Tally
}

func viewProgress(p contract.Progress) Progress {
	view := Progress{
		Contract: p.Contract.ID, At: p.At, Exceptions: make([]ProgressException, len(p.Exceptions)),
		Obligations: make([]ProgressObligation, len(p.Obligations)), Outcomes: make([]OutcomeTally, len(p.Outcomes)), Total: viewTally(p.Tally),
	}
	for i, e := range p.Exceptions {
		view.Exceptions[i] = ProgressException{
			What: e.What, Obligation: e.Obligation.ID, Measure: e.Obligation.Code(), Wording: e.Obligation.Wording, Unit: e.Obligation.Unit,
			Period: e.Period.Label, DueOn: e.Period.DueOn, Committed: e.Period.Quantity,
			Delivered: totalNumber(e.Period.Delivered()), Verified: totalNumber(e.Period.Verified()), Return: known(e.Period.ReturnID),
		}
	}
	for i, l := range p.Obligations {
		view.Obligations[i] = viewLine(l)
	}
	for i, o := range p.Outcomes {
		view.Outcomes[i] = OutcomeTally{Number: o.Number, Title: o.Title, Tally: viewTally(o.Tally)}
	}
	return view
}

func viewLine(l contract.Line) ProgressObligation {
	view := ProgressObligation{
		ID: l.ID, Measure: l.Measure, Component: known(l.Component), Outcome: l.OutcomeNumber, Wording: l.Wording, Unit: l.Unit, Direction: l.Direction,
		Aggregation: l.Aggregation, Offered: l.Offered, Opened: l.Opened, Contracted: l.Contracted, CommittedToDate: exactNumber(l.CommittedToDate),
		Delivered: totalNumber(l.Delivered), Verified: totalNumber(l.Verified), Difference: exactNumber(l.Difference),
		Variance: exactNumber(l.Variance), Forecast: viewForecast(l.Forecast), AtRisk: l.AtRisk,
		Tolerance:      Tolerance{Percent: l.Tolerance.Percent, Limit: exactNumber(l.Tolerance.Limit), Within: l.Tolerance.Within},
		DeliveredRatio: viewRatio(l.Delivered), VerifiedRatio: viewRatio(l.Verified), Status: l.State, Periods: make([]ProgressPeriod, len(l.Periods)),
	}
	if l.Confirmed != nil && l.Confirmed.Answered > 0 { // silence is not a nought
		view.Confirmed, view.ConfirmedShare = &l.Confirmed.Quantity, exactNumber(l.ConfirmedPercent())
	}
	for i, p := range l.Periods {
		view.Periods[i] = ProgressPeriod{
			Period: p.Label, StartsOn: p.StartsOn, EndsOn: p.EndsOn, DueOn: p.DueOn, Committed: p.Quantity,
			Delivered: totalNumber(p.Delivered()), Verified: totalNumber(p.Verified()), Status: p.Standing.Status, Late: p.IsLate, Short: p.IsShort, Return: known(p.ReturnID),
		}
	}
	return view
}

func viewForecast(f contract.Forecast) Forecast {
	view := Forecast{Method: f.Method, Figure: exactNumber(f.Exact)}
	if f.Exact != nil {
		exact := f.Exact.RatString()
		view.Exact = &exact
	}
	return view
}

func viewTally(t contract.Tally) Tally {
	return Tally{
		Obligations: t.Obligations, NotStarted: t.ByState[contract.Untried], OnTrack: t.ByState[contract.OnTrack], Short: t.ByState[contract.Short],
		Late: t.ByState[contract.Late], Met: t.ByState[contract.Met], Exceeded: t.ByState[contract.Exceeded],
	}
}

func viewRatio(t *contract.Total) *Ratio {
	if t == nil || t.Denominator == nil {
		return nil
	}
	return &Ratio{Numerator: *t.Numerator, Denominator: *t.Denominator, Exact: t.Exact.RatString()}
}

func totalNumber(t *contract.Total) *decimal.Number {
	if t == nil {
		return nil
	}
	return exactNumber(t.Exact)
}

func exactNumber(exact *big.Rat) *decimal.Number {
	if exact == nil {
		return nil
	}
	n := contract.Thousandths(exact)
	return &n
}

type progressQuery struct {
	formed

	AsOf string `form:"asOf"`
}

// getProgress puts delivered beside committed.
//
//	@Summary      Delivered beside committed
//	@Description  What needs attention comes first. Per obligation: offered, contracted (at the opening, and as agreed by the moment), committed to date (the periods that have ended), delivered (claims that stand), verified, their differences, a forecast with the name of its method, and whether it is within the tolerance. Figures are combined by the measure's own rule: sums are added, of a stock the latest stands, a proportion is all numerators over all denominators. "Nothing reported" is null, never zero. Numbers have at most three decimals, rounded half up; a proportion is also given as an exact fraction. As JSON, as CSV (one table), as a workbook, or as a page with charts beside the tables.
//	@ID           getProgress
//	@Tags         contract
//	@Produce      json
//	@Produce      text/csv
//	@Produce      text/html
//	@Produce      application/vnd.openxmlformats-officedocument.spreadsheetml.sheet
//	@Param        id     path  string true  "Contract" format(uuid)
//	@Param        asOf   query string false "As things stood at this moment (RFC 3339) of the contract's own clock; left out: now" format(date-time)
//	@Param        format query string false "The form of the answer; left out: by the Accept header" Enums(json, csv, xlsx, html)
//	@Param        table  query string false "Which table a CSV holds; left out: obligations" Enums(exceptions, obligations, periods, outcomes)
//	@Success      200 {object} Progress
//	@Failure      default {object} problem.Details
//	@Router       /v1/contracts/{id}/progress [get]
func (h *api) getProgress(c *gin.Context) (any, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return nil, err
	}
	q, err := query[progressQuery](c)
	if err != nil {
		return nil, err
	}
	asOf, err := moment("asOf", q.AsOf)
	if err != nil {
		return nil, err
	}
	p, err := h.Contract.Progress(c.Request.Context(), id, asOf)
	if errors.Is(err, fault.ErrInput) {
		err = asQuery(err)
	}
	if err != nil {
		return nil, err
	}
	return shown(c, q.formed, "progress-"+p.At.Format(time.DateOnly), "obligations", viewProgress(p), func() tabulate.Report { return reportProgress(p) })
}

// moment reads an instant of the query; nil where it is left out.
func moment(name, text string) (*time.Time, error) {
	if text == "" {
		return nil, nil //nolint:nilnil // left out is neither a moment nor a mistake
	}
	var at time.Time
	if at.UnmarshalText([]byte(text)) != nil {
		return nil, errQuery.With(fault.Field{Pointer: "?" + name, Code: "not-a-moment", Detail: "must be a moment with its zone (RFC 3339), such as 2027-04-01T12:00:00Z"})
	}
	return &at, nil
}
