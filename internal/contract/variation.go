package contract

import (
	"time"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/lifecycle"
	"github.com/assay-engine/assay/pkg/decimal"
)

// The faults of variations.
var (
	ErrVariationOpen = fault.New(fault.Conflict, "variation-open", "Another variation of this contract waits for an answer: answer or withdraw it first")
	ErrOvertaken     = fault.New(fault.Conflict, "variation-overtaken", "The contract has moved on since this was proposed: it can no longer take effect as it stands")
	ErrCeased        = fault.New(fault.Conflict, "period-ceased", "Both sides agreed that nothing is owed for this period")
)

// VariationKind is what sort of change both sides agree on.
type VariationKind string

// The kinds of variation.
const (
	ChangeOfTerms      VariationKind = "change"              // other figures for periods that have not ended
	Extension          VariationKind = "extension"           // a later last day, with periods up to it
	PartialTermination VariationKind = "partial_termination" // nothing is owed of some obligations after a day
	Assignment         VariationKind = "assignment"          // another supplier takes over; it must agree as well
	ChangeOfRules      VariationKind = "rules"               // tolerance, cut-offs and remedies
)

// Ground is why a contract may be modified: section 74(1) of the Procurement
// Act 2023 with its Schedule 8.
type Ground string

// The grounds of a modification.
const (
	ProvidedFor    Ground = "provided_for"                 // Schedule 8, paragraph 1: unambiguously provided for in the contract
	Urgency        Ground = "urgency"                      // paragraphs 2 and 3: urgency and the protection of life
	Unforeseeable  Ground = "unforeseeable_circumstances"  // paragraph 4
	KnownRisk      Ground = "known_risk"                   // paragraphs 5 to 7: materialisation of a known risk
	Additional     Ground = "additional_goods_or_services" // paragraph 8
	Restructuring  Ground = "corporate_restructuring"      // paragraph 9
	Defence        Ground = "defence"                      // paragraph 10
	NotSubstantial Ground = "not_substantial"              // section 74(1)(b)
	BelowThreshold Ground = "below_threshold"              // section 74(1)(c)
)

// VariationStatus is where a variation stands.
type VariationStatus string

// The statuses of a variation.
const (
	Proposed  VariationStatus = "proposed"
	Agreed    VariationStatus = "agreed"    // by every side: it holds from that moment
	Refused   VariationStatus = "refused"   // by a side that did not propose it
	Withdrawn VariationStatus = "withdrawn" // by the side that proposed it
)

// VariationLifecycle says how a variation moves on.
var VariationLifecycle = lifecycle.Of[VariationStatus]{
	Proposed:  {Agreed, Refused, Withdrawn},
	Agreed:    {},
	Refused:   {},
	Withdrawn: {},
}

// Variation is a change of a contract, proposed by one side and agreed by the
// other. What the contract was opened with stays as it was: a variation stands
// beside it.
type Variation struct {
	ID         string
	ContractID string
	Number     int // from 1, of the contract
	Kind       VariationKind
	Ground     Ground
	Reason     string
	Terms      string  // what is proposed: JSON of [Terms]
	ProposedBy string  // the organisation
	AssigneeID *string // of an assignment: who takes over
	ProposedAt time.Time
	Status     VariationStatus
	DecidedAt  *time.Time
	Version    int
}

// NewVariation is what a side proposes.
type NewVariation struct {
	Kind   VariationKind `json:"kind" validate:"required,oneof=change extension partial_termination assignment rules" enums:"change,extension,partial_termination,assignment,rules"`
	Ground Ground        `json:"ground" validate:"required,oneof=provided_for urgency unforeseeable_circumstances known_risk additional_goods_or_services corporate_restructuring defence not_substantial below_threshold" enums:"provided_for,urgency,unforeseeable_circumstances,known_risk,additional_goods_or_services,corporate_restructuring,defence,not_substantial,below_threshold"` // why the contract may be modified: Procurement Act 2023, section 74 and Schedule 8
	Reason string        `json:"reason" validate:"required,max=20000,text" example:"The second site was never handed over."`

	Obligations []ObligationTerms `json:"obligations,omitempty" validate:"max=500,dive"`                         // of a change and an extension: those with other figures; of a partial termination: those that end
	EndsOn      string            `json:"endsOn,omitempty" validate:"max=10" format:"date" example:"2031-06-30"` // of an extension: the new last day; of a partial termination: the last day on which those obligations are owed
	Assignee    string            `json:"assignee,omitempty" validate:"omitempty,uuid" format:"uuid"`            // of an assignment: the organisation that takes over
	Rules       *Rules            `json:"rules,omitempty"`                                                       // of a change of the rules: all of them
}

// Terms are what a variation makes of a contract.
type Terms struct {
	Obligations []ObligationTerms `json:"obligations,omitempty"`
	EndsOn      string            `json:"endsOn,omitempty"`
	Assignee    string            `json:"assignee,omitempty"`
	Rules       *Rules            `json:"rules,omitempty"`
}

func (in NewVariation) terms() Terms {
	return Terms{Obligations: in.Obligations, EndsOn: in.EndsOn, Assignee: in.Assignee, Rules: in.Rules}
}

// ObligationTerms is what a variation makes of one obligation.
type ObligationTerms struct {
	Obligation string            `json:"obligation" validate:"required,uuid" format:"uuid"`
	Contracted *decimal.Quantity `json:"contracted,omitempty" swaggertype:"number" minimum:"0" extensions:"x-nullable"` // over the whole term; left out of a partial termination, where it follows
	Periods    []PeriodTerms     `json:"periods,omitempty" validate:"max=600,dive"`                                     // periods with another figure; those left out keep theirs. Together they add up to contracted
}

// PeriodTerms is the figure of one period: what the bid calls an instalment.
type PeriodTerms struct {
	Period   string            `json:"period" validate:"required,max=40,text" example:"2028-Q1"` // as the obligation names it; of an extension also a new year, quarter or month
	Quantity *decimal.Quantity `json:"quantity" validate:"required" swaggertype:"number" minimum:"0" example:"10"`
}

// Varied is a variation with everything that was done about it.
type Varied struct {
	Variation

	Contract Contract
	Terms    Terms
	Deeds    []Deed
}

// Waiting lists the organisations whose word is still missing.
func (v Varied) Waiting() []string {
	missing := []string{}
	if v.Status != Proposed {
		return missing
	}
	said := map[string]bool{}
	for _, d := range v.Deeds {
		said[d.OrganisationID] = true
	}
	for _, id := range v.parties() {
		if !said[id] {
			missing = append(missing, id)
		}
	}
	return missing
}

// parties are the organisations that a variation binds.
func (v Varied) parties() []string {
	list := []string{v.Contract.OwnerID, v.Contract.SupplierID}
	if v.AssigneeID != nil {
		list = append(list, *v.AssigneeID)
	}
	return list
}
