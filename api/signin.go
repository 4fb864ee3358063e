package api

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/identity"
)

func (h *api) signIns() []Route {
	return []Route{
		get("/v1/me", "getMe", run(h.getMe)),
		asked("/v1/sign-in", "signIn", run(h.signIn)), // done twice it is two sign-ins, and nothing of it may be kept for a replay
		{Method: http.MethodPost, Path: "/v1/sign-out", Operation: "signOut", Status: http.StatusNoContent, handle: run(h.signOut), pure: true},
	}
}

// Me is who the caller is to Assay.
type Me struct {
	Key          string       `json:"key" format:"uuid"` // the key, or the person's own identifier where somebody signed in
	Label        string       `json:"label"`             // what the key is called, or the person's name
	Person       *Person      `json:"person"`            // who signed in, or who holds the key; null for an organisation's key
	InPerson     bool         `json:"inPerson"`          // whether this is a sign-in: only people open bids, award and move deadlines
	Roles        []actor.Role `json:"roles" enums:"administrator,officer,evaluator,supplier,contract_manager,auditor"`
	Operations   []string     `json:"operations"` // the only operations that the key is for; empty for all that the roles allow
	Organisation Organisation `json:"organisation"`
	Places       []Place      `json:"places"` // where the person is a member
}

// Place is an organisation that a person may act for.
type Place struct {
	Organisation Party        `json:"organisation"`
	Roles        []actor.Role `json:"roles" enums:"administrator,officer,evaluator,supplier,contract_manager,auditor"`
}

func viewPlaces(list []identity.Membership) []Place {
	out := make([]Place, len(list))
	for i, m := range list {
		out[i] = Place{Organisation: viewParty(m.Organisation), Roles: m.Roles}
	}
	return out
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
	ctx := c.Request.Context()
	who := actor.From(ctx)
	me := Me{Key: who.KeyID, Label: who.Name, InPerson: who.IsPerson(), Roles: who.Roles, Operations: append([]string{}, who.Operations...)}
	p, places, err := h.Identity.Self(ctx)
	if err != nil {
		return Me{}, err
	}
	if who.PersonID != "" {
		v := viewPerson(p)
		me.Person = &v
	}
	me.Places = viewPlaces(places)
	o, err := h.Identity.Organisation(ctx, who.OrganisationID)
	me.Organisation = viewOrganisation(o)
	return me, err
}

// SignedIn is a sign-in with its token, which is shown this once.
type SignedIn struct {
	Token       string    `json:"token" example:"assay-session_…"` // for the Authorization header, as a key is
	ExpiresAt   time.Time `json:"expiresAt" format:"date-time"`
	IdleMinutes int       `json:"idleMinutes" example:"15"` // it ends earlier when it is not used for so long
	Person      Person    `json:"person"`
	Places      []Place   `json:"places"` // the organisations that the person may act for; of several, the header Assay-Organisation says which
}

// signIn lets a person in.
//
//	@Summary      Sign in
//	@Description  With the password and a one-time code, which works once. Where people sign in at an identity provider, its token is sent in the Authorization header instead, and this route is not used. The Idempotency-Key is not looked at: nothing of a sign-in is kept.
//	@ID           signIn
//	@Tags         people
//	@Param        body body identity.SignIn true "The means to sign in"
//	@Success      200 {object} SignedIn
//	@Failure      default {object} problem.Details
//	@Router       /v1/sign-in [post]
func (h *api) signIn(c *gin.Context) (SignedIn, error) {
	in, err := body[identity.SignIn](c)
	if err != nil {
		return SignedIn{}, err
	}
	s, token, err := h.Identity.SignIn(c.Request.Context(), in, network(c.ClientIP()))
	c.Header("Cache-Control", "no-store")
	return SignedIn{Token: token, ExpiresAt: s.ExpiresAt, IdleMinutes: identity.IdleMinutes, Person: viewPerson(s.Person), Places: viewPlaces(s.Places)}, err
}

// signOut ends the sign-in that the caller came with, at once.
//
//	@Summary  Sign out
//	@ID       signOut
//	@Tags     people
//	@Success  204
//	@Failure  default {object} problem.Details
//	@Router   /v1/sign-out [post]
func (h *api) signOut(c *gin.Context) (empty, error) {
	if err := nothing(c); err != nil {
		return empty{}, err
	}
	token, err := bearer(c)
	if err != nil {
		return empty{}, err
	}
	return empty{}, h.Identity.SignOut(c.Request.Context(), token)
}
