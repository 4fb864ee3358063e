package contract

import (
	"time"

	"github.com/assay-engine/assay/internal/lifecycle"
	"github.com/assay-engine/assay/pkg/decimal"
)

// Status is where the return of a period stands.
type Status string

// The statuses of a return.
const (
	Due       Status = "due"       // nothing has come yet
	Submitted Status = "submitted" // claimed by the supplier, not decided
	Queried   Status = "queried"   // the contract manager asked; a correction may answer
	Verified  Status = "verified"  // accepted, whole or in part
	Rejected  Status = "rejected"  // nothing of it counts
)

// Lifecycle says how a return moves on. A correction submits it again; what is
// verified or rejected stays so.
var Lifecycle = lifecycle.Of[Status]{
	Due:       {Submitted},
	Submitted: {Submitted, Queried, Verified, Rejected},
	Queried:   {Submitted, Verified, Rejected},
	Verified:  {},
	Rejected:  {},
}

// Return is the head of a supplier's report for one obligation and period: what
// moves. What was claimed and decided is in its steps.
type Return struct {
	ID           string
	ContractID   string
	ObligationID string
	PeriodID     string // one return for each period of an obligation
	Status       Status
	Current      int // the number of the claim that stands, from 1
	CreatedAt    time.Time
	Version      int // the number of its last step
}

// Figure is what was counted: a quantity, or for a proportion its numerator and
// its denominator.
type Figure struct {
	Quantity    *decimal.Quantity
	Numerator   *decimal.Quantity
	Denominator *decimal.Quantity
}

// Evidence names a document that shows a delivery.
type Evidence struct {
	Name   string `json:"name" validate:"required,max=200,text" example:"starter list Q1.pdf"`
	SHA256 string `json:"sha256,omitempty" example:"sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"` // of the file's bytes
}

// Step is one thing that happened to a return: a claim, a correction or a
// decision. Steps are only ever added, in one order.
type Step struct {
	ReturnID       string
	Number         int    // from 1, without gaps
	Kind           Status // submitted, queried, verified or rejected
	Claim          int    // the number of the claim that it makes or decides about
	Figure         Figure // what is claimed or verified; empty of a query or rejection
	Words          string // the supplier's note, or the reason of the decision
	Evidence       []Evidence
	At             time.Time // by the contract's clock
	KeyID          *string
	OrganisationID string
}
