package identity

import (
	"context"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/identity/oidc"
	"github.com/assay-engine/assay/internal/store"
)

// ErrPerson is the fault of a good token that belongs to nobody here.
var ErrPerson = fault.New(fault.Unauthenticated, "unknown-person", "The token is good, but whoever it names is not registered here: an administrator can do that")

// byToken is whoever an issuer's token names: the person who was tied to its
// subject, or, where the installation lets a verified address stand for a
// person, whoever has the address. That ties the subject to them for good, so
// that an address given to somebody else later opens nothing.
func (s *Service) byToken(ctx context.Context, text, organisation string) (actor.Actor, error) {
	c, err := s.Issuers.Verify(ctx, text)
	if err != nil {
		return actor.Actor{}, err
	}
	who, err := store.Read(ctx, s.DB, func(tx *store.Tx) (actor.Actor, error) {
		id, err := identityOf(tx, c.Issuer, c.Subject)
		if err != nil || id == "" {
			return actor.Actor{}, err
		}
		return inPerson(tx, id, organisation)
	})
	if err != nil || who.Known() {
		return who, err
	}
	if !c.ByEmail || !c.EmailVerified || c.Email == "" {
		return actor.Actor{}, ErrPerson
	}
	return s.byEmail(ctx, c, organisation)
}

func (s *Service) byEmail(ctx context.Context, c oidc.Claims, organisation string) (actor.Actor, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (actor.Actor, error) {
		p, err := personByEmail(tx, tidyEmail(c.Email))
		if err != nil {
			return actor.Actor{}, err
		}
		if p == nil {
			return actor.Actor{}, ErrPerson
		}
		if taken, err := linked(tx, p.ID, c.Issuer, c.Subject); err != nil || taken {
			return actor.Actor{}, firstOf(err, ErrPerson)
		}
		if err := link(tx, *p, c.Issuer, c.Subject); err != nil {
			return actor.Actor{}, err
		}
		return inPerson(tx, p.ID, organisation)
	})
}
