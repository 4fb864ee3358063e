package robustness

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/assay-engine/assay/pkg/decimal"
	"github.com/assay-engine/assay/pkg/legible"
	"github.com/assay-engine/assay/pkg/scoring"
)

// Verdict is the finding in plain words: who wins, by how much, and what would have to be different for another bid to win.
type Verdict struct {
	// Winners are the bids of rank 1, by id; RunnerUp is the first bid behind them, empty where there is none.
	Winners  []string `json:"winners"`
	RunnerUp string   `json:"runnerUp"`
	// Margin is the difference of the totals of first place and runner-up, never negative, in the unit of the method's totals: marks,
	// pounds per mark, marks per pound, or pounds. Nil without a runner-up.
	Margin *scoring.Exact `json:"margin"`
	// Ways are the single changes that would put another bid first by itself: any agreed score one level up or down, a failed bid's too; any weight; the
	// prices and promises of the winner, of the three bids behind it and of three that failed the requirements; gates not met; a bid that was
	// disregarded coming back; and a losing bid staying away.
	Ways []Way `json:"ways"`
	// LeftOut says that not every change was tried, because that would have been too much work.
	LeftOut bool   `json:"leftOut"`
	Words   string `json:"words"`

	currency string
}

// judge puts a verdict together.
func judge(r *rescorer, f *field, result scoring.Result, report Report) Verdict {
	v := Verdict{Winners: r.base.winners(), Ways: []Way{}, currency: r.currency()}
	for _, bid := range r.base.bids {
		if v.RunnerUp == "" && r.base.ranks[bid] > 1 {
			v.RunnerUp = bid
			v.Margin = margin(result, bid)
		}
	}
	v.Ways = append(v.Ways, stepWays(report.Steps)...)
	v.Ways = append(v.Ways, weightWays(report.Stability, v.Winners, v.currency)...)
	s := r.seek(result)
	v.Ways = append(v.Ways, s.ways...)
	v.Ways = append(v.Ways, absences(report.Bids)...)
	v.LeftOut = s.short || report.Steps.LeftOut > 0 || report.Bids.LeftOut > 0
	v.Words = v.words(f, result, report.Bids)
	return v
}

// margin is the difference of the best total and a bid's.
func margin(result scoring.Result, bid string) *scoring.Exact {
	for _, ranked := range result.Ranking {
		if ranked.Bid == bid {
			off := new(big.Rat).Sub(result.Ranking[0].Exact.Rat(), ranked.Exact.Rat())
			exact := scoring.Exact(off.Abs(off).RatString())
			return &exact
		}
	}
	return nil
}

// stepWays are the steps of agreed scores after which another bid is first by itself.
func stepWays(steps StepStudy) (ways []Way) {
	for _, step := range steps.Steps {
		if !step.WinnerChanges || len(step.Winners) != 1 {
			continue
		}
		direction := "higher"
		if step.To < step.From {
			direction = "lower"
		}
		ways = append(ways, Way{
			Bid: step.Winners[0], Kind: ByScore, Criterion: step.Criterion, Changed: step.Bid,
			From: decimal.FromInt(int64(step.From)), To: decimal.FromInt(int64(step.To)),
			Words: fmt.Sprintf("bid %s would have to score one level %s on %s", step.Bid, direction, step.Title),
		})
	}
	return ways
}

// weightWays are the nearest bounds of weights at which another bid draws level with a sole winner, the smallest move first.
func weightWays(rows []Stability, winners []string, currency string) (ways []Way) {
	if len(winners) != 1 {
		return nil
	}
	type sized struct {
		Way
		size *big.Rat
	}
	var found []sized
	for _, row := range rows {
		if row.Scope == Siblings {
			continue
		}
		for side, bound := range []*Bound{row.Winner.Low, row.Winner.High} {
			// A bound on the published weight itself is a tie or a rounding, which no move of a weight explains.
			if bound == nil || bound.Weight.Cmp(row.Weight) == 0 {
				continue
			}
			size := new(big.Rat).Sub(bound.Exact.Rat(), row.Weight.Rat())
			found = append(found, sized{Way{
				Bid: bound.Overtakes, Kind: ByWeight, Criterion: row.Criterion, From: row.Weight, To: bound.Weight,
				Words: weightWords(row, bound, []string{"less", "more"}[side], currency),
			}, size.Abs(size)})
		}
	}
	slices.SortStableFunc(found, func(a, b sized) int { return a.size.Cmp(b.size) })
	for _, w := range found {
		ways = append(ways, w.Way)
	}
	return ways
}

func weightWords(row Stability, bound *Bound, than, currency string) string {
	if row.Scope == Worth {
		return fmt.Sprintf("%s would have to be worth %s than %s (it is worth %s)", row.Title, than, legible.Money(bound.Exact.Rat(), currency), legible.Money(row.Weight.Rat(), currency))
	}
	shown := places(bound.Exact.Rat(), 2)
	if shown.Cmp(row.Weight) == 0 {
		shown = bound.Weight // so near that two decimals do not tell them apart
	}
	return fmt.Sprintf("%s would have to weigh %s than %s %% of the whole (it weighs %s %%)", row.Title, than, shown, row.Weight)
}

