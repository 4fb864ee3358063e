package catalogue

import (
	"context"
	"fmt"
	"slices"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
)

// Entry is a measure with the version of the catalogue it stands in.
type Entry struct {
	Catalogue Catalogue
	Measure   Measure
}

// AddMeasure adds a measure to a draft. Its code, and those of its components,
// are new to the catalogue.
func (s *Service) AddMeasure(ctx context.Context, id string, in NewMeasure) (Entry, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Entry, error) {
		c, list, err := edited(tx, id, in)
		if err != nil {
			return Entry{}, err
		}
		if len(list) >= maxMeasures {
			return Entry{}, ErrFull
		}
		m := in.measure(c.ID)
		if m.Position == 0 {
			m.Position = lastPosition(list) + 1
		}
		if err := collisions(list, m); err != nil {
			return Entry{}, err
		}
		tx.Record(c.measureEvent("catalogue.measure_added", m.Code))
		if err := c.change(tx, c.Version, nil); err != nil {
			return Entry{}, err
		}
		return Entry{c, m}, insertMeasures(tx, []Measure{m})
	})
}

// ReplaceMeasure gives a measure of a draft another definition under the same
// code.
func (s *Service) ReplaceMeasure(ctx context.Context, id string, version int, code string, in NewMeasure) (Entry, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Entry, error) {
		c, list, err := edited(tx, id, in)
		if err != nil {
			return Entry{}, err
		}
		at := slices.IndexFunc(list, func(m Measure) bool { return m.Code == code })
		if at < 0 {
			return Entry{}, store.ErrNotFound
		}
		if in.Code != code {
			return Entry{}, fault.ErrInput.With(fault.Field{Pointer: "/code", Code: "not-the-code", Detail: "must be " + code + ", as in the address: codes do not change"})
		}
		m := in.measure(c.ID)
		if m.Position == 0 {
			m.Position = list[at].Position
		}
		if err := collisions(slices.Delete(list, at, at+1), m); err != nil {
			return Entry{}, err
		}
		tx.Record(c.measureEvent("catalogue.measure_changed", m.Code))
		if err := c.change(tx, version, nil); err != nil {
			return Entry{}, err
		}
		return Entry{c, m}, replaceMeasure(tx, m)
	})
}

// RemoveMeasure takes a measure out of a draft.
func (s *Service) RemoveMeasure(ctx context.Context, id string, version int, code string) (Whole, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Whole, error) {
		c, err := ownDraft(tx, id)
		if err != nil {
			return Whole{}, err
		}
		if err := c.change(tx, version, nil); err != nil {
			return Whole{}, err
		}
		if err := deleteMeasure(tx, c.ID, code); err != nil {
			return Whole{}, err
		}
		tx.Record(c.measureEvent("catalogue.measure_removed", code))
		return whole(tx, c)
	})
}

// edited checks a definition, by itself and against the draft that it goes
// into, and returns the draft with its measures.
func edited(tx *store.Tx, id string, in NewMeasure) (Catalogue, []Measure, error) {
	var wrong fault.Fields
	if err := in.check(); !wrong.Merge(err) {
		return Catalogue{}, nil, err
	}
	c, err := ownDraft(tx, id)
	if err != nil {
		return c, nil, err
	}
	outcomes, err := Outcomes(tx, c.ID)
	if err != nil {
		return c, nil, err
	}
	if in.Outcome > 0 && !slices.ContainsFunc(outcomes, func(o Outcome) bool { return o.Number == in.Outcome }) {
		wrong.Add("/outcome", "unknown-outcome", fmt.Sprintf("there is no outcome %d in this catalogue", in.Outcome))
	}
	if err := wrong.Err(); err != nil {
		return c, nil, err
	}
	list, err := Measures(tx, c.ID)
	return c, list, err
}

// collisions names the codes of a measure that stand for something else.
func collisions(list []Measure, m Measure) error {
	taken := ErrMeasure
	if _, found := FindMeasure(list, m.Code); found {
		taken = taken.On("/code", "%s is taken", m.Code)
	}
	for i, c := range m.Components {
		if _, found := FindMeasure(list, c.ID); found {
			taken = taken.On(fmt.Sprintf("/components/%d/id", i), "%s is taken", c.ID)
		}
	}
	if len(taken.Fields) == 0 {
		return nil
	}
	return taken
}

func lastPosition(list []Measure) (last int) {
	for _, m := range list {
		last = max(last, m.Position)
	}
	return last
}

func (c Catalogue) measureEvent(verb, code string) store.Event {
	return store.Event{Verb: verb, Subject: c.ID, Detail: map[string]any{"measure": code}}
}
