package catalogue

import (
	"context"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
)

// NewCatalogue is what an organisation sends to start a catalogue of its own.
type NewCatalogue struct {
	Code        string `json:"code" validate:"required,code" example:"riverside"` // names all its versions; unique in the organisation
	Title       string `json:"title" validate:"required,max=200,text" example:"Riverside: social value outcomes and measures"`
	Description string `json:"description,omitempty" validate:"max=5000,text"`
}

// Draft starts a catalogue: version 1, empty, seen by nobody else.
func (s *Service) Draft(ctx context.Context, in NewCatalogue) (Whole, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Whole, error) {
		if err := fault.Check(in); err != nil {
			return Whole{}, err
		}
		last, err := lastNumber(tx, tx.Actor.OrganisationID, in.Code)
		if err != nil {
			return Whole{}, err
		}
		if last > 0 {
			return Whole{}, ErrCode
		}
		c := Catalogue{
			ID: tx.NewID(), OwnerID: tx.Actor.OrganisationID, Code: in.Code, Number: 1, Title: in.Title, Description: in.Description,
			Status: Draft, CreatedAt: tx.Now, Version: 1,
		}
		tx.Record(c.event("catalogue.drafted"))
		return Whole{Catalogue: c}, insert(tx, c)
	})
}

// Changes is what an owner sends to change a draft: what is left out stays.
type Changes struct {
	Title       *string `json:"title,omitempty" validate:"omitempty,min=1,max=200,text"`
	Description *string `json:"description,omitempty" validate:"omitempty,max=5000,text"`
}

// Change gives a draft other words.
func (s *Service) Change(ctx context.Context, id string, version int, in Changes) (Whole, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Whole, error) {
		if err := in.check(); err != nil {
			return Whole{}, err
		}
		c, err := ownDraft(tx, id)
		if err != nil {
			return Whole{}, err
		}
		columns := map[string]any{}
		if in.Title != nil {
			c.Title, columns["title"] = *in.Title, *in.Title
		}
		if in.Description != nil {
			c.Description, columns["description"] = *in.Description, *in.Description
		}
		tx.Record(c.event("catalogue.changed"))
		if err := c.change(tx, version, columns); err != nil {
			return Whole{}, err
		}
		return whole(tx, c)
	})
}

func (in Changes) check() error {
	var wrong fault.Fields
	if err := fault.Check(in); !wrong.Merge(err) {
		return err
	}
	if in.Title == nil && in.Description == nil {
		wrong.Add("", "required", "must name what changes: title, description or both")
	}
	return wrong.Err()
}

func (c Catalogue) event(verb string) store.Event {
	return store.Event{Verb: verb, Subject: c.ID, Detail: map[string]any{"code": c.Code, "number": c.Number}}
}
