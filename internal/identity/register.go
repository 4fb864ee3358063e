package identity

import (
	"context"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
)

// NewOrganisation is what an administrator sends to register a body.
type NewOrganisation struct {
	Name             string `json:"name" validate:"required,max=200,text" example:"Knowsley Example Council"`
	Kind             Kind   `json:"kind" validate:"required,oneof=authority partner supplier steward" enums:"authority,partner,supplier,steward"`
	IdentifierScheme string `json:"identifierScheme,omitempty" validate:"required_with=Identifier,omitempty,max=20,code" example:"GB-COH"`
	Identifier       string `json:"identifier,omitempty" validate:"required_with=IdentifierScheme,omitempty,max=50,code" example:"01234567"`
}

// Register adds an organisation. One identifier stands for one organisation.
func (s *Service) Register(ctx context.Context, in NewOrganisation) (Organisation, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Organisation, error) {
		if err := fault.Check(in); err != nil {
			return Organisation{}, err
		}
		o := Organisation{
			ID: tx.NewID(), Name: in.Name, Kind: in.Kind, IdentifierScheme: in.IdentifierScheme, Identifier: in.Identifier,
			CreatedAt: tx.Now, Version: 1,
		}
		tx.Record(store.Event{Verb: "organisation.registered", Subject: o.ID, Detail: map[string]any{"kind": o.Kind}})
		return o, insertOrganisation(tx, o)
	})
}

// Organisation finds one by its identifier here.
func (s *Service) Organisation(ctx context.Context, id string) (Organisation, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) (Organisation, error) { return Get(tx, id) })
}

// Organisations lists a page, newest first; an empty kind means all.
func (s *Service) Organisations(ctx context.Context, kind Kind, page store.Page) (items []Organisation, next string, err error) {
	items, err = store.Read(ctx, s.DB, func(tx *store.Tx) ([]Organisation, error) { return listOrganisations(tx, kind, page) })
	items, next = store.Cut(page, items, func(o Organisation) string { return o.ID })
	return items, next, err
}
