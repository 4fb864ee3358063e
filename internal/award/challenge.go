package award

import (
	"context"
	"time"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/identity"
	"github.com/assay-engine/assay/internal/lifecycle"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
)

// ErrUndecided is the fault of a challenge of a lot about which nothing was
// decided.
var ErrUndecided = fault.New(fault.Conflict, "nothing-to-challenge", "Nothing has been decided about this lot: a challenge is of a decision that was approved")

// ChallengeStatus is where a challenge stands.
type ChallengeStatus string

// The statuses of a challenge.
const (
	Open          ChallengeStatus = "open" // nothing is approved or contracted meanwhile
	Upheld        ChallengeStatus = "upheld"
	Rejected      ChallengeStatus = "rejected"
	ChallengeLeft ChallengeStatus = "withdrawn" // by the challenger
)

// ChallengeLifecycle says how a challenge ends.
var ChallengeLifecycle = lifecycle.Of[ChallengeStatus]{Open: {Upheld, Rejected, ChallengeLeft}}

// Challenge is somebody's objection to what was decided about a lot. It freezes
// the lot until it is resolved.
type Challenge struct {
	ID             string
	TenderID       string
	LotID          string
	OwnerID        string
	ChallengerID   *string // an organisation here; nil for somebody else
	ChallengerName string
	Grounds        string
	InStandstill   bool // it came before the last day of the standstill had ended
	Suspends       bool // so the law itself suspends the contract (Procurement Act 2023, section 101)
	Status         ChallengeStatus
	RecordedAt     time.Time // by the tender's own clock
	RecordedBy     string
	Version        int
}

// ChallengeOutcome is how a challenge ended.
type ChallengeOutcome struct {
	ChallengeID string `gorm:"primaryKey"`
	Outcome     ChallengeStatus
	BackTo      BackTo
	Reason      string
	DecidedAt   time.Time
	DecidedBy   string
}

// NewChallenge is what is sent to challenge the decision about a lot.
type NewChallenge struct {
	Lot        string `json:"lot" validate:"required,uuid" format:"uuid"`
	Challenger string `json:"challenger,omitempty" validate:"max=200,text" example:"Example Works Ltd"` // who: for the officer who records it, and then required; a supplier challenges in its own name
	Grounds    string `json:"grounds" validate:"required,max=20000,text" example:"The level words of q1 were not applied: certificate B was overlooked."`
}

// Challenge records that the decision about a lot is challenged: by an officer
// for whoever wrote to the authority, or by a supplier whose bid was opened on
// the lot. One that comes inside the standstill suspends the contract by law
// (Procurement Act 2023, section 101); any holds it here until it is resolved.
func (s *Service) Challenge(ctx context.Context, tenderID string, in NewChallenge) (ChallengeReading, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (ChallengeReading, error) {
		if err := in.check(); err != nil {
			return ChallengeReading{}, err
		}
		t, err := tender.Hold(tx, tenderID)
		if err != nil {
			return ChallengeReading{}, err
		}
		c, err := in.challenge(tx, t)
		if err != nil {
			return ChallengeReading{}, err
		}
		tx.Record(store.Event{Verb: "award.challenged", Subject: c.ID, TenderID: t.ID, Detail: map[string]any{"lot": c.LotID, "inStandstill": c.InStandstill, "suspends": c.Suspends}})
		return ChallengeReading{Challenge: c}, tx.Insert(&c)
	})
}

func (in NewChallenge) check() error { return checkReasonAt(in, "/grounds", in.Grounds) }

// challenge is what the input means, from whoever sends it.
func (in NewChallenge) challenge(tx *store.Tx, t tender.Tender) (c Challenge, err error) {
	c = Challenge{
		ID: tx.NewID(), TenderID: t.ID, LotID: in.Lot, OwnerID: t.OwnerID, ChallengerName: in.Challenger, Grounds: in.Grounds, Status: Open,
		RecordedAt: t.Moment(tx), RecordedBy: tx.Actor.ID(), Version: 1,
	}
	if err := c.by(tx, t); err != nil {
		return c, err
	}
	_, found, err := findLot(tx, t.ID, in.Lot)
	if err != nil {
		return c, err
	}
	if !found {
		return c, fault.ErrInput.With(fault.Field{Pointer: "/lot", Code: "no-such-lot", Detail: "must be a lot of this tender"})
	}
	if done, err := isApproved(tx, in.Lot); err != nil || !done {
		return c, either(err, ErrUndecided)
	}
	n, published, err := noticeOf(tx, in.Lot)
	if err != nil {
		return c, err
	}
	// Before the notice no standstill has begun, and the law's suspension holds
	// from then on as well.
	c.InStandstill = published && !(Award{StandstillEndsOn: n.StandstillEndsOn}).StandstillOver(c.RecordedAt)
	signed, err := isContracted(tx, in.Lot)
	c.Suspends = (c.InStandstill || !published) && !signed
	return c, err
}

// by settles who challenges.
func (c *Challenge) by(tx *store.Tx, t tender.Tender) error {
	if t.OwnerID == tx.Actor.OrganisationID && tx.Actor.Is(actor.Officer) {
		if err := identity.InPerson(tx.Actor); err != nil {
			return err
		}
		if c.ChallengerName == "" {
			return fault.ErrInput.With(fault.Field{Pointer: "/challenger", Code: "required", Detail: "must say who challenges"})
		}
		return nil
	}
	lots, err := lotsBidOn(tx, t.ID, tx.Actor.OrganisationID)
	if err != nil {
		return err
	}
	if len(lots) == 0 || !tx.Actor.Is(actor.Supplier) {
		return store.ErrNotFound
	}
	if !lots[c.LotID] {
		return fault.ErrInput.With(fault.Field{Pointer: "/lot", Code: "no-such-lot", Detail: "must be a lot on which your bid was opened"})
	}
	if c.ChallengerName != "" {
		return fault.ErrInput.With(fault.Field{Pointer: "/challenger", Code: "not-taken", Detail: "must be left out: a supplier challenges in its own name"})
	}
	who, err := identity.Get(tx, tx.Actor.OrganisationID)
	c.ChallengerID, c.ChallengerName = &who.ID, who.Name
	return err
}

// unchallenged refuses while a challenge of a lot is open.
func unchallenged(tx *store.Tx, lotID string) error {
	open, err := hasOpenChallenge(tx, lotID)
	if err != nil || open {
		return either(err, ErrChallenged)
	}
	return nil
}
