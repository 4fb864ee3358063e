package identity

import (
	"context"
	"slices"
	"sync"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/store"
)

// standing is what never changes of an organisation and is asked with every
// request: its kind, and whether it runs the installation.
type standing struct {
	kind         Kind
	installation bool
}

// stand gives an actor the standing of its organisation: roles that such an
// organisation cannot give open nothing, however they came to be in the
// database, and administrators and auditors of the installation oversee the
// others.
func (s *Service) stand(ctx context.Context, who actor.Actor) (actor.Actor, error) {
	of, err := s.standings.of(ctx, s.DB, who.OrganisationID)
	if err != nil {
		return actor.Actor{}, err
	}
	who.Roles = slices.DeleteFunc(slices.Clone(who.Roles), func(r actor.Role) bool { return !of.kind.May(r) })
	who.Oversees = of.installation && who.Any(actor.Administrator, actor.Auditor)
	return who, nil
}

// May reports whether an organisation of the kind can give its people and keys
// a role.
func (k Kind) May(r actor.Role) bool { return slices.Contains(fitting[k], r) }

// standings remembers the organisations that came lately.
type standings struct {
	mu    sync.Mutex
	known map[string]standing
}

func (s *standings) of(ctx context.Context, db *store.DB, id string) (standing, error) {
	s.mu.Lock()
	found, ok := s.known[id]
	s.mu.Unlock()
	if ok {
		return found, nil
	}
	found, err := store.Read(ctx, db, func(tx *store.Tx) (standing, error) {
		o, err := Get(tx, id)
		if err != nil {
			return standing{}, err
		}
		first, err := Installation(tx)
		return standing{kind: o.Kind, installation: o.ID == first.ID}, err
	})
	if err == nil {
		s.keep(id, found)
	}
	return found, err
}

func (s *standings) keep(id string, found standing) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.known == nil || len(s.known) >= 10_000 {
		s.known = map[string]standing{}
	}
	s.known[id] = found
}
