package contract

import (
	"context"
	"slices"
	"time"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
)

// Consent is what a side says about a variation.
type Consent struct {
	Words string `json:"words,omitempty" validate:"max=20000,text" example:"Agreed at the meeting of 3 May."`
}

// accepted is the deed of a side that agrees.
const accepted = "accepted"

// Agree gives one side's agreement to a variation that another proposed. With
// the last word that was missing it takes effect: of an assignment, that takes
// the authority, the supplier and whoever takes over.
func (s *Service) Agree(ctx context.Context, id string, version int, in Consent) (Varied, error) {
	return s.answer(ctx, id, version, in, Agreed)
}

// Refuse ends a variation that another side proposed.
func (s *Service) Refuse(ctx context.Context, id string, version int, in Words) (Varied, error) {
	if err := fault.Check(in); err != nil {
		return Varied{}, err
	}
	return s.answer(ctx, id, version, Consent(in), Refused)
}

// Withdraw takes the actor's own proposal back.
func (s *Service) Withdraw(ctx context.Context, id string, version int, in Consent) (Varied, error) {
	return s.answer(ctx, id, version, in, Withdrawn)
}

// answer moves a variation on. The caller names the version that it read.
func (s *Service) answer(ctx context.Context, id string, version int, in Consent, to VariationStatus) (Varied, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Varied, error) {
		v, at, err := answerable(tx, id, version, to)
		if err != nil {
			return v, err
		}
		if err := fault.Check(in); err != nil {
			return v, err
		}
		kind, last := string(to), to != Agreed
		if to == Agreed {
			waiting := v.Waiting()
			kind, last = accepted, len(waiting) == 1 && waiting[0] == tx.Actor.OrganisationID
		}
		d, err := deedOf(tx, VariationNoun, v.ID, v.Contract, at, kind, in.Words, nil)
		if err != nil {
			return v, err
		}
		if d, err = insertDeed(tx, d); err != nil {
			return v, err
		}
		v.Deeds = append(v.Deeds, d)
		tx.Record(store.Event{Verb: "variation." + kind, Subject: v.ID, TenderID: v.Contract.TenderID, Detail: map[string]any{"contract": v.ContractID, "kind": v.Kind}})
		if last {
			return v.close(tx, at, to)
		}
		v.Version++
		return v, tx.Change(&Variation{}, v.ID, version, nil)
	})
}

// answerable is a variation that the actor may answer so, locked with its
// contract.
func answerable(tx *store.Tx, id string, version int, to VariationStatus) (v Varied, at time.Time, err error) {
	if v, err = seeVariation(tx, id, false); err != nil {
		return v, at, err
	}
	if _, err = lockContract(tx, v.ContractID); err != nil {
		return v, at, err
	}
	if v, err = seeVariation(tx, id, true); err != nil {
		return v, at, err
	}
	switch err = v.mayMove(tx.Actor, to); {
	case err != nil:
		return v, at, err
	case v.Version != version:
		return v, at, store.ErrStale
	}
	at, err = momentOf(tx, v.Contract)
	return v, at, err
}

// mayMove says why the actor may not move the variation so; nil where it may.
// Who proposed withdraws, everybody else agrees or refuses.
func (v Varied) mayMove(who actor.Actor, to VariationStatus) error {
	manager := who.OrganisationID == v.Contract.OwnerID && who.Is(actor.ContractManager)
	supplier := who.OrganisationID != v.Contract.OwnerID && slices.Contains(v.parties(), who.OrganisationID) && who.Is(actor.Supplier)
	status := v.Status
	switch {
	case !manager && !supplier:
		return ErrNotParty
	case (who.OrganisationID == v.ProposedBy) != (to == Withdrawn):
		return ErrOwnDeed.Because("who proposes a variation may withdraw it, and the other side agrees to it or refuses it")
	case VariationLifecycle.Move(&status, to) != nil:
		return VariationLifecycle.Move(&status, to)
	case to == Agreed && !slices.Contains(v.Waiting(), who.OrganisationID):
		return ErrOwnDeed.Because("you have agreed already; others have not")
	}
	return nil
}

// close ends a variation; where every side agreed, it takes effect.
func (v Varied) close(tx *store.Tx, at time.Time, to VariationStatus) (Varied, error) {
	if err := VariationLifecycle.Move(&v.Status, to); err != nil {
		return v, err
	}
	v.DecidedAt = &at
	if err := tx.Change(&Variation{}, v.ID, v.Version, map[string]any{"status": to, "decided_at": at}); err != nil {
		return v, err
	}
	v.Version++
	if to != Agreed {
		return v, nil
	}
	if err := holdPeriods(tx, v.touched()); err != nil {
		return v, err
	}
	f, err := filesOf(tx, v.Contract)
	if err != nil {
		return v, err
	}
	e, err := effectOf(f, v.Kind, v.Terms, at)
	if err != nil {
		return v, ErrOvertaken.Because("%v", err)
	}
	tx.Record(store.Event{Verb: "variation.agreed", Subject: v.ID, TenderID: v.Contract.TenderID, Detail: map[string]any{
		"contract": v.ContractID, "kind": v.Kind, "ground": v.Ground, "obligations": len(e.obligations), "periods": len(e.periods) + len(e.added),
	}})
	return v, e.keep(tx, v)
}

// touched are the obligations that the variation changes.
func (v Varied) touched() []string {
	ids := make([]string, len(v.Terms.Obligations))
	for i, o := range v.Terms.Obligations {
		ids[i] = o.Obligation
	}
	return ids
}
