package award

import (
	"context"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/identity"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
)

// Reading is an award with what its reader needs beside it.
type Reading struct {
	Award    Award
	Supplier identity.Organisation
	Over     bool // the standstill has run out, by the tender's own clock
	Inside   bool // the reader belongs to the authority that awarded
}

func reading(tx *store.Tx, t tender.Tender, a Award) (Reading, error) {
	supplier, err := identity.Get(tx, a.SupplierID)
	return Reading{Award: a, Supplier: supplier, Over: a.StandstillOver(t.Moment(tx)), Inside: inside(tx, t)}, err
}

// Awards lists a tender's awards, oldest first: to its authority all of them,
// to a supplier those of the lots on which it had a bid that was opened.
func (s *Service) Awards(ctx context.Context, tenderID string) ([]Reading, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) ([]Reading, error) {
		t, err := tender.Get(tx, tenderID)
		if err != nil {
			return nil, err
		}
		awards, err := visible(tx, t)
		if err != nil {
			return nil, err
		}
		list := make([]Reading, len(awards))
		for i, a := range awards {
			if list[i], err = reading(tx, t, a); err != nil {
				return nil, err
			}
		}
		return list, nil
	})
}

// Award finds one award of a tender, for those who may see it.
func (s *Service) Award(ctx context.Context, tenderID, awardID string) (Reading, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) (Reading, error) {
		t, err := tender.Get(tx, tenderID)
		if err != nil {
			return Reading{}, err
		}
		awards, err := visible(tx, t)
		if err != nil {
			return Reading{}, err
		}
		for _, a := range awards {
			if a.ID == awardID {
				return reading(tx, t, a)
			}
		}
		return Reading{}, store.ErrNotFound
	})
}

// inside reports whether the actor reads for the authority that awards.
func inside(tx *store.Tx, t tender.Tender) bool {
	return tx.Actor.Oversees && t.IsPublic() || t.OwnerID == tx.Actor.OrganisationID && tx.Actor.Any(actor.Officer, actor.Evaluator, actor.ContractManager, actor.Auditor)
}

// visible lists the awards of a tender that the actor may know of. To whom the
// tender is not there at all, neither are its awards.
func visible(tx *store.Tx, t tender.Tender) ([]Award, error) {
	awards, err := Of(tx, t.ID)
	if err != nil || inside(tx, t) {
		return awards, err
	}
	if !t.IsPublic() {
		return nil, store.ErrNotFound
	}
	bidOn, err := lotsBidOn(tx, t.ID, tx.Actor.OrganisationID)
	if err != nil {
		return nil, err
	}
	var seen []Award
	for _, a := range awards {
		if bidOn[a.LotID] {
			seen = append(seen, a)
		}
	}
	return seen, nil
}

// Next lists the moves open now: a contract is opened once the standstill is
// over.
func (r Reading) Next() []Status {
	if !r.Over {
		return []Status{}
	}
	return Lifecycle.Next(r.Award.Status)
}
