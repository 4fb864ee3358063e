package evaluation

import (
	"context"
	"strings"
	"time"

	"github.com/assay-engine/assay/internal/identity"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
)

// NewAgreedScore is what the panel's chair or the officer sends when the panel
// has settled on a level.
type NewAgreedScore struct {
	// The bid whose answer was discussed.
	Bid string `json:"bid" validate:"required,uuid" format:"uuid"`
	// The question of the method: the id of a criterion.
	Criterion string `json:"criterion" validate:"required,max=200,text" example:"q1"`
	// A whole level of the question's published scale. Never an average.
	Level *int `json:"level" validate:"required" example:"3"`
	// The words of that level, as published, on which the reason rests. Required where the level has words.
	Words string `json:"words,omitempty" validate:"max=10000,text" example:"names every site"`
	// For each member who gave another level: what moved and why. Those who gave this one may be among them.
	Members []NewMove `json:"members,omitempty" validate:"max=50,dive"`
	// The number of the agreed score that this one takes the place of; left out for the first.
	Supersedes int `json:"supersedes,omitempty" validate:"min=0,max=1000000" example:"1"`
	// Why this level, tied to its words: up to 10,000 characters.
	Reason string `json:"reason" validate:"required,max=10000,text" example:"Two of the three sites are covered; level 4 asks for all."`
	// After quality was locked: why the agreed level has to be corrected. Left out before.
	Correction string `json:"correction,omitempty" validate:"max=10000,text" example:"Page 14 of the answer was overlooked."`
}

// NewMove is what moved for one member between their own level and the agreed one.
type NewMove struct {
	// The person.
	Member string `json:"member" validate:"required,uuid" format:"uuid"`
	// What moved and why, in words.
	Why string `json:"why" validate:"required,max=10000,text" example:"Had overlooked the second site on page 9."`
}

// Agree adds the level that the panel settled on for an answer, recorded by the
// chair or the officer of the panel, in person. It needs the own score of every
// member, and is a whole level of the scale with a reason that rests on the
// level's words, and with what moved for each member who gave another; nothing is
// computed from the members' scores. The members then confirm it or dissent.
// Agreeing again names the one it replaces, so that nobody's is lost; a run made
// before then is outdated.
// Once quality is locked that is a correction: it says why, and is marked as one
// wherever it is read.
func (s *Service) Agree(ctx context.Context, tenderID string, in NewAgreedScore) (Moderated, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Moderated, error) {
		if err := checkReasoned(in, in.Reason); err != nil {
			return Moderated{}, err
		}
		if err := identity.InPerson(tx.Actor); err != nil {
			return Moderated{}, err
		}
		// Held, not shared: once a level is agreed no member's score may slip in
		// beside it, and two moderators agree one after the other.
		t, err := tender.Hold(tx, tenderID)
		if err != nil {
			return Moderated{}, err
		}
		if err := leads(tx, t); err != nil {
			return Moderated{}, err
		}
		b, err := answered(tx, t, in.Bid, in.Criterion, *in.Level)
		if err != nil {
			return Moderated{}, err
		}
		if err := mayModerate(tx, t, b); err != nil {
			return Moderated{}, err
		}
		if err := in.lateEnough(t); err != nil {
			return Moderated{}, err
		}
		d, err := deskOf(tx, t)
		if err != nil {
			return Moderated{}, err
		}
		p, _ := d.at(gap{b.ID, in.Criterion})
		moves, err := d.settle(p, in)
		if err != nil {
			return Moderated{}, err
		}
		agreed := AgreedScore{
			ID: tx.NewID(), TenderID: t.ID, LotID: b.LotID, BidID: b.ID, Criterion: in.Criterion, AgreedBy: tx.Actor.ID(), AgreedName: tx.Actor.Name,
			Number: in.Supersedes + 1, Level: *in.Level, Reason: in.Reason, Words: in.Words, Correction: in.Correction, CreatedAt: t.Moment(tx),
		}
		for i := range moves {
			moves[i].ID, moves[i].AgreedID = tx.NewID(), agreed.ID
		}
		tx.Record(store.Event{Verb: agreed.verb(), Subject: agreed.ID, TenderID: t.ID, Detail: map[string]any{
			"bid": b.ID, "criterion": in.Criterion, "number": agreed.Number, "pricesOpened": t.ShowsPrices(),
		}})
		if err := tx.Insert(&agreed, &moves); err != nil {
			return Moderated{}, err
		}
		list, err := d.moderated(tx, []AgreedScore{agreed})
		if err != nil {
			return Moderated{}, err
		}
		return list[0], nil
	})
}

// settle refuses an agreed level before everybody's score is in, over the head of
// somebody who agreed meanwhile, and without what it has to say.
func (d desk) settle(p place, in NewAgreedScore) ([]Move, error) {
	if !d.complete[p.gap] || !d.whole(p) {
		return nil, ErrNotScored.Because("%d of %d are in", len(d.given(p)), max(len(d.scorers(p)), d.sight.Panel.Settings.MinimumMembers))
	}
	if last := d.agreed[p.gap].Agreed.Number; last != in.Supersedes {
		return nil, ErrSuperseded.Because("the last has the number %d, and you mean to replace %d: send supersedes", last, in.Supersedes)
	}
	return d.checkAgreement(p, in)
}

// lateEnough refuses a change after the lock that does not say why it is made,
// and a correction of what may still be agreed.
func (in NewAgreedScore) lateEnough(t tender.Tender) error {
	given := strings.TrimSpace(in.Correction) != ""
	switch {
	case t.IsLocked() && !given:
		return ErrLocked.Because("send correction: why the level is changed after %s", t.QualityLockedAt.Format(time.RFC3339))
	case !t.IsLocked() && given:
		return ErrNoNeed
	}
	return nil
}

// verb tells a correction from the rest in the log.
func (a AgreedScore) verb() string {
	if a.Correction != "" {
		return "score.corrected"
	}
	return "score.agreed"
}

// AgreedScores lists a tender's agreed scores to its authority, newest first: to
// whoever may see the members' scores of the answer.
func (s *Service) AgreedScores(ctx context.Context, tenderID string, f Filter, page store.Page) (items []Moderated, next string, err error) {
	items, err = store.Read(ctx, s.DB, func(tx *store.Tx) ([]Moderated, error) {
		t, err := reads(tx, tenderID)
		if err != nil || !t.IsOpen() {
			return nil, err
		}
		d, err := deskOf(tx, t)
		if err != nil {
			return nil, err
		}
		list, err := listAgreed(tx, tenderID, d.openTo(tx.Actor.PersonID), f, page)
		if err != nil {
			return nil, err
		}
		out, err := d.moderated(tx, list)
		for i, m := range out {
			out[i].Latest = d.agreed[gap{m.Agreed.BidID, m.Agreed.Criterion}].Agreed.ID == m.Agreed.ID
		}
		return out, err
	})
	items, next = store.Cut(page, items, func(a Moderated) string { return a.Agreed.ID })
	return items, next, err
}
