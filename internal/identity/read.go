package identity

import (
	"context"

	"github.com/assay-engine/assay/internal/store"
)

// Organisation finds one by its identifier here.
func (s *Service) Organisation(ctx context.Context, id string) (Profile, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) (Profile, error) { return profile(tx, id) })
}

// Filter narrows a list of organisations. What is empty does not narrow.
type Filter struct {
	Kind      Kind
	LegalForm LegalForm
	Scheme    string // of one of its identifiers,
	Number    string // and that identifier
}

// Organisations lists a page, newest first.
func (s *Service) Organisations(ctx context.Context, f Filter, page store.Page) (items []Profile, next string, err error) {
	items, err = store.Read(ctx, s.DB, func(tx *store.Tx) ([]Profile, error) {
		list, err := listOrganisations(tx, f, page)
		if err != nil {
			return nil, err
		}
		return profiles(tx, list)
	})
	items, next = store.Cut(page, items, func(p Profile) string { return p.ID })
	return items, next, err
}

func profile(tx *store.Tx, id string) (Profile, error) {
	o, err := Get(tx, id)
	if err != nil {
		return Profile{}, err
	}
	list, err := profiles(tx, []Organisation{o})
	if err != nil {
		return Profile{}, err
	}
	return list[0], nil
}

// profiles adds to organisations all their numbers.
func profiles(tx *store.Tx, list []Organisation) ([]Profile, error) {
	ids := make([]string, len(list))
	for i, o := range list {
		ids[i] = o.ID
	}
	numbers, err := Identifiers(tx, ids...)
	out := make([]Profile, len(list))
	for i, o := range list {
		out[i] = Profile{Organisation: o, Identifiers: numbers[o.ID]}
	}
	return out, err
}
