package contract

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
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

// The names of periods: a year, a quarter or a month.
var periodName = regexp.MustCompile(`^(\d{4})(?:-Q([1-4])|-(0[1-9]|1[0-2]))?$`)

// calendarPeriod tells which days a name means: 2027, 2027-Q1 or 2027-03.
func calendarPeriod(name string) (term, error) {
	parts := periodName.FindStringSubmatch(name)
	if parts == nil {
		return term{}, fmt.Errorf("%q is not a year, a quarter or a month", name)
	}
	year, _ := strconv.Atoi(parts[1])
	month, months := 1, 12
	switch {
	case parts[2] != "":
		quarter, _ := strconv.Atoi(parts[2])
		month, months = 3*quarter-2, 3
	case parts[3] != "":
		month, _ = strconv.Atoi(parts[3])
		months = 1
	}
	first := time.Date(year, time.Month(month), 1, 0, 0, 0, 0, time.UTC)
	return term{first, first.AddDate(0, months, -1)}, nil
}

// schedule lays a commitment's profile over the contract's term, in the order
// of time. A period that reaches over an end of the term is cut there; one that
// lies outside it cannot be delivered, and its name is returned. Without a
// profile there is one period, the whole term: figures are never invented.
func schedule(c bid.Commitment, rule catalogue.Aggregation, whole term, dueDays int) (list []Period, outside string, err error) {
	if len(c.Profile) == 0 {
		return []Period{newPeriod(WholeTerm, whole, dueDays, amount(c.Quantity))}, "", nil
	}
	for _, instalment := range c.Profile {
		days, err := calendarPeriod(instalment.Period)
		if err != nil {
			return nil, "", err
		}
		days, inside := whole.overlap(days)
		if !inside {
			return nil, instalment.Period, nil
		}
		list = append(list, newPeriod(instalment.Period, days, dueDays, amount(instalment.Quantity)))
	}
	inOrder(list)
	promise(list, rule, amount(c.Quantity))
	return list, "", nil
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
