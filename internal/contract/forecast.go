package contract

import (
	"math/big"

	"github.com/assay-engine/assay/internal/catalogue"
	"github.com/assay-engine/assay/pkg/decimal"
)

// ForecastMethod names how a figure at the end of the contract was foreseen.
type ForecastMethod string

// The methods of a forecast.
const (
	Pace      ForecastMethod = "pace"         // contracted × what counts ÷ what was promised, over the periods that are in or overdue; never less than what counts already
	AsPlanned ForecastMethod = "as_committed" // what counts so far, and what is promised for all other periods
	SoFar     ForecastMethod = "so_far"       // of a proportion: as it has been
	Unknown   ForecastMethod = "unknown"      // periods are overdue and nothing was reported: no figure
)

// Forecast is what an obligation will come to at the end of the contract if it
// goes on as it has. It is arithmetic, not a promise.
type Forecast struct {
	Method ForecastMethod
	Exact  *big.Rat // in the measure's unit; nil where it is unknown
}

// forecast foresees the figure at completion.
func (l Line) forecast(asked asking) Forecast {
	switch {
	case asked.promise == nil && l.Aggregation == catalogue.RatioOfSums, asked.promise == nil && l.Aggregation == catalogue.Latest:
		return Forecast{AsPlanned, l.Contracted.Rat()}
	case asked.promise == nil:
		return Forecast{AsPlanned, l.atLeastCounted(l.Contracted.Rat())}
	case asked.own == nil:
		return Forecast{Method: Unknown}
	case l.Aggregation == catalogue.RatioOfSums:
		return Forecast{SoFar, asked.own.Exact}
	case asked.promise.Sign() > 0:
		pace := new(big.Rat).Mul(l.Contracted.Rat(), asked.own.Exact)
		return Forecast{Pace, l.atLeastCounted(pace.Quo(pace, asked.promise))}
	default: // nothing was promised for these periods: there is no pace
		rest := new(big.Rat).Sub(l.Contracted.Rat(), asked.promise)
		return Forecast{AsPlanned, l.atLeastCounted(rest.Add(rest, asked.own.Exact))}
	}
}

// atLeastCounted raises a foreseen sum to what counts already: nothing takes
// away from a sum.
func (l Line) atLeastCounted(foreseen *big.Rat) *big.Rat {
	if l.Aggregation == catalogue.Latest {
		return foreseen
	}
	counted := combine(l.Obligation, figures(l.Periods, Standing.Counted))
	if counted != nil && counted.Exact.Cmp(foreseen) > 0 {
		return counted.Exact
	}
	return foreseen
}

// Tolerance is how far an obligation may fall behind before it is an
// exception.
type Tolerance struct {
	Percent decimal.Weight // of what was promised for the periods that are in or overdue
	Limit   *big.Rat       // the worst figure that is still tolerated; nil where nothing is asked yet
	Within  *bool          // whether what counts is no worse; nil where there is nothing to compare
}

// tolerate compares what counts with the worst figure that is tolerated.
func (l Line) tolerate(asked asking, percent decimal.Weight) Tolerance {
	t := Tolerance{Percent: percent}
	if asked.promise == nil {
		return t
	}
	t.Limit = loosened(l.Obligation, asked.promise, percent)
	if asked.counted != nil {
		within := compare(l.Obligation, asked.counted.Exact, t.Limit) >= 0
		t.Within = &within
	} else if asked.silent && l.Direction == catalogue.Higher {
		within := t.Limit.Sign() == 0
		t.Within = &within
	}
	return t
}

// loosened is a promise with a tolerance taken off, or put on where less is
// better.
func loosened(o Obligation, promise *big.Rat, percent decimal.Weight) *big.Rat {
	share := big.NewRat(decimal.Whole-int64(percent), decimal.Whole)
	if o.Direction == catalogue.Lower {
		share = big.NewRat(decimal.Whole+int64(percent), decimal.Whole)
	}
	return share.Mul(share, promise)
}

// isAtRisk reports whether somebody should look: the obligation is late, or
// beyond its tolerance, or heading for worse than contracted beyond it.
func (l Line) isAtRisk(percent decimal.Weight) bool {
	switch l.State {
	case Met, Exceeded, Untried:
		return false
	case Late:
		return true
	case Short, OnTrack:
	}
	if l.Tolerance.Within != nil && !*l.Tolerance.Within {
		return true
	}
	return l.Forecast.Exact != nil && compare(l.Obligation, l.Forecast.Exact, loosened(l.Obligation, l.Contracted.Rat(), percent)) < 0
}
