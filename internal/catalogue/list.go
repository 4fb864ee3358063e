package catalogue

import (
	"context"

	"github.com/assay-engine/assay/internal/store"
)

// Filter narrows a list of catalogues; what is empty narrows nothing.
type Filter struct {
	Status Status
	Code   string
}

// List lists a page of the versions that the reader may see, newest first.
func (s *Service) List(ctx context.Context, f Filter, page store.Page) (items []Catalogue, next string, err error) {
	items, err = store.Read(ctx, s.DB, func(tx *store.Tx) ([]Catalogue, error) { return visible(tx, f, page) })
	items, next = store.Cut(page, items, func(c Catalogue) string { return c.ID })
	return items, next, err
}

// Whole is a version of a catalogue with its outcomes and how many measures
// stand under each.
type Whole struct {
	Catalogue Catalogue
	Outcomes  []Outcome
	Measures  map[int]int // by outcome number
}

// Catalogue finds a version that the reader may see.
func (s *Service) Catalogue(ctx context.Context, id string) (Whole, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) (Whole, error) {
		c, err := See(tx, id)
		if err != nil {
			return Whole{}, err
		}
		return whole(tx, c)
	})
}

func whole(tx *store.Tx, c Catalogue) (Whole, error) {
	outcomes, err := Outcomes(tx, c.ID)
	if err != nil {
		return Whole{}, err
	}
	measures, err := Measures(tx, c.ID)
	count := map[int]int{}
	for _, m := range measures {
		count[m.OutcomeNumber]++
	}
	return Whole{Catalogue: c, Outcomes: outcomes, Measures: count}, err
}

// See finds a version that the actor may see: drafts are there for their owner
// only.
func See(tx *store.Tx, id string) (Catalogue, error) {
	c, err := Get(tx, id)
	if err != nil {
		return Catalogue{}, err
	}
	if c.hidden(tx) {
		return Catalogue{}, store.ErrNotFound
	}
	return c, nil
}

func (c Catalogue) hidden(tx *store.Tx) bool {
	return c.Status == Draft && c.OwnerID != tx.Actor.OrganisationID
}

// own holds a version that the actor's organisation owns until the work is
// done.
func own(tx *store.Tx, id string) (Catalogue, error) {
	c, err := hold(tx, id)
	switch {
	case err != nil:
		return c, err
	case c.hidden(tx):
		return c, store.ErrNotFound
	case c.OwnerID != tx.Actor.OrganisationID:
		return c, ErrOwner
	}
	return c, nil
}

// ownDraft holds a version that its owner may still change.
func ownDraft(tx *store.Tx, id string) (Catalogue, error) {
	c, err := own(tx, id)
	if err == nil && c.Status != Draft {
		err = ErrFrozen.Because("it is %s", c.Status)
	}
	return c, err
}

// change counts the version up that the caller saw, and writes the named
// columns. Changes of outcomes and measures count too.
func (c *Catalogue) change(tx *store.Tx, version int, columns map[string]any) error {
	err := tx.Change(&Catalogue{}, c.ID, version, columns)
	c.Version = version + 1
	return err
}
