package award

import (
	"context"
	"fmt"
	"math/big"
	"slices"

	"github.com/assay-engine/assay/internal/bid"
	"github.com/assay-engine/assay/internal/evaluation"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/identity"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
	"github.com/assay-engine/assay/pkg/scoring"
)

// The faults of an allocation.
var (
	ErrUnlimited  = fault.New(fault.NotFound, "no-lot-limit", "This tender does not limit the lots of one supplier, so each lot is decided on by itself")
	ErrSeveral    = fault.New(fault.Conflict, "limit-with-several-winners", "A limit of lots for one supplier is applied where each lot has one winner")
	ErrAllocation = fault.New(fault.Conflict, "not-by-the-lot-rule", "The lot goes to the bid that the published rule for several lots gives it to")
)

// Allocation is how the lots of a tender are decided on together, under its
// limit of lots for one supplier.
type Allocation struct {
	Limit        int
	Rules        []tender.LotRule
	Lots         []lotRanking
	Runs         map[string]string // by lot: the score run that its ranking is of
	Combinations []combination     // best first
	Best         int               // so many are equal by every rule: more than one only where bids share a rank
	Why          string
	Suppliers    map[string]identity.Organisation
}

// Choice is what a combination gives a lot to.
type Choice struct {
	Lot      string
	Number   int
	Bid      string // empty where nobody may win
	Supplier string
	Rank     int
}

// Choices spells a combination out.
func (a Allocation) Choices(c int) []Choice {
	list := make([]Choice, len(a.Lots))
	for i, l := range a.Lots {
		list[i] = Choice{Lot: l.Lot, Number: l.Number}
		if place := a.Combinations[c].places[i]; place >= 0 {
			b := l.Bids[place]
			list[i].Bid, list[i].Supplier, list[i].Rank = b.Bid, b.Supplier, b.Rank
		}
	}
	return list
}

// Values spells out what each rule compares of a combination, in their order;
// empty for a rule that is no sum.
func (a Allocation) Values(c int) []string {
	list := make([]string, len(a.Rules))
	for i, v := range a.Combinations[c].values {
		if v != nil {
			list[i] = ruleValue(a.Rules[i], v)
		}
	}
	return list
}

// Allocate compares every way to award the lots within the published limit, by
// the published rules, from the last run of each lot. Nothing is kept by it: a
// recommendation has to follow it.
func (s *Service) Allocate(ctx context.Context, tenderID string) (Allocation, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) (Allocation, error) {
		t, err := tender.Get(tx, tenderID)
		if err != nil {
			return Allocation{}, err
		}
		if !insideHouse(tx, t) {
			return Allocation{}, store.ErrNotFound
		}
		return allocate(tx, t)
	})
}

func allocate(tx *store.Tx, t tender.Tender) (a Allocation, err error) {
	if t.LotLimit == 0 {
		return a, ErrUnlimited
	}
	a = Allocation{Limit: t.LotLimit, Rules: t.LotRules(), Runs: map[string]string{}, Suppliers: map[string]identity.Organisation{}}
	rules, err := t.Awarding()
	if err != nil {
		return a, err
	}
	lots, err := tender.Lots(tx, t.ID)
	if err != nil {
		return a, err
	}
	for _, lot := range lots {
		if most, _ := rules.WinnersOf(lot.Number); most > 1 {
			return a, ErrSeveral.Because("lot %d has %d", lot.Number, most)
		}
		if err := a.add(tx, lot); err != nil {
			return a, err
		}
	}
	if a.Combinations, a.Best, err = together(a.Lots, a.Limit, a.Rules); err != nil {
		return a, err
	}
	a.Why = why(a.Lots, a.Rules, a.Combinations, a.Best)
	return a, nil
}

// add reads the ranking of a lot from its last run, and what was decided about
// it before.
func (a *Allocation) add(tx *store.Tx, lot tender.Lot) error {
	run, err := evaluation.LatestRun(tx, lot.ID)
	if isMissing(err) {
		return ErrNotScored.Because("lot %d has no score run", lot.Number)
	}
	if err != nil {
		return err
	}
	sheet, result, err := run.Documents()
	if err != nil {
		return err
	}
	l := lotRanking{Lot: lot.ID, Number: lot.Number, lowest: sheet.Method.Basis == scoring.PricePerQualityPoint || sheet.Method.Basis == scoring.AwardOnValue}
	for _, r := range result.Ranking {
		b, err := bid.Get(tx, r.Bid)
		if err != nil {
			return err
		}
		if a.Suppliers[b.SupplierID], err = identity.Get(tx, b.SupplierID); err != nil {
			return err
		}
		c, err := candidateOf(sheet, r, b, l.lowest)
		if err != nil {
			return err
		}
		l.Bids = append(l.Bids, c)
	}
	if l.Fixed, err = decidedFor(tx, lot.ID); err != nil {
		return err
	}
	a.Lots, a.Runs[lot.ID] = append(a.Lots, l), run.ID
	return nil
}

func candidateOf(sheet scoring.Sheet, r scoring.Ranked, b bid.Bid, lowest bool) (candidate, error) {
	total, ok := new(big.Rat).SetString(string(r.Exact))
	if !ok {
		return candidate{}, fmt.Errorf("the total of bid %s is no number: %q", r.Bid, r.Exact)
	}
	if lowest {
		total.Neg(total)
	}
	c := candidate{Bid: r.Bid, Supplier: b.SupplierID, Rank: r.Rank, Total: total}
	if at := slices.IndexFunc(sheet.Bids, func(s scoring.Bid) bool { return s.ID == r.Bid }); at >= 0 && sheet.Bids[at].Price != nil {
		c.PricePence = big.NewRat(int64(sheet.Bids[at].Price.Amount), 1)
	}
	return c, nil
}

// decidedFor finds the bid that a lot was awarded to before, or empty where it
// was decided not to award it; nil where nothing was decided.
func decidedFor(tx *store.Tx, lotID string) (*string, error) {
	r, found, err := standingOf(tx, lotID)
	if err != nil || !found || r.Status != Approved {
		return nil, err
	}
	winners, err := r.Chosen()
	if err != nil {
		return nil, err
	}
	none := ""
	if len(winners) == 0 {
		return &none, nil
	}
	return &winners[0].Bid, nil
}

// within narrows the ranking of a lot to what the published rule for several
// lots gives it to: the bid that is named, where that is one of them.
func within(tx *store.Tx, t tender.Tender, lot tender.Lot, ranking []scoring.Ranked, bids []string) ([]scoring.Ranked, error) {
	a, err := allocate(tx, t)
	if err != nil {
		return nil, err
	}
	var allowed []string
	for c := range a.Best {
		for _, choice := range a.Choices(c) {
			if choice.Lot == lot.ID && choice.Bid != "" && !slices.Contains(allowed, choice.Bid) {
				allowed = append(allowed, choice.Bid)
			}
		}
	}
	if len(bids) != 1 || !slices.Contains(allowed, bids[0]) {
		return nil, ErrAllocation.On("/bids", "of lot %d that is %v: %s", lot.Number, allowed, a.Why)
	}
	return slices.DeleteFunc(slices.Clone(ranking), func(r scoring.Ranked) bool { return r.Bid != bids[0] }), nil
}
