package award

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/assay-engine/assay/internal/bid"
	"github.com/assay-engine/assay/internal/evaluation"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/identity"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
	"github.com/assay-engine/assay/pkg/scoring"
)

// NewRecommendation is what an officer sends to recommend what becomes of a
// lot.
type NewRecommendation struct {
	// The lot.
	Lot string `json:"lot" validate:"required,uuid" format:"uuid"`
	// The score run that it rests on: the lot's last.
	Run string `json:"run" validate:"required,uuid" format:"uuid"`
	// The bids that win: those ranked first, as many as the tender says, within its limit of lots. Left out where nothing is awarded.
	Bids []string `json:"bids,omitempty" validate:"max=100,unique,dive,uuid" format:"uuid"`
	// Why nothing is awarded, where no bid is named.
	Ground NoAwardGround `json:"ground,omitempty" validate:"omitempty,oneof=no_suitable_bid needs_changed too_expensive procedure_flawed other" enums:"no_suitable_bid,needs_changed,too_expensive,procedure_flawed,other"`
	// Why: up to 10,000 characters.
	Reason string `json:"reason" validate:"required,max=10000,text" example:"The most advantageous tender: first in run 1 with 78.40 of 100."`
}

// NoAwardGround is why a lot is not awarded; it is what a procurement
// termination notice says (Procurement Act 2023, section 55).
type NoAwardGround string

// Recommend says what should become of a lot, and on which run that rests. It
// takes a person, so that another person can decide on it. Who wins follows from
// the run and from what the tender published: the number of winners, their
// shares and the limit of lots for one supplier; only bids that share a rank
// leave a choice, which the reason explains.
func (s *Service) Recommend(ctx context.Context, tenderID string, in NewRecommendation) (RecommendationReading, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (RecommendationReading, error) {
		if err := identity.InPerson(tx.Actor); err != nil {
			return RecommendationReading{}, err
		}
		if err := in.check(); err != nil {
			return RecommendationReading{}, err
		}
		t, lot, err := holdScored(tx, tenderID, in.Lot)
		if err != nil {
			return RecommendationReading{}, err
		}
		r, err := in.recommendation(tx, t, lot)
		if err != nil {
			return RecommendationReading{}, err
		}
		tx.Record(store.Event{Verb: "award.recommended", Subject: r.ID, TenderID: t.ID, Detail: map[string]any{
			"lot": r.LotID, "run": r.RunID, "outcome": r.Outcome, "bids": in.Bids, "number": r.Number,
		}})
		if err := insertRecommendation(tx, r); err != nil {
			return RecommendationReading{}, err
		}
		return s.recommendationReading(tx, t, r)
	})
}

func (in NewRecommendation) check() error {
	var wrong fault.Fields
	if err := fault.Check(in); !wrong.Merge(err) {
		return err
	}
	if in.Reason != "" && strings.TrimSpace(in.Reason) == "" {
		wrong.Add("/reason", "required", "must give a reason in words")
	}
	if len(in.Bids) == 0 && in.Ground == "" {
		wrong.Add("/bids", "required", "must name who wins, or ground must say why nobody does")
	}
	if len(in.Bids) > 0 && in.Ground != "" {
		wrong.Add("/ground", "not-taken", "must be left out where a bid wins")
	}
	return wrong.Err()
}

// holdScored locks a tender of the actor's organisation that is scored, and
// finds one of its lots that is still to be awarded.
func holdScored(tx *store.Tx, tenderID, lotID string) (t tender.Tender, lot tender.Lot, err error) {
	if t, err = holdOwn(tx, tenderID); err != nil {
		return t, lot, err
	}
	lot, found, err := findLot(tx, t.ID, lotID)
	if err != nil {
		return t, lot, err
	}
	if !found {
		return t, lot, fault.ErrInput.With(fault.Field{Pointer: "/lot", Code: "no-such-lot", Detail: "must be a lot of this tender"})
	}
	if taken, err := stands(tx, lot.ID); err != nil || taken {
		return t, lot, either(err, ErrStanding)
	}
	if t.Status != tender.Scored {
		return t, lot, ErrNotScored.Because("the tender is %s", t.Status)
	}
	return t, lot, nil
}

// holdOwn locks a tender of the actor's organisation. Another's is not there.
func holdOwn(tx *store.Tx, tenderID string) (tender.Tender, error) {
	t, err := tender.Hold(tx, tenderID)
	if err == nil && t.OwnerID != tx.Actor.OrganisationID {
		return t, store.ErrNotFound
	}
	return t, err
}

