package identity

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/identity/oidc"
	"github.com/assay-engine/assay/internal/store"
)

// Authenticate finds who a secret belongs to and for which organisation they
// act: organisation says it for people who are members of several, and is empty
// elsewhere. Unknown, expired and revoked keys get the same answer.
func (s *Service) Authenticate(ctx context.Context, text, organisation string) (actor.Actor, error) {
	who, err := s.whose(ctx, text, organisation)
	if err != nil {
		return actor.Actor{}, err
	}
	return s.stand(ctx, who)
}

// whose finds who holds a secret or a token.
func (s *Service) whose(ctx context.Context, text, organisation string) (actor.Actor, error) {
	word, given, ok := takeApart(text)
	switch {
	case ok && word == keyWord:
		return s.byKey(ctx, given, organisation)
	case ok && word == sessionWord:
		return s.bySession(ctx, given, organisation)
	case s.Issuers.Any() && oidc.Looks(text):
		return s.byToken(ctx, text, organisation)
	}
	return actor.Actor{}, ErrKey
}

func (s *Service) byKey(ctx context.Context, given secret, organisation string) (actor.Actor, error) {
	var used time.Time
	who, err := store.Read(ctx, s.DB, func(tx *store.Tx) (actor.Actor, error) {
		k, err := keyByPrefix(tx, given.prefix)
		if errors.Is(err, store.ErrNotFound) {
			return actor.Actor{}, ErrKey
		}
		if err != nil {
			return actor.Actor{}, err
		}
		if !given.opens(k.SecretHash) || !k.Works(tx.Now) {
			return actor.Actor{}, ErrKey
		}
		if k.LastUsedAt == nil || tx.Now.Sub(*k.LastUsedAt) >= keyUse {
			used = tx.Now
		}
		return k.actor(tx, organisation)
	})
	if err == nil && !used.IsZero() && s.stamps.due(who.KeyID, used, keyUse) {
		_, err = store.Stamp(ctx, s.DB, func(tx *store.Tx) (bool, error) { return true, stampKey(tx, who.KeyID, used) })
	}
	return who, err
}

// actor is whoever uses the key. One that a person holds can do what the person
// may, and no more: it ends with their membership.
func (k Key) actor(tx *store.Tx, organisation string) (actor.Actor, error) {
	who := actor.Actor{KeyID: k.ID, PersonID: k.PersonID, OrganisationID: k.OrganisationID, Name: k.Label, Roles: k.Roles, Operations: k.Operations}
	if organisation != "" && organisation != k.OrganisationID {
		return actor.Actor{}, ErrNoPlace
	}
	if k.PersonID == "" {
		return who, nil
	}
	person, err := inPerson(tx, k.PersonID, k.OrganisationID)
	if errors.Is(err, ErrNoPlace) {
		err = ErrKey
	}
	who.Roles = slices.DeleteFunc(slices.Clone(k.Roles), func(r actor.Role) bool { return !person.Is(r) })
	return who, err
}

func (s *Service) bySession(ctx context.Context, given secret, organisation string) (actor.Actor, error) {
	var stale string
	who, err := store.Read(ctx, s.DB, func(tx *store.Tx) (actor.Actor, error) {
		one, err := sessionByPrefix(tx, given.prefix)
		if err != nil {
			return actor.Actor{}, err
		}
		if one == nil || !given.opens(one.SecretHash) {
			return actor.Actor{}, ErrKey
		}
		if !one.Lasts(tx.Now) {
			return actor.Actor{}, ErrSession
		}
		if tx.Now.Sub(one.UsedAt) >= sessionUse {
			stale = one.ID
		}
		if organisation == "" && one.OrganisationID != nil {
			organisation = *one.OrganisationID
		}
		return inPerson(tx, one.PersonID, organisation)
	})
	if err == nil && stale != "" {
		_, err = store.Stamp(ctx, s.DB, func(tx *store.Tx) (bool, error) { return true, stampSession(tx, stale) })
	}
	return who, err
}

// inPerson is a person who acts for one of their organisations.
func inPerson(tx *store.Tx, personID, organisation string) (actor.Actor, error) {
	p, err := getPerson(tx, personID)
	if err != nil {
		return actor.Actor{}, err
	}
	if p.DisabledAt != nil {
		return actor.Actor{}, ErrKey
	}
	places, err := placesOf(tx, personID)
	if err != nil {
		return actor.Actor{}, err
	}
	place, err := choose(places, organisation)
	if err != nil {
		return actor.Actor{}, err
	}
	return actor.Actor{KeyID: p.ID, PersonID: p.ID, OrganisationID: place.OrganisationID, Name: p.Name, Roles: place.Roles}, nil
}

// choose finds the place that a person acts from.
func choose(places []Membership, organisation string) (Membership, error) {
	if organisation == "" && len(places) > 1 {
		names := make([]string, len(places))
		for i, m := range places {
			names[i] = m.Organisation.Name + " (" + m.OrganisationID + ")"
		}
		return Membership{}, ErrOrganisation.Because("%s", strings.Join(names, ", "))
	}
	for _, m := range places {
		if organisation == "" || m.OrganisationID == organisation {
			return m, nil
		}
	}
	return Membership{}, ErrNoPlace
}

// How exactly it is known when a key and a sign-in were last used: writing it
// down with each request would cost as much as the request.
const (
	keyUse     = 5 * time.Minute
	sessionUse = time.Minute
)

// stamps remembers which keys this replica has stamped lately, so that a
// thousand requests at once write one stamp.
type stamps struct {
	mu   sync.Mutex
	last map[string]time.Time
}

func (s *stamps) due(id string, now time.Time, every time.Duration) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if at, ok := s.last[id]; ok && now.Sub(at) < every && !now.Before(at) {
		return false
	}
	if s.last == nil || len(s.last) >= 10_000 {
		s.last = map[string]time.Time{}
	}
	s.last[id] = now
	return true
}
