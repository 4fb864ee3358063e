package contract

import (
	"math/big"

	"github.com/assay-engine/assay/internal/catalogue"
	"github.com/assay-engine/assay/pkg/decimal"
)

// Sum is what several obligations to one measure come to. Only what is counted
// in the same way is added: the same measure in the same words and unit, better
// in the same direction.
//
// A sum of figures is exact, so that what contracts report adds up to the last
// unit. A proportion is all numerators over all denominators; what is promised
// of it has no sum. Levels of a stock are never added, over contracts either:
// the same groups may stand in two of them.
type Sum struct {
	Like Obligation // what is counted: measure, wording, unit, direction, aggregation, outcome

	Contracts   int // that hold it
	Obligations int
	Reported    int // obligations of which something was claimed
	Offered     *big.Rat
	Opened      *big.Rat
	Contracted  *big.Rat
	Committed   *big.Rat // to date
	Delivered   *Total
	Verified    *Total
	Forecast    *big.Rat // nil where that of any is unknown
	AtRisk      int
	Tally       Tally

	last       string // the contract that was added last: lines come by contract
	foreseen   bool   // every forecast so far is known
	delivered  adding
	verified   adding
	offered    big.Rat
	opened     big.Rat
	contracted big.Rat
	committed  big.Rat
	forecast   big.Rat
}

// adding is figures on their way to a total.
type adding struct {
	any   bool
	sum   big.Rat
	above big.Int // thousandths of numerators
	below big.Int
}

func (a *adding) add(t *Total) {
	if t == nil {
		return
	}
	a.any = true
	if t.Denominator != nil {
		a.above.Add(&a.above, big.NewInt(int64(*t.Numerator)))
		a.below.Add(&a.below, big.NewInt(int64(*t.Denominator)))
		return
	}
	a.sum.Add(&a.sum, t.Exact)
}

// total is what was added, by the measure's own rule.
func (a *adding) total(o Obligation) *Total {
	switch {
	case !a.any, o.Aggregation == catalogue.Latest:
		return nil
	case o.Aggregation != catalogue.RatioOfSums:
		return &Total{Exact: new(big.Rat).Set(&a.sum)}
	case a.below.Sign() == 0:
		return nil
	}
	exact := new(big.Rat).SetFrac(&a.above, &a.below)
	if isPercentage(o) {
		exact.Mul(exact, big.NewRat(100, 1))
	}
	t := &Total{Exact: exact}
	if a.above.IsInt64() && a.below.IsInt64() {
		above, below := decimal.Quantity(a.above.Int64()), decimal.Quantity(a.below.Int64())
		t.Numerator, t.Denominator = &above, &below
	}
	return t
}

// Adds reports whether figures of several obligations are added.
func (s *Sum) Adds() bool {
	return s.Like.Aggregation != catalogue.Latest && s.Like.Aggregation != catalogue.RatioOfSums
}

// add counts one more obligation of a contract.
func (s *Sum) add(l Line) {
	if s.Obligations == 0 {
		s.Tally, s.foreseen = newTally(), true
	}
	s.Obligations++
	if l.ContractID != s.last {
		s.Contracts, s.last = s.Contracts+1, l.ContractID
	}
	s.Tally.add(l.State)
	if l.AtRisk {
		s.AtRisk++
	}
	if l.Delivered != nil {
		s.Reported++
	}
	s.delivered.add(l.Delivered)
	s.verified.add(l.Verified)
	if !s.Adds() {
		return
	}
	s.offered.Add(&s.offered, l.Offered.Rat())
	s.opened.Add(&s.opened, l.Opened.Rat())
	s.contracted.Add(&s.contracted, l.Contracted.Rat())
	if l.CommittedToDate != nil {
		s.committed.Add(&s.committed, l.CommittedToDate)
	}
	if s.foreseen = s.foreseen && l.Forecast.Exact != nil; s.foreseen {
		s.forecast.Add(&s.forecast, l.Forecast.Exact)
	}
}

// close works the totals out.
func (s *Sum) close() {
	s.Delivered, s.Verified = s.delivered.total(s.Like), s.verified.total(s.Like)
	if !s.Adds() {
		return
	}
	s.Offered, s.Opened, s.Contracted, s.Committed = &s.offered, &s.opened, &s.contracted, &s.committed
	if s.foreseen {
		s.Forecast = &s.forecast
	}
}

// likeness is what two obligations must share for their figures to be added.
type likeness struct {
	code, wording, unit, outcome string
	number                       int
	direction                    catalogue.Direction
	aggregation                  catalogue.Aggregation
}

func likeOf(o Obligation) likeness {
	return likeness{o.Code(), o.Wording, o.Unit, o.OutcomeTitle, o.OutcomeNumber, o.Direction, o.Aggregation}
}
