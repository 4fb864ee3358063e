package bundle

import (
	"errors"
	"math/big"

	"github.com/assay-engine/assay/pkg/decimal"
	"github.com/assay-engine/assay/pkg/scoring"
)

// rulesV1 reads the rules of scoring/1 for one bid at a time. It is written from the rules and shares no arithmetic with the scoring package, so
// a redacted bundle is checked by a second pair of eyes; tests hold the two together on thousands of sheets.
type rulesV1 struct {
	method scoring.Method // with defaults
	tender scoring.Tender
	places int
}

func readV1(document []byte) (scoring.Sheet, *rulesV1, error) {
	sheet, err := scoring.Parse(document, scoring.LimitBytes(int64(len(document))))
	if err != nil {
		return sheet, nil, err
	}
	if err := sheet.Check().Err(); err != nil {
		return sheet, nil, err
	}
	method := sheet.Method.WithDefaults()
	return sheet, &rulesV1{method, sheet.Tender, *method.Rounding.Places}, nil
}

// each visits every criterion in tree order.
func (r *rulesV1) each(visit func(c *scoring.Criterion)) { eachIn(r.method.Criteria, visit) }

func eachIn(list []scoring.Criterion, visit func(c *scoring.Criterion)) {
	for i := range list {
		visit(&list[i])
		eachIn(list[i].Criteria, visit)
	}
}

// figuresOf names the figures of rivals that a function needs.
func figuresOf(c *scoring.Criterion) []string {
	if c.Score == nil {
		return nil
	}
	switch c.Score.Name {
	case scoring.RelativeToBest:
		if c.Score.Direction == scoring.Higher {
			return []string{"highest"}
		}
		return []string{"lowest"}
	case scoring.StandardDifferential, scoring.Logarithmic:
		return []string{"lowest"}
	case scoring.MinMax:
		return []string{"lowest", "highest"}
	case scoring.MeanDeviation:
		return []string{"mean"}
	}
	return nil
}

// poolsV1 forms the pools from the bids that are not disregarded and pass gates and the minimums of questions.
func poolsV1(document []byte) ([]pool, error) {
	sheet, r, err := readV1(document)
	if err != nil {
		return nil, err
	}
	var admitted []*scoring.Bid
	for i := range sheet.Bids {
		if b := &sheet.Bids[i]; b.Disregarded == nil && len(r.admission(b)) == 0 {
			admitted = append(admitted, b)
		}
	}
	pools := []pool{}
	r.each(func(c *scoring.Criterion) {
		for _, figure := range figuresOf(c) {
			p := pool{criterion: c.ID, figure: figure}
			if x := r.figure(c, figure, admitted); x != nil {
				p.exact = new(x.RatString())
			}
			pools = append(pools, p)
		}
	})
	return pools, nil
}

func (r *rulesV1) figure(c *scoring.Criterion, figure string, bids []*scoring.Bid) *big.Rat {
	var found *big.Rat
	count := int64(0)
	for _, b := range bids {
		x := r.input(c, b)
		if x == nil {
			continue
		}
		count++
		switch {
		case found == nil:
			found = x
		case figure == "mean":
			found = new(big.Rat).Add(found, x)
		case (figure == "lowest") == (x.Cmp(found) < 0):
			found = x
		}
	}
	if figure == "mean" && found != nil {
		found = new(big.Rat).Quo(found, big.NewRat(count, 1))
	}
	return found
}

// input is what a calculated leaf marks: divided by the estimate and the term where asked for, then cut to the cap; nil is "not offered".
func (r *rulesV1) input(c *scoring.Criterion, b *scoring.Bid) *big.Rat {
	x := r.offered(c, b)
	if x == nil {
		return nil
	}
	if c.PerMillion {
		x = new(big.Rat).Quo(x, new(big.Rat).Quo(r.tender.Estimate.Rat(), big.NewRat(1_000_000, 1)))
	}
	if c.PerYear {
		x = new(big.Rat).Quo(x, big.NewRat(int64(r.tender.Years), 1))
	}
	if c.Cap != nil && x.Cmp(c.Cap.Rat()) > 0 {
		x = c.Cap.Rat()
	}
	return x
}

