package tender

import (
	"context"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/pkg/decimal"
)

// Change is what an officer sends to change a draft: only what is named
// changes.
type Change struct {
	When
	Particulars

	Template    *string           `json:"template,omitempty" validate:"omitempty,uuid" format:"uuid"`
	Title       *string           `json:"title,omitempty" validate:"omitempty,min=1,max=200,text"`
	Description *string           `json:"description,omitempty" validate:"omitempty,max=20000,text"`
	Estimate    *decimal.Money    `json:"estimate,omitempty"`
	Years       *decimal.Quantity `json:"years,omitempty" swaggertype:"number"`
	StartsOn    *string           `json:"startsOn,omitempty" validate:"omitempty,len=10" format:"date"`
	Lots        []NewLot          `json:"lots,omitempty" validate:"max=100,dive"` // all of them: they take the place of those there were

	AmendmentDays  *int  `json:"amendmentDays,omitempty" validate:"omitempty,min=0,max=90" example:"10"`
	CountsInterest *bool `json:"countsInterest,omitempty"`
	Openers        *int  `json:"openers,omitempty" validate:"omitempty,oneof=1 2" enums:"1,2" example:"2"`
}

// Change changes a draft. What was published never changes.
func (s *Service) Change(ctx context.Context, id string, version int, in Change) (Found, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Found, error) {
		t, err := own(tx, id, version)
		if err != nil {
			return Found{}, err
		}
		if t.Status != Draft {
			return Found{}, ErrPublished.Because("it is %s", t.Status)
		}
		lots, err := in.fill(tx, &t)
		if err != nil {
			return Found{}, err
		}
		tx.Record(store.Event{Verb: "tender.changed", Subject: t.ID, TenderID: t.ID})
		if err := replaceLots(tx, t.ID, lots); err != nil {
			return Found{}, err
		}
		err = change(tx, &t, version, map[string]any{
			"template_id": t.TemplateID, "catalogue_id": t.CatalogueID, "title": t.Title, "description": t.Description,
			"estimate_pence": t.EstimatePence, "currency": t.Currency, "years": t.Years, "starts_on": t.StartsOn,
			"deadline": t.Deadline, "deadline_zone": t.DeadlineZone, "classification": t.Classification, "questions_until": t.QuestionsUntil,
			"lot_limit": t.LotLimit, "lot_rule": t.LotRule, "award_rules": t.AwardRules, "amendment_days": t.AmendmentDays, "counts_interest": t.CountsInterest, "openers": t.Openers,
		})
		return found(tx, t, lots), err
	})
}

// fill brings the change into the tender, and names everything that does not
// fit at once.
func (in Change) fill(tx *store.Tx, t *Tender) ([]Lot, error) {
	var wrong fault.Fields
	if err := fault.Check(in); !wrong.Merge(err) {
		return nil, err
	}
	before := *t
	set(&t.TemplateID, in.Template)
	set(&t.Title, in.Title)
	set(&t.Description, in.Description)
	set(&t.Years, in.Years)
	set(&t.StartsOn, in.StartsOn)
	set(&t.AmendmentDays, in.AmendmentDays)
	set(&t.CountsInterest, in.CountsInterest)
	set(&t.Openers, in.Openers)
	in.Particulars.fill(t, &wrong)
	if in.given() {
		t.Deadline, t.DeadlineZone = in.resolve(&wrong)
	}
	if in.Estimate != nil {
		t.EstimatePence, t.Currency = in.Estimate.Amount, in.Estimate.Currency
	}
	t.checkTerm(&wrong)
	lots, err := in.lots(tx, before, t, &wrong)
	if err != nil {
		return nil, err
	}
	if err := t.rest(tx, lots, &wrong); err != nil {
		return nil, err
	}
	return lots, wrong.Err()
}

func set[T any](into *T, value *T) {
	if value != nil {
		*into = *value
	}
}

// lots are those sent, or those there were. The one lot that Assay made by
// itself follows the tender's title and estimate.
func (in Change) lots(tx *store.Tx, before Tender, t *Tender, wrong *fault.Fields) ([]Lot, error) {
	if in.Lots != nil {
		return newLots(tx, t, in.Lots, wrong), nil
	}
	lots, err := Lots(tx, t.ID)
	if err != nil {
		return nil, err
	}
	if len(lots) == 1 && lots[0].Title == before.Title && lots[0].Description == "" {
		lots[0].Title = t.Title
	}
	if len(lots) == 1 && lots[0].EstimatePence == before.EstimatePence {
		lots[0].EstimatePence = t.EstimatePence
	}
	if t.Currency != before.Currency && len(lots) > 1 {
		wrong.Add("/lots", "other-currency", "must be sent again when the tender's currency changes")
	}
	return lots, nil
}
