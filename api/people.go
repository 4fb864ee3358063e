package api

import (
	"time"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/identity"
)

func (h *api) people() []Route {
	return []Route{
		get("/v1/organisations/:id/members", "listMembers", run(h.listMembers)),
		made("/v1/organisations/:id/members", "addMember", run(h.addMember)),
		get("/v1/organisations/:id/members/:member", "getMember", run(h.getMember)),
		patch("/v1/organisations/:id/members/:member", "changeMember", run(h.changeMember)),
		done("/v1/organisations/:id/members/:member/end", "endMember", run(h.endMember)),
		get("/v1/people/:id", "getPerson", run(h.getPerson)),
		done("/v1/people/:id/identities", "linkPerson", run(h.linkPerson)),
		done("/v1/people/:id/disable", "disablePerson", run(h.disablePerson)),
	}
}

// Person is somebody who acts for organisations, as they and their
// administrators see them.
type Person struct {
	ID         string     `json:"id" format:"uuid"`
	Name       string     `json:"name"`
	Email      string     `json:"email"`
	CreatedAt  time.Time  `json:"createdAt" format:"date-time"`
	DisabledAt *time.Time `json:"disabledAt" format:"date-time" extensions:"x-nullable"` // shut out since
	Version    int        `json:"version"`
}

func (p Person) version() int { return p.Version }

func viewPerson(p identity.Person) Person {
	return Person{ID: p.ID, Name: p.Name, Email: p.Email, CreatedAt: p.CreatedAt, DisabledAt: p.DisabledAt, Version: p.Version}
}

// Member is a person in an organisation.
type Member struct {
	ID           string       `json:"id" format:"uuid"`
	Organisation string       `json:"organisation" format:"uuid"`
	Person       Person       `json:"person"`
	Roles        []actor.Role `json:"roles" enums:"administrator,officer,evaluator,supplier,contract_manager,auditor"`
	CreatedAt    time.Time    `json:"createdAt" format:"date-time"`
	EndedAt      *time.Time   `json:"endedAt" format:"date-time" extensions:"x-nullable"`
	Version      int          `json:"version"`
}

func (m Member) version() int { return m.Version }
func (m Member) location() string {
	return "/v1/organisations/" + m.Organisation + "/members/" + m.ID
}

func viewMember(m identity.Membership) Member {
	return Member{
		ID: m.ID, Organisation: m.OrganisationID, Person: viewPerson(m.Person), Roles: m.Roles,
		CreatedAt: m.CreatedAt, EndedAt: m.EndedAt, Version: m.Version,
	}
}

// listMembers lists who is and was in an organisation, newest first.
//
//	@Summary  List an organisation's members
//	@ID       listMembers
//	@Tags     people
//	@Param    id     path  string true  "Organisation" format(uuid)
//	@Param    limit  query int    false "How many at most" minimum(1) maximum(100) default(50)
//	@Param    cursor query string false "Where to go on: next of the page before"
//	@Success  200 {object} List[Member]
//	@Failure  default {object} problem.Details
//	@Router   /v1/organisations/{id}/members [get]
func (h *api) listMembers(c *gin.Context) (List[Member], error) {
	id, err := pathID(c, "id")
	if err != nil {
		return List[Member]{}, err
	}
	q, err := query[Paging](c)
	if err != nil {
		return List[Member]{}, err
	}
	page, err := h.page(c, q)
	if err != nil {
		return List[Member]{}, err
	}
	items, next, err := h.Identity.Members(c.Request.Context(), id, page)
	return list(h, c, items, next, viewMember), err
}

// addMember puts a person into an organisation without an invitation.
//
//	@Summary      Add a member who signs in at an identity provider
//	@Description  For administrators of the installation. Whoever has the address already is that person.
//	@ID           addMember
//	@Tags         people
//	@Param        id   path string             true "Organisation" format(uuid)
//	@Param        body body identity.NewMember true "The member"
//	@Success      201 {object} Member
//	@Failure      default {object} problem.Details
//	@Router       /v1/organisations/{id}/members [post]
func (h *api) addMember(c *gin.Context) (Member, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return Member{}, err
	}
	in, err := body[identity.NewMember](c)
	if err != nil {
		return Member{}, err
	}
	m, err := h.Identity.AddMember(c.Request.Context(), id, in)
	return viewMember(m), err
}

// member reads which member of which organisation is meant.
func member(c *gin.Context) (organisation, id string, err error) {
	if organisation, err = pathID(c, "id"); err != nil {
		return "", "", err
	}
	id, err = pathID(c, "member")
	return organisation, id, err
}

