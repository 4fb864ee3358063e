package contract

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/identity"
	"github.com/assay-engine/assay/internal/store"
)

// Propose puts a variation to the other side. Nothing changes by it. What
// could not take effect is refused now, with every wrong member named.
func (s *Service) Propose(ctx context.Context, contractID string, in NewVariation) (Varied, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Varied, error) {
		c, at, err := acting(tx, contractID)
		if err != nil {
			return Varied{}, err
		}
		if err := fault.Check(in); err != nil {
			return Varied{}, err
		}
		if err := in.assigns(tx, c); err != nil {
			return Varied{}, err
		}
		f, err := filesOf(tx, c)
		if err != nil {
			return Varied{}, err
		}
		if _, err := effectOf(f, in.Kind, in.terms(), at); err != nil {
			return Varied{}, err
		}
		return in.keep(tx, c, at)
	})
}

// acting is a contract that the actor may act on for one of its sides, locked,
// and the contract's moment.
func acting(tx *store.Tx, contractID string) (c Contract, at time.Time, err error) {
	if c, err = hold(tx, contractID); err != nil {
		return c, at, err
	}
	if _, speaks := sideOf(tx.Actor, c); !speaks {
		return c, at, ErrNotParty
	}
	at, err = momentOf(tx, c)
	return c, at, err
}

// assigns checks who is to take over: a supplier that is neither side.
func (in NewVariation) assigns(tx *store.Tx, c Contract) error {
	if in.Assignee == "" {
		return nil
	}
	var wrong fault.Fields
	o, err := identity.Get(tx, in.Assignee)
	if err != nil || !o.Kind.May(actor.Supplier) || o.ID == c.SupplierID || o.ID == c.OwnerID {
		wrong.Add("/assignee", "no-such-supplier", "must be a registered supplier other than the present one")
	}
	return wrong.Err()
}

func (in NewVariation) keep(tx *store.Tx, c Contract, at time.Time) (Varied, error) {
	text, err := json.Marshal(in.terms())
	if err != nil {
		return Varied{}, fmt.Errorf("write the terms of a variation: %w", err)
	}
	v := Variation{
		ID: tx.NewID(), ContractID: c.ID, Kind: in.Kind, Ground: in.Ground, Reason: in.Reason, Terms: string(text),
		ProposedBy: tx.Actor.OrganisationID, AssigneeID: optional(in.Assignee), ProposedAt: at, Status: Proposed, Version: 1,
	}
	if v.Number, err = nextVariation(tx, c.ID); err != nil {
		return Varied{}, err
	}
	tx.Record(store.Event{Verb: "variation.proposed", Subject: v.ID, TenderID: c.TenderID, Detail: map[string]any{"contract": c.ID, "kind": v.Kind, "ground": v.Ground, "number": v.Number}})
	d, err := deedOf(tx, VariationNoun, v.ID, c, at, string(Proposed), in.Reason, nil)
	if err != nil {
		return Varied{}, err
	}
	d, err = insertDeed(tx, d)
	if err != nil {
		return Varied{}, err
	}
	return Varied{Variation: v, Contract: c, Terms: in.terms(), Deeds: []Deed{d}}, tx.Insert(&v)
}

// Variations lists a page of a contract's variations, newest first.
func (s *Service) Variations(ctx context.Context, contractID string, page store.Page) (items []Varied, next string, err error) {
	items, err = store.Read(ctx, s.DB, func(tx *store.Tx) ([]Varied, error) {
		c, err := see(tx, contractID)
		if err != nil {
			return nil, err
		}
		return listVariations(tx, c, page)
	})
	items, next = store.Cut(page, items, func(v Varied) string { return v.ID })
	return items, next, err
}

// Variation finds one of a contract that the reader may know of, or one by
// which the reader's organisation is to take over a contract.
func (s *Service) Variation(ctx context.Context, id string) (Varied, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) (Varied, error) { return seeVariation(tx, id, false) })
}

// Next lists the moves that a reader may make with the variation now.
func (v Varied) Next(who actor.Actor) []VariationStatus {
	open := []VariationStatus{}
	for _, to := range VariationLifecycle.Next(v.Status) {
		if v.mayMove(who, to) == nil {
			open = append(open, to)
		}
	}
	return open
}
