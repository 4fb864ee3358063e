package evaluation

import (
	"context"
	"slices"
	"strings"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/identity"
	"github.com/assay-engine/assay/internal/panel"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
)

// NewVerdict is what a member sends to confirm an agreed level, or to dissent.
type NewVerdict struct {
	// Whether the member confirms that this is what the panel agreed. It has to be said either way.
	Confirms *bool `json:"confirms" validate:"required"`
	// Why not, where the member dissents: kept for good.
	Words string `json:"words,omitempty" validate:"max=10000,text" example:"The third site is named on page 9; level 4 asks for no more."`
}

// Confirm adds what a member who scored an answer says to the level that was
// agreed for it, in person and for themselves: nobody confirms for another. It is
// said once for each agreed level; a dissent is kept and does not stop the lock.
func (s *Service) Confirm(ctx context.Context, tenderID, agreedID string, in NewVerdict) (Moderated, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Moderated, error) {
		if err := in.check(); err != nil {
			return Moderated{}, err
		}
		if err := identity.InPerson(tx.Actor); err != nil {
			return Moderated{}, err
		}
		t, err := tender.Hold(tx, tenderID)
		if err != nil {
			return Moderated{}, err
		}
		if err := open(tx, t); err != nil {
			return Moderated{}, err
		}
		d, err := deskOf(tx, t)
		if err != nil {
			return Moderated{}, err
		}
		m, err := d.speaks(tx, agreedID)
		if err != nil {
			return m, err
		}
		v := Verdict{ID: tx.NewID(), AgreedID: agreedID, PersonID: tx.Actor.PersonID, Confirms: *in.Confirms, Words: in.Words, GivenAt: t.Moment(tx)}
		verb := "score.confirmed"
		if !v.Confirms {
			verb = "score.dissented"
		}
		tx.Record(store.Event{Verb: verb, Subject: agreedID, TenderID: t.ID, Detail: map[string]any{"bid": m.Agreed.BidID, "criterion": m.Agreed.Criterion, "number": m.Agreed.Number}})
		if err := tx.Insert(&v); err != nil {
			return m, err
		}
		list, err := d.moderated(tx, []AgreedScore{m.Agreed})
		if err != nil {
			return m, err
		}
		return list[0], nil
	})
}

func (in NewVerdict) check() error {
	var wrong fault.Fields
	if err := fault.Check(in); !wrong.Merge(err) {
		return err
	}
	if in.Confirms != nil && !*in.Confirms && strings.TrimSpace(in.Words) == "" {
		wrong.Add("/words", "required", "must say why, so that the dissent can be kept")
	}
	return wrong.Err()
}

// speaks finds the agreed score that the actor may say something to.
func (d desk) speaks(tx *store.Tx, agreedID string) (Moderated, error) {
	a, err := getAgreed(tx, d.tender.ID, agreedID)
	if err != nil {
		return Moderated{}, err
	}
	p, there := d.at(gap{a.BidID, a.Criterion})
	if !there {
		return Moderated{}, store.ErrNotFound
	}
	if err := d.sight.Scores(p.lot.ID, a.Criterion, p.bid.SupplierID); err != nil {
		return Moderated{}, err
	}
	m := d.agreed[p.gap]
	switch {
	case m.Agreed.ID != a.ID:
		return m, ErrSuperseded
	case !slices.Contains(m.Awaiting, tx.Actor.PersonID):
		return m, ErrSpoken
	}
	if _, scored := d.latest[seatScore{p.gap, tx.Actor.PersonID}]; !scored {
		return m, panel.ErrNotYours.Because("you have not scored it")
	}
	if closed, err := isClosed(tx, p.lot.ID); err != nil || closed {
		return m, either(err, ErrClosed.Because("the lot has been awarded"))
	}
	return m, nil
}
