package api

import (
	"time"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/template"
	"github.com/assay-engine/assay/pkg/rehearsal"
)

func (h *api) rehearsals() []Route {
	return []Route{
		made("/v1/templates/:id/lint", "lintTemplate", run(h.lintTemplate)),
		get("/v1/templates/:id/lint", "getTemplateLint", run(h.getTemplateLint)),
		made("/v1/templates/:id/dry-run", "rehearseTemplate", run(h.rehearseTemplate)),
		get("/v1/templates/:id/dry-run", "getTemplateDryRun", run(h.getTemplateDryRun)),
		done("/v1/templates/:id/weights", "weighTemplate", run(h.weighTemplate)),
		get("/v1/tenders/:id/lint", "getTenderLint", run(h.getTenderLint)),
	}
}

// Lint is one check of a template's method, as it was kept.
type Lint struct {
	ID         string              `json:"id" format:"uuid"`
	Template   string              `json:"template" format:"uuid"`
	MethodHash string              `json:"methodHash" example:"sha256:…"` // of the method that was checked
	Current    bool                `json:"current"`                       // whether that is the template's method as it stands; a stale report says nothing of what would be published
	Asked      template.NewLint    `json:"asked"`                         // what it was checked against beside the catalogue
	Findings   []rehearsal.Finding `json:"findings"`                      // in the order of the method; pointers are into the method
	Errors     int                 `json:"errors"`                        // findings that keep it from being published
	Warnings   int                 `json:"warnings"`                      // findings that need a reason each
	Notes      int                 `json:"notes"`                         // findings to be read
	MayPublish bool                `json:"mayPublish"`                    // nothing blocks; warnings still need their reasons
	Policies   []rehearsal.Policy  `json:"policies"`                      // that were applied
	Accepted   []AcceptedWarning   `json:"accepted"`                      // what the template was published with, and why; empty before
	CreatedAt  time.Time           `json:"createdAt" format:"date-time"`
}

func (l Lint) location() string { return "/v1/templates/" + l.Template + "/lint" }

// AcceptedWarning is a warning that a template was published with.
type AcceptedWarning struct {
	Code    string `json:"code" example:"rival-dependent"`
	Pointer string `json:"pointer" example:"/criteria/0/score/function"` // into the method
	Reason  string `json:"reason"`
}

// DryRun is one rehearsal of a template's method, as it was kept.
type DryRun struct {
	ID         string                 `json:"id" format:"uuid"`
	Template   string                 `json:"template" format:"uuid"`
	MethodHash string                 `json:"methodHash" example:"sha256:…"` // of the method that was rehearsed
	Current    bool                   `json:"current"`                       // whether that is the template's method as it stands
	Asked      template.NewDryRun     `json:"asked"`                         // with runs and seed as they were used
	Report     rehearsal.DryRunReport `json:"report"`
	CreatedAt  time.Time              `json:"createdAt" format:"date-time"`
}

func (d DryRun) location() string { return "/v1/templates/" + d.Template + "/dry-run" }

// TenderLint is what was found out about a tender's method before its template
// was published.
type TenderLint struct {
	Tender string `json:"tender" format:"uuid"`
	Lint   Lint   `json:"lint"`
	DryRun DryRun `json:"dryRun"`
}

func viewLint(r template.Reports) Lint {
	l := r.Lint
	v := Lint{
		ID: l.ID, Template: l.TemplateID, MethodHash: l.MethodHash, Current: l.Of(r.Template), Asked: l.Asked, Findings: l.Report.Findings,
		Errors: l.Report.Errors, Warnings: l.Report.Warnings, Notes: l.Report.Notes, MayPublish: l.Report.MayPublish, Policies: l.Report.Policies,
		Accepted: make([]AcceptedWarning, len(r.Accepted)), CreatedAt: l.CreatedAt,
	}
	for i, a := range r.Accepted {
		v.Accepted[i] = AcceptedWarning(a)
	}
	return v
}

func viewDryRun(r template.Reports) DryRun {
	d := r.DryRun
	return DryRun{ID: d.ID, Template: d.TemplateID, MethodHash: d.MethodHash, Current: d.Of(r.Template), Asked: d.Asked, Report: d.Report, CreatedAt: d.CreatedAt}
}

