package catalogue

import (
	"context"
	"errors"
	"fmt"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
)

// Publish makes a draft the version that templates are composed from. From
// then on it never changes.
func (s *Service) Publish(ctx context.Context, id string, version int) (Whole, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Whole, error) {
		c, err := own(tx, id)
		if err != nil {
			return Whole{}, err
		}
		if err := c.publish(tx, version); err != nil {
			return Whole{}, err
		}
		return whole(tx, c)
	})
}

func (c *Catalogue) publish(tx *store.Tx, version int) error {
	if err := Lifecycle.Move(&c.Status, Published); err != nil {
		return err
	}
	if err := c.complete(tx); err != nil {
		return err
	}
	c.PublishedAt = &tx.Now
	tx.Record(c.event("catalogue.published"))
	return c.change(tx, version, map[string]any{"status": c.Status, "published_at": c.PublishedAt})
}

// Retire ends the use of a published version for new templates. What rests on
// it stays valid.
func (s *Service) Retire(ctx context.Context, id string, version int) (Whole, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Whole, error) {
		c, err := own(tx, id)
		if err != nil {
			return Whole{}, err
		}
		if err := Lifecycle.Move(&c.Status, Retired); err != nil {
			return Whole{}, err
		}
		c.RetiredAt = &tx.Now
		tx.Record(c.event("catalogue.retired"))
		if err := c.change(tx, version, map[string]any{"status": c.Status, "retired_at": c.RetiredAt}); err != nil {
			return Whole{}, err
		}
		return whole(tx, c)
	})
}

// complete names everything that keeps a draft from being published.
func (c *Catalogue) complete(tx *store.Tx) error {
	outcomes, err := Outcomes(tx, c.ID)
	if err != nil {
		return err
	}
	measures, err := Measures(tx, c.ID)
	if err != nil {
		return err
	}
	missing, err := gaps(outcomes, measures)
	if err != nil || len(missing) == 0 {
		return err
	}
	return ErrIncomplete.With(missing...)
}

// gaps names what is missing or does not fit, pointing into the catalogue by
// the codes of its measures.
func gaps(outcomes []Outcome, measures []Measure) ([]fault.Field, error) {
	var all []fault.Field
	add := func(pointer, code, detail string) {
		all = append(all, fault.Field{Pointer: pointer, Code: code, Detail: detail})
	}
	if len(outcomes) == 0 {
		add("/outcomes", "required", "needs at least one outcome")
	}
	if len(measures) == 0 {
		add("/measures", "required", "needs at least one measure")
	}
	known := map[int]bool{}
	for _, o := range outcomes {
		known[o.Number] = true
	}
	for _, m := range measures {
		at := "/measures/" + m.Code
		if !known[m.OutcomeNumber] {
			add(at+"/outcome", "unknown-outcome", fmt.Sprintf("there is no outcome %d", m.OutcomeNumber))
		}
		for i, code := range m.Overlaps {
			if _, found := FindMeasure(measures, code); !found {
				add(fmt.Sprintf("%s/overlaps/%d", at, i), "unknown-measure", fmt.Sprintf("there is no measure %s", code))
			}
		}
		own, err := m.gaps()
		if err != nil {
			return nil, err
		}
		for _, f := range own {
			add(at+f.Pointer, f.Code, f.Detail)
		}
	}
	return all, nil
}

// gaps holds a kept measure to the rules of a new one.
func (m Measure) gaps() ([]fault.Field, error) {
	err := m.definition().check()
	var f *fault.Fault
	if errors.As(err, &f) {
		return f.Fields, nil
	}
	return nil, err
}
