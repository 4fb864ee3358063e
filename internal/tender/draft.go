package tender

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/google/uuid"

	"github.com/assay-engine/assay/internal/catalogue"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/template"
	"github.com/assay-engine/assay/pkg/decimal"
	"github.com/assay-engine/assay/pkg/scoring"
)

// NewTender is what an officer sends to draft a tender.
type NewTender struct {
	When
	Particulars

	Template    string           `json:"template" validate:"required,uuid" format:"uuid"`                                   // the published template it rests on
	Title       string           `json:"title" validate:"required,max=200,text" example:"Parks and green spaces"`           // 1 to 200 characters
	Description string           `json:"description,omitempty" validate:"max=20000,text"`                                   // at most 20,000 characters
	Estimate    *decimal.Money   `json:"estimate,omitempty"`                                                                // of the whole term; needed where a measure is taken per £ million
	Years       decimal.Quantity `json:"years,omitempty" swaggertype:"number" example:"3"`                                  // the term, in quarters of a year up to 100
	StartsOn    string           `json:"startsOn,omitempty" validate:"omitempty,len=10" format:"date" example:"2026-10-01"` // the first day of the contract
	Mode        Mode             `json:"mode,omitempty" validate:"omitempty,oneof=live test" enums:"live,test"`             // live where left out
	Lots        []NewLot         `json:"lots,omitempty" validate:"max=100,dive"`                                            // one lot of the tender's title where left out

	AmendmentDays  int  `json:"amendmentDays,omitempty" validate:"min=0,max=90" example:"10"`             // how many days a substantial amendment leaves until the deadline at least; 10 where left out
	Openers        int  `json:"openers,omitempty" validate:"omitempty,oneof=1 2" enums:"1,2" example:"2"` // how many people it takes to open the bids, and later their prices: 1 where left out; settled at publication
	CountsInterest bool `json:"countsInterest,omitempty"`                                                 // whether the buyer's officers may see how many suppliers registered an interest, never which
}

// NewLot is a part of a tender as its officer sends it.
type NewLot struct {
	Title       string         `json:"title" validate:"required,max=200,text"`
	Description string         `json:"description,omitempty" validate:"max=20000,text"`
	Estimate    *decimal.Money `json:"estimate,omitempty"` // in the tender's currency

	// Criteria of the lot's own: each replaces the criterion of the same id, with all below it, and keeps its weight where it names none.
	Criteria []scoring.Criterion `json:"criteria,omitempty" validate:"max=50"`
}

// Draft starts a tender for the actor's organisation. A rehearsal's clock
// starts at the moment of its making.
func (s *Service) Draft(ctx context.Context, in NewTender) (Found, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Found, error) {
		t := Tender{
			ID: tx.NewID(), OwnerID: tx.Actor.OrganisationID, TemplateID: in.Template, Title: in.Title, Description: in.Description,
			Mode: Live, Status: Draft, Currency: decimal.Sterling, Years: in.Years, StartsOn: in.StartsOn, CreatedAt: tx.Now, Version: 1,
			AmendmentDays: in.AmendmentDays, CountsInterest: in.CountsInterest, Openers: max(in.Openers, 1),
		}
		if in.Mode == Test {
			t.Mode, t.Clock = Test, &tx.Now
		}
		lots, err := in.fill(tx, &t)
		if err != nil {
			return Found{}, err
		}
		tx.Record(store.Event{Verb: "tender.drafted", Subject: t.ID, TenderID: t.ID, Detail: map[string]any{"template": t.TemplateID, "mode": t.Mode}})
		return found(tx, t, lots), insert(tx, t, lots)
	})
}

