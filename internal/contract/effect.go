package contract

import (
	"fmt"
	"time"

	"github.com/assay-engine/assay/internal/bid"
	"github.com/assay-engine/assay/internal/catalogue"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/pkg/decimal"
)

// effect is what a variation makes of a contract as it stands at a moment. It
// is worked out when the variation is proposed, so that nothing impossible is
// put to the other side, and again when it is agreed.
type effect struct {
	contract    Contract
	kind        VariationKind
	at          time.Time
	owed        map[string]Owed // by obligation
	wrong       fault.Fields
	obligations []obligationTerm
	periods     []periodTerm
	added       []Period
	endsOn      string
	rules       *Rules
}

// effectOf works out what terms make of a contract. Every wrong member is
// named.
func effectOf(f files, kind VariationKind, t Terms, at time.Time) (*effect, error) {
	e := &effect{contract: f.contract, kind: kind, at: at, owed: map[string]Owed{}, endsOn: f.contract.EndsOn}
	for _, o := range f.owed(at) {
		e.owed[o.ID] = o
	}
	e.belongs(t)
	if e.wrong.Empty() {
		e.work(t)
	}
	return e, e.wrong.Err()
}

// belongs refuses terms that the kind has no use for, and asks for those that
// it needs.
func (e *effect) belongs(t Terms) {
	needs := func(pointer string, given bool, kinds ...VariationKind) {
		wanted := false
		for _, k := range kinds {
			wanted = wanted || k == e.kind
		}
		switch {
		case wanted && !given:
			e.wrong.Add(pointer, "required", fmt.Sprintf("is required of a variation of kind %s", e.kind))
		case given && !wanted && !(pointer == "/obligations" && e.kind == Extension):
			e.wrong.Add(pointer, "not-for-this-kind", fmt.Sprintf("is not for a variation of kind %s", e.kind))
		}
	}
	needs("/obligations", len(t.Obligations) > 0, ChangeOfTerms, PartialTermination)
	needs("/endsOn", t.EndsOn != "", Extension, PartialTermination)
	needs("/assignee", t.Assignee != "", Assignment)
	needs("/rules", t.Rules != nil, ChangeOfRules)
}

func (e *effect) work(t Terms) {
	switch e.kind {
	case Extension:
		e.extend(t)
	case PartialTermination:
		e.lastDay(t.EndsOn)
	case ChangeOfRules:
		codes := map[string]bool{}
		for _, o := range e.owed {
			codes[o.Code()] = true
		}
		t.Rules.check(&e.wrong, "/rules", codes)
		e.rules = t.Rules
	case ChangeOfTerms, Assignment:
	}
	seen := map[string]bool{}
	for i, change := range t.Obligations {
		pointer := fmt.Sprintf("/obligations/%d", i)
		o, known := e.owed[change.Obligation]
		switch {
		case !known:
			e.wrong.Add(pointer+"/obligation", ErrObligation.Code, "must be an obligation of this contract")
		case seen[change.Obligation]:
			e.wrong.Add(pointer+"/obligation", "duplicate", "is changed already")
		case e.kind == PartialTermination:
			e.end(pointer, o, change, t.EndsOn)
		default:
			e.change(pointer, o, change)
		}
		seen[change.Obligation] = true
	}
}

// extend moves the last day, later.
func (e *effect) extend(t Terms) {
	last, err := time.Parse(time.DateOnly, t.EndsOn)
	switch {
	case err != nil:
		e.wrong.Add("/endsOn", "not-a-date", "must be a date such as 2031-06-30")
	case t.EndsOn <= e.contract.EndsOn:
		e.wrong.Add("/endsOn", "not-later", "must be later than the present last day, "+e.contract.EndsOn)
	case !last.Before(dayOf(e.contract.StartsOn).AddDate(maxYears, 0, 0)):
		e.wrong.Add("/endsOn", "wrong-term", fmt.Sprintf("must not make the term %d years or longer", maxYears))
	default:
		e.endsOn = t.EndsOn
	}
}

// lastDay checks the last day of obligations that end. What is past is past.
func (e *effect) lastDay(text string) {
	if _, err := time.Parse(time.DateOnly, text); err != nil {
		e.wrong.Add("/endsOn", "not-a-date", "must be a date such as 2028-06-30")
	} else if text < today(e.at) || text >= e.contract.EndsOn {
		e.wrong.Add("/endsOn", "outside-the-term", fmt.Sprintf("must not be before today, %s, and must be before the last day, %s", today(e.at), e.contract.EndsOn))
	}
}

// end lets every period that begins after a day cease. What remains is what is
// contracted.
func (e *effect) end(pointer string, o Owed, change ObligationTerms, lastOn string) {
	if change.Contracted != nil {
		e.wrong.Add(pointer+"/contracted", "follows", "follows from the periods that remain")
	}
	now := e.figures(pointer, o, change)
	var rest []Period
	for i, p := range now {
		if p.StartsOn > lastOn && o.Periods[i].ReturnID == "" {
			e.periods = append(e.periods, periodTerm{PeriodID: p.ID, ObligationID: o.ID, Instalment: p.Instalment, Quantity: p.Quantity, Ceased: true, AgreedAt: e.at})
			continue
		}
		rest = append(rest, p)
	}
	if len(rest) == len(now) {
		e.wrong.Add(pointer, "ends-nothing", "has no period that begins after "+lastOn)
		return
	}
	whole := total(rest)
	if o.Aggregation == catalogue.RatioOfSums {
		whole = o.Contracted
	}
	e.settle(o, rest, whole)
}

