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

// filesOf reads everything of one contract.
func filesOf(tx *store.Tx, c Contract) (files, error) {
	all, err := filesOfAll(tx, []Contract{c})
	if err != nil {
		return files{}, err
	}
	return all[0], nil
}

// readAtOnce bounds how many contracts are read with one round of queries.
const readAtOnce = 200

// filesOfAll reads everything of several contracts, in their order.
func filesOfAll(tx *store.Tx, contracts []Contract) ([]files, error) {
	all := make([]files, 0, len(contracts))
	for part := range slices.Chunk(contracts, readAtOnce) {
		ids := make([]string, len(part))
		for i, c := range part {
			ids[i] = c.ID
		}
		shared := files{periods: map[string][]Period{}, returns: map[string]string{}}
		obligations, err := shared.read(tx, ids)
		if err != nil {
			return nil, err
		}
		by := map[string][]Obligation{}
		for _, o := range obligations {
			by[o.ContractID] = append(by[o.ContractID], o)
		}
		rules, err := rulesOf(tx, ids)
		if err != nil {
			return nil, err
		}
		for _, c := range part {
			f := shared
			f.contract, f.obligations, f.rules = c, by[c.ID], rules[c.ID]
			all = append(all, f)
		}
	}
	return all, nil
}

// read reads what belongs to the obligations of contracts.
func (f *files) read(tx *store.Tx, contractIDs []string) (obligations []Obligation, err error) {
	if obligations, err = obligationsOf(tx, contractIDs); err != nil {
		return nil, err
	}
	if f.periods, err = periodsOfAll(tx, contractIDs); err != nil {
		return nil, err
	}
	if err = f.readTerms(tx, contractIDs); err != nil {
		return nil, err
	}
	if f.calendar, err = calendarOf(tx, contractIDs); err != nil {
		return nil, err
	}
	heads, err := returnsOfAll(tx, contractIDs)
	if err != nil {
		return nil, err
	}
	for _, r := range heads {
		f.returns[r.PeriodID] = r.ID
	}
	f.steps, err = stepsOfContracts(tx, contractIDs)
	return obligations, err
}

// filesOfObligation reads what belongs to one obligation of a contract.
func filesOfObligation(tx *store.Tx, c Contract, o Obligation) (f files, err error) {
	f = files{contract: c, obligations: []Obligation{o}, returns: map[string]string{}}
	if f.periods, err = periodsOfObligation(tx, o.ID); err != nil {
		return f, err
	}
	if err = f.readTerms(tx, []string{c.ID}); err != nil {
		return f, err
	}
	if f.calendar, err = calendarOf(tx, []string{c.ID}); err != nil {
		return f, err
	}
	heads, err := returnsOfObligation(tx, o.ID)
	if err != nil {
		return f, err
	}
	ids := make([]string, len(heads))
	for i, r := range heads {
		f.returns[r.PeriodID], ids[i] = r.ID, r.ID
	}
	f.steps, err = stepsOfReturns(tx, ids)
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

// owing lays one obligation out as it stood at a moment; the zero moment is the
// newest.
func (f files) owing(o Obligation, at time.Time) Owed {
	owed := Owed{Obligation: o, Opened: o.Contracted}
	for _, t := range f.terms[o.ID] {
		if !isAfter(t.AgreedAt, at) {
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
	if p.VariedAt != nil && isAfter(*p.VariedAt, at) {
		return p, false
	}
	ceased := false
	for _, t := range f.periodTerms[p.ID] {
		if !isAfter(t.AgreedAt, at) {
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
		if !isAfter(r.At, at) {
			rules = r.Rules
		}
	}
	return rules
}
