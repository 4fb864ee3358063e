// Package award takes a tender from its score runs to the day on which a
// contract may be entered into: a recommendation that somebody else approves,
// the contract award notice, the standstill that follows, and what stops it: a
// winner that falls out, or a challenge.
package award

import (
	"time"

	"github.com/assay-engine/assay/internal/evaluation"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/lifecycle"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/pkg/decimal"
)

// The faults of award.
var (
	ErrNotScored  = fault.New(fault.Conflict, "not-scored", "A lot is awarded once every lot of the tender has its score run")
	ErrStanding   = fault.New(fault.Conflict, "lot-awarded", "A recommendation for this lot stands already, or it has been awarded")
	ErrNotFirst   = fault.New(fault.Conflict, "not-ranked-first", "A lot goes to the bids that its score run ranks first, as many as the tender says")
	ErrSamePerson = fault.New(fault.Forbidden, "same-person", "Nobody approves or sends back what they recommended: it takes another person")
	ErrDecided    = fault.New(fault.Conflict, "recommendation-decided", "This recommendation has been decided on")
	ErrNotYours   = fault.New(fault.Forbidden, "not-your-recommendation", "A recommendation is withdrawn by whoever made it; another person approves it or sends it back")
	ErrOldRun     = fault.New(fault.Conflict, "run-before-challenge", "The challenge that was upheld sent this lot back: it needs a score run made since")
	ErrNotified   = fault.New(fault.Conflict, "notice-published", "The contract award notice of this lot has been published")
	ErrNoNotice   = fault.New(fault.Conflict, "not-approved", "A contract award notice is published for a recommendation that was approved and awards the lot")
	ErrUnnotified = fault.New(fault.Conflict, "notice-not-published", "The contract award notice has not been published, so no standstill runs: nothing can be contracted")
	ErrStandstill = fault.New(fault.Conflict, "standstill-running", "No contract is entered into before the standstill is over")
	ErrChallenged = fault.New(fault.Conflict, "challenge-open", "A challenge of this lot is open: nothing is approved or contracted until it is resolved")
	ErrEnded      = fault.New(fault.Conflict, "award-ended", "This award has been withdrawn or set aside")
)

// Status is where an award is in its life.
type Status string

// The statuses of an award.
const (
	Decided    Status = "decided"    // approved by a second person
	Notified   Status = "notified"   // its notice is published: the standstill runs or has run out
	Contracted Status = "contracted" // the contract was opened from it
	Withdrawn  Status = "withdrawn"  // its supplier fell out
	SetAside   Status = "set_aside"  // the decision about the lot was taken back
)

// Lifecycle says how an award moves on. A contract is opened once the
// standstill is over and no challenge is open.
var Lifecycle = lifecycle.Of[Status]{Decided: {Notified, Withdrawn, SetAside}, Notified: {Contracted, Withdrawn, SetAside}}

// Award is the decision that a lot, or a share of it, goes to a bid.
type Award struct {
	ID               string
	TenderID         string
	LotID            string
	BidID            string
	RunID            string // the score run that the decision rests on
	SupplierID       string // who won
	OwnerID          string // the authority that awards
	Reason           string
	StandstillEndsOn string // the last day of the standstill, a date in London: 2026-03-11; empty before the notice
	Status           Status
	DecidedAt        time.Time // by the tender's own clock
	DecidedBy        string    // the person who approved
	Version          int

	RecommendationID *string          // that was approved; nil of awards made before recommendations
	Share            decimal.Quantity // of the lot, in thousandths of a per cent; 0 for the member of a framework, which has none
}

// Stands reports whether the award is still to lead, or has led, to a contract.
func (a Award) Stands() bool {
	return a.Status == Decided || a.Status == Notified || a.Status == Contracted
}

// Service offers the use cases of award.
type Service struct {
	DB         *store.DB
	Evaluation *evaluation.Service // whose runs and studies a report shows

	// Ready is asked before a contract award notice is published, inside its unit
	// of work with the tender held: a later stage refuses while something that every
	// bidder is owed first is missing (Procurement Act 2023, section 50(1)). Nil
	// where nothing is.
	Ready func(tx *store.Tx, r Recommendation) error
}
