package award

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/assay-engine/assay/internal/evaluation"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/identity"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
)

// Approval is what the second person sends with their approval.
type Approval struct {
	Remark string `json:"remark,omitempty" validate:"max=10000,text"` // may be left out: the reasons are the recommendation's
}

// Refusal is what somebody sends who sends a recommendation back or withdraws
// it.
type Refusal struct {
	Reason string `json:"reason" validate:"required,max=10000,text" example:"The report does not say how the tie was broken."`
}

// Approve makes a recommendation the decision about its lot, in person and by
// another person than made it. It ends the lot's evaluation with the run named,
// which must still stand; with the last lot the tender is awarded, or
// unsuccessful where nothing at all is awarded.
//
// The tender is held, so that of an approval and a corrected score, a new run, a
// second approval or a withdrawal that race one comes first and the other is
// refused.
func (s *Service) Approve(ctx context.Context, tenderID, id string, version int, in Approval) (RecommendationReading, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (RecommendationReading, error) {
		if err := fault.Check(in); err != nil {
			return RecommendationReading{}, err
		}
		t, r, err := undecided(tx, tenderID, id, version)
		if err != nil {
			return RecommendationReading{}, err
		}
		if r.RecommendedBy == tx.Actor.ID() {
			return RecommendationReading{}, ErrSamePerson
		}
		if t.Status != tender.Scored {
			return RecommendationReading{}, ErrNotScored.Because("the tender is %s", t.Status)
		}
		if err := unchallenged(tx, r.LotID); err != nil {
			return RecommendationReading{}, err
		}
		awards, err := r.become(tx, t)
		if err != nil {
			return RecommendationReading{}, err
		}
		if err := decide(tx, t, &r, Approved, in.Remark); err != nil {
			return RecommendationReading{}, err
		}
		for _, a := range awards {
			tx.Record(store.Event{Verb: "award.decided", Subject: a.ID, TenderID: t.ID, Detail: map[string]any{
				"lot": a.LotID, "bid": a.BidID, "run": a.RunID, "supplier": a.SupplierID, "share": a.Share, "recommendation": r.ID,
			}})
		}
		if err := insertAwards(tx, awards); err != nil {
			return RecommendationReading{}, err
		}
		if err := settled(tx, &t); err != nil {
			return RecommendationReading{}, err
		}
		return s.recommendationReading(tx, t, r)
	})
}

// become checks everything once more and makes the awards.
func (r Recommendation) become(tx *store.Tx, t tender.Tender) ([]Award, error) {
	lot, err := tender.LotOf(tx, t.ID, r.LotID)
	if err != nil {
		return nil, err
	}
	run, err := evaluation.GetRun(tx, r.RunID)
	if err != nil {
		return nil, err
	}
	if err := evaluation.Close(tx, t, lot, run); err != nil {
		return nil, err
	}
	winners, err := r.Chosen()
	if err != nil || r.Outcome == NoAward {
		return nil, err
	}
	before, err := ofLot(tx, lot.ID)
	if err != nil {
		return nil, err
	}
	bids, awards := make([]string, len(winners)), []Award{}
	for i, w := range winners {
		bids[i] = w.Bid
		if slices.ContainsFunc(before, func(a Award) bool { return a.BidID == w.Bid && a.Status == Contracted }) {
			continue // it has its contract; the others were decided on anew
		}
		awards = append(awards, Award{
			ID: tx.NewID(), TenderID: t.ID, LotID: lot.ID, BidID: w.Bid, RunID: run.ID, SupplierID: w.Supplier, OwnerID: t.OwnerID, Reason: r.Reason,
			Status: Decided, DecidedAt: t.Moment(tx), DecidedBy: tx.Actor.ID(), Version: 1, RecommendationID: &r.ID, Share: w.Share,
		})
	}
	// Another lot may have been decided meanwhile.
	_, err = choose(tx, t, lot, run, bids)
	return awards, err
}

// SendBack refuses a recommendation, with the reason, in person and by another
// person than made it. The lot is as it was before.
func (s *Service) SendBack(ctx context.Context, tenderID, id string, version int, in Refusal) (RecommendationReading, error) {
	return s.refuse(ctx, tenderID, id, version, in, SentBack)
}

