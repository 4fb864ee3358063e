package identity

import (
	"context"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/identity/lookalike"
	"github.com/assay-engine/assay/internal/store"
)

// First is what a first start gives out, once: an administrator's key for
// programs, and an invitation for the first person, since keys can neither
// invite people nor open bids.
type First struct {
	Key        string
	Invitation string
}

// Bootstrap gives an installation without organisations its first one, an
// administrator's key and an invitation. Both are empty where there is nothing
// to do.
func (s *Service) Bootstrap(ctx context.Context) (First, error) {
	fresh, err := store.Read(ctx, s.DB, isFresh)
	if err != nil || !fresh {
		return First{}, err
	}
	return store.Write(ctx, s.DB, func(tx *store.Tx) (First, error) {
		o := Organisation{ID: tx.NewID(), Name: "This installation", Kind: Authority, CreatedAt: tx.Now, Version: 1}
		o.Skeleton = lookalike.Skeleton(o.Name)
		tx.Record(store.Event{Verb: "installation.started", Subject: o.ID})
		if err := insertOrganisation(tx, Profile{Organisation: o}); err != nil {
			return First{}, err
		}
		key, err := s.administer(tx, o, "first administrator", "first start")
		if err != nil {
			return First{}, err
		}
		invitation, err := s.welcome(tx, o, "first start")
		return First{Key: key, Invitation: invitation}, err
	})
}

// RescueKey gives the installation one more administrator's key: for whoever
// holds the database after the first key is lost. It gives no right that its
// caller did not have.
func (s *Service) RescueKey(ctx context.Context, label string) (string, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (string, error) {
		o, err := Installation(tx)
		if err != nil {
			return "", err
		}
		return s.administer(tx, o, label, "rescue")
	})
}

// RescueInvitation invites one more administrator in person, as RescueKey makes
// a key.
func (s *Service) RescueInvitation(ctx context.Context) (string, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (string, error) {
		o, err := Installation(tx)
		if err != nil {
			return "", err
		}
		return s.welcome(tx, o, "rescue")
	})
}

func (s *Service) administer(tx *store.Tx, o Organisation, label, why string) (string, error) {
	k, key := s.forge(tx, Holder{OrganisationID: o.ID}, NewKey{Label: label, Roles: []actor.Role{actor.Administrator}})
	detail := k.told()
	detail["why"] = why
	tx.Record(store.Event{Verb: "key.created", Subject: k.ID, Detail: detail})
	return key, insertKey(tx, k)
}

func (s *Service) welcome(tx *store.Tx, o Organisation, why string) (string, error) {
	i, token := s.write(tx, Invitation{OrganisationID: o.ID, Roles: []actor.Role{actor.Administrator}})
	tx.Record(store.Event{Verb: "invitation.created", Subject: i.ID, Detail: map[string]any{"organisation": o.ID, "roles": i.Roles, "expiresAt": i.ExpiresAt, "why": why}})
	return token, insertInvitation(tx, i)
}
