package contract

import (
	"context"
	"math/big"
	"time"

	"github.com/assay-engine/assay/internal/catalogue"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/pkg/decimal"
)

// Gaps lists the periods of a contract of which less counts than was promised,
// now or at a moment before, in the order of the obligations: those that have
// ended and whose return is in, or overdue. Where less is better, silence is no
// gap: nobody knows the figure.
func (s *Service) Gaps(ctx context.Context, id string, asOf *time.Time) ([]Gap, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) ([]Gap, error) {
		c, err := see(tx, id)
		if err != nil {
			return nil, err
		}
		at, err := past(tx, c, asOf)
		if err != nil {
			return nil, err
		}
		f, err := filesOf(tx, c)
		if err != nil {
			return nil, err
		}
		recorded, err := standingShortfalls(tx, c.ID)
		if err != nil {
			return nil, err
		}
		left, err := capLeft(tx, f, at)
		if err != nil {
			return nil, err
		}
		list := f.gaps(at, left)
		for i := range list {
			if id, known := recorded[list[i].Period.ID]; known {
				list[i].RecordedAs = &id
			}
		}
		return list, nil
	})
}

// gaps works out what every period lacks at a moment.
func (f files) gaps(at time.Time, left *decimal.Pence) (list []Gap) {
	list = []Gap{}
	for _, o := range f.owed(at) {
		line := o.line(today(at), f.rulesAt(at).Tolerance)
		for _, p := range line.Periods {
			if g, short := line.gap(p, today(at)); short {
				g.Remedy = f.remedy(g, left)
				list = append(list, g)
			}
		}
	}
	return list
}

// gap is what one period of a line lacks on a date; false where it lacks
// nothing.
func (l Line) gap(p PeriodLine, date string) (g Gap, short bool) {
	overdue := p.isOverdue(date)
	if !p.HasEnded || !overdue && !p.Standing.Came() {
		return g, false
	}
	g = Gap{Obligation: l.Obligation, Period: p, Variance: l.Variance, IsUndecided: p.Standing.Status == Submitted || p.Standing.Status == Queried}
	promise := p.Quantity.Rat()
	if figure, counts := p.Standing.Counted(); counts {
		g.Counted = combine(l.Obligation, []Figure{figure})
	}
	switch {
	case g.Counted == nil && l.Direction == catalogue.Lower:
		return g, false
	case g.Counted == nil:
		g.Short = promise
	case l.Direction == catalogue.Lower:
		g.Short = new(big.Rat).Sub(g.Counted.Exact, promise)
	default:
		g.Short = new(big.Rat).Sub(promise, g.Counted.Exact)
	}
	return g, g.Short.Sign() > 0
}

// remedy is what a gap is worth by the rules that held on the last day of its
// period: what is agreed later does not reach back. left is how much room the
// contract's cap leaves; nil where there is no cap.
func (f files) remedy(g Gap, left *decimal.Pence) *Remedy {
	rules := f.rulesAt(endOf(g.Period.EndsOn))
	free := new(big.Rat).Mul(g.Period.Quantity.Rat(), rules.Free.Rat())
	free.Quo(free, big.NewRat(100, 1))
	beyond := new(big.Rat).Sub(g.Short, free)
	for _, rule := range rules.Remedies {
		if rule.Measure != g.Obligation.Code() || beyond.Sign() <= 0 {
			continue
		}
		units := beyond
		if rule.Per == PerPeriod {
			units = big.NewRat(1, 1)
		}
		full := nearestPenny(new(big.Rat).Mul(units, rule.Amount.Rat()))
		r := &Remedy{Rule: rule, Free: free.RatString(), Units: units.RatString(), Full: decimal.Money{Amount: full, Currency: rule.Amount.Currency}}
		r.Amount = r.Full
		if left != nil {
			r.Amount.Amount = min(full, *left)
		}
		return r
	}
	return nil
}

// endOf is the last instant of a day in London.
func endOf(date string) time.Time {
	day := dayOf(date)
	return time.Date(day.Year(), day.Month(), day.Day()+1, 0, 0, 0, 0, london()).Add(-time.Microsecond).UTC()
}

// nearestPenny rounds pounds half up to pence. What no contract could hold is
// held at the largest sum that can be written.
func nearestPenny(pounds *big.Rat) decimal.Pence {
	const most = 999_999_999_999_99 // fifteen digits: what JSON readers keep exactly
	scaled := new(big.Rat).Mul(pounds, big.NewRat(100, 1))
	scaled.Add(scaled, half)
	whole := new(big.Int).Div(scaled.Num(), scaled.Denom())
	if !whole.IsInt64() || whole.Int64() > most {
		return most
	}
	return decimal.Pence(whole.Int64())
}

// capLeft is how much room the cap of a contract's rules leaves for remedies at
// a moment; nil where there is none.
func capLeft(tx *store.Tx, f files, at time.Time) (*decimal.Pence, error) {
	limit := f.rulesAt(at).Cap
	if limit == nil {
		return nil, nil //nolint:nilnil // no cap, which is no mistake
	}
	taken, err := remediesOf(tx, f.contract.ID)
	if err != nil {
		return nil, err
	}
	left := limit.Amount
	for _, r := range taken {
		left -= r.Amount.Amount
	}
	left = max(left, 0)
	return &left, nil
}
