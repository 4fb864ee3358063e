package app

import "context"

// Start prepares an installation for work: the first organisation with its
// administrator's key, and the catalogue that comes with Assay. The secret of
// the key is returned on the first start only; every step is done once however
// often Start is called.
func (a App) Start(ctx context.Context) (secret string, err error) {
	secret, err = a.Identity.Bootstrap(ctx)
	if err != nil {
		return "", err
	}
	return secret, a.Catalogue.Seed(ctx)
}
