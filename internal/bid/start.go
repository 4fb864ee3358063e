package bid

import (
	"context"
	"errors"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
)

// NewBid is what a supplier sends to start a bid.
type NewBid struct {
	Lot string `json:"lot,omitempty" validate:"omitempty,uuid" format:"uuid"` // may be left out where the tender has one lot
}

// Start begins the actor's bid for a lot of a tender that takes bids. A
// supplier has one live bid for a lot; one that was withdrawn makes room for
// another.
func (s *Service) Start(ctx context.Context, tenderID string, in NewBid) (Found, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Found, error) {
		if err := fault.Check(in); err != nil {
			return Found{}, err
		}
		t, err := tender.Share(tx, tenderID)
		if err != nil {
			return Found{}, err
		}
		if !t.IsPublic() {
			return Found{}, store.ErrNotFound
		}
		if t.OwnerID == tx.Actor.OrganisationID {
			return Found{}, ErrBuyer
		}
		if err := refuseLate(tx, t, t.ID, "start"); err != nil {
			return Found{}, err
		}
		lot, err := in.lot(tx, t.ID)
		if err != nil {
			return Found{}, err
		}
		return s.begin(tx, t, lot)
	})
}

func (s *Service) begin(tx *store.Tx, t tender.Tender, lot tender.Lot) (Found, error) {
	now := t.Moment(tx)
	b := Bid{
		ID: tx.NewPublicID(), TenderID: t.ID, LotID: lot.ID, SupplierID: tx.Actor.OrganisationID, Status: Draft,
		CreatedAt: now, UpdatedAt: now, Version: 1,
	}
	added, err := insert(tx, b)
	if err != nil {
		return Found{}, err
	}
	if !added {
		return Found{}, started(tx, lot.ID)
	}
	if _, err := s.Keys.ForSupplier(tx, b.SupplierID); err != nil {
		return Found{}, err
	}
	tx.Record(sealed(t, "bid.started", b.ID, nil))
	return Found{Bid: b, Parts: blank(), Price: true, Next: b.next(t, now)}, nil
}

// started names the bid that stands in the way. It is the supplier's own.
func started(tx *store.Tx, lotID string) error {
	there, err := live(tx, lotID)
	if err != nil {
		return errors.Join(ErrStarted, err)
	}
	return ErrStarted.Because("it is bid %s, which is %s", there.ID, there.Status)
}

func (in NewBid) lot(tx *store.Tx, tenderID string) (tender.Lot, error) {
	lots, err := tender.Lots(tx, tenderID)
	if err != nil {
		return tender.Lot{}, err
	}
	for _, l := range lots {
		if l.ID == in.Lot || (in.Lot == "" && len(lots) == 1) {
			return l, nil
		}
	}
	var wrong fault.Fields
	if in.Lot == "" {
		wrong.Add("/lot", "required", "is required: the tender has several lots")
	} else {
		wrong.Add("/lot", "no-such-lot", "is not a lot of this tender")
	}
	return tender.Lot{}, wrong.Err()
}

// sealed is an event about a bid. Until the tender is opened it stays without a
// number, so that nothing tells a stranger that a bid came.
func sealed(t tender.Tender, verb, subject string, detail any) store.Event {
	return store.Event{Verb: verb, Subject: subject, TenderID: t.ID, Detail: detail, Sealed: !t.IsOpen()}
}

// refuseLate decides by the tender as it is held and the clock as it was read
// after that. An attempt after the deadline is refused with the time, and
// recorded; the answer is the same whatever others did.
func refuseLate(tx *store.Tx, t tender.Tender, subject, attempt string) error {
	now := t.Moment(tx)
	refusal := t.Refuses(now)
	if !errors.Is(refusal, tender.ErrDeadline) {
		return refusal
	}
	tx.Record(sealed(t, "bid.came_late", subject, map[string]any{"attempt": attempt, "at": now, "deadline": t.Deadline}))
	return store.Keep(refusal)
}

// holdOwn finds the actor's own bid and holds it, with its tender, for a change
// before the deadline. Everybody takes the tender first, so that nobody waits in
// a circle.
func holdOwn(tx *store.Tx, id, attempt string) (b Bid, t tender.Tender, err error) {
	if b, err = own(tx, tx.DB(), id); err != nil {
		return b, t, err
	}
	if t, err = tender.Share(tx, b.TenderID); err != nil {
		return b, t, err
	}
	if err = refuseLate(tx, t, b.ID, attempt); err != nil {
		return b, t, err
	}
	b, err = own(tx, tx.ForUpdate(), id)
	return b, t, err
}
