package contract

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/assay-engine/assay/internal/store"
)

// Portfolio is how all contracts of a scope fare together: what needs somebody
// first.
type Portfolio struct {
	At        time.Time
	Month     string // YYYY-MM, in London; of a rehearsal each contract has its own
	Contracts int
	AtRisk    []Risk // worst first, at most [ListedAtMost]
	Risks     int    // all of them
	Due       []DueReturn
	Dues      int
	Outcomes  []OutcomeSum
	Tally     Tally // of obligations
	Page      []Held
}

// ListedAtMost bounds the lists of a portfolio; beside each stands how many
// there are.
const ListedAtMost = 100

// Risk is an obligation that is late, or short or heading for less than
// contracted beyond its contract's tolerance.
type Risk struct {
	Contract Contract
	Supplier string
	Line     Line
}

// DueReturn is a return that falls due this month, or fell due before and has
// not come.
type DueReturn struct {
	Contract   Contract
	Supplier   string
	Obligation Obligation
	Period     PeriodLine
}

// OutcomeSum is what the obligations of one outcome come to, measure by
// measure.
type OutcomeSum struct {
	Number int
	Title  string
	Tally  Tally
	Sums   []*Sum
}

// Held is one contract of a portfolio.
type Held struct {
	Contract   Contract
	Authority  string
	Supplier   string
	AreaCode   string
	AreaTitle  string
	At         time.Time
	Tally      Tally
	AtRisk     int
	Exceptions int
	NextDueOn  string // the first day on which a return is still due; empty where none is
}

// Portfolio tells how all contracts of a scope fare that the reader may know
// of: those that it buys, those that it delivers, or for who oversees the
// installation, all.
func (s *Service) Portfolio(ctx context.Context, scope Scope, page store.Page) (p Portfolio, next string, err error) {
	p, err = store.Read(ctx, s.DB, func(tx *store.Tx) (Portfolio, error) {
		b := &binder{portfolio: Portfolio{At: tx.Now, Tally: newTally()}, outcomes: map[string]*OutcomeSum{}, sums: map[likeness]*Sum{}, page: page}
		if scope.AsOf != nil {
			b.portfolio.At = scope.AsOf.UTC()
		}
		b.portfolio.Month = today(b.portfolio.At)[:7]
		n, err := eachHolding(tx, scope, b.add)
		b.portfolio.Contracts = n
		return b.close(), err
	})
	p.Page, next = store.Cut(page, p.Page, func(h Held) string { return h.Contract.ID })
	return p, next, err
}

// binder gathers contracts into a portfolio.
type binder struct {
	portfolio Portfolio
	outcomes  map[string]*OutcomeSum
	sums      map[likeness]*Sum
	page      store.Page
}

func (b *binder) add(h holding) error {
	held := Held{
		Contract: h.contract, Authority: h.authority, Supplier: h.supplier, AreaCode: h.areaCode, AreaTitle: h.areaTitle, At: h.at, Tally: newTally(),
	}
	date := today(h.at)
	err := h.each(func(l Line) {
		held.Tally.add(l.State)
		held.Exceptions += l.troubled(date)
		b.portfolio.Tally.add(l.State)
		b.outcome(l).Tally.add(l.State)
		b.sum(l).add(l)
		for i := range l.Periods {
			b.due(h, l, &l.Periods[i], &held, date)
		}
		if l.AtRisk {
			l.Periods = nil
			held.AtRisk++
			b.portfolio.Risks++
			b.portfolio.AtRisk = worst(append(b.portfolio.AtRisk, Risk{h.contract, h.supplier, l}), risksInOrder)
		}
	})
	if (b.page.After == "" || h.contract.ID < b.page.After) && len(b.portfolio.Page) <= b.page.Limit {
		b.portfolio.Page = append(b.portfolio.Page, held)
	}
	return err
}

// due looks whether a return is waited for.
func (b *binder) due(h holding, l Line, p *PeriodLine, held *Held, date string) {
	if p.Standing.Status != Due || p.IsStopped {
		return
	}
	if p.DueOn >= date && (held.NextDueOn == "" || p.DueOn < held.NextDueOn) {
		held.NextDueOn = p.DueOn
	}
	if p.DueOn[:7] <= date[:7] {
		b.portfolio.Dues++
		b.portfolio.Due = worst(append(b.portfolio.Due, DueReturn{h.contract, h.supplier, l.Obligation, *p}), duesInOrder)
	}
}

func risksInOrder(a, b Risk) int {
	return cmp.Or(cmp.Compare(gravity[a.Line.State], gravity[b.Line.State]), cmp.Compare(a.Contract.Title, b.Contract.Title), cmp.Compare(a.Contract.ID, b.Contract.ID), cmp.Compare(a.Line.Position, b.Line.Position))
}

var gravity = map[State]int{Late: 0, Short: 1, OnTrack: 2, Untried: 3, Met: 4, Exceeded: 5}

func duesInOrder(a, b DueReturn) int {
	return cmp.Or(cmp.Compare(a.Period.DueOn, b.Period.DueOn), cmp.Compare(a.Contract.Title, b.Contract.Title), cmp.Compare(a.Contract.ID, b.Contract.ID), cmp.Compare(a.Obligation.Position, b.Obligation.Position))
}

// worst keeps the first of a list, without holding all of it.
func worst[T any](list []T, order func(a, b T) int) []T {
	if len(list) < 4*ListedAtMost {
		return list
	}
	slices.SortFunc(list, order)
	return slices.Delete(list, ListedAtMost, len(list))
}

func (b *binder) outcome(l Line) *OutcomeSum {
	key := padded(digits(l.OutcomeNumber)) + l.OutcomeTitle
	o, known := b.outcomes[key]
	if !known {
		o = &OutcomeSum{Number: l.OutcomeNumber, Title: l.OutcomeTitle, Tally: newTally()}
		b.outcomes[key] = o
	}
	return o
}

func (b *binder) sum(l Line) *Sum {
	like := likeOf(l.Obligation)
	s, known := b.sums[like]
	if !known {
		s = &Sum{Like: l.Obligation}
		b.sums[like] = s
		o := b.outcome(l)
		o.Sums = append(o.Sums, s)
	}
	return s
}

func (b *binder) close() Portfolio {
	p := b.portfolio
	for _, o := range b.outcomes {
		closeSums(o.Sums)
		p.Outcomes = append(p.Outcomes, *o)
	}
	slices.SortFunc(p.Outcomes, func(a, b OutcomeSum) int {
		return cmp.Or(cmp.Compare(a.Number, b.Number), cmp.Compare(a.Title, b.Title))
	})
	slices.SortFunc(p.AtRisk, risksInOrder)
	slices.SortFunc(p.Due, duesInOrder)
	p.AtRisk, p.Due = p.AtRisk[:min(len(p.AtRisk), ListedAtMost)], p.Due[:min(len(p.Due), ListedAtMost)]
	return p
}