// getMember shows one member.
//
//	@Summary  Read a member
//	@ID       getMember
//	@Tags     people
//	@Param    id     path string true "Organisation" format(uuid)
//	@Param    member path string true "Member" format(uuid)
//	@Success  200 {object} Member
//	@Failure  default {object} problem.Details
//	@Router   /v1/organisations/{id}/members/{member} [get]
func (h *api) getMember(c *gin.Context) (Member, error) {
	organisation, id, err := member(c)
	if err != nil {
		return Member{}, err
	}
	m, err := h.Identity.Member(c.Request.Context(), organisation, id)
	return viewMember(m), err
}

// changeMember gives a member other roles, at once.
//
//	@Summary  Give a member other roles
//	@ID       changeMember
//	@Tags     people
//	@Param    id       path   string                true "Organisation" format(uuid)
//	@Param    member   path   string                true "Member" format(uuid)
//	@Param    If-Match header string                true "ETag of the member as last read"
//	@Param    body     body   identity.MemberChange true "The roles"
//	@Success  200 {object} Member
//	@Failure  default {object} problem.Details
//	@Router   /v1/organisations/{id}/members/{member} [patch]
func (h *api) changeMember(c *gin.Context) (Member, error) {
	organisation, id, err := member(c)
	if err != nil {
		return Member{}, err
	}
	version, err := ifMatch(c)
	if err != nil {
		return Member{}, err
	}
	in, err := body[identity.MemberChange](c)
	if err != nil {
		return Member{}, err
	}
	m, err := h.Identity.ChangeMember(c.Request.Context(), organisation, id, in, version)
	return viewMember(m), err
}

// endMember takes a person out of an organisation, at once.
//
//	@Summary  End a membership
//	@ID       endMember
//	@Tags     people
//	@Param    id       path   string true "Organisation" format(uuid)
//	@Param    member   path   string true "Member" format(uuid)
//	@Param    If-Match header string true "ETag of the member as last read"
//	@Success  200 {object} Member
//	@Failure  default {object} problem.Details
//	@Router   /v1/organisations/{id}/members/{member}/end [post]
func (h *api) endMember(c *gin.Context) (Member, error) {
	organisation, err := pathID(c, "id")
	if err != nil {
		return Member{}, err
	}
	id, version, err := named(c, "member")
	if err != nil {
		return Member{}, err
	}
	m, err := h.Identity.EndMember(c.Request.Context(), organisation, id, version)
	return viewMember(m), err
}

// getPerson shows a person to themselves and to administrators of the
// installation.
//
//	@Summary  Read a person
//	@ID       getPerson
//	@Tags     people
//	@Param    id path string true "Person" format(uuid)
//	@Success  200 {object} Person
//	@Failure  default {object} problem.Details
//	@Router   /v1/people/{id} [get]
func (h *api) getPerson(c *gin.Context) (Person, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return Person{}, err
	}
	p, err := h.Identity.Person(c.Request.Context(), id)
	return viewPerson(p), err
}

// linkPerson lets a person sign in at an identity provider.
//
//	@Summary      Let a person sign in at an identity provider
//	@Description  For administrators of the installation. Tokens of that subject are this person's from then on.
//	@ID           linkPerson
//	@Tags         people
//	@Param        id   path string        true "Person" format(uuid)
//	@Param        body body identity.Link true "Who the person is to the provider"
//	@Success      200 {object} Person
//	@Failure      default {object} problem.Details
//	@Router       /v1/people/{id}/identities [post]
func (h *api) linkPerson(c *gin.Context) (Person, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return Person{}, err
	}
	in, err := body[identity.Link](c)
	if err != nil {
		return Person{}, err
	}
	p, err := h.Identity.LinkPerson(c.Request.Context(), id, in)
	return viewPerson(p), err
}

// disablePerson shuts a person out, at once.
//
//	@Summary      Shut a person out
//	@Description  For administrators of the installation. Sign-ins end and keys stop to work, at once; what the person did stays.
//	@ID           disablePerson
//	@Tags         people
//	@Param        id       path   string true "Person" format(uuid)
//	@Param        If-Match header string true "ETag of the person as last read"
//	@Success      200 {object} Person
//	@Failure      default {object} problem.Details
//	@Router       /v1/people/{id}/disable [post]
func (h *api) disablePerson(c *gin.Context) (Person, error) {
	id, version, err := named(c, "id")
	if err != nil {
		return Person{}, err
	}
	p, err := h.Identity.DisablePerson(c.Request.Context(), id, version)
	return viewPerson(p), err
}
