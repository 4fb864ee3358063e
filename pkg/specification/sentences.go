package specification

import (
	"fmt"
	"strings"

	"github.com/assay-engine/assay/pkg/decimal"
	"github.com/assay-engine/assay/pkg/scoring"
)

var bases = map[scoring.Basis]string{
	scoring.WeightedSum:          "A bid's total is the sum of its marks, each times its share of the whole: Σ weight × mark ÷ 100. The highest total wins.",
	scoring.PricePerQualityPoint: "A bid's total is its price divided by its weighted marks: pounds for each mark. The lowest total wins. A bid without any marks is not ranked.",
	scoring.ValueForMoneyIndex:   "A bid's total is its weighted marks divided by its price: marks for each pound. The highest total wins.",
	scoring.AwardOnValue:         "Every mark is worth pounds: a bid's total is its price less Σ worth × mark ÷ 100. The lowest total wins.",
}

var roundingRules = map[scoring.RoundingRule]string{
	scoring.HalfUp: "halves go up", scoring.HalfEven: "halves go to the even digit", scoring.Down: "further digits are cut off",
}

var roundingSteps = map[scoring.Step]string{
	scoring.RoundLeaf: "The mark of every criterion that has none below it", scoring.RoundBranch: "The mark of every branch, the innermost first,",
	scoring.RoundTotal: "The total",
}

// rules says how marks make a total, where figures are rounded and what is
// ranked.
func (b *builder) rules() []string {
	m := b.method
	rules := []string{"A mark runs from 0 to 100. A branch's mark is the sum of the marks below it, each times its share of the branch.", bases[m.Basis]}
	rounding := "Figures are exact; they are only shown rounded."
	if step, rounds := roundingSteps[m.Rounding.At]; rounds {
		rounding = fmt.Sprintf("%s is rounded to %s, %s, before it is used further. All else is exact.", step, places(*m.Rounding.Places), roundingRules[m.Rounding.Rule])
	}
	rules = append(rules, rounding)
	if m.RankOn == scoring.Rounded {
		return append(rules, fmt.Sprintf("Bids are ranked by their totals rounded to %s, %s.", places(*m.Rounding.Places), roundingRules[m.Rounding.Rule]))
	}
	return append(rules, "Bids are ranked by their totals as they are before any rounding of the total.")
}

func places(n int) string {
	switch n {
	case 0:
		return "whole numbers"
	case 1:
		return "one decimal"
	default:
		return sprint("%d decimals", n)
	}
}

// ties says how equal totals are told apart, in order.
func (b *builder) ties() []string {
	var steps []string
	for _, t := range b.method.TieBreak {
		switch t.By {
		case scoring.ByCriterion:
			steps = append(steps, "The higher mark on "+b.titles[t.ID]+" comes first.")
		case scoring.ByLowestPrice:
			steps = append(steps, "The lower price comes first.")
		case scoring.ByDraw:
			step := "A draw decides: bids come in the order of SHA-256 over a secret seed, a zero byte and the bid's identifier."
			if t.Commitment != "" {
				step += " The seed was fixed at publication by its own hash, " + t.Commitment + ", and is shown with the result."
			}
			steps = append(steps, step)
		case scoring.ByShared:
			steps = append(steps, "Bids that are still equal share their rank: 1, 1, 3.")
		}
	}
	return steps
}

// sentences says what is looked at and what must be met.
func (b *builder) sentences(c scoring.Criterion) []string {
	all := []string{}
	switch {
	case c.Criteria != nil:
	case c.Kind == scoring.GateLeaf:
		return []string{"Must be met. It carries no marks: a bid that does not meet it is not ranked."}
	case c.Kind == scoring.QuestionLeaf:
		all = append(all, "A written answer. The panel agrees on one level of the scale; its marks count.")
	case c.Kind == scoring.PriceLeaf:
		all = append(all, "The price of the bid.")
		if c.Weight == nil && c.Worth == nil {
			all = append(all, "It carries no weight of its own: the total is made from it.")
		}
	case c.Kind == scoring.MeasureLeaf:
		all = append(all, "The quantity promised. What is not offered earns no marks; an offer of nothing is an offer, and is marked like any other.")
	case c.Kind == scoring.ValueLeaf:
		all = append(all, "The value in pounds of what is promised: for each measure, quantity × proxy, less what would have happened anyway, was moved from elsewhere or is owed to others, and fading from year to year. What is not offered adds nothing.")
	}
	if c.Minimum != nil {
		all = append(all, sprint("A bid whose mark here is below %s does not meet the requirements and is not ranked; %s itself is enough.", c.Minimum, c.Minimum))
	}
	return all
}

// where says what x is in a formula.
func (b *builder) where(c scoring.Criterion) string {
	unit := "units"
	switch c.Kind {
	case scoring.PriceLeaf:
		return "x is the price in pounds."
	case scoring.ValueLeaf:
		unit = "pounds"
	case scoring.MeasureLeaf:
		if m, known := b.measures[c.Measure]; known && m.Unit != "" {
			unit = m.Unit
		}
	case scoring.QuestionLeaf, scoring.GateLeaf: // have no formula
	}
	text := "x is the quantity promised, in " + unit
	if c.Kind == scoring.ValueLeaf {
		text = "x is the value promised, in pounds"
	}
	if c.PerMillion {
		text += ", divided by the estimate in £ million" + b.stated(b.tender.Estimate)
	}
	if c.PerYear {
		text += ", divided by the term in years"
		if b.tender.Years > 0 {
			text += sprint(" (%d)", b.tender.Years)
		}
	}
	if c.Cap != nil {
		text += "; more than " + grouped(*c.Cap) + " counts as " + grouped(*c.Cap)
	}
	return text + "."
}

func (b *builder) stated(estimate *decimal.Money) string {
	if estimate == nil {
		return ""
	}
	return " (" + Pounds(*estimate) + ")"
}

// grouped writes a number with commas between its thousands.
func grouped(n decimal.Number) string { return thousands(n.String()) }

// thousands puts commas into a number in digits.
func thousands(text string) string {
	sign := ""
	if strings.HasPrefix(text, "-") {
		sign, text = "−", text[1:]
	}
	whole, fraction, broken := strings.Cut(text, ".")
	var out strings.Builder
	for i, digit := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			out.WriteByte(',')
		}
		out.WriteRune(digit)
	}
	if broken {
		out.WriteString("." + fraction)
	}
	return sign + out.String()
}
