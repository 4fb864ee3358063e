package contract

import (
	"cmp"
	"slices"
)

// Trouble is why a period needs somebody's attention.
type Trouble string

// The troubles of a period, in the order of the exception list.
const (
	ReturnLate    Trouble = "late"     // no return came by the day it was due
	ClaimRejected Trouble = "rejected" // the return was refused: nothing of it counts
	FigureShort   Trouble = "short"    // the period has ended with worse than it promised
	ClaimQueried  Trouble = "queried"  // the contract manager waits for an answer
)

var severity = map[Trouble]int{ReturnLate: 0, ClaimRejected: 1, FigureShort: 2, ClaimQueried: 3}

// Exception is a period of an obligation that needs somebody's attention. A
// period may need it for more than one reason.
type Exception struct {
	Obligation Obligation
	Period     PeriodLine
	What       Trouble
}

// exceptions lists what needs attention in an obligation on a date.
func (l Line) exceptions(date string) (list []Exception) {
	for _, p := range l.Periods {
		for _, what := range p.troubles(date) {
			list = append(list, Exception{Obligation: l.Obligation, Period: p, What: what})
		}
	}
	return list
}

// troubled counts what needs attention in an obligation on a date.
func (l Line) troubled(date string) (n int) {
	for i := range l.Periods {
		n += len(l.Periods[i].troubles(date))
	}
	return n
}

func (p *PeriodLine) troubles(date string) (list []Trouble) {
	if p.isOverdue(date) {
		list = append(list, ReturnLate)
	}
	if p.Standing.Status == Rejected {
		list = append(list, ClaimRejected)
	}
	if p.IsShort {
		list = append(list, FigureShort)
	}
	if p.Standing.Status == Queried {
		list = append(list, ClaimQueried)
	}
	return list
}

// Tally counts obligations by how they fare. Totals of a contract are counts:
// people, sessions and pounds are never added to each other.
type Tally struct {
	Obligations int
	ByState     map[State]int // every state is in it, with 0 where none fares so
}

// OutcomeTally is the tally of one outcome's obligations.
type OutcomeTally struct {
	Number int
	Title  string
	Tally
}

func newTally() Tally {
	return Tally{ByState: map[State]int{Late: 0, Short: 0, OnTrack: 0, Untried: 0, Met: 0, Exceeded: 0}}
}

func (t *Tally) add(s State) {
	t.Obligations++
	t.ByState[s]++
}

// tally counts a contract's obligations, by outcome in the order of their
// numbers and as a whole.
func tally(lines []Line) (byOutcome []OutcomeTally, all Tally) {
	all = newTally()
	for _, l := range lines {
		all.add(l.State)
		at := slices.IndexFunc(byOutcome, func(o OutcomeTally) bool { return o.Number == l.OutcomeNumber })
		if at < 0 {
			at = len(byOutcome)
			byOutcome = append(byOutcome, OutcomeTally{Number: l.OutcomeNumber, Title: l.OutcomeTitle, Tally: newTally()})
		}
		byOutcome[at].add(l.State)
	}
	slices.SortFunc(byOutcome, func(a, b OutcomeTally) int { return cmp.Compare(a.Number, b.Number) })
	return byOutcome, all
}
