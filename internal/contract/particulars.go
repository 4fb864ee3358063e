package contract

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
	"github.com/assay-engine/assay/pkg/decimal"
)

// KPIThreshold is the estimated value, VAT included, above which a contract
// needs key performance indicators, and MinimumKPIs is how many: section 52(1)
// of the Procurement Act 2023. A value of exactly £5 million needs none.
const (
	KPIThreshold decimal.Pence = 5_000_000_00
	MinimumKPIs  int           = 3
)

// NeedsKPIs reports whether a contract of an estimated value needs key
// performance indicators: strictly above the threshold.
func NeedsKPIs(value decimal.Pence) bool { return value > KPIThreshold }

// ExemptionGround is why a contract above the threshold needs no indicators.
type ExemptionGround string

// The grounds: section 52(2), and the contracts that section 52 does not apply
// to.
const (
	NotAssessable  ExemptionGround = "not_assessable"  // the supplier's performance could not appropriately be assessed by indicators
	Framework      ExemptionGround = "framework"       // the contract is a framework
	PrivateUtility ExemptionGround = "private_utility" // a utilities contract awarded by a private utility
	Concession     ExemptionGround = "concession"      // a concession contract
	LightTouch     ExemptionGround = "light_touch"     // a light touch contract
)

// Exemption says why a contract has fewer than three key performance
// indicators.
type Exemption struct {
	Ground ExemptionGround `json:"ground" validate:"required,oneof=not_assessable framework private_utility concession light_touch" enums:"not_assessable,framework,private_utility,concession,light_touch"`
	Reason string          `json:"reason" validate:"required,max=20000,text" example:"The contract is for light touch services."`
}

// Area is the place that a contract serves.
type Area struct {
	Code  string `json:"code" validate:"required,code" example:"E08000011"` // such as an ONS code
	Title string `json:"title" validate:"required,max=200,text" example:"Knowsley"`
}

// KPI is a factor or measure against which performance is assessed: section
// 52(3) of the Procurement Act 2023.
type KPI struct {
	Indicator  string  `json:"indicator" example:"13"`
	Title      string  `json:"title"`                                            // the obligation's wording, where it is one
	Obligation *string `json:"obligation" format:"uuid" extensions:"x-nullable"` // null of an indicator that is no obligation
}

// NewKPI sets a key performance indicator.
type NewKPI struct {
	Indicator string `json:"indicator" validate:"required,code" example:"13"`                                // of an obligation its measure or component; of another indicator a code of your own
	Title     string `json:"title,omitempty" validate:"max=500,text" example:"Calls answered in 30 seconds"` // of an indicator that is no obligation
}

// NewParticulars is what an authority states of its contract.
type NewParticulars struct {
	Value     *decimal.Money `json:"value,omitempty" extensions:"x-nullable"`     // estimated value over the term, VAT included, in pounds; left out: the lot's or the tender's estimate
	Area      *Area          `json:"area,omitempty" extensions:"x-nullable"`      // left out: none is stated
	KPIs      []NewKPI       `json:"kpis,omitempty" validate:"max=100,dive"`      // above £5 million at least three, or an exemption
	Exemption *Exemption     `json:"exemption,omitempty" extensions:"x-nullable"` // from having three
}

// Particulars are what an authority states of its contract, as stated last.
type Particulars struct {
	Contract  Contract
	Number    int // how often they were stated; 0: never, then the value is the estimate
	Value     *decimal.Money
	Area      *Area
	KPIs      []KPI
	Exemption *Exemption
	At        time.Time
}

// Requires reports whether the contract needs key performance indicators, and
// Keeps whether it has them, or an exemption.
func (p Particulars) Requires() bool { return p.Value != nil && NeedsKPIs(p.Value.Amount) }

// Keeps reports whether section 52(1) is kept.
func (p Particulars) Keeps() bool {
	return !p.Requires() || p.Exemption != nil || len(p.KPIs) >= MinimumKPIs
}

// isKPI reports whether an indicator is one of the contract's key performance
// indicators.
func (p Particulars) isKPI(indicator string) bool {
	for _, k := range p.KPIs {
		if k.Indicator == indicator {
			return true
		}
	}
	return false
}

