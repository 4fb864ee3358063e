package api

import (
	"time"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/identity"
	"github.com/assay-engine/assay/internal/identity/identifier"
)

func (h *api) organisations() []Route {
	return []Route{
		made("/v1/registrations", "registerSupplier", run(h.registerSupplier)),
		get("/v1/organisations", "listOrganisations", run(h.listOrganisations)),
		made("/v1/organisations", "createOrganisation", run(h.createOrganisation)),
		get("/v1/organisations/:id", "getOrganisation", run(h.getOrganisation)),
		patch("/v1/organisations/:id", "changeOrganisation", run(h.changeOrganisation)),
		get("/v1/look-alikes", "listLookAlikes", run(h.listLookAlikes)),
	}
}

// Organisation is a body that takes part, as anybody signed in may see it.
type Organisation struct {
	ID               string                `json:"id" format:"uuid"`
	Name             string                `json:"name"`
	Kind             identity.Kind         `json:"kind" enums:"authority,partner,supplier,steward"`
	LegalForm        identity.LegalForm    `json:"legalForm,omitempty" enums:"company,sole_trader,social_enterprise,vcse"` // of suppliers
	IdentifierScheme string                `json:"identifierScheme,omitempty" example:"GB-COH"`                            // of the first of identifiers
	Identifier       string                `json:"identifier,omitempty"`                                                   // the first of identifiers
	Identifiers      []identity.Identifier `json:"identifiers"`                                                            // its numbers elsewhere, the best known first
	CreatedAt        time.Time             `json:"createdAt" format:"date-time"`
	Warnings         []OrganisationWarning `json:"warnings,omitempty"` // of an organisation just made or changed
	Version          int                   `json:"version"`
}

func (o Organisation) version() int     { return o.Version }
func (o Organisation) location() string { return "/v1/organisations/" + o.ID }

// OrganisationWarning says what an administrator should look at.
type OrganisationWarning struct {
	Code         string `json:"code" enums:"looks-alike"`
	Organisation string `json:"organisation" format:"uuid"` // the other one
	Name         string `json:"name"`                       // and its name
	Detail       string `json:"detail"`
}

func viewOrganisation(p identity.Profile) Organisation {
	v := Organisation{
		ID: p.ID, Name: p.Name, Kind: p.Kind, LegalForm: p.LegalForm, IdentifierScheme: p.IdentifierScheme, Identifier: p.Identifier,
		Identifiers: p.Identifiers, CreatedAt: p.CreatedAt, Version: p.Version,
	}
	if v.Identifiers == nil {
		v.Identifiers = []identity.Identifier{}
	}
	for _, o := range p.LookAlikes {
		v.Warnings = append(v.Warnings, OrganisationWarning{
			Code: "looks-alike", Organisation: o.ID, Name: o.Name, Detail: "a reader could take this name for that of " + o.Name + ": make sure that they are two",
		})
	}
	return v
}

// Registration is a supplier that registered itself, with its first key, whose
// secret is shown this once.
type Registration struct {
	Organisation Organisation `json:"organisation"`
	Key          NewKeyAnswer `json:"key"`
}

func (r Registration) location() string { return r.Organisation.location() }

func (r Registration) withoutSecret() any {
	r.Key.Secret, r.Key.Notice = "", onceOnly
	return r
}

// registerSupplier lets a supplier in by itself.
//
//	@Summary      Register as a supplier
//	@Description  Makes an organisation of kind supplier and its first key. The secret is in this answer and nowhere else.
//	@ID           registerSupplier
//	@Tags         identity
//	@Param        body body identity.NewSupplier true "The supplier"
//	@Success      201 {object} Registration
//	@Failure      default {object} problem.Details
//	@Router       /v1/registrations [post]
func (h *api) registerSupplier(c *gin.Context) (Registration, error) {
	in, err := body[identity.NewSupplier](c)
	if err != nil {
		return Registration{}, err
	}
	p, k, secret, err := h.Identity.RegisterSupplier(c.Request.Context(), in)
	return Registration{Organisation: viewOrganisation(p), Key: NewKeyAnswer{Key: viewKey(k), Secret: secret}}, err
}

type organisationQuery struct {
	Paging

	Kind             string `form:"kind" validate:"omitempty,oneof=authority partner supplier steward"`
	LegalForm        string `form:"legalForm" validate:"omitempty,oneof=company sole_trader social_enterprise vcse"`
	IdentifierScheme string `form:"identifierScheme" validate:"required_with=Identifier,omitempty,max=20,code"`
	Identifier       string `form:"identifier" validate:"required_with=IdentifierScheme,omitempty,max=50,text"`
}

