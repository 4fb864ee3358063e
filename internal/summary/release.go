package summary

import (
	"context"

	"github.com/assay-engine/assay/internal/award"
	"github.com/assay-engine/assay/internal/bid"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/identity"
	"github.com/assay-engine/assay/internal/store"
)

// Release gives every bidder of a lot its summary, all at once, in person: once
// the recommendation is approved and every summary reviewed. From then on each
// supplier reads its own, and nobody else's.
func (s *Service) Release(ctx context.Context, tenderID string, in NewSummaries) ([]Reading, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) ([]Reading, error) {
		if err := identity.InPerson(tx.Actor); err != nil {
			return nil, err
		}
		if err := fault.Check(in); err != nil {
			return nil, err
		}
		t, r, err := hold(tx, tenderID, in.Recommendation)
		if err != nil {
			return nil, err
		}
		if r.Status != award.Approved {
			return nil, ErrUnapproved.Because("it is %s", r.Status)
		}
		all, err := complete(tx, r, Reviewed, ErrUnreviewed)
		if err != nil {
			return nil, err
		}
		c, err := caseOf(tx, t, r)
		if err != nil {
			return nil, err
		}
		var out []Reading
		for _, one := range all {
			tx.Record(store.Event{Verb: "summary.released", Subject: one.ID, TenderID: t.ID, Detail: map[string]any{"supplier": one.SupplierID, "number": one.Current}})
			reading, err := c.moved(tx, one, map[string]any{"status": Released, "released_at": t.Moment(tx)})
			if err != nil {
				return nil, err
			}
			out = append(out, reading)
		}
		return out, nil
	})
}

// Ready refuses to have a contract award notice published before every bidder of
// the lot has its summary.
func Ready(tx *store.Tx, r award.Recommendation) error {
	_, err := complete(tx, r, Released, ErrUnreleased)
	return err
}

// complete lists the summaries of a recommendation, one for every opened bid of
// its lot, all of them in one status; else it says which are not.
func complete(tx *store.Tx, r award.Recommendation, status Status, f *fault.Fault) ([]Summary, error) {
	all, err := Of(tx, r.ID)
	if err != nil {
		return nil, err
	}
	opened, err := bid.OpenedBids(tx, r.LotID)
	if err != nil {
		return nil, err
	}
	standing := map[string]Status{}
	for _, s := range all {
		standing[s.BidID] = s.Status
	}
	missing := false
	for _, o := range opened {
		if now := standing[o.Bid.ID]; now != status {
			missing = true
			if now == "" {
				now = "missing"
			}
			f = f.With(fault.Field{Pointer: "/recommendation", Code: "summary-" + string(now), Detail: "the summary of the bid " + o.Bid.ID + " is " + string(now)})
		}
	}
	if missing {
		return nil, f
	}
	return all, nil
}
