// Package rehearsal tries a method out before it is published, and a set of promises before they are believed.
//
// Lint reads a method and says what a careful colleague would: what is wrong, what is risky, what a supplier would not understand, each with its
// reason and its fix. DryRun scores invented fields of bids and says who would win and why, what each criterion really weighs, how often bids
// tie and how often a losing bid decides. OverPromise compares what bids promise with what such contracts have delivered, and flags what asks
// for an explanation.
//
// Nothing here scores a real tender, changes a mark or rejects a bid. Findings are for people: errors should block publication, warnings need a
// reason, notes are to be read.
package rehearsal

import (
	"maps"
	"slices"
	"strings"
)

// Fault is one thing wrong with what a rehearsal was asked, at a JSON pointer (RFC 6901) into it.
type Fault struct {
	Pointer string `json:"pointer"`
	Code    string `json:"code"`
	Detail  string `json:"detail"`
}

// Error lists everything wrong with a question; it is not answered then.
type Error struct {
	Faults []Fault `json:"faults"`
}

// Error joins the faults, one to a line, as "pointer: detail".
func (e *Error) Error() string {
	lines := make([]string, len(e.Faults))
	for i, f := range e.Faults {
		lines[i] = f.Pointer + ": " + f.Detail
	}
	return strings.Join(lines, "\n")
}

// faults gathers what is wrong; refused turns it into an error, nil when nothing is.
type faults []Fault

func (f *faults) add(pointer, code, detail string) { *f = append(*f, Fault{pointer, code, detail}) }

func (f faults) refused() error {
	if len(f) == 0 {
		return nil
	}
	return &Error{f}
}

// sortedKeys gives a map's keys in order, so that nothing depends on how a map is stored.
func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// escape writes a name as a part of a JSON pointer.
func escape(name string) string { return strings.NewReplacer("~", "~0", "/", "~1").Replace(name) }

// safe keeps a caller's text from being read as a format.
func safe(text string) string { return strings.ReplaceAll(text, "%", "%%") }
