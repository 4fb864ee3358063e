package contract

import (
	"fmt"
	"slices"
	"strings"

	"github.com/assay-engine/assay/internal/catalogue"
	"github.com/assay-engine/assay/internal/store"
)

// Warning is something about a return that a reader should look at. It stops
// nothing.
type Warning struct {
	Code    string // overlap, people-counted-before
	Detail  string
	Measure string // the other measure of an overlap
	Period  string // and its period
}

// Overlaps lists the codes of the measures in which the same thing may be
// counted again.
func (o Obligation) Overlaps() []string {
	if o.OverlapCodes == "" {
		return nil
	}
	return strings.Split(o.OverlapCodes, ",")
}

// warn looks at what else of the contract was claimed at the same time, and at
// who was counted before.
func (r *Reported) warn(tx *store.Tx) error {
	if r.isAlone() && r.people() == nil {
		return nil
	}
	at, err := momentOf(tx, r.Contract)
	if err != nil {
		return err
	}
	f, err := filesOf(tx, r.Contract)
	if err != nil {
		return err
	}
	r.Warnings = nil
	for _, o := range f.owed(at) {
		if slices.Contains(r.Obligation.Overlaps(), o.Measure) {
			r.Warnings = append(r.Warnings, r.overlaps(o)...)
		}
		if o.ID == r.ObligationID {
			r.Warnings = append(r.Warnings, r.repeats(o)...)
		}
	}
	return nil
}

// isAlone reports whether nothing of the measure can be counted in
// another one as well.
func (r Reported) isAlone() bool { return r.Obligation.OverlapCodes == "" }

func (r Reported) people() *People { return r.Standing().Claimed.People }

// overlaps warns of claims for a measure of the same group whose period has a
// day in common with the return's.
func (r Reported) overlaps(o Owed) (list []Warning) {
	for _, p := range o.Periods {
		claimed, stands := p.Standing.Delivered()
		if !stands || isNothing(claimed) || p.EndsOn < r.Period.StartsOn || p.StartsOn > r.Period.EndsOn {
			continue
		}
		list = append(list, Warning{
			Code: "overlap", Measure: o.Code(), Period: p.Label,
			Detail: fmt.Sprintf("measure %s is claimed for %s as well: see that nobody and nothing is counted in both", o.Code(), p.Label),
		})
	}
	return list
}

func isNothing(f Figure) bool {
	return f.Quantity != nil && *f.Quantity == 0 || f.Numerator != nil && *f.Numerator == 0
}

// repeats warns of people who were counted in an earlier period.
func (r Reported) repeats(o Owed) []Warning {
	people := r.people()
	if people == nil || o.Aggregation != catalogue.DistinctSum {
		return nil
	}
	seen := map[string]bool{}
	for _, p := range o.Periods {
		if p.ID == r.PeriodID {
			break
		}
		if claimed, stands := p.Standing.Delivered(); stands && claimed.People != nil {
			claimed.People.join(seen)
		}
	}
	again := people.Count() - people.join(seen)
	if again == 0 {
		return nil
	}
	return []Warning{{Code: "people-counted-before", Detail: fmt.Sprintf("%d of %d people were counted in an earlier period of this obligation: they count once", again, people.Count())}}
}
