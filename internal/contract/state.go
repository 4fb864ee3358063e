package contract

import (
	"cmp"
	"slices"
	"time"

	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/pkg/decimal"
)

// Owed is an obligation as it stands at a moment: what is agreed by then, and
// how the return of each period stands. Contracted is what is agreed at the
// moment; Opened is what the contract was opened with, and never changes.
type Owed struct {
	Obligation

	Opened  decimal.Quantity
	Periods []Stood
}

// Stood is a period with how its return stands.
type Stood struct {
	Period

	ReturnID   string // empty where no return came
	Standing   Standing
	IsStopped  bool   // the contract is suspended: its return does not fall due
	SkipReason string // why it needs no return; empty where it needs one
}

// files are everything that a contract's figures are made from.
type files struct {
	contract    Contract
	rules       []ruled // in the order in which they were agreed
	obligations []Obligation
	periods     map[string][]Period         // by obligation
	returns     map[string]string           // the return of a period
	steps       map[string][]Step           // by return
	terms       map[string][]obligationTerm // by obligation, in the order in which they were agreed
	periodTerms map[string][]periodTerm     // by period, in the order in which they were agreed
	calendar    calendar                    // how the dates of periods moved
}

func filesOf(tx *store.Tx, c Contract) (f files, err error) {
	f = files{contract: c, returns: map[string]string{}}
	if f.obligations, err = allObligations(tx, c.ID); err != nil {
		return f, err
	}
	if f.periods, err = periodsOf(tx, c.ID); err != nil {
		return f, err
	}
	if err = f.readTerms(tx, []string{c.ID}); err != nil {
		return f, err
	}
	if f.calendar, err = calendarOf(tx, []string{c.ID}); err != nil {
		return f, err
	}
	heads, err := returnsOf(tx, c.ID)
	for _, r := range heads {
		f.returns[r.PeriodID] = r.ID
	}
	if err == nil {
		f.steps, err = stepsOfContract(tx, c.ID)
	}
	return f, err
}

// owed lays every obligation out as it stood at a moment.
func (f files) owed(at time.Time) []Owed {
	list := make([]Owed, len(f.obligations))
	for i, o := range f.obligations {
		list[i] = f.owing(o, at)
	}
	return list
}

// owing lays one obligation out as it stood at a moment.
func (f files) owing(o Obligation, at time.Time) Owed {
	owed := Owed{Obligation: o, Opened: o.Contracted}
	for _, t := range f.terms[o.ID] {
		if !t.AgreedAt.After(at) {
			owed.Contracted = t.Contracted
		}
	}
	for _, p := range f.periods[o.ID] {
		if p, agreed := f.agreed(p, at); agreed {
			owed.Periods = append(owed.Periods, f.stood(p, at))
		}
	}
	slices.SortStableFunc(owed.Periods, func(a, b Stood) int {
		return cmp.Or(cmp.Compare(a.StartsOn, b.StartsOn), cmp.Compare(a.EndsOn, b.EndsOn))
	})
	return owed
}

// stood is a period with its dates and its return as they stood at a moment.
func (f files) stood(p Period, at time.Time) Stood {
	s := Stood{Standing: standingAt(f.steps[f.returns[p.ID]], at), IsStopped: f.calendar.stopped(p, at)}
	s.Period = f.calendar.at(p, at)
	if s.Standing.Came() {
		s.ReturnID = f.returns[p.ID]
	} else if m := f.calendar.mark(p, at); m.Skipped {
		s.Standing.Status, s.SkipReason = Skipped, m.Reason
	}
	return s
}

// agreed is a period as it was agreed at a moment; false where it was not yet
// added or had ceased. What was reported for a period stays, whatever ceases.
func (f files) agreed(p Period, at time.Time) (Period, bool) {
	if p.VariedAt != nil && p.VariedAt.After(at) {
		return p, false
	}
	ceased := false
	for _, t := range f.periodTerms[p.ID] {
		if !t.AgreedAt.After(at) {
			p.Instalment, p.Quantity, ceased = t.Instalment, t.Quantity, t.Ceased
		}
	}
	return p, !ceased
}

// rulesAt are the rules in force at a moment: the standard ones until both
// sides agree others.
func (f files) rulesAt(at time.Time) Rules {
	rules := StandardRules()
	for _, r := range f.rules {
		if !r.At.After(at) {
			rules = r.Rules
		}
	}
	return rules
}
