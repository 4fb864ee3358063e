package template

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/pkg/rehearsal"
	"github.com/assay-engine/assay/pkg/scoring"
)

// rehearsed is the dry run that a publication rests on: the last of this very
// method, or a new one, worked out before anything is locked. Where the template
// is not there to be published it is none, and publication says why.
func (s *Service) rehearsed(ctx context.Context, id string) (Rehearsed, error) {
	type found struct {
		template Template
		last     Rehearsed
	}
	f, err := store.Read(ctx, s.DB, func(tx *store.Tx) (f found, err error) {
		if f.template, err = mine(tx, id); err != nil {
			return f, err
		}
		if f.last, err = lastDryRun(tx, id); errors.Is(err, store.ErrNotFound) {
			err = nil
		}
		return f, err
	})
	if err != nil || f.template.Status != Draft || f.last.Of(f.template) {
		return f.last, err
	}
	return f.template.rehearse(NewDryRun{})
}

// reports checks the method anew, with the packs that were asked for last, and
// keeps what is not kept yet.
func (c Composed) reports(tx *store.Tx, rehearsed Rehearsed) (Reports, error) {
	r := Reports{Template: c.Template, DryRun: rehearsed}
	if rehearsed.ID == "" {
		r.DryRun, r.fresh = rehearsed.by(tx), true
		if err := keepDryRun(tx, r.DryRun); err != nil {
			return r, err
		}
	}
	last, err := lastLint(tx, c.Template.ID)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return r, err
	}
	asked := last.Asked
	asked.SocialValue = slices.DeleteFunc(slices.Clone(asked.SocialValue), func(id string) bool { return !holds(c.Method.Criteria, id) })
	if r.Lint, err = c.lint(tx, asked); err != nil {
		return r, err
	}
	if last.Of(c.Template) && reflect.DeepEqual(last.Report, r.Lint.Report) {
		r.Lint = last
		return r, nil
	}
	r.fresh = true
	return r, keepLint(tx, r.Lint)
}

// refuse keeps what was found out, which is to be read, and no more.
func (r Reports) refuse(f *fault.Fault) error {
	if r.fresh {
		return store.Keep(f)
	}
	return f
}

func holds(list []scoring.Criterion, id string) bool {
	return slices.ContainsFunc(list, func(c scoring.Criterion) bool { return c.ID == id || holds(c.Criteria, id) })
}

// answer matches the reasons that were given with the warnings of the check.
func (in Publication) answer(r Reports) ([]Acceptance, error) {
	given, err := in.check(r.Lint.Report.Findings)
	if err != nil {
		return nil, err
	}
	var open []fault.Field
	for _, f := range r.Lint.Report.Findings {
		_, answered := given[[2]string{f.Code, f.Pointer}]
		if f.Severity == rehearsal.Blocks || f.Severity == rehearsal.NeedsReason && !answered {
			open = append(open, fault.Field{Pointer: f.Pointer, Code: f.Code, Detail: fmt.Sprintf("%s: %s %s", f.Severity, f.Explanation, f.Fix)})
		}
	}
	said := fmt.Sprintf("of the dry run: %s", strings.Join(r.DryRun.Report.Words, " "))
	switch {
	case !r.Lint.Report.MayPublish:
		return nil, r.refuse(ErrBlocked.Because("%s", said).With(open...))
	case len(open) > 0:
		return nil, r.refuse(ErrUnaccepted.Because("%s", said).With(open...))
	}
	list := make([]Acceptance, len(in.Accepted))
	for i, a := range in.Accepted {
		list[i] = Acceptance(a)
	}
	return list, nil
}

// check names reasons that are no words, that answer nothing and that answer
// twice.
func (in Publication) check(findings []rehearsal.Finding) (map[[2]string]string, error) {
	var wrong fault.Fields
	if err := fault.Check(in); !wrong.Merge(err) {
		return nil, err
	}
	given := map[[2]string]string{}
	for i, a := range in.Accepted {
		at, key := fmt.Sprintf("/accepted/%d", i), [2]string{a.Code, a.Pointer}
		if a.Reason != "" && strings.TrimSpace(a.Reason) == "" {
			wrong.Add(at+"/reason", "required", "must give a reason in words")
		}
		if given[key] != "" {
			wrong.Add(at, "given-twice", "answers a warning that was answered before")
		} else if a.Code != "" && !warned(findings, a) {
			wrong.Add(at, "no-such-warning", "answers no warning of the check: code and pointer must be as the report gives them")
		}
		given[key] = a.Reason
	}
	return given, wrong.Err()
}

func warned(findings []rehearsal.Finding, a NewAcceptance) bool {
	return slices.ContainsFunc(findings, func(f rehearsal.Finding) bool {
		return f.Severity == rehearsal.NeedsReason && f.Code == a.Code && f.Pointer == a.Pointer
	})
}
