package evaluation

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/assay-engine/assay/internal/bid"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
	"github.com/assay-engine/assay/pkg/canonical"
	"github.com/assay-engine/assay/pkg/scoring"
)

// NewRun is what an officer sends to have a lot scored and ranked.
type NewRun struct {
	// The lot to score.
	Lot string `json:"lot" validate:"required,uuid" format:"uuid"`
	// Why a further run is made: required from the lot's second on, up to 2,000 characters.
	Reason string `json:"reason,omitempty" validate:"max=2000,text" example:"The level of question q2 was corrected."`
}

// Score runs are made one at a time: the tender is held, so that no level can
// be agreed and no bid disregarded between what a run reads and what it keeps.

// Run scores a lot by the method as published and keeps question and answer to
// the byte. It needs an agreed level for every answer of every bid still in
// the competition, and opened prices. A further run gives its reason and says what differs from
// the one before. Once every lot has a run the tender is scored.
func (s *Service) Run(ctx context.Context, tenderID string, in NewRun) (Reading, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Reading, error) {
		if err := fault.Check(in); err != nil {
			return Reading{}, err
		}
		t, err := tender.Hold(tx, tenderID)
		if err != nil {
			return Reading{}, err
		}
		if err := open(tx, t); err != nil {
			return Reading{}, err
		}
		if !t.ShowsPrices() {
			return Reading{}, bid.ErrSealedPrice
		}
		lot, err := lotOf(tx, t, in.Lot)
		if err != nil {
			return Reading{}, err
		}
		r, err := compute(tx, t, lot, in.Reason)
		if err != nil {
			return Reading{}, err
		}
		tx.Record(store.Event{Verb: "run.made", Subject: r.ID, TenderID: t.ID, Detail: map[string]any{
			"lot": r.LotID, "number": r.Number, "engine": r.Engine, "methodHash": r.MethodHash, "inputHash": r.InputHash,
		}})
		if err := tx.Insert(&r); err != nil {
			return Reading{}, err
		}
		if err := s.seal(tx, t, r); err != nil {
			return Reading{}, err
		}
		if err := scored(tx, &t); err != nil {
			return Reading{}, err
		}
		return reading(tx, r)
	})
}

// lotOf finds a lot of the tender that is still evaluated.
func lotOf(tx *store.Tx, t tender.Tender, lotID string) (tender.Lot, error) {
	lot, err := tender.LotOf(tx, t.ID, lotID)
	if isMissing(err) {
		return lot, fault.ErrInput.With(fault.Field{Pointer: "/lot", Code: "no-such-lot", Detail: "must be a lot of this tender"})
	}
	if err != nil {
		return lot, err
	}
	if closed, err := isClosed(tx, lot.ID); err != nil || closed {
		return lot, either(err, ErrClosed.Because("the lot has been awarded"))
	}
	return lot, nil
}

// compute scores the lot as things stand.
func compute(tx *store.Tx, t tender.Tender, lot tender.Lot, reason string) (Run, error) {
	last, err := LatestRun(tx, lot.ID)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return Run{}, err
	}
	if last.Number > 0 && strings.TrimSpace(reason) == "" {
		return Run{}, fault.ErrInput.With(fault.Field{Pointer: "/reason", Code: "required", Detail: "must say why a further run is made"})
	}
	sheet, gaps, err := sheetOf(tx, t, lot)
	if err != nil {
		return Run{}, err
	}
	if len(gaps) > 0 {
		return Run{}, incomplete(tx, lot, gaps)
	}
	if err := confirmed(tx, t, lot); err != nil {
		return Run{}, err
	}
	result, err := score(t.For(lot), sheet)
	if err != nil {
		return Run{}, err
	}
	r := Run{
		ID: tx.NewID(), TenderID: t.ID, LotID: lot.ID, Number: last.Number + 1, MethodHash: result.MethodHash, InputHash: result.InputHash,
		Engine: result.Engine, Reason: reason, CreatedAt: t.Moment(tx), CreatedBy: tx.Actor.ID(),
	}
	return r, r.write(sheet, result, last)
}

// score applies the method, and makes sure that it is the one that was
// published.
func score(t tender.Tender, sheet scoring.Sheet) (scoring.Result, error) {
	result, err := scoring.Score(sheet)
	if wrong, ok := asFaults(err); ok {
		return result, ErrUnscorable.With(Fields(wrong)...)
	}
	if err != nil {
		return result, err
	}
	if result.MethodHash != t.MethodHash {
		return result, fmt.Errorf("tender %s: its method has the hash %s and was published as %s", t.ID, result.MethodHash, t.MethodHash)
	}
	return result, nil
}

func asFaults(err error) (scoring.Faults, bool) { return errors.AsType[scoring.Faults](err) }

// Fields shows the faults of a score sheet as those of a document.
func Fields(wrong scoring.Faults) []fault.Field {
	fields := make([]fault.Field, len(wrong))
	for i, f := range wrong {
		fields[i] = fault.Field{Pointer: f.Pointer, Code: f.Code, Detail: f.Message}
	}
	return fields
}

// incomplete names every answer that lacks its agreed level.
func incomplete(tx *store.Tx, lot tender.Lot, gaps []gap) error {
	names, err := bidders(tx, lot.ID)
	if err != nil {
		return err
	}
	f := ErrIncomplete
	for _, g := range gaps {
		f = f.With(fault.Field{
			Pointer: "/lot", Code: "agreed-score-missing",
			Detail: fmt.Sprintf("the answer to %s in the bid %s of %s has no agreed level", g.criterion, g.bidID, names[g.bidID].Name),
		})
	}
	return f
}

// write puts the documents of a run into the form in which they are kept.
func (r *Run) write(sheet scoring.Sheet, result scoring.Result, last Run) error {
	question, err := canonical.JSON(sheet)
	if err != nil {
		return fmt.Errorf("write the score sheet: %w", err)
	}
	changes, err := changed(last, sheet, result)
	if err != nil {
		return err
	}
	differences, err := canonical.JSON(changes)
	if err != nil {
		return fmt.Errorf("write what changed: %w", err)
	}
	r.Sheet, r.Changes = string(question), string(differences)
	r.Result = string(result.AppendJSON(nil))
	result.Nodes = nil
	r.Outcome = string(result.AppendJSON(nil))
	return nil
}

// scored moves the tender on once every lot has a run.
func scored(tx *store.Tx, t *tender.Tender) error {
	if t.Status == tender.Scored {
		return nil
	}
	lots, err := tender.Lots(tx, t.ID)
	if err != nil {
		return err
	}
	if run, err := lotsRun(tx, t.ID); err != nil || int(run) < len(lots) {
		return err
	}
	tx.Record(store.Event{Verb: "tender.scored", Subject: t.ID, TenderID: t.ID})
	return tender.Move(tx, t, tender.Scored, nil)
}
