package privacy

import (
	"context"
	"fmt"
	"time"

	"github.com/assay-engine/assay/internal/store"
)

// Retention is how long the records of one procurement are kept.
type Retention struct {
	TenderID string
	Title    string
	Mode     string
	Status   string
	Started  *time.Time // when the clock started; nil while the procurement runs
	By       string     // what started it: contract, award or ending
	Until    *time.Time // the last day of keeping; nil while the procurement runs
	Due      bool       // the time is over and nothing holds it
	Holds    []Hold     // in force, on the tender or a contract of it
}

// Kept reports whether the records have to stay.
func (r Retention) Kept() bool { return !r.Due }

// Retentions lists a page of procurements with their clocks, the newest first:
// those of the actor's organisation, or all where the actor oversees the
// installation.
func (s *Service) Retentions(ctx context.Context, page store.Page) (items []Retention, next string, err error) {
	items, err = store.Read(ctx, s.DB, func(tx *store.Tx) ([]Retention, error) {
		list, err := listTenders(tx, page)
		if err != nil {
			return nil, err
		}
		return s.clocks(tx, list)
	})
	items, next = store.Cut(page, items, func(r Retention) string { return r.TenderID })
	return items, next, err
}

// clocks works out how long each tender is kept. The clock starts on the day on
// which the contract is entered into, or, where none is, on which it was awarded
// (s. 98); of a procurement that ends without an award, on the day of its end.
// Of several lots the last counts. The years begin with that day.
func (s *Service) clocks(tx *store.Tx, list []tenderRow) ([]Retention, error) {
	ids := make([]string, len(list))
	for i, t := range list {
		ids[i] = t.ID
	}
	marks, err := clockMarks(tx, ids)
	if err != nil {
		return nil, err
	}
	holds, err := holdsOnTenders(tx, ids)
	if err != nil {
		return nil, err
	}
	out := make([]Retention, len(list))
	for i, t := range list {
		r := Retention{TenderID: t.ID, Title: t.Title, Mode: t.Mode, Status: t.Status, Holds: holds[t.ID]}
		if m, ok := marks[t.ID]; ok && t.ended() {
			until := lastDay(m.at, s.Years)
			r.Started, r.By, r.Until = &m.at, m.by, &until
			r.Due = t.moment(tx).After(until.AddDate(0, 0, 1)) && len(r.Holds) == 0
		}
		out[i] = r
	}
	return out, nil
}

// london is where the days of the Act are.
var london = func() *time.Location {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		return time.UTC
	}
	return zone
}()

// lastDay is the midnight with which the last day of keeping begins: the years
// begin with the day itself, so they end with the day before its anniversary.
func lastDay(from time.Time, years int) time.Time {
	y, m, d := from.In(london).Date()
	return time.Date(y+years, m, d-1, 0, 0, 0, 0, london)
}

// refusal says what keeps a person's data, in words; nil where nothing does.
func (s *Service) refusal(tx *store.Tx, personID string) error {
	if held, err := holdsOn(tx, personID); err != nil || len(held) > 0 {
		if err == nil {
			err = ErrHeld.Because("on the person: %s", held[0].Reason)
		}
		return err
	}
	list, err := tendersOf(tx, personID)
	if err != nil {
		return err
	}
	clocks, err := s.clocks(tx, list)
	if err != nil {
		return err
	}
	for _, r := range clocks {
		if len(r.Holds) > 0 {
			return ErrHeld.Because("on %q, in which the person took part: %s", r.Title, r.Holds[0].Reason)
		}
	}
	n, last := 0, Retention{}
	for _, r := range clocks {
		if r.Kept() {
			if n++; last.TenderID == "" || r.Until == nil || (last.Until != nil && r.Until.After(*last.Until)) {
				last = r
			}
		}
	}
	if n == 0 {
		return nil
	}
	return ErrRetained.Because("the person took part in %s; %s", procurements(n), last.words())
}

func procurements(n int) string {
	if n == 1 {
		return "a procurement whose records are kept"
	}
	return fmt.Sprintf("%d procurements whose records are kept", n)
}

func (r Retention) words() string {
	if r.Until == nil {
		return fmt.Sprintf("%q still runs", r.Title)
	}
	return fmt.Sprintf("the last until %s (%q)", r.Until.Format("2 January 2006"), r.Title)
}
