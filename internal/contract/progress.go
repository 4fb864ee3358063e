package contract

import (
	"cmp"
	"context"
	"math/big"
	"slices"
	"time"

	"github.com/assay-engine/assay/internal/catalogue"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
	"github.com/assay-engine/assay/pkg/decimal"
)

// State is how an obligation fares.
type State string

// The states of an obligation, worst first as the exception list has them.
const (
	Late     State = "late"        // a period's return is not in by the day it was due
	Short    State = "short"       // less was delivered than committed, over the periods that are in or overdue
	OnTrack  State = "on_track"    // nothing late, nothing short
	Untried  State = "not_started" // none of its periods has begun, and nothing was reported
	Met      State = "met"         // what is verified is what was contracted
	Exceeded State = "exceeded"    // more is verified than was contracted, or less where less is better
)

// Progress is delivered beside committed at a moment of a contract.
type Progress struct {
	Contract    Contract
	At          time.Time // by the contract's own clock
	Rules       Rules     // in force at that moment
	Exceptions  []Exception
	Obligations []Line
	Outcomes    []OutcomeTally
	Tally       Tally
}

// Line is one obligation's figures, side by side. Figures that nobody has
// reported are nil, never zero.
type Line struct {
	Obligation // as agreed at the moment

	Opened          decimal.Quantity // contracted when the contract was opened: never overwritten
	CommittedToDate *big.Rat         // of the periods that have ended; nil where a stock or a proportion has none yet
	Delivered       *Total           // what standing returns claim
	Verified        *Total           // what is accepted
	Difference      *big.Rat         // delivered less committed to date; nil where either is
	Variance        *big.Rat         // verified less committed to date; nil where either is
	Forecast        Forecast
	Tolerance       Tolerance
	State           State
	Confirmed       *Confirmed // by somebody other than the supplier; nil where nobody was asked
	AtRisk          bool       // late, short or heading for less than contracted, beyond the tolerance
	Periods         []PeriodLine
}

// PeriodLine is one period's figures.
type PeriodLine struct {
	Stood

	HasEnded bool
	IsLate   bool   // the return is not in, or came in, after the day it was due
	IsShort  bool   // ended, and worse than the period's own promise
	Timing   Timing // where it is on its way to its return; of obligations and schedules
	DaysLate int    // how many days its return is late, or came late

	of *Obligation
}

// Delivered is what the return claims, as long as it stands; nil where nothing
// is claimed.
func (p PeriodLine) Delivered() *Total { return p.total(p.Standing.Delivered()) }

// Verified is what is accepted of it; nil where nothing is.
func (p PeriodLine) Verified() *Total { return p.total(p.Standing.Accepted()) }

func (p PeriodLine) total(f Figure, known bool) *Total {
	if !known {
		return nil
	}
	return combine(*p.of, []Figure{f})
}

func (p PeriodLine) isOverdue(date string) bool {
	return p.Standing.Status == Due && !p.IsStopped && p.DueOn < date
}

// Progress tells how a contract fares, now or at a moment before.
func (s *Service) Progress(ctx context.Context, id string, asOf *time.Time) (Progress, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) (Progress, error) {
		c, err := see(tx, id)
		if err != nil {
			return Progress{}, err
		}
		at, err := past(tx, c, asOf)
		if err != nil {
			return Progress{}, err
		}
		f, err := filesOf(tx, c)
		if err != nil {
			return Progress{}, err
		}
		p := f.progress(at)
		return p, p.addConfirmed(tx, f)
	})
}

// past is the moment that a reader asks about: now by the contract's own clock,
// or before.
func past(tx *store.Tx, c Contract, asOf *time.Time) (time.Time, error) {
	at, err := momentOf(tx, c)
	if err != nil || asOf == nil {
		return at, err
	}
	if asOf.After(at) {
		return at, fault.ErrInput.On("/asOf", "must not be later than the contract's own time, %s", at.Format(time.RFC3339))
	}
	return asOf.UTC(), nil
}

