package summary

import (
	"time"

	"github.com/assay-engine/assay/internal/award"
	"github.com/assay-engine/assay/pkg/scoring"
	"github.com/assay-engine/assay/pkg/specification"
)

// Kind is what a summary calls itself.
const Kind = "assay.summary/1"

// Outcome is how a bid came out.
type Outcome string

// The outcomes.
const (
	Successful   Outcome = "successful"
	Unsuccessful Outcome = "unsuccessful"
	Failed       Outcome = "failed_requirements"
	Disregarded  Outcome = "disregarded"
)

// Document is a summary as its bidder reads it. All of it may be known to the
// bidder; nothing else is in it.
type Document struct {
	Kind       string     `json:"kind" example:"assay.summary/1"`
	ID         string     `json:"id" format:"uuid"`
	Tender     Named      `json:"tender"`
	Lot        Named      `json:"lot"`
	Authority  string     `json:"authority"`
	Supplier   Named      `json:"supplier"`
	Bid        string     `json:"bid" format:"uuid"`
	Run        string     `json:"run" format:"uuid"` // the score run, of which a bidder may ask for its own copy of the bundle
	MethodHash string     `json:"methodHash" example:"sha256:…"`
	Test       bool       `json:"test"` // a rehearsal
	Outcome    Outcome    `json:"outcome" enums:"successful,unsuccessful,failed_requirements,disregarded"`
	Rules      []string   `json:"rules"` // how marks make a total
	Ties       []string   `json:"ties"`  // how equal totals are told apart
	Total      *Total     `json:"total" extensions:"x-nullable"`
	Winners    []Total    `json:"winners"` // who won, with the totals that the bidder may know
	Criteria   []Line     `json:"criteria"`
	Why        string     `json:"why"`
	Status     Status     `json:"status" enums:"draft,reviewed,released"`
	Number     int        `json:"number" minimum:"1"` // of the version of its words
	ReleasedAt *time.Time `json:"releasedAt" format:"date-time" extensions:"x-nullable"`
	Version    int        `json:"version" minimum:"1"`
}

// Named is a thing by its identifier and its name.
type Named struct {
	ID   string `json:"id" format:"uuid"`
	Name string `json:"name"`
}

// Total is a bid's total.
type Total struct {
	Bid      string         `json:"bid" format:"uuid"`
	Supplier string         `json:"supplier"`
	Total    scoring.Figure `json:"total,omitempty" swaggertype:"number"`
	Words    string         `json:"words"`
}

// Line is one criterion: how it was judged, and how the bid and the winners did.
type Line struct {
	Criterion    string          `json:"criterion"`
	Number       string          `json:"number" example:"2.1"`
	Title        string          `json:"title"`
	Kind         string          `json:"kind" enums:"branch,price,measure,question,value,gate"`
	Depth        int             `json:"depth"`
	LocalWeight  scoring.Figure  `json:"localWeight,omitempty" swaggertype:"number"`  // per cent of its group
	GlobalWeight scoring.Figure  `json:"globalWeight,omitempty" swaggertype:"number"` // per cent of the whole
	Worth        string          `json:"worth,omitempty"`                             // pounds that full marks are worth
	How          []string        `json:"how"`                                         // how it was to be assessed, as published
	Formula      string          `json:"formula,omitempty"`
	Scale        []scoring.Level `json:"scale,omitempty"` // the scores that were available
	Own          *Assessed       `json:"own" extensions:"x-nullable"`
	Winners      []Assessed      `json:"winners"`
}

// Assessed is how one bid did on one criterion.
type Assessed struct {
	Bid        string         `json:"bid" format:"uuid"`
	Supplier   string         `json:"supplier"`
	Level      *int           `json:"level,omitempty"`
	LevelWords string         `json:"levelWords,omitempty"` // of the published scale
	Mark       scoring.Figure `json:"mark,omitempty" swaggertype:"number"`
	Weighted   scoring.Figure `json:"weighted,omitempty" swaggertype:"number"` // what it adds to the total
	Text       string         `json:"text"`
	Withheld   string         `json:"withheld,omitempty"` // why something is left out
}

