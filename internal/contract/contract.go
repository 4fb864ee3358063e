// Package contract keeps every promise of a winning bid in sight until the
// contract ends.
//
// A contract is opened from an award. Each commitment of the bid becomes an
// obligation, word for word and figure for figure, with the periods in which
// it is to be delivered. For each period the supplier sends a return, the
// authority's contract manager verifies it, and delivered stands beside
// committed at any moment.
package contract

import (
	"time"

	"github.com/assay-engine/assay/internal/catalogue"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/file"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
	"github.com/assay-engine/assay/pkg/decimal"
)

// The faults of contracts and returns.
var (
	ErrAward       = fault.New(fault.Invalid, "no-such-award", "There is no such award of your organisation")
	ErrOpened      = fault.New(fault.Conflict, "contract-opened", "The contract of this award was opened before: there is one for each award")
	ErrEnded       = fault.New(fault.Conflict, "tender-ended", "The tender was ended without a contract")
	ErrNotStarted  = fault.New(fault.Conflict, "period-not-started", "A return cannot come before its period has begun")
	ErrObligation  = fault.New(fault.Invalid, "no-such-obligation", "This contract has no such obligation")
	ErrPeriod      = fault.New(fault.Invalid, "no-such-period", "This obligation has no such period")
	ErrOwnReturn   = fault.New(fault.Forbidden, "own-return", "Nobody decides about a return of their own organisation")
	ErrNotSupplier = fault.New(fault.Forbidden, "not-the-supplier", "Returns come from the supplier of the contract")
	ErrNotManager  = fault.New(fault.Forbidden, "not-the-authority", "Returns are decided by the authority of the contract")
)

// DueDays is how many days after its period a return is due, where the
// contract does not say otherwise.
const DueDays = 14

// VeryLateDays is how many days after its due day a missing return is very
// late, where the contract does not say otherwise.
const VeryLateDays = 28

// Contract is an agreement between an authority and a supplier over a term.
type Contract struct {
	ID          string
	AwardID     string // one contract for each award
	TenderID    string
	LotID       string
	BidID       string
	BidNumber   int // the version of the bid that won
	CatalogueID string
	Mode        tender.Mode // test where the tender is a rehearsal
	OwnerID     string      // the authority
	SupplierID  string
	Title       string
	StartsOn    string // YYYY-MM-DD, the first day, in London
	EndsOn      string // the last day
	DueDays     int    // from the last day of a period to the day its return is due

	VeryLateDays int    // after the due day: from then on a return that has not come is very late
	SuspendedOn  string // the first day of a suspension that lasts; empty where there is none

	OpenedAt time.Time
	OpenedBy *string // the key that opened it
	Version  int
}

// Obligation is one commitment of the winning bid, as the contract holds it.
// It is never overwritten: what changes later stands beside it.
type Obligation struct {
	ID              string
	ContractID      string
	Position        int    // its place among the bid's commitments, from 1
	Measure         string // the measure's code in the catalogue
	Component       string // the component's code; empty for the whole measure
	OutcomeNumber   int
	OutcomeTitle    string
	Wording         string // the catalogue's
	Unit            string
	Direction       catalogue.Direction // whether more or less of it is better
	Aggregation     catalogue.Aggregation
	AggregationNote string
	DistinctCount   bool
	Offered         decimal.Quantity // what the bid promised over the term
	Contracted      decimal.Quantity // what the contract was opened with: the same
	Method          string           // how it will be done, in the bid's words
	Evidence        string           // how it will be shown
	BaselineValue   string           // a plain decimal number; empty where the bid states none
	BaselineDate    string
	BaselineSource  string
	Passage         string // where in the bid it stands: a pointer (RFC 6901)
	Kind            catalogue.Kind
	EvidenceRule    string // what the catalogue asks to see
	OverlapCodes    string // measures in which the same thing may be counted again: codes with a comma between
	Every           Every
	Calendar        Calendar
}

// Code is what the catalogue knows the obligation by.
func (o Obligation) Code() string {
	if o.Component != "" {
		return o.Component
	}
	return o.Measure
}

// Period is a stretch of the term for which a return is due.
type Period struct {
	ID           string
	ObligationID string
	Number       int    // from 1, in the order of time
	Label        string // as the bid names it: 2027-Q1; "term" where it names none
	StartsOn     string // within the contract's term
	EndsOn       string
	DueOn        string           // the last day on which the return is in time
	Instalment   decimal.Quantity // the bid's figure for the period
	Quantity     decimal.Quantity // what the period's return is measured by
	VariedBy     *string          // the variation that added it; nil for those of the bid
	VariedAt     *time.Time       // when that was agreed
	Title        string           // a milestone's name

	// Quantity is the instalment itself where figures of periods are added.
	// Of a stock (latest) it is the level promised by the end of the period,
	// all instalments so far; of a proportion (ratio of sums) it is the whole
	// promise, in every period.
}

// TableName names the table of periods.
func (Period) TableName() string { return "obligation_periods" }

// Service offers the use cases of contracts.
type Service struct {
	DB        *store.DB
	NewSecret func() []byte                    // 32 fresh random bytes each time
	Files     file.Store                       // the bytes of evidence
	Post      func(*store.Tx, ...Letter) error // puts what is to be told into the outbox
	Link      string                           // the address at which beneficiaries confirm; the token follows after #
	Signer    Signer                           // signs track records
	Opaque    func(reference []byte) []byte    // hides the reference of a unit from whoever reads the database
}
