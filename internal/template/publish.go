package template

import (
	"context"

	"github.com/assay-engine/assay/internal/catalogue"
	"github.com/assay-engine/assay/internal/store"
)

// Publication is what its owner says when a template is published.
type Publication struct {
	Accepted []NewAcceptance `json:"accepted,omitempty" validate:"max=500,dive"` // one for every warning of the check
}

// NewAcceptance is why a template is published with a warning.
type NewAcceptance struct {
	Code    string `json:"code" validate:"required,max=100,text" example:"rival-dependent"`        // of the check, as the report gives it
	Pointer string `json:"pointer" validate:"max=1000,text" example:"/criteria/0/score/function"`  // into the method, as the report gives it
	Reason  string `json:"reason" validate:"required,max=2000,text" example:"The market is known"` // 1 to 2,000 characters; kept with the template
}

// Publish makes a draft what tenders are made from. Its catalogue has to be
// published, and its method is held to that catalogue once more, since a draft
// may have been composed while the catalogue was one too.
//
// What a careful colleague would say about the method is required reading: its
// errors block, and each of its warnings needs a reason, which is kept. So that
// this costs an officer no dance of calls, publication checks the method anew
// by itself (the same method gives the same report) and, where this very method
// was never rehearsed, rehearses it as a dry run would that is asked for without
// a word. A refusal names everything, quotes what the dry run showed and keeps
// both reports, so that a template without warnings is published in one call
// and any other in two.
func (s *Service) Publish(ctx context.Context, id string, version int, in Publication) (Composed, error) {
	rehearsed, err := s.rehearsed(ctx, id)
	if err != nil {
		return Composed{}, err
	}
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Composed, error) {
		t, err := own(tx, id)
		if err != nil {
			return Composed{}, err
		}
		if err := Lifecycle.Move(&t.Status, Published); err != nil {
			return Composed{}, err
		}
		if t.Version != version || !rehearsed.Of(t) {
			return Composed{}, store.ErrStale
		}
		whole, err := t.publishable(tx)
		if err != nil {
			return Composed{}, err
		}
		reports, err := whole.reports(tx, rehearsed)
		if err != nil {
			return Composed{}, err
		}
		if reports.Accepted, err = in.answer(reports); err != nil {
			return Composed{}, err
		}
		t.PublishedAt = &tx.Now
		tx.Record(store.Event{Verb: "template.published", Subject: t.ID, Detail: map[string]any{
			"catalogue": t.CatalogueID, "methodHash": t.MethodHash, "lint": reports.Lint.ID, "dryRun": reports.DryRun.ID, "accepted": len(reports.Accepted),
		}})
		if err := keepPublication(tx, reports); err != nil {
			return Composed{}, err
		}
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