// State keeps what an authority states of its contract, as a new version: the
// earlier ones stay.
func (s *Service) State(ctx context.Context, id string, version int, in NewParticulars) (Particulars, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Particulars, error) {
		c, at, err := byManager(tx, id, version)
		if err != nil {
			return Particulars{}, err
		}
		if err := fault.Check(in); err != nil {
			return Particulars{}, err
		}
		now, err := particularsOf(tx, c)
		if err != nil {
			return now, err
		}
		obligations, err := allObligations(tx, c.ID)
		if err != nil {
			return now, err
		}
		next, err := in.particulars(now, obligations)
		if err != nil {
			return now, err
		}
		next.At = at
		tx.Record(store.Event{Verb: "contract.particulars_stated", Subject: c.ID, TenderID: c.TenderID, Detail: map[string]any{"number": next.Number, "kpis": len(next.KPIs), "kpisRequired": next.Requires(), "exempt": next.Exemption != nil}})
		next.Contract.Version++
		return next, keepParticulars(tx, next, c.Version)
	})
}

// Particulars finds what was stated of a contract that the reader may know of.
func (s *Service) Particulars(ctx context.Context, id string) (Particulars, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) (Particulars, error) {
		c, err := see(tx, id)
		if err != nil {
			return Particulars{}, err
		}
		return particularsOf(tx, c)
	})
}

// particulars are what the input makes of those before.
func (in NewParticulars) particulars(before Particulars, obligations []Obligation) (Particulars, error) {
	next := Particulars{Contract: before.Contract, Number: before.Number + 1, Value: in.Value, Area: in.Area, Exemption: in.Exemption, KPIs: []KPI{}}
	if next.Value == nil {
		next.Value = before.Value
	}
	var wrong fault.Fields
	if in.Value != nil && in.Value.Currency != decimal.Sterling {
		wrong.Add("/value/currency", "not-sterling", "must be GBP: the threshold of the Act is in pounds")
	}
	seen := map[string]bool{}
	for i, set := range in.KPIs {
		pointer, k := fmt.Sprintf("/kpis/%d", i), KPI{Indicator: set.Indicator, Title: set.Title}
		o, isObligation := byCode(obligations, k.Indicator)
		switch {
		case seen[k.Indicator]:
			wrong.Add(pointer+"/indicator", "duplicate", "is set already")
		case isObligation:
			k.Obligation, k.Title = &o.ID, o.Wording
		case k.Title == "":
			wrong.Add(pointer+"/title", "required", "is required of an indicator that is no obligation of this contract")
		}
		seen[k.Indicator] = true
		next.KPIs = append(next.KPIs, k)
	}
	if !next.Keeps() {
		wrong.Add("/kpis", "too-few-kpis", fmt.Sprintf("must be at least %d: the estimated value, %s, is more than £5 million (Procurement Act 2023, section 52(1)); or give an exemption with its reason", MinimumKPIs, next.Value))
	}
	return next, wrong.Err()
}

func byCode(obligations []Obligation, code string) (Obligation, bool) {
	for _, o := range obligations {
		if o.Code() == code {
			return o, true
		}
	}
	return Obligation{}, false
}

// estimateOf is the estimated value of a contract where its authority states
// none: its lot's, or its tender's where there is one lot only.
func estimateOf(tx *store.Tx, c Contract) (*decimal.Money, error) {
	t, err := tender.Get(tx, c.TenderID)
	if err != nil {
		return nil, err
	}
	lots, err := tender.Lots(tx, c.TenderID)
	if err != nil {
		return nil, err
	}
	estimate := decimal.Pence(0)
	for _, l := range lots {
		if l.ID == c.LotID {
			estimate = l.EstimatePence
		}
	}
	if estimate == 0 && len(lots) == 1 {
		estimate = t.EstimatePence
	}
	if estimate == 0 || t.Currency != decimal.Sterling {
		return nil, nil //nolint:nilnil // none is stated, which is no mistake
	}
	return &decimal.Money{Amount: estimate, Currency: t.Currency}, nil
}

func marshalled(v any) (string, error) {
	text, err := json.Marshal(v)
	return string(text), err
}
