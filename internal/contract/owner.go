package contract

import (
	"context"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
)

// Owner is the person or post that answers for an obligation on one side, and
// is reminded. It is personal data: it can be changed and erased, and stays out
// of the log.
type Owner struct {
	ObligationID string `gorm:"primaryKey"`
	Side         Side   `gorm:"primaryKey"`
	Name         string
	Email        string
	Version      int
}

// TableName names the table of owners.
func (Owner) TableName() string { return "obligation_owners" }

// NewOwner names who answers for an obligation on the actor's own side. An
// empty name and address erase who was named.
type NewOwner struct {
	Name  string `json:"name" validate:"required_with=Email,max=200,text" example:"Head of parks"`
	Email string `json:"email" validate:"omitempty,email,max=254" example:"parks@council.example"` // where reminders go; may be empty
}

// Own names who answers for an obligation on the actor's side. The version is
// that of the obligation as it was read.
func (s *Service) Own(ctx context.Context, contractID, obligationID string, version int, in NewOwner) (Obliged, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Obliged, error) {
		c, err := party(tx, contractID)
		if err != nil {
			return Obliged{}, err
		}
		side, _ := sideOf(tx.Actor, c)
		if err := fault.Check(in); err != nil {
			return Obliged{}, err
		}
		o, err := holdObligation(tx, c.ID, obligationID)
		if err != nil {
			return Obliged{}, err
		}
		before, err := ownersOf(tx, []string{o.ID})
		if err != nil {
			return Obliged{}, err
		}
		if version != versionOf(before[o.ID]) {
			return Obliged{}, store.ErrStale
		}
		tx.Record(store.Event{Verb: "obligation.owner_named", Subject: o.ID, TenderID: c.TenderID, Detail: map[string]any{"contract": c.ID, "side": side}})
		owner := Owner{ObligationID: o.ID, Side: side, Name: in.Name, Email: in.Email, Version: before[o.ID][side].Version + 1}
		if err := keepOwner(tx, owner); err != nil {
			return Obliged{}, err
		}
		return oneObliged(tx, c, o)
	})
}

// versionOf is the version of an obligation: it counts up with its owners.
func versionOf(owners map[Side]Owner) int {
	return 1 + owners[AuthoritySide].Version + owners[SupplierSide].Version
}

// OneObligation finds an obligation of a contract that the reader may know of.
func (s *Service) OneObligation(ctx context.Context, contractID, id string) (Obliged, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) (Obliged, error) {
		c, err := see(tx, contractID)
		if err != nil {
			return Obliged{}, err
		}
		o, err := getObligation(tx, c.ID, id)
		if err != nil {
			return Obliged{}, err
		}
		return oneObliged(tx, c, o)
	})
}

func oneObliged(tx *store.Tx, c Contract, o Obligation) (Obliged, error) {
	list, err := obligedNow(tx, c, []Obligation{o})
	if err != nil {
		return Obliged{}, err
	}
	return list[0], nil
}
