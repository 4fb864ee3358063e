package scoring

import (
	"fmt"
	"math/big"
)

// marksOf says what each of a bid's marks rests on, in tree order.
func (e *explainer) marksOf(bid string) {
	for _, line := range e.lines[bid] {
		k, known := e.index[line.Criterion]
		if !known {
			continue
		}
		n := &e.nodes[k]
		e.say(AboutMark, bid, line.Criterion, "%s: %s%s.", e.basisOf(line, n, e.comparisons[k]), e.marked(line), e.available(line, n))
	}
}

// marked is "40.00 of 100".
func (e *explainer) marked(line *Node) string { return string(line.Mark) + " of 100" }

// available is ", 2.80 of the 7 available", or nothing where the node carries no weight.
func (e *explainer) available(line *Node, n *node) string {
	switch {
	case n.share == 0:
		return ""
	case e.method.Basis == AwardOnValue:
		return fmt.Sprintf(", worth %s of the %s available", e.money(line.Weighted), e.money(line.Worth))
	}
	return fmt.Sprintf(", %s of the %s available", line.Weighted, line.GlobalWeight)
}

// basisOf is the part of the sentence before the marks: what was offered, beside what it was measured by.
func (e *explainer) basisOf(line *Node, n *node, p *pool) string {
	bid := e.bid(line.Bid)
	switch {
	case n.branch:
		return fmt.Sprintf("On %s, from the marks below it, %s has", e.title(n.ID), bid)
	case line.Input == nil:
		return fmt.Sprintf("%s offered nothing on %s, which earns no marks", bid, e.title(n.ID))
	case n.Kind == QuestionLeaf:
		return e.answered(line, n)
	}
	x := line.Input.Rat()
	if n.Kind == MeasureLeaf && n.Score.Name == FixedLinear && n.Score.Worst.IsZero() && x.Cmp(n.Score.Best.Rat()) <= 0 {
		return fmt.Sprintf("%s offered %s of the %s that earn full marks", bid, e.counted(line, n, figureWords(x)), e.amount(n, n.Score.Best.Rat())+e.onTitle(n))
	}
	return fmt.Sprintf("%s %s %s, %s", bid, verbOf(n), e.counted(line, n, e.amount(n, x))+e.onTitle(n), e.measuredBy(n, p, line))
}

// counted is an input, after what was offered where that was divided or cut before it counted.
func (e *explainer) counted(line *Node, n *node, input string) string {
	if n.Kind != MeasureLeaf {
		return input
	}
	if b := e.bids[line.Bid]; b != nil && b.Commitments[n.Measure].Rat().Cmp(line.Input.Rat()) != 0 {
		return fmt.Sprintf("%s%s, which count as %s", b.Commitments[n.Measure], e.unit(n), input)
	}
	return input
}

// onTitle names the criterion where the unit does not say what it is about.
func (e *explainer) onTitle(n *node) string {
	if n.Kind == PriceLeaf || e.words.Units[n.Measure] != "" {
		return ""
	}
	return " on " + e.title(n.ID)
}

func verbOf(n *node) string {
	switch n.Kind {
	case PriceLeaf:
		return "asked"
	case ValueLeaf:
		return "offered a value of"
	}
	return "offered"
}

func (e *explainer) answered(line *Node, n *node) string {
	step := &n.Scale[n.level(int(line.Input.Rat().Num().Int64()))]
	words := ""
	if step.Words != "" {
		words = fmt.Sprintf(" (%q)", step.Words)
	}
	return fmt.Sprintf("The panel agreed level %d%s for %s on %s", step.Level, words, e.bid(line.Bid), e.title(n.ID))
}

// amount is a figure with its unit: pounds, or the measure's own, by year and £ million where it is so taken.
func (e *explainer) amount(n *node, figure *big.Rat) string {
	words := e.sum(figure)
	if n.Kind == MeasureLeaf {
		words = figureWords(figure) + e.unit(n)
	}
	if n.PerMillion {
		words += " per £ million"
	}
	if n.PerYear {
		words += " a year"
	}
	return words
}

func (e *explainer) unit(n *node) string {
	if unit := e.words.Units[n.Measure]; unit != "" {
		return " " + unit
	}
	return " units"
}

// measuredBy says what the function compared the input with.
func (e *explainer) measuredBy(n *node, p *pool, line *Node) string {
	f := n.Score
	switch f.Name {
	case FixedLinear:
		return fmt.Sprintf("where %s earn nothing and %s earn full marks", e.amount(n, f.Worst.Rat()), e.amount(n, f.Best.Rat()))
	case PiecewiseLinear:
		return "marked on the published curve"
	case Bands:
		return "marked by the published band " + e.band(n, &f.Bands[bandOf(line.Input.Rat(), f.Bands)])
	case RelativeToBest:
		if f.Direction == Higher {
			return "where the highest offered was " + e.amount(n, p.highest)
		}
	case MinMax:
		if p.lowest.Cmp(p.highest) == 0 {
			return "as did every other who offered"
		}
		return fmt.Sprintf("where the offers ranged from %s to %s", e.amount(n, p.lowest), e.amount(n, p.highest))
	case MeanDeviation:
		return "where the mean of the offers was " + e.amount(n, p.mean)
	}
	return "where the lowest was " + e.amount(n, p.lowest)
}

func (e *explainer) band(n *node, b *Band) string {
	switch {
	case b.To == nil && b.From == nil:
		return "of any amount"
	case b.To == nil:
		return "of " + e.amount(n, b.From.Rat()) + " and above"
	case b.From == nil:
		return "below " + e.amount(n, b.To.Rat())
	}
	return fmt.Sprintf("from %s to below %s", e.amount(n, b.From.Rat()), e.amount(n, b.To.Rat()))
}
