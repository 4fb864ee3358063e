// Package lifecycle says which status may follow which.
//
// Each thing that lives has one table, and the table is all there is: moves are
// refused by it, offered from it, and drawn from it in docs/lifecycles.md.
package lifecycle

import (
	"slices"
	"strings"

	"github.com/assay-engine/assay/internal/fault"
)

// ErrMove is the fault of a status that may not follow the present one.
var ErrMove = fault.New(fault.Conflict, "wrong-status", "This is not possible at this stage")

// Of lists, for each status, the ones that may follow. A status with nothing
// after it is final.
type Of[S ~string] map[S][]S

// Move sets the status, or says which moves are open from the present one.
func (l Of[S]) Move(status *S, to S) error {
	if !slices.Contains(l[*status], to) {
		return l.refuse(*status, to)
	}
	*status = to
	return nil
}

// Next lists the statuses that may follow, in the order of the table.
func (l Of[S]) Next(status S) []S { return slices.Clone(l[status]) }

// Statuses lists every status that the table knows, sorted.
func (l Of[S]) Statuses() []S {
	var all []S
	add := func(s S) {
		if !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	for from, next := range l {
		add(from)
		for _, to := range next {
			add(to)
		}
	}
	slices.Sort(all)
	return all
}

func (l Of[S]) refuse(from, to S) error {
	next := make([]string, 0, len(l[from]))
	for _, s := range l[from] {
		next = append(next, string(s))
	}
	if len(next) == 0 {
		return ErrMove.Because("it is %s, which is final, so it cannot become %s", from, to)
	}
	return ErrMove.Because("it is %s and cannot become %s; what may follow is %s", from, to, strings.Join(next, ", "))
}
