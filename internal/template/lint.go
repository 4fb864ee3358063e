package template

import (
	"context"
	"fmt"
	"slices"

	"github.com/assay-engine/assay/internal/catalogue"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/pkg/rehearsal"
	"github.com/assay-engine/assay/pkg/scoring"
)

// NewLint is what a method may be checked against beside its catalogue. All of
// it may be left out.
type NewLint struct {
	Packs       []string `json:"packs,omitempty" validate:"max=20,unique,dive,min=1,max=100,text" example:"uk-central-government-social-value"` // policy packs, in the version in force on the day of commencement; or versions by name, such as ppn-002
	Commences   string   `json:"commences,omitempty" validate:"omitempty,len=10" format:"date" example:"2027-01-31"`                            // the day on which the procurement commences; needed with a pack
	SocialValue []string `json:"socialValue,omitempty" validate:"max=500,unique,dive,min=1,max=200,text"`                                       // ids of the criteria that score social value; left out: every measure and value
}

// Lint checks a template's method as a careful colleague would, against the
// facts of its catalogue, and keeps the report beside the template. The same
// method on the same catalogue gives the same report; publication asks for it
// again by itself, with the packs that were asked for last.
func (s *Service) Lint(ctx context.Context, id string, in NewLint) (Reports, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Reports, error) {
		if err := fault.Check(in); err != nil {
			return Reports{}, err
		}
		t, err := own(tx, id)
		if err != nil {
			return Reports{}, err
		}
		whole, err := compose(tx, t)
		if err != nil {
			return Reports{}, err
		}
		l, err := whole.lint(tx, in)
		if err != nil {
			return Reports{}, err
		}
		accepted, err := acceptances(tx, id)
		if err != nil {
			return Reports{}, err
		}
		return Reports{Template: t, Lint: l, Accepted: accepted}, keepLint(tx, l)
	})
}

// keepLint adds a check to history.
func keepLint(tx *store.Tx, l Linted) error {
	tx.Record(store.Event{Verb: "template.linted", Subject: l.TemplateID, Detail: map[string]any{
		"lint": l.ID, "methodHash": l.MethodHash, "errors": l.Report.Errors, "warnings": l.Report.Warnings,
	}})
	return insertLint(tx, l)
}

// lint checks the method.
func (c Composed) lint(tx *store.Tx, in NewLint) (Linted, error) {
	facts, err := in.facts(c)
	if err != nil {
		return Linted{}, err
	}
	report, err := rehearsal.Lint(c.Method, facts)
	if err != nil {
		return Linted{}, refusal(err)
	}
	return Linted{
		ID: tx.NewID(), TemplateID: c.Template.ID, CatalogueID: c.Template.CatalogueID, MethodHash: c.Template.MethodHash,
		Asked: in, Report: report, CreatedAt: tx.Now, CreatedBy: author(tx),
	}, nil
}

// author is who acts; nil where nobody does.
func author(tx *store.Tx) *string {
	if id := tx.Actor.ID(); id != "" {
		return &id
	}
	return nil
}

// facts is what the catalogue knows of the measures that the method scores,
// with the policies that were asked for.
func (in NewLint) facts(c Composed) (rehearsal.Facts, error) {
	used := codes(c.Method)
	facts := rehearsal.Facts{OverlapGroups: overlaps(used, c.Measures), SocialValue: in.SocialValue, Commences: in.Commences}
	for _, code := range used {
		if found, known := catalogue.FindMeasure(c.Measures, code); known && found.Level() == catalogue.AreaIndicator {
			facts.AreaIndicators = append(facts.AreaIndicators, code)
		}
	}
	var wrong fault.Fields
	for i, name := range in.Packs {
		in.pack(&facts, name, fmt.Sprintf("/packs/%d", i), &wrong)
	}
	return facts, wrong.Err()
}

// pack adds a policy pack, whose version the day of commencement chooses, or
// one version by its name.
func (in NewLint) pack(facts *rehearsal.Facts, name, at string, wrong *fault.Fields) {
	for _, p := range rehearsal.Packs() {
		switch name {
		case p.Pack:
			facts.Packs = append(facts.Packs, name)
			return
		case p.Version:
			if in.Commences != "" && (in.Commences < p.From || p.Until != "" && in.Commences >= p.Until) {
				wrong.Add(at, "not-in-force", fmt.Sprintf("%s is not in force on %s", name, in.Commences))
			}
			facts.Policies = append(facts.Policies, p)
			return
		}
	}
	wrong.Add(at, "unknown-pack", "must be a policy pack or a version of one: "+packNames())
}

func packNames() (text string) {
	for i, p := range rehearsal.Packs() {
		if i == 0 {
			text = p.Pack
		}
		text += ", " + p.Version
	}
	return text
}

// codes lists the measures and components that a method scores, each once, in
// the order of the tree.
func codes(m scoring.Method) (list []string) {
	for _, w := range Weigh(m) {
		for _, code := range w.Codes() {
			if !slices.Contains(list, code) {
				list = append(list, code)
			}
		}
	}
	return list
}

// overlaps pairs the codes that count the same good: a measure with its own
// component, and measures of which the catalogue says so.
func overlaps(used []string, measures []catalogue.Measure) (groups [][]string) {
	for i, a := range used {
		for _, b := range used[:i] {
			x, known := catalogue.FindMeasure(measures, a)
			y, both := catalogue.FindMeasure(measures, b)
			if known && both && overlap(x, y) {
				groups = append(groups, []string{b, a})
			}
		}
	}
	return groups
}

func overlap(x, y catalogue.Found) bool {
	if x.Measure.Code == y.Measure.Code {
		return x.Component == nil || y.Component == nil // two components of one measure count different things
	}
	return slices.Contains(x.Measure.Overlaps, y.Measure.Code) || slices.Contains(y.Measure.Overlaps, x.Measure.Code)
}
