package scoring

import (
	"cmp"
	"math/big"
	"slices"
)

// Specification scores a sheet as [Score] does, with plain rational arithmetic, one rule after the other. It is what the rules mean: written to
// be read, some thousand times slower, and what every faster way is compared with.
func Specification(s Sheet) (Result, error) {
	if err := s.Check().Err(); err != nil {
		return Result{}, err
	}
	b := &book{tree: newTree(s.Method, s.Tender), sheet: s, excluded: []Excluded{}}
	b.admit()
	b.compare()
	b.mark()
	b.require()
	b.total()
	return b.result()
}

// book is the working of one scoring, in the order of the rules.
type book struct {
	*tree
	sheet    Sheet
	entrants []*entrant // not disregarded, and then fewer at each rule
	pools    []*pool    // by node, for leaves with a function
	excluded []Excluded
}

// entrant is one bid on its way to a rank.
type entrant struct {
	*Bid
	inputs       []*big.Rat // by node; nil for a branch and for what was not offered
	raw          []*big.Rat // the same of measures before division and cap
	marks        []*big.Rat // by node, after the rounding asked for; nil where the node has no mark
	plain        []*big.Rat // leaves: what the function gave before it was kept within 0–100
	quality, sum *big.Rat
	shown        *big.Rat // the total after rounding at the total, where that is asked for
	ranked       *big.Rat // the total that is ranked
}

// admit sets aside disregarded bids and those that fail a gate or the minimum of a question.
func (b *book) admit() {
	for i := range b.sheet.Bids {
		e := &entrant{Bid: &b.sheet.Bids[i]}
		if e.Disregarded != nil {
			b.excluded = append(b.excluded, Excluded{Bid: e.ID, Why: WhyDisregarded, Reason: e.Disregarded.Reason})
			continue
		}
		e.inputs, e.raw = make([]*big.Rat, len(b.nodes)), make([]*big.Rat, len(b.nodes))
		e.marks, e.plain = make([]*big.Rat, len(b.nodes)), make([]*big.Rat, len(b.nodes))
		b.keepOrFail(e, b.answer(e))
	}
}

func (b *book) keepOrFail(e *entrant, failures []Failure) {
	if len(failures) > 0 {
		b.excluded = append(b.excluded, Excluded{Bid: e.ID, Why: WhyFailedRequirements, Failures: failures})
		return
	}
	b.entrants = append(b.entrants, e)
}

// answer marks the questions of a bid, and names the gates and minimums that it does not meet.
func (b *book) answer(e *entrant) []Failure {
	for i := range b.nodes {
		n := &b.nodes[i]
		if n.Kind != QuestionLeaf || n.branch {
			continue
		}
		level := e.Levels[n.ID]
		e.inputs[i] = big.NewRat(int64(level), 1)
		e.marks[i] = b.answerMark(n, level)
		e.plain[i] = e.marks[i]
	}
	return b.firstFailures(e.Bid)
}

// answerMark is the mark of a level, after rounding at the leaf.
func (t *tree) answerMark(n *node, level int) *big.Rat {
	return t.rounded(n, n.Scale[n.level(level)].Marks.Rat())
}

func appendBelow(failures []Failure, n *node, mark *big.Rat) []Failure {
	if n.Minimum == nil || mark.Cmp(n.Minimum.Rat()) >= 0 {
		return failures
	}
	return append(failures, Failure{Criterion: n.ID, Requires: RequiresMinimum, Exact: exactOf(mark), Minimum: exactOf(n.Minimum.Rat())})
}

// rounded rounds a mark where the method rounds at this node.
func (t *tree) rounded(n *node, mark *big.Rat) *big.Rat {
	if !t.rounds(n) {
		return mark
	}
	return roundRat(mark, t.places, t.method.Rounding.Rule)
}

// compare takes each leaf's inputs and forms the pools from them.
func (b *book) compare() {
	b.pools = make([]*pool, len(b.nodes))
	for i := range b.nodes {
		n := &b.nodes[i]
		if n.Score == nil {
			continue
		}
		inputs := make([]*big.Rat, len(b.entrants))
		for k, e := range b.entrants {
			e.raw[i] = b.rawInput(n, e.Bid)
			e.inputs[i] = b.input(n, e.raw[i])
			inputs[k] = e.inputs[i]
		}
		b.pools[i] = poolOf(inputs)
	}
}

