package scoring

import (
	"cmp"
	"slices"
)

// leaf checks what a kind of leaf must and must not say.
func (c *methodChecker) leaf(n *Criterion, pointer string) {
	switch n.Kind {
	case PriceLeaf:
		c.inputs(n, pointer, "a price", 0)
		c.takesNot(n.Scale != nil, at(pointer, "scale"), "a price")
		c.price(n, pointer)
	case MeasureLeaf:
		c.inputs(n, pointer, "a measure", takesMeasure|takesCap|takesPerMillion|takesPerYear)
		c.takesNot(n.Scale != nil, at(pointer, "scale"), "a measure")
		c.measure(n.Measure, at(pointer, "measure"))
		c.scored(n, pointer)
	case ValueLeaf:
		c.inputs(n, pointer, "a value", takesMeasures|takesCap|takesPerMillion)
		c.takesNot(n.Scale != nil, at(pointer, "scale"), "a value")
		c.values(n.Measures, at(pointer, "measures"))
		c.scored(n, pointer)
	case QuestionLeaf:
		c.inputs(n, pointer, "a question", 0)
		c.takesNot(n.Score != nil, at(pointer, "score"), "a question")
		c.scale(n.Scale, at(pointer, "scale"))
		c.optional(at(pointer, "minimum"), n.Minimum, "0", "100")
	case GateLeaf:
		c.gate(n, pointer)
	case "":
		c.add(at(pointer, "kind"), CodeMissing, "a criterion needs a kind, or criteria of its own")
	default:
		oneOf(&c.checker, at(pointer, "kind"), n.Kind, PriceLeaf, MeasureLeaf, QuestionLeaf, ValueLeaf, GateLeaf)
	}
}

// What says where a leaf's input comes from.
const (
	takesMeasure = 1 << iota
	takesMeasures
	takesCap
	takesPerMillion
	takesPerYear
)

// inputs refuses members about the input that the kind does not take, and checks the cap.
func (c *methodChecker) inputs(n *Criterion, pointer, what string, takes int) {
	c.takesNot(n.Measure != "" && takes&takesMeasure == 0, at(pointer, "measure"), what)
	c.takesNot(n.Measures != nil && takes&takesMeasures == 0, at(pointer, "measures"), what)
	c.takesNot(n.PerMillion && takes&takesPerMillion == 0, at(pointer, "perMillion"), what)
	c.takesNot(n.PerYear && takes&takesPerYear == 0, at(pointer, "perYear"), what)
	if takes&takesCap == 0 {
		c.takesNot(n.Cap != nil, at(pointer, "cap"), what)
		return
	}
	c.optional(at(pointer, "cap"), n.Cap, "0", "")
}

func (c *methodChecker) gate(n *Criterion, pointer string) {
	c.inputs(n, pointer, "a gate", 0)
	c.takesNot(n.Score != nil, at(pointer, "score"), "a gate")
	c.takesNot(n.Scale != nil, at(pointer, "scale"), "a gate")
	c.takesNot(n.Minimum != nil, at(pointer, "minimum"), "a gate")
}

// price checks a price leaf. Where the basis does not weigh it, it may go without a function: it is then only a heading for the price.
func (c *methodChecker) price(n *Criterion, pointer string) {
	if n.Score == nil && !c.carriesWeight(n) {
		c.takesNot(n.Minimum != nil, at(pointer, "minimum"), "a price without a function")
		return
	}
	c.scored(n, pointer)
}

func (c *methodChecker) scored(n *Criterion, pointer string) {
	c.optional(at(pointer, "minimum"), n.Minimum, "0", "100")
	if n.Score == nil {
		c.add(at(pointer, "score"), CodeMissing, "a scoring function must be given")
		return
	}
	c.function(n.Score, at(pointer, "score"))
}

func (c *methodChecker) measure(code, pointer string) {
	first, seen := c.measures[code]
	switch {
	case code == "":
		c.add(pointer, CodeMissing, "the code of a measure must be given")
	case seen:
		c.add(pointer, CodeMeasureTwice, "the measure %q is scored before, at %s", code, first)
	default:
		c.measures[code] = pointer
	}
}

func (c *methodChecker) values(list []ValueMeasure, pointer string) {
	if len(list) == 0 {
		c.add(pointer, CodeMissing, "a value needs at least one measure")
	}
	for i := range list {
		v, p := &list[i], at(pointer, i)
		c.measure(v.Measure, at(p, "measure"))
		c.number(at(p, "proxy"), v.Proxy, "0", "")
		c.optional(at(p, "deadweight"), &v.Deadweight, "0", "100")
		c.optional(at(p, "displacement"), &v.Displacement, "0", "100")
		c.optional(at(p, "attribution"), &v.Attribution, "0", "100")
		c.optional(at(p, "dropOff"), &v.DropOff, "0", "100")
	}
}

// scale checks that marks rise strictly with the level, in whatever order the levels are listed.
func (c *methodChecker) scale(list []Level, pointer string) {
	if len(list) == 0 {
		c.add(pointer, CodeMissing, "a question needs a scale")
	}
	order := make([]int, len(list))
	for i := range list {
		order[i] = i
		c.optional(at(at(pointer, i), "marks"), &list[i].Marks, "0", "100")
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(list[a].Level, list[b].Level) })
	for k := 1; k < len(order); k++ {
		low, high := list[order[k-1]], list[order[k]]
		p := at(pointer, order[k])
		switch {
		case low.Level == high.Level:
			c.add(at(p, "level"), CodeLevelTwice, "the level %d is on the scale before", high.Level)
		case low.Marks.Cmp(high.Marks) >= 0:
			c.add(at(p, "marks"), CodeScale, "marks must rise with the level, but level %d has %s and level %d has %s",
				low.Level, low.Marks, high.Level, high.Marks)
		}
	}
}
