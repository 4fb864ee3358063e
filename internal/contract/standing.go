package contract

import (
	"sync"
	"time"
	_ "time/tzdata" // a container without zones must still know when a day ends in London

	"github.com/assay-engine/assay/pkg/decimal"
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
	Claimed  Figure           // the claim made last; empty where none came
	Verified Figure           // what is accepted of it, also in part while the rest is asked about; empty until then
	Asked    decimal.Quantity // how much of the claim is asked about, where a part is accepted
	FirstOn  string           // the date on which the first claim came; empty where none came
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
		case Submitted: // what was accepted in part before stays accepted
			s.Claimed, s.Asked = step.Figure, 0
			if s.FirstOn == "" {
				s.FirstOn = today(step.At)
			}
		case Verified:
			s.Verified, s.Asked = step.Figure, 0
			s.Verified.People = s.Claimed.People
		case Queried:
			s.query(step)
		case Due, Rejected, Skipped: // no figures
		}
	}
	return s
}

// query keeps what a question accepts of the claim: of 40, 35 are accepted and
// 5 are asked about.
func (s *Standing) query(step Step) {
	if step.Figure == (Figure{}) {
		return
	}
	s.Verified, s.Asked = step.Figure, step.Asked
	s.Verified.People = s.Claimed.People
}

// Came reports whether a return has come.
func (s Standing) Came() bool { return s.Status != Due && s.Status != Skipped }

// Delivered is what the return claims, as long as it stands: nothing where it
// was rejected or never came.
func (s Standing) Delivered() (Figure, bool) {
	return s.Claimed, s.Status == Submitted || s.Status == Queried || s.Status == Verified
}

// Accepted is what is verified, in part or as a whole.
func (s Standing) Accepted() (Figure, bool) {
	return s.Verified, s.Status != Rejected && s.Verified != (Figure{})
}

// Counted is what is verified, where that is decided, else what is claimed.
func (s Standing) Counted() (Figure, bool) {
	if s.Status == Verified {
		return s.Verified, true
	}
	return s.Delivered()
}
