package api

import (
	"time"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/identity"
)

func (h *api) invitations() []Route {
	return []Route{
		get("/v1/organisations/:id/invitations", "listInvitations", run(h.listInvitations)),
		made("/v1/organisations/:id/invitations", "createInvitation", run(h.createInvitation)),
		done("/v1/organisations/:id/invitations/:invitation/revoke", "revokeInvitation", run(h.revokeInvitation)),
		made("/v1/organisations/:id/members/:member/reset", "resetMember", run(h.resetMember)),
		done("/v1/invitations/accept", "acceptInvitation", run(h.acceptInvitation)),
	}
}

// Invitation is a place that is offered to somebody, without its secret.
type Invitation struct {
	ID           string       `json:"id" format:"uuid"`
	Organisation string       `json:"organisation" format:"uuid"`
	Person       *string      `json:"person" format:"uuid" extensions:"x-nullable"` // whose means to sign in are made anew; null for a new member
	Name         string       `json:"name,omitempty"`
	Email        string       `json:"email,omitempty"`
	Roles        []actor.Role `json:"roles" enums:"administrator,officer,evaluator,supplier,contract_manager,auditor"`
	CreatedAt    time.Time    `json:"createdAt" format:"date-time"`
	ExpiresAt    time.Time    `json:"expiresAt" format:"date-time"`
	AcceptedAt   *time.Time   `json:"acceptedAt" format:"date-time" extensions:"x-nullable"`
	RevokedAt    *time.Time   `json:"revokedAt" format:"date-time" extensions:"x-nullable"`
	Version      int          `json:"version"`
}

func (i Invitation) version() int { return i.Version }

// NewInvitationAnswer is an invitation with its secret, which is shown this
// once.
type NewInvitationAnswer struct {
	Invitation

	Token  string `json:"token" example:"assay-invitation_…"` // works once
	Notice string `json:"notice,omitempty"`
}

func (i NewInvitationAnswer) withoutSecret() any {
	i.Token, i.Notice = "", onceOnly
	return i
}

func viewInvitation(i identity.Invitation) Invitation {
	return Invitation{
		ID: i.ID, Organisation: i.OrganisationID, Person: i.PersonID, Name: i.Name, Email: i.Email, Roles: i.Roles,
		CreatedAt: i.CreatedAt, ExpiresAt: i.ExpiresAt, AcceptedAt: i.AcceptedAt, RevokedAt: i.RevokedAt, Version: i.Version,
	}
}

// listInvitations lists an organisation's invitations, newest first.
//
//	@Summary  List an organisation's invitations
//	@ID       listInvitations
//	@Tags     people
//	@Param    id     path  string true  "Organisation" format(uuid)
//	@Param    limit  query int    false "How many at most" minimum(1) maximum(100) default(50)
//	@Param    cursor query string false "Where to go on: next of the page before"
//	@Success  200 {object} List[Invitation]
//	@Failure  default {object} problem.Details
//	@Router   /v1/organisations/{id}/invitations [get]
func (h *api) listInvitations(c *gin.Context) (List[Invitation], error) {
	id, err := pathID(c, "id")
	if err != nil {
		return List[Invitation]{}, err
	}
	q, err := query[Paging](c)
	if err != nil {
		return List[Invitation]{}, err
	}
	page, err := h.page(c, q)
	if err != nil {
		return List[Invitation]{}, err
	}
	items, next, err := h.Identity.Invitations(c.Request.Context(), id, page)
	return list(h, c, items, next, viewInvitation), err
}

// createInvitation offers somebody a place in an organisation.
//
//	@Summary      Invite a person
//	@Description  The token works once, for seven days, and is in this answer and nowhere else. Only people invite: whoever stole a key could else make themselves a person.
//	@ID           createInvitation
//	@Tags         people
//	@Param        id   path string                 true "Organisation" format(uuid)
//	@Param        body body identity.NewInvitation true "Who is invited"
//	@Success      201 {object} NewInvitationAnswer
//	@Failure      default {object} problem.Details
//	@Router       /v1/organisations/{id}/invitations [post]
func (h *api) createInvitation(c *gin.Context) (NewInvitationAnswer, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return NewInvitationAnswer{}, err
	}
	in, err := body[identity.NewInvitation](c)
	if err != nil {
		return NewInvitationAnswer{}, err
	}
	i, token, err := h.Identity.Invite(c.Request.Context(), id, in)
	return NewInvitationAnswer{Invitation: viewInvitation(i), Token: token}, err
}

