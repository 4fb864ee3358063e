package catalogue

import (
	"context"

	"github.com/assay-engine/assay/internal/store"
)

// Revise starts the next version of a catalogue from one that was published:
// a draft with the same outcomes and measures. One version is drafted at a
// time.
func (s *Service) Revise(ctx context.Context, id string) (Whole, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Whole, error) {
		from, err := own(tx, id)
		if err != nil {
			return Whole{}, err
		}
		if from.Status == Draft {
			return Whole{}, ErrUnrevised
		}
		last, err := lastNumber(tx, from.OwnerID, from.Code)
		if err != nil {
			return Whole{}, err
		}
		c := Catalogue{
			ID: tx.NewID(), OwnerID: from.OwnerID, Code: from.Code, Number: last + 1, Title: from.Title, Description: from.Description,
			RevisedFrom: &from.ID, Status: Draft, CreatedAt: tx.Now, Version: 1,
		}
		tx.Record(store.Event{Verb: "catalogue.revised", Subject: c.ID, Detail: map[string]any{"code": c.Code, "number": c.Number, "from": from.ID}})
		if err := insert(tx, c); err != nil {
			return Whole{}, err
		}
		if err := c.copyParts(tx, from.ID); err != nil {
			return Whole{}, err
		}
		return whole(tx, c)
	})
}

func (c *Catalogue) copyParts(tx *store.Tx, fromID string) error {
	outcomes, err := Outcomes(tx, fromID)
	if err != nil {
		return err
	}
	measures, err := Measures(tx, fromID)
	if err != nil {
		return err
	}
	return c.fill(tx, outcomes, measures)
}

// fill adds outcomes and measures to a version that has none.
func (c *Catalogue) fill(tx *store.Tx, outcomes []Outcome, measures []Measure) error {
	for i := range outcomes {
		outcomes[i].CatalogueID = c.ID
	}
	for i := range measures {
		measures[i].CatalogueID = c.ID
	}
	if err := tx.Insert(&outcomes); err != nil {
		return err
	}
	return insertMeasures(tx, measures)
}
