package template

import (
	"context"
	"errors"
	"time"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/pkg/rehearsal"
)

// The faults of what is found out before publication.
var (
	ErrBlocked     = fault.New(fault.Conflict, "method-blocked", "The check of the method found errors, and a template is not published with them: each finding is named below, as a pointer into the method")
	ErrUnaccepted  = fault.New(fault.Conflict, "warnings-unaccepted", "The check of the method found warnings, and each needs a reason: name them in accepted, with the code and the pointer given below")
	ErrUnlinted    = fault.New(fault.NotFound, "no-lint", "This method has not been checked yet")
	ErrUnrehearsed = fault.New(fault.NotFound, "no-dry-run", "This method has not been rehearsed yet")
)

// Linted is one check of a method, as it was kept.
type Linted struct {
	ID          string
	TemplateID  string
	CatalogueID string // whose facts it rests on
	MethodHash  string // of the method that was checked
	Asked       NewLint
	Report      rehearsal.LintReport
	CreatedAt   time.Time
	CreatedBy   *string // the key that asked; nil for the installation itself
}

// Of reports whether the check is of a template as it stands now: the same
// method, on the same catalogue. One that is not is stale, and says nothing
// about what would be published.
func (l Linted) Of(t Template) bool {
	return l.MethodHash == t.MethodHash && l.CatalogueID == t.CatalogueID
}

// Rehearsed is one dry run of a method, as it was kept.
type Rehearsed struct {
	ID         string
	TemplateID string
	MethodHash string // of the method that was rehearsed
	Asked      NewDryRun
	Report     rehearsal.DryRunReport
	CreatedAt  time.Time
	CreatedBy  *string
}

// Of reports whether the dry run is of a template's method as it stands now.
func (r Rehearsed) Of(t Template) bool { return r.MethodHash == t.MethodHash }

// Acceptance is a warning that a template was published with, and why.
type Acceptance struct {
	Code    string // of the check
	Pointer string // into the method
	Reason  string
}

// Reports is what was found out about a template's method.
type Reports struct {
	Template Template
	Lint     Linted
	DryRun   Rehearsed
	Accepted []Acceptance // empty before publication

	fresh bool // one of them was made just now
}

// ReportsOf finds the reports that a template was published on. Whoever relies
// on a published template, such as a tender, inherits them.
func ReportsOf(tx *store.Tx, templateID string) (r Reports, err error) {
	if r.Template, err = Get(tx, templateID); err != nil {
		return r, err
	}
	on, err := publicationOf(tx, templateID)
	if err != nil {
		return r, either(err, ErrUnlinted)
	}
	if r.Lint, err = getLint(tx, on.LintID); err != nil {
		return r, err
	}
	if r.DryRun, err = getDryRun(tx, on.DryRunID); err != nil {
		return r, err
	}
	r.Accepted, err = acceptances(tx, templateID)
	return r, err
}

// LastLint finds the check that was made last, for whoever sees the template.
func (s *Service) LastLint(ctx context.Context, id string) (Reports, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) (r Reports, err error) {
		if r.Template, err = See(tx, id); err != nil {
			return r, err
		}
		if r.Lint, err = lastLint(tx, id); err != nil {
			return r, either(err, ErrUnlinted)
		}
		r.Accepted, err = acceptances(tx, id)
		return r, err
	})
}

// LastDryRun finds the dry run that was made last, for whoever sees the
// template.
func (s *Service) LastDryRun(ctx context.Context, id string) (Reports, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) (r Reports, err error) {
		if r.Template, err = See(tx, id); err != nil {
			return r, err
		}
		r.DryRun, err = lastDryRun(tx, id)
		return r, either(err, ErrUnrehearsed)
	})
}

// either puts a fault in the place of "there is nothing here".
func either(err error, f *fault.Fault) error {
	if errors.Is(err, store.ErrNotFound) {
		return f
	}
	return err
}

// refusal turns what the rehearsal refuses about its input into a fault that
// names every member.
func refusal(err error) error {
	var e *rehearsal.Error
	if !errors.As(err, &e) {
		return err
	}
	var wrong fault.Fields
	for _, f := range e.Faults {
		wrong.Add(f.Pointer, f.Code, f.Detail)
	}
	return wrong.Err()
}
