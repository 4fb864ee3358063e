package tender

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/identity"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/pkg/decimal"
)

// Amendment is what an officer sends to change what was published: only what is
// named changes.
type Amendment struct {
	When
	Particulars

	Reason      string            `json:"reason" validate:"required,max=2000,text" example:"A bidder found that the mowing plan was left out"` // published with the amendment
	Substantial *bool             `json:"substantial,omitempty"`                                                                               // false only where words alone change and no bid could be other for it; true where left out
	Template    *string           `json:"template,omitempty" validate:"omitempty,uuid" format:"uuid"`                                          // a published template over the same catalogue: its method is frozen anew
	Title       *string           `json:"title,omitempty" validate:"omitempty,min=1,max=200,text"`                                             // 1 to 200 characters
	Description *string           `json:"description,omitempty" validate:"omitempty,max=20000,text"`                                           // at most 20,000 characters
	Estimate    *decimal.Money    `json:"estimate,omitempty"`                                                                                  // in the tender's currency
	Years       *decimal.Quantity `json:"years,omitempty" swaggertype:"number"`                                                                // the term, in quarters of a year
	StartsOn    *string           `json:"startsOn,omitempty" validate:"omitempty,len=10" format:"date"`                                        // the first day of the contract
	Lots        []LotAmendment    `json:"lots,omitempty" validate:"max=100,dive"`                                                              // lots are changed or added, never taken away
}

// Amended is an amendment as it was kept: what it changed, why, and what it did
// to the deadline.
type Amended struct {
	ID               string
	TenderID         string
	Number           int // of the tender's amendments, from 1
	Reason           string
	Substantial      bool // it may change what is bid, so it left the tender's days
	DeadlineBefore   time.Time
	DeadlineAfter    time.Time
	MethodHashBefore string // of the common method
	MethodHashAfter  string
	Difference       string // a list of Difference, JSON
	TermsBefore      string // everything as it was, JSON
	At               time.Time
}

// TableName names the table of amendments.
func (Amended) TableName() string { return "tender_amendments" }

// Differences reads what changed.
func (a Amended) Differences() (list []Difference, err error) {
	if err := json.Unmarshal([]byte(a.Difference), &list); err != nil {
		return nil, fmt.Errorf("read amendment %d of tender %s: %w", a.Number, a.TenderID, err)
	}
	return list, nil
}

// Amend changes a published tender before its deadline (Procurement Act 2023,
// section 31(1)): in the open, with the reason, the difference and a notice to
// all (section 31(5)), and with days left to act on it. Bids that were submitted
// are asked to be confirmed or replaced; what is not confirmed is not opened. The
// answer is the same whether there are bids or not.
func (s *Service) Amend(ctx context.Context, id string, version int, in Amendment) (Found, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Found, error) {
		if err := fault.Check(in); err != nil {
			return Found{}, err
		}
		t, err := own(tx, id, version)
		if err != nil {
			return Found{}, err
		}
		return s.AmendHeld(tx, t, in, "")
	})
}

// AmendHeld amends a tender that the caller holds and may change, on the ground
// of something that is named in the notice; empty for nothing but the reason.
func (s *Service) AmendHeld(tx *store.Tx, t Tender, in Amendment, ground string) (Found, error) {
	if err := t.Refuses(t.Moment(tx)); err != nil {
		return Found{}, err
	}
	p, err := s.prepare(tx, t, in)
	if err == nil && !p.kept.DeadlineAfter.Equal(p.kept.DeadlineBefore) {
		err = identity.InPerson(tx.Actor)
	}
	if err != nil {
		return Found{}, err
	}
	tx.Record(store.Event{Verb: "tender.amended", Subject: t.ID, TenderID: t.ID, Detail: map[string]any{
		"amendment": p.kept.Number, "substantial": p.kept.Substantial, "reason": in.Reason, "methodHash": p.after.MethodHash,
		"deadlineFrom": p.kept.DeadlineBefore, "deadlineTo": p.kept.DeadlineAfter,
	}})
	if err := p.keep(tx); err != nil {
		return Found{}, err
	}
	if err := s.Ahead.Amended(tx, p.after, p.touched()); err != nil {
		return Found{}, err
	}
	return found(tx, p.after, p.lots), Announce(tx, p.after, NoticeAmended, fmt.Sprintf("Amendment %d: %s", p.kept.Number, p.after.Title), p.text(ground))
}

// Amendments lists a tender's amendments, the first first, for whoever may know
// of the tender.
func (s *Service) Amendments(ctx context.Context, id string) ([]Amended, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) ([]Amended, error) {
		if _, err := See(tx, id); err != nil {
			return nil, err
		}
		return listAmendments(tx, id)
	})
}
