package bid

import (
	"context"

	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
)

// Submission is what a supplier gets for handing in a bid.
type Submission struct {
	Bid     Bid
	Receipt []byte // the supplier's copy, with the salts
}

// Submit hands in the draft of the actor's bid as a new version, if it is
// complete and came before the deadline by the clock read after the tender was
// held. What was submitted before stays in history and no longer counts.
func (s *Service) Submit(ctx context.Context, id string, version int) (Submission, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Submission, error) {
		b, t, err := holdOwn(tx, id, "submit")
		if err != nil {
			return Submission{}, err
		}
		if b.Version != version {
			return Submission{}, store.ErrStale
		}
		parts, err := ready(tx, t, b)
		if err != nil {
			return Submission{}, err
		}
		v, err := s.Receive(tx, t, b, parts)
		if err != nil {
			return Submission{}, err
		}
		tx.Record(sealed(t, "bid.submitted", b.ID, map[string]any{"version": v.Number, "documentHash": v.DocumentHash}))
		if err := keepVersion(tx, v); err != nil {
			return Submission{}, err
		}
		b.Status, b.Current, b.UpdatedAt = Submitted, v.Number, v.ReceivedAt
		if err := change(tx, &b, version, map[string]any{"status": b.Status, "current": b.Current}); err != nil {
			return Submission{}, err
		}
		receipt, err := v.supplierCopy()
		return Submission{Bid: b, Receipt: receipt}, err
	})
}

// ready finds the draft and checks it completely. Pointers are into the
// document.
func ready(tx *store.Tx, t tender.Tender, b Bid) (Parts, error) {
	if err := Lifecycle.Move(new(b.Status), Submitted); err != nil {
		return Parts{}, err
	}
	parts, found, err := getDraft(tx, b.ID)
	if err != nil {
		return parts, err
	}
	if !found {
		if parts, err = reconfirmed(tx, b); err != nil {
			return parts, err
		}
	}
	d, err := parts.document(b)
	if err != nil {
		return parts, err
	}
	a, err := ask(tx, t, b)
	if err != nil {
		return parts, err
	}
	return parts, a.complete(d)
}

// reconfirmed is what was submitted before, where an amendment of the tender
// asks the supplier to say it again. Otherwise there is nothing to hand in.
func reconfirmed(tx *store.Tx, b Bid) (Parts, error) {
	switch {
	case b.Status == NeedsReconfirmation:
		v, err := getVersion(tx, b.ID, b.Current)
		return v.parts(), err
	case b.Current == 0:
		return Parts{}, ErrNothing.Because("nothing was written yet: PUT the document first")
	default:
		return Parts{}, ErrNothing
	}
}

// Withdraw takes the actor's bid back before the deadline. It is never opened;
// that it was there is known from its receipts and, after opening, from the list
// of hashes. The supplier may start another.
func (s *Service) Withdraw(ctx context.Context, id string, version int) (Bid, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Bid, error) {
		b, t, err := holdOwn(tx, id, "withdraw")
		if err != nil {
			return Bid{}, err
		}
		if b.Version != version {
			return Bid{}, store.ErrStale
		}
		if err := Lifecycle.Move(&b.Status, Withdrawn); err != nil {
			return Bid{}, err
		}
		b.UpdatedAt = t.Moment(tx)
		tx.Record(sealed(t, "bid.withdrawn", b.ID, nil))
		if err := dropDraft(tx, b.ID); err != nil {
			return Bid{}, err
		}
		err = change(tx, &b, version, map[string]any{"status": b.Status})
		return b, err
	})
}
