package contract

import (
	"time"
)

// Dates are the days of a period after a change of the schedule. Those of the
// opening stay with the period.
type Dates struct {
	PeriodID string
	Number   int // from 1
	ChangeID string
	StartsOn string
	EndsOn   string
	DueOn    string
	Stopped  bool // the contract is suspended: no return falls due
	At       time.Time
}

// TableName names the table of dates.
func (Dates) TableName() string { return "period_dates" }

// Mark says that a period needs no return, or needs one after all.
type Mark struct {
	PeriodID       string
	Number         int // from 1
	Skipped        bool
	Reason         string
	At             time.Time
	KeyID          *string
	OrganisationID string
}

// TableName names the table of marks.
func (Mark) TableName() string { return "period_marks" }

// calendar is everything that moved the dates of a contract's periods.
type calendar struct {
	dates   map[string][]Dates // by period, in the order of the changes
	marks   map[string][]Mark  // by period, in their order
	changes int                // how often the dates changed
}

// at is a period as it stood at a moment: with the dates of the last change
// until then. The zero moment is the newest.
func (c calendar) at(p Period, moment time.Time) Period {
	for _, d := range c.dates[p.ID] {
		if isAfter(d.At, moment) {
			break
		}
		p.StartsOn, p.EndsOn, p.DueOn = d.StartsOn, d.EndsOn, d.DueOn
	}
	return p
}

// stopped reports whether a period waited for the end of a suspension.
func (c calendar) stopped(p Period, moment time.Time) (stopped bool) {
	for _, d := range c.dates[p.ID] {
		if isAfter(d.At, moment) {
			break
		}
		stopped = d.Stopped
	}
	return stopped
}

// mark is the last word on whether a period needs a return.
func (c calendar) mark(p Period, moment time.Time) (last Mark) {
	for _, m := range c.marks[p.ID] {
		if isAfter(m.At, moment) {
			break
		}
		last = m
	}
	return last
}

func isAfter(at, moment time.Time) bool { return !moment.IsZero() && at.After(moment) }

// Timing is where a period is on its way from its first day to its return.
type Timing string

// The timings of a period.
const (
	Upcoming   Timing = "upcoming"  // it has not begun
	Running    Timing = "running"   // it has begun and not ended
	Awaited    Timing = "due"       // it has ended; there is time for its return
	LateNow    Timing = "late"      // the day on which its return was due has passed
	VeryLate   Timing = "very_late" // it passed longer ago than the contract bears
	SkippedNow Timing = "skipped"   // it needs no return, for a reason
	StoppedNow Timing = "stopped"   // the contract is suspended
	In         Timing = "in"        // its return has come
)

// Timings lists every timing.
var Timings = []Timing{Upcoming, Running, Awaited, LateNow, VeryLate, SkippedNow, StoppedNow, In}

// timing is where the period is on a date, and how many days late its return
// is, or came.
func (p PeriodLine) timing(date string, veryLateDays int) (t Timing, daysLate int) {
	daysLate = max(daysBetween(p.DueOn, date), 0)
	switch {
	case p.Standing.Came():
		return In, max(daysBetween(p.DueOn, p.Standing.FirstOn), 0)
	case p.Standing.Status == Skipped:
		return SkippedNow, 0
	case p.IsStopped:
		return StoppedNow, 0
	case p.StartsOn > date:
		return Upcoming, 0
	case p.EndsOn >= date:
		return Running, 0
	case daysLate == 0:
		return Awaited, 0
	case daysLate <= veryLateDays:
		return LateNow, daysLate
	default:
		return VeryLate, daysLate
	}
}

// daysBetween counts the days from one date to another; negative backwards.
func daysBetween(from, to string) int {
	a, errA := time.Parse(time.DateOnly, from)
	b, errB := time.Parse(time.DateOnly, to)
	if errA != nil || errB != nil {
		return 0 // dates of the database are dates
	}
	return int(b.Sub(a) / (24 * time.Hour))
}

func daysAfter(date string, days int) string {
	day, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return date
	}
	return day.AddDate(0, 0, days).Format(time.DateOnly)
}
