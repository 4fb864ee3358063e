package bid

import (
	"encoding/json"
	"fmt"

	"github.com/assay-engine/assay/pkg/canonical"
	"github.com/assay-engine/assay/pkg/decimal"
	"github.com/assay-engine/assay/pkg/strictjson"
)

// Kind is the first member of every bid document.
const Kind = "assay.bid/1"

// Document is a whole bid. What a supplier left out is nil, so that "not said"
// is never read as zero or as no.
type Document struct {
	Kind    string  `json:"kind" validate:"required" enums:"assay.bid/1"`
	Tender  string  `json:"tender" format:"uuid"`
	Lot     string  `json:"lot" format:"uuid"`
	Answers Answers `json:"answers"`
	Price   Price   `json:"price"`
}

// Answers is the part of a bid that quality is judged by.
type Answers struct {
	Commitments  []Commitment  `json:"commitments" validate:"max=500,dive"`
	Questions    []Answer      `json:"questions" validate:"max=500,dive"`
	Gates        []Gate        `json:"gates" validate:"max=500,dive"`
	Members      []Member      `json:"members" validate:"max=50,dive"`
	Declarations []Declaration `json:"declarations" validate:"max=100,dive"`
	Attachments  []Attachment  `json:"attachments" validate:"max=200,dive"`
}

// Commitment is a quantity of one measure, or of one component of it, that the
// supplier will deliver over the term.
type Commitment struct {
	Measure   string            `json:"measure" validate:"omitempty,code" example:"13"`              // the measure's code in the catalogue
	Component *string           `json:"component" validate:"omitempty,code" extensions:"x-nullable"` // the component's code, such as 5a
	Quantity  *decimal.Quantity `json:"quantity" swaggertype:"number" minimum:"0" example:"40"`      // in the measure's unit, at most three decimals
	Profile   []Instalment      `json:"profile" validate:"max=400,dive"`                             // when it will be delivered; adds up to the quantity
	Baseline  *Baseline         `json:"baseline,omitempty" extensions:"x-nullable"`                  // where things stand now, for measures that need it
	Method    string            `json:"method" validate:"max=20000,text"`                            // how it will be done
	Evidence  string            `json:"evidence" validate:"max=20000,text"`                          // how it will be shown
}

// Code is what the method and the catalogue know the commitment by: its
// component where it names one, else its measure.
func (c Commitment) Code() string {
	if c.Component != nil {
		return *c.Component
	}
	return c.Measure
}

// Instalment is the part of a commitment that falls in one period.
type Instalment struct {
	Period   string            `json:"period" validate:"max=10" example:"2027-Q1"` // a quarter 2027-Q1, a month 2027-03 or a year 2027
	Quantity *decimal.Quantity `json:"quantity" swaggertype:"number" minimum:"0" example:"10"`
}

// Baseline is the level before the contract, from which a change is counted.
type Baseline struct {
	Value  *decimal.Number `json:"value" swaggertype:"number" example:"0"`
	Date   string          `json:"date" validate:"max=10" format:"date" example:"2026-03-31"`
	Source string          `json:"source" validate:"max=2000,text"`
}

// Answer is the supplier's words on one question criterion.
type Answer struct {
	Criterion   string   `json:"criterion" validate:"omitempty,code" example:"q1"`
	Text        string   `json:"text" validate:"max=20000,text"`
	Attachments []string `json:"attachments" validate:"max=50"` // sha256:… of files listed under /answers/attachments
}

// Gate is the supplier's yes or no to one requirement.
type Gate struct {
	Criterion   string   `json:"criterion" validate:"omitempty,code" example:"insurance"`
	Held        *bool    `json:"held"`
	Attachments []string `json:"attachments" validate:"max=50"`
}

// Member is one organisation of a consortium, and its part of the promises. A
// bid without members is the supplier's alone.
type Member struct {
	Organisation string  `json:"organisation" validate:"max=200,text"` // its identifier here, or its name
	Role         string  `json:"role" validate:"omitempty,oneof=lead member subcontractor" enums:"lead,member,subcontractor"`
	Shares       []Share `json:"shares" validate:"max=500,dive"`
}

// Share is a member's part of one commitment, in per cent.
type Share struct {
	Measure string          `json:"measure" validate:"omitempty,code" example:"13"`
	Percent *decimal.Weight `json:"percent" swaggertype:"number" minimum:"0" maximum:"100" example:"100"`
}

// Declaration is a statement that the buyer asks suppliers to make.
type Declaration struct {
	Code     string `json:"code" validate:"omitempty,code"`
	Accepted *bool  `json:"accepted"`
	Text     string `json:"text,omitempty" validate:"max=20000,text"`
}

// Attachment names a file that belongs to the bid by the hash of its bytes.
type Attachment struct {
	Name   string `json:"name" validate:"max=255,text"`
	Type   string `json:"type" validate:"max=100,text" example:"application/pdf"`
	Bytes  int64  `json:"bytes" validate:"min=0"`
	SHA256 string `json:"sha256" validate:"max=71"`
}

// Price is the part of a bid that is opened after quality is judged.
type Price struct {
	Total *decimal.Money `json:"total"`
	Lines []Line         `json:"lines" validate:"max=1000,dive"`
}

// Line is one line of the price, in the currency of the total.
type Line struct {
	Description string         `json:"description" validate:"max=1000,text"`
	Amount      *decimal.Pence `json:"amount" swaggertype:"number" minimum:"0"` // at most two decimals
}

// Read reads a document strictly and keeps its two parts in canonical form, as
// the supplier wrote them: a hash over a part can be repeated from the
// supplier's own file. The error is a *strictjson.Error naming every member
// that cannot be read.
func Read(data []byte) (Document, Parts, error) {
	var d Document
	if err := strictjson.Decode(data, &d, strictjson.Default); err != nil {
		return d, Parts{}, err
	}
	var raw struct{ Answers, Price json.RawMessage }
	if err := json.Unmarshal(data, &raw); err != nil {
		return d, Parts{}, fmt.Errorf("take the bid apart: %w", err)
	}
	var p Parts
	var err error
	if p.Answers, err = part(raw.Answers); err == nil {
		p.Price, err = part(raw.Price)
	}
	return d, p, err
}

func part(raw json.RawMessage) ([]byte, error) {
	if len(raw) == 0 {
		return []byte("{}"), nil
	}
	return canonical.Transform(raw)
}

// document puts a bid's parts together again.
func (p Parts) document(b Bid) (Document, error) {
	d := Document{Kind: Kind, Tender: b.TenderID, Lot: b.LotID}
	if err := json.Unmarshal(p.Answers, &d.Answers); err != nil {
		return d, fmt.Errorf("read the answers of bid %s: %w", b.ID, err)
	}
	if err := json.Unmarshal(p.Price, &d.Price); err != nil {
		return d, fmt.Errorf("read the price of bid %s: %w", b.ID, err)
	}
	return d, nil
}
