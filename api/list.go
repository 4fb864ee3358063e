package api

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"net/url"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
)

var errCursor = fault.New(fault.Invalid, "invalid-cursor", "This cursor is not one that this list gave you: start again without it")

// List is a page of a list. Next is the cursor of the following page, null at
// the end.
type List[T any] struct {
	Items []T     `json:"items"`
	Next  *string `json:"next"`
}

// Paging is what every list reads.
type Paging struct {
	Limit  int    `form:"limit" default:"50" validate:"min=1,max=100"`
	Cursor string `form:"cursor"`
}

// page turns the request's paging into the store's.
func (h *api) page(c *gin.Context, p Paging) (store.Page, error) {
	page := store.Page{Limit: p.Limit}
	if p.Cursor == "" {
		return page, nil
	}
	after, ok := h.openCursor(c, p.Cursor)
	if !ok {
		return page, errQuery.With(fault.Field{Pointer: "?cursor", Code: errCursor.Code, Detail: errCursor.Message})
	}
	page.After = after
	return page, nil
}

// list shapes a page of a list.
func list[E, V any](h *api, c *gin.Context, entities []E, next string, view func(E) V) List[V] {
	out := List[V]{Items: make([]V, 0, len(entities))}
	for _, e := range entities {
		out.Items = append(out.Items, view(e))
	}
	if next != "" {
		cursor := h.sealCursor(c, next)
		out.Next = &cursor
	}
	return out
}

// A cursor holds where to go on and a proof that this server gave it to this
// reader for this list with these filters.
func (h *api) sealCursor(c *gin.Context, after string) string {
	return base64.RawURLEncoding.EncodeToString(append(h.cursorProof(c, after), after...))
}

func (h *api) openCursor(c *gin.Context, cursor string) (after string, ok bool) {
	raw, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil || len(raw) <= sha256.Size {
		return "", false
	}
	after = string(raw[sha256.Size:])
	return after, hmac.Equal(raw[:sha256.Size], h.cursorProof(c, after))
}

func (h *api) cursorProof(c *gin.Context, after string) []byte {
	filter, _ := url.ParseQuery(c.Request.URL.RawQuery)
	filter.Del("cursor")
	filter.Del("limit")
	who := actor.From(c.Request.Context())
	mac := hmac.New(sha256.New, h.cursorKey)
	for _, part := range []string{who.OrganisationID, who.KeyID, c.Request.URL.Path, filter.Encode(), after} {
		mac.Write(binary.BigEndian.AppendUint32(nil, uint32(len(part)))) //nolint:gosec // parts are bounded by the request line
		mac.Write([]byte(part))
	}
	return mac.Sum(nil)
}
