package rehearsal

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/assay-engine/assay/pkg/scoring"
)

// checkMethod looks at what is said once for the whole.
func (l *linter) checkMethod() {
	m := l.method
	ratio := m.Basis == scoring.PricePerQualityPoint || m.Basis == scoring.ValueForMoneyIndex
	if ratio && !anyMinimum(m.Criteria) {
		l.add(Finding{
			Code: "no-quality-minimum", Severity: NeedsReason, Pointer: "/basis",
			Explanation: "A ratio of price and quality prizes the cheap and poor as much as the dear and good; without any minimum a very cheap bid wins with hardly any quality.",
			Fix:         "Set a minimum on quality or on its parts.",
		})
	}
	if m.Basis == scoring.WeightedSum && !slices.ContainsFunc(l.leaves, func(p place) bool { return p.Kind == scoring.PriceLeaf }) {
		l.add(Finding{Code: "no-price", Severity: ToRead, Pointer: "/criteria", Explanation: "Price does not count.", Fix: "Where price is meant to be fixed, say so; else add a price criterion."})
	}
	l.checkTies()
	if m.RankOn == scoring.Rounded || m.Rounding.At != scoring.RoundNone && m.Rounding.At != scoring.RoundTotal {
		l.add(Finding{
			Code: "rounding-decides", Severity: NeedsReason, Pointer: "/rounding",
			Explanation: fmt.Sprintf("Marks are rounded before ranks are taken (at %s, ranked on %s totals, %d places), so bids that differ can tie or change places.", m.Rounding.At, m.RankOn, *m.Rounding.Places),
			Fix:         "Rank on exact totals; round for display only.",
		})
	}
}

// checkTies wants a tie rule that ends in one winner.
func (l *linter) checkTies() {
	for i, t := range l.method.TieBreak {
		at := fmt.Sprintf("/tieBreak/%d", i)
		switch {
		case t.By == scoring.ByDraw && t.Commitment == "":
			l.add(Finding{Code: "draw-not-committed", Severity: ToRead, Pointer: at, Explanation: "The draw's seed is made and its hash published when the tender is.", Fix: "Nothing now; publication fills it in."})
		case t.By == scoring.ByShared && i == 0 && len(l.method.TieBreak) == 1:
			l.add(Finding{Code: "ties-stay-shared", Severity: NeedsReason, Pointer: "/tieBreak", Explanation: "Bids with equal totals share first place, and nothing says who gets the contract then. Whole-number promises tie often.", Fix: "Name a criterion, the lowest price or a draw with a committed seed."})
		case t.By == scoring.ByShared && i < len(l.method.TieBreak)-1:
			l.add(Finding{Code: "tie-rule-unreached", Severity: NeedsReason, Pointer: at, Explanation: "What comes after shared is never tried.", Fix: "Move shared to the end or take it out."})
		}
	}
}

func anyMinimum(list []scoring.Criterion) bool {
	return slices.ContainsFunc(list, func(c scoring.Criterion) bool { return c.Minimum != nil || anyMinimum(c.Criteria) })
}

// measured is one measure with the leaf that scores it.
type measured struct {
	code, member string
	place
}

func (l *linter) measures() (list []measured) {
	for _, p := range l.leaves {
		if p.Kind == scoring.MeasureLeaf {
			list = append(list, measured{p.Measure, "/measure", p})
		}
		for i, m := range p.Measures {
			list = append(list, measured{m.Measure, fmt.Sprintf("/measures/%d/measure", i), p})
		}
	}
	return list
}

// checkMeasures holds the measures to the catalogue's facts.
func (l *linter) checkMeasures() {
	list := l.measures()
	if len(list) > 6 {
		l.add(Finding{
			Code: "more-than-six-measures", Severity: NeedsReason, Pointer: "/criteria",
			Explanation: fmt.Sprintf("%d measures are scored. Each must be promised, evidenced and followed up to the end of the contract, and small suppliers feel it most.", len(list)),
			Fix:         "Keep the six that matter most to this contract; ask for the others in the specification.",
		})
	}
	for _, m := range list {
		if slices.Contains(l.facts.AreaIndicators, m.code) {
			l.about(m.place, "area-indicator", Blocks, m.member, fmt.Sprintf("Measure %s describes the whole area. No contract moves it by itself, so no bidder can promise it or be held to it.", m.code), "Score the contract-sized form of the measure, and give the area figure as context.")
		}
	}
	for _, group := range l.facts.OverlapGroups {
		var codes []string
		first := measured{}
		for _, m := range list {
			if slices.Contains(group, m.code) {
				if len(codes) == 0 {
					first = m
				}
				codes = append(codes, m.code)
			}
		}
		if len(codes) > 1 {
			l.about(first.place, "overlap-counted-twice", NeedsReason, first.member, fmt.Sprintf("Measures %s count the same good in different ways, so one promise earns marks more than once.", strings.Join(codes, ", ")), "Score one of them.")
		}
	}
}

// checkPolicy asks for a policy's least share of social value.
func (l *linter) checkPolicy(policy Policy) {
	share, of := new(big.Rat), "the whole"
	for _, p := range l.leaves {
		if p.share != nil && l.isSocial(p) {
			share.Add(share, p.share)
		}
	}
	switch l.method.Basis {
	case scoring.PricePerQualityPoint, scoring.ValueForMoneyIndex:
		of = "quality, since price carries no weight under this basis"
	case scoring.AwardOnValue:
		of = "all worth"
	}
	least := big.NewRat(int64(policy.LeastShare), 10_000)
	if share.Cmp(least) < 0 {
		l.add(Finding{
			Code: "policy-least-share", Severity: policy.Severity, Pointer: "/criteria",
			Explanation: fmt.Sprintf("Social value weighs %s of %s; %s asks for at least %s %%.", percent(share), of, policy.Title, policy.LeastShare),
			Fix:         "Raise the weight of social value, or name in socialValue the criteria that score it.",
		})
	}
}

func (l *linter) isSocial(p place) bool {
	if len(l.facts.SocialValue) == 0 {
		return p.Kind == scoring.MeasureLeaf || p.Kind == scoring.ValueLeaf
	}
	return slices.ContainsFunc(append(slices.Clone(p.parents), p.ID), func(id string) bool { return slices.Contains(l.facts.SocialValue, id) })
}
