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
