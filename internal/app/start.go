package app

import (
	"context"

	"github.com/assay-engine/assay/internal/identity"
)

// Start prepares an installation for work: the first organisation with its
// administrator's key and the invitation of its first person, and the catalogue
// that comes with Assay. Key and invitation are returned on the first start
// only; every step is done once however often Start is called.
func (a App) Start(ctx context.Context) (identity.First, error) {
	first, err := a.Identity.Bootstrap(ctx)
	if err != nil {
		return identity.First{}, err
	}
	return first, a.Catalogue.Seed(ctx)
}
