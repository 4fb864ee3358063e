package template

import (
	"context"

	"github.com/assay-engine/assay/internal/catalogue"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/pkg/scoring"
)

// Composed is a template with what it is composed of.
type Composed struct {
	Template Template
	Method   scoring.Method
	Measures []catalogue.Measure // of the catalogue's version
	Derived  []Derived           // how weights came about: the last for each branch
}

// Filter narrows a list of templates; what is empty narrows nothing.
type Filter struct {
	Status    Status
	Catalogue string
}

// List lists a page of the templates that the reader may see, newest first.
func (s *Service) List(ctx context.Context, f Filter, page store.Page) (items []Template, next string, err error) {
	items, err = store.Read(ctx, s.DB, func(tx *store.Tx) ([]Template, error) { return visible(tx, f, page) })
	items, next = store.Cut(page, items, func(t Template) string { return t.ID })
	return items, next, err
}

// Template finds a template that the reader may see.
func (s *Service) Template(ctx context.Context, id string) (Composed, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) (Composed, error) {
		t, err := See(tx, id)
		if err != nil {
			return Composed{}, err
		}
		return compose(tx, t)
	})
}

func compose(tx *store.Tx, t Template) (Composed, error) {
	method, err := t.Tree()
	if err != nil {
		return Composed{}, err
	}
	measures, err := catalogue.Measures(tx, t.CatalogueID)
	if err != nil {
		return Composed{}, err
	}
	derived, err := derivations(tx, t.ID)
	return Composed{Template: t, Method: method, Measures: measures, Derived: derived}, err
}

// See finds a template that the actor may see: drafts are there for their
// owner only.
func See(tx *store.Tx, id string) (Template, error) {
	t, err := Get(tx, id)
	if err == nil && t.hidden(tx) {
		return Template{}, store.ErrNotFound
	}
	return t, err
}

func (t Template) hidden(tx *store.Tx) bool {
	return t.Status == Draft && t.OwnerID != tx.Actor.OrganisationID
}

// own holds a template that the actor's organisation owns until the work is
// done.
func own(tx *store.Tx, id string) (Template, error) {
	t, err := hold(tx, id)
	switch {
	case err != nil:
		return t, err
	case t.hidden(tx):
		return t, store.ErrNotFound
	case t.OwnerID != tx.Actor.OrganisationID:
		return t, catalogue.ErrOwner
	}
	return t, nil
}

// change counts the version up that the caller saw, and writes the named
// columns.
func (t *Template) change(tx *store.Tx, version int, columns map[string]any) error {
	err := tx.Change(&Template{}, t.ID, version, columns)
	t.Version = version + 1
	return err
}
