package contract

import (
	"context"
	"math/big"
	"slices"

	"github.com/assay-engine/assay/internal/catalogue"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/pkg/decimal"
)

// propose tells which rating an obligation earns over a year, by the cut-offs
// of the contract: what was verified of the periods that ended in the year
// beside what was promised for them.
func (o Owed) propose(fromOn, toOn string, cutOffs CutOffs) *Proposal {
	p := &Proposal{Rating: Other, CutOffs: cutOffs}
	var promises []decimal.Quantity
	var accepted []Figure
	for _, q := range o.Periods {
		if q.EndsOn < fromOn || q.EndsOn > toOn || q.Standing.Status == Skipped {
			continue
		}
		promises = append(promises, q.Quantity)
		if figure, decided := q.Standing.Accepted(); decided {
			accepted = append(accepted, figure)
		}
		if q.Standing.Status == Submitted || q.Standing.Status == Queried {
			p.Undecided++
		}
	}
	if len(promises) == 0 {
		return p
	}
	p.Committed, p.Verified = committed(o.Obligation, promises), combine(o.Obligation, accepted)
	p.Share = shareIn(o.Direction, p.Verified, p.Committed)
	p.Rating = cutOffs.rate(p.Share)
	return p
}

// shareIn is a figure's share of its promise, in per cent. Where less is better
// it is turned round, and nothing at all is all of it. Nothing reported has no
// share, and neither has a promise of nothing.
func shareIn(better catalogue.Direction, verified *Total, promise *big.Rat) *big.Rat {
	hundred := big.NewRat(100, 1)
	switch {
	case verified == nil || promise == nil:
		return nil
	case better == catalogue.Lower && verified.Exact.Sign() == 0:
		return hundred
	case better == catalogue.Lower:
		return hundred.Mul(hundred, new(big.Rat).Quo(promise, verified.Exact))
	case promise.Sign() == 0:
		return nil
	default:
		return hundred.Mul(hundred, new(big.Rat).Quo(verified.Exact, promise))
	}
}

// rate is the rating that a share in per cent earns. The cut-off itself earns
// the better one.
func (c CutOffs) rate(share *big.Rat) Rating {
	reaches := func(w decimal.Weight) bool { return share.Cmp(w.Rat()) >= 0 }
	switch {
	case share == nil:
		return Other
	case reaches(c.Good):
		return Good
	case reaches(c.ApproachingTarget):
		return ApproachingTarget
	case reaches(c.RequiresImprovement):
		return RequiresImprovement
	default:
		return Inadequate
	}
}

// Assessments lists what is to be rated of a contract: every obligation and
// every other key performance indicator, for each year that is over, and the
// whole contract once it has ended. What is overdue comes first.
func (s *Service) Assessments(ctx context.Context, id string) ([]Assessment, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) ([]Assessment, error) {
		c, err := see(tx, id)
		if err != nil {
			return nil, err
		}
		return assessments(tx, c)
	})
}

func assessments(tx *store.Tx, c Contract) ([]Assessment, error) {
	at, err := momentOf(tx, c)
	if err != nil {
		return nil, err
	}
	f, err := filesOf(tx, c)
	if err != nil {
		return nil, err
	}
	stated, err := particularsOf(tx, c)
	if err != nil {
		return nil, err
	}
	done, err := ratingsOf(tx, c.ID)
	if err != nil {
		return nil, err
	}
	var list []Assessment
	for _, year := range years(c) {
		if year.ToOn >= today(at) {
			continue
		}
		for _, a := range indicators(f.owed(at), stated) {
			a.Year, a.FromOn, a.ToOn, a.DueOn = year.Year, year.FromOn, year.ToOn, year.DueOn
			if a.owed != nil {
				a.Proposal = a.owed.propose(a.FromOn, a.ToOn, f.rulesAt(at).CutOffs)
			}
			a.Rated = done[ratingKey{a.Indicator, a.Year}]
			a.IsOverdue = a.Rated == nil && a.DueOn < today(at)
			list = append(list, a)
		}
	}
	slices.SortStableFunc(list, func(a, b Assessment) int { return boolFirst(a.IsOverdue, b.IsOverdue) })
	return list, nil
}

func boolFirst(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	default:
		return 1
	}
}

// indicators are what can be rated: obligations in the order of the bid, then
// the other key performance indicators.
func indicators(owed []Owed, stated Particulars) (list []Assessment) {
	for i := range owed {
		list = append(list, Assessment{Indicator: owed[i].Code(), Title: owed[i].Wording, IsKPI: stated.isKPI(owed[i].Code()), owed: &owed[i]})
	}
	for _, k := range stated.KPIs {
		if k.Obligation == nil {
			list = append(list, Assessment{Indicator: k.Indicator, Title: k.Title, IsKPI: true})
		}
	}
	return list
}
