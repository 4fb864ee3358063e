package template

import (
	"errors"
	"fmt"

	"github.com/assay-engine/assay/internal/catalogue"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/pkg/scoring"
)

// maxCriteria is the most nodes that one tree holds.
const maxCriteria = 500

// check names what is wrong with a method by itself: the rules of scoring, and
// what a template asks on top because its words are published and its ids stand
// in bids, addresses and spreadsheets. Pointers are into the template.
func check(m scoring.Method) []fault.Field {
	var all []fault.Field
	add := func(pointer, code, detail string) {
		all = append(all, fault.Field{Pointer: pointer, Code: code, Detail: detail})
	}
	for _, f := range m.Check() {
		add("/method"+f.Pointer, f.Code, f.Message)
	}
	nodes := 0
	walk(m.Criteria, "/method/criteria", func(c scoring.Criterion, pointer string) {
		nodes++
		for _, f := range wording(c) {
			add(pointer+f.Pointer, f.Code, f.Detail)
		}
	})
	if nodes > maxCriteria {
		add("/method/criteria", "too-large", fmt.Sprintf("must be at most %d criteria in the whole tree", maxCriteria))
	}
	for i, t := range m.TieBreak {
		if t.Commitment != "" {
			add(fmt.Sprintf("/method/tieBreak/%d/commitment", i), "not-taken", "must be left out: the secret of a draw is made, and committed to, when a tender is published")
		}
	}
	return all
}

// walk visits every node of a tree, parents first.
func walk(list []scoring.Criterion, pointer string, visit func(c scoring.Criterion, pointer string)) {
	for i, c := range list {
		at := fmt.Sprintf("%s/%d", pointer, i)
		visit(c, at)
		walk(c.Criteria, at+"/criteria", visit)
	}
}

// words is what a criterion says to its readers.
type words struct {
	ID    string  `json:"id" validate:"omitempty,code"`
	Title string  `json:"title" validate:"max=300,text"`
	Scale []level `json:"scale" validate:"max=50,dive"`
}

type level struct {
	Words string `json:"words" validate:"max=2000,text"`
}

func wording(c scoring.Criterion) []fault.Field {
	w := words{ID: c.ID, Title: c.Title}
	for _, l := range c.Scale {
		w.Scale = append(w.Scale, level{l.Words})
	}
	var f *fault.Fault
	if errors.As(fault.Check(w), &f) {
		return f.Fields
	}
	return nil
}

// unfit names the criteria that rest on a measure which the catalogue does not
// have, or on which no bidder may be scored, with the reason.
func unfit(m scoring.Method, measures []catalogue.Measure) []fault.Field {
	var all []fault.Field
	look := func(code, pointer string) {
		if f, wrong := fit(code, pointer, measures); wrong {
			all = append(all, f)
		}
	}
	walk(m.Criteria, "/method/criteria", func(c scoring.Criterion, pointer string) {
		look(c.Measure, pointer+"/measure")
		for i, v := range c.Measures {
			look(v.Measure, fmt.Sprintf("%s/measures/%d/measure", pointer, i))
		}
	})
	return all
}

func fit(code, pointer string, measures []catalogue.Measure) (fault.Field, bool) {
	if code == "" {
		return fault.Field{}, false // scoring says so where one is needed
	}
	found, known := catalogue.FindMeasure(measures, code)
	switch {
	case !known:
		return fault.Field{Pointer: pointer, Code: "unknown-measure", Detail: fmt.Sprintf("the catalogue has no measure %q", code)}, true
	case found.Level() == catalogue.AreaIndicator:
		return fault.Field{Pointer: pointer, Code: "area-indicator", Detail: because(
			fmt.Sprintf("measure %s (%s) is an area indicator: context, never a bidder's score", code, found.Wording()), found)}, true
	case !found.Scorable():
		return fault.Field{Pointer: pointer, Code: "not-scorable", Detail: because(
			fmt.Sprintf("the catalogue does not let a bid be scored on measure %s (%s)", code, found.Wording()), found)}, true
	}
	return fault.Field{}, false
}

// because adds the reason that the catalogue gives.
func because(sentence string, found catalogue.Found) string {
	if found.Measure.Caution != "" {
		sentence += ". The catalogue's caution: " + found.Measure.Caution
	}
	return sentence
}
