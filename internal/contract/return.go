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
	Skipped   Status = "skipped"   // none is needed, for a reason
)

// Lifecycle says how a return moves on. A correction submits it again; what is
// verified or rejected stays so. A period that is skipped needs no return until
// the skip is taken back.
var Lifecycle = lifecycle.Of[Status]{
	Due:       {Submitted, Skipped},
	Skipped:   {Due},
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
	People      *People // of a distinct sum: who was counted, where the claim says so
}

// Evidence names a document that shows a delivery.
type Evidence struct {
	Name   string `json:"name,omitempty" validate:"max=200,text" example:"starter list Q1.pdf"`                               // left out of an uploaded file: the name it has
	File   string `json:"file,omitempty" validate:"omitempty,uuid" format:"uuid"`                                             // a file uploaded to this contract before
	SHA256 string `json:"sha256,omitempty" example:"sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"` // of the file's bytes
}

// Step is one thing that happened to a return: a claim, a correction or a
// decision. Steps are only ever added, in one order.
type Step struct {
	ReturnID       string
	Number         int              // from 1, without gaps
	Kind           Status           // submitted, queried, verified or rejected
	Claim          int              // the number of the claim that it makes or decides about
	Figure         Figure           // what is claimed or verified, of a query what it accepts; else empty
	Asked          decimal.Quantity // of a query that accepts a part: how much it asks about
	Level          string           // of a claim: the level behind a reduction, a plain decimal number
	Units          int              // of a claim: how many delivered units it names
	DeliveredBy    []NewShare       // of a claim: subcontractors' shares of the whole
	Words          string           // the supplier's note, or the reason of the decision
	Evidence       []Evidence
	At             time.Time // by the contract's clock
	KeyID          *string
	OrganisationID string
}