// fill checks everything that can be wrong with a new tender, and names it all
// at once.
func (in NewTender) fill(tx *store.Tx, t *Tender) ([]Lot, error) {
	var wrong fault.Fields
	if err := fault.Check(in); !wrong.Merge(err) {
		return nil, err
	}
	if !in.given() {
		wrong.Add("/deadline", "required", "is required: deadline with its offset, or deadlineLocal with its zone")
	} else {
		t.Deadline, t.DeadlineZone = in.resolve(&wrong)
	}
	if in.Estimate != nil {
		t.EstimatePence, t.Currency = in.Estimate.Amount, in.Estimate.Currency
	}
	t.checkTerm(&wrong)
	in.Particulars.fill(t, &wrong)
	lots := newLots(tx, t, in.Lots, &wrong)
	if err := t.rest(tx, lots, &wrong); err != nil {
		return nil, err
	}
	return lots, wrong.Err()
}

// rest finds the template that the tender rests on: the buyer's own, or one
// that was published. The lots' own criteria are held to it at once.
func (t *Tender) rest(tx *store.Tx, lots []Lot, wrong *fault.Fields) error {
	if uuid.Validate(t.TemplateID) != nil {
		return nil // named already
	}
	from, err := template.Get(tx, t.TemplateID)
	switch {
	case err == nil && (from.OwnerID == t.OwnerID || from.PublishedAt != nil):
		t.CatalogueID = from.CatalogueID
		common, err := from.Tree()
		if err != nil {
			return err
		}
		return t.judgeLots(tx, common, lots, wrong.Add)
	case err == nil, isMissing(err):
		wrong.Add("/template", ErrUnavailable.Code, ErrUnavailable.Message)
	default:
		return fmt.Errorf("find the template: %w", err)
	}
	return nil
}

// judgeLots holds the lots' own criteria to the method that they become part
// of, and to the catalogue.
func (t *Tender) judgeLots(tx *store.Tx, common scoring.Method, lots []Lot, add func(pointer, code, detail string)) error {
	measures, err := catalogue.Measures(tx, t.CatalogueID)
	if err != nil {
		return fmt.Errorf("read the measures: %w", err)
	}
	for i, l := range lots {
		wrong, err := l.judge(common, func(m scoring.Method) []fault.Field { return template.Fit(m, measures) })
		if err != nil {
			return err
		}
		for _, f := range wrong {
			add("/lots/"+strconv.Itoa(i)+f.Pointer, f.Code, f.Detail)
		}
	}
	return nil
}

// quarter is the step of a term: a quarter of a year.
const quarter = decimal.Quantity(250)

func (t *Tender) checkTerm(wrong *fault.Fields) {
	if t.Years%quarter != 0 || t.Years > 100_000 {
		wrong.Add("/years", "out-of-range", "must be quarters of a year, up to 100 years: 3 or 2.5")
	}
	if t.StartsOn == "" {
		return
	}
	if at, err := time.Parse(time.DateOnly, t.StartsOn); err != nil || at.Year() < 2000 || at.Year() > 2200 {
		wrong.Add("/startsOn", "wrong-form", "must be a date of the years 2000 to 2200, such as 2026-10-01")
	}
}

// newLots numbers the lots as they were sent. A tender without lots is one lot.
func newLots(tx *store.Tx, t *Tender, in []NewLot, wrong *fault.Fields) []Lot {
	if len(in) == 0 {
		return []Lot{{ID: tx.NewID(), TenderID: t.ID, Number: 1, Title: t.Title, EstimatePence: t.EstimatePence}}
	}
	lots := make([]Lot, len(in))
	for i, l := range in {
		lots[i] = Lot{ID: tx.NewID(), TenderID: t.ID, Number: i + 1, Title: l.Title, Description: l.Description}
		lots[i].Criteria = written(l.Criteria)
		if l.Estimate == nil {
			continue
		}
		lots[i].EstimatePence = l.Estimate.Amount
		if l.Estimate.Currency != t.Currency {
			wrong.Add("/lots/"+strconv.Itoa(i)+"/estimate/currency", "other-currency", "must be the tender's, "+t.Currency)
		}
	}
	if len(lots) == 1 && lots[0].EstimatePence == 0 {
		lots[0].EstimatePence = t.EstimatePence
	}
	return lots
}
