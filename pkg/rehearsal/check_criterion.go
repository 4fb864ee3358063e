package rehearsal

import (
	"fmt"
	"math/big"

	"github.com/assay-engine/assay/pkg/scoring"
)

// checkWords asks for what a supplier reads.
func (l *linter) checkWords(p place) {
	if p.Title == "" {
		l.about(p, "no-title", ToRead, "", fmt.Sprintf("Suppliers would read the id %s for want of a title.", p.ID), "Give the criterion a title.")
	}
	for i, level := range p.Scale {
		if level.Words == "" {
			l.about(p, "level-words-missing", Blocks, fmt.Sprintf("/scale/%d/words", i),
				fmt.Sprintf("Level %d of %s has no words, so neither suppliers nor evaluators know what an answer at that level looks like.", level.Level, name(p.Criterion)),
				"Write what an answer at this level has and what keeps it from the next.")
		}
	}
	if n := len(p.Scale); n == 2 || n > 11 {
		l.about(p, "scale-length", ToRead, "/scale", fmt.Sprintf("%s has %d levels. Two cannot tell good from fair; evaluators do not tell more than about ten apart.", name(p.Criterion), n), "Use four to seven levels.")
	}
}

// checkWeight looks for weights too small to matter.
func (l *linter) checkWeight(p place) {
	if p.share == nil || len(p.Criteria) > 0 || p.share.Cmp(big.NewRat(2, 100)) >= 0 {
		return
	}
	l.about(p, "weight-under-two-percent", NeedsReason, "/"+l.weightMember(),
		fmt.Sprintf("%s weighs %s of the whole: less than the difference between two honest evaluators, yet bidders must still answer it.", name(p.Criterion), percent(p.share)),
		"Drop it, make it a gate, or join it with another criterion.")
}

func (l *linter) weightMember() string {
	if l.method.Basis == scoring.AwardOnValue {
		return "worth"
	}
	return "weight"
}

// checkMinimum looks for minimums that nobody or everybody meets.
func (l *linter) checkMinimum(p place) {
	if p.Minimum == nil || p.Kind == scoring.GateLeaf {
		return
	}
	low, high := reach(p.Criterion, l.method.Basis)
	switch minimum := p.Minimum.Rat(); {
	case minimum.Cmp(high) > 0:
		l.about(p, "minimum-unreachable", Blocks, "/minimum", fmt.Sprintf("The minimum of %s marks on %s cannot be met: no bid can get more than %s.", p.Minimum, name(p.Criterion), high.FloatString(2)), "Lower the minimum or change how marks are given.")
	case minimum.Cmp(low) <= 0:
		l.about(p, "minimum-idle", ToRead, "/minimum", fmt.Sprintf("The minimum of %s marks on %s keeps nobody out: every bid gets at least %s.", p.Minimum, name(p.Criterion), low.FloatString(2)), "Leave it out, or raise it.")
	}
}

// checkLeaf looks at how a leaf gives marks.
func (l *linter) checkLeaf(p place) {
	if p.Kind == scoring.GateLeaf || p.share == nil && p.Kind != scoring.PriceLeaf {
		return
	}
	low, high := reach(p.Criterion, l.method.Basis)
	full := big.NewRat(100, 1)
	switch {
	case p.share == nil:
		// Price under a basis that does not weigh it: its marks are shown and decide nothing.
	case low.Cmp(high) == 0:
		l.about(p, "cannot-change-result", Blocks, "", fmt.Sprintf("%s gives every bid %s marks, so its %s decide nothing and the others weigh more than published.", name(p.Criterion), low.FloatString(2), percent(p.share)), "Let its marks differ, or take it out.")
	case high.Cmp(full) < 0:
		l.about(p, "full-marks-unreachable", NeedsReason, "", fmt.Sprintf("No bid can get more than %s of 100 marks on %s, so it weighs less than the %s published.", high.FloatString(2), name(p.Criterion), percent(p.share)), "Let the best answer earn 100 marks, or lower the weight.")
	}
	if mayBeLeftOut(p.Criterion) && p.share != nil {
		l.checkOffers(p)
	}
	if low.Cmp(high) < 0 && low.Sign() > 0 && p.share != nil {
		l.about(p, "zero-unreachable", ToRead, "", fmt.Sprintf("Every bid gets at least %s marks on %s, even with nothing to show, so it weighs less than published.", low.FloatString(2), name(p.Criterion)), "Let the worst answer earn 0 marks.")
	}
	if p.Score != nil {
		l.checkFunction(p)
	}
	if p.Kind == scoring.ValueLeaf {
		l.checkCorrections(p)
	}
}

