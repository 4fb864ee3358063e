package rehearsal

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/assay-engine/assay/pkg/decimal"
)

// report turns what was counted into shares and sentences.
func (r *rehearsal) report() DryRunReport {
	report := DryRunReport{
		Runs: r.options.Runs, Seed: r.options.Seed, Winners: []WinnerShare{}, Weights: []EffectiveWeight{}, Deciding: []Deciding{},
		Unranked: r.share(r.unranked), TiesForFirst: r.share(r.tiesForFirst), Ties: r.share(r.ties), LosingBidDecides: r.share(r.decided),
	}
	report.Deciding = append(report.Deciding, r.deciding...)
	for _, b := range r.options.Bids {
		report.Winners = append(report.Winners, r.winner(HandMade, b.ID))
	}
	for _, p := range Profiles() {
		if slices.Contains(r.options.Profiles, p) {
			report.Winners = append(report.Winners, r.winner(p, string(p)))
		}
	}
	report.Weights = r.effective()
	if len(r.margins) > 0 {
		slices.Sort(r.margins)
		report.Margin = &Spread{Least: places(r.margins[0], 4), Median: places(r.margins[len(r.margins)/2], 4), Greatest: places(r.margins[len(r.margins)-1], 4)}
	}
	report.Words = report.words(r.titles)
	return report
}

// share is a count of the runs, to four decimals, half up.
func (r *rehearsal) share(count int) decimal.Number {
	return decimal.FromScaled((20_000*int64(count)+int64(r.options.Runs))/(2*int64(r.options.Runs)), 4)
}

// places shows millionths to fewer decimals, half up, away from zero at the half.
func places(millionths int64, n int) decimal.Number {
	unit := int64(1)
	for range 6 - n {
		unit *= 10
	}
	if millionths < 0 {
		return decimal.FromScaled((millionths-unit/2)/unit, n)
	}
	return decimal.FromScaled((millionths+unit/2)/unit, n)
}

// winner sums up one bid's part.
func (r *rehearsal) winner(p Profile, bid string) WinnerShare {
	w := WinnerShare{Profile: p, Bid: bid}
	t := r.bids[bid]
	if t == nil {
		t = &tally{}
	}
	w.First, w.Excluded = r.share(t.first), r.share(t.excluded)
	if t.alone == 0 {
		w.Why = "It never wins alone."
		return w
	}
	best, worst := 0, 0
	for i, gain := range t.gains {
		if gain > t.gains[best] {
			best = i
		}
		if gain < t.gains[worst] {
			worst = i
		}
	}
	w.Best = &Gain{r.leaves[best], places(t.gains[best]/int64(t.alone), 2)}
	w.Worst = &Gain{r.leaves[worst], places(t.gains[worst]/int64(t.alone), 2)}
	w.Why = fmt.Sprintf("When it wins alone, it is %s ahead of the next bid on %s", w.Best.Marks, r.titles[w.Best.Criterion])
	if w.Worst.Marks.Sign() < 0 {
		w.Why += fmt.Sprintf(" and %s behind on %s", strings.TrimPrefix(w.Worst.Marks.String(), "-"), r.titles[w.Worst.Criterion])
	}
	w.Why += ", on average."
	return w
}

// effective sets differences beside published weights.
func (r *rehearsal) effective() []EffectiveWeight {
	var published, all int64
	for i := range r.leaves {
		published += r.weights[i]
		all += r.differences[i]
	}
	out := []EffectiveWeight{}
	for i, leaf := range r.leaves {
		out = append(out, EffectiveWeight{leaf, percentOf(r.weights[i], published), percentOf(r.differences[i], all)})
	}
	return out
}

// percentOf is part ÷ whole in per cent, to two decimals, half up; 0 of nothing.
func percentOf(part, whole int64) decimal.Number {
	if whole == 0 {
		return decimal.FromInt(0)
	}
	return places(millionths(new(big.Rat).Mul(big.NewRat(part, whole), big.NewRat(100, 1))), 2)
}

// words says what stands out.
func (report DryRunReport) words(titles map[string]string) []string {
	var out []string
	most := slices.MaxFunc(report.Winners, func(a, b WinnerShare) int { return a.First.Cmp(b.First) })
	out = append(out, fmt.Sprintf("The %s bid comes first in %s of %d runs. %s", label(most), inPercent(most.First), report.Runs, most.Why))
	for _, w := range report.Winners {
		if w.Profile == OverPromising && w.First.Sign() > 0 {
			out = append(out, fmt.Sprintf("Promising more than can be delivered wins %s of the runs: look at caps and anchors.", inPercent(w.First)))
		}
		if w.Profile == Zero && w.First.Sign() > 0 {
			out = append(out, fmt.Sprintf("A bid that promises nothing wins %s of the runs: set minimums.", inPercent(w.First)))
		}
	}
	for _, w := range report.Weights {
		half := new(big.Rat).Mul(w.Published.Rat(), big.NewRat(1, 2))
		if w.Effective.Rat().Cmp(half) < 0 {
			out = append(out, fmt.Sprintf("%s is published at %s %% and decides only %s %% of the differences.", titles[w.Criterion], w.Published, w.Effective))
		}
	}
	if report.LosingBidDecides.Sign() > 0 {
		out = append(out, fmt.Sprintf("In %s of the runs a losing bid decides: without it another bid would win.", inPercent(report.LosingBidDecides)))
	}
	if report.TiesForFirst.Sign() > 0 {
		out = append(out, fmt.Sprintf("In %s of the runs two bids have the best total.", inPercent(report.TiesForFirst)))
	}
	if report.Unranked.Sign() > 0 {
		out = append(out, fmt.Sprintf("In %s of the runs no bid can be ranked.", inPercent(report.Unranked)))
	}
	return out
}

func label(w WinnerShare) string {
	if w.Profile == HandMade {
		return "hand-made " + w.Bid
	}
	return string(w.Profile)
}

func inPercent(share decimal.Number) string {
	return percent(share.Rat())
}

func listed(names []string) string {
	if len(names) == 0 {
		return "nobody"
	}
	return strings.Join(names, " and ")
}
