package api

import (
	"time"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/catalogue"
)

func (h *api) catalogues() []Route {
	return []Route{
		get("/v1/catalogues", "listCatalogues", run(h.listCatalogues)),
		made("/v1/catalogues", "createCatalogue", run(h.createCatalogue)),
		get("/v1/catalogues/:id", "getCatalogue", run(h.getCatalogue)),
		patch("/v1/catalogues/:id", "changeCatalogue", run(h.changeCatalogue)),
		done("/v1/catalogues/:id/publish", "publishCatalogue", run(h.publishCatalogue)),
		done("/v1/catalogues/:id/retire", "retireCatalogue", run(h.retireCatalogue)),
		made("/v1/catalogues/:id/revise", "reviseCatalogue", run(h.reviseCatalogue)),
		get("/v1/catalogues/:id/diff", "diffCatalogue", run(h.diffCatalogue)),
		put("/v1/catalogues/:id/outcomes/:number", "putOutcome", run(h.putOutcome)),
		remove("/v1/catalogues/:id/outcomes/:number", "deleteOutcome", run(h.deleteOutcome)),
		get("/v1/catalogues/:id/measures", "listMeasures", run(h.listMeasures)),
		made("/v1/catalogues/:id/measures", "addMeasure", run(h.addMeasure)),
		get("/v1/catalogues/:id/measures/:code", "getMeasure", run(h.getMeasure)),
		put("/v1/catalogues/:id/measures/:code", "putMeasure", run(h.putMeasure)),
		remove("/v1/catalogues/:id/measures/:code", "deleteMeasure", run(h.deleteMeasure)),
	}
}

// CatalogueSummary is a version of a catalogue as lists show it.
type CatalogueSummary struct {
	ID          string             `json:"id" format:"uuid"`
	Owner       string             `json:"owner" format:"uuid"`
	Code        string             `json:"code" example:"knowsley-2012"`
	Number      int                `json:"number" example:"1"`
	Title       string             `json:"title"`
	Description string             `json:"description"`
	RevisedFrom *string            `json:"revisedFrom" format:"uuid" extensions:"x-nullable"`
	Status      catalogue.Status   `json:"status" enums:"draft,published,retired"`
	Next        []catalogue.Status `json:"next" enums:"draft,published,retired"`
	CreatedAt   time.Time          `json:"createdAt" format:"date-time"`
	PublishedAt *time.Time         `json:"publishedAt" format:"date-time" extensions:"x-nullable"`
	RetiredAt   *time.Time         `json:"retiredAt" format:"date-time" extensions:"x-nullable"`
	Version     int                `json:"version"`
}

func (c CatalogueSummary) version() int     { return c.Version }
func (c CatalogueSummary) location() string { return "/v1/catalogues/" + c.ID }

// Catalogue is a version of a catalogue with its outcomes.
type Catalogue struct {
	CatalogueSummary

	Outcomes []Outcome `json:"outcomes"`
}

// Outcome is a change that a place wants to see.
type Outcome struct {
	Number   int    `json:"number" example:"3"`
	Title    string `json:"title" example:"Impact of volunteers"`
	Measures int    `json:"measures" example:"5"` // how many measures stand under it
}

func summariseCatalogue(c *gin.Context, v catalogue.Catalogue) CatalogueSummary {
	s := CatalogueSummary{
		ID: v.ID, Owner: v.OwnerID, Code: v.Code, Number: v.Number, Title: v.Title, Description: v.Description,
		RevisedFrom: v.RevisedFrom, Status: v.Status, Next: []catalogue.Status{}, CreatedAt: v.CreatedAt,
		PublishedAt: v.PublishedAt, RetiredAt: v.RetiredAt, Version: v.Version,
	}
	if composes(c, v.OwnerID) {
		s.Next = append(s.Next, catalogue.Lifecycle.Next(v.Status)...)
	}
	return s
}

// composes reports whether the reader may move on what an organisation owns:
// catalogues and templates offer their next moves to nobody else.
func composes(c *gin.Context, ownerID string) bool {
	who := actor.From(c.Request.Context())
	return who.OrganisationID == ownerID && who.Any(actor.Officer, actor.Administrator)
}

