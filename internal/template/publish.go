package template

import (
	"context"

	"github.com/assay-engine/assay/internal/catalogue"
	"github.com/assay-engine/assay/internal/store"
)

// Publish makes a draft what tenders are made from. Its catalogue has to be
// published, and its method is held to that catalogue once more, since a draft
// may have been composed while the catalogue was one too.
func (s *Service) Publish(ctx context.Context, id string, version int) (Composed, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Composed, error) {
		t, err := own(tx, id)
		if err != nil {
			return Composed{}, err
		}
		if err := Lifecycle.Move(&t.Status, Published); err != nil {
			return Composed{}, err
		}
		whole, err := t.publishable(tx)
		if err != nil {
			return Composed{}, err
		}
		t.PublishedAt = &tx.Now
		tx.Record(store.Event{Verb: "template.published", Subject: t.ID, Detail: map[string]any{"catalogue": t.CatalogueID, "methodHash": t.MethodHash}})
		err = t.change(tx, version, map[string]any{"status": t.Status, "published_at": t.PublishedAt})
		whole.Template = t
		return whole, err
	})
}

func (t Template) publishable(tx *store.Tx) (Composed, error) {
	c, err := catalogue.Share(tx, t.CatalogueID)
	if err != nil {
		return Composed{}, err
	}
	if c.Status != catalogue.Published {
		return Composed{}, ErrCatalogue.Because("version %d of %s is %s", c.Number, c.Code, c.Status)
	}
	whole, err := compose(tx, t)
	if err != nil {
		return whole, err
	}
	if wrong := append(check(whole.Method), unfit(whole.Method, whole.Measures)...); len(wrong) > 0 {
		return whole, ErrUnfit.With(wrong...)
	}
	return whole, nil
}

// Retire ends the use of a published template for new tenders. Tenders made
// from it stay as they are.
func (s *Service) Retire(ctx context.Context, id string, version int) (Composed, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Composed, error) {
		t, err := own(tx, id)
		if err != nil {
			return Composed{}, err
		}
		if err := Lifecycle.Move(&t.Status, Retired); err != nil {
			return Composed{}, err
		}
		t.RetiredAt = &tx.Now
		tx.Record(store.Event{Verb: "template.retired", Subject: t.ID})
		if err := t.change(tx, version, map[string]any{"status": t.Status, "retired_at": t.RetiredAt}); err != nil {
			return Composed{}, err
		}
		return compose(tx, t)
	})
}