func (r *rulesV1) offered(c *scoring.Criterion, b *scoring.Bid) *big.Rat {
	switch c.Kind {
	case scoring.PriceLeaf:
		return b.Price.Rat()
	case scoring.MeasureLeaf:
		if q, given := b.Commitments[c.Measure]; given {
			return q.Rat()
		}
		return nil
	}
	var sum *big.Rat
	for i := range c.Measures {
		q, given := b.Commitments[c.Measures[i].Measure]
		if !given {
			continue
		}
		if sum == nil {
			sum = new(big.Rat)
		}
		sum.Add(sum, new(big.Rat).Mul(q.Rat(), r.unitValue(&c.Measures[i])))
	}
	return sum
}

// unitValue is the money in one unit of a measure: proxy × Π (1 − deduction/100) × (1 + k + k² + …) ÷ years, with k = 1 − dropOff/100.
func (r *rulesV1) unitValue(m *scoring.ValueMeasure) *big.Rat {
	left := func(percent decimal.Number) *big.Rat {
		return new(big.Rat).Quo(new(big.Rat).Sub(big.NewRat(100, 1), percent.Rat()), big.NewRat(100, 1))
	}
	value := m.Proxy.Rat()
	for _, deduction := range []decimal.Number{m.Deadweight, m.Displacement, m.Attribution} {
		value.Mul(value, left(deduction))
	}
	keep, years := left(m.DropOff), new(big.Rat)
	for range r.tender.Years { // Horner's scheme
		years.Add(years.Mul(years, keep), big.NewRat(1, 1))
	}
	return value.Mul(value, years.Quo(years, big.NewRat(int64(r.tender.Years), 1)))
}

// admission names the gates and the minimums of questions that a bid fails; only bids that fail none are compared.
func (r *rulesV1) admission(b *scoring.Bid) (failures []scoring.Failure) {
	r.each(func(c *scoring.Criterion) {
		if c.Kind == scoring.GateLeaf && !b.Gates[c.ID] {
			failures = append(failures, scoring.Failure{Criterion: c.ID, Requires: scoring.RequiresGate})
		}
	})
	r.each(func(c *scoring.Criterion) {
		if c.Kind == scoring.QuestionLeaf {
			failures = appendShort(failures, c, r.atLeaf(levelMarks(c, b)))
		}
	})
	return failures
}

func levelMarks(c *scoring.Criterion, b *scoring.Bid) *big.Rat {
	for i := range c.Scale {
		if c.Scale[i].Level == b.Levels[c.ID] {
			return c.Scale[i].Marks.Rat()
		}
	}
	return new(big.Rat) // cannot be in a sheet that was checked
}

func appendShort(failures []scoring.Failure, c *scoring.Criterion, mark *big.Rat) []scoring.Failure {
	if c.Minimum == nil || mark.Cmp(c.Minimum.Rat()) >= 0 {
		return failures
	}
	return append(failures, scoring.Failure{
		Criterion: c.ID, Requires: scoring.RequiresMinimum,
		Exact: scoring.Exact(mark.RatString()), Minimum: scoring.Exact(c.Minimum.Rat().RatString()),
	})
}

func (r *rulesV1) atLeaf(mark *big.Rat) *big.Rat { return r.roundedAt(scoring.RoundLeaf, mark) }

func (r *rulesV1) roundedAt(step scoring.Step, x *big.Rat) *big.Rat {
	if r.method.Rounding.At != step {
		return x
	}
	return roundV1(x, r.places, r.method.Rounding.Rule)
}

var errHidden = errors.New("a figure that the bidder's marks depend on is not revealed")
