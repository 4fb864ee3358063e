package identity

import (
	"context"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
)

// NewMember is what an administrator of the installation sends to put somebody
// into an organisation without an invitation: who signs in at an issuer.
type NewMember struct {
	Name    string       `json:"name" validate:"required,max=200,text" example:"Jo Bloggs"` // one line
	Email   string       `json:"email" validate:"required,max=254,email" example:"jo.bloggs@example.org"`
	Roles   []actor.Role `json:"roles" validate:"required,min=1,max=7,unique,dive,oneof=administrator officer evaluator supplier contract_manager auditor steward" enums:"administrator,officer,evaluator,supplier,contract_manager,auditor,steward"`
	Issuer  string       `json:"issuer,omitempty" validate:"required_with=Subject,omitempty,max=300,http_url" example:"https://login.example.org"` // where the person signs in
	Subject string       `json:"subject,omitempty" validate:"required_with=Issuer,omitempty,max=255,text"`                                         // who the person is there
}

// AddMember puts a person into an organisation. Whoever has the address
// already is that person.
func (s *Service) AddMember(ctx context.Context, organisationID string, in NewMember) (Membership, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Membership, error) {
		var wrong fault.Fields
		if err := fault.Check(in); !wrong.Merge(err) {
			return Membership{}, err
		}
		checkName(&wrong, in.Name)
		o, err := administered(tx, organisationID)
		if err == nil {
			err = byInstallation(tx)
		}
		if err == nil {
			grantable(o, in.Roles, &wrong)
			err = wrong.Err()
		}
		if err != nil {
			return Membership{}, err
		}
		p, err := personOrNew(tx, o.ID, in.Name, in.Email, in.Roles)
		if err == nil && in.Issuer != "" {
			err = link(tx, p, in.Issuer, in.Subject)
		}
		if err != nil {
			return Membership{}, err
		}
		return join(tx, p, o, in.Roles)
	})
}

// personOrNew finds the person with an address, or makes one, with the row
// among the keys under which is kept what is done in person.
func personOrNew(tx *store.Tx, organisationID, name, email string, roles []actor.Role) (Person, error) {
	found, err := personByEmail(tx, tidyEmail(email))
	if err != nil {
		return Person{}, err
	}
	if found != nil {
		return *found, nil
	}
	p := Person{ID: tx.NewID(), Name: tidyName(name), Email: tidyEmail(email), CreatedAt: tx.Now, Version: 1}
	tx.Record(store.Event{Verb: "person.registered", Subject: p.ID})
	if err := insertPerson(tx, p); err != nil {
		return p, err
	}
	return p, insertKey(tx, Key{
		ID: p.ID, OrganisationID: organisationID, PersonID: p.ID, Label: "in person", Roles: roles, Prefix: "person-" + p.ID,
		CreatedAt: tx.Now, RevokedAt: &tx.Now, Version: 1,
	})
}

// join gives a person a place. Open offers of new means to sign in are taken
// back: whoever made one vouched for another person's places, not for this one.
func join(tx *store.Tx, p Person, o Organisation, roles []actor.Role) (Membership, error) {
	if err := revokeResets(tx, p.ID); err != nil {
		return Membership{}, err
	}
	m := Member{ID: tx.NewID(), PersonID: p.ID, OrganisationID: o.ID, Roles: roles, CreatedAt: tx.Now, Version: 1}
	tx.Record(store.Event{Verb: "member.added", Subject: m.ID, Detail: map[string]any{"person": p.ID, "organisation": o.ID, "roles": roles}})
	return Membership{Member: m, Person: p, Organisation: o}, insertMember(tx, m)
}

// MemberChange is what an administrator sends to give a member other roles.
type MemberChange struct {
	Roles []actor.Role `json:"roles" validate:"required,min=1,max=7,unique,dive,oneof=administrator officer evaluator supplier contract_manager auditor steward" enums:"administrator,officer,evaluator,supplier,contract_manager,auditor,steward"`
}

// ChangeMember gives a member other roles, at once: also in sign-ins and keys
// that are in use.
func (s *Service) ChangeMember(ctx context.Context, organisationID, memberID string, in MemberChange, version int) (Membership, error) {
	return s.changeMember(ctx, organisationID, memberID, version, func(tx *store.Tx, m *Membership) (map[string]any, error) {
		var wrong fault.Fields
		if err := fault.Check(in); !wrong.Merge(err) {
			return nil, err
		}
		grantable(m.Organisation, in.Roles, &wrong)
		tx.Record(store.Event{Verb: "member.changed", Subject: m.ID, Detail: map[string]any{"person": m.PersonID, "organisation": m.OrganisationID, "roles": in.Roles, "before": m.Roles}})
		m.Roles = in.Roles
		return map[string]any{"roles": rolesText(in.Roles)}, wrong.Err()
	})
}

// EndMember takes a person out of an organisation, at once.
func (s *Service) EndMember(ctx context.Context, organisationID, memberID string, version int) (Membership, error) {
	return s.changeMember(ctx, organisationID, memberID, version, func(tx *store.Tx, m *Membership) (map[string]any, error) {
		tx.Record(store.Event{Verb: "member.ended", Subject: m.ID, Detail: map[string]any{"person": m.PersonID, "organisation": m.OrganisationID}})
		m.EndedAt = &tx.Now
		return map[string]any{"ended_at": tx.Now}, nil
	})
}

func (s *Service) changeMember(ctx context.Context, organisationID, memberID string, version int, do func(*store.Tx, *Membership) (map[string]any, error)) (Membership, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Membership, error) {
		m, err := memberOf(tx, organisationID, memberID)
		if err != nil {
			return m, err
		}
		if m.EndedAt != nil {
			return m, ErrEnded
		}
		columns, err := do(tx, &m)
		if err != nil {
			return m, err
		}
		err = changeMember(tx, m.ID, version, columns)
		m.Version = version + 1
		return m, err
	})
}

// memberOf finds a member of an organisation that the actor may administer.
func memberOf(tx *store.Tx, organisationID, memberID string) (Membership, error) {
	o, err := administered(tx, organisationID)
	if err != nil {
		return Membership{}, err
	}
	return getMember(tx, o, memberID)
}

// Members lists who is and was in an organisation, newest first.
func (s *Service) Members(ctx context.Context, organisationID string, page store.Page) (items []Membership, next string, err error) {
	items, err = store.Read(ctx, s.DB, func(tx *store.Tx) ([]Membership, error) {
		o, err := administered(tx, organisationID)
		if err != nil {
			return nil, err
		}
		return listMembers(tx, o, page)
	})
	items, next = store.Cut(page, items, func(m Membership) string { return m.ID })
	return items, next, err
}

// Member finds one.
func (s *Service) Member(ctx context.Context, organisationID, memberID string) (Membership, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) (Membership, error) { return memberOf(tx, organisationID, memberID) })
}
