package contract

import (
	"context"
	"time"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
)

// The faults of periods that need no return.
var (
	ErrSkipped    = fault.New(fault.Conflict, "period-skipped", "This period needs no return: the contract manager said so")
	ErrNotSkipped = fault.New(fault.Conflict, "period-not-skipped", "This period was not skipped")
)

// Skip names a period that needs no return, or needs one after all, and says
// why.
type Skip struct {
	Obligation string `json:"obligation" validate:"required,uuid" format:"uuid"`
	Period     string `json:"period" validate:"required,max=40" example:"2027-Q3"` // as the obligation names it
	Reason     string `json:"reason" validate:"required,max=20000,text" example:"The park was closed all summer."`
}

// Scheduled is a period in a contract's schedule.
type Scheduled struct {
	Obligation Obligation
	PeriodLine

	Version int // of its return, 0 where none came
}

// Skip says that a period needs no return. The promise stays: what is not
// delivered is missing at the end.
func (s *Service) Skip(ctx context.Context, id string, version int, in Skip) (Scheduled, error) {
	return s.mark(ctx, id, version, in, true)
}

// Restore takes a skip back: the period needs its return after all.
func (s *Service) Restore(ctx context.Context, id string, version int, in Skip) (Scheduled, error) {
	return s.mark(ctx, id, version, in, false)
}

func (s *Service) mark(ctx context.Context, id string, version int, in Skip, skip bool) (Scheduled, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Scheduled, error) {
		c, at, err := byManager(tx, id, version)
		if err != nil {
			return Scheduled{}, err
		}
		if err := fault.Check(in); err != nil {
			return Scheduled{}, err
		}
		o, p, err := find(tx, c, in.Obligation, in.Period)
		if err != nil {
			return Scheduled{}, err
		}
		if err := movable(tx, p, skip); err != nil {
			return Scheduled{}, err
		}
		verb := map[bool]string{true: "period.skipped", false: "period.restored"}[skip]
		tx.Record(store.Event{Verb: verb, Subject: c.ID, TenderID: c.TenderID, Detail: map[string]any{"obligation": o.ID, "measure": o.Code(), "period": p.Label}})
		m := Mark{PeriodID: p.ID, Skipped: skip, Reason: in.Reason, At: at, KeyID: optional(tx.Actor.KeyID), OrganisationID: tx.Actor.OrganisationID}
		if err := keepMark(tx, c, m); err != nil {
			return Scheduled{}, err
		}
		return scheduledNow(tx, c, o, p.ID, at)
	})
}

// movable refuses to skip what has come, and what is skipped already.
func movable(tx *store.Tx, p Period, skip bool) error {
	r, err := holdReturnOf(tx, p.ID)
	if err != nil {
		return err
	}
	marks, err := marksOf(tx, []string{p.ID})
	if err != nil {
		return err
	}
	status := r.Status
	if last := len(marks[p.ID]); status == Due && last > 0 && marks[p.ID][last-1].Skipped {
		status = Skipped
	}
	if !skip && status != Skipped {
		return ErrNotSkipped
	}
	return Lifecycle.Move(&status, map[bool]Status{true: Skipped, false: Due}[skip])
}

// scheduledNow is one period of the schedule as it stands.
func scheduledNow(tx *store.Tx, c Contract, o Obligation, periodID string, at time.Time) (Scheduled, error) {
	f, err := filesOf(tx, c)
	if err != nil {
		return Scheduled{}, err
	}
	for _, s := range f.scheduled([]Obligation{o}, at) {
		if s.ID == periodID {
			return s, nil
		}
	}
	return Scheduled{}, store.ErrNotFound
}
