package api

import (
	"time"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/identity"
)

func (h *api) organisations() []Route {
	return []Route{
		get("/v1/me", "getMe", run(h.getMe)),
		get("/v1/organisations", "listOrganisations", run(h.listOrganisations)),
		made("/v1/organisations", "createOrganisation", run(h.createOrganisation)),
		get("/v1/organisations/:id", "getOrganisation", run(h.getOrganisation)),
		get("/v1/organisations/:id/keys", "listKeys", run(h.listKeys)),
		made("/v1/organisations/:id/keys", "createKey", run(h.createKey)),
		done("/v1/organisations/:id/keys/:key/revoke", "revokeKey", run(h.revokeKey)),
	}
}

// Organisation is a body that takes part, as anybody signed in may see it.
type Organisation struct {
	ID               string        `json:"id" format:"uuid"`
	Name             string        `json:"name"`
	Kind             identity.Kind `json:"kind" enums:"authority,partner,supplier,steward"`
	IdentifierScheme string        `json:"identifierScheme,omitempty" example:"GB-COH"`
	Identifier       string        `json:"identifier,omitempty"`
	CreatedAt        time.Time     `json:"createdAt" format:"date-time"`
	Version          int           `json:"version"`
}

func (o Organisation) version() int     { return o.Version }
func (o Organisation) location() string { return "/v1/organisations/" + o.ID }

func viewOrganisation(o identity.Organisation) Organisation {
	return Organisation{
		ID: o.ID, Name: o.Name, Kind: o.Kind, IdentifierScheme: o.IdentifierScheme, Identifier: o.Identifier,
		CreatedAt: o.CreatedAt, Version: o.Version,
	}
}

// Key is an API key without its secret.
type Key struct {
	ID           string       `json:"id" format:"uuid"`
	Organisation string       `json:"organisation" format:"uuid"`
	Label        string       `json:"label"`
	Roles        []actor.Role `json:"roles" enums:"administrator,officer,evaluator,supplier,contract_manager,auditor"`
	Prefix       string       `json:"prefix"`
	CreatedAt    time.Time    `json:"createdAt" format:"date-time"`
	ExpiresAt    *time.Time   `json:"expiresAt" format:"date-time" extensions:"x-nullable"`
	RevokedAt    *time.Time   `json:"revokedAt" format:"date-time" extensions:"x-nullable"`
	Version      int          `json:"version"`
}

func (k Key) version() int { return k.Version }

// NewKeyAnswer is a key with its secret, which is shown this once.
type NewKeyAnswer struct {
	Key

	Secret string `json:"secret" example:"assay_…"`
	Notice string `json:"notice,omitempty"`
}

func (k NewKeyAnswer) withoutSecret() any {
	k.Secret, k.Notice = "", "already issued: the secret was shown once and is not kept"
	return k
}

func viewKey(k identity.Key) Key {
	return Key{
		ID: k.ID, Organisation: k.OrganisationID, Label: k.Label, Roles: k.Roles, Prefix: k.Prefix,
		CreatedAt: k.CreatedAt, ExpiresAt: k.ExpiresAt, RevokedAt: k.RevokedAt, Version: k.Version,
	}
}

// Me is who the caller is to Assay.
type Me struct {
	Key          string       `json:"key" format:"uuid"`
	Label        string       `json:"label"`
	Roles        []actor.Role `json:"roles" enums:"administrator,officer,evaluator,supplier,contract_manager,auditor"`
	Organisation Organisation `json:"organisation"`
}

// getMe tells the caller who it is.
//
//	@Summary  Who am I?
//	@ID       getMe
//	@Tags     identity
//	@Success  200 {object} Me
//	@Failure  default {object} problem.Details
//	@Router   /v1/me [get]
func (h *api) getMe(c *gin.Context) (Me, error) {
	who := actor.From(c.Request.Context())
	o, err := h.Identity.Organisation(c.Request.Context(), who.OrganisationID)
	return Me{Key: who.KeyID, Label: who.Name, Roles: who.Roles, Organisation: viewOrganisation(o)}, err
}

type organisationQuery struct {
	Paging

	Kind string `form:"kind" validate:"omitempty,oneof=authority partner supplier steward"`
}

