package api

import (
	"time"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/catalogue"
	"github.com/assay-engine/assay/internal/template"
	"github.com/assay-engine/assay/pkg/decimal"
	"github.com/assay-engine/assay/pkg/scoring"
	"github.com/assay-engine/assay/pkg/weighting"
)

// TemplateSummary is a template as lists show it.
type TemplateSummary struct {
	ID          string            `json:"id" format:"uuid"`
	Owner       string            `json:"owner" format:"uuid"`
	Catalogue   string            `json:"catalogue" format:"uuid"`
	Title       string            `json:"title"`
	Description string            `json:"description"`
	Status      template.Status   `json:"status" enums:"draft,published,retired"`
	Next        []template.Status `json:"next" enums:"draft,published,retired"`
	MethodHash  string            `json:"methodHash" example:"sha256:…"` // over the RFC 8785 form of the method with its defaults
	ClonedFrom  *string           `json:"clonedFrom" format:"uuid" extensions:"x-nullable"`
	CreatedAt   time.Time         `json:"createdAt" format:"date-time"`
	PublishedAt *time.Time        `json:"publishedAt" format:"date-time" extensions:"x-nullable"`
	RetiredAt   *time.Time        `json:"retiredAt" format:"date-time" extensions:"x-nullable"`
	Version     int               `json:"version"`
}

func (t TemplateSummary) version() int     { return t.Version }
func (t TemplateSummary) location() string { return "/v1/templates/" + t.ID }

// Template is a method of evaluation that tenders are made from.
type Template struct {
	TemplateSummary

	Method      scoring.Method      `json:"method"`      // the tree of criteria as it was sent
	Criteria    []TemplateCriterion `json:"criteria"`    // the same tree in a line each, parents first, with weights and measures
	Derivations []WeightDerivation  `json:"derivations"` // how weights came about, where they were derived: the last for each branch
}

// WeightDerivation is how the weights of one branch came about.
type WeightDerivation struct {
	Criterion     *string              `json:"criterion" extensions:"x-nullable"` // the branch; null for the criteria at the top
	ChangedByHand bool                 `json:"changedByHand"`                     // the weights, or the criteria, are others since
	Derivation    weighting.Derivation `json:"derivation"`                        // what was said, and what followed from it
	CreatedAt     time.Time            `json:"createdAt" format:"date-time"`
}

// TemplateCriterion is a criterion with its share of its branch and of the
// whole.
type TemplateCriterion struct {
	ID           string            `json:"id" example:"volunteers"`
	Title        string            `json:"title"`
	Kind         string            `json:"kind" enums:"branch,price,measure,question,value,gate"`
	Parent       *string           `json:"parent" extensions:"x-nullable"`                                         // the id of its branch; null at the top
	Depth        int               `json:"depth" example:"1"`                                                      // 0 at the top
	LocalWeight  *decimal.Weight   `json:"localWeight" swaggertype:"number" extensions:"x-nullable" example:"70"`  // share of the parent in per cent; null where it carries none
	GlobalWeight *scoring.Figure   `json:"globalWeight" swaggertype:"number" extensions:"x-nullable" example:"14"` // exact share of the whole in per cent; null where it carries none
	Worth        *decimal.Pence    `json:"worth,omitempty" swaggertype:"number"`                                   // pounds that full marks are worth, under award_on_value
	Measures     []TemplateMeasure `json:"measures"`                                                               // what the criterion counts; empty but for measures and values
}

// TemplateMeasure is a measure, or a component of one, that a criterion counts.
type TemplateMeasure struct {
	Code         string `json:"code" example:"13"`
	Outcome      int    `json:"outcome" example:"3"`
	Wording      string `json:"wording" example:"Numbers of new volunteers"`
	Unit         string `json:"unit" example:"people"`
	ContractForm string `json:"contractForm,omitempty"`
	Caution      string `json:"caution,omitempty"`
}

func summariseTemplate(c *gin.Context, t template.Template) TemplateSummary {
	s := TemplateSummary{
		ID: t.ID, Owner: t.OwnerID, Catalogue: t.CatalogueID, Title: t.Title, Description: t.Description, Status: t.Status,
		Next: []template.Status{}, MethodHash: t.MethodHash, ClonedFrom: t.ClonedFrom, CreatedAt: t.CreatedAt,
		PublishedAt: t.PublishedAt, RetiredAt: t.RetiredAt, Version: t.Version,
	}
	if composes(c, t.OwnerID) {
		s.Next = append(s.Next, template.Lifecycle.Next(t.Status)...)
	}
	return s
}

func viewTemplate(c *gin.Context, t template.Composed) Template {
	v := Template{TemplateSummary: summariseTemplate(c, t.Template), Method: t.Method, Criteria: []TemplateCriterion{}, Derivations: []WeightDerivation{}}
	for _, d := range t.Derived {
		v.Derivations = append(v.Derivations, WeightDerivation{Criterion: known(d.Criterion), ChangedByHand: d.ChangedByHand(t.Method), Derivation: d.Derivation, CreatedAt: d.CreatedAt})
	}
	for _, w := range template.Weigh(t.Method) {
		v.Criteria = append(v.Criteria, viewCriterion(w, t.Measures))
	}
	return v
}

func viewCriterion(w template.Weighed, measures []catalogue.Measure) TemplateCriterion {
	v := TemplateCriterion{
		ID: w.Criterion.ID, Title: w.Criterion.Title, Kind: string(w.Criterion.Kind), Depth: w.Depth,
		LocalWeight: w.Local, GlobalWeight: w.Global, Worth: w.Worth, Measures: []TemplateMeasure{},
	}
	if w.Criterion.Criteria != nil {
		v.Kind = "branch"
	}
	if w.Depth > 0 {
		v.Parent = &w.Parent
	}
	for _, code := range w.Codes() {
		if found, ok := catalogue.FindMeasure(measures, code); ok {
			v.Measures = append(v.Measures, TemplateMeasure{
				Code: code, Outcome: found.Measure.OutcomeNumber, Wording: found.Wording(), Unit: found.Unit(),
				ContractForm: found.Measure.ContractForm, Caution: found.Measure.Caution,
			})
		}
	}
	return v
}
