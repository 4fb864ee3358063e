package api

import (
	"time"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/identity"
)

func (h *api) keys() []Route {
	return []Route{
		get("/v1/organisations/:id/keys", "listKeys", run(h.listKeys)),
		made("/v1/organisations/:id/keys", "createKey", run(h.createKey)),
		done("/v1/organisations/:id/keys/:key/revoke", "revokeKey", run(h.revokeKey)),
		get("/v1/me/keys", "listOwnKeys", run(h.listOwnKeys)),
		made("/v1/me/keys", "createOwnKey", run(h.createOwnKey)),
		done("/v1/me/keys/:key/revoke", "revokeOwnKey", run(h.revokeOwnKey)),
	}
}

// Key is an API key without its secret.
type Key struct {
	ID           string       `json:"id" format:"uuid"`
	Organisation string       `json:"organisation" format:"uuid"`
	Person       *string      `json:"person" format:"uuid" extensions:"x-nullable"` // who holds it; null where the organisation does
	Label        string       `json:"label"`
	Roles        []actor.Role `json:"roles" enums:"administrator,officer,evaluator,supplier,contract_manager,auditor"`
	Operations   []string     `json:"operations"` // the only operations that it is for; empty for all that its roles allow
	Prefix       string       `json:"prefix"`     // the part of the secret that names the key
	CreatedAt    time.Time    `json:"createdAt" format:"date-time"`
	ExpiresAt    *time.Time   `json:"expiresAt" format:"date-time" extensions:"x-nullable"`
	RevokedAt    *time.Time   `json:"revokedAt" format:"date-time" extensions:"x-nullable"`
	LastUsedAt   *time.Time   `json:"lastUsedAt" format:"date-time" extensions:"x-nullable"` // to within five minutes
	Version      int          `json:"version"`
}

func (k Key) version() int { return k.Version }

// NewKeyAnswer is a key with its secret, which is shown this once.
type NewKeyAnswer struct {
	Key

	Secret string `json:"secret" example:"assay_…"`
	Notice string `json:"notice,omitempty"`
}

// onceOnly is what stands in the place of a secret when its request is sent
// again.
const onceOnly = "already issued: the secret was shown once and is not kept"

func (k NewKeyAnswer) withoutSecret() any {
	k.Secret, k.Notice = "", onceOnly
	return k
}

func viewKey(k identity.Key) Key {
	v := Key{
		ID: k.ID, Organisation: k.OrganisationID, Label: k.Label, Roles: k.Roles, Operations: k.Operations, Prefix: k.Prefix,
		CreatedAt: k.CreatedAt, ExpiresAt: k.ExpiresAt, RevokedAt: k.RevokedAt, LastUsedAt: k.LastUsedAt, Version: k.Version,
	}
	if k.PersonID != "" {
		v.Person = &k.PersonID
	}
	if v.Operations == nil {
		v.Operations = []string{}
	}
	return v
}

// isOperation reports whether there is an operation of a name.
func isOperation(name string) bool {
	_, ok := access[name]
	return ok
}

// listKeys lists an organisation's keys, newest first: those of its people as
// well.
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
//	@Summary      Create an API key
//	@Description  Two keys of one label may be live, so that a program can change from one to the other without a gap. A key never opens bids, awards or moves a deadline: people do.
//	@ID           createKey
//	@Tags         identity
//	@Param        id   path string          true "Organisation" format(uuid)
//	@Param        body body identity.NewKey true "The key"
//	@Success      201 {object} NewKeyAnswer
//	@Failure      default {object} problem.Details
//	@Router       /v1/organisations/{id}/keys [post]
func (h *api) createKey(c *gin.Context) (NewKeyAnswer, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return NewKeyAnswer{}, err
	}
	in, err := body[identity.NewKey](c)
	if err != nil {
		return NewKeyAnswer{}, err
	}
	k, secret, err := h.Identity.CreateKey(c.Request.Context(), id, in, isOperation)
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
	key, version, err := named(c, "key")
	if err != nil {
		return Key{}, err
	}
	k, err := h.Identity.RevokeKey(c.Request.Context(), id, key, version)
	return viewKey(k), err
}

// named reads which thing is meant, in which version, of a request without a
// body.
func named(c *gin.Context, parameter string) (id string, version int, err error) {
	if id, err = pathID(c, parameter); err != nil {
		return "", 0, err
	}
	if version, err = ifMatch(c); err != nil {
		return "", 0, err
	}
	return id, version, nothing(c)
}

// listOwnKeys lists the keys of the caller, newest first.
//
//	@Summary      List my API keys
//	@Description  A person's own keys, or those that the organisation of the key holds.
//	@ID           listOwnKeys
//	@Tags         identity
//	@Param        limit  query int    false "How many at most" minimum(1) maximum(100) default(50)
//	@Param        cursor query string false "Where to go on: next of the page before"
//	@Success      200 {object} List[Key]
//	@Failure      default {object} problem.Details
//	@Router       /v1/me/keys [get]
func (h *api) listOwnKeys(c *gin.Context) (List[Key], error) {
	q, err := query[Paging](c)
	if err != nil {
		return List[Key]{}, err
	}
	page, err := h.page(c, q)
	if err != nil {
		return List[Key]{}, err
	}
	items, next, err := h.Identity.OwnKeys(c.Request.Context(), page)
	return list(h, c, items, next, viewKey), err
}

// createOwnKey gives the caller one more key. Its secret is in this answer and
// nowhere else.
//
//	@Summary      Create an API key of my own
//	@Description  A person gets a key of their own, in roles that they have. A key gets its successor, under the same label and with no more rights: make it, change over, revoke the old one.
//	@ID           createOwnKey
//	@Tags         identity
//	@Param        body body identity.NewKey true "The key"
//	@Success      201 {object} NewKeyAnswer
//	@Failure      default {object} problem.Details
//	@Router       /v1/me/keys [post]
func (h *api) createOwnKey(c *gin.Context) (NewKeyAnswer, error) {
	in, err := body[identity.NewKey](c)
	if err != nil {
		return NewKeyAnswer{}, err
	}
	k, secret, err := h.Identity.CreateOwnKey(c.Request.Context(), in, isOperation)
	return NewKeyAnswer{Key: viewKey(k), Secret: secret}, err
}

// revokeOwnKey ends a key of the caller at once.
//
//	@Summary  Revoke an API key of my own
//	@ID       revokeOwnKey
//	@Tags     identity
//	@Param    key      path   string true "Key" format(uuid)
//	@Param    If-Match header string true "ETag of the key as last read"
//	@Success  200 {object} Key
//	@Failure  default {object} problem.Details
//	@Router   /v1/me/keys/{key}/revoke [post]
func (h *api) revokeOwnKey(c *gin.Context) (Key, error) {
	key, version, err := named(c, "key")
	if err != nil {
		return Key{}, err
	}
	k, err := h.Identity.RevokeOwnKey(c.Request.Context(), key, version)
	return viewKey(k), err
}
