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
		parts, files, err := s.ready(tx, t, b)
		if err != nil {
			return Submission{}, err
		}
		v, salts, err := s.Receive(tx, t, b, parts)
		if err != nil {
			return Submission{}, err
		}
		tx.Record(sealed(t, "bid.submitted", b.ID, map[string]any{"version": v.Number, "documentHash": v.DocumentHash}))
		if err := keepVersion(tx, v); err != nil {
			return Submission{}, err
		}
		if err := s.attach(tx, b, v.Number, files); err != nil {
			return Submission{}, err
		}
		b.Status, b.Current, b.UpdatedAt = Submitted, v.Number, v.ReceivedAt
		if err := change(tx, &b, version, map[string]any{"status": b.Status, "current": b.Current}); err != nil {
			return Submission{}, err
		}
		receipt, err := v.supplierCopy(salts)
		return Submission{Bid: b, Receipt: receipt}, err
	})
}

// ready finds the draft and checks it completely, with the files that it names.
// Pointers are into the document.
func (s *Service) ready(tx *store.Tx, t tender.Tender, b Bid) (parts Parts, files uploads, err error) {
	if err := Lifecycle.Move(new(b.Status), Submitted); err != nil {
		return parts, nil, err
	}
	if parts, err = s.written(tx, b); err != nil {
		return parts, nil, err
	}
	d, err := parts.document(b)
	if err != nil {
		return parts, nil, err
	}
	a, err := ask(tx, t, b)
	if err != nil {
		return parts, nil, err
	}
	if err := s.lookUp(tx, &a, b, d); err != nil {
		return parts, nil, err
	}
	return parts, a.files, a.complete(d)
}

// written is what the supplier wrote last and did not hand in yet; or what was
// submitted before, where an amendment of the tender asks the supplier to say it
// again. Otherwise there is nothing to hand in.
func (s *Service) written(tx *store.Tx, b Bid) (Parts, error) {
	draft, found, err := getDraft(tx, b.ID)
	switch {
	case err != nil:
		return Parts{}, err
	case !found && b.Current == 0:
		return Parts{}, ErrNothing.Because("nothing was written yet: PUT the document first")
	case !found && b.Status != NeedsReconfirmation:
		return Parts{}, ErrNothing
	}
	key, err := s.Keys.Supplier(tx, b.SupplierID)
	if err != nil {
		return Parts{}, err
	}
	if found {
		return b.openDraft(draft, key)
	}
	v, err := getVersion(tx, b.ID, b.Current)
	if err != nil {
		return Parts{}, err
	}
	c, err := v.open(b, key)
	return c.parts(), err
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
