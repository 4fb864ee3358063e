package evaluation

import (
	"github.com/assay-engine/assay/internal/bid"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
	"github.com/assay-engine/assay/pkg/decimal"
	"github.com/assay-engine/assay/pkg/scoring"
)

// gap is an answer that still lacks its agreed level.
type gap struct{ bidID, criterion string }

// sheetOf puts the whole question of a lot together: the method as published,
// the opened bids' numbers and the agreed levels. It names every level that is
// still missing.
func sheetOf(tx *store.Tx, t tender.Tender, lot tender.Lot) (scoring.Sheet, []gap, error) {
	method, err := t.For(lot).Tree()
	if err != nil {
		return scoring.Sheet{}, nil, err
	}
	bids, err := bid.OpenedBids(tx, lot.ID)
	if err != nil {
		return scoring.Sheet{}, nil, err
	}
	agreed, err := latestAgreed(tx, lot.ID)
	if err != nil {
		return scoring.Sheet{}, nil, err
	}
	s := scoring.Sheet{Version: 1, Tender: asked(t, lot), Method: method, Bids: []scoring.Bid{}, DrawSeed: t.DrawSeed}
	asks := wants(method)
	levels := byAnswer(agreed)
	held, err := gatesClarified(tx, lot.ID)
	if err != nil {
		return scoring.Sheet{}, nil, err
	}
	var gaps []gap
	for _, o := range bids {
		entry := asks.entry(o)
		for id := range asks.gates {
			if answer, clarified := held[gap{o.Bid.ID, id}]; clarified {
				entry.Gates[id] = answer
			}
		}
		for _, id := range asks.questions {
			if level, given := levels[gap{o.Bid.ID, id}]; given {
				entry.Levels[id] = level
			} else if entry.Disregarded == nil {
				gaps = append(gaps, gap{o.Bid.ID, id})
			}
		}
		s.Bids = append(s.Bids, entry)
	}
	return s, gaps, nil
}

func byAnswer(agreed []AgreedScore) map[gap]int {
	levels := make(map[gap]int, len(agreed))
	for _, a := range agreed {
		levels[gap{a.BidID, a.Criterion}] = a.Level
	}
	return levels
}

// asked is what a method may need to know of the lot. Its own estimate stands
// before the whole tender's, since bids are for the lot; a term that is not in
// whole years is left out, and a method that needs one says so.
func asked(t tender.Tender, lot tender.Lot) scoring.Tender {
	var in scoring.Tender
	estimate := lot.EstimatePence
	if estimate == 0 {
		estimate = t.EstimatePence
	}
	if estimate > 0 {
		in.Estimate = &decimal.Money{Amount: estimate, Currency: t.Currency}
	}
	if t.Years%1000 == 0 {
		in.Years = int(t.Years / 1000)
	}
	return in
}

// demand is what a method asks of a bid. A bid may hold more, such as a
// promise on a measure that is not scored; a score sheet may not.
type demand struct {
	questions       []string
	measures, gates map[string]bool
}

func wants(m scoring.Method) demand {
	d := demand{questions: questions(m.Criteria), measures: map[string]bool{}, gates: map[string]bool{}}
	leaves(m.Criteria, func(c scoring.Criterion) {
		switch c.Kind {
		case scoring.MeasureLeaf:
			d.measures[c.Measure] = true
		case scoring.GateLeaf:
			d.gates[c.ID] = true
		case scoring.ValueLeaf:
			for _, v := range c.Measures {
				d.measures[v.Measure] = true
			}
		case scoring.PriceLeaf, scoring.QuestionLeaf: // asked elsewhere
		}
	})
	return d
}

// entry is a bid as its line of the sheet, still without levels. A bid that is
// out of the competition keeps its line, with the ground.
func (d demand) entry(o bid.Opened) scoring.Bid {
	b := scoring.Bid{
		ID: o.Bid.ID, Price: o.Document.Price.Total,
		Levels: map[string]int{}, Commitments: map[string]decimal.Quantity{}, Gates: map[string]bool{},
	}
	for _, c := range o.Document.Answers.Commitments {
		if c.Quantity != nil && d.measures[c.Code()] {
			b.Commitments[c.Code()] = *c.Quantity
		}
	}
	for _, g := range o.Document.Answers.Gates {
		if g.Held != nil && d.gates[g.Criterion] {
			b.Gates[g.Criterion] = *g.Held
		}
	}
	if o.Bid.Status != bid.Valid {
		b.Disregarded = &scoring.Disregard{Reason: o.Bid.Ground}
	}
	return b
}
