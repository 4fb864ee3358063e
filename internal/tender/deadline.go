package tender

import (
	"regexp"
	"sync"
	"time"
	_ "time/tzdata" // a machine without a zone database must still know British summer time

	"github.com/assay-engine/assay/internal/fault"
)

// London is the zone in which UK buyers and suppliers read a deadline.
const London = "Europe/London"

// When is a moment as its sender gave it: either RFC 3339 with its offset, or
// the time on the wall of a named zone.
type When struct {
	Deadline      *time.Time `json:"deadline,omitempty" format:"date-time" example:"2026-06-01T12:00:00+01:00"` // RFC 3339 with zone
	DeadlineLocal string     `json:"deadlineLocal,omitempty" example:"2026-06-01T12:00"`                        // time on the wall in zone, instead of deadline
	Zone          string     `json:"zone,omitempty" example:"Europe/London"`                                    // IANA name; Europe/London where left out
}

func (w When) given() bool { return w.Deadline != nil || w.DeadlineLocal != "" }

// resolve finds the instant and the zone that are meant. A time that a clock
// change left out is refused, and one that it brought twice is asked about:
// guessing would open or close a tender an hour wrong.
func (w When) resolve(wrong *fault.Fields) (at time.Time, zone string) {
	location, zone := w.location(wrong)
	switch {
	case w.Deadline != nil && w.DeadlineLocal != "":
		wrong.Add("/deadlineLocal", "given-twice", "give deadline or deadlineLocal, not both")
	case w.Deadline != nil:
		at = w.Deadline.UTC().Truncate(time.Microsecond)
	case location != nil:
		at = local(w.DeadlineLocal, location, zone, wrong)
	}
	if !at.IsZero() && (at.Year() < 2000 || at.Year() > 2200) {
		wrong.Add("/deadline", "out-of-range", "must lie in the years 2000 to 2200")
	}
	return at, zone
}

var zoneName = regexp.MustCompile(`^(UTC|[A-Za-z]{1,20}(/[A-Za-z0-9_+-]{1,30}){1,2})$`)

func (w When) location(wrong *fault.Fields) (*time.Location, string) {
	if w.Zone == "" {
		return london(), London
	}
	if zoneName.MatchString(w.Zone) {
		if location, err := time.LoadLocation(w.Zone); err == nil {
			return location, w.Zone
		}
	}
	wrong.Add("/zone", "unknown-zone", "must be the IANA name of a time zone, such as Europe/London")
	return nil, London
}

func local(text string, in *time.Location, zone string, wrong *fault.Fields) time.Time {
	wall, err := time.Parse("2006-01-02T15:04", text)
	if err != nil {
		wall, err = time.Parse("2006-01-02T15:04:05", text)
	}
	if err != nil {
		wrong.Add("/deadlineLocal", "wrong-form", "must be a date and time without offset, such as 2026-06-01T12:00")
		return time.Time{}
	}
	switch meant := instants(wall, in); len(meant) {
	case 0:
		wrong.Add("/deadlineLocal", "no-such-local-time", "clocks in "+zone+" go forward over this time, so it does not exist: choose another")
	case 1:
		return meant[0]
	default:
		wrong.Add("/deadlineLocal", "ambiguous-local-time", "clocks in "+zone+" go back, so this time comes twice: send deadline as "+
			meant[0].In(in).Format(time.RFC3339)+" for the first or "+meant[1].In(in).Format(time.RFC3339)+" for the second")
	}
	return time.Time{}
}

// instants lists the moments, in order, at which a clock on the wall shows a
// time: one nearly always, none or two where the clock is changed.
func instants(wall time.Time, in *time.Location) (found []time.Time) {
	_, before := wall.Add(-24 * time.Hour).In(in).Zone()
	_, after := wall.Add(24 * time.Hour).In(in).Zone()
	for _, offset := range []int{max(before, after), min(before, after)} {
		at := wall.Add(-time.Duration(offset) * time.Second)
		_, real := at.In(in).Zone()
		if real == offset && (len(found) == 0 || !found[0].Equal(at)) {
			found = append(found, at)
		}
	}
	return found
}

var london = sync.OnceValue(func() *time.Location {
	location, err := time.LoadLocation(London)
	if err != nil {
		panic(err) // the zone database is part of the program
	}
	return location
})

// InLondon shows a moment as a clock in London does.
func InLondon(at time.Time) time.Time { return at.In(london()) }
