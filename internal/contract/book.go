package contract

import (
	"fmt"
	"time"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
)

// book is a contract's periods while its dates are being changed.
type book struct {
	contract Contract
	at       time.Time
	change   Change
	entries  []entry
	returns  map[string]string // the return of a period
	moved    []Dates
}

// entry is a period with its obligation, as the dates stand.
type entry struct {
	Period

	of      Obligation
	changes int // how often its dates changed
	stopped bool
}

// bookOf reads the periods of a locked contract.
func bookOf(tx *store.Tx, c Contract, at time.Time) (*book, error) {
	f, err := filesOf(tx, c)
	if err != nil {
		return nil, err
	}
	b := &book{contract: c, at: at, returns: f.returns, change: Change{
		ID: tx.NewID(), ContractID: c.ID, Number: f.calendar.changes + 1, StartsOn: c.StartsOn, EndsOn: c.EndsOn, At: at,
		Calendar: CalendarStays, KeyID: optional(tx.Actor.KeyID), OrganisationID: tx.Actor.OrganisationID,
	}}
	for _, o := range f.obligations {
		for _, p := range f.periods[o.ID] {
			now := f.calendar.at(p, time.Time{})
			b.entries = append(b.entries, entry{Period: now, of: o, changes: len(f.calendar.dates[p.ID]), stopped: f.calendar.stopped(p, time.Time{})})
		}
	}
	return b, nil
}

// set gives a period other days.
func (b *book) set(o entry, days term, due string, stopped bool) {
	b.moved = append(b.moved, Dates{
		PeriodID: o.ID, Number: o.changes + 1, ChangeID: b.change.ID, StartsOn: days.first.Format(time.DateOnly), EndsOn: days.last.Format(time.DateOnly),
		DueOn: due, Stopped: stopped, At: b.at,
	})
}

func (o entry) days() term { return term{dayOf(o.StartsOn), dayOf(o.EndsOn)} }

// dayOf reads a date that the database has checked.
func dayOf(date string) time.Time {
	day, _ := time.Parse(time.DateOnly, date)
	return day
}

// moveStart moves the first day: with everything, or cutting what stays.
func (b *book) moveStart(to time.Time) error {
	whole := term{dayOf(b.contract.StartsOn), dayOf(b.contract.EndsOn)}
	moved := between(whole.first, to)
	days := moved.over(whole)
	if b.change.Calendar == CalendarStays {
		days = term{to, whole.last}
	}
	var wrong fault.Fields
	if days.last.Before(days.first) || !days.last.Before(days.first.AddDate(maxYears, 0, 0)) {
		wrong.Add("/startsOn", "wrong-term", fmt.Sprintf("must not be after the last day, nor make the term %d years or longer", maxYears))
		return wrong.Err()
	}
	for _, o := range b.entries {
		part, inside := moved.over(o.days()), true
		if b.change.Calendar == CalendarStays {
			part = o.days()
			if o.StartsOn == b.contract.StartsOn && !to.After(part.last) {
				part.first = to
			}
			part, inside = days.overlap(part)
		}
		if !inside {
			wrong.Add("/startsOn", "outside-the-term", fmt.Sprintf("period %s of measure %s would be over before the contract begins", o.Label, o.of.Code()))
		}
		b.set(o, part, part.last.AddDate(0, 0, b.contract.DueDays).Format(time.DateOnly), false)
	}
	b.contract.StartsOn, b.contract.EndsOn = days.first.Format(time.DateOnly), days.last.Format(time.DateOnly)
	return wrong.Err()
}

// followEnd lets what is reported once, at the end of a contract, go along when
// both sides agree on a later last day. Everything else keeps its days: what is
// promised beyond them is in the variation.
func followEnd(tx *store.Tx, c Contract, to, reason string, at time.Time) error {
	b, err := bookOf(tx, c, at)
	if err != nil {
		return err
	}
	b.change.Kind, b.change.OnDate, b.change.Reason = Extended, to, reason
	for _, o := range b.entries {
		if o.Label != WholeTerm || o.EndsOn != c.EndsOn || b.returns[o.ID] != "" {
			continue
		}
		days := term{o.days().first, dayOf(to)}
		b.set(o, days, daysAfter(to, c.DueDays), o.stopped)
	}
	return keepDates(tx, b)
}

// keep writes the change, the dates that it makes and the contract's own.
func (b *book) keep(tx *store.Tx) (Reading, error) {
	tx.Record(store.Event{Verb: "contract." + string(b.change.Kind), Subject: b.contract.ID, TenderID: b.contract.TenderID, Detail: map[string]any{
		"on": b.change.OnDate, "calendar": b.change.Calendar, "startsOn": b.contract.StartsOn, "endsOn": b.contract.EndsOn, "periods": len(b.moved),
	}})
	if err := keepBook(tx, b); err != nil {
		return Reading{}, err
	}
	b.contract.Version++
	return b.contract.reading(tx)
}