// document lays a summary out.
func (c *file) document(s Summary, words Words) Document {
	d := Document{
		Kind: Kind, ID: s.ID, Tender: Named{c.tender.ID, c.tender.Title}, Lot: Named{c.lot.ID, c.lot.Title}, Authority: c.buyer.Name,
		Supplier: Named{s.SupplierID, c.assessment.Bidders[s.BidID].Name}, Bid: s.BidID, Run: s.RunID, MethodHash: c.assessment.Run.MethodHash,
		Test: c.tender.Mode == "test", Outcome: c.outcome(s.BidID), Rules: c.method.Rules, Ties: c.method.Ties, Winners: []Total{}, Criteria: []Line{},
		Why: words.Why, Status: s.Status, Number: s.Current, ReleasedAt: s.ReleasedAt, Version: s.Version,
	}
	if r := c.ranked(s.BidID); r != nil {
		d.Total = &Total{Bid: s.BidID, Supplier: d.Supplier.Name, Total: r.Total, Words: c.total(r.Total)}
	}
	for _, w := range c.winners {
		t := Total{Bid: w.Bid, Supplier: c.assessment.Bidders[w.Bid].Name, Words: "won"}
		if r := c.ranked(w.Bid); r != nil && len(c.beside(s.BidID)) > 0 {
			t.Total, t.Words = r.Total, c.total(r.Total)
		}
		d.Winners = append(d.Winners, t)
	}
	for _, k := range c.method.Criteria {
		d.Criteria = append(d.Criteria, c.lineOf(s, k, words))
	}
	return d
}

func (c *file) lineOf(s Summary, k specification.Criterion, words Words) Line {
	l := Line{Criterion: k.ID, Number: k.Number, Title: k.Title, Kind: k.Kind, Depth: k.Depth, GlobalWeight: k.GlobalWeight, How: k.Sentences, Scale: k.Scale, Winners: []Assessed{}}
	if k.LocalWeight != nil {
		l.LocalWeight = scoring.Figure(k.LocalWeight.String())
	}
	if k.Worth != nil {
		l.Worth = k.Worth.String()
	}
	if k.Formula != nil {
		l.Formula = k.Formula.Figures
	}
	said := words.of(k.ID)
	if c.assessedOn(s.BidID, k.ID) || c.line(s.BidID, k.ID) != nil {
		own := c.assessed(s.BidID, k)
		own.Text = said.Text
		l.Own = &own
	}
	for _, w := range c.beside(s.BidID) {
		if c.line(w.Bid, k.ID) == nil {
			continue
		}
		theirs := c.assessed(w.Bid, k)
		for _, text := range said.Winners {
			if text.Bid == w.Bid {
				theirs.Text, theirs.Withheld = text.Text, text.Withheld
			}
		}
		l.Winners = append(l.Winners, theirs)
	}
	return l
}

func (c *file) assessed(bidID string, k specification.Criterion) Assessed {
	a := Assessed{Bid: bidID, Supplier: c.assessment.Bidders[bidID].Name}
	if n := c.line(bidID, k.ID); n != nil {
		a.Mark, a.Weighted = n.Mark, n.Weighted
	}
	if level := c.level(bidID, k.ID); level != nil {
		a.Level = level
		for _, step := range k.Scale {
			if step.Level == *level {
				a.LevelWords = step.Words
			}
		}
	}
	return a
}

func (w Words) of(criterion string) CriterionWords {
	for _, c := range w.Criteria {
		if c.Criterion == criterion {
			return c
		}
	}
	return CriterionWords{}
}

// gaps names what the words leave unexplained, as pointers into them.
func (c *file) gaps(s Summary, words Words) []string {
	var missing []string
	if words.Why == "" {
		missing = append(missing, "why")
	}
	for _, k := range c.explained() {
		if !c.assessedOn(s.BidID, k.ID) {
			continue
		}
		said := words.of(k.ID)
		if said.Text == "" {
			missing = append(missing, k.ID)
		}
		for _, w := range c.beside(s.BidID) {
			if !said.tellsOf(w) {
				missing = append(missing, k.ID+" of the winner "+c.assessment.Bidders[w.Bid].Name)
			}
		}
	}
	return missing
}

// tellsOf reports whether the words explain a winner's mark, or say why not.
func (c CriterionWords) tellsOf(w award.Winner) bool {
	for _, t := range c.Winners {
		if t.Bid == w.Bid {
			return t.Text != "" || t.Withheld != ""
		}
	}
	return false
}