// revokeInvitation takes an invitation back, at once.
//
//	@Summary  Take an invitation back
//	@ID       revokeInvitation
//	@Tags     people
//	@Param    id         path   string true "Organisation" format(uuid)
//	@Param    invitation path   string true "Invitation" format(uuid)
//	@Param    If-Match   header string true "ETag of the invitation as last read"
//	@Success  200 {object} Invitation
//	@Failure  default {object} problem.Details
//	@Router   /v1/organisations/{id}/invitations/{invitation}/revoke [post]
func (h *api) revokeInvitation(c *gin.Context) (Invitation, error) {
	organisation, err := pathID(c, "id")
	if err != nil {
		return Invitation{}, err
	}
	id, version, err := named(c, "invitation")
	if err != nil {
		return Invitation{}, err
	}
	i, err := h.Identity.RevokeInvitation(c.Request.Context(), organisation, id, version)
	return viewInvitation(i), err
}

// resetMember offers a member new means to sign in.
//
//	@Summary      Let a member sign in anew
//	@Description  For somebody who lost their password or their authenticator. What they had works until they accept the invitation in this answer.
//	@ID           resetMember
//	@Tags         people
//	@Param        id     path string true "Organisation" format(uuid)
//	@Param        member path string true "Member" format(uuid)
//	@Success      201 {object} NewInvitationAnswer
//	@Failure      default {object} problem.Details
//	@Router       /v1/organisations/{id}/members/{member}/reset [post]
func (h *api) resetMember(c *gin.Context) (NewInvitationAnswer, error) {
	organisation, id, err := member(c)
	if err != nil {
		return NewInvitationAnswer{}, err
	}
	if err := nothing(c); err != nil {
		return NewInvitationAnswer{}, err
	}
	i, token, err := h.Identity.Reset(c.Request.Context(), organisation, id)
	return NewInvitationAnswer{Invitation: viewInvitation(i), Token: token}, err
}

// Acceptance is the place that somebody took, with the secret of their one-time
// codes where they got a new one: it is shown this once.
type Acceptance struct {
	Member Member        `json:"member"`
	Codes  *OneTimeCodes `json:"oneTimeCodes" extensions:"x-nullable"` // null where you sign in elsewhere, or could sign in here before
	Notice string        `json:"notice,omitempty"`
}

// OneTimeCodes is what an authenticator app makes one-time codes from.
type OneTimeCodes struct {
	URI    string `json:"uri" example:"otpauth://totp/Assay:jo.bloggs@example.org?secret=…"` // for the app, or as a QR code
	Secret string `json:"secret"`                                                            // the same in base32, to type in
}

func (a Acceptance) withoutSecret() any {
	if a.Codes != nil {
		a.Codes, a.Notice = nil, onceOnly
	}
	return a
}

// acceptInvitation takes the place that an invitation offers.
//
//	@Summary      Accept an invitation
//	@Description  Whoever is new here sets a password and gets the secret of their one-time codes, in this answer and nowhere else. Where people sign in at an identity provider, its token takes the place of the password.
//	@ID           acceptInvitation
//	@Tags         people
//	@Param        body body identity.Acceptance true "The invitation and the means to sign in"
//	@Success      200 {object} Acceptance
//	@Failure      default {object} problem.Details
//	@Router       /v1/invitations/accept [post]
func (h *api) acceptInvitation(c *gin.Context) (Acceptance, error) {
	in, err := body[identity.Acceptance](c)
	if err != nil {
		return Acceptance{}, err
	}
	a, err := h.Identity.Accept(c.Request.Context(), in, network(c.ClientIP()))
	v := Acceptance{Member: viewMember(a.Membership)}
	if a.Code != (identity.Code{}) {
		v.Codes = &OneTimeCodes{URI: a.Code.URI, Secret: a.Code.Secret}
	}
	return v, err
}
