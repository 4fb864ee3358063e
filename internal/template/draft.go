package template

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/assay-engine/assay/internal/catalogue"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/pkg/scoring"
)

// NewTemplate is a whole template as its owner composes it. A draft is changed
// by sending the whole of it again.
type NewTemplate struct {
	Title       string         `json:"title" validate:"required,max=200,text" example:"Parks and green spaces, three years"` // for readers; 1 to 200 characters
	Description string         `json:"description,omitempty" validate:"max=5000,text"`
	Catalogue   string         `json:"catalogue" validate:"required,uuid" format:"uuid"` // the version whose measures may be criteria
	Method      scoring.Method `json:"method" validate:"required"`                       // the tree of criteria; siblings that carry weight add up to exactly 100 %
}

// Draft starts a template. It is kept only when its method holds: weights that
// add up, functions with their parameters, measures that the catalogue has and
// that a bidder can promise.
func (s *Service) Draft(ctx context.Context, in NewTemplate) (Composed, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Composed, error) {
		t := Template{ID: tx.NewID(), OwnerID: tx.Actor.OrganisationID, Status: Draft, CreatedAt: tx.Now, Version: 1}
		if err := t.take(tx, in); err != nil {
			return Composed{}, err
		}
		tx.Record(store.Event{Verb: "template.drafted", Subject: t.ID, Detail: map[string]any{"catalogue": t.CatalogueID, "methodHash": t.MethodHash}})
		if err := tx.Insert(&t); err != nil {
			return Composed{}, err
		}
		return compose(tx, t)
	})
}

// Replace gives a draft other contents, whole.
func (s *Service) Replace(ctx context.Context, id string, version int, in NewTemplate) (Composed, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Composed, error) {
		t, err := own(tx, id)
		if err != nil {
			return Composed{}, err
		}
		if t.Status != Draft {
			return Composed{}, ErrFrozen.Because("it is %s", t.Status)
		}
		if err := t.take(tx, in); err != nil {
			return Composed{}, err
		}
		tx.Record(store.Event{Verb: "template.changed", Subject: t.ID, Detail: map[string]any{"catalogue": t.CatalogueID, "methodHash": t.MethodHash}})
		err = t.change(tx, version, map[string]any{
			"catalogue_id": t.CatalogueID, "title": t.Title, "description": t.Description, "method": t.Method, "method_hash": t.MethodHash,
		})
		if err != nil {
			return Composed{}, err
		}
		return compose(tx, t)
	})
}

// take checks what was sent and puts it into the template.
func (t *Template) take(tx *store.Tx, in NewTemplate) error {
	if err := in.check(tx); err != nil {
		return err
	}
	method, err := json.Marshal(in.Method)
	if err != nil {
		return fmt.Errorf("write the method: %w", err)
	}
	if t.MethodHash, err = in.Method.Hash(); err != nil {
		return fmt.Errorf("hash the method: %w", err)
	}
	t.Title, t.Description, t.CatalogueID, t.Method = in.Title, in.Description, in.Catalogue, string(method)
	return nil
}

func (in NewTemplate) check(tx *store.Tx) error {
	var wrong fault.Fields
	if err := fault.Check(in); !wrong.Merge(err) {
		return err
	}
	measures, known, err := in.measures(tx, &wrong)
	if err != nil {
		return err
	}
	for _, f := range check(in.Method) {
		wrong.Add(f.Pointer, f.Code, f.Detail)
	}
	if known {
		for _, f := range unfit(in.Method, measures) {
			wrong.Add(f.Pointer, f.Code, f.Detail)
		}
	}
	return wrong.Err()
}

// measures lists what the catalogue offers; known is false where there is no
// such catalogue to hold criteria to.
func (in NewTemplate) measures(tx *store.Tx, wrong *fault.Fields) (list []catalogue.Measure, known bool, err error) {
	isID := fault.Check(struct {
		ID string `validate:"required,uuid"`
	}{in.Catalogue}) == nil
	if !isID {
		return nil, false, nil // named already
	}
	_, err = catalogue.See(tx, in.Catalogue)
	if errors.Is(err, store.ErrNotFound) {
		wrong.Add("/catalogue", "unknown-catalogue", "there is no such catalogue, or none that you may see")
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	list, err = catalogue.Measures(tx, in.Catalogue)
	return list, true, err
}