// momentOf is the time it is for a contract.
func momentOf(tx *store.Tx, c Contract) (time.Time, error) {
	t, err := tender.Get(tx, c.TenderID)
	return t.Moment(tx), err
}

// progress computes the figures at a moment from what had happened by then.
func (f files) progress(at time.Time) Progress {
	p := Progress{Contract: f.contract, At: at, Rules: f.rulesAt(at)}
	p.lay(f.owed(at), today(at))
	return p
}

// lay puts the figures of all obligations side by side on a date.
func (p *Progress) lay(owed []Owed, date string) {
	for i := range owed {
		line := owed[i].line(date, p.Rules.Tolerance)
		p.Obligations = append(p.Obligations, line)
		p.Exceptions = append(p.Exceptions, line.exceptions(date)...)
	}
	slices.SortStableFunc(p.Exceptions, func(a, b Exception) int {
		return cmp.Or(cmp.Compare(severity[a.What], severity[b.What]), cmp.Compare(a.Period.DueOn, b.Period.DueOn))
	})
	p.Outcomes, p.Tally = tally(p.Obligations)
}

// line puts one obligation's figures side by side on a date.
func (o Owed) line(date string, tolerance decimal.Weight) Line {
	return o.lineIn(make([]PeriodLine, 0, len(o.Periods)), date, tolerance)
}

// lineIn is line with room for the periods: of thousands of lines, most are
// looked at once.
func (o *Owed) lineIn(room []PeriodLine, date string, tolerance decimal.Weight) Line {
	l := Line{Obligation: o.Obligation, Opened: o.Opened, Periods: room[:0]}
	var ended []decimal.Quantity
	for i := range o.Periods {
		l.Periods = append(l.Periods, o.Periods[i].line(&o.Obligation, date))
		if l.Periods[i].HasEnded {
			ended = append(ended, o.Periods[i].Quantity)
		}
	}
	l.CommittedToDate = committed(o.Obligation, ended)
	l.Delivered = combine(o.Obligation, figures(l.Periods, Standing.Delivered))
	l.Verified = combine(o.Obligation, figures(l.Periods, Standing.Accepted))
	l.Difference, l.Variance = l.Delivered.less(l.CommittedToDate), l.Verified.less(l.CommittedToDate)
	asked := l.askedBy(date)
	l.State = l.judge(date, asked)
	l.Forecast = l.forecast(asked)
	l.Tolerance = l.tolerate(asked, tolerance)
	l.AtRisk = l.isAtRisk(tolerance)
	return l
}

// less is what a total has more than a promise; nil where either is unknown.
func (t *Total) less(promise *big.Rat) *big.Rat {
	if t == nil || promise == nil {
		return nil
	}
	return new(big.Rat).Sub(t.Exact, promise)
}

func (p *Stood) line(o *Obligation, date string) PeriodLine {
	l := PeriodLine{Stood: *p, HasEnded: p.EndsOn < date, of: o}
	l.IsLate = l.isOverdue(date) || l.Standing.FirstOn > p.DueOn
	if figure, counts := l.Standing.Counted(); counts && l.HasEnded {
		l.IsShort = figure.isWorse(o, p.Quantity)
	}
	return l
}

// isWorse reports whether a period's figure is worse than its promise.
func (f Figure) isWorse(o *Obligation, promise decimal.Quantity) bool {
	if f.Quantity != nil { // without fractions: lists of a thousand contracts ask this of every period
		if o.Direction == catalogue.Lower {
			return *f.Quantity > promise
		}
		return *f.Quantity < promise
	}
	total := combine(*o, []Figure{f})
	return total != nil && compare(*o, total.Exact, promise.Rat()) < 0
}

// figures picks one figure of each period that has it, in the order of time.
func figures(periods []PeriodLine, pick func(Standing) (Figure, bool)) (list []Figure) {
	for i := range periods {
		if figure, ok := pick(periods[i].Standing); ok {
			list = append(list, figure)
		}
	}
	return list
}