func viewCatalogue(c *gin.Context, w catalogue.Whole) Catalogue {
	v := Catalogue{CatalogueSummary: summariseCatalogue(c, w.Catalogue), Outcomes: make([]Outcome, len(w.Outcomes))}
	for i, o := range w.Outcomes {
		v.Outcomes[i] = Outcome{Number: o.Number, Title: o.Title, Measures: w.Measures[o.Number]}
	}
	return v
}

type catalogueQuery struct {
	Paging

	Status string `form:"status" validate:"omitempty,oneof=draft published retired"`
	Code   string `form:"code" validate:"omitempty,code"`
}

// listCatalogues lists what was published, and the drafts of the reader's own
// organisation, newest first.
//
//	@Summary  List catalogues
//	@ID       listCatalogues
//	@Tags     catalogue
//	@Param    status query string false "Only this status" Enums(draft, published, retired)
//	@Param    code   query string false "Only versions of this catalogue" example(knowsley-2012)
//	@Param    limit  query int    false "How many at most" minimum(1) maximum(100) default(50)
//	@Param    cursor query string false "Where to go on: next of the page before"
//	@Success  200 {object} List[CatalogueSummary]
//	@Failure  default {object} problem.Details
//	@Router   /v1/catalogues [get]
func (h *api) listCatalogues(c *gin.Context) (List[CatalogueSummary], error) {
	q, err := query[catalogueQuery](c)
	if err != nil {
		return List[CatalogueSummary]{}, err
	}
	page, err := h.page(c, q.Paging)
	if err != nil {
		return List[CatalogueSummary]{}, err
	}
	filter := catalogue.Filter{Status: catalogue.Status(q.Status), Code: q.Code}
	items, next, err := h.Catalogue.List(c.Request.Context(), filter, page)
	return list(h, c, items, next, func(v catalogue.Catalogue) CatalogueSummary { return summariseCatalogue(c, v) }), err
}

// createCatalogue starts a catalogue of the caller's organisation, as a draft
// that nobody else sees.
//
//	@Summary  Draft a catalogue
//	@ID       createCatalogue
//	@Tags     catalogue
//	@Param    body body catalogue.NewCatalogue true "The catalogue"
//	@Success  201 {object} Catalogue
//	@Failure  default {object} problem.Details
//	@Router   /v1/catalogues [post]
func (h *api) createCatalogue(c *gin.Context) (Catalogue, error) {
	in, err := body[catalogue.NewCatalogue](c)
	if err != nil {
		return Catalogue{}, err
	}
	w, err := h.Catalogue.Draft(c.Request.Context(), in)
	return viewCatalogue(c, w), err
}

// getCatalogue shows one version with its outcomes.
//
//	@Summary  Read a catalogue
//	@ID       getCatalogue
//	@Tags     catalogue
//	@Param    id path string true "Catalogue" format(uuid)
//	@Success  200 {object} Catalogue
//	@Failure  default {object} problem.Details
//	@Router   /v1/catalogues/{id} [get]
func (h *api) getCatalogue(c *gin.Context) (Catalogue, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return Catalogue{}, err
	}
	w, err := h.Catalogue.Catalogue(c.Request.Context(), id)
	return viewCatalogue(c, w), err
}

// changeCatalogue gives a draft another title or description.
//
//	@Summary  Change a draft catalogue
//	@ID       changeCatalogue
//	@Tags     catalogue
//	@Param    id       path   string            true "Catalogue" format(uuid)
//	@Param    If-Match header string            true "ETag of the catalogue as last read"
//	@Param    body     body   catalogue.Changes true "What changes"
//	@Success  200 {object} Catalogue
//	@Failure  default {object} problem.Details
//	@Router   /v1/catalogues/{id} [patch]
func (h *api) changeCatalogue(c *gin.Context) (Catalogue, error) {
	id, version, err := pathVersion(c)
	if err != nil {
		return Catalogue{}, err
	}
	in, err := body[catalogue.Changes](c)
	if err != nil {
		return Catalogue{}, err
	}
	w, err := h.Catalogue.Change(c.Request.Context(), id, version, in)
	return viewCatalogue(c, w), err
}

// pathVersion reads which thing a request changes, and which version of it.
func pathVersion(c *gin.Context) (id string, version int, err error) {
	if id, err = pathID(c, "id"); err != nil {
		return "", 0, err
	}
	version, err = ifMatch(c)
	return id, version, err
}
