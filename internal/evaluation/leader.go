package evaluation

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/assay-engine/assay/internal/bid"
	"github.com/assay-engine/assay/pkg/agreement"
	"github.com/assay-engine/assay/pkg/scoring"
)

// ChangesLeader flags an answer on whose level it depends which bid of the lot
// leads on quality. Before prices are opened nobody can say more, and nobody
// should: who wins depends on prices too.
const ChangesLeader agreement.FlagCode = "changes-quality-leader"

// flagLeaders looks, for each lot of which all answers are among the findings,
// whether the lead on quality depends on which of the members' levels an answer
// gets. It holds all other answers once at the lowest level that a member gave
// and once at the highest; it picks no level and averages none.
func (d desk) flagLeaders(t *Triage) {
	for _, lot := range d.lots {
		weights := questionWeights(d.methods[lot.ID].Criteria, big.NewRat(1, 1), map[string]*big.Rat{})
		ranges, whole := d.ranges(lot.ID, *t)
		if !whole || len(weights) == 0 {
			continue
		}
		for i, a := range t.Answers {
			if a.LotID != lot.ID || t.Report.Findings[i].AllAgree {
				continue
			}
			if d.leadMoves(lot.ID, gap{a.BidID, a.Criterion}, ranges, weights) {
				t.Report.Findings[i].Flags = append(t.Report.Findings[i].Flags, agreement.Flag{
					Code: ChangesLeader, Evaluators: []string{}, Words: fmt.Sprintf("Which bid of lot %d leads on quality depends on the level of this answer.", lot.Number),
				})
			}
		}
	}
}

// ranges is the lowest and the highest level that members gave to each answer of a
// lot, and whether all its answers are known.
func (d desk) ranges(lotID string, t Triage) (map[gap][2]int, bool) {
	known := map[gap][2]int{}
	for i, a := range t.Answers {
		if f := t.Report.Findings[i]; a.LotID == lotID && f.Lowest != nil && f.Highest != nil {
			known[gap{a.BidID, a.Criterion}] = [2]int{*f.Lowest, *f.Highest}
		}
	}
	for _, p := range d.answers() {
		if _, there := known[p.gap]; p.lot.ID == lotID && p.bid.Status == bid.Valid && !there {
			return nil, false
		}
	}
	return known, true
}

func (d desk) leadMoves(lotID string, about gap, ranges map[gap][2]int, weights map[string]*big.Rat) bool {
	for others := range 2 {
		low, high := d.leaders(lotID, about, 0, others, ranges, weights), d.leaders(lotID, about, 1, others, ranges, weights)
		if low != high {
			return true
		}
	}
	return false
}

// leaders names the bids that lead on quality, where one answer has the lowest (0)
// or highest (1) of its levels and all others have theirs.
func (d desk) leaders(lotID string, about gap, this, others int, ranges map[gap][2]int, weights map[string]*big.Rat) string {
	var best *big.Rat
	var lead []string
	for _, b := range d.bids {
		if b.LotID != lotID || b.Status != bid.Valid {
			continue
		}
		total := new(big.Rat)
		for criterion, weight := range weights {
			g, at := gap{b.ID, criterion}, others
			if g == about {
				at = this
			}
			total.Add(total, new(big.Rat).Mul(weight, marksOf(d.methods[lotID], criterion, ranges[g][at])))
		}
		switch {
		case best == nil || total.Cmp(best) > 0:
			best, lead = total, []string{b.ID}
		case total.Cmp(best) == 0:
			lead = append(lead, b.ID)
		}
	}
	slices.Sort(lead)
	return strings.Join(lead, " ")
}

// questionWeights is what each question weighs in the whole; by worth where the
// method has worth instead of weight.
func questionWeights(list []scoring.Criterion, above *big.Rat, weights map[string]*big.Rat) map[string]*big.Rat {
	for _, c := range list {
		share := new(big.Rat)
		switch {
		case c.Weight != nil:
			share.Mul(above, c.Weight.Rat())
		case c.Worth != nil && c.Criteria == nil:
			share.SetInt64(int64(*c.Worth))
		case c.Worth != nil:
			share.Set(above)
		}
		if c.Kind == scoring.QuestionLeaf && c.Criteria == nil {
			weights[c.ID] = share
		}
		questionWeights(c.Criteria, share, weights)
	}
	return weights
}

func marksOf(method scoring.Method, criterion string, level int) *big.Rat {
	if c := find(method.Criteria, criterion); c != nil {
		for _, l := range c.Scale {
			if l.Level == level {
				return l.Marks.Rat()
			}
		}
	}
	return new(big.Rat)
}
