package api

import (
	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/catalogue"
)

// publishCatalogue makes a draft what templates are composed from. From then
// on it never changes.
//
//	@Summary  Publish a catalogue
//	@ID       publishCatalogue
//	@Tags     catalogue
//	@Param    id       path   string true "Catalogue" format(uuid)
//	@Param    If-Match header string true "ETag of the catalogue as last read"
//	@Success  200 {object} Catalogue
//	@Failure  default {object} problem.Details
//	@Router   /v1/catalogues/{id}/publish [post]
func (h *api) publishCatalogue(c *gin.Context) (Catalogue, error) {
	id, version, err := pathVersion(c)
	if err != nil {
		return Catalogue{}, err
	}
	if err := nothing(c); err != nil {
		return Catalogue{}, err
	}
	w, err := h.Catalogue.Publish(c.Request.Context(), id, version)
	return viewCatalogue(c, w), err
}

// retireCatalogue ends the use of a version for new templates.
//
//	@Summary  Retire a catalogue
//	@ID       retireCatalogue
//	@Tags     catalogue
//	@Param    id       path   string true "Catalogue" format(uuid)
//	@Param    If-Match header string true "ETag of the catalogue as last read"
//	@Success  200 {object} Catalogue
//	@Failure  default {object} problem.Details
//	@Router   /v1/catalogues/{id}/retire [post]
func (h *api) retireCatalogue(c *gin.Context) (Catalogue, error) {
	id, version, err := pathVersion(c)
	if err != nil {
		return Catalogue{}, err
	}
	if err := nothing(c); err != nil {
		return Catalogue{}, err
	}
	w, err := h.Catalogue.Retire(c.Request.Context(), id, version)
	return viewCatalogue(c, w), err
}

// reviseCatalogue starts the next version, a draft with the same outcomes and
// measures.
//
//	@Summary  Revise a published catalogue to a new draft
//	@ID       reviseCatalogue
//	@Tags     catalogue
//	@Param    id path string true "Catalogue" format(uuid)
//	@Success  201 {object} Catalogue
//	@Failure  default {object} problem.Details
//	@Router   /v1/catalogues/{id}/revise [post]
func (h *api) reviseCatalogue(c *gin.Context) (Catalogue, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return Catalogue{}, err
	}
	if err := nothing(c); err != nil {
		return Catalogue{}, err
	}
	w, err := h.Catalogue.Revise(c.Request.Context(), id)
	return viewCatalogue(c, w), err
}

// CatalogueDiff is how one version of a catalogue differs from another.
type CatalogueDiff struct {
	Catalogue string        `json:"catalogue" format:"uuid"`
	Against   string        `json:"against" format:"uuid"`
	Fields    []FieldChange `json:"fields"` // of the catalogue itself
	Outcomes  PartChanges   `json:"outcomes"`
	Measures  PartChanges   `json:"measures"`
}

// PartChanges is what became of outcomes or of measures.
type PartChanges struct {
	Added   []PartChange `json:"added"`
	Removed []PartChange `json:"removed"`
	Changed []PartChange `json:"changed"`
}

// PartChange is one outcome or measure.
type PartChange struct {
	Code   string        `json:"code" example:"13"` // of the measure, or the outcome's number
	Title  string        `json:"title"`             // the measure's wording, or the outcome's title
	Fields []FieldChange `json:"fields"`            // empty for what was added or removed
}

// FieldChange is one member before and after.
type FieldChange struct {
	Field string `json:"field" example:"unit"`
	From  any    `json:"from"`
	To    any    `json:"to"`
}

func viewDiff(d catalogue.Difference) CatalogueDiff {
	return CatalogueDiff{
		Catalogue: d.Catalogue.ID, Against: d.Against.ID, Fields: viewFields(d.Fields),
		Outcomes: viewParts(d.Outcomes), Measures: viewParts(d.Measures),
	}
}

func viewParts(parts []catalogue.PartChange) PartChanges {
	v := PartChanges{Added: []PartChange{}, Removed: []PartChange{}, Changed: []PartChange{}}
	into := map[catalogue.How]*[]PartChange{catalogue.Added: &v.Added, catalogue.Removed: &v.Removed, catalogue.Changed: &v.Changed}
	for _, p := range parts {
		group := into[p.How]
		*group = append(*group, PartChange{Code: p.Code, Title: p.Title, Fields: viewFields(p.Fields)})
	}
	return v
}

func viewFields(fields []catalogue.FieldChange) []FieldChange {
	v := make([]FieldChange, len(fields))
	for i, f := range fields {
		v[i] = FieldChange(f)
	}
	return v
}

type diffQuery struct {
	Against string `form:"against" validate:"omitempty,uuid"`
}

// diffCatalogue compares a version with another, member by member.
//
//	@Summary  What changed between two versions of a catalogue
//	@ID       diffCatalogue
//	@Tags     catalogue
//	@Param    id      path  string true  "Catalogue" format(uuid)
//	@Param    against query string false "The version to compare with; left out: the one it was revised from" format(uuid)
//	@Success  200 {object} CatalogueDiff
//	@Failure  default {object} problem.Details
//	@Router   /v1/catalogues/{id}/diff [get]
func (h *api) diffCatalogue(c *gin.Context) (CatalogueDiff, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return CatalogueDiff{}, err
	}
	q, err := query[diffQuery](c)
	if err != nil {
		return CatalogueDiff{}, err
	}
	d, err := h.Catalogue.Diff(c.Request.Context(), id, q.Against)
	return viewDiff(d), err
}
