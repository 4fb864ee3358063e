package catalogue

import (
	"context"
	"fmt"
	"slices"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
)

// NewOutcome is an outcome as its owner words it.
type NewOutcome struct {
	Title string `json:"title" validate:"required,max=300,text" example:"Impact of volunteers"`
}

// PutOutcome adds an outcome to a draft, or gives the one with this number
// other words. Numbers are 1 to 1,000,000.
func (s *Service) PutOutcome(ctx context.Context, id string, version, number int, in NewOutcome) (Whole, error) {
	return s.onOutcomes(ctx, id, version, number, "catalogue.outcome_put", func(tx *store.Tx, c Catalogue) error {
		if err := fault.Check(in); err != nil {
			return err
		}
		list, err := Outcomes(tx, c.ID)
		if err != nil {
			return err
		}
		known := slices.ContainsFunc(list, func(o Outcome) bool { return o.Number == number })
		if !known && len(list) >= maxOutcomes {
			return ErrFull
		}
		return setOutcome(tx, Outcome{CatalogueID: c.ID, Number: number, Title: in.Title})
	})
}

// RemoveOutcome takes an outcome out of a draft. One that measures stand under
// stays.
func (s *Service) RemoveOutcome(ctx context.Context, id string, version, number int) (Whole, error) {
	return s.onOutcomes(ctx, id, version, number, "catalogue.outcome_removed", func(tx *store.Tx, c Catalogue) error {
		measures, err := Measures(tx, c.ID)
		if err != nil {
			return err
		}
		under := 0
		for _, m := range measures {
			if m.OutcomeNumber == number {
				under++
			}
		}
		if under > 0 {
			return ErrInUse.Because("%s under outcome %d", count(under, "measure"), number)
		}
		return deleteOutcome(tx, c.ID, number)
	})
}

// onOutcomes does one piece of work on the outcomes of a draft.
func (s *Service) onOutcomes(ctx context.Context, id string, version, number int, verb string, do func(*store.Tx, Catalogue) error) (Whole, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Whole, error) {
		c, err := ownDraft(tx, id)
		if err != nil {
			return Whole{}, err
		}
		if err := c.change(tx, version, nil); err != nil {
			return Whole{}, err
		}
		if err := do(tx, c); err != nil {
			return Whole{}, err
		}
		tx.Record(store.Event{Verb: verb, Subject: c.ID, Detail: map[string]any{"outcome": number}})
		return whole(tx, c)
	})
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