// lintTemplate checks a method before anybody is judged by it.
//
//	@Summary      Check a template's method
//	@Description  As a careful colleague would, with the facts of its catalogue and, where asked for, a policy pack: each finding with its reason and its fix. Errors keep a template from being published, warnings need a reason each. The report is kept with the template; publication makes it anew by itself, with the packs asked for last.
//	@ID           lintTemplate
//	@Tags         template
//	@Param        id   path string           true  "Template" format(uuid)
//	@Param        body body template.NewLint false "What to check against beside the catalogue"
//	@Success      201 {object} Lint
//	@Failure      default {object} problem.Details
//	@Router       /v1/templates/{id}/lint [post]
func (h *api) lintTemplate(c *gin.Context) (Lint, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return Lint{}, err
	}
	in, err := bodyIfAny[template.NewLint](c)
	if err != nil {
		return Lint{}, err
	}
	r, err := h.Template.Lint(c.Request.Context(), id, in)
	return viewLint(r), err
}

// getTemplateLint shows the check that was made last.
//
//	@Summary  Read the last check of a template's method
//	@ID       getTemplateLint
//	@Tags     template
//	@Param    id path string true "Template" format(uuid)
//	@Success  200 {object} Lint
//	@Failure  default {object} problem.Details
//	@Router   /v1/templates/{id}/lint [get]
func (h *api) getTemplateLint(c *gin.Context) (Lint, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return Lint{}, err
	}
	r, err := h.Template.LastLint(c.Request.Context(), id)
	return viewLint(r), err
}

// rehearseTemplate scores bids that nobody made, to see what a method does.
//
//	@Summary      Rehearse a template's method
//	@Description  With hand-made and invented bids: who wins and why, what each criterion really weighs, how often bids tie, in how many fields a losing bid decides. The same seed gives the same report on any machine. Publication rehearses a method that never was.
//	@ID           rehearseTemplate
//	@Tags         template
//	@Param        id   path string             true  "Template" format(uuid)
//	@Param        body body template.NewDryRun false "What to rehearse with"
//	@Success      201 {object} DryRun
//	@Failure      default {object} problem.Details
//	@Router       /v1/templates/{id}/dry-run [post]
func (h *api) rehearseTemplate(c *gin.Context) (DryRun, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return DryRun{}, err
	}
	in, err := bodyIfAny[template.NewDryRun](c)
	if err != nil {
		return DryRun{}, err
	}
	r, err := h.Template.DryRun(c.Request.Context(), id, in)
	return viewDryRun(r), err
}

// getTemplateDryRun shows the rehearsal that was made last.
//
//	@Summary  Read the last rehearsal of a template's method
//	@ID       getTemplateDryRun
//	@Tags     template
//	@Param    id path string true "Template" format(uuid)
//	@Success  200 {object} DryRun
//	@Failure  default {object} problem.Details
//	@Router   /v1/templates/{id}/dry-run [get]
func (h *api) getTemplateDryRun(c *gin.Context) (DryRun, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return DryRun{}, err
	}
	r, err := h.Template.LastDryRun(c.Request.Context(), id)
	return viewDryRun(r), err
}

// weighTemplate derives the weights of a branch from what people say.
//
//	@Summary      Derive the weights of a branch
//	@Description  From pairwise comparisons (with their consistency), swings, or an order of importance. The draft gets the weights, in basis points that add up to exactly 100 %, and the template keeps how they came about (derivations).
//	@ID           weighTemplate
//	@Tags         template
//	@Param        id       path   string              true "Template" format(uuid)
//	@Param        If-Match header string              true "ETag of the template as last read"
//	@Param        body     body   template.NewWeights true "What people said"
//	@Success      200 {object} Template
//	@Failure      default {object} problem.Details
//	@Router       /v1/templates/{id}/weights [post]
func (h *api) weighTemplate(c *gin.Context) (Template, error) {
	id, version, in, err := changing[template.NewWeights](c)
	if err != nil {
		return Template{}, err
	}
	t, err := h.Template.Derive(c.Request.Context(), id, version, in)
	return viewTemplate(c, t), err
}

// getTenderLint shows what a tender inherits from its template.
//
//	@Summary      Read the check and the rehearsal of a tender's method
//	@Description  A tender changes nothing in its template's method, so it inherits the reports that the template was published on, with the reason for every warning.
//	@ID           getTenderLint
//	@Tags         tender
//	@Param        id path string true "Tender" format(uuid)
//	@Success      200 {object} TenderLint
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/lint [get]
func (h *api) getTenderLint(c *gin.Context) (TenderLint, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return TenderLint{}, err
	}
	r, err := h.Tender.Reports(c.Request.Context(), id)
	return TenderLint{Tender: id, Lint: viewLint(r), DryRun: viewDryRun(r)}, err
}
