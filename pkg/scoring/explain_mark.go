package scoring

import "fmt"

// marksOf says what each of a bid's marks rests on, in tree order.
func (e *explainer) marksOf(bid string) {
	for i := range e.result.Nodes {
		line := &e.result.Nodes[i]
		k, known := e.index[line.Criterion]
		if line.Bid != bid || !known {
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
	x := e.amount(n, plain(line.Input.Rat()))
	if n.Kind == MeasureLeaf && n.Score.Name == FixedLinear && n.Score.Worst.IsZero() && n.Score.Best.Sign() > 0 {
		return fmt.Sprintf("%s offered %s of the %s that earn full marks", bid, plain(line.Input.Rat()), e.amount(n, n.Score.Best.String()))
	}
	return fmt.Sprintf("%s %s %s, %s", bid, verbOf(n), x, e.measuredBy(n, p, line))
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
func (e *explainer) amount(n *node, figure string) string {
	words := figure
	switch {
	case n.Kind != MeasureLeaf:
		words = e.money(Figure(figure))
	case e.words.Units[n.Measure] != "":
		words += " " + e.words.Units[n.Measure]
	default:
		words += " units"
	}
	if n.PerMillion {
		words += " per £ million"
	}
	if n.PerYear {
		words += " a year"
	}
	return words
}

// measuredBy says what the function compared the input with.
func (e *explainer) measuredBy(n *node, p *pool, line *Node) string {
	f := n.Score
	switch f.Name {
	case FixedLinear:
		return fmt.Sprintf("where %s earns nothing and %s full marks", e.amount(n, f.Worst.String()), e.amount(n, f.Best.String()))
	case PiecewiseLinear:
		return "marked on the published curve"
	case Bands:
		return "marked by the published band " + e.band(n, &f.Bands[bandOf(line.Input.Rat(), f.Bands)])
	case RelativeToBest:
		if f.Direction == Higher {
			return "where the highest offered was " + e.amount(n, plain(p.highest))
		}
	case MinMax:
		if p.lowest.Cmp(p.highest) == 0 {
			return "as did every other who offered"
		}
		return fmt.Sprintf("where the offers ranged from %s to %s", e.amount(n, plain(p.lowest)), e.amount(n, plain(p.highest)))
	case MeanDeviation:
		return "where the mean of the offers was " + e.amount(n, plain(p.mean))
	}
	return "where the lowest was " + e.amount(n, plain(p.lowest))
}

func (e *explainer) band(n *node, b *Band) string {
	switch {
	case b.To == nil && b.From == nil:
		return "of any amount"
	case b.To == nil:
		return "of " + e.amount(n, b.From.String()) + " and above"
	case b.From == nil:
		return "below " + e.amount(n, b.To.String())
	}
	return fmt.Sprintf("from %s to below %s", e.amount(n, b.From.String()), e.amount(n, b.To.String()))
}
