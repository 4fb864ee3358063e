package summary

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/assay-engine/assay/internal/award"
	"github.com/assay-engine/assay/internal/bid"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
)

// NewSummaries is what an officer sends to have summaries drafted.
type NewSummaries struct {
	// The recommendation that they are for.
	Recommendation string `json:"recommendation" validate:"required,uuid" format:"uuid"`
}

// Draft writes a first version of the summary of every bid of a lot, winners
// and disregarded bids too, from the run that a recommendation rests on and
// from the panel's locked reasons.
func (s *Service) Draft(ctx context.Context, tenderID string, in NewSummaries) ([]Reading, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) ([]Reading, error) {
		if err := fault.Check(in); err != nil {
			return nil, err
		}
		t, r, err := hold(tx, tenderID, in.Recommendation)
		if err != nil {
			return nil, err
		}
		if r.Outcome != award.ToAward || r.Status != award.Recommended && r.Status != award.Approved {
			return nil, ErrNothing.Because("it is %s, and recommends %s", r.Status, r.Outcome)
		}
		if before, err := Of(tx, r.ID); err != nil || len(before) > 0 {
			return nil, either(err, ErrDrafted)
		}
		opened, err := bid.OpenedBids(tx, r.LotID)
		if err != nil {
			return nil, err
		}
		c, err := caseOf(tx, t, r)
		if err != nil {
			return nil, err
		}
		tx.Record(store.Event{Verb: "summaries.drafted", Subject: r.ID, TenderID: t.ID, Detail: map[string]any{"lot": r.LotID, "count": len(opened)}})
		var all []Reading
		for _, o := range opened {
			one, err := c.draft(tx, o.Bid)
			if err != nil {
				return nil, err
			}
			all = append(all, one)
		}
		return all, nil
	})
}

// hold locks a tender of the actor's organisation and finds a recommendation of
// it.
func hold(tx *store.Tx, tenderID, recommendationID string) (t tender.Tender, r award.Recommendation, err error) {
	if t, err = tender.Hold(tx, tenderID); err != nil {
		return t, r, err
	}
	if t.OwnerID != tx.Actor.OrganisationID {
		return t, r, store.ErrNotFound
	}
	r, err = recommendation(tx, t.ID, recommendationID)
	return t, r, err
}

func (c *file) draft(tx *store.Tx, b bid.Bid) (Reading, error) {
	s := Summary{
		ID: tx.NewID(), TenderID: c.tender.ID, LotID: b.LotID, RecommendationID: c.recommendation.ID, RunID: c.recommendation.RunID, BidID: b.ID,
		SupplierID: b.SupplierID, OwnerID: c.tender.OwnerID, Status: Draft, Current: 1, CreatedAt: c.tender.Moment(tx), Version: 1,
	}
	words, err := json.Marshal(c.firstWords(b.ID))
	if err != nil {
		return Reading{}, fmt.Errorf("write the words of a summary: %w", err)
	}
	v := Version{SummaryID: s.ID, Number: 1, Words: string(words), Drafted: true, WrittenAt: s.CreatedAt, WrittenBy: tx.Actor.ID()}
	if err := tx.Insert(&s, &v); err != nil {
		return Reading{}, err
	}
	return c.reading(tx, s)
}

// either is the error, or the fault where there is none.
func either(err error, f *fault.Fault) error {
	if err != nil {
		return err
	}
	return f
}
