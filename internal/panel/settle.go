package panel

import (
	"context"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/identity"
	"github.com/assay-engine/assay/internal/store"
)

// NewSettings is what an officer sends to change how a panel works.
type NewSettings struct {
	// How many members have to score each answer: 1 to 20; 2 where nothing is set. Until the opening.
	MinimumMembers *int `json:"minimumMembers,omitempty" validate:"omitempty,min=1,max=20" example:"3"`
	// Whether bidders' names are hidden from those who score; they are where nothing is set. Until publication.
	HidesNames *bool `json:"hidesNames,omitempty"`
}

// Settle changes how a panel works, in person: whether names are hidden until
// publication, how many score until the opening.
func (s *Service) Settle(ctx context.Context, tenderID string, in NewSettings) (Settings, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Settings, error) {
		if err := fault.Check(in); err != nil {
			return Settings{}, err
		}
		if err := identity.InPerson(tx.Actor); err != nil {
			return Settings{}, err
		}
		t, err := hold(tx, tenderID)
		if err != nil {
			return Settings{}, err
		}
		now, err := settingsOf(tx, t.ID)
		if err != nil {
			return now, err
		}
		next := Settings{ID: tx.NewID(), TenderID: t.ID, Number: now.Number + 1, MinimumMembers: now.MinimumMembers, HidesNames: now.HidesNames, SetBy: tx.Actor.PersonID, SetAt: t.Moment(tx)}
		if in.MinimumMembers != nil {
			next.MinimumMembers = *in.MinimumMembers
		}
		if in.HidesNames != nil {
			next.HidesNames = *in.HidesNames
		}
		if next.HidesNames != now.HidesNames && t.IsPublic() || t.IsOpen() {
			return now, ErrPublished
		}
		tx.Record(store.Event{Verb: "panel.settled", Subject: t.ID, TenderID: t.ID, Detail: map[string]any{"minimumMembers": next.MinimumMembers, "hidesNames": next.HidesNames}})
		return next, tx.Insert(&next)
	})
}
