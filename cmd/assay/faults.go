package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/assay-engine/assay/pkg/problem"
	"github.com/assay-engine/assay/pkg/rehearsal"
	"github.com/assay-engine/assay/pkg/robustness"
	"github.com/assay-engine/assay/pkg/scoring"
	"github.com/assay-engine/assay/pkg/strictjson"
	"github.com/assay-engine/assay/pkg/weighting"
)

// wrong is a document that cannot be used, with everything that is wrong with
// it.
type wrong []problem.Field

// Error is one line for each fault.
func (w wrong) Error() string { return fmt.Sprintf("the document has %d faults", len(w)) }

// below moves the pointers of an error's faults under the place where the
// document stands in a larger one.
func below(at string, err error) error {
	found := faults(err)
	if at == "" || found == nil {
		return err
	}
	for i := range found {
		found[i].Pointer = at + found[i].Pointer
	}
	return wrong(found)
}

// tellFaults writes every fault on a line of its own.
func tellFaults(w io.Writer, err error) error {
	found := faults(err)
	if found == nil {
		return err
	}
	tell := teller(w)
	for _, f := range found {
		tell("%s: %s", f.Pointer, f.Detail)
	}
	return status(exitFailed)
}

// faults lists what is wrong with a document; nil for an error of another sort.
func faults(err error) (list []problem.Field) {
	add := func(pointer, code, detail string) {
		list = append(list, problem.Field{Pointer: pointer, Code: code, Detail: detail})
	}
	var known wrong
	var broken scoring.Faults
	var unread *strictjson.Error
	var firm *robustness.Error
	var rehearsed *rehearsal.Error
	var weighed *weighting.Error
	switch {
	case errors.As(err, &known):
		return known
	case errors.As(err, &broken):
		for _, f := range broken {
			add(f.Pointer, f.Code, f.Message)
		}
	case errors.As(err, &unread):
		for _, f := range unread.Faults {
			add(f.Pointer, f.Code, f.Detail)
		}
	case errors.As(err, &firm):
		for _, f := range firm.Faults {
			add(f.Pointer, f.Code, f.Detail)
		}
	case errors.As(err, &rehearsed):
		for _, f := range rehearsed.Faults {
			add(f.Pointer, f.Code, f.Detail)
		}
	case errors.As(err, &weighed):
		for _, f := range weighed.Faults {
			add(f.Pointer, f.Code, f.Detail)
		}
	}
	return list
}