// change gives an obligation another figure over the term.
func (e *effect) change(pointer string, o Owed, change ObligationTerms) {
	if change.Contracted == nil {
		e.wrong.Add(pointer+"/contracted", "required", "is required: say what is contracted over the whole term")
		return
	}
	now := e.figures(pointer, o, change)
	if o.Aggregation != catalogue.RatioOfSums && total(now) != *change.Contracted {
		e.wrong.Add(pointer+"/periods", "does-not-add-up", fmt.Sprintf("the periods add up to %s, where contracted is %s", total(now), *change.Contracted))
		return
	}
	e.settle(o, now, *change.Contracted)
}

// figures are an obligation's periods with the instalments of a variation. A
// period that has ended stays as it was: the past is not varied.
func (e *effect) figures(pointer string, o Owed, change ObligationTerms) []Period {
	now := make([]Period, len(o.Periods))
	for i, p := range o.Periods {
		now[i] = p.Period
	}
	seen := map[string]bool{}
	for j, part := range change.Periods {
		here := fmt.Sprintf("%s/periods/%d", pointer, j)
		i := indexOf(now, part.Period)
		switch {
		case seen[part.Period]:
			e.wrong.Add(here+"/period", "duplicate", "is given already")
		case i < 0 && e.kind == Extension:
			now = e.add(here, o, part, now)
		case i < 0:
			e.wrong.Add(here+"/period", ErrPeriod.Code, "must be one of this obligation's periods")
		case now[i].EndsOn < today(e.at):
			e.wrong.Add(here+"/period", "period-ended", fmt.Sprintf("ended on %s: what was promised for it stays", now[i].EndsOn))
		case o.Aggregation == catalogue.RatioOfSums:
			e.wrong.Add(here+"/period", "not-for-this-measure", "a proportion is promised as a whole, in every period")
		default:
			now[i].Instalment = amount(part.Quantity)
		}
		seen[part.Period] = true
	}
	return now
}

// add makes a new period behind those that there are.
func (e *effect) add(pointer string, o Owed, part PeriodTerms, now []Period) []Period {
	named, ok := bid.ParsePeriod(part.Period)
	if !ok {
		e.wrong.Add(pointer+"/period", "wrong-form", "must be a year, a quarter or a month: 2030, 2030-Q3 or 2030-09")
		return now
	}
	days, inside := term{dayOf(e.contract.StartsOn), dayOf(e.endsOn)}.overlap(term{named.From, named.Until.AddDate(0, 0, -1)})
	if !inside {
		e.wrong.Add(pointer+"/period", "outside-the-term", fmt.Sprintf("must lie within %s and %s", e.contract.StartsOn, e.endsOn))
		return now
	}
	last := 0
	for _, p := range now {
		last = max(last, p.Number)
		if p.EndsOn >= days.first.Format(time.DateOnly) {
			e.wrong.Add(pointer+"/period", "period-overlaps", fmt.Sprintf("must begin after %s ends, on %s", p.Label, p.EndsOn))
			return now
		}
	}
	p := newPeriod(part.Period, days, e.contract.DueDays, amount(part.Quantity))
	p.ObligationID, p.Number, p.VariedAt = o.ID, last+1, &e.at
	return append(now, p)
}

// settle keeps what an obligation's periods are measured by from now on.
func (e *effect) settle(o Owed, now []Period, whole decimal.Quantity) {
	e.obligations = append(e.obligations, obligationTerm{ObligationID: o.ID, Contracted: whole, AgreedAt: e.at})
	var level decimal.Quantity
	for _, p := range now {
		level += p.Instalment
		switch {
		case p.EndsOn < today(e.at): // stays as it was
			continue
		case o.Aggregation == catalogue.Latest:
			p.Quantity = level
		case o.Aggregation == catalogue.RatioOfSums:
			p.Quantity = whole
		default:
			p.Quantity = p.Instalment
		}
		if p.ID == "" {
			e.added = append(e.added, p)
			continue
		}
		e.periods = append(e.periods, periodTerm{PeriodID: p.ID, ObligationID: o.ID, Instalment: p.Instalment, Quantity: p.Quantity, AgreedAt: e.at})
	}
}

// total is what instalments add up to.
func total(periods []Period) (sum decimal.Quantity) {
	for _, p := range periods {
		sum += p.Instalment
	}
	return sum
}

func indexOf(periods []Period, label string) int {
	for i, p := range periods {
		if p.Label == label {
			return i
		}
	}
	return -1
}

// keep writes what a variation makes of a contract, and tells the contract's
// new version.
func (e *effect) keep(tx *store.Tx, v Varied) error {
	for i := range e.obligations {
		e.obligations[i].VariationID = v.ID
	}
	for i := range e.periods {
		e.periods[i].VariationID = v.ID
	}
	for i := range e.added {
		e.added[i].ID, e.added[i].VariedBy = tx.NewID(), &v.ID
	}
	supplier := v.Contract.SupplierID
	if v.AssigneeID != nil {
		supplier = *v.AssigneeID
	}
	return keepEffect(tx, e, v, supplier)
}