// TakeBack withdraws a recommendation, by the person who made it.
func (s *Service) TakeBack(ctx context.Context, tenderID, id string, version int, in Refusal) (RecommendationReading, error) {
	return s.refuse(ctx, tenderID, id, version, in, TakenBack)
}

func (s *Service) refuse(ctx context.Context, tenderID, id string, version int, in Refusal, to Standing) (RecommendationReading, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (RecommendationReading, error) {
		if err := checkReason(in, in.Reason); err != nil {
			return RecommendationReading{}, err
		}
		t, r, err := undecided(tx, tenderID, id, version)
		if err != nil {
			return RecommendationReading{}, err
		}
		switch mine := r.RecommendedBy == tx.Actor.ID(); {
		case mine && to == SentBack:
			return RecommendationReading{}, ErrSamePerson
		case !mine && to == TakenBack:
			return RecommendationReading{}, ErrNotYours
		}
		if err := decide(tx, t, &r, to, in.Reason); err != nil {
			return RecommendationReading{}, err
		}
		return s.recommendationReading(tx, t, r)
	})
}

// undecided finds a recommendation that waits for its decision, for a person of
// the authority, and holds its tender.
func undecided(tx *store.Tx, tenderID, id string, version int) (t tender.Tender, r Recommendation, err error) {
	if err := identity.InPerson(tx.Actor); err != nil {
		return t, r, err
	}
	if t, err = holdOwn(tx, tenderID); err != nil {
		return t, r, err
	}
	if r, err = getRecommendation(tx, t.ID, id); err != nil {
		return t, r, err
	}
	if r.Status != Recommended {
		return t, r, ErrDecided.Because("it is %s", r.Status)
	}
	if r.Version != version {
		return t, r, store.ErrStale
	}
	return t, r, nil
}

// decide keeps what became of a recommendation.
func decide(tx *store.Tx, t tender.Tender, r *Recommendation, to Standing, reason string) error {
	tx.Record(store.Event{Verb: "award.recommendation_" + string(to), Subject: r.ID, TenderID: t.ID, Detail: map[string]any{"lot": r.LotID, "run": r.RunID}})
	if err := moveRecommendation(tx, r, to); err != nil {
		return err
	}
	return tx.Insert(&Decision{RecommendationID: r.ID, RecommendedBy: r.RecommendedBy, Decision: to, Reason: reason, DecidedAt: t.Moment(tx), DecidedBy: tx.Actor.ID()})
}

func checkReason(in any, reason string) error { return checkReasonAt(in, "/reason", reason) }

func checkReasonAt(in any, pointer, reason string) error {
	var wrong fault.Fields
	if err := fault.Check(in); !wrong.Merge(err) {
		return err
	}
	if reason != "" && strings.TrimSpace(reason) == "" {
		wrong.Add(pointer, "required", "must give a reason in words")
	}
	return wrong.Err()
}

// settled moves the tender on once nothing is left to decide: every lot has its
// approved recommendation, or a last run that could rank no bid.
func settled(tx *store.Tx, t *tender.Tender) error {
	lots, err := tender.Lots(tx, t.ID)
	if err != nil {
		return err
	}
	for _, lot := range lots {
		if left, err := awaits(tx, lot.ID); err != nil || left {
			return err
		}
	}
	awards, err := Of(tx, t.ID)
	if err != nil {
		return err
	}
	for _, a := range awards {
		if a.Stands() {
			tx.Record(store.Event{Verb: "tender.awarded", Subject: t.ID, TenderID: t.ID})
			return tender.Move(tx, t, tender.Awarded, nil)
		}
	}
	reason := fmt.Sprintf("No award was made for any of its %d lots; the reasons are in the recommendations.", len(lots))
	tx.Record(store.Event{Verb: "tender.unsuccessful", Subject: t.ID, TenderID: t.ID, Detail: map[string]any{"reason": reason}})
	return tender.Move(tx, t, tender.Unsuccessful, map[string]any{"status_reason": reason})
}

// awaits reports whether a lot is still to be decided on.
func awaits(tx *store.Tx, lotID string) (bool, error) {
	if done, err := isApproved(tx, lotID); err != nil || done {
		return false, err
	}
	run, err := evaluation.LatestRun(tx, lotID)
	if err != nil {
		return false, err
	}
	result, err := run.Ranking()
	return len(result.Ranking) > 0, err
}
