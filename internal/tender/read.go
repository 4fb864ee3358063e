package tender

import (
	"context"
	"slices"
	"time"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/template"
)

// Found is a tender as one reader finds it.
type Found struct {
	Tender Tender
	Lots   []Lot
	Now    time.Time // the time it is for the tender
	Next   []Status  // the moves open to this reader now
}

// found brings together what a reader finds.
func found(tx *store.Tx, t Tender, lots []Lot) Found {
	now := t.Moment(tx)
	return Found{Tender: t, Lots: lots, Now: now, Next: t.next(tx.Actor, now)}
}

// next lists the moves open to a reader at a moment. Closing is the deadline's
// alone; opening is possible once it has passed.
func (t Tender) next(who actor.Actor, now time.Time) []Status {
	if t.OwnerID != who.OrganisationID || !who.Is(actor.Officer) {
		return nil
	}
	open := Lifecycle.Next(t.Status)
	if t.Status == Published && !now.Before(t.Deadline) {
		open = Lifecycle.Next(Closed)
	}
	return slices.DeleteFunc(open, func(s Status) bool { return s == Closed })
}

// Get finds a tender that the actor may know of: its own organisation's, or
// one that was published.
func (s *Service) Get(ctx context.Context, id string) (Found, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) (Found, error) {
		t, err := See(tx, id)
		if err != nil {
			return Found{}, err
		}
		lots, err := Lots(tx, id)
		return found(tx, t, lots), err
	})
}

// Reports finds what was found out about a tender's method before its template
// was published, for the buyer's own people. A tender that changes nothing in
// the method inherits its template's reports; beside another method they are
// shown as stale.
func (s *Service) Reports(ctx context.Context, id string) (template.Reports, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) (template.Reports, error) {
		t, err := Get(tx, id)
		if err != nil {
			return template.Reports{}, err
		}
		if t.OwnerID != tx.Actor.OrganisationID {
			return template.Reports{}, store.ErrNotFound
		}
		r, err := template.ReportsOf(tx, t.TemplateID)
		if err != nil || t.Method == "" {
			return r, err
		}
		r.Template.MethodHash, err = t.plainHash()
		return r, err
	})
}

// plainHash is the hash of the frozen method without what a draw has committed
// to: that of the template's, where nothing else was changed.
func (t Tender) plainHash() (string, error) {
	m, err := t.Tree()
	if err != nil {
		return "", err
	}
	for i := range m.TieBreak {
		m.TieBreak[i].Commitment = ""
	}
	return m.Hash()
}

// List lists a page of the tenders that the actor may know of, newest first.
func (s *Service) List(ctx context.Context, f Filter, page store.Page) (items []Found, next string, err error) {
	items, err = store.Read(ctx, s.DB, func(tx *store.Tx) ([]Found, error) {
		rows, err := list(tx, f, page)
		if err != nil {
			return nil, err
		}
		lots, err := lotsOf(tx, rows)
		all := make([]Found, len(rows))
		for i, t := range rows {
			all[i] = found(tx, t, lots[t.ID])
		}
		return all, err
	})
	items, next = store.Cut(page, items, func(f Found) string { return f.Tender.ID })
	return items, next, err
}
