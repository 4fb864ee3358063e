package api

import (
	"regexp"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/catalogue"
	"github.com/assay-engine/assay/internal/store"
)

// Measure is one thing that can be counted towards an outcome.
type Measure struct {
	Catalogue           string                `json:"catalogue" format:"uuid"`
	Code                string                `json:"code" example:"13"`
	Outcome             int                   `json:"outcome" example:"3"` // the number of its outcome
	Position            int                   `json:"position" example:"13"`
	Wording             string                `json:"wording" example:"Numbers of new volunteers"`
	Level               catalogue.Level       `json:"level" enums:"contract_commitment,area_indicator,both"`
	Kind                catalogue.Kind        `json:"kind" enums:"count,proportion,median_level,reduction,money"`
	Unit                string                `json:"unit" example:"people"`
	Direction           catalogue.Direction   `json:"direction" enums:"higher,lower"`           // which figures are better; of a reduction, of its level
	CommitmentDirection catalogue.Direction   `json:"commitmentDirection" enums:"higher,lower"` // which commitments are better: more of a reduction is
	DirectionNote       string                `json:"directionNote,omitempty"`
	Aggregation         catalogue.Aggregation `json:"aggregation" enums:"sum,distinct_sum,latest,ratio_of_sums"`
	AggregationNote     string                `json:"aggregationNote,omitempty"`
	DistinctCount       bool                  `json:"distinctCount"`
	BaselineRequired    bool                  `json:"baselineRequired"`
	ContractForm        string                `json:"contractForm,omitempty"`
	Scorable            bool                  `json:"scorable"` // may be a criterion of a bid
	Normalise           string                `json:"normalise,omitempty"`
	Evidence            string                `json:"evidence,omitempty"`
	Caution             string                `json:"caution,omitempty"`
	Components          []Component           `json:"components"`
	Overlaps            []string              `json:"overlaps"` // codes of measures in which the same thing may be counted again
	Version             int                   `json:"version"`  // of the catalogue: changing a measure changes its catalogue
}

// Component is one part of a compound measure, which can be a criterion by
// itself.
type Component struct {
	ID            string              `json:"id" example:"5a"`
	Text          string              `json:"text" example:"gain"`
	Unit          string              `json:"unit"`
	Direction     catalogue.Direction `json:"direction" enums:"higher,lower"`
	DirectionNote string              `json:"directionNote,omitempty"`
	Level         catalogue.Level     `json:"level" enums:"contract_commitment,area_indicator,both"`
	Scorable      bool                `json:"scorable"`
}

func (m Measure) version() int     { return m.Version }
func (m Measure) location() string { return "/v1/catalogues/" + m.Catalogue + "/measures/" + m.Code }

func viewMeasure(e catalogue.Entry) Measure {
	m := e.Measure
	v := Measure{
		Catalogue: e.Catalogue.ID, Code: m.Code, Outcome: m.OutcomeNumber, Position: m.Position, Wording: m.Wording, Level: m.Level,
		Kind: m.Kind, Unit: m.Unit, Direction: m.Direction, CommitmentDirection: m.Promised(), DirectionNote: m.DirectionNote,
		Aggregation: m.Aggregation, AggregationNote: m.AggregationNote, DistinctCount: m.DistinctCount,
		BaselineRequired: m.BaselineRequired, ContractForm: m.ContractForm, Scorable: m.Scorable, Normalise: m.Normalise,
		Evidence: m.Evidence, Caution: m.Caution, Components: make([]Component, len(m.Components)),
		Overlaps: append([]string{}, m.Overlaps...), Version: e.Catalogue.Version,
	}
	for i, c := range m.Components {
		part := catalogue.Found{Measure: m, Component: &c}
		v.Components[i] = Component{
			ID: c.ID, Text: c.Text, Unit: part.Unit(), Direction: part.Direction(), DirectionNote: c.DirectionNote,
			Level: part.Level(), Scorable: part.Scorable(),
		}
	}
	return v
}

type measureQuery struct {
	Paging

	Outcome  int    `form:"outcome" validate:"omitempty,min=1"`
	Level    string `form:"level" validate:"omitempty,oneof=contract_commitment area_indicator both"`
	Scorable *bool  `form:"scorable"`
	Q        string `form:"q" validate:"max=200"`
}

// listMeasures lists the measures of a catalogue, in its own order.
//
//	@Summary  List the measures of a catalogue
//	@ID       listMeasures
//	@Tags     catalogue
//	@Param    id       path  string true  "Catalogue" format(uuid)
//	@Param    outcome  query int    false "Only under this outcome" minimum(1)
//	@Param    level    query string false "Only of this level" Enums(contract_commitment, area_indicator, both)
//	@Param    scorable query bool   false "Only those that may, or may not, be a criterion of a bid"
//	@Param    q        query string false "Only with these letters in code, wording, unit, contract form, evidence, caution or components" maxlength(200)
//	@Param    limit    query int    false "How many at most" minimum(1) maximum(100) default(50)
//	@Param    cursor   query string false "Where to go on: next of the page before"
//	@Success  200 {object} List[Measure]
//	@Failure  default {object} problem.Details
//	@Router   /v1/catalogues/{id}/measures [get]
func (h *api) listMeasures(c *gin.Context) (List[Measure], error) {
	id, err := pathID(c, "id")
	if err != nil {
		return List[Measure]{}, err
	}
	q, err := query[measureQuery](c)
	if err != nil {
		return List[Measure]{}, err
	}
	page, err := h.page(c, q.Paging)
	if err != nil {
		return List[Measure]{}, err
	}
	filter := catalogue.MeasureFilter{Outcome: q.Outcome, Level: catalogue.Level(q.Level), Scorable: q.Scorable, Text: q.Q}
	of, items, next, err := h.Catalogue.Search(c.Request.Context(), id, filter, page)
	view := func(m catalogue.Measure) Measure { return viewMeasure(catalogue.Entry{Catalogue: of, Measure: m}) }
	return list(h, c, items, next, view), err
}

// getMeasure shows one measure. The id of a component finds the measure that
// it is part of.
//
//	@Summary  Read a measure
//	@ID       getMeasure
//	@Tags     catalogue
//	@Param    id   path string true "Catalogue" format(uuid)
//	@Param    code path string true "Code of the measure" example(13)
//	@Success  200 {object} Measure
//	@Failure  default {object} problem.Details
//	@Router   /v1/catalogues/{id}/measures/{code} [get]
func (h *api) getMeasure(c *gin.Context) (Measure, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return Measure{}, err
	}
	code, err := pathCode(c, "code")
	if err != nil {
		return Measure{}, err
	}
	e, err := h.Catalogue.Measure(c.Request.Context(), id, code)
	return viewMeasure(e), err
}

var codeInPath = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)

// pathCode reads a code of the path. What is not one cannot exist.
func pathCode(c *gin.Context, name string) (string, error) {
	code := c.Param(name)
	if !codeInPath.MatchString(code) {
		return "", store.ErrNotFound
	}
	return code, nil
}

// pathNumber reads a number of the path, from 1 to 1,000,000. What is not one
// cannot exist.
func pathNumber(c *gin.Context, name string) (int, error) {
	n, err := strconv.Atoi(c.Param(name))
	if err != nil || n < 1 || n > 1_000_000 || strconv.Itoa(n) != c.Param(name) {
		return 0, store.ErrNotFound
	}
	return n, nil
}
