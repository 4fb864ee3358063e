package contract

import (
	"context"
	"math/big"
	"time"

	"github.com/assay-engine/assay/internal/catalogue"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/pkg/decimal"
)

// Why says where a part of a difference comes from.
type Why string

// Where differences come from. Those between what was contracted and what is
// verified are the ways in which a period may stand.
const (
	ByVariation   Why = "variation"        // both sides agreed another figure
	NotBegun      Why = "not_begun"        // the period lies ahead
	StillRunning  Why = "running"          // the period has not ended
	NotDueYet     Why = "not_due"          // it has ended, and there is time for its return
	Overdue       Why = "overdue"          // its return has not come
	NeedsNone     Why = "skipped"          // the contract manager said that it needs no return
	WaitsSuspense Why = "suspended"        // the contract is suspended
	Undecided     Why = "undecided"        // claimed, and not yet verified
	Refusal       Why = "rejected"         // the claim was refused
	LessVerified  Why = "verified_less"    // less was accepted than was promised
	MoreVerified  Why = "verified_more"    // more was
	AsVerified    Why = "as_promised"      // no difference
	StillToCome   Why = "still_to_come"    // of a stock: promised by a later period
	Proportional  Why = "proportion"       // of a proportion: all numerators over all denominators
	CountedOnce   Why = "counted_once"     // of a distinct sum: who was counted in several periods counts once
	NothingYet    Why = "nothing_verified" // of a stock or a proportion: there is no figure to compare
)

// ReasonLine is one part of a difference.
type ReasonLine struct {
	Why         Why
	By          *big.Rat // how much of the difference; nil where there is no figure
	VariationID string   // of a variation
	Ground      Ground
	Period      string    // of a period: its name
	Words       string    // the variation's reason, or the last words of the decision
	At          time.Time // of a variation: when it was agreed
}

// Comparison puts the three figures of one obligation side by side, with every
// difference explained: the parts add up to the difference, to the last digit.
type Comparison struct {
	Line

	Agreed    []ReasonLine // from what was contracted at the opening to what is contracted now
	Delivered []ReasonLine // from what is contracted now to what is verified
}

// Short is what is verified less what is contracted; nil where nothing is.
func (c Comparison) Short() *big.Rat { return c.Verified.less(c.Contracted.Rat()) }

// Compare explains every difference between what was offered, contracted and
// delivered of a contract, now or at a moment before.
func (s *Service) Compare(ctx context.Context, id string, asOf *time.Time) (Progress, []Comparison, error) {
	type both struct {
		progress Progress
		list     []Comparison
	}
	out, err := store.Read(ctx, s.DB, func(tx *store.Tx) (b both, err error) {
		c, err := see(tx, id)
		if err != nil {
			return b, err
		}
		at, err := past(tx, c, asOf)
		if err != nil {
			return b, err
		}
		f, err := filesOf(tx, c)
		if err != nil {
			return b, err
		}
		agreed, err := variationsOf(tx, c.ID)
		b.progress = f.progress(at)
		for _, l := range b.progress.Obligations {
			b.list = append(b.list, Comparison{Line: l, Agreed: f.agreedParts(l, agreed, at), Delivered: f.deliveredParts(l, at)})
		}
		return b, err
	})
	return out.progress, out.list, err
}

// agreedParts are the variations of an obligation, each with what it changed.
func (f files) agreedParts(l Line, agreed []Variation, at time.Time) (parts []ReasonLine) {
	before := l.Opened
	for _, t := range f.terms[l.ID] {
		if t.AgreedAt.After(at) {
			continue
		}
		part := ReasonLine{Why: ByVariation, By: difference(t.Contracted, before), VariationID: t.VariationID, At: t.AgreedAt}
		for _, v := range agreed {
			if v.ID == t.VariationID {
				part.Ground, part.Words = v.Ground, v.Reason
			}
		}
		parts, before = append(parts, part), t.Contracted
	}
	return parts
}

func difference(a, b decimal.Quantity) *big.Rat { return new(big.Rat).Sub(a.Rat(), b.Rat()) }

// deliveredParts says, period by period, why what is verified is not what is
// contracted.
func (f files) deliveredParts(l Line, at time.Time) []ReasonLine {
	if l.Aggregation == catalogue.Latest || l.Aggregation == catalogue.RatioOfSums {
		return f.levelParts(l, at)
	}
	var parts []ReasonLine
	rest := l.Verified.less(l.Contracted.Rat())
	for _, p := range l.Periods {
		part := f.part(p, at)
		part.By = new(big.Rat).Neg(p.Quantity.Rat())
		if verified := p.Verified(); verified != nil {
			part.By.Add(part.By, verified.Exact)
		}
		if rest != nil {
			rest.Sub(rest, part.By)
		}
		parts = append(parts, part)
	}
	if rest != nil && rest.Sign() != 0 {
		parts = append(parts, ReasonLine{Why: CountedOnce, By: rest})
	}
	return parts
}

// levelParts explains a figure that periods do not add up to: the newest
// verified level of a stock beside what was promised by then, and what was to
// come after it; a proportion as a whole.
func (f files) levelParts(l Line, at time.Time) []ReasonLine {
	if l.Verified == nil {
		return []ReasonLine{{Why: NothingYet}}
	}
	if l.Aggregation == catalogue.RatioOfSums {
		return []ReasonLine{{Why: Proportional, By: l.Verified.less(l.Contracted.Rat())}}
	}
	newest := l.Periods[0]
	for _, p := range l.Periods {
		if p.Verified() != nil {
			newest = p
		}
	}
	part := f.part(newest, at)
	part.By = l.Verified.less(newest.Quantity.Rat())
	return []ReasonLine{part, {Why: StillToCome, By: difference(newest.Quantity, l.Contracted)}}
}

// part says how a period stands, in the words of its last decision.
func (f files) part(p PeriodLine, at time.Time) ReasonLine {
	part := ReasonLine{Period: p.Label, Why: p.why(today(at))}
	for _, s := range f.steps[p.ReturnID] {
		if !s.At.After(at) && s.Kind != Submitted {
			part.Words = s.Words
		}
	}
	return part
}

// why is how a period stands on a date.
func (p PeriodLine) why(date string) Why {
	switch p.Standing.Status {
	case Verified:
		switch p.Verified().order(p.Quantity) {
		case -1:
			return LessVerified
		case 1:
			return MoreVerified
		}
		return AsVerified
	case Rejected:
		return Refusal
	case Submitted, Queried:
		return Undecided
	case Due:
	default:
		return NeedsNone
	}
	switch {
	case p.isOverdue(date):
		return Overdue
	case p.StartsOn > date:
		return NotBegun
	case p.EndsOn >= date:
		return StillRunning
	case p.IsStopped:
		return WaitsSuspense
	default:
		return NotDueYet
	}
}

// order compares a total with a quantity; a proportion of nothing equals.
func (t *Total) order(q decimal.Quantity) int {
	if t == nil {
		return 0
	}
	return t.Exact.Cmp(q.Rat())
}
