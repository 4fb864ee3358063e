package contract

import (
	"cmp"
	"context"
	"math/big"
	"slices"
	"time"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
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
	Exceptions  []Exception
	Obligations []Line
	Outcomes    []OutcomeTally
	Tally       Tally
}

// Line is one obligation's figures, side by side. Figures that nobody has
// reported are nil, never zero.
type Line struct {
	Obligation

	CommittedToDate *big.Rat // of the periods that have ended; nil where a stock or a proportion has none yet
	Delivered       *Total   // what standing returns claim
	Verified        *Total   // what is accepted
	Difference      *big.Rat // delivered less committed to date; nil where either is
	State           State
	Periods         []PeriodLine
}

// PeriodLine is one period's figures.
type PeriodLine struct {
	Period

	ReturnID  string // empty where no return came
	Standing  Standing
	Delivered *Total
	Verified  *Total
	HasEnded  bool
	IsLate    bool // the return is not in, or came in, after the day it was due
	IsShort   bool // ended, and worse than the period's own promise
}

func (p PeriodLine) isOverdue(date string) bool { return p.Standing.Status == Due && p.DueOn < date }

// Progress tells how a contract fares, now or at a moment before.
func (s *Service) Progress(ctx context.Context, id string, asOf *time.Time) (Progress, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) (Progress, error) {
		c, err := see(tx, id)
		if err != nil {
			return Progress{}, err
		}
		t, err := tender.Get(tx, c.TenderID)
		if err != nil {
			return Progress{}, err
		}
		at := t.Moment(tx)
		if asOf != nil && asOf.After(at) {
			return Progress{}, fault.ErrInput.On("/asOf", "must not be later than the contract's own time, %s", at.Format(time.RFC3339))
		}
		if asOf != nil {
			at = asOf.UTC()
		}
		f, err := filesOf(tx, c)
		return f.progress(at), err
	})
}

// files are everything that a contract's figures are made from.
type files struct {
	contract    Contract
	obligations []Obligation
	periods     map[string][]Period // by obligation
	returns     map[string]string   // the return of a period
	steps       map[string][]Step   // by return
}

func filesOf(tx *store.Tx, c Contract) (f files, err error) {
	f = files{contract: c, returns: map[string]string{}}
	if f.obligations, err = allObligations(tx, c.ID); err != nil {
		return f, err
	}
	if f.periods, err = periodsOf(tx, c.ID); err != nil {
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

// progress computes the figures at a moment from what had happened by then.
func (f files) progress(at time.Time) Progress {
	p := Progress{Contract: f.contract, At: at}
	for _, o := range f.obligations {
		line := f.line(o, at)
		p.Obligations = append(p.Obligations, line)
		p.Exceptions = append(p.Exceptions, line.exceptions(today(at))...)
	}
	slices.SortStableFunc(p.Exceptions, func(a, b Exception) int {
		return cmp.Or(cmp.Compare(severity[a.What], severity[b.What]), cmp.Compare(a.Period.DueOn, b.Period.DueOn))
	})
	p.Outcomes, p.Tally = tally(p.Obligations)
	return p
}

// line puts one obligation's figures side by side.
func (f files) line(o Obligation, at time.Time) Line {
	date := today(at)
	l := Line{Obligation: o}
	var ended []Period
	for _, p := range f.periods[o.ID] {
		l.Periods = append(l.Periods, f.periodLine(o, p, at))
		if p.EndsOn < date {
			ended = append(ended, p)
		}
	}
	l.CommittedToDate = committed(o, ended)
	l.Delivered = combine(o, figures(l.Periods, Standing.Delivered))
	l.Verified = combine(o, figures(l.Periods, Standing.Accepted))
	if l.Delivered != nil && l.CommittedToDate != nil {
		l.Difference = new(big.Rat).Sub(l.Delivered.Exact, l.CommittedToDate)
	}
	l.State = l.judge(date)
	return l
}

func (f files) periodLine(o Obligation, p Period, at time.Time) PeriodLine {
	date := today(at)
	l := PeriodLine{Period: p, HasEnded: p.EndsOn < date, Standing: standingAt(f.steps[f.returns[p.ID]], at)}
	if l.Standing.Status != Due {
		l.ReturnID = f.returns[p.ID]
	}
	l.IsLate = l.isOverdue(date) || l.Standing.FirstOn > p.DueOn
	if figure, reported := l.Standing.Delivered(); reported {
		l.Delivered = combine(o, []Figure{figure})
	}
	if figure, decided := l.Standing.Accepted(); decided {
		l.Verified = combine(o, []Figure{figure})
	}
	if figure, counts := l.Standing.Counted(); counts && l.HasEnded {
		total := combine(o, []Figure{figure})
		l.IsShort = total != nil && compare(o, total.Exact, p.Quantity.Rat()) < 0
	}
	return l
}

// figures picks one figure of each period that has it, in the order of time.
func figures(periods []PeriodLine, pick func(Standing) (Figure, bool)) (list []Figure) {
	for _, p := range periods {
		if figure, ok := pick(p.Standing); ok {
			list = append(list, figure)
		}
	}
	return list
}