// checkOffers looks at leaves on which any offer, however small, earns something.
func (l *linter) checkOffers(p place) {
	low, high := offerReach(p.Criterion)
	switch {
	case low.Sign() == 0:
	case low.Cmp(high) == 0:
		l.about(p, "every-offer-alike", NeedsReason, "/score", fmt.Sprintf("On %s every offer, however small, earns the same %s marks; only a bid that offers nothing at all gets none.", name(p.Criterion), high.FloatString(2)), "Let marks rise with what is offered, or make it a gate.")
	default:
		l.about(p, "small-offer-earns", ToRead, "/score", fmt.Sprintf("On %s any offer, however small, earns at least %s marks; only a bid that offers nothing at all gets none.", name(p.Criterion), low.FloatString(2)), "Let the smallest offer earn 0 marks, or set a minimum.")
	}
}

// checkFunction warns of what functions are known for.
func (l *linter) checkFunction(p place) {
	title, f := name(p.Criterion), p.Score
	switch f.Name {
	case scoring.MeanDeviation, scoring.StandardDifferential, scoring.Logarithmic:
		l.about(p, "legacy-function", NeedsReason, "/score/function", fmt.Sprintf("%s is kept to repeat old results: its marks are hard to foresee and jump with the field.", f.Name), "Use fixed_linear, piecewise_linear or bands with published anchors.")
	}
	switch f.Name {
	case scoring.FixedLinear, scoring.PiecewiseLinear, scoring.Bands:
	default:
		l.about(p, "rival-dependent", NeedsReason, "/score/function", fmt.Sprintf("Marks on %s depend on the other bids, so adding or removing a losing bid can change the winner, and nobody can work out a bid's marks beforehand.", title), "Publish fixed anchors: fixed_linear, piecewise_linear or bands.")
	}
	if zeroDivides(p.Criterion) {
		l.about(p, "zero-upsets", NeedsReason, "/score/function", fmt.Sprintf("%s divides by the lowest offer: one offer of 0 takes all marks and leaves the others none.", title), "Use fixed anchors, or set out how an offer of 0 is dealt with.")
	}
	if rewardsBoasting(p.Criterion) {
		l.about(p, "uncapped-promise", NeedsReason, "/cap", fmt.Sprintf("The greatest promise on %s sets the scale for all, without limit, so promising too much pays.", title), "Set a cap at what such a contract can deliver, or use fixed anchors.")
	}
	if f.Name == scoring.PiecewiseLinear && f.Outside == scoring.Refuse {
		l.about(p, "refuses-outside", ToRead, "/score/outside", fmt.Sprintf("A bid whose figure on %s lies outside the curve fails the requirements.", title), "Say so in the tender, or clamp.")
	}
}

// zeroDivides says that a function divides by the lowest input.
func zeroDivides(c scoring.Criterion) bool {
	switch c.Score.Name {
	case scoring.StandardDifferential, scoring.Logarithmic:
		return true
	case scoring.RelativeToBest:
		return c.Score.Direction == scoring.Lower
	}
	return false
}

// rewardsBoasting says that the greatest promise sets the scale and nothing limits it.
func rewardsBoasting(c scoring.Criterion) bool {
	if c.Kind == scoring.PriceLeaf || c.Cap != nil || c.Score.Direction != scoring.Higher {
		return false
	}
	return c.Score.Name == scoring.RelativeToBest || c.Score.Name == scoring.MinMax || c.Score.Name == scoring.MeanDeviation
}

// checkCorrections warns of money counted whole.
func (l *linter) checkCorrections(p place) {
	for i, m := range p.Measures {
		if m.Deadweight.IsZero() && m.Displacement.IsZero() && m.Attribution.IsZero() {
			l.about(p, "no-corrections", NeedsReason, fmt.Sprintf("/measures/%d", i), fmt.Sprintf("%s counts every pound of measure %s as the contract's own doing: nothing is taken off for what would have happened anyway, elsewhere or through others.", name(p.Criterion), m.Measure), "Set deadweight, displacement and attribution, from evidence.")
		}
	}
}
