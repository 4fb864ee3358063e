package panel

import (
	"context"
	"strings"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/identity"
	"github.com/assay-engine/assay/internal/store"
)

// NewReveal is what an officer sends to show bidders' names to those who score.
type NewReveal struct {
	// Why.
	Reason string `json:"reason" validate:"required,max=2000,text" example:"Quality is locked; the panel meets the bidders for clarification."`
}

// Reveal shows the bidders' names to the panel, in person and once. It is an
// event, which says whether quality was locked by then. Everybody on the panel
// has to declare again, bidder by bidder, before they read on.
func (s *Service) Reveal(ctx context.Context, tenderID string, in NewReveal) (Reveal, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Reveal, error) {
		var wrong fault.Fields
		if err := fault.Check(in); !wrong.Merge(err) {
			return Reveal{}, err
		}
		if in.Reason != "" && strings.TrimSpace(in.Reason) == "" {
			wrong.Add("/reason", "required", "must be given in words")
		}
		if err := wrong.Err(); err != nil {
			return Reveal{}, err
		}
		if err := identity.InPerson(tx.Actor); err != nil {
			return Reveal{}, err
		}
		t, err := hold(tx, tenderID)
		if err != nil {
			return Reveal{}, err
		}
		p, err := Of(tx, t.ID)
		switch {
		case err != nil:
			return Reveal{}, err
		case !t.IsOpen():
			return Reveal{}, ErrEarly
		case p.ShowsNames():
			return Reveal{}, ErrRevealed
		}
		r := Reveal{TenderID: t.ID, Reason: in.Reason, QualityLocked: t.IsLocked(), RevealedBy: tx.Actor.PersonID, RevealedAt: t.Moment(tx)}
		tx.Record(store.Event{Verb: "panel.names_revealed", Subject: t.ID, TenderID: t.ID, Detail: map[string]any{"qualityLocked": r.QualityLocked}})
		return r, tx.Insert(&r)
	})
}
