package robustness

import (
	"fmt"
	"slices"

	"github.com/assay-engine/assay/pkg/scoring"
)

// BidStudy says what each bid's mere presence does.
type BidStudy struct {
	// RivalFree says that no function of the method looks at other bids, so that taking one away cannot move the others; the sheet was not
	// scored again then.
	RivalFree bool `json:"rivalFree"`
	// Runs is how many times the sheet was scored again, LeftOut how many bids were not tried because that would be more than 5,000 sheets, a million
	// bids scored or too many digits; the best-ranked come first.
	Runs    int `json:"runs"`
	LeftOut int `json:"leftOut"`
	// Decisive are the bids that did not win and without which another bid would.
	Decisive []string  `json:"decisive"`
	Removals []Removal `json:"removals"`
	Words    string    `json:"words"`
}

// Removal is the sheet without one bid. Its Effect is on the bids that remain, beside the ranking with that bid struck out: that the second takes
// the place of a winner who leaves is no change.
type Removal struct {
	Bid string `json:"bid"`
	// Rank is what it was; 0 for a bid that was not ranked.
	Rank int `json:"rank"`
	Effect
}

// WithoutEachBid scores the sheet once without each bid that is not disregarded: bids in rank order, then the others as they came. A sheet that
// breaks a rule gives the scoring package's faults.
func WithoutEachBid(s scoring.Sheet) (BidStudy, error) {
	r, err := rescore(s)
	if err != nil {
		return BidStudy{}, err
	}
	return r.withoutEachBid(), nil
}

func (r *rescorer) withoutEachBid() BidStudy {
	study := BidStudy{RivalFree: !RivalDependent(r.sheet.Method), Decisive: []string{}, Removals: []Removal{}}
	winners := r.base.winners()
	for _, i := range r.inOrder() {
		bid := r.sheet.Bids[i].ID
		removal := Removal{Bid: bid, Rank: r.base.ranks[bid]}
		switch {
		case study.RivalFree && !slices.Contains(winners, bid):
			removal.Effect = Effect{Winners: slices.Clone(winners), Moved: []Move{}}
		case study.RivalFree && len(winners) > 1:
			removal.Effect = Effect{Winners: slices.DeleteFunc(slices.Clone(winners), func(w string) bool { return w == bid }), Moved: []Move{}}
		case study.RivalFree:
			removal.Effect = Effect{Winners: r.base.without(bid).winners(), Moved: []Move{}}
		case study.Runs == r.most:
			study.LeftOut++
			continue
		default:
			removal.Effect = r.base.without(bid).compare(r.rank(r.table.Without(bid)))
			study.Runs++
		}
		if removal.WinnerChanges && !slices.Contains(winners, bid) {
			study.Decisive = append(study.Decisive, bid)
		}
		study.Removals = append(study.Removals, removal)
	}
	study.Words = study.words()
	return study
}

// inOrder are the places of the bids that are not disregarded: the ranked best first, then the others.
func (r *rescorer) inOrder() []int {
	place := map[string]int{}
	for i, b := range r.sheet.Bids {
		place[b.ID] = i
	}
	var order []int
	for _, bid := range r.base.bids {
		order = append(order, place[bid])
	}
	for i, b := range r.sheet.Bids {
		if b.Disregarded == nil && r.base.ranks[b.ID] == 0 {
			order = append(order, i)
		}
	}
	return order
}

func (s BidStudy) words() string {
	switch {
	case s.RivalFree:
		return "No mark depends on other bids, so no losing bid can change the winner."
	case len(s.Decisive) == 0:
		return "Taking any one losing bid away leaves the winner the same."
	case len(s.Decisive) == 1:
		return fmt.Sprintf("Bid %s did not win, but without it another bid would have: its presence decides.", s.Decisive[0])
	}
	return fmt.Sprintf("Bids %s did not win, but without any one of them another bid would have: their presence decides.", listed(s.Decisive))
}

// RivalDependent says whether any function of a method looks at other bids.
func RivalDependent(m scoring.Method) bool {
	return slices.ContainsFunc(m.Criteria, rivalDependent)
}

func rivalDependent(c scoring.Criterion) bool {
	if c.Score != nil {
		switch c.Score.Name {
		case scoring.FixedLinear, scoring.PiecewiseLinear, scoring.Bands:
		default:
			return true
		}
	}
	return slices.ContainsFunc(c.Criteria, rivalDependent)
}
