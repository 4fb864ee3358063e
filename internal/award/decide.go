package award

import (
	"context"
	"fmt"
	"strings"

	"github.com/assay-engine/assay/internal/bid"
	"github.com/assay-engine/assay/internal/evaluation"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
	"github.com/assay-engine/assay/pkg/scoring"
)

// NewAward is what an officer sends to award a lot.
type NewAward struct {
	// The lot that is awarded.
	Lot string `json:"lot" validate:"required,uuid" format:"uuid"`
	// The bid that wins it: ranked first by the run.
	Bid string `json:"bid" validate:"required,uuid" format:"uuid"`
	// The score run that the decision rests on: the lot's last.
	Run string `json:"run" validate:"required,uuid" format:"uuid"`
	// Why this bid: up to 10,000 characters.
	Reason string `json:"reason" validate:"required,max=10000,text" example:"The most advantageous tender: first in run 1 with 78.40 of 100."`
}

// Decide awards a scored lot to the bid that its last run ranks first; where
// bids share the first rank, to one of them. It ends the lot's evaluation and
// starts the standstill: eight working days, the day of the decision being the
// first (Procurement Act 2023, section 51). A lot is awarded once. With the
// last lot the tender is awarded.
//
// The tender is held, so that of an award and a new score or run that race one
// comes first and the other is refused.
func (s *Service) Decide(ctx context.Context, tenderID string, in NewAward) (Reading, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Reading, error) {
		if err := in.check(); err != nil {
			return Reading{}, err
		}
		t, lot, err := holdScored(tx, tenderID, in.Lot)
		if err != nil {
			return Reading{}, err
		}
		winner, err := in.winner(tx, t, lot)
		if err != nil {
			return Reading{}, err
		}
		end, err := standstillEnd(t.Moment(tx))
		if err != nil {
			return Reading{}, err
		}
		a := Award{
			ID: tx.NewID(), TenderID: t.ID, LotID: lot.ID, BidID: winner.ID, RunID: in.Run, SupplierID: winner.SupplierID, OwnerID: t.OwnerID,
			Reason: in.Reason, StandstillEndsOn: end, Status: Decided, DecidedAt: t.Moment(tx), DecidedBy: tx.Actor.ID(), Version: 1,
		}
		tx.Record(store.Event{Verb: "award.decided", Subject: a.ID, TenderID: t.ID, Detail: map[string]any{
			"lot": lot.ID, "bid": a.BidID, "run": a.RunID, "supplier": a.SupplierID, "standstillEndsOn": end,
		}})
		if err := insert(tx, a); err != nil {
			return Reading{}, err
		}
		if err := awarded(tx, &t); err != nil {
			return Reading{}, err
		}
		return reading(tx, t, a)
	})
}

func (in NewAward) check() error {
	var wrong fault.Fields
	if err := fault.Check(in); !wrong.Merge(err) {
		return err
	}
	if in.Reason != "" && strings.TrimSpace(in.Reason) == "" {
		wrong.Add("/reason", "required", "must give a reason in words")
	}
	return wrong.Err()
}

// holdScored locks a tender of the actor's organisation that is scored, and
// finds one of its lots that is still to be awarded.
func holdScored(tx *store.Tx, tenderID, lotID string) (t tender.Tender, lot tender.Lot, err error) {
	if t, err = tender.Hold(tx, tenderID); err != nil {
		return t, lot, err
	}
	if t.OwnerID != tx.Actor.OrganisationID {
		return t, lot, store.ErrNotFound
	}
	lot, found, err := findLot(tx, t.ID, lotID)
	if err != nil {
		return t, lot, err
	}
	if !found {
		return t, lot, fault.ErrInput.With(fault.Field{Pointer: "/lot", Code: "no-such-lot", Detail: "must be a lot of this tender"})
	}
	if taken, err := isAwarded(tx, lot.ID); err != nil || taken {
		return t, lot, either(err, ErrAwarded)
	}
	if t.Status != tender.Scored {
		return t, lot, ErrNotScored.Because("the tender is %s", t.Status)
	}
	return t, lot, nil
}

// winner finds the bid that wins, which the run must rank first, and ends the
// lot's evaluation with that run.
func (in NewAward) winner(tx *store.Tx, t tender.Tender, lot tender.Lot) (bid.Bid, error) {
	run, found, err := findRun(tx, lot.ID, in.Run)
	if err != nil {
		return bid.Bid{}, err
	}
	if !found {
		return bid.Bid{}, fault.ErrInput.With(fault.Field{Pointer: "/run", Code: "no-such-run", Detail: "must be a score run of this lot"})
	}
	if err := evaluation.Close(tx, t, lot, run); err != nil {
		return bid.Bid{}, err
	}
	result, err := run.Ranking()
	if err != nil {
		return bid.Bid{}, err
	}
	if !evaluation.First(result, in.Bid) {
		return bid.Bid{}, ErrNotFirst.On("/bid", "%s", firstWords(result))
	}
	return bid.Get(tx, in.Bid)
}

func firstWords(result scoring.Result) string {
	var first []string
	for _, r := range result.Ranking {
		if r.Rank == 1 {
			first = append(first, r.Bid)
		}
	}
	if len(first) == 0 {
		return "the run ranks no bid"
	}
	return fmt.Sprintf("the run ranks %s first", strings.Join(first, " and "))
}

// awarded moves the tender on once nothing is left to award: every lot has its
// award, or a last run that could rank no bid.
func awarded(tx *store.Tx, t *tender.Tender) error {
	lots, err := tender.Lots(tx, t.ID)
	if err != nil {
		return err
	}
	for _, lot := range lots {
		if left, err := awaits(tx, lot.ID); err != nil || left {
			return err
		}
	}
	tx.Record(store.Event{Verb: "tender.awarded", Subject: t.ID, TenderID: t.ID})
	return tender.Move(tx, t, tender.Awarded, nil)
}

// awaits reports whether a lot could still be awarded.
func awaits(tx *store.Tx, lotID string) (bool, error) {
	if taken, err := isAwarded(tx, lotID); err != nil || taken {
		return false, err
	}
	run, err := evaluation.LatestRun(tx, lotID)
	if err != nil {
		return false, err
	}
	result, err := run.Ranking()
	return len(result.Ranking) > 0, err
}

// either is the error, or the fault where there is none.
func either(err error, f *fault.Fault) error {
	if err != nil {
		return err
	}
	return f
}
