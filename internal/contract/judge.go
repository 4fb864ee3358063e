package contract

import (
	"math/big"
	"slices"

	"github.com/assay-engine/assay/internal/catalogue"
	"github.com/assay-engine/assay/pkg/decimal"
)

// judge tells how the obligation fares on a date: what is settled first, then
// what is late, then what is short.
func (l Line) judge(date string, asked asking) State {
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
	case asked.isBehind(l.Obligation):
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
	decided := func(p PeriodLine) bool {
		return p.Standing.Status == Verified || p.Standing.Status == Rejected || p.Standing.Status == Skipped
	}
	switch {
	case len(l.Periods) == 0:
		return false // all of it was ended by a variation
	case l.Aggregation == catalogue.Latest:
		return l.Periods[len(l.Periods)-1].Standing.Status == Verified
	case l.Aggregation != catalogue.RatioOfSums && l.Direction == catalogue.Higher:
		return true
	default:
		return !slices.ContainsFunc(l.Periods, func(p PeriodLine) bool { return !decided(p) })
	}
}

// asking is what could be expected of an obligation on a date: the periods that
// have ended and are in, or overdue, what they promise, and what counts towards
// that. Verified figures stand for claimed ones where that is decided. What
// came early counts as well where more is better.
type asking struct {
	promise *big.Rat // nil where nothing is asked yet
	own     *Total   // what counts of these periods; nil where nothing was reported
	counted *Total   // the same with what came early
	silent  bool     // nothing at all counts, though something is asked
}

func (l Line) askedBy(date string) (a asking) {
	var promises []decimal.Quantity
	var own []Figure
	for i := range l.Periods {
		p := &l.Periods[i]
		if !p.HasEnded || !p.Standing.Came() && !p.isOverdue(date) {
			continue
		}
		promises = append(promises, p.Quantity)
		if figure, counts := p.Standing.Counted(); counts {
			own = append(own, figure)
		}
	}
	if len(promises) == 0 {
		return a
	}
	a.promise, a.own = committed(l.Obligation, promises), combine(l.Obligation, own)
	a.counted, a.silent = a.own, len(own) == 0
	if l.Direction == catalogue.Higher {
		counted := figures(l.Periods, Standing.Counted)
		a.counted, a.silent = combine(l.Obligation, counted), len(counted) == 0
	}
	return a
}

// isBehind compares what counts with what was asked. Where less is better,
// silence is not yet a failure; a proportion of nothing is not behind anything.
func (a asking) isBehind(o Obligation) bool {
	switch {
	case a.promise == nil:
		return false
	case a.silent:
		return o.Direction == catalogue.Higher && a.promise.Sign() > 0
	default:
		return a.counted != nil && compare(o, a.counted.Exact, a.promise) < 0
	}
}

func (l Line) hasBegun(date string) bool {
	return slices.ContainsFunc(l.Periods, func(p PeriodLine) bool { return p.StartsOn <= date || p.Standing.Came() })
}
