package privacy

import (
	"context"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
)

// NewHold is what somebody sends to hold something: one of the three things.
type NewHold struct {
	Tender   string `json:"tender,omitempty" validate:"omitempty,uuid" format:"uuid"`
	Contract string `json:"contract,omitempty" validate:"omitempty,uuid" format:"uuid"`
	Person   string `json:"person,omitempty" validate:"omitempty,uuid" format:"uuid"`
	Reason   string `json:"reason" validate:"required,max=2000,text"` // it is read by whoever reads the log
}

func (in NewHold) on() (Scope, string, error) {
	var scope Scope
	var id string
	n := 0
	for s, v := range map[Scope]string{OnTender: in.Tender, OnContract: in.Contract, OnPerson: in.Person} {
		if v != "" {
			scope, id, n = s, v, n+1
		}
	}
	if n != 1 {
		return "", "", ErrOneThing
	}
	return scope, id, nil
}

// Place holds a thing of the actor's organisation, or any where the actor
// oversees the installation. Several holds on one thing are several reasons.
func (s *Service) Place(ctx context.Context, in NewHold) (Hold, error) {
	if err := fault.Check(in); err != nil {
		return Hold{}, err
	}
	scope, id, err := in.on()
	if err != nil {
		return Hold{}, err
	}
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Hold, error) {
		tenderID, err := reachable(tx, scope, id)
		if err != nil {
			return Hold{}, err
		}
		h := Hold{ID: tx.NewID(), Scope: scope, SubjectID: id, OrganisationID: tx.Actor.OrganisationID, Reason: in.Reason, PlacedAt: tx.Now, PlacedBy: tx.Actor.ID()}
		tx.Record(store.Event{Verb: "hold.placed", Subject: h.ID, TenderID: tenderID, Detail: map[string]any{"on": scope, "subject": id, "reason": in.Reason}})
		return h, tx.Insert(&h)
	})
}

// Lift releases a hold, for a reason.
func (s *Service) Lift(ctx context.Context, id, reason string) (Hold, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Hold, error) {
		h, err := getHold(tx, id)
		if err != nil {
			return Hold{}, err
		}
		if h.Release != nil {
			return Hold{}, ErrReleased
		}
		tenderID, err := reachable(tx, h.Scope, h.SubjectID)
		if err != nil {
			return Hold{}, err
		}
		h.Release = &Release{HoldID: h.ID, Reason: reason, ReleasedAt: tx.Now, ReleasedBy: tx.Actor.ID()}
		tx.Record(store.Event{Verb: "hold.released", Subject: h.ID, TenderID: tenderID, Detail: map[string]any{"on": h.Scope, "subject": h.SubjectID, "reason": reason}})
		return h, tx.Insert(h.Release)
	})
}

// Holds lists a page of holds, the newest first, released ones too.
func (s *Service) Holds(ctx context.Context, page store.Page) (items []Hold, next string, err error) {
	items, err = store.Read(ctx, s.DB, func(tx *store.Tx) ([]Hold, error) { return listHolds(tx, page) })
	items, next = store.Cut(page, items, func(h Hold) string { return h.ID })
	return items, next, err
}
