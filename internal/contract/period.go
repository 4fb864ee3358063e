package contract

import (
	"cmp"
	"slices"
	"time"

	"github.com/assay-engine/assay/internal/bid"
	"github.com/assay-engine/assay/internal/catalogue"
	"github.com/assay-engine/assay/pkg/decimal"
)

// WholeTerm is the label of the only period of a commitment without a profile.
const WholeTerm = "term"

// term is a stretch of days, first and last included.
type term struct{ first, last time.Time }

// overlap is what two stretches have in common; false where that is nothing.
func (t term) overlap(other term) (term, bool) {
	if other.first.After(t.first) {
		t.first = other.first
	}
	if other.last.Before(t.last) {
		t.last = other.last
	}
	return t, !t.last.Before(t.first)
}

// schedule lays a commitment's own profile over the contract's term. Without a
// profile there is one period, the whole term: figures are never invented.
func schedule(c bid.Commitment, rule catalogue.Aggregation, whole term, dueDays int) (list []Period, outside string, err error) {
	return plan{every: ByProfile}.lay(c, rule, whole, dueDays)
}

func newPeriod(label string, days term, dueDays int, quantity decimal.Quantity) Period {
	return Period{
		Number: 1, Label: label, StartsOn: days.first.Format(time.DateOnly), EndsOn: days.last.Format(time.DateOnly),
		DueOn: days.last.AddDate(0, 0, dueDays).Format(time.DateOnly), Instalment: quantity, Quantity: quantity,
	}
}

// promise says what the return of each period is measured by.
func promise(list []Period, rule catalogue.Aggregation, whole decimal.Quantity) {
	var level decimal.Quantity
	for i := range list {
		level += list[i].Instalment
		switch rule {
		case catalogue.Latest:
			list[i].Quantity = level
		case catalogue.RatioOfSums:
			list[i].Quantity = whole
		case catalogue.Sum, catalogue.DistinctSum: // the instalment it is
		}
	}
}

func amount(q *decimal.Quantity) decimal.Quantity {
	if q == nil {
		return 0
	}
	return *q
}

// inOrder sorts periods by time and counts them.
func inOrder(list []Period) {
	slices.SortStableFunc(list, func(a, b Period) int {
		return cmp.Or(cmp.Compare(a.StartsOn, b.StartsOn), cmp.Compare(a.EndsOn, b.EndsOn))
	})
	for i := range list {
		list[i].Number = i + 1
	}
}
