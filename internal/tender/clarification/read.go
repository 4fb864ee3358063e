package clarification

import (
	"context"

	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
)

// List lists a page of a tender's clarifications that the reader may see, the
// newest first: what was answered is everybody's who may know of the tender; what
// waits is the asker's own and the buyer's.
func (s *Service) List(ctx context.Context, tenderID string, page store.Page) (items []Found, next string, err error) {
	items, err = store.Read(ctx, s.DB, func(tx *store.Tx) ([]Found, error) {
		r, err := readerOf(tx, tenderID)
		if err != nil {
			return nil, err
		}
		rows, err := list(tx, tenderID, r.buyer, r.asker, page)
		all := make([]Found, len(rows))
		for i, c := range rows {
			all[i] = r.found(c)
		}
		return all, err
	})
	items, next = store.Cut(page, items, func(f Found) string { return f.Clarification.ID })
	return items, next, err
}

// Get finds a clarification that the reader may see.
func (s *Service) Get(ctx context.Context, tenderID, id string) (Found, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) (Found, error) {
		r, err := readerOf(tx, tenderID)
		if err != nil {
			return Found{}, err
		}
		c, err := get(tx, tenderID, id)
		if err != nil {
			return Found{}, err
		}
		if f := r.found(c); f.Whole || c.AnsweredAt != nil {
			return f, nil
		}
		return Found{}, store.ErrNotFound
	})
}

// reader is who reads a tender's clarifications.
type reader struct {
	buyer bool
	asker int // the reader's own number; 0 where it never asked
}

func readerOf(tx *store.Tx, tenderID string) (r reader, err error) {
	t, err := tender.See(tx, tenderID)
	if err != nil {
		return r, err
	}
	r.buyer = t.OwnerID == tx.Actor.OrganisationID
	r.asker, err = me(tx, tenderID)
	return r, err
}

func (r reader) found(c Clarification) Found {
	mine := r.asker > 0 && c.Asker == r.asker
	return Found{Clarification: c, Mine: mine, Whole: mine || r.buyer}
}
