package api

import (
	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/catalogue"
	"github.com/assay-engine/assay/internal/contract"
	"github.com/assay-engine/assay/pkg/decimal"
)

func (h *api) obligations() []Route {
	return []Route{
		get("/v1/contracts/:id/obligations", "listObligations", run(h.listObligations)),
		get("/v1/contracts/:id/obligations/:obligation", "getObligation", run(h.getObligation)),
		put("/v1/contracts/:id/obligations/:obligation/owner", "nameOwner", run(h.nameOwner)),
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
	DistinctCount   bool                  `json:"distinctCount"`                                           // what is counted has an identity, and counts once
	Offered         decimal.Quantity      `json:"offered" swaggertype:"number" example:"40"`               // what the bid promised over the term, in the unit
	Contracted      decimal.Quantity      `json:"contracted" swaggertype:"number" example:"40"`            // what the contract was opened with
	Method          string                `json:"method"`                                                  // how it will be done, in the bid's words
	EvidencePlan    string                `json:"evidencePlan"`                                            // how it will be shown, in the bid's words
	Baseline        *Baseline             `json:"baseline" extensions:"x-nullable"`                        // where things stood, as the bid states it
	Passage         string                `json:"passage" example:"/answers/commitments/0"`                // where in the bid it stands (RFC 6901)
	EvidenceRule    string                `json:"evidenceRule"`                                            // what the catalogue asks to see
	Every           contract.Every        `json:"every" enums:"profile,month,quarter,year,milestone,once"` // how often it is reported; profile: as the bid says
	Calendar        contract.Calendar     `json:"calendar" enums:"named,contract"`                         // by everybody's calendar, or counted from the contract's first day
	Overlaps        []string              `json:"overlaps"`                                                // codes of measures in which the same thing may be counted again
	Owners          Owners                `json:"owners"`
	Periods         []ObligationPeriod    `json:"periods"`
	Version         int                   `json:"version"` // counts up with its owners; what was promised never changes
}

func (o Obligation) version() int { return o.Version }

// Owners are who answers for an obligation on each side; null where nobody was
// named.
type Owners struct {
	Authority *Owner `json:"authority" extensions:"x-nullable"`
	Supplier  *Owner `json:"supplier" extensions:"x-nullable"`
}

// Owner is a person or post, and where reminders go.
type Owner struct {
	Name  string  `json:"name" example:"Head of parks"`
	Email *string `json:"email" example:"parks@council.example" extensions:"x-nullable"`
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
	DueOn      string           `json:"dueOn" format:"date"`                                                   // the last day on which the return is in time
	Instalment decimal.Quantity `json:"instalment" swaggertype:"number" example:"10"`                          // the bid's figure for the period
	Committed  decimal.Quantity `json:"committed" swaggertype:"number" example:"10"`                           // what the return is measured by: the instalment; of a stock the level by the period's end; of a proportion the whole promise
	Title      *string          `json:"title" extensions:"x-nullable"`                                         // a milestone's name
	Status     contract.Status  `json:"status" enums:"due,skipped,submitted,queried,verified,rejected"`        // of its return
	Timing     contract.Timing  `json:"timing" enums:"upcoming,running,due,late,very_late,skipped,stopped,in"` // where it is on its way to its return; stopped: the contract is suspended
	DaysLate   int              `json:"daysLate"`                                                              // how many days its return is late, or came late
	SkipReason *string          `json:"skipReason" extensions:"x-nullable"`                                    // why it needs no return
	Return     *string          `json:"return" format:"uuid" extensions:"x-nullable"`                          // null while none has come
}

func viewObligation(o contract.Obliged) Obligation {
	view := Obligation{
		ID: o.ID, Position: o.Position, Measure: o.Measure, Component: known(o.Component), Outcome: ObligationOutcome{Number: o.OutcomeNumber, Title: o.OutcomeTitle},
		Wording: o.Wording, Unit: o.Unit, Direction: o.Direction, Aggregation: o.Aggregation, AggregationNote: o.AggregationNote,
		DistinctCount: o.DistinctCount, Offered: o.Offered, Contracted: o.Contracted, Method: o.Method, EvidencePlan: o.Evidence,
		Baseline: viewBaseline(o.Obligation), Passage: o.Passage, EvidenceRule: o.EvidenceRule, Every: o.Every, Calendar: o.Calendar,
		Overlaps: append([]string{}, o.Overlaps()...), Owners: Owners{Authority: viewOwner(o.Owners[contract.AuthoritySide]), Supplier: viewOwner(o.Owners[contract.SupplierSide])},
		Periods: make([]ObligationPeriod, len(o.Periods)), Version: o.Version(),
	}
	for i, p := range o.Periods {
		view.Periods[i] = viewObligationPeriod(p)
	}
	return view
}

func viewObligationPeriod(p contract.PeriodLine) ObligationPeriod {
	return ObligationPeriod{
		Period: p.Label, Title: known(p.Title), StartsOn: p.StartsOn, EndsOn: p.EndsOn, DueOn: p.DueOn, Instalment: p.Instalment, Committed: p.Quantity,
		Status: p.Standing.Status, Timing: p.Timing, DaysLate: p.DaysLate, SkipReason: known(p.SkipReason), Return: known(p.ReturnID),
	}
}

func viewOwner(o contract.Owner) *Owner {
	if o.Name == "" {
		return nil
	}
	return &Owner{Name: o.Name, Email: known(o.Email)}
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

// getObligation shows one obligation.
//
//	@Summary  Read an obligation
//	@ID       getObligation
//	@Tags     contract
//	@Param    id         path string true "Contract" format(uuid)
//	@Param    obligation path string true "Obligation" format(uuid)
//	@Success  200 {object} Obligation
//	@Failure  default {object} problem.Details
//	@Router   /v1/contracts/{id}/obligations/{obligation} [get]
func (h *api) getObligation(c *gin.Context) (Obligation, error) {
	id, obligation, err := twoIDs(c, "obligation")
	if err != nil {
		return Obligation{}, err
	}
	o, err := h.Contract.OneObligation(c.Request.Context(), id, obligation)
	return viewShown(o, err)
}

// nameOwner names who answers for an obligation.
//
//	@Summary      Name who answers for an obligation
//	@Description  The contract manager names the authority's person or post, the supplier its own. Reminders go to the address. It is personal data: it is not in the log, and an empty name and address erase it.
//	@ID           nameOwner
//	@Tags         contract
//	@Param        id         path   string true "Contract" format(uuid)
//	@Param        obligation path   string true "Obligation" format(uuid)
//	@Param        If-Match   header string true "ETag of the obligation as last read"
//	@Param        body       body   contract.NewOwner true "Who answers for it"
//	@Success      200 {object} Obligation
//	@Failure      default {object} problem.Details
//	@Router       /v1/contracts/{id}/obligations/{obligation}/owner [put]
func (h *api) nameOwner(c *gin.Context) (Obligation, error) {
	id, obligation, err := twoIDs(c, "obligation")
	if err != nil {
		return Obligation{}, err
	}
	version, err := ifMatch(c)
	if err != nil {
		return Obligation{}, err
	}
	in, err := body[contract.NewOwner](c)
	if err != nil {
		return Obligation{}, err
	}
	o, err := h.Contract.Own(c.Request.Context(), id, obligation, version, in)
	return viewShown(o, err)
}

func viewShown(o contract.Obliged, err error) (Obligation, error) {
	if err != nil {
		return Obligation{}, err
	}
	return viewObligation(o), nil
}

// twoIDs reads the identifier of a thing and of something of its own.
func twoIDs(c *gin.Context, second string) (a, b string, err error) {
	if a, err = pathID(c, "id"); err != nil {
		return "", "", err
	}
	b, err = pathID(c, second)
	return a, b, err
}
