// Package award gives a lot to the bid that came first, says on which score
// run that rests, and counts the standstill that follows.
package award

import (
	"time"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/lifecycle"
	"github.com/assay-engine/assay/internal/store"
)

// The faults of award.
var (
	ErrNotScored = fault.New(fault.Conflict, "not-scored", "A lot is awarded once every lot of the tender has its score run")
	ErrAwarded   = fault.New(fault.Conflict, "lot-awarded", "This lot has been awarded before")
	ErrNotFirst  = fault.New(fault.Conflict, "not-ranked-first", "A lot goes to the bid that its score run ranks first")
)

// Status is where an award is in its life.
type Status string

// The statuses of an award.
const (
	Decided    Status = "decided"    // published: the standstill runs or has run out
	Contracted Status = "contracted" // the contract was opened from it
)

// Lifecycle says how an award moves on. A contract is opened once the
// standstill is over.
var Lifecycle = lifecycle.Of[Status]{Decided: {Contracted}}

// Award is the decision that a lot goes to a bid.
type Award struct {
	ID               string
	TenderID         string
	LotID            string // a lot is awarded once
	BidID            string
	RunID            string // the score run that the decision rests on
	SupplierID       string // who won
	OwnerID          string // the authority that awards
	Reason           string
	StandstillEndsOn string // the last day of the standstill, a date in London: 2026-03-11
	Status           Status
	DecidedAt        time.Time // by the tender's own clock
	DecidedBy        string    // the key that awarded
	Version          int
}

// Service offers the use cases of award.
type Service struct{ DB *store.DB }
