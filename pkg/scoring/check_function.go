package scoring

// function checks a scoring function's parameters: those it needs, those it does not take, and what must hold between them.
func (c *methodChecker) function(f *Function, pointer string) {
	takes, known := parametersOf[f.Name]
	if !known {
		if f.Name == "" {
			c.add(at(pointer, "function"), CodeMissing, "a scoring function must be named")
			return
		}
		oneOf(&c.checker, at(pointer, "function"), f.Name, FixedLinear, PiecewiseLinear, Bands, RelativeToBest, MinMax, MeanDeviation,
			StandardDifferential, Logarithmic)
		return
	}
	c.foreign(f, pointer, takes)
	switch f.Name {
	case FixedLinear:
		c.anchors(f, pointer)
	case PiecewiseLinear:
		c.points(f, pointer)
	case Bands:
		c.bands(f.Bands, at(pointer, "bands"))
	case RelativeToBest, MinMax, MeanDeviation:
		c.direction(f, pointer)
	case Logarithmic:
		c.halving(f, pointer)
	}
}

// What parameters a function takes.
const (
	takesAnchors = 1 << iota
	takesPoints
	takesBands
	takesDirection
	takesWhenEqual
	takesHalving
)

var parametersOf = map[FunctionName]int{
	FixedLinear: takesAnchors, PiecewiseLinear: takesPoints, Bands: takesBands, RelativeToBest: takesDirection,
	MinMax: takesDirection | takesWhenEqual, MeanDeviation: takesDirection, StandardDifferential: 0, Logarithmic: takesHalving,
}

func (c *methodChecker) foreign(f *Function, pointer string, takes int) {
	what := string(f.Name)
	c.takesNot(f.Worst != nil && takes&takesAnchors == 0, at(pointer, "worst"), what)
	c.takesNot(f.Best != nil && takes&takesAnchors == 0, at(pointer, "best"), what)
	c.takesNot(f.Points != nil && takes&takesPoints == 0, at(pointer, "points"), what)
	c.takesNot(f.Outside != "" && takes&takesPoints == 0, at(pointer, "outside"), what)
	c.takesNot(f.Bands != nil && takes&takesBands == 0, at(pointer, "bands"), what)
	c.takesNot(f.Direction != "" && takes&takesDirection == 0, at(pointer, "direction"), what)
	c.takesNot(f.WhenEqual != "" && takes&takesWhenEqual == 0, at(pointer, "whenEqual"), what)
	c.takesNot(f.HalvingFactor != nil && takes&takesHalving == 0, at(pointer, "halvingFactor"), what)
}

func (c *methodChecker) anchors(f *Function, pointer string) {
	c.number(at(pointer, "worst"), f.Worst, "", "")
	c.number(at(pointer, "best"), f.Best, "", "")
	if f.Worst != nil && f.Best != nil && f.Worst.Cmp(*f.Best) == 0 {
		c.add(at(pointer, "best"), CodeAnchors, "best and worst must differ")
	}
}

func (c *methodChecker) points(f *Function, pointer string) {
	list := at(pointer, "points")
	if len(f.Points) < 2 {
		c.add(list, CodePoints, "a curve needs at least two points")
	}
	for i := range f.Points {
		p := &f.Points[i]
		c.optional(at(at(list, i), 0), &p[0], "", "")
		c.optional(at(at(list, i), 1), &p[1], "0", "100")
		if i > 0 && p.X().Cmp(f.Points[i-1].X()) <= 0 {
			c.add(at(at(list, i), 0), CodePoints, "x must rise from point to point, but %s follows %s", p.X(), f.Points[i-1].X())
		}
	}
	if f.Outside != "" {
		oneOf(&c.checker, at(pointer, "outside"), f.Outside, Clamp, Refuse)
	}
}

func (c *methodChecker) bands(list []Band, pointer string) {
	if len(list) == 0 {
		c.add(pointer, CodeMissing, "at least one band must be given")
	}
	for i := range list {
		b, p := &list[i], at(pointer, i)
		c.number(at(p, "mark"), b.Mark, "0", "100")
		c.optional(at(p, "from"), b.From, "", "")
		c.optional(at(p, "to"), b.To, "", "")
		c.bandStart(list, i, at(p, "from"))
		c.bandEnd(b, i == len(list)-1, at(p, "to"))
	}
}

func (c *methodChecker) bandStart(list []Band, i int, pointer string) {
	from := list[i].From
	if i == 0 {
		switch {
		case from != nil && from.Sign() > 0:
			c.add(pointer, CodeBandGap, "the first band must begin at 0, or leave out from")
		case from != nil && from.Sign() < 0:
			c.add(pointer, CodeOutOfRange, "the first band must begin at 0, or leave out from")
		}
		return
	}
	before := list[i-1].To
	switch {
	case from == nil:
		c.add(pointer, CodeMissing, "a band after the first needs from")
	case before == nil: // reported at that band
	case from.Cmp(*before) > 0:
		c.add(pointer, CodeBandGap, "no band covers %s up to %s", before, from)
	case from.Cmp(*before) < 0:
		c.add(pointer, CodeBandOverlap, "two bands cover %s up to %s", from, before)
	}
}

func (c *methodChecker) bandEnd(b *Band, last bool, pointer string) {
	switch {
	case last && b.To != nil:
		c.add(pointer, CodeBandGap, "the last band must leave out to, or inputs from %s have no mark", b.To)
	case !last && b.To == nil:
		c.add(pointer, CodeBandOverlap, "only the last band may leave out to")
	case b.To != nil && (b.From != nil && b.To.Cmp(*b.From) <= 0 || b.From == nil && b.To.Sign() <= 0):
		c.add(pointer, CodeBandEmpty, "a band must end above where it begins")
	}
}

func (c *methodChecker) direction(f *Function, pointer string) {
	if f.Direction == "" {
		c.add(at(pointer, "direction"), CodeMissing, "must say whether higher or lower is better")
	} else {
		oneOf(&c.checker, at(pointer, "direction"), f.Direction, Higher, Lower)
	}
	if f.Name == MinMax && f.WhenEqual != "" {
		oneOf(&c.checker, at(pointer, "whenEqual"), f.WhenEqual, EqualFull, EqualHalf, EqualNone)
	}
}

func (c *methodChecker) halving(f *Function, pointer string) {
	c.number(at(pointer, "halvingFactor"), f.HalvingFactor, "", "")
	if f.HalvingFactor != nil && f.HalvingFactor.Rat().Cmp(one) <= 0 {
		c.add(at(pointer, "halvingFactor"), CodeOutOfRange, "must be above 1")
	}
}
