package evaluation

import (
	"context"
	"time"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/identity"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
)

// Draft is a member's score that is not handed in: nobody else learns that there
// is one, and it counts for nothing.
type Draft struct {
	BidID      string
	Criterion  string
	PersonID   string
	TenderID   string
	LotID      string
	Level      *int // nil: not decided yet, which is not level 0
	Reason     string
	Passage    string
	Paraphrase bool
	Version    int
	UpdatedAt  time.Time
}

// NewDraft is what a member sends to keep a score that is not ready. What is left
// out is left open.
type NewDraft struct {
	Bid        string `json:"bid" validate:"required,uuid" format:"uuid"`
	Criterion  string `json:"criterion" validate:"required,max=200,text" example:"q1"`
	Level      *int   `json:"level,omitempty" example:"3"`
	Reason     string `json:"reason,omitempty" validate:"max=10000,text"`
	Passage    string `json:"passage,omitempty" validate:"max=10000,text"`
	Paraphrase bool   `json:"paraphrase,omitempty"`
}

// Keep keeps a draft of the actor's own score. Version is the one that it takes
// the place of; 0 for the first. It is no part of the procurement's story, so it
// makes no event: the log does not tell who is working on what.
func (s *Service) Keep(ctx context.Context, tenderID string, version int, in NewDraft) (Draft, error) {
	return store.Stamp(ctx, s.DB, func(tx *store.Tx) (Draft, error) {
		if err := fault.Check(in); err != nil {
			return Draft{}, err
		}
		if err := identity.InPerson(tx.Actor); err != nil {
			return Draft{}, err
		}
		t, err := tender.Share(tx, tenderID)
		if err != nil {
			return Draft{}, err
		}
		b, err := asksFor(tx, t, in.Bid, in.Criterion, in.Level)
		if err != nil {
			return Draft{}, err
		}
		if err := maySubmit(tx, t, b, in.Criterion); err != nil {
			return Draft{}, err
		}
		before, err := countScores(tx, b.ID, in.Criterion, tx.Actor.PersonID)
		if err != nil {
			return Draft{}, err
		}
		if err := unfinished(tx, t, b, in.Criterion, before); err != nil {
			return Draft{}, err
		}
		kept, err := draftOf(tx, b.ID, in.Criterion)
		if err != nil || (len(kept) > 0 && version == 0) {
			return Draft{}, either(err, ErrDraft)
		}
		if len(kept) == 0 && version > 0 {
			return Draft{}, store.ErrStale
		}
		d := Draft{
			BidID: b.ID, Criterion: in.Criterion, PersonID: tx.Actor.PersonID, TenderID: t.ID, LotID: b.LotID, Level: in.Level, Reason: in.Reason,
			Passage: in.Passage, Paraphrase: in.Paraphrase, Version: version + 1, UpdatedAt: t.Moment(tx),
		}
		return d, saveDraft(tx, d)
	})
}

// Drafts lists the actor's own drafts for a tender.
func (s *Service) Drafts(ctx context.Context, tenderID string) ([]Draft, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) ([]Draft, error) {
		if _, err := reads(tx, tenderID); err != nil {
			return nil, err
		}
		return draftsOf(tx, tenderID)
	})
}
