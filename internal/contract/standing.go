package contract

import (
	"sync"
	"time"
	_ "time/tzdata" // a container without zones must still know when a day ends in London
)

// london is where contract days begin and end.
var london = sync.OnceValue(func() *time.Location {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		panic(err) // zones are part of the program
	}
	return zone
})

// today is the date in London at an instant.
func today(at time.Time) string { return at.In(london()).Format(time.DateOnly) }

// Standing is how a return stands at a moment.
type Standing struct {
	Status   Status
	Claimed  Figure // the claim made last; empty where none came
	Verified Figure // what is accepted of it; empty until it is verified
	FirstOn  string // the date on which the first claim came; empty where none came
}

// standingAt tells how a return stands once the steps up to a moment, that
// instant included, have been taken. The zero moment takes all of them.
func standingAt(steps []Step, at time.Time) Standing {
	s := Standing{Status: Due}
	for _, step := range steps {
		if !at.IsZero() && step.At.After(at) {
			break
		}
		s.Status = step.Kind
		switch step.Kind {
		case Submitted:
			s.Claimed = step.Figure
			if s.FirstOn == "" {
				s.FirstOn = today(step.At)
			}
		case Verified:
			s.Verified = step.Figure
		case Due, Queried, Rejected: // no figures
		}
	}
	return s
}

// Delivered is what the return claims, as long as it stands: nothing where it
// was rejected or never came.
func (s Standing) Delivered() (Figure, bool) {
	return s.Claimed, s.Status == Submitted || s.Status == Queried || s.Status == Verified
}

// Accepted is what is verified.
func (s Standing) Accepted() (Figure, bool) { return s.Verified, s.Status == Verified }

// Counted is what is verified, where that is decided, else what is claimed.
func (s Standing) Counted() (Figure, bool) {
	if s.Status == Verified {
		return s.Verified, true
	}
	return s.Delivered()
}
