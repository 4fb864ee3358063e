package contract

import (
	"context"
	"time"

	"github.com/assay-engine/assay/internal/store"
)

// SoonDays is how many days before the due day a return is asked for.
const SoonDays = 7

// stage is how urgent a reminder is.
type stage int

const (
	stageNone stage = iota
	stageSoon
	stageDue
	stageLate
	stageVeryLate
)

// topic is what webhooks know a reminder by.
func (s stage) topic() string {
	return [...]string{"", "return.due_soon", "return.due_today", "return.late", "return.very_late"}[s]
}

// stageOn is how urgent a missing return is on a date.
func stageOn(date, dueOn string, veryLateDays int) stage {
	switch late := daysBetween(dueOn, date); {
	case late > veryLateDays:
		return stageVeryLate
	case late > 0:
		return stageLate
	case late == 0:
		return stageDue
	case late >= -SoonDays:
		return stageSoon
	default:
		return stageNone
	}
}

// reminded is a missing return that somebody is to be reminded of.
type reminded struct {
	contract Contract
	of       Obligation
	period   Period
	stage    stage
	owners   map[Side]Owner
}

// remindersAtOnce bounds one round, so that its transaction stays short.
const remindersAtOnce = 200

// Remind writes the reminders that are due into the outbox, each once: a week
// before a return is due and on the day to the supplier, afterwards to both
// sides. One replica does it at a time. It tells how many periods it reminded
// of.
func (s *Service) Remind(ctx context.Context, holder string) (int, error) {
	// An idle service must not write: look before taking the lease.
	waiting, err := store.Read(ctx, s.DB, func(tx *store.Tx) ([]due, error) { return duesToRemind(tx, 1) })
	if err != nil || len(waiting) == 0 {
		return 0, err
	}
	return store.Write(ctx, s.DB, func(tx *store.Tx) (int, error) {
		held, err := tx.Lease("reminders", holder, time.Minute)
		if err != nil || !held {
			return 0, unless(err, store.ErrBusy)
		}
		dues, err := duesToRemind(tx, remindersAtOnce)
		if err != nil {
			return 0, err
		}
		list, err := remindersOf(tx, dues)
		if err != nil {
			return 0, err
		}
		for _, r := range list {
			if err := s.remind(tx, r); err != nil {
				return 0, err
			}
		}
		if len(list) == 0 {
			return 0, store.ErrBusy // another replica was faster: nothing to keep
		}
		return len(list), nil
	})
}

// remind writes one reminder for everybody whom it concerns.
func (s *Service) remind(tx *store.Tx, r reminded) error {
	tx.Record(store.Event{Verb: "return.reminded", Subject: r.contract.ID, TenderID: r.contract.TenderID, Detail: map[string]any{
		"obligation": r.of.ID, "measure": r.of.Code(), "period": r.period.Label, "dueOn": r.period.DueOn, "stage": r.stage.topic(),
	}})
	if err := markReminded(tx, r.period.ID, r.stage); err != nil {
		return err
	}
	sides := []Side{SupplierSide}
	if r.stage >= stageLate {
		sides = append(sides, AuthoritySide)
	}
	for _, side := range sides {
		if err := s.post(tx, r.letter(side)); err != nil {
			return err
		}
	}
	return nil
}

func (r reminded) letter(side Side) Letter {
	organisation := map[Side]string{SupplierSide: r.contract.SupplierID, AuthoritySide: r.contract.OwnerID}[side]
	return Letter{
		OrganisationID: organisation, To: r.owners[side].Email, Topic: r.stage.topic(),
		Subject: rehearsal(r.contract) + r.contract.Title + ": " + map[stage]string{stageSoon: "a return is due soon", stageDue: "a return is due today", stageLate: "a return is late", stageVeryLate: "a return is very late"}[r.stage],
		Words:   r.stage.sentence(r) + "\n\nContract: " + r.contract.Title + "\n",
		Data: map[string]any{
			"contract": r.contract.ID, "obligation": r.of.ID, "measure": r.of.Code(), "period": r.period.Label, "startsOn": r.period.StartsOn,
			"endsOn": r.period.EndsOn, "dueOn": r.period.DueOn, "mode": r.contract.Mode,
		},
	}
}
