package contract

import (
	"math/big"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/lifecycle"
	"github.com/assay-engine/assay/pkg/decimal"
)

// The faults of shortfalls.
var (
	ErrNotShort   = fault.New(fault.Conflict, "not-short", "This period is not short: what counts of it is what was promised, or it has not ended")
	ErrUndecided  = fault.New(fault.Conflict, "return-undecided", "The return of this period waits for a decision: verify or reject it first")
	ErrShortfall  = fault.New(fault.Conflict, "shortfall-recorded", "A shortfall of this period is recorded already")
	ErrNoRemedy   = fault.New(fault.Conflict, "no-remedy-agreed", "The contract's rules name no remedy for this measure, or what is missing is within what may be missing without one")
	ErrNoPlan     = fault.New(fault.Conflict, "no-plan-proposed", "No plan waits for an answer")
	ErrDisputed   = fault.New(fault.Conflict, "disputed", "A dispute about this is open: it is settled first")
	ErrStillShort = fault.New(fault.Conflict, "still-short", "What counts of this obligation to date is still less than was promised to date: it is not made good yet")
)

// ShortfallStatus is where a shortfall stands.
type ShortfallStatus string

// The statuses of a shortfall.
const (
	ShortfallRecorded  ShortfallStatus = "recorded"  // by the authority, with its figures
	ShortfallPlanned   ShortfallStatus = "planned"   // both sides agreed what will be done, and by when
	ShortfallEscalated ShortfallStatus = "escalated" // put before those above the two sides' managers
	ShortfallMadeGood  ShortfallStatus = "made_good" // delivered later
	ShortfallRemedied  ShortfallStatus = "remedied"  // the remedy of the contract's rules was recorded; no money moves here
	ShortfallWithdrawn ShortfallStatus = "withdrawn" // it was none, or nothing comes of it
)

// ShortfallLifecycle says how a shortfall moves on.
var ShortfallLifecycle = lifecycle.Of[ShortfallStatus]{
	ShortfallRecorded:  {ShortfallPlanned, ShortfallEscalated, ShortfallMadeGood, ShortfallRemedied, ShortfallWithdrawn},
	ShortfallPlanned:   {ShortfallPlanned, ShortfallEscalated, ShortfallMadeGood, ShortfallRemedied, ShortfallWithdrawn},
	ShortfallEscalated: {ShortfallPlanned, ShortfallMadeGood, ShortfallRemedied, ShortfallWithdrawn},
	ShortfallMadeGood:  {},
	ShortfallRemedied:  {},
	ShortfallWithdrawn: {},
}

// Shortfall is the head of a period in which less was delivered than promised,
// as the authority recorded it. The figures are those of the moment at which it
// was recorded and never change; what was done about it is in its deeds.
type Shortfall struct {
	ID           string
	ContractID   string
	ObligationID string
	PeriodID     string
	SupplierID   string           // who delivered when it was recorded
	Committed    decimal.Quantity // what the period's return is measured by
	Counted      *decimal.Quantity
	ShortExact   string // what is missing, exact: "5", "125/2"
	Status       ShortfallStatus
	Version      int

	// Counted is what counted of the period, of a proportion to three decimals;
	// nil where no return came or all of it was rejected. Nothing reported is not
	// nothing delivered.
}

// Gap is what a period lacks at a moment, as the figures have it. It is worked
// out, not recorded: recording is a person's decision.
type Gap struct {
	Obligation  Obligation
	Period      PeriodLine
	Counted     *Total   // nil where nothing counts
	Short       *big.Rat // what is missing, or is too much where less is better; above 0
	IsUndecided bool     // the return waits for a decision, so that the gap may still close
	Variance    *big.Rat // of the whole obligation to date: verified less committed; what came later may have made it good
	Remedy      *Remedy  // nil where the rules name none for this gap
	RecordedAs  *string  // the shortfall it is recorded as
}

// Remedy is what a gap is worth by the contract's own rules. It is a figure,
// never a payment.
type Remedy struct {
	Rule   RemedyRule    `json:"rule"`
	Free   string        `json:"free"`   // exact: how much may be missing without a remedy
	Units  string        `json:"units"`  // exact: how many units or periods it is counted for
	Full   decimal.Money `json:"full"`   // units × amount, rounded half up to the penny once
	Amount decimal.Money `json:"amount"` // the same as far as the contract's cap leaves room
}

// Planned is one step of a plan: what will be done, by whom and by when.
type Planned struct {
	What string `json:"what" validate:"required,max=2000,text" example:"Hold two more open days in Halewood Park."`
	By   string `json:"by" validate:"required,max=10" format:"date" example:"2028-05-31"`
	Side Side   `json:"side" validate:"required,oneof=authority supplier" enums:"authority,supplier"` // whose step it is
}

// NewShortfall records a shortfall.
type NewShortfall struct {
	Obligation string `json:"obligation" validate:"required,uuid" format:"uuid"`
	Period     string `json:"period" validate:"required,max=40,text" example:"2027-Q4"` // as the obligation names it
	Reason     string `json:"reason" validate:"required,max=20000,text" example:"Ten of thirty volunteers joined; no open day was held in November."`
}

// NewPlan proposes what will be done about a shortfall.
type NewPlan struct {
	Words string    `json:"words,omitempty" validate:"max=20000,text"`
	Steps []Planned `json:"steps" validate:"required,min=1,max=100,dive"`
}

// Shorted is a shortfall with everything that was done about it.
type Shorted struct {
	Shortfall

	Contract   Contract
	Obligation Obligation
	Period     Period
	Plan       []Planned // agreed last; empty where none is
	Proposed   []Planned // waits for the other side's answer; empty where none does
	ProposedBy string    // the organisation
	Remedy     *Remedy   // as recorded; until then as the rules have it; nil where there is none
	IsOverdue  bool      // the plan's last day is over, and the shortfall still stands
	Deeds      []Deed
}

// IsOpen reports whether something is still to come of the shortfall.
func (s Shortfall) IsOpen() bool { return len(ShortfallLifecycle.Next(s.Status)) > 0 }

// Short is what is missing, exact.
func (s Shortfall) Short() *big.Rat {
	exact, _ := new(big.Rat).SetString(s.ShortExact) // written by us
	return exact
}
