package clarification

import (
	"context"
	"errors"
	"fmt"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
)

// Answer is what an officer sends to answer a question to all.
type Answer struct {
	Answer    string    `json:"answer" validate:"required,max=20000,text" example:"Yes, with its pavilion."` // 1 to 20,000 characters
	Question  string    `json:"question,omitempty" validate:"max=5000,text"`                                 // the question as all will read it, without what would tell who asked; left out: as it was asked
	Amendment *Amending `json:"amendment,omitempty"`                                                         // an amendment of the tender that the answer starts, done with it or not at all
}

// Amending is an amendment that an answer starts.
type Amending struct {
	tender.Amendment

	TenderVersion int `json:"tenderVersion" validate:"required,min=1" example:"2"` // of the tender as last read, as If-Match would say
}

// Answer answers a question: everybody is told, in the same words and at the
// same moment, and nobody who asked. It is given while bids can still follow it.
// Where the answer changes what was published, it starts an amendment, and both
// are kept together.
func (s *Service) Answer(ctx context.Context, tenderID, id string, version int, in Answer) (Found, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Found, error) {
		if err := fault.Check(in); err != nil {
			return Found{}, err
		}
		t, c, err := answering(tx, tenderID, id, version)
		if err != nil {
			return Found{}, err
		}
		number, err := countAnswers(tx, t.ID)
		if err != nil {
			return Found{}, err
		}
		number++
		now := t.Moment(tx)
		c.Number, c.AnsweredAt, c.Answer, c.Wording = &number, &now, in.Answer, in.Question
		if c.Wording == "" {
			c.Wording = c.Question
		}
		tx.Record(store.Event{Verb: "clarification.answered", Subject: c.ID, TenderID: t.ID, Detail: map[string]any{"number": number, "amends": in.Amendment != nil}})
		if err := tender.Announce(tx, t, tender.NoticeClarified, fmt.Sprintf("Question %d answered: %s", number, t.Title), c.text()); err != nil {
			return Found{}, err
		}
		if in.Amendment != nil {
			if c.Amendment, err = s.amend(tx, t, *in.Amendment, number); err != nil {
				return Found{}, err
			}
		}
		return c.keep(tx, version)
	})
}

// answering holds the tender and the question, if the actor may answer it now.
func answering(tx *store.Tx, tenderID, id string, version int) (t tender.Tender, c Clarification, err error) {
	if t, err = tender.Hold(tx, tenderID); err != nil {
		return t, c, err
	}
	if t.OwnerID != tx.Actor.OrganisationID {
		return t, c, store.ErrNotFound
	}
	if c, err = get(tx, t.ID, id); err != nil {
		return t, c, err
	}
	switch {
	case c.AnsweredAt != nil:
		return t, c, ErrAnswered
	case c.Version != version:
		return t, c, store.ErrStale
	}
	return t, c, t.Refuses(t.Moment(tx))
}

func (s *Service) amend(tx *store.Tx, t tender.Tender, in Amending, question int) (*int, error) {
	if in.TenderVersion != t.Version {
		return nil, store.ErrStale.Because("the tender has changed since version %d", in.TenderVersion)
	}
	amended, err := s.Tender.AmendHeld(tx, t, in.Amendment, fmt.Sprintf("It follows question %d.", question))
	if err != nil {
		return nil, inside(err)
	}
	return &amended.Tender.Amendments, nil
}

// inside points at what is wrong with an amendment as a part of its answer.
func inside(err error) error {
	f, ok := errors.AsType[*fault.Fault](err)
	if !ok || len(f.Fields) == 0 {
		return err
	}
	moved := *f
	moved.Fields = nil
	for _, field := range f.Fields {
		field.Pointer = "/amendment" + field.Pointer
		moved.Fields = append(moved.Fields, field)
	}
	return &moved
}

// text is what the notice of the answer says.
func (c Clarification) text() string {
	return fmt.Sprintf("%s asked: %s\n\nAnswer: %s", c.Name(), c.Wording, c.Answer)
}

func (c Clarification) keep(tx *store.Tx, version int) (Found, error) {
	err := tx.Change(&Clarification{}, c.ID, version, map[string]any{
		"number": c.Number, "answered_at": c.AnsweredAt, "answer": c.Answer, "wording": c.Wording, "amendment": c.Amendment,
	})
	c.Version = version + 1
	return Found{Clarification: c, Whole: true}, err
}
