package template

import (
	"context"
	"errors"
	"fmt"

	"github.com/assay-engine/assay/internal/catalogue"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/identity"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/pkg/scoring"
	"github.com/assay-engine/assay/pkg/specification"
)

// Specify writes down how bids would be judged by a template, for whoever may
// see it: criteria, weights, formulae and an example.
func (s *Service) Specify(ctx context.Context, id string) (specification.Document, error) {
	subject, err := store.Read(ctx, s.DB, func(tx *store.Tx) (specification.Subject, error) {
		t, err := See(tx, id)
		if err != nil {
			return specification.Subject{}, err
		}
		return t.subject(tx)
	})
	if err != nil {
		return specification.Document{}, err
	}
	return Written(subject)
}

func (t Template) subject(tx *store.Tx) (s specification.Subject, err error) {
	m, err := t.Tree()
	if err != nil {
		return s, err
	}
	s = specification.Subject{
		Of: "template", ID: t.ID, Title: t.Title, Description: t.Description,
		Facts:   []specification.Fact{{Label: "Status", Value: string(t.Status)}},
		Methods: []specification.Judged{{Method: m, MethodHash: t.MethodHash}},
	}
	owner, err := identity.Get(tx, t.OwnerID)
	if err != nil {
		return s, fmt.Errorf("read the owner of template %s: %w", t.ID, err)
	}
	s.Buyer = owner.Name
	s.Measures, err = Described(tx, t.CatalogueID)
	return s, err
}

// Described is what a catalogue says of its measures and their components, by
// code, as a specification tells it.
func Described(tx *store.Tx, catalogueID string) (map[string]specification.Measure, error) {
	measures, err := catalogue.Measures(tx, catalogueID)
	if err != nil {
		return nil, err
	}
	outcomes, err := catalogue.Outcomes(tx, catalogueID)
	if err != nil {
		return nil, err
	}
	titles := map[int]string{}
	for _, o := range outcomes {
		titles[o.Number] = o.Title
	}
	all := map[string]specification.Measure{}
	describe := func(code string) {
		f, _ := catalogue.FindMeasure(measures, code)
		m := f.Measure
		all[code] = specification.Measure{
			Code: code, Wording: f.Wording(), Unit: f.Unit(), Outcome: titles[m.OutcomeNumber], ContractForm: m.ContractForm, Evidence: m.Evidence, Baseline: m.BaselineRequired,
		}
	}
	for _, m := range measures {
		describe(m.Code)
		for _, c := range m.Components {
			describe(c.ID)
		}
	}
	return all, nil
}

// Written builds a specification, or says what is wrong with the method that
// nobody could be judged by.
func Written(s specification.Subject) (specification.Document, error) {
	d, err := specification.Build(s)
	wrong, ok := errors.AsType[scoring.Faults](err)
	if !ok {
		return d, err
	}
	f := ErrUnfit
	for _, w := range wrong {
		f = f.With(fault.Field{Pointer: w.Pointer, Code: w.Code, Detail: w.Message})
	}
	return d, f
}
