package contract

import (
	"math"
	"math/big"
	"strings"

	"github.com/assay-engine/assay/internal/catalogue"
	"github.com/assay-engine/assay/pkg/decimal"
)

// Total is the figure that several periods make by their measure's own rule,
// in the measure's unit, exactly.
type Total struct {
	Exact       *big.Rat
	Numerator   *decimal.Quantity // of a proportion: the sum of the numerators
	Denominator *decimal.Quantity // and of the denominators
}

// Number is the total to three decimals, rounded half up; sums have no more.
func (t Total) Number() decimal.Number { return Thousandths(t.Exact) }

var half = big.NewRat(1, 2)

// Thousandths is an exact figure as a decimal number of at most three places,
// rounded half up.
func Thousandths(exact *big.Rat) decimal.Number {
	scaled := new(big.Rat).Mul(exact, big.NewRat(1000, 1))
	scaled.Add(scaled, half)
	whole := new(big.Int).Div(scaled.Num(), scaled.Denom()) // Euclidean: towards minus infinity, as the denominator is positive
	if !whole.IsInt64() {                                   // a proportion of absurd parts: the exact fraction is still told
		return decimal.FromInt(int64(exact.Sign()) * math.MaxInt64)
	}
	return decimal.FromScaled(whole.Int64(), 3)
}

// isPercentage reports whether a proportion is counted out of a hundred: its
// unit begins with "%".
func isPercentage(o Obligation) bool {
	return o.Aggregation == catalogue.RatioOfSums && strings.HasPrefix(o.Unit, "%")
}

// combine makes one figure of those of several periods, in the order of time,
// by the measure's own rule:
//
//   - sum, distinct sum: they are added. Where claims of a distinct sum say who
//     was counted, nobody is counted twice; else that is for whoever verifies
//     them to see;
//   - latest: the last one stands. Figures of a stock are never added;
//   - ratio of sums: all numerators over all denominators, in per cent where
//     the unit is. Percentages are never averaged.
//
// Nothing reported makes no figure, which is not zero: nil. Neither does a
// proportion of nothing, where all denominators are zero.
func combine(o Obligation, figures []Figure) *Total {
	if len(figures) == 0 {
		return nil
	}
	switch o.Aggregation {
	case catalogue.Latest:
		return &Total{Exact: figures[len(figures)-1].Quantity.Rat()}
	case catalogue.RatioOfSums:
		return ratio(figures, isPercentage(o))
	default:
		return &Total{Exact: sumOf(o, figures).Rat()}
	}
}

// sumOf adds the figures of several periods, in the order of time. In a
// distinct sum people who were counted in an earlier period are not counted
// again, where the claims say who they were: of a period no more counts than it
// has people who are new, nor more than is accepted of it.
func sumOf(o Obligation, figures []Figure) (sum decimal.Quantity) {
	seen := map[string]bool{}
	for _, f := range figures {
		counts := *f.Quantity
		if o.Aggregation == catalogue.DistinctSum && f.People != nil {
			counts = min(counts, decimal.Quantity(f.People.join(seen))*1000)
		}
		sum += counts
	}
	return sum
}

func ratio(figures []Figure, percentage bool) *Total {
	var above, below decimal.Quantity
	for _, f := range figures {
		above, below = above+*f.Numerator, below+*f.Denominator
	}
	if below == 0 {
		return nil
	}
	exact := big.NewRat(int64(above), int64(below))
	if percentage {
		exact.Mul(exact, big.NewRat(100, 1))
	}
	return &Total{Exact: exact, Numerator: &above, Denominator: &below}
}

// committed is what the promises of several periods, in the order of time, come
// to together.
// Periods are added where the measure adds them: none promise zero. Of a stock
// and of a proportion the last period's promise stands, and none promise
// nothing that could be compared: nil.
func committed(o Obligation, promises []decimal.Quantity) *big.Rat {
	if o.Aggregation == catalogue.Latest || o.Aggregation == catalogue.RatioOfSums {
		if len(promises) == 0 {
			return nil
		}
		return promises[len(promises)-1].Rat()
	}
	var sum decimal.Quantity
	for _, q := range promises {
		sum += q
	}
	return sum.Rat()
}

// compare is positive where a figure is better than the promise, zero where it
// is the same, negative where it is worse. Of some measures less is better.
func compare(o Obligation, figure, promise *big.Rat) int {
	if o.Direction == catalogue.Lower {
		return promise.Cmp(figure)
	}
	return figure.Cmp(promise)
}
