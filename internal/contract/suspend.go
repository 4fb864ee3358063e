package contract

import (
	"context"
	"fmt"
	"time"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
)

// Suspension stops the due dates of a contract.
type Suspension struct {
	From   string `json:"from,omitempty" validate:"max=10" format:"date" example:"2027-08-01"` // its first day, not later than today; left out: today
	Reason string `json:"reason" validate:"required,max=20000,text" example:"The centre is closed after the flood."`
}

// Resumption ends a suspension.
type Resumption struct {
	On       string `json:"on,omitempty" validate:"max=10" format:"date" example:"2027-09-15"`             // the first day of work, not later than today; left out: today
	Calendar Moves  `json:"calendar,omitempty" validate:"omitempty,oneof=moves stays" enums:"moves,stays"` // stays (left out): only due dates are later by the days of the suspension; moves: periods that had not ended, and the contract's last day, move along
	Reason   string `json:"reason" validate:"required,max=20000,text" example:"The centre opened again."`
}

// Suspend stops a contract from a day on. Nothing falls due before it is
// resumed; what was late before stays late. What was promised stays promised:
// less of it takes a variation.
func (s *Service) Suspend(ctx context.Context, id string, version int, in Suspension) (Reading, error) {
	return s.reschedule(ctx, id, version, in, func(_ *store.Tx, b *book) error {
		if b.contract.SuspendedOn != "" {
			return ErrSuspended
		}
		from, err := b.dayUntilToday("/from", in.From, b.contract.StartsOn)
		if err != nil {
			return err
		}
		b.change.Kind, b.change.OnDate, b.change.Reason = Suspended, from, in.Reason
		b.contract.SuspendedOn = from
		for _, o := range b.entries {
			if o.DueOn >= from {
				b.set(o, o.days(), o.DueOn, true)
			}
		}
		return nil
	})
}

// Resume ends a suspension. Returns that would have fallen due during it or
// after it fall due so many days later as it lasted.
func (s *Service) Resume(ctx context.Context, id string, version int, in Resumption) (Reading, error) {
	return s.reschedule(ctx, id, version, in, func(_ *store.Tx, b *book) error {
		from := b.contract.SuspendedOn
		if from == "" {
			return ErrNotSuspended
		}
		on, err := b.dayUntilToday("/on", in.On, from)
		if err != nil {
			return err
		}
		b.change.Kind, b.change.OnDate, b.change.Reason = Resumed, on, in.Reason
		if in.Calendar == CalendarMoves {
			b.change.Calendar = CalendarMoves
			b.contract.EndsOn = daysAfter(b.contract.EndsOn, daysBetween(from, on))
		}
		b.contract.SuspendedOn = ""
		b.resume(from, daysBetween(from, on))
		return nil
	})
}

func (b *book) resume(from string, lasted int) {
	for _, o := range b.entries {
		if !o.stopped {
			continue
		}
		days := o.days()
		if b.change.Calendar == CalendarMoves && o.EndsOn >= from {
			days.last = days.last.AddDate(0, 0, lasted)
		}
		if b.change.Calendar == CalendarMoves && o.StartsOn >= from {
			days.first = days.first.AddDate(0, 0, lasted)
		}
		b.set(o, days, daysAfter(o.DueOn, lasted), false)
	}
}

// dayUntilToday reads a day that is not in the future, by the contract's
// clock, and not before another; left out it is today.
func (b *book) dayUntilToday(pointer, text, earliest string) (string, error) {
	now := today(b.at)
	if text == "" {
		text = now
	}
	var wrong fault.Fields
	switch _, err := time.Parse(time.DateOnly, text); {
	case err != nil:
		wrong.Add(pointer, "not-a-date", "must be a date such as 2027-08-01")
	case text > now:
		wrong.Add(pointer, "in-the-future", "must not be later than today, "+now)
	case text < earliest:
		wrong.Add(pointer, "too-early", fmt.Sprintf("must not be before %s", earliest))
	}
	return text, wrong.Err()
}
