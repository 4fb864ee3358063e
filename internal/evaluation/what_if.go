package evaluation

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/identity"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/pkg/decimal"
	"github.com/assay-engine/assay/pkg/scoring"
)

// WhatIf is a question that is asked of a run: what if this had been other?
type WhatIf struct {
	Weights []OtherWeight `json:"weights,omitempty" validate:"max=200,dive"`                            // of criteria; the children of each branch must still add up to 100
	Levels  []OtherLevel  `json:"levels,omitempty" validate:"max=1000,dive"`                            // agreed levels
	Prices  []OtherPrice  `json:"prices,omitempty" validate:"max=1000,dive"`                            // of bids
	Without []string      `json:"without,omitempty" validate:"max=1000,unique,dive,uuid" format:"uuid"` // bids that are left out altogether
}

// OtherWeight gives a criterion another weight.
type OtherWeight struct {
	Criterion string         `json:"criterion" validate:"required,max=200,text"`
	Weight    decimal.Weight `json:"weight" validate:"min=1,max=10000" swaggertype:"number" example:"30"` // per cent of its parent
}

// OtherLevel gives an answer another level.
type OtherLevel struct {
	Bid       string `json:"bid" validate:"required,uuid" format:"uuid"`
	Criterion string `json:"criterion" validate:"required,max=200,text"`
	Level     *int   `json:"level" validate:"required"`
}

// OtherPrice gives a bid another price.
type OtherPrice struct {
	Bid   string         `json:"bid" validate:"required,uuid" format:"uuid"`
	Price *decimal.Money `json:"price" validate:"required"`
}

// Sandbox is the answer: a result that is nobody's official one.
type Sandbox struct {
	Run       Run
	Result    scoring.Result
	Bidders   map[string]identity.Organisation
	Changes   scoring.Comparison
	Sentences []scoring.Sentence
}

// WhatIf scores a run's own question with something changed and says what that
// would have done. It stores nothing: what comes out is no run, and nothing can
// be recommended on it.
func (s *Service) WhatIf(ctx context.Context, tenderID, runID string, in WhatIf) (Sandbox, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) (box Sandbox, err error) {
		if err := fault.Check(in); err != nil {
			return box, err
		}
		t, err := own(tx, tenderID)
		if err != nil {
			return box, err
		}
		if box.Run, err = runOf(tx, t.ID, runID); err != nil {
			return box, err
		}
		before, result, err := box.Run.Documents()
		if err != nil {
			return box, err
		}
		after, _, err := box.Run.Documents() // a copy of its own, to be changed
		if err != nil {
			return box, err
		}
		if err := in.apply(&after); err != nil {
			return box, err
		}
		if box.Result, err = scoreSandbox(after); err != nil {
			return box, err
		}
		if box.Bidders, err = bidders(tx, box.Run.LotID); err != nil {
			return box, err
		}
		words, err := wordsFor(tx, t, box.Run, after.Method)
		box.Changes = scoring.Compare(scoring.Scored{Sheet: before, Result: result}, scoring.Scored{Sheet: after, Result: box.Result})
		box.Sentences = box.Changes.Sentences(words)
		return box, err
	})
}

func scoreSandbox(sheet scoring.Sheet) (scoring.Result, error) {
	result, err := scoring.Score(sheet)
	if wrong, ok := asFaults(err); ok {
		return result, ErrUnscorable.With(Fields(wrong)...)
	}
	return result, err
}

// apply changes the sheet, and names what it does not hold.
func (in WhatIf) apply(s *scoring.Sheet) error {
	var wrong fault.Fields
	for i, w := range in.Weights {
		if !reweigh(s.Method.Criteria, w) {
			wrong.Add("/weights/"+strconv.Itoa(i)+"/criterion", "no-such-criterion", "must be a criterion of the method that carries a weight")
		}
	}
	for i, l := range in.Levels {
		b := inSheet(s, l.Bid, fmt.Sprintf("/levels/%d/bid", i), &wrong)
		if b == nil {
			continue
		}
		if c := find(s.Method.Criteria, l.Criterion); c == nil || !onScale(c.Scale, *l.Level) {
			wrong.Add(fmt.Sprintf("/levels/%d/level", i), "unknown-level", "must be a level of the scale of a question of the method")
			continue
		}
		if b.Levels == nil {
			b.Levels = map[string]int{}
		}
		b.Levels[l.Criterion] = *l.Level
	}
	for i, p := range in.Prices {
		if b := inSheet(s, p.Bid, fmt.Sprintf("/prices/%d/bid", i), &wrong); b != nil {
			b.Price = p.Price
		}
	}
	for i, id := range in.Without {
		if inSheet(s, id, fmt.Sprintf("/without/%d", i), &wrong) != nil {
			s.Bids = slices.DeleteFunc(s.Bids, func(b scoring.Bid) bool { return b.ID == id })
		}
	}
	return wrong.Err()
}

func inSheet(s *scoring.Sheet, id, pointer string, wrong *fault.Fields) *scoring.Bid {
	for i := range s.Bids {
		if s.Bids[i].ID == id {
			return &s.Bids[i]
		}
	}
	wrong.Add(pointer, "no-such-bid", "must be a bid of this run")
	return nil
}

// reweigh finds a criterion anywhere in the tree and gives it another weight.
func reweigh(list []scoring.Criterion, to OtherWeight) bool {
	for i := range list {
		if list[i].ID == to.Criterion && list[i].Weight != nil {
			list[i].Weight = &to.Weight
			return true
		}
		if reweigh(list[i].Criteria, to) {
			return true
		}
	}
	return false
}