// listOrganisations lists who takes part, newest first.
//
//	@Summary  List organisations
//	@ID       listOrganisations
//	@Tags     identity
//	@Param    kind   query string false "Only this kind" Enums(authority, partner, supplier, steward)
//	@Param    limit  query int    false "How many at most" minimum(1) maximum(100) default(50)
//	@Param    cursor query string false "Where to go on: next of the page before"
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
	items, next, err := h.Identity.Organisations(c.Request.Context(), identity.Kind(q.Kind), page)
	return list(h, c, items, next, viewOrganisation), err
}

// createOrganisation registers a body that takes part.
//
//	@Summary  Register an organisation
//	@ID       createOrganisation
//	@Tags     identity
//	@Param    body body identity.NewOrganisation true "The organisation"
//	@Success  201 {object} Organisation
//	@Failure  default {object} problem.Details
//	@Router   /v1/organisations [post]
func (h *api) createOrganisation(c *gin.Context) (Organisation, error) {
	in, err := body[identity.NewOrganisation](c)
	if err != nil {
		return Organisation{}, err
	}
	o, err := h.Identity.Register(c.Request.Context(), in)
	return viewOrganisation(o), err
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
	o, err := h.Identity.Organisation(c.Request.Context(), id)
	return viewOrganisation(o), err
}

// listKeys lists an organisation's keys, newest first.
//
//	@Summary  List an organisation's API keys
//	@ID       listKeys
//	@Tags     identity
//	@Param    id     path  string true  "Organisation" format(uuid)
//	@Param    limit  query int    false "How many at most" minimum(1) maximum(100) default(50)
//	@Param    cursor query string false "Where to go on: next of the page before"
//	@Success  200 {object} List[Key]
//	@Failure  default {object} problem.Details
//	@Router   /v1/organisations/{id}/keys [get]
func (h *api) listKeys(c *gin.Context) (List[Key], error) {
	id, err := pathID(c, "id")
	if err != nil {
		return List[Key]{}, err
	}
	q, err := query[Paging](c)
	if err != nil {
		return List[Key]{}, err
	}
	page, err := h.page(c, q)
	if err != nil {
		return List[Key]{}, err
	}
	items, next, err := h.Identity.Keys(c.Request.Context(), id, page)
	return list(h, c, items, next, viewKey), err
}

// createKey gives an organisation a key. Its secret is in this answer and
// nowhere else.
//
//	@Summary  Create an API key
//	@ID       createKey
//	@Tags     identity
//	@Param    id   path string          true "Organisation" format(uuid)
//	@Param    body body identity.NewKey true "The key"
//	@Success  201 {object} NewKeyAnswer
//	@Failure  default {object} problem.Details
//	@Router   /v1/organisations/{id}/keys [post]
func (h *api) createKey(c *gin.Context) (NewKeyAnswer, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return NewKeyAnswer{}, err
	}
	in, err := body[identity.NewKey](c)
	if err != nil {
		return NewKeyAnswer{}, err
	}
	k, secret, err := h.Identity.CreateKey(c.Request.Context(), id, in)
	return NewKeyAnswer{Key: viewKey(k), Secret: secret}, err
}

// revokeKey ends a key at once.
//
//	@Summary  Revoke an API key
//	@ID       revokeKey
//	@Tags     identity
//	@Param    id       path   string true "Organisation" format(uuid)
//	@Param    key      path   string true "Key" format(uuid)
//	@Param    If-Match header string true "ETag of the key as last read"
//	@Success  200 {object} Key
//	@Failure  default {object} problem.Details
//	@Router   /v1/organisations/{id}/keys/{key}/revoke [post]
func (h *api) revokeKey(c *gin.Context) (Key, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return Key{}, err
	}
	key, err := pathID(c, "key")
	if err != nil {
		return Key{}, err
	}
	version, err := ifMatch(c)
	if err != nil {
		return Key{}, err
	}
	if err := nothing(c); err != nil {
		return Key{}, err
	}
	k, err := h.Identity.RevokeKey(c.Request.Context(), id, key, version)
	return viewKey(k), err
}