// words says who wins and what would have to be different.
func (v Verdict) words(f *field, result scoring.Result, study BidStudy) string {
	if len(v.Winners) == 0 {
		return v.joined([]string{"No bid could be ranked."}, f, result, study)
	}
	sentences := []string{v.standing(f, result)}
	if v.RunnerUp != "" && len(v.Ways) == 0 {
		sentences = append(sentences, v.nothing())
	}
	return v.joined(sentences, f, result, study)
}

// nothing says that no single change that was tried does it.
func (v Verdict) nothing() string {
	if v.LeftOut {
		return "Of the single changes that were tried (not all were, since that would have been too much work), none would make another bid win."
	}
	return "No agreed score one level higher or lower, no other weight, no other price or promise of the winner or of the bids next to it, and no losing bid's absence, each by itself, would make another bid win."
}

// joined adds what would have to be different for the runner-up, for up to two other ranked bids and for up to two that are not ranked.
func (v Verdict) joined(sentences []string, f *field, result scoring.Result, study BidStudy) string {
	said, ways := map[string]bool{}, map[string]bool{}
	for _, w := range v.Ways {
		ways[w.Bid] = true
	}
	say := func(bids []string, most int) {
		for _, bid := range bids {
			if most > 0 && ways[bid] && !said[bid] {
				sentences, most, said[bid] = append(sentences, v.how(bid)), most-1, true
			}
		}
	}
	say([]string{v.RunnerUp}, 1)
	var ranked, excluded []string
	for _, bid := range f.bids {
		ranked = append(ranked, bid.id)
	}
	for _, x := range result.Excluded {
		excluded = append(excluded, x.Bid)
	}
	say(ranked, 2)
	say(excluded, 2)
	unsaid := func(w Way) bool { return w.Kind == ByAbsence && !said[w.Bid] }
	if slices.ContainsFunc(v.Ways, unsaid) {
		sentences = append(sentences, study.Words)
	}
	return strings.Join(sentences, " ")
}

// how joins a bid's ways. Of each sort it takes what says most: up to three scores, the nearest weight, one price and one promise, its own before
// the winner's. The rest is in Ways.
func (v Verdict) how(bid string) string {
	limits := map[WayKind]int{ByScore: 3, ByWeight: 1, ByPrice: 1, ByPromise: 1, ByRequirement: 1, ByReinstatement: 1, ByAbsence: 2}
	var ways []string
	for _, kind := range []WayKind{ByScore, ByWeight, ByPrice, ByPromise, ByRequirement, ByReinstatement, ByAbsence} {
		for _, own := range []bool{true, false} {
			for _, w := range v.Ways {
				if w.Bid == bid && w.Kind == kind && (w.Changed == bid) == own && limits[kind] > 0 {
					ways, limits[kind] = append(ways, w.Words), limits[kind]-1
				}
			}
		}
	}
	if ways == nil {
		return ""
	}
	sentence := strings.Join(ways, ", or ") + fmt.Sprintf(", for %s to win.", bid)
	return strings.ToUpper(sentence[:1]) + sentence[1:]
}

// standing says who is first and by how much.
func (v Verdict) standing(f *field, result scoring.Result) string {
	if len(v.Winners) > 1 {
		return fmt.Sprintf("Bids %s share first place.", listed(v.Winners))
	}
	winner := "Bid " + v.Winners[0]
	if v.RunnerUp == "" {
		return winner + " is the only bid that could be ranked."
	}
	by := v.Margin.Rat()
	tied := slices.ContainsFunc(result.Ties, func(t scoring.Tie) bool {
		return slices.Contains(t.Bids, v.Winners[0]) && slices.Contains(t.Bids, v.RunnerUp)
	})
	switch {
	case tied && by.Sign() == 0:
		return fmt.Sprintf("%s and bid %s have the same total; the tie rule puts %s first.", winner, v.RunnerUp, v.Winners[0])
	case tied:
		return fmt.Sprintf("%s and bid %s have the same total once rounded; the tie rule puts %s first.", winner, v.RunnerUp, v.Winners[0])
	case by.Sign() == 0:
		return fmt.Sprintf("%s and bid %s have the same total once rounded; the totals before rounding put %s first.", winner, v.RunnerUp, v.Winners[0])
	}
	switch f.basis {
	case scoring.PricePerQualityPoint:
		return fmt.Sprintf("%s wins by %s per mark.", winner, legible.Money(by, v.currency))
	case scoring.ValueForMoneyIndex:
		million := new(big.Rat).Mul(by, big.NewRat(1_000_000, 1))
		return fmt.Sprintf("%s wins by %s marks per %s1 million.", winner, legible.Decimal(million, 2), legible.Currency(v.currency))
	case scoring.AwardOnValue:
		return fmt.Sprintf("%s wins by %s after the worth of quality is taken off the price.", winner, legible.Money(by, v.currency))
	}
	return fmt.Sprintf("%s wins by %s.", winner, marks(by))
}

// marks shows a margin to two decimals, or to as many as it takes not to look like nothing.
func marks(by *big.Rat) string {
	if by.Cmp(big.NewRat(1, 1)) == 0 {
		return "1 mark"
	}
	return legible.Decimal(by, 2) + " marks"
}

func listed(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}