// recommendation is what the input means, checked against the run.
func (in NewRecommendation) recommendation(tx *store.Tx, t tender.Tender, lot tender.Lot) (Recommendation, error) {
	run, found, err := findRun(tx, lot.ID, in.Run)
	if err != nil {
		return Recommendation{}, err
	}
	if !found {
		return Recommendation{}, fault.ErrInput.With(fault.Field{Pointer: "/run", Code: "no-such-run", Detail: "must be a score run of this lot"})
	}
	if err := newEnough(tx, lot, run); err != nil {
		return Recommendation{}, err
	}
	if err := evaluation.Stands(tx, t, lot, run); err != nil {
		return Recommendation{}, err
	}
	before, err := countRecommendations(tx, lot.ID)
	if err != nil {
		return Recommendation{}, err
	}
	r := Recommendation{
		ID: tx.NewID(), TenderID: t.ID, LotID: lot.ID, OwnerID: t.OwnerID, Number: int(before) + 1, Outcome: ToAward, RunID: run.ID, Winners: "[]",
		Ground: string(in.Ground), Reason: in.Reason, Status: Recommended, RecommendedAt: t.Moment(tx), RecommendedBy: tx.Actor.ID(), Version: 1,
	}
	if in.Ground != "" {
		r.Outcome = NoAward
		return r, nil
	}
	winners, err := choose(tx, t, lot, run, in.Bids)
	if err != nil {
		return r, err
	}
	text, err := json.Marshal(winners)
	r.Winners = string(text)
	return r, err
}

// newEnough refuses a run that an upheld challenge sent the lot back behind.
func newEnough(tx *store.Tx, lot tender.Lot, run evaluation.Run) error {
	behind, err := sentBackBehind(tx, lot.ID)
	if err != nil {
		return err
	}
	if run.Number <= behind {
		return ErrOldRun.Because("run %d is not later than run %d", run.Number, behind)
	}
	return nil
}

// choose holds the named bids to the ranking, the number of winners, and the
// limit of lots, and gives each its share.
func choose(tx *store.Tx, t tender.Tender, lot tender.Lot, run evaluation.Run, bids []string) ([]Winner, error) {
	result, err := run.Ranking()
	if err != nil {
		return nil, err
	}
	rules, err := t.Awarding()
	if err != nil {
		return nil, err
	}
	ranking := result.Ranking
	if t.LotLimit > 0 {
		if ranking, err = within(tx, t, lot, ranking, bids); err != nil {
			return nil, err
		}
	}
	most, _ := rules.WinnersOf(lot.Number)
	if err := follows(ranking, bids, most); err != nil {
		return nil, err
	}
	var winners []Winner
	for _, r := range ranking {
		if slices.Contains(bids, r.Bid) {
			b, err := bid.Get(tx, r.Bid)
			if err != nil {
				return nil, err
			}
			winners = append(winners, Winner{Bid: b.ID, Supplier: b.SupplierID, Rank: r.Rank, Exact: string(r.Exact)})
		}
	}
	for i, share := range rules.SharesOf(lot.Number, len(winners)) {
		winners[i].Share = share
	}
	return winners, nil
}

// follows refuses winners that are not those ranked first, as many as there may
// be.
func follows(ranking []scoring.Ranked, bids []string, most int) error {
	wanted := min(most, len(ranking))
	if wanted == 0 || len(bids) != wanted {
		return ErrNotFirst.On("/bids", "%s; the lot has %d to win it", firstWords(ranking, most), wanted)
	}
	for _, b := range bids {
		at := slices.IndexFunc(ranking, func(r scoring.Ranked) bool { return r.Bid == b })
		if at < 0 || ranking[at].Rank > ranking[wanted-1].Rank {
			return ErrNotFirst.On("/bids", "%s", firstWords(ranking, most))
		}
	}
	for _, r := range ranking {
		if r.Rank < ranking[wanted-1].Rank {
			if !slices.Contains(bids, r.Bid) {
				return ErrNotFirst.On("/bids", "%s", firstWords(ranking, most))
			}
		}
	}
	return nil
}

func firstWords(ranking []scoring.Ranked, most int) string {
	if len(ranking) == 0 {
		return "the run ranks no bid that may win"
	}
	last := ranking[min(most, len(ranking))-1].Rank
	var first []string
	for _, r := range ranking {
		if r.Rank <= last {
			first = append(first, r.Bid)
		}
	}
	return fmt.Sprintf("the run ranks %s first", strings.Join(first, " and "))
}

// either is the error, or the fault where there is none.
func either(err error, f *fault.Fault) error {
	if err != nil {
		return err
	}
	return f
}
