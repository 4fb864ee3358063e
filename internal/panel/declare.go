package panel

import (
	"context"
	"slices"
	"strings"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/identity"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
)

// NewDeclaration is what somebody on a panel declares.
type NewDeclaration struct {
	// Whether there is nothing to declare. It has to be said either way.
	Nothing *bool `json:"nothing" validate:"required"`
	// What the interest is; required where there is one.
	Words string `json:"words,omitempty" validate:"max=5000,text" example:"My sister works for a company that may bid."`
	// The lots that the interest touches; left out: all.
	Lots []string `json:"lots,omitempty" validate:"max=500,unique,dive,uuid"`
	// Declare for one bidder, named by one of its bids: once bids are opened.
	Bid string `json:"bid,omitempty" validate:"omitempty,uuid" format:"uuid"`
}

// Declare adds what somebody on a panel declares, in person and for themselves:
// an interest, or that there is none; for the tender, or for one bidder. An
// interest blocks from that moment. Declaring again takes nothing back: only
// somebody else's decision lets a conflicted person in.
func (s *Service) Declare(ctx context.Context, tenderID string, in NewDeclaration) (Declaration, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Declaration, error) {
		if err := in.check(); err != nil {
			return Declaration{}, err
		}
		if err := identity.InPerson(tx.Actor); err != nil {
			return Declaration{}, err
		}
		t, err := hold(tx, tenderID)
		if err != nil {
			return Declaration{}, err
		}
		p, err := Of(tx, t.ID)
		if err != nil {
			return Declaration{}, err
		}
		if len(p.partsOf(tx.Actor.PersonID)) == 0 {
			return Declaration{}, ErrNotOnPanel
		}
		d := Declaration{
			ID: tx.NewID(), TenderID: t.ID, PersonID: tx.Actor.PersonID, Interest: !*in.Nothing, Words: in.Words, Lots: in.Lots,
			NamesShown: t.IsOpen() && p.ShowsNames(), DeclaredAt: t.Moment(tx),
		}
		if err := s.about(tx, t, p, in, &d); err != nil {
			return d, err
		}
		tx.Record(store.Event{Verb: "interest.declared", Subject: d.ID, TenderID: t.ID, Detail: map[string]any{"interest": d.Interest, "lots": in.Lots, "bid": in.Bid}})
		if err := tx.Insert(&d); err != nil || !d.Interest {
			return d, err
		}
		return d, s.changed(tx, t)
	})
}

func (in NewDeclaration) check() error {
	var wrong fault.Fields
	if err := fault.Check(in); !wrong.Merge(err) {
		return err
	}
	if in.Nothing != nil && !*in.Nothing && strings.TrimSpace(in.Words) == "" {
		wrong.Add("/words", "required", "must say what the interest is")
	}
	if in.Nothing != nil && *in.Nothing && (in.Words != "" || len(in.Lots) > 0) {
		wrong.Add("/nothing", "contradicts", "must be false where there is something to declare: leave out words and lots otherwise")
	}
	return wrong.Err()
}

// about finds what a declaration is about.
func (s *Service) about(tx *store.Tx, t tender.Tender, p Panel, in NewDeclaration, d *Declaration) error {
	var wrong fault.Fields
	lots, err := tender.Lots(tx, t.ID)
	if err != nil {
		return err
	}
	for _, id := range in.Lots {
		if !slices.ContainsFunc(lots, func(l tender.Lot) bool { return l.ID == id }) {
			wrong.Add("/lots", "no-such-lot", "must be lots of this tender")
			break
		}
	}
	if in.Bid == "" {
		return wrong.Err()
	}
	if !t.IsOpen() {
		return ErrEarly
	}
	if !p.declared(tx.Actor.PersonID) {
		return ErrUndeclared.Because("for the tender as a whole, before you declare for its bidders")
	}
	bidders, err := s.Bidders(tx, t.ID)
	if err != nil {
		return err
	}
	for _, b := range bidders {
		if slices.Contains(b.Bids, in.Bid) {
			d.SupplierID, d.BidID = &b.SupplierID, &in.Bid
			return wrong.Err()
		}
	}
	wrong.Add("/bid", "no-such-bid", "must be a bid that was opened on this tender")
	return wrong.Err()
}

// NewDecision is what somebody else decides about a declared interest.
type NewDecision struct {
	// blocked: the person is kept away. mitigated: something is done, so that the person may go on. no_conflict: the interest is none.
	Decision Ruling `json:"decision" validate:"required,oneof=blocked mitigated no_conflict" enums:"blocked,mitigated,no_conflict"`
	// What is done about it, or why nothing needs to be.
	Words string `json:"words" validate:"required,max=5000,text" example:"Does not score this bidder; the second evaluator of the lot does."`
}

// Decide adds what an officer, or the chair, decides about the interest that
// somebody else declared, in person. The last decision counts; all are kept.
func (s *Service) Decide(ctx context.Context, tenderID, declarationID string, in NewDecision) (Decision, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Decision, error) {
		var wrong fault.Fields
		if err := fault.Check(in); !wrong.Merge(err) {
			return Decision{}, err
		}
		if in.Words != "" && strings.TrimSpace(in.Words) == "" {
			wrong.Add("/words", "required", "must be given in words")
		}
		if err := wrong.Err(); err != nil {
			return Decision{}, err
		}
		if err := identity.InPerson(tx.Actor); err != nil {
			return Decision{}, err
		}
		t, err := hold(tx, tenderID)
		if err != nil {
			return Decision{}, err
		}
		p, err := Of(tx, t.ID)
		if err != nil {
			return Decision{}, err
		}
		d, err := decidable(tx, t, p, declarationID)
		if err != nil {
			return Decision{}, err
		}
		made := Decision{
			ID: tx.NewID(), DeclarationID: d.ID, Number: p.Decisions[d.ID].Number + 1, Decision: in.Decision, Words: in.Words,
			DecidedBy: tx.Actor.PersonID, DecidedAt: t.Moment(tx),
		}
		tx.Record(store.Event{Verb: "interest.decided", Subject: d.ID, TenderID: t.ID, Detail: map[string]any{"decision": in.Decision, "number": made.Number}})
		if err := tx.Insert(&made); err != nil {
			return made, err
		}
		return made, s.changed(tx, t)
	})
}

// decidable finds a declared interest about which the actor may decide: not
// their own, and not while they are kept away themselves.
func decidable(tx *store.Tx, t tender.Tender, p Panel, declarationID string) (Declaration, error) {
	if err := registers(tx, p); err != nil {
		return Declaration{}, err
	}
	if len(p.partsOf(tx.Actor.PersonID)) > 0 && !p.declared(tx.Actor.PersonID) {
		return Declaration{}, ErrUndeclared
	}
	d, err := declarationOf(tx, t.ID, declarationID)
	switch {
	case err != nil:
		return d, err
	case d.PersonID == tx.Actor.PersonID:
		return d, ErrOwnConflict
	case !d.Interest:
		return d, ErrNoInterest
	case p.blocks(tx.Actor.PersonID, "", "") != nil:
		return d, ErrConflict
	}
	return d, nil
}
