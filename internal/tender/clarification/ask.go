package clarification

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
)

// NewQuestion is what a supplier sends to ask.
type NewQuestion struct {
	Question string `json:"question" validate:"required,max=5000,text" example:"Is the bowling green part of lot 2?"` // 1 to 5,000 characters; everybody will read it, so it should not say who asks
	Lot      string `json:"lot,omitempty" validate:"omitempty,uuid" format:"uuid"`                                    // left out where it is about the whole tender
}

// Ask puts a question to the buyer of a tender that still takes questions. The
// buyer learns what is asked and never by whom.
func (s *Service) Ask(ctx context.Context, tenderID string, in NewQuestion) (Found, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Found, error) {
		if err := fault.Check(in); err != nil {
			return Found{}, err
		}
		t, err := s.asking(tx, tenderID)
		if err != nil {
			return Found{}, err
		}
		c := Clarification{ID: tx.NewID(), TenderID: t.ID, Question: in.Question, AskedAt: t.Moment(tx), Version: 1}
		if in.Lot != "" {
			if _, err := tender.LotOf(tx, t.ID, in.Lot); err != nil {
				return Found{}, missing(err, fault.ErrInput.With(fault.Field{Pointer: "/lot", Code: "no-such-lot", Detail: "must be a lot of this tender"}))
			}
			c.LotID = &in.Lot
		}
		if c.Asker, err = s.asker(tx, t.ID); err != nil {
			return Found{}, err
		}
		tender.Veiled(tx, c.Name(), store.Event{Verb: "clarification.asked", Subject: c.ID, TenderID: t.ID})
		return Found{Clarification: c, Mine: true, Whole: true}, tx.Insert(&c)
	})
}

// asking holds the tender, if the actor may ask about it now. It is held for a
// change, so that two first questions do not get the same number.
func (s *Service) asking(tx *store.Tx, tenderID string) (tender.Tender, error) {
	t, err := tender.Hold(tx, tenderID)
	switch {
	case err != nil:
		return t, err
	case t.OwnerID == tx.Actor.OrganisationID:
		return t, ErrBuyer
	case !t.IsPublic():
		return t, store.ErrNotFound
	}
	now := t.Moment(tx)
	switch {
	case t.TakesQuestions(now):
		return t, nil
	case t.TakesBids(now):
		return t, ErrClosed.Because("questions were taken until %s", t.QuestionsUntil.Format(time.RFC3339))
	default:
		return t, ErrClosed.Because("it takes no bids any more")
	}
}

// asker is the number under which the actor's organisation asks about a tender:
// the one it had before, or the next.
func (s *Service) asker(tx *store.Tx, tenderID string) (int, error) {
	salt, err := saltOf(tx, tenderID)
	if err != nil {
		return 0, err
	}
	if salt == nil {
		salt = s.NewSecret()
		if err := tx.Insert(&saltRow{TenderID: tenderID, Salt: salt}); err != nil {
			return 0, err
		}
	}
	handle := handleOf(salt, tx.Actor.OrganisationID)
	number, count, err := findAsker(tx, tenderID, handle)
	if err != nil || number > 0 {
		return number, err
	}
	return count + 1, tx.Insert(&askerRow{TenderID: tenderID, Number: count + 1, Handle: handle})
}

// handleOf is what is kept of who asked: HMAC-SHA-256 of the organisation under
// the tender's salt. Without the salt it tells nothing, and beside another tender
// it cannot be recognised.
func handleOf(salt []byte, organisationID string) string {
	mac := hmac.New(sha256.New, salt)
	mac.Write([]byte(organisationID))
	return hex.EncodeToString(mac.Sum(nil))
}

// me is the number under which the actor asks about a tender; 0 where it never
// did.
func me(tx *store.Tx, tenderID string) (int, error) {
	if tx.Actor.OrganisationID == "" {
		return 0, nil
	}
	salt, err := saltOf(tx, tenderID)
	if err != nil || salt == nil {
		return 0, err
	}
	number, _, err := findAsker(tx, tenderID, handleOf(salt, tx.Actor.OrganisationID))
	return number, err
}
