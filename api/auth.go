package api

import (
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/fault"
)

var errOrganisationHeader = fault.New(fault.Malformed, "malformed-organisation", "The header Assay-Organisation takes the identifier of one organisation")

// organisationHeader is where people who are members of several organisations
// say for which one they act.
const organisationHeader = "Assay-Organisation"

// authenticate finds out who is asking. A request without credentials is the
// public's; one with wrong credentials is refused on every route, so that a
// caller never mistakes the public's view for its own.
func (h *api) authenticate(c *gin.Context) {
	who := actor.Actor{}
	if c.GetHeader("Authorization") != "" {
		token, err := bearer(c)
		if err != nil {
			fail(c, err)
			return
		}
		organisation := c.GetHeader(organisationHeader)
		if organisation != "" && uuid.Validate(organisation) != nil {
			fail(c, errOrganisationHeader)
			return
		}
		if who, err = h.Identity.Authenticate(c.Request.Context(), token, strings.ToLower(organisation)); err != nil {
			fail(c, err)
			return
		}
	}
	who.RequestID = requestID(c)
	c.Request = c.Request.WithContext(actor.With(c.Request.Context(), who))
}

// bearer reads the secret that came with the request.
func bearer(c *gin.Context) (string, error) {
	scheme, secret, _ := strings.Cut(c.GetHeader("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") || secret == "" {
		return "", errSignIn.Because("the Authorization header is not a Bearer token")
	}
	return secret, nil
}
