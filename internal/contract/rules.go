package contract

import (
	"fmt"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/pkg/decimal"
)

// Rules are what a contract is judged by. The standard ones hold from the
// opening; others hold once both sides have agreed them, and are published with
// the contract.
type Rules struct {
	Tolerance decimal.Weight `json:"tolerance" swaggertype:"number" minimum:"0" maximum:"100" example:"10"` // per cent of what was promised so far that may be missing before an obligation is at risk
	CutOffs   CutOffs        `json:"cutOffs"`                                                               // from which share of its promise an indicator earns which rating
	ReplyDays int            `json:"replyDays" validate:"min=1,max=90" example:"14"`                        // how many days a supplier has to reply to a rating before it is published
	Free      decimal.Weight `json:"free" swaggertype:"number" minimum:"0" maximum:"100" example:"5"`       // per cent of a period's promise that may be missing without a remedy
	Remedies  []RemedyRule   `json:"remedies" validate:"max=200,dive"`                                      // what a shortfall is worth
	Cap       *decimal.Money `json:"cap,omitempty" extensions:"x-nullable"`                                 // the most that all remedies of the contract come to; left out: no limit
}

// CutOffs are the least shares of a promise, in per cent, that earn a rating.
// Below the last it is inadequate.
type CutOffs struct {
	Good                decimal.Weight `json:"good" swaggertype:"number" minimum:"0" maximum:"100" example:"100"`
	ApproachingTarget   decimal.Weight `json:"approachingTarget" swaggertype:"number" minimum:"0" maximum:"100" example:"90"`
	RequiresImprovement decimal.Weight `json:"requiresImprovement" swaggertype:"number" minimum:"0" maximum:"100" example:"70"`
}

// RemedyRule says what a shortfall of one measure is worth. It is a figure to
// be agreed about, never a payment.
type RemedyRule struct {
	Measure string        `json:"measure" validate:"required,code" example:"13"`              // the code of the measure or component
	Per     RemedyPer     `json:"per" validate:"required,oneof=unit period" example:"unit"`   // for each unit that is missing, or for each period that is short
	Amount  decimal.Money `json:"amount" swaggertype:"object,number" validate:"required"`     // in pounds and pence
	Words   string        `json:"words" validate:"max=2000,text" example:"A starter's wage."` // where the figure is from
}

// RemedyPer is what a remedy is counted by.
type RemedyPer string

// The ways to count a remedy.
const (
	PerUnit   RemedyPer = "unit"
	PerPeriod RemedyPer = "period"
)

// StandardRules hold where the two sides have agreed nothing else. Good is
// meeting or exceeding an indicator, as regulation 39(5) of the Procurement
// Regulations 2024 has it; the other cut-offs and the tolerance are this
// program's own. No remedy is due.
func StandardRules() Rules {
	return Rules{
		Tolerance: 1_000, CutOffs: CutOffs{Good: decimal.Whole, ApproachingTarget: 9_000, RequiresImprovement: 7_000},
		ReplyDays: 14, Remedies: []RemedyRule{},
	}
}

// check holds rules to what tags cannot say.
func (r Rules) check(wrong *fault.Fields, at string, codes map[string]bool) {
	if !(r.CutOffs.Good > r.CutOffs.ApproachingTarget && r.CutOffs.ApproachingTarget > r.CutOffs.RequiresImprovement && r.CutOffs.RequiresImprovement > 0) {
		wrong.Add(at+"/cutOffs", "wrong-order", "must fall from good to approachingTarget to requiresImprovement, and end above 0")
	}
	currency := ""
	if r.Cap != nil {
		currency = r.Cap.Currency
	}
	seen := map[string]bool{}
	for i, m := range r.Remedies {
		here := fmt.Sprintf("%s/remedies/%d", at, i)
		switch {
		case !codes[m.Measure]:
			wrong.Add(here+"/measure", "not-in-this-contract", "must be the code of one of the contract's obligations")
		case seen[m.Measure]:
			wrong.Add(here+"/measure", "duplicate", "has a remedy already")
		}
		seen[m.Measure] = true
		if currency == "" {
			currency = m.Amount.Currency
		}
		if m.Amount.Currency != currency {
			wrong.Add(here+"/amount/currency", "mixed-currencies", "all amounts of the rules must be in one currency")
		}
	}
}
