package contract

import (
	"fmt"
	"time"

	"github.com/assay-engine/assay/pkg/decimal"
)

// Every is how often an obligation is reported.
type Every string

// How often an obligation is reported.
const (
	ByProfile      Every = "profile" // as the bid's own profile says
	EveryMonth     Every = "month"
	EveryQuarter   Every = "quarter"
	EveryYear      Every = "year"
	EveryMilestone Every = "milestone" // on days that the contract names
	Once           Every = "once"      // at the end of the term
)

// Calendar says by which calendar periods are counted.
type Calendar string

// The calendars.
const (
	Named      Calendar = "named"    // months, quarters and years as everybody's calendar has them, cut at the ends of the term
	OfContract Calendar = "contract" // counted from the contract's first day
)

// Spread is how a promise without a profile falls on its periods.
type Spread string

// The spreads.
const (
	Evenly   Spread = "even" // the same in every period, in whole units where the promise is whole
	AtTheEnd Spread = "end"  // everything by the last one
)

// mostPeriods bounds the periods of an obligation: fifty years of months.
const mostPeriods = maxYears * 12

// months is the length of a regular period.
func (e Every) months() int {
	return map[Every]int{EveryMonth: 1, EveryQuarter: 3, EveryYear: 12}[e]
}

// regular cuts a term into periods of one length, named by the calendar.
func regular(every Every, by Calendar, whole term) (days []term, labels []string) {
	length, anchor := every.months(), whole.first
	if by == Named {
		anchor = time.Date(whole.first.Year(), time.Month((int(whole.first.Month())-1)/length*length+1), 1, 0, 0, 0, 0, time.UTC)
	}
	for i := 0; i < mostPeriods; i++ {
		from := monthsLater(anchor, i*length)
		if from.After(whole.last) {
			break
		}
		part, _ := whole.overlap(term{from, monthsLater(anchor, (i+1)*length).AddDate(0, 0, -1)})
		days, labels = append(days, part), append(labels, label(every, by, from, i))
	}
	return days, labels
}

// label names a period: 2027-03, 2027-Q1 or 2027 by everybody's calendar; M3,
// Q1 or Y1 by the contract's own.
func label(every Every, by Calendar, from time.Time, i int) string {
	switch {
	case by == OfContract:
		return fmt.Sprintf("%c%d", every[0]-'a'+'A', i+1)
	case every == EveryMonth:
		return from.Format("2006-01")
	case every == EveryQuarter:
		return fmt.Sprintf("%04d-Q%d", from.Year(), (int(from.Month())+2)/3)
	default:
		return from.Format("2006")
	}
}

// monthsLater is the same day so many months later, or the last of the month
// where that has no such day.
func monthsLater(t time.Time, months int) time.Time {
	first := time.Date(t.Year(), t.Month()+time.Month(months), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(t.Day(), last)-1)
}

// spread divides a promise over n periods; the parts add up to it.
func spread(how Spread, whole decimal.Quantity, n int) []decimal.Quantity {
	parts := make([]decimal.Quantity, n)
	if how == AtTheEnd {
		parts[n-1] = whole
		return parts
	}
	unit := decimal.Quantity(1)
	if whole%1000 == 0 {
		unit = 1000
	}
	units, before := whole/unit, decimal.Quantity(0)
	for i := range parts {
		upTo := share(units, i+1, n)
		parts[i], before = (upTo-before)*unit, upTo
	}
	return parts
}

// share is units × i ÷ n, rounded down, without leaving 64 bits.
func share(units decimal.Quantity, i, n int) decimal.Quantity {
	whole, rest := units/decimal.Quantity(n), units%decimal.Quantity(n)
	return whole*decimal.Quantity(i) + rest*decimal.Quantity(i)/decimal.Quantity(n)
}

// shift is how far dates move: by whole months where the day of the month stays
// the same, else by days.
type shift struct{ months, days int }

func between(from, to time.Time) shift {
	if from.Day() == to.Day() {
		return shift{months: (to.Year()-from.Year())*12 + int(to.Month()) - int(from.Month())}
	}
	return shift{days: int(to.Sub(from) / (24 * time.Hour))}
}

func (s shift) day(t time.Time) time.Time { return monthsLater(t, s.months).AddDate(0, 0, s.days) }

// over moves a stretch of days. Its last day is moved as the day after it, so
// that a month stays a month.
func (s shift) over(t term) term {
	return term{s.day(t.first), s.day(t.last.AddDate(0, 0, 1)).AddDate(0, 0, -1)}
}