// rawInput is what a bid offered on a leaf: pounds or units; nil where it offered nothing.
func (t *tree) rawInput(n *node, bid *Bid) *big.Rat {
	switch n.Kind {
	case PriceLeaf:
		return bid.Price.Rat()
	case MeasureLeaf:
		if q, offered := bid.Commitments[n.Measure]; offered {
			return q.Rat()
		}
		return nil
	}
	var sum *big.Rat
	for i := range n.Measures {
		if q, offered := bid.Commitments[n.Measures[i].Measure]; offered {
			if sum == nil {
				sum = zero
			}
			sum = plus(sum, times(q.Rat(), n.worths[i]))
		}
	}
	return sum
}

// input divides by the estimate in £ million and by the term, where asked, and then cuts to the cap.
func (t *tree) input(n *node, raw *big.Rat) *big.Rat {
	if raw == nil {
		return nil
	}
	x := raw
	if n.PerMillion {
		x = over(x, over(t.tender.Estimate.Rat(), million))
	}
	if n.PerYear {
		x = over(x, big.NewRat(int64(t.tender.Years), 1))
	}
	if n.Cap != nil && x.Cmp(n.Cap.Rat()) > 0 {
		x = n.Cap.Rat()
	}
	return x
}

// mark gives every bid its mark on every node, children before their parents.
func (b *book) mark() {
	for _, e := range b.entrants {
		for i := len(b.nodes) - 1; i >= 0; i-- {
			n := &b.nodes[i]
			switch {
			case n.branch:
				e.marks[i] = b.rounded(n, over(b.sumOver(n.children, e), big.NewRat(n.whole, 100)))
			case n.Score != nil:
				e.plain[i] = n.Score.of(e.inputs[i], b.pools[i])
				e.marks[i] = b.rounded(n, within(e.plain[i]))
			}
		}
	}
}

// sumOver is Σ weight × mark, or Σ worth × mark.
func (b *book) sumOver(nodes []int, e *entrant) *big.Rat {
	sum := zero
	for _, i := range nodes {
		sum = plus(sum, times(big.NewRat(b.nodes[i].share, 100), e.marks[i]))
	}
	return sum
}

// of is the mark of an input before it is kept within 0–100; what was not offered earns none.
func (f *Function) of(x *big.Rat, p *pool) *big.Rat {
	if x == nil {
		return zero
	}
	switch f.Name {
	case FixedLinear:
		return fixedLinear(x, f.Worst.Rat(), f.Best.Rat())
	case PiecewiseLinear:
		return piecewiseLinear(x, f.Points)
	case Bands:
		return banded(x, f.Bands)
	case RelativeToBest:
		if f.Direction == Higher {
			return relativeToBest(x, p.highest, Higher)
		}
		return relativeToBest(x, p.lowest, Lower)
	case MinMax:
		return minMax(x, p.lowest, p.highest, f)
	case MeanDeviation:
		return meanDeviation(x, p.mean, f.Direction)
	case StandardDifferential:
		return standardDifferential(x, p.lowest)
	default:
		return logarithmic(x, p.lowest, *f.HalvingFactor)
	}
}

// require sets aside the bids that lie outside a curve that refuses, or below the minimum of a calculated mark or a branch. It is applied once:
// the pools stay as they were.
func (b *book) require() {
	entrants := b.entrants
	b.entrants = nil
	for _, e := range entrants {
		var failures []Failure
		for i := range b.nodes {
			n := &b.nodes[i]
			if n.Score != nil && e.inputs[i] != nil && n.Score.outside(e.inputs[i]) {
				failures = append(failures, Failure{Criterion: n.ID, Requires: RequiresInside, Exact: exactOf(e.inputs[i])})
			} else if n.marks && n.Kind != QuestionLeaf {
				failures = appendBelow(failures, n, e.marks[i])
			}
		}
		b.keepOrFail(e, failures)
	}
}

// total makes each bid's total by the basis, and sets aside bids without any quality where the price would be divided by it.
func (b *book) total() {
	entrants := b.entrants
	b.entrants = nil
	for _, e := range entrants {
		e.quality = over(b.sumOver(b.roots, e), hundred)
		if b.method.Basis == PricePerQualityPoint && e.quality.Sign() == 0 {
			b.excluded = append(b.excluded, Excluded{Bid: e.ID, Why: WhyNoQuality})
			continue
		}
		e.sum = b.method.Basis.total(e.quality, e.Price)
		roundedTotal := roundRat(e.sum, b.places, b.method.Rounding.Rule)
		e.shown, e.ranked = e.sum, e.sum
		if b.method.Rounding.At == RoundTotal {
			e.shown = roundedTotal
		}
		if b.method.RankOn == Rounded {
			e.ranked = roundedTotal
		}
		b.entrants = append(b.entrants, e)
	}
	slices.SortFunc(b.excluded, func(x, y Excluded) int { return cmp.Compare(x.Bid, y.Bid) })
}
