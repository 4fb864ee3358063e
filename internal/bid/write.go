package bid

import (
	"context"

	"github.com/assay-engine/assay/internal/store"
)

// Write replaces the draft of the actor's bid. A draft may be incomplete but
// never malformed. After a submission it makes a draft beside what was
// submitted, which stays as it is until the draft is submitted too.
func (s *Service) Write(ctx context.Context, id string, version int, d Document, p Parts) (Found, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Found, error) {
		b, t, err := holdOwn(tx, id, "write")
		if err != nil {
			return Found{}, err
		}
		if b.Version != version {
			return Found{}, store.ErrStale
		}
		if b.Status == Withdrawn {
			return Found{}, ErrWithdrawn
		}
		a, err := ask(tx, t, b)
		if err != nil {
			return Found{}, err
		}
		if err := a.shape(d); err != nil {
			return Found{}, err
		}
		envelope, err := s.sealDraft(tx, b, p)
		if err != nil {
			return Found{}, err
		}
		b.UpdatedAt = t.Moment(tx)
		tx.Record(sealed(t, "bid.drafted", b.ID, nil))
		if err := saveDraft(tx, b.ID, envelope, b.UpdatedAt); err != nil {
			return Found{}, err
		}
		if err := change(tx, &b, version, map[string]any{}); err != nil {
			return Found{}, err
		}
		f := Found{Bid: b, Parts: p, Draft: true, Price: true, Next: b.next(t, b.UpdatedAt)}
		if b.Current > 0 {
			v, err := getVersion(tx, b.ID, b.Current)
			f.Last = &v
			return f, err
		}
		return f, nil
	})
}

// Validate says everything that is wrong with a document as a bid for this lot,
// and stores nothing.
func (s *Service) Validate(ctx context.Context, id string, d Document) error {
	_, err := store.Read(ctx, s.DB, func(tx *store.Tx) (struct{}, error) {
		b, t, err := readOwn(tx, id)
		if err != nil {
			return struct{}{}, err
		}
		a, err := ask(tx, t, b)
		if err != nil {
			return struct{}{}, err
		}
		if err := s.lookUp(tx, &a, b, d); err != nil {
			return struct{}{}, err
		}
		return struct{}{}, a.complete(d)
	})
	return err
}
