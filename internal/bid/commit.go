package bid

import (
	"slices"
	"strings"

	"github.com/assay-engine/assay/internal/catalogue"
	"github.com/assay-engine/assay/pkg/decimal"
)

// commitments checks every promise: asked for by the method, made once, its
// profile adding up to the quantity within the term, its baseline given where
// the measure means nothing without. A measure that is not offered is left out;
// a promise of zero is a promise.
func (c *checker) commitments(list []Commitment) {
	var seen []string
	for i, o := range list {
		pointer := at("/answers/commitments/%d", i)
		found, known := c.measure(pointer, o, seen)
		seen = append(seen, o.Code())
		if o.Quantity == nil {
			c.add(pointer+"/quantity", "required", "is required; leave the whole commitment out where it is not offered")
		}
		c.profile(pointer+"/profile", o)
		if known {
			c.baseline(pointer+"/baseline", found, o.Baseline)
		}
	}
}

// measure finds what is promised.
func (c *checker) measure(pointer string, o Commitment, seen []string) (catalogue.Found, bool) {
	code, where := o.Measure, pointer+"/measure"
	if o.Component != nil {
		whole, ok := catalogue.FindMeasure(c.measures, o.Measure)
		if o.Measure != "" && (!ok || !slices.ContainsFunc(whole.Measure.Components, func(p catalogue.Component) bool { return p.ID == *o.Component })) {
			c.add(pointer+"/component", "not-its-component", "is not a component of measure %s", o.Measure)
			return catalogue.Found{}, false
		}
		code, where = *o.Component, pointer+"/component"
	}
	found, known := catalogue.FindMeasure(c.measures, code)
	switch {
	case o.Measure == "":
		c.add(pointer+"/measure", "required", "is required")
	case !slices.Contains(c.codes, code):
		c.add(where, "not-asked", "the method does not ask for %s; it asks for %s", code, words(c.codes))
	case slices.Contains(seen, code):
		c.add(where, "duplicate", "is promised already")
	}
	return found, known
}

// profile checks that the periods are in the term, do not overlap and add up.
func (c *checker) profile(pointer string, o Commitment) {
	var sum decimal.Quantity
	var before []Period
	for j, part := range o.Profile {
		here := at("%s/%d", pointer, j)
		if part.Quantity == nil {
			c.add(here+"/quantity", "required", "is required")
		} else {
			sum += *part.Quantity
		}
		p, ok := ParsePeriod(part.Period)
		switch {
		case part.Period == "":
			c.add(here+"/period", "required", "is required")
		case !ok: // named by the form
		case slices.ContainsFunc(before, func(q Period) bool { return q.Touches(p.From, p.Until) }):
			c.add(here+"/period", "period-overlaps", "has days in common with an earlier period of this profile")
		case c.hasTerm && !p.Touches(c.from, c.until):
			c.add(here+"/period", "outside-term", "is outside the term, %s to %s", c.from.Format("2006-01-02"), c.until.AddDate(0, 0, -1).Format("2006-01-02"))
		}
		if ok {
			before = append(before, p)
		}
	}
	if o.Quantity != nil && sum != *o.Quantity {
		c.add(pointer, "does-not-add-up", "adds up to %s, where the quantity is %s", sum, *o.Quantity)
	}
}

// baseline checks that a change has a level to start from.
func (c *checker) baseline(pointer string, found catalogue.Found, b *Baseline) {
	switch {
	case b == nil && found.Measure.BaselineRequired:
		c.add(pointer, "required", "is required: measure %s counts a change, so it needs value, date and source of where things stand", found.Measure.Code)
	case b == nil:
	default:
		if b.Value == nil {
			c.add(pointer+"/value", "required", "is required")
		}
		if b.Date == "" {
			c.add(pointer+"/date", "required", "is required")
		}
		if strings.TrimSpace(b.Source) == "" {
			c.add(pointer+"/source", "required", "is required")
		}
	}
}

// members checks that a consortium has one lead, the bidder itself, and that
// every promise that is shared is shared out whole.
func (c *checker) members(a Answers) {
	if len(a.Members) == 0 {
		return
	}
	leads := 0
	shared := map[string]decimal.Weight{}
	var order, seen []string
	for i, m := range a.Members {
		pointer := at("/answers/members/%d", i)
		name := strings.TrimSpace(m.Organisation)
		switch {
		case name == "":
			c.add(pointer+"/organisation", "required", "is required")
		case slices.Contains(seen, name):
			c.add(pointer+"/organisation", "duplicate", "is listed already")
		}
		seen = append(seen, name)
		if m.Role == "" {
			c.add(pointer+"/role", "required", "is required: lead, member or subcontractor")
		}
		if m.Role == "lead" {
			leads++
			if name != c.supplier.ID && name != c.supplier.Name {
				c.add(pointer+"/organisation", "not-the-bidder", "the lead must be the bidder, %s", c.supplier.ID)
			}
		}
		order = c.shares(pointer, m, a.Commitments, shared, order)
	}
	if leads != 1 {
		c.add("/answers/members", "one-lead", "must have exactly one lead; there are %d", leads)
	}
	for _, code := range order {
		if shared[code] != decimal.Whole {
			c.add("/answers/members", "does-not-add-up", "the shares of measure %s add up to %s per cent, not 100", code, shared[code])
		}
	}
}

func (c *checker) shares(pointer string, m Member, promised []Commitment, shared map[string]decimal.Weight, order []string) []string {
	var own []string
	for j, s := range m.Shares {
		here := at("%s/shares/%d", pointer, j)
		switch {
		case s.Measure == "":
			c.add(here+"/measure", "required", "is required")
		case !slices.ContainsFunc(promised, func(o Commitment) bool { return o.Code() == s.Measure }):
			c.add(here+"/measure", "not-promised", "this bid promises nothing of measure %s", s.Measure)
		case slices.Contains(own, s.Measure):
			c.add(here+"/measure", "duplicate", "has a share already")
		}
		if s.Percent == nil {
			c.add(here+"/percent", "required", "is required")
			continue
		}
		if _, known := shared[s.Measure]; !known {
			order = append(order, s.Measure)
		}
		shared[s.Measure] += *s.Percent
		own = append(own, s.Measure)
	}
	return order
}
