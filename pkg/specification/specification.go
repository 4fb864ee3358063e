// Package specification writes down what bids will be judged by, so that a
// supplier can work out its own marks before it bids: every criterion with its
// share of its branch and of the whole, the words of every level, every
// calculated function as a formula and as a sentence, what must be met, how ties
// are broken, the dates, and an example worked out from made-up bids by the very
// program that scores the real ones.
//
// The Procurement Act 2023 asks an authority to set out award criteria, their
// relative importance and how bids will be assessed against them (section 23);
// this is that text. The same document is JSON for programs, Markdown for
// editors and a page for people:
//
//	d, err := specification.Build(subject)
//	err = d.WriteHTML(w)
//
// Nothing in it depends on bids: it is the same before and after they come.
package specification

import (
	"time"

	"github.com/assay-engine/assay/pkg/decimal"
	"github.com/assay-engine/assay/pkg/scoring"
)

// Kind is what a specification calls itself.
const Kind = "assay.specification/1"

// Subject is what is specified: a tender, or a template that tenders are made
// from.
type Subject struct {
	Of          string // "tender" or "template"
	ID          string
	Title       string
	Description string
	Buyer       string // the name of the organisation
	Test        bool   // a rehearsal, which says so
	Facts       []Fact
	Dates       []Date
	Rules       []string // sentences: what happens besides scoring
	Lots        []Lot
	Methods     []Judged // one for each method that lots are judged by, the common one first
	Measures    map[string]Measure
}

// Fact is a line of the summary.
type Fact struct {
	Label string `json:"label" example:"Estimate"`
	Value string `json:"value" example:"£2,400,000"`
}

// Date is a moment that bidders must know.
type Date struct {
	Label string    `json:"label" example:"Bids are taken until"`
	At    time.Time `json:"at" format:"date-time"` // as a clock in London shows it
	Words string    `json:"words" example:"Wednesday 1 April 2026, 12:00 BST"`
}

// Lot is a part that is bid for by itself.
type Lot struct {
	Number      int            `json:"number" example:"1"`
	Title       string         `json:"title"`
	Description string         `json:"description"`
	Estimate    *decimal.Money `json:"estimate,omitempty"`
	MethodHash  string         `json:"methodHash,omitempty" example:"sha256:…"` // of the method that its bids are judged by
}

// Judged is a method with the lots that it is for.
type Judged struct {
	Lots       []int // their numbers; empty for all
	Method     scoring.Method
	MethodHash string
	Tender     scoring.Tender // the estimate and the term, where measures are taken by them; the example uses £1,000,000 and one year where they are not stated
}

// Measure is what the catalogue says of a measure that is scored.
type Measure struct {
	Code         string `json:"code" example:"13"`
	Wording      string `json:"wording" example:"Numbers of new volunteers"`
	Unit         string `json:"unit" example:"people"`
	Outcome      string `json:"outcome,omitempty"`
	ContractForm string `json:"contractForm,omitempty"` // how a promise of it reads in a contract
	Evidence     string `json:"evidence,omitempty"`     // what proves it
	Baseline     bool   `json:"baseline,omitempty"`     // a promise of it needs a baseline
}

// Document is a specification. Everything in it is text to be read, but for the
// numbers that programs take out of it.
type Document struct {
	Kind        string   `json:"kind" example:"assay.specification/1"`
	Of          string   `json:"of" enums:"tender,template"`
	ID          string   `json:"id" format:"uuid"`
	Title       string   `json:"title"`
	Description string   `json:"description"`
	Buyer       string   `json:"buyer"`
	Test        bool     `json:"test"` // a rehearsal
	Facts       []Fact   `json:"facts"`
	Dates       []Date   `json:"dates"`
	Rules       []string `json:"rules"`
	Lots        []Lot    `json:"lots"`
	Methods     []Method `json:"methods"` // how bids are judged: one for all lots, or one for each set of lots that share it
}

