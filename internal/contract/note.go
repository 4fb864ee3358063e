package contract

import (
	"context"
	"time"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
)

// Side is one of the two parties of a contract.
type Side string

// The sides of a contract.
const (
	AuthoritySide Side = "authority"
	SupplierSide  Side = "supplier"
)

// NewNote is what one side says about a return without moving it on: the
// supplier's answer to a question, a remark on a rejection.
type NewNote struct {
	Words    string     `json:"words" validate:"required,max=20000,text" example:"The five joined at the summer fair: see the list."`
	Evidence []Evidence `json:"evidence,omitempty" validate:"max=50,dive"`
}

// Note is what one side said about a return. Notes are only ever added.
type Note struct {
	ReturnID       string
	Number         int // from 1
	Side           Side
	Claim          int // the claim that stood when it was said
	Step           int // the step of the return after which it was said
	Words          string
	Evidence       []Evidence
	At             time.Time // by the contract's clock
	KeyID          *string
	OrganisationID string
}

// Reply adds a note of the actor's side to a return. It decides nothing: a
// queried return stays queried, a rejected one rejected.
func (s *Service) Reply(ctx context.Context, id string, in NewNote) (Reported, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Reported, error) {
		var r Reported
		var err error
		if r.Return, r.Contract, err = seeReturn(tx, tx.ForUpdate(), id); err != nil {
			return r, err
		}
		side, ok := sideOf(tx.Actor, r.Contract)
		if !ok {
			return r, ErrNotParty
		}
		if err := in.check(); err != nil {
			return r, err
		}
		if r, err = r.placed(tx); err != nil {
			return r, err
		}
		return r.reply(tx, s, side, in)
	})
}

// ErrNotParty is the fault of somebody who may read a contract, but is neither
// its contract manager nor its supplier.
var ErrNotParty = fault.New(fault.Forbidden, "not-a-party", "Only the contract's supplier and the authority's contract manager do this")

// sideOf is the side for which an actor speaks; false where it is on neither.
func sideOf(who actor.Actor, c Contract) (Side, bool) {
	switch {
	case who.OrganisationID == c.SupplierID && who.Is(actor.Supplier):
		return SupplierSide, true
	case who.OrganisationID == c.OwnerID && who.Is(actor.ContractManager):
		return AuthoritySide, true
	default:
		return "", false
	}
}

func (in NewNote) check() error {
	var wrong fault.Fields
	if err := fault.Check(in); !wrong.Merge(err) {
		return err
	}
	checkEvidence(&wrong, "/evidence", in.Evidence)
	return wrong.Err()
}

func (r Reported) reply(tx *store.Tx, s *Service, side Side, in NewNote) (Reported, error) {
	at, err := momentOf(tx, r.Contract)
	if err != nil {
		return r, err
	}
	evidence, err := s.attached(tx, r.Contract, in.Evidence)
	if err != nil {
		return r, err
	}
	r.record(tx, "return.noted", map[string]any{"claim": r.Current, "side": side})
	err = keepNote(tx, Note{
		ReturnID: r.ID, Number: len(r.Notes) + 1, Side: side, Claim: r.Current, Step: r.Version, Words: in.Words, Evidence: evidence, At: at,
		KeyID: optional(tx.Actor.KeyID), OrganisationID: tx.Actor.OrganisationID,
	})
	if err != nil {
		return r, err
	}
	return r.whole(tx)
}

// IsAnswered reports whether the supplier has said something since the contract
// manager's last question.
func (r Reported) IsAnswered() bool {
	if r.Status != Queried || len(r.Notes) == 0 {
		return false
	}
	last := r.Notes[len(r.Notes)-1]
	return last.Side == SupplierSide && last.Step == r.Version
}

// Units lists a page of the delivered units of a return's standing claim.
func (s *Service) Units(ctx context.Context, id string, page store.Page) (items []Unit, next string, err error) {
	items, err = store.Read(ctx, s.DB, func(tx *store.Tx) ([]Unit, error) {
		r, _, err := seeReturn(tx, tx.DB(), id)
		if err != nil {
			return nil, err
		}
		return pageOfUnits(tx, r, page)
	})
	items, next = store.Cut(page, items, func(u Unit) string { return u.Reference })
	return items, next, err
}
