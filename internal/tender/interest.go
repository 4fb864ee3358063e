package tender

import (
	"context"
	"time"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
)

// errOwnInterest is the fault of a buyer that registers for its own tender.
var errOwnInterest = fault.New(fault.Forbidden, "own-interest", "An organisation does not register an interest in what it buys itself")

// Interest is a supplier's wish to get a tender's notices, as that supplier
// finds it. For the buyer's officers it is no more than how many there are, and
// only where the tender says that they may see that.
type Interest struct {
	TenderID string
	Since    *time.Time // nil where the reader has not registered
	Count    *int       // nil where the reader may not see it
}

// RegisterInterest makes the actor's organisation one that gets the notices of a
// tender. Doing it twice is doing it once. The log knows that it happened, not
// who it was.
func (s *Service) RegisterInterest(ctx context.Context, id string) (Interest, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Interest, error) {
		t, err := See(tx, id)
		if err != nil {
			return Interest{}, err
		}
		if t.OwnerID == tx.Actor.OrganisationID {
			return Interest{}, errOwnInterest
		}
		if !t.IsPublic() {
			return Interest{}, store.ErrNotFound
		}
		if err := register(tx, t.ID, t.Moment(tx)); err != nil {
			return Interest{}, err
		}
		Veiled(tx, "somebody interested", store.Event{Verb: "interest.registered", Subject: tx.NewPublicID()})
		return interest(tx, t)
	})
}

// EndInterest takes the actor's interest back.
func (s *Service) EndInterest(ctx context.Context, id string) (Interest, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Interest, error) {
		t, err := See(tx, id)
		if err != nil {
			return Interest{}, err
		}
		if err := deregister(tx, t.ID); err != nil {
			return Interest{}, err
		}
		Veiled(tx, "somebody interested", store.Event{Verb: "interest.ended", Subject: tx.NewPublicID()})
		return interest(tx, t)
	})
}

// Interest tells the actor whether it registered; and an officer of the buyer
// how many did, where the tender says that it may know.
func (s *Service) Interest(ctx context.Context, id string) (Interest, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) (Interest, error) {
		t, err := See(tx, id)
		if err != nil {
			return Interest{}, err
		}
		return interest(tx, t)
	})
}

func interest(tx *store.Tx, t Tender) (i Interest, err error) {
	i.TenderID = t.ID
	if t.OwnerID == tx.Actor.OrganisationID {
		if t.CountsInterest {
			i.Count, err = countInterest(tx, t.ID)
		}
		return i, err
	}
	i.Since, err = interestedSince(tx, t.ID)
	return i, err
}

// Veiled records an event without who did it: who is interested in a tender or
// asks about it is not the buyer's to know, nor any reader's of its log.
func Veiled(tx *store.Tx, name string, e store.Event) {
	who := tx.Actor
	tx.Actor.KeyID, tx.Actor.PersonID, tx.Actor.OrganisationID, tx.Actor.RequestID, tx.Actor.Name = "", "", "", "", name
	tx.Record(e)
	tx.Actor = who
}
