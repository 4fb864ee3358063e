package api

import (
	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/template"
)

func (h *api) templates() []Route {
	return []Route{
		get("/v1/templates", "listTemplates", run(h.listTemplates)),
		made("/v1/templates", "createTemplate", run(h.createTemplate)),
		get("/v1/templates/:id", "getTemplate", run(h.getTemplate)),
		put("/v1/templates/:id", "replaceTemplate", run(h.replaceTemplate)),
		done("/v1/templates/:id/publish", "publishTemplate", run(h.publishTemplate)),
		done("/v1/templates/:id/retire", "retireTemplate", run(h.retireTemplate)),
		made("/v1/templates/:id/clone", "cloneTemplate", run(h.cloneTemplate)),
	}
}

type templateQuery struct {
	Paging

	Status    string `form:"status" validate:"omitempty,oneof=draft published retired"`
	Catalogue string `form:"catalogue" validate:"omitempty,uuid"`
}

// listTemplates lists what was published, and the drafts of the reader's own
// organisation, newest first.
//
//	@Summary  List templates
//	@ID       listTemplates
//	@Tags     template
//	@Param    status    query string false "Only this status" Enums(draft, published, retired)
//	@Param    catalogue query string false "Only composed from this version of a catalogue" format(uuid)
//	@Param    limit     query int    false "How many at most" minimum(1) maximum(100) default(50)
//	@Param    cursor    query string false "Where to go on: next of the page before"
//	@Success  200 {object} List[TemplateSummary]
//	@Failure  default {object} problem.Details
//	@Router   /v1/templates [get]
func (h *api) listTemplates(c *gin.Context) (List[TemplateSummary], error) {
	q, err := query[templateQuery](c)
	if err != nil {
		return List[TemplateSummary]{}, err
	}
	page, err := h.page(c, q.Paging)
	if err != nil {
		return List[TemplateSummary]{}, err
	}
	filter := template.Filter{Status: template.Status(q.Status), Catalogue: q.Catalogue}
	items, next, err := h.Template.List(c.Request.Context(), filter, page)
	return list(h, c, items, next, func(t template.Template) TemplateSummary { return summariseTemplate(c, t) }), err
}

// createTemplate starts a template of the caller's organisation. It is kept
// only when its method holds.
//
//	@Summary  Draft a template
//	@ID       createTemplate
//	@Tags     template
//	@Param    body body template.NewTemplate true "The template"
//	@Success  201 {object} Template
//	@Failure  default {object} problem.Details
//	@Router   /v1/templates [post]
func (h *api) createTemplate(c *gin.Context) (Template, error) {
	in, err := body[template.NewTemplate](c)
	if err != nil {
		return Template{}, err
	}
	t, err := h.Template.Draft(c.Request.Context(), in)
	return viewTemplate(c, t), err
}

// getTemplate shows a template with the weight of every criterion in its branch
// and in the whole.
//
//	@Summary  Read a template
//	@ID       getTemplate
//	@Tags     template
//	@Param    id path string true "Template" format(uuid)
//	@Success  200 {object} Template
//	@Failure  default {object} problem.Details
//	@Router   /v1/templates/{id} [get]
func (h *api) getTemplate(c *gin.Context) (Template, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return Template{}, err
	}
	t, err := h.Template.Template(c.Request.Context(), id)
	return viewTemplate(c, t), err
}

// replaceTemplate gives a draft other contents, whole.
//
//	@Summary  Replace a draft template
//	@ID       replaceTemplate
//	@Tags     template
//	@Param    id       path   string               true "Template" format(uuid)
//	@Param    If-Match header string               true "ETag of the template as last read"
//	@Param    body     body   template.NewTemplate true "The template, whole"
//	@Success  200 {object} Template
//	@Failure  default {object} problem.Details
//	@Router   /v1/templates/{id} [put]
func (h *api) replaceTemplate(c *gin.Context) (Template, error) {
	id, version, err := pathVersion(c)
	if err != nil {
		return Template{}, err
	}
	in, err := body[template.NewTemplate](c)
	if err != nil {
		return Template{}, err
	}
	t, err := h.Template.Replace(c.Request.Context(), id, version, in)
	return viewTemplate(c, t), err
}

// publishTemplate makes a draft what tenders are made from. From then on it
// never changes.
//
//	@Summary      Publish a template
//	@Description  The method is checked and, where it never was, rehearsed. Errors of the check block, and every warning needs its reason in accepted, with the code and the pointer of the finding; a refusal names them all. Without warnings the body may be left out.
//	@ID           publishTemplate
//	@Tags         template
//	@Param        id       path   string               true  "Template" format(uuid)
//	@Param        If-Match header string               true  "ETag of the template as last read"
//	@Param        body     body   template.Publication false "A reason for every warning"
//	@Success      200 {object} Template
//	@Failure      default {object} problem.Details
//	@Router       /v1/templates/{id}/publish [post]
func (h *api) publishTemplate(c *gin.Context) (Template, error) {
	id, version, err := pathVersion(c)
	if err != nil {
		return Template{}, err
	}
	in, err := bodyIfAny[template.Publication](c)
	if err != nil {
		return Template{}, err
	}
	t, err := h.Template.Publish(c.Request.Context(), id, version, in)
	return viewTemplate(c, t), err
}

// retireTemplate ends the use of a template for new tenders.
//
//	@Summary  Retire a template
//	@ID       retireTemplate
//	@Tags     template
//	@Param    id       path   string true "Template" format(uuid)
//	@Param    If-Match header string true "ETag of the template as last read"
//	@Success  200 {object} Template
//	@Failure  default {object} problem.Details
//	@Router   /v1/templates/{id}/retire [post]
func (h *api) retireTemplate(c *gin.Context) (Template, error) {
	id, version, err := pathVersion(c)
	if err != nil {
		return Template{}, err
	}
	if err := nothing(c); err != nil {
		return Template{}, err
	}
	t, err := h.Template.Retire(c.Request.Context(), id, version)
	return viewTemplate(c, t), err
}

// cloneTemplate starts a draft of the caller's organisation with the contents
// of a template that it can read.
//
//	@Summary  Clone a template to a new draft
//	@ID       cloneTemplate
//	@Tags     template
//	@Param    id path string true "Template" format(uuid)
//	@Success  201 {object} Template
//	@Failure  default {object} problem.Details
//	@Router   /v1/templates/{id}/clone [post]
func (h *api) cloneTemplate(c *gin.Context) (Template, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return Template{}, err
	}
	if err := nothing(c); err != nil {
		return Template{}, err
	}
	t, err := h.Template.Clone(c.Request.Context(), id)
	return viewTemplate(c, t), err
}
