package contract

import (
	"slices"

	"github.com/assay-engine/assay/internal/catalogue"
)

// judge tells how the obligation fares on a date: what is settled first, then
// what is late, then what is short.
func (l Line) judge(date string) State {
	if l.Verified != nil && l.isSettled() {
		switch order := compare(l.Obligation, l.Verified.Exact, l.Contracted.Rat()); {
		case order > 0:
			return Exceeded
		case order == 0:
			return Met
		}
	}
	switch {
	case slices.ContainsFunc(l.Periods, func(p PeriodLine) bool { return p.isOverdue(date) }):
		return Late
	case l.isBehind(date):
		return Short
	case l.hasBegun(date):
		return OnTrack
	default:
		return Untried
	}
}

// isSettled reports whether what is verified can be held against the whole
// promise: at once where figures are added and more is better, since nothing
// can take away from them; after the last period of a stock; and otherwise
// when every period is decided.
func (l Line) isSettled() bool {
	decided := func(p PeriodLine) bool { return p.Standing.Status == Verified || p.Standing.Status == Rejected }
	switch {
	case l.Aggregation == catalogue.Latest:
		return l.Periods[len(l.Periods)-1].Standing.Status == Verified
	case l.Aggregation != catalogue.RatioOfSums && l.Direction == catalogue.Higher:
		return true
	default:
		return !slices.ContainsFunc(l.Periods, func(p PeriodLine) bool { return !decided(p) })
	}
}

// isBehind compares what was delivered with what was committed over the periods
// that have ended and are in, or overdue. Verified figures stand for claimed
// ones where that is decided. What came early counts as well where more is
// better.
func (l Line) isBehind(date string) bool {
	var asked []Period
	var judged []PeriodLine
	for _, p := range l.Periods {
		if p.HasEnded && (p.Standing.Status != Due || p.isOverdue(date)) {
			asked, judged = append(asked, p.Period), append(judged, p)
		}
	}
	if len(asked) == 0 {
		return false
	}
	if l.Direction == catalogue.Higher {
		judged = l.Periods
	}
	counted, promise := figures(judged, Standing.Counted), committed(l.Obligation, asked)
	if len(counted) == 0 {
		return l.Direction == catalogue.Higher && promise.Sign() > 0
	}
	total := combine(l.Obligation, counted) // nil for a proportion of nothing, which is not behind anything
	return total != nil && compare(l.Obligation, total.Exact, promise) < 0
}

func (l Line) hasBegun(date string) bool {
	return slices.ContainsFunc(l.Periods, func(p PeriodLine) bool { return p.StartsOn <= date || p.Standing.Status != Due })
}
