package bundle

import (
	"math/big"

	"github.com/assay-engine/assay/pkg/decimal"
	"github.com/assay-engine/assay/pkg/scoring"
)

// aloneV1 marks the only bid of a sheet, taking what it needs to know of rivals from the pool figures.
func aloneV1(document []byte, figure poolFigures) (alone, error) {
	sheet, r, err := readV1(document)
	if err != nil {
		return alone{}, err
	}
	bid := &sheet.Bids[0]
	if bid.Disregarded != nil {
		return alone{excluded: &scoring.Excluded{Bid: bid.ID, Why: scoring.WhyDisregarded, Reason: bid.Disregarded.Reason}}, nil
	}
	if failures := r.admission(bid); len(failures) > 0 {
		return failed(bid, failures), nil
	}
	m := &markingV1{rulesV1: r, bid: bid, figure: figure}
	quality := m.children(r.method.Criteria, big.NewRat(100, 1), decimal.Whole)
	switch {
	case m.err != nil:
		return alone{}, m.err
	case len(m.failures) > 0:
		return failed(bid, m.failures), nil
	case r.method.Basis == scoring.PricePerQualityPoint && quality.Sign() == 0:
		return alone{excluded: &scoring.Excluded{Bid: bid.ID, Why: scoring.WhyNoQuality}}, nil
	}
	total := r.roundedAt(scoring.RoundTotal, m.total(quality))
	return alone{nodes: m.nodes, total: &scoring.Ranked{Bid: bid.ID, Total: m.shown(total), Exact: scoring.Exact(total.RatString())}}, nil
}

func failed(bid *scoring.Bid, failures []scoring.Failure) alone {
	return alone{excluded: &scoring.Excluded{Bid: bid.ID, Why: scoring.WhyFailedRequirements, Failures: failures}}
}

// markingV1 walks the tree once. Nodes come parents first; a branch's own figures are filled in when its children are done.
type markingV1 struct {
	*rulesV1
	bid      *scoring.Bid
	figure   poolFigures
	nodes    []scoring.Node
	failures []scoring.Failure
	err      error
}

// children marks siblings and returns Σ share × mark ÷ whole, with shares in basis points, or in pence under award_on_value.
func (m *markingV1) children(list []scoring.Criterion, above *big.Rat, whole int64) *big.Rat {
	sum := new(big.Rat)
	for i := range list {
		c := &list[i]
		share, global := m.share(c, above)
		mark := m.mark(c, share, global)
		if share > 0 && mark != nil {
			sum.Add(sum, new(big.Rat).Mul(big.NewRat(share, whole), mark))
		}
	}
	return sum
}

// share is a criterion's weight in basis points and its exact share of the whole in per cent; under award_on_value, its worth in pence and in
// pounds.
func (m *markingV1) share(c *scoring.Criterion, above *big.Rat) (share int64, global *big.Rat) {
	if m.method.Basis == scoring.AwardOnValue {
		if c.Worth != nil {
			share = int64(*c.Worth)
		}
		return share, big.NewRat(share, 100)
	}
	if c.Weight != nil {
		share = int64(*c.Weight)
	}
	return share, new(big.Rat).Mul(above, big.NewRat(share, decimal.Whole))
}

// mark marks one criterion and everything below it; nil where it has no mark.
func (m *markingV1) mark(c *scoring.Criterion, share int64, global *big.Rat) *big.Rat {
	if c.Criteria == nil && (c.Kind == scoring.GateLeaf || c.Kind != scoring.QuestionLeaf && c.Score == nil) {
		return nil
	}
	at := len(m.nodes)
	m.nodes = append(m.nodes, scoring.Node{Bid: m.bid.ID, Criterion: c.ID})
	order := len(m.failures)
	mark, input := m.value(c, global)
	if c.Criteria != nil || c.Kind != scoring.QuestionLeaf { // those of questions were looked at before
		m.require(c, mark, input, order)
	}
	n := &m.nodes[at]
	n.Exact, n.Mark = scoring.Exact(mark.RatString()), m.shown(mark)
	n.Weighted = m.shown(new(big.Rat).Quo(new(big.Rat).Mul(global, mark), big.NewRat(100, 1)))
	if input != nil {
		n.Input = new(scoring.Exact(input.RatString()))
	}
	own := scoring.Figure(decimal.FromScaled(share, 2).String())
	if m.method.Basis == scoring.AwardOnValue {
		n.Worth = own
	} else {
		n.LocalWeight, n.GlobalWeight = own, m.inFull(global)
	}
	return mark
}

// value is the mark and what was marked.
func (m *markingV1) value(c *scoring.Criterion, global *big.Rat) (mark, input *big.Rat) {
	switch {
	case c.Criteria != nil:
		whole := int64(decimal.Whole)
		if m.method.Basis == scoring.AwardOnValue {
			whole = worthBelow(c)
		}
		return m.roundedAt(scoring.RoundBranch, m.children(c.Criteria, global, whole)), nil
	case c.Kind == scoring.QuestionLeaf:
		return m.atLeaf(levelMarks(c, m.bid)), big.NewRat(int64(m.bid.Levels[c.ID]), 1)
	}
	input = m.input(c, m.bid)
	if input == nil {
		return new(big.Rat), nil
	}
	return m.atLeaf(clampV1(m.calculate(c, input))), input
}

func worthBelow(c *scoring.Criterion) (pence int64) {
	for i := range c.Criteria {
		if w := c.Criteria[i].Worth; w != nil {
			pence += int64(*w)
		}
	}
	return max(pence, 1) // a branch always has worth below it; one that has not is never divided by 0
}

// require applies the minimum of a calculated mark or a branch. Failures are listed in tree order, a branch's before its children's.
func (m *markingV1) require(c *scoring.Criterion, mark, input *big.Rat, order int) {
	var own []scoring.Failure
	if c.Criteria == nil && input != nil && outsideV1(c.Score, input) {
		own = []scoring.Failure{{Criterion: c.ID, Requires: scoring.RequiresInside, Exact: scoring.Exact(input.RatString())}}
	} else {
		own = appendShort(nil, c, mark)
	}
	m.failures = append(m.failures[:order:order], append(own, m.failures[order:]...)...)
}

func (m *markingV1) total(quality *big.Rat) *big.Rat {
	switch m.method.Basis {
	case scoring.PricePerQualityPoint:
		return new(big.Rat).Quo(m.bid.Price.Rat(), quality)
	case scoring.ValueForMoneyIndex:
		return new(big.Rat).Quo(quality, m.bid.Price.Rat())
	case scoring.AwardOnValue:
		// The shares were pence of a whole of 10,000: worth × mark ÷ 100 in pounds is the same.
		return new(big.Rat).Sub(m.bid.Price.Rat(), quality)
	}
	return quality
}
