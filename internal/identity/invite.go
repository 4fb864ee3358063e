package identity

import (
	"context"
	"time"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
)

// InvitationDays is how long an invitation can be accepted.
const InvitationDays = 7

// NewInvitation is what an administrator sends to invite somebody.
type NewInvitation struct {
	Name  string       `json:"name" validate:"required,max=200,text" example:"Jo Bloggs"`               // one line
	Email string       `json:"email" validate:"required,max=254,email" example:"jo.bloggs@example.org"` // names the person: whoever has it already is that person
	Roles []actor.Role `json:"roles" validate:"required,min=1,max=7,unique,dive,oneof=administrator officer evaluator supplier contract_manager auditor steward" enums:"administrator,officer,evaluator,supplier,contract_manager,auditor,steward"`
}

// Invite offers somebody a place in an organisation and returns the secret to
// accept it with. How it reaches them is the administrator's choice; it is in
// this answer and nowhere else.
func (s *Service) Invite(ctx context.Context, organisationID string, in NewInvitation) (Invitation, string, error) {
	return s.invite(ctx, func(tx *store.Tx) (Invitation, error) {
		var wrong fault.Fields
		if err := fault.Check(in); !wrong.Merge(err) {
			return Invitation{}, err
		}
		checkName(&wrong, in.Name)
		o, err := administered(tx, organisationID)
		if err == nil {
			grantable(o, in.Roles, &wrong)
			err = wrong.Err()
		}
		return Invitation{OrganisationID: o.ID, Name: tidyName(in.Name), Email: tidyEmail(in.Email), Roles: in.Roles}, err
	})
}

// Reset offers a person new means to sign in, for when the old ones are lost.
// What they had works until the invitation is accepted. A person of several
// organisations is not for the administrator of one of them.
func (s *Service) Reset(ctx context.Context, organisationID, memberID string) (Invitation, string, error) {
	return s.invite(ctx, func(tx *store.Tx) (Invitation, error) {
		m, err := memberOf(tx, organisationID, memberID)
		if err != nil {
			return Invitation{}, err
		}
		if m.EndedAt != nil {
			return Invitation{}, ErrEnded
		}
		places, err := placesOf(tx, m.PersonID)
		if err == nil && len(places) > 1 {
			err = byInstallation(tx)
		}
		return Invitation{OrganisationID: organisationID, PersonID: &m.PersonID, Name: m.Person.Name, Email: m.Person.Email, Roles: m.Roles}, err
	})
}

func (s *Service) invite(ctx context.Context, whom func(*store.Tx) (Invitation, error)) (i Invitation, text string, err error) {
	i, err = store.Write(ctx, s.DB, func(tx *store.Tx) (Invitation, error) {
		i, err := whom(tx)
		if err != nil {
			return i, err
		}
		i, text = s.write(tx, i)
		detail := map[string]any{"organisation": i.OrganisationID, "roles": i.Roles, "expiresAt": i.ExpiresAt}
		if i.PersonID != nil {
			detail["person"] = *i.PersonID
		}
		tx.Record(store.Event{Verb: "invitation.created", Subject: i.ID, Detail: detail})
		return i, insertInvitation(tx, i)
	})
	return i, text, err
}

// write gives an invitation its identifier, its times and its secret.
func (s *Service) write(tx *store.Tx, i Invitation) (Invitation, string) {
	made := s.newSecret(invitationWord)
	i.ID, i.CreatedAt, i.ExpiresAt, i.Version = tx.NewID(), tx.Now, tx.Now.Add(InvitationDays*24*time.Hour), 1
	i.Prefix, i.SecretHash = made.prefix, made.hash()
	return i, made.text
}

// Invitations lists an organisation's invitations, newest first, without their
// secrets.
func (s *Service) Invitations(ctx context.Context, organisationID string, page store.Page) (items []Invitation, next string, err error) {
	items, err = store.Read(ctx, s.DB, func(tx *store.Tx) ([]Invitation, error) {
		if _, err := administered(tx, organisationID); err != nil {
			return nil, err
		}
		return listInvitations(tx, organisationID, page)
	})
	items, next = store.Cut(page, items, func(i Invitation) string { return i.ID })
	return items, next, err
}

// RevokeInvitation takes an invitation back, at once.
func (s *Service) RevokeInvitation(ctx context.Context, organisationID, id string, version int) (Invitation, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Invitation, error) {
		if _, err := administered(tx, organisationID); err != nil {
			return Invitation{}, err
		}
		i, err := getInvitation(tx, organisationID, id)
		if err != nil {
			return i, err
		}
		if i.AcceptedAt != nil || i.RevokedAt != nil {
			return i, ErrClosed
		}
		i.RevokedAt = &tx.Now
		tx.Record(store.Event{Verb: "invitation.revoked", Subject: i.ID})
		err = changeInvitation(tx, i.ID, version, map[string]any{"revoked_at": tx.Now})
		i.Version = version + 1
		return i, err
	})
}
