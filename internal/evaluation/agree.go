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
	// Why this level, tied to its words: up to 10,000 characters.
	Reason string `json:"reason" validate:"required,max=10000,text" example:"Two of the three sites are covered; level 4 asks for all."`
	// After quality was locked: why the agreed level has to be corrected. Left out before.
	Correction string `json:"correction,omitempty" validate:"max=10000,text" example:"Page 14 of the answer was overlooked."`
}

// Agree adds the level that the panel settled on for an answer. It needs at
// least one member's own score, and is a whole level of the scale with a
// reason; nothing is computed from the members' scores. Agreeing again, until
// the lot is awarded, adds the next number; a run made before then is outdated.
// Once quality is locked that is a correction: it says why, and is marked as one
// wherever it is read.
func (s *Service) Agree(ctx context.Context, tenderID string, in NewAgreedScore) (AgreedScore, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (AgreedScore, error) {
		if err := checkReasoned(in, in.Reason); err != nil {
			return AgreedScore{}, err
		}
		if err := identity.InPerson(tx.Actor); err != nil {
			return AgreedScore{}, err
		}
		// Held, not shared: once a level is agreed no member's score may slip in
		// beside it, and two moderators agree one after the other.
		t, err := tender.Hold(tx, tenderID)
		if err != nil {
			return AgreedScore{}, err
		}
		b, err := answered(tx, t, in.Bid, in.Criterion, *in.Level)
		if err != nil {
			return AgreedScore{}, err
		}
		if err := mayModerate(tx, t, b); err != nil {
			return AgreedScore{}, err
		}
		if err := in.lateEnough(t); err != nil {
			return AgreedScore{}, err
		}
		if scored, err := countScores(tx, b.ID, in.Criterion, ""); err != nil || scored == 0 {
			return AgreedScore{}, either(err, ErrNotScored)
		}
		before, err := countAgreed(tx, b.ID, in.Criterion)
		if err != nil {
			return AgreedScore{}, err
		}
		agreed := AgreedScore{
			ID: tx.NewID(), TenderID: t.ID, LotID: b.LotID, BidID: b.ID, Criterion: in.Criterion, AgreedBy: tx.Actor.ID(),
			AgreedName: tx.Actor.Name, Number: int(before) + 1, Level: *in.Level, Reason: in.Reason, Correction: in.Correction, CreatedAt: t.Moment(tx),
		}
		tx.Record(store.Event{Verb: agreed.verb(), Subject: agreed.ID, TenderID: t.ID, Detail: map[string]any{
			"bid": b.ID, "criterion": in.Criterion, "number": agreed.Number, "pricesOpened": t.ShowsPrices(),
		}})
		return agreed, tx.Insert(&agreed)
	})
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

// AgreedScores lists a tender's agreed scores to its authority, newest first.
func (s *Service) AgreedScores(ctx context.Context, tenderID string, f Filter, page store.Page) (items []AgreedScore, next string, err error) {
	items, err = store.Read(ctx, s.DB, func(tx *store.Tx) ([]AgreedScore, error) {
		if _, err := reads(tx, tenderID); err != nil {
			return nil, err
		}
		return listAgreed(tx, tenderID, f, page)
	})
	items, next = store.Cut(page, items, func(a AgreedScore) string { return a.ID })
	return items, next, err
}
