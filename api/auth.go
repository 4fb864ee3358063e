package api

import (
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/actor"
)

// authenticate finds out who is asking. A request without credentials is the
// public's; one with wrong credentials is refused on every route, so that a
// caller never mistakes the public's view for its own.
func (h *api) authenticate(c *gin.Context) {
	who := actor.Actor{RequestID: requestID(c)}
	if header := c.GetHeader("Authorization"); header != "" {
		scheme, secret, _ := strings.Cut(header, " ")
		if !strings.EqualFold(scheme, "Bearer") || secret == "" {
			fail(c, errSignIn.Because("the Authorization header is not a Bearer token"))
			return
		}
		var err error
		if who, err = h.Identity.Authenticate(c.Request.Context(), secret); err != nil {
			fail(c, err)
			return
		}
		who.RequestID = requestID(c)
	}
	c.Request = c.Request.WithContext(actor.With(c.Request.Context(), who))
}
