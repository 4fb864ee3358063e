package catalogue

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/assay-engine/assay/internal/store"
)

// MeasureFilter narrows a list of measures; what is empty narrows nothing.
type MeasureFilter struct {
	Outcome  int
	Level    Level
	Scorable *bool
	Text     string // is in its code, wording, unit, contract form, evidence, caution or a component's text, in whatever case
}

// Search lists a page of the measures of a version, in the catalogue's order.
//
// A catalogue holds at most 500 measures, so they are read whole and narrowed
// here: letters compare the same on every database.
func (s *Service) Search(ctx context.Context, id string, f MeasureFilter, page store.Page) (c Catalogue, items []Measure, next string, err error) {
	items, err = store.Read(ctx, s.DB, func(tx *store.Tx) (list []Measure, err error) {
		if c, err = See(tx, id); err != nil {
			return nil, err
		}
		list, err = Measures(tx, id)
		return list, err
	})
	text := strings.ToLower(f.Text)
	items = slices.DeleteFunc(items, func(m Measure) bool { return !f.takes(m, text) || !m.after(page.After) })
	if len(items) > page.Limit+1 {
		items = items[:page.Limit+1]
	}
	items, next = store.Cut(page, items, Measure.place)
	return c, items, next, err
}

func (f MeasureFilter) takes(m Measure, text string) bool {
	return (f.Outcome == 0 || m.OutcomeNumber == f.Outcome) &&
		(f.Level == "" || m.Level == f.Level) &&
		(f.Scorable == nil || m.Scorable == *f.Scorable) &&
		(text == "" || strings.Contains(strings.ToLower(m.words()), text))
}

func (m Measure) words() string {
	all := []string{m.Code, m.Wording, m.Unit, m.ContractForm, m.Evidence, m.Caution}
	for _, c := range m.Components {
		all = append(all, c.ID, c.Text)
	}
	return strings.Join(all, "\n")
}

// place is where a measure stands, for the cursor of a list.
func (m Measure) place() string { return fmt.Sprintf("%d %s", m.Position, m.Code) }

func (m Measure) after(place string) bool {
	var position int
	var code string
	if n, err := fmt.Sscanf(place, "%d %s", &position, &code); n != 2 || err != nil {
		return true
	}
	return cmp.Or(cmp.Compare(m.Position, position), cmp.Compare(m.Code, code)) > 0
}

// Measure finds one measure by its code. A component is found with the measure
// it is part of.
func (s *Service) Measure(ctx context.Context, id, code string) (Entry, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) (Entry, error) {
		c, err := See(tx, id)
		if err != nil {
			return Entry{}, err
		}
		list, err := Measures(tx, id)
		if err != nil {
			return Entry{}, err
		}
		found, ok := FindMeasure(list, code)
		if !ok {
			return Entry{}, store.ErrNotFound
		}
		return Entry{c, found.Measure}, nil
	})
}