// Method is how the bids for some lots are judged.
type Method struct {
	Title      string      `json:"title" example:"How bids are judged"`
	Lots       []int       `json:"lots"` // the numbers of the lots; empty for all
	MethodHash string      `json:"methodHash" example:"sha256:…"`
	Rules      []string    `json:"rules"` // how marks make a total, where figures are rounded, what is ranked
	Ties       []string    `json:"ties"`  // how equal totals are told apart, step by step
	Criteria   []Criterion `json:"criteria"`
	Example    Example     `json:"example"`
}

// Criterion is one node of the tree, parents first.
type Criterion struct {
	ID           string                 `json:"id" example:"volunteers"`
	Number       string                 `json:"number" example:"3.1"` // its place in the tree
	Title        string                 `json:"title"`
	Kind         string                 `json:"kind" enums:"branch,price,measure,question,value,gate"`
	Parent       string                 `json:"parent,omitempty"`
	Depth        int                    `json:"depth"`                                       // 0 at the top
	LocalWeight  *decimal.Weight        `json:"localWeight,omitempty" swaggertype:"number"`  // share of its branch, per cent
	GlobalWeight scoring.Figure         `json:"globalWeight,omitempty" swaggertype:"number"` // exact share of the whole, per cent
	Worth        *decimal.Pence         `json:"worth,omitempty" swaggertype:"number"`        // pounds that full marks are worth, under award_on_value
	Minimum      *decimal.Number        `json:"minimum,omitempty" swaggertype:"number"`      // the lowest mark that meets the requirements
	Sentences    []string               `json:"sentences"`                                   // what is looked at and what must be met
	Measures     []Measure              `json:"measures,omitempty"`                          // what is promised
	Formula      *Formula               `json:"formula,omitempty"`                           // of a calculated mark
	Scale        []scoring.Level        `json:"scale,omitempty"`                             // of a question
	Values       []scoring.ValueMeasure `json:"values,omitempty"`                            // of a value: how each measure becomes pounds
}

// Formula is a scoring function in words and in figures.
type Formula struct {
	Function scoring.FunctionName `json:"function" example:"fixed_linear"`
	Words    string               `json:"words"`
	Figures  string               `json:"figures" example:"mark = 100 × (x − 0) ÷ (10 − 0), kept within 0 to 100"`
	Where    string               `json:"where"`             // what x is
	Steps    []Step               `json:"steps,omitempty"`   // of a curve or of bands
	Caution  string               `json:"caution,omitempty"` // what the mark depends on besides the bid
}

// Step is a row of a curve or of bands.
type Step struct {
	Input string         `json:"input" example:"10 to below 20"`
	Mark  decimal.Number `json:"mark" swaggertype:"number" example:"50"`
}

// Example is a set of made-up bids, scored.
type Example struct {
	Note      string       `json:"note"`
	Bids      []ExampleBid `json:"bids"`
	Rows      []ExampleRow `json:"rows"` // a criterion each, in the order of the tree
	Totals    []string     `json:"totals"`
	Ranks     []string     `json:"ranks"`
	Sentences []string     `json:"sentences"` // the whole of it in words
}

// ExampleBid is a made-up bid.
type ExampleBid struct {
	Name  string         `json:"name" example:"Ash"`
	Price *decimal.Money `json:"price,omitempty"`
}

// ExampleRow is what the made-up bids earned on one criterion; an entry for each
// bid, in the order of the bids.
type ExampleRow struct {
	Criterion string   `json:"criterion"`
	Title     string   `json:"title"`
	Inputs    []string `json:"inputs"`   // what was marked; empty for a branch
	Marks     []string `json:"marks"`    // 0 to 100; empty where the bid was not ranked
	Weighted  []string `json:"weighted"` // the share of the total
	Steps     []string `json:"steps"`    // how the first bid's mark came about, in figures, and so on
}
