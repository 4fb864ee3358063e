package contract

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/assay-engine/assay/internal/store"
)

// ScheduleFilter narrows a schedule; what is empty narrows nothing.
type ScheduleFilter struct {
	Timing     Timing
	Obligation string
}

// Schedule lists a page of the periods of a contract by the day on which their
// returns are due, the earliest first.
func (s *Service) Schedule(ctx context.Context, id string, filter ScheduleFilter, page store.Page) (items []Scheduled, next string, err error) {
	items, err = store.Read(ctx, s.DB, func(tx *store.Tx) ([]Scheduled, error) {
		c, err := see(tx, id)
		if err != nil {
			return nil, err
		}
		at, err := momentOf(tx, c)
		if err != nil {
			return nil, err
		}
		f, err := filesOf(tx, c)
		if err != nil {
			return nil, err
		}
		return filter.part(f.scheduled(f.obligations, at), page), nil
	})
	items, next = store.Cut(page, items, Scheduled.place)
	return items, next, err
}

// part is what a filter leaves of a page, and one more.
func (filter ScheduleFilter) part(all []Scheduled, page store.Page) (list []Scheduled) {
	for _, s := range all {
		unasked := filter.Timing != "" && s.Timing != filter.Timing || filter.Obligation != "" && s.Obligation.ID != filter.Obligation
		if unasked || s.place() <= page.After {
			continue
		}
		if list = append(list, s); len(list) > page.Limit {
			break
		}
	}
	return list
}

// place is where a period stands in the schedule.
func (s Scheduled) place() string {
	return fmt.Sprintf("%s/%05d/%05d", s.DueOn, s.Obligation.Position, s.Number)
}

// scheduled lays the periods of obligations out by the day on which their
// returns are due.
func (f files) scheduled(obligations []Obligation, at time.Time) (list []Scheduled) {
	for _, o := range obligations {
		for _, p := range f.timed(o, at) {
			list = append(list, Scheduled{Obligation: o, PeriodLine: p})
		}
	}
	slices.SortFunc(list, func(a, b Scheduled) int { return cmp.Compare(a.place(), b.place()) })
	return list
}

// ScheduleChanges lists a page of the changes of a contract's dates, newest
// first.
func (s *Service) ScheduleChanges(ctx context.Context, id string, page store.Page) (items []Change, next string, err error) {
	items, err = store.Read(ctx, s.DB, func(tx *store.Tx) ([]Change, error) {
		c, err := see(tx, id)
		if err != nil {
			return nil, err
		}
		return pageOfChanges(tx, c.ID, page)
	})
	items, next = store.Cut(page, items, func(c Change) string { return c.ID })
	return items, next, err
}
