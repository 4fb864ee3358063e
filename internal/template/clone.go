package template

import (
	"context"

	"github.com/assay-engine/assay/internal/store"
)

// Clone starts a draft of the actor's own organisation with the contents of a
// template that it may see: its own, or one that anybody published. That is how
// a partner organisation makes another's template its own. How its weights came
// about goes with it; what was found out about the method is asked again.
func (s *Service) Clone(ctx context.Context, id string) (Composed, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Composed, error) {
		from, err := See(tx, id)
		if err != nil {
			return Composed{}, err
		}
		t := Template{
			ID: tx.NewID(), OwnerID: tx.Actor.OrganisationID, CatalogueID: from.CatalogueID, Title: from.Title, Description: from.Description,
			Status: Draft, Method: from.Method, MethodHash: from.MethodHash, ClonedFrom: &from.ID, CreatedAt: tx.Now, Version: 1,
		}
		tx.Record(store.Event{Verb: "template.cloned", Subject: t.ID, Detail: map[string]any{"from": from.ID, "methodHash": t.MethodHash}})
		if err := tx.Insert(&t); err != nil {
			return Composed{}, err
		}
		if err := t.inherit(tx, from); err != nil {
			return Composed{}, err
		}
		return compose(tx, t)
	})
}

// inherit copies how the weights of another template came about.
func (t Template) inherit(tx *store.Tx, from Template) error {
	list, err := derivations(tx, from.ID)
	for i := range list {
		list[i].ID, list[i].TemplateID = tx.NewID(), t.ID
	}
	if err != nil {
		return err
	}
	return insertDerivations(tx, list)
}