// listOrganisations lists who takes part, newest first.
//
//	@Summary  List organisations
//	@ID       listOrganisations
//	@Tags     identity
//	@Param    kind             query string false "Only this kind" Enums(authority, partner, supplier, steward)
//	@Param    legalForm        query string false "Only this legal form" Enums(company, sole_trader, social_enterprise, vcse)
//	@Param    identifierScheme query string false "Only the one with this identifier: its list code" example(GB-COH)
//	@Param    identifier       query string false "Only the one with this identifier"
//	@Param    limit            query int    false "How many at most" minimum(1) maximum(100) default(50)
//	@Param    cursor           query string false "Where to go on: next of the page before"
//	@Success  200 {object} List[Organisation]
//	@Failure  default {object} problem.Details
//	@Router   /v1/organisations [get]
func (h *api) listOrganisations(c *gin.Context) (List[Organisation], error) {
	q, err := query[organisationQuery](c)
	if err != nil {
		return List[Organisation]{}, err
	}
	page, err := h.page(c, q.Paging)
	if err != nil {
		return List[Organisation]{}, err
	}
	f := identity.Filter{Kind: identity.Kind(q.Kind), LegalForm: identity.LegalForm(q.LegalForm), Scheme: q.IdentifierScheme, Number: identifier.Normal(q.Identifier)}
	items, next, err := h.Identity.Organisations(c.Request.Context(), f, page)
	return list(h, c, items, next, viewOrganisation), err
}

// createOrganisation registers a body that takes part.
//
//	@Summary      Register an organisation
//	@Description  One identifier stands for one organisation. Names that could be taken for another's come back as warnings.
//	@ID           createOrganisation
//	@Tags         identity
//	@Param        body body identity.NewOrganisation true "The organisation"
//	@Success      201 {object} Organisation
//	@Failure      default {object} problem.Details
//	@Router       /v1/organisations [post]
func (h *api) createOrganisation(c *gin.Context) (Organisation, error) {
	in, err := body[identity.NewOrganisation](c)
	if err != nil {
		return Organisation{}, err
	}
	p, err := h.Identity.Register(c.Request.Context(), in)
	return viewOrganisation(p), err
}

// getOrganisation shows one body.
//
//	@Summary  Read an organisation
//	@ID       getOrganisation
//	@Tags     identity
//	@Param    id path string true "Organisation" format(uuid)
//	@Success  200 {object} Organisation
//	@Failure  default {object} problem.Details
//	@Router   /v1/organisations/{id} [get]
func (h *api) getOrganisation(c *gin.Context) (Organisation, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return Organisation{}, err
	}
	p, err := h.Identity.Organisation(c.Request.Context(), id)
	return viewOrganisation(p), err
}

// changeOrganisation corrects what is known of a body.
//
//	@Summary      Correct an organisation
//	@Description  What is left out stays. Its kind cannot change: what it did so far rests on it.
//	@ID           changeOrganisation
//	@Tags         identity
//	@Param        id       path   string                      true "Organisation" format(uuid)
//	@Param        If-Match header string                      true "ETag of the organisation as last read"
//	@Param        body     body   identity.OrganisationChange true "What changes"
//	@Success      200 {object} Organisation
//	@Failure      default {object} problem.Details
//	@Router       /v1/organisations/{id} [patch]
func (h *api) changeOrganisation(c *gin.Context) (Organisation, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return Organisation{}, err
	}
	version, err := ifMatch(c)
	if err != nil {
		return Organisation{}, err
	}
	in, err := body[identity.OrganisationChange](c)
	if err != nil {
		return Organisation{}, err
	}
	p, err := h.Identity.Change(c.Request.Context(), id, in, version)
	return viewOrganisation(p), err
}

// LookAlikes is organisations whose names could be taken for one another.
type LookAlikes struct {
	Organisations []Party `json:"organisations"`
}

// listLookAlikes lists the names that could be taken for one another.
//
//	@Summary      List organisations with names that look alike
//	@Description  In groups of two and more, after letters of other alphabets, accents, capitals, punctuation and legal forms are set aside.
//	@ID           listLookAlikes
//	@Tags         identity
//	@Success      200 {object} List[LookAlikes]
//	@Failure      default {object} problem.Details
//	@Router       /v1/look-alikes [get]
func (h *api) listLookAlikes(c *gin.Context) (List[LookAlikes], error) {
	if _, err := query[struct{}](c); err != nil {
		return List[LookAlikes]{}, err
	}
	groups, err := h.Identity.LookAlikes(c.Request.Context())
	return list(h, c, groups, "", func(group []identity.Organisation) (v LookAlikes) {
		for _, o := range group {
			v.Organisations = append(v.Organisations, viewParty(o))
		}
		return v
	}), err
}
