package scoring

import (
	"math/big"
	"slices"
)

// Table holds the numbers of a set of bids as a plan reads them: one row for each bid that passes the gates and the minimums of questions, one
// column of whole numbers for each leaf. It is made by [Plan.Table] and is never changed afterwards.
type Table struct {
	plan     *Plan
	bids     []*Bid       // of the rows
	cells    []int64      // column by column
	wide     []bool       // by column: a number does not fit into a word, so the column is worked out on rationals
	inputs   [][]*big.Rat // by column, then bid: the inputs of the columns that are wide
	excluded []Excluded
}

// Table reads the bids' numbers once, so that they can be ranked many times; the bids must not be changed while it is in use. The error is
// [Faults], with pointers into a sheet, where a bid breaks a rule of [Sheet.Check].
func (p *Plan) Table(bids []Bid) (*Table, error) {
	c := &checker{}
	c.bids(Sheet{Bids: bids}, p.asks)
	if err := c.faults.Err(); err != nil {
		return nil, err
	}
	return p.table(bids), nil
}

// table is for bids that have been checked.
func (p *Plan) table(bids []Bid) *Table {
	t := &Table{plan: p, wide: make([]bool, len(p.sources)), cells: make([]int64, 0, len(bids)*len(p.sources)), excluded: []Excluded{}}
	for k := range p.sources {
		t.wide[k] = p.sources[k].wide
	}
	for i := range bids {
		b := &bids[i]
		if b.Disregarded != nil {
			t.excluded = append(t.excluded, Excluded{Bid: b.ID, Why: WhyDisregarded, Reason: b.Disregarded.Reason})
			continue
		}
		t.admit(b)
	}
	t.arrange()
	return t
}

// admit adds a row for a bid, unless it fails at once.
func (t *Table) admit(b *Bid) {
	start, failed := len(t.cells), false
	for _, gate := range t.plan.gates {
		failed = failed || !b.Gates[gate.ID]
	}
	for k := range t.plan.sources {
		s := &t.plan.sources[k]
		cell := s.cell(&t.plan.nodes[s.node], b)
		failed = failed || s.failed != nil && s.failed[cell]
		t.cells = append(t.cells, cell)
	}
	if failed {
		t.cells = t.cells[:start]
		t.excluded = append(t.excluded, Excluded{Bid: b.ID, Why: WhyFailedRequirements, Failures: t.plan.firstFailures(b)})
		return
	}
	for k, cell := range t.cells[start:] {
		t.wide[k] = t.wide[k] || cell == tooWide
	}
	t.bids = append(t.bids, b)
}

// firstFailures names the gates that a bid does not meet and the questions on which it is below the minimum.
func (t *tree) firstFailures(b *Bid) (failures []Failure) {
	for _, gate := range t.gates {
		if !b.Gates[gate.ID] {
			failures = append(failures, Failure{Criterion: gate.ID, Requires: RequiresGate})
		}
	}
	for i := range t.nodes {
		if n := &t.nodes[i]; n.Kind == QuestionLeaf && !n.branch {
			failures = appendBelow(failures, n, t.answerMark(n, b.Levels[n.ID]))
		}
	}
	return failures
}

// arrange turns the rows into columns, which is how they are worked through.
func (t *Table) arrange() {
	width, rows := len(t.plan.sources), len(t.bids)
	arranged := make([]int64, len(t.cells))
	for i, cell := range t.cells {
		arranged[i%width*rows+i/width] = cell
	}
	t.cells = arranged
	t.inputs = make([][]*big.Rat, width)
	for k := range t.inputs {
		if t.wide[k] {
			t.inputs[k] = t.plan.inputsOf(k, t.bids)
		}
	}
}

// inputsOf works out the inputs of a column that words do not hold.
func (p *Plan) inputsOf(k int, bids []*Bid) []*big.Rat {
	n, inputs := &p.nodes[p.sources[k].node], make([]*big.Rat, len(bids))
	for i, b := range bids {
		inputs[i] = p.input(n, p.rawInput(n, b))
	}
	return inputs
}

// inputAt is the exact input of a cell; nil where nothing was offered.
func (p *Plan) inputAt(t *Table, row, k int) *big.Rat {
	if t.wide[k] {
		return t.inputs[k][row]
	}
	s, r := &p.sources[k], t.cell(row, k)
	if r == notOffered {
		return nil
	}
	return times(s.scale, big.NewRat(min(r, s.cap), 1))
}

// Without is the table as it would be had a bid not been handed in; the same table where it holds no such bid.
func (t *Table) Without(bid string) *Table {
	row := slices.IndexFunc(t.bids, func(b *Bid) bool { return b.ID == bid })
	left := &Table{plan: t.plan, wide: t.wide, bids: t.bids, cells: t.cells, inputs: t.inputs, excluded: t.excluded}
	if row < 0 {
		left.excluded = slices.DeleteFunc(slices.Clone(t.excluded), func(x Excluded) bool { return x.Bid == bid })
		return left
	}
	left.bids = slices.Delete(slices.Clone(t.bids), row, row+1)
	left.cells, left.inputs = make([]int64, 0, len(t.cells)), slices.Clone(t.inputs)
	for k := range t.wide {
		column := t.column(k)
		left.cells = append(append(left.cells, column[:row]...), column[row+1:]...)
		if t.wide[k] {
			left.inputs[k] = slices.Delete(slices.Clone(t.inputs[k]), row, row+1)
		}
	}
	return left
}

// With is the table with one bid replaced by another of the same id, or added where there is none. The error is [Faults], with pointers into a
// sheet of that bid alone, where the bid breaks a rule; a currency that the other bids do not have is one.
func (t *Table) With(b Bid) (*Table, error) {
	c, d := &checker{}, t.plan.asks
	c.bids(Sheet{Bids: []Bid{b}}, d)
	left := t.Without(b.ID)
	if d.price && b.Price != nil && b.Disregarded == nil && len(left.bids) > 0 && currencyOf(left.bids[0].Price) != currencyOf(b.Price) {
		c.add("/bids/0/price/currency", CodeCurrency, "is %s where the other bids are in %s; prices in different currencies cannot be compared", currencyOf(b.Price), currencyOf(left.bids[0].Price))
	}
	if err := c.faults.Err(); err != nil {
		return nil, err
	}
	return left.join(t.plan.table([]Bid{b})), nil
}

// join puts the rows of another table of the same plan below those of this one.
func (t *Table) join(o *Table) *Table {
	j := &Table{plan: t.plan, wide: slices.Clone(t.wide), bids: append(slices.Clone(t.bids), o.bids...), excluded: append(slices.Clone(t.excluded), o.excluded...)}
	j.cells, j.inputs = make([]int64, 0, len(t.cells)+len(o.cells)), make([][]*big.Rat, len(t.wide))
	for k := range t.wide {
		j.cells = append(append(j.cells, t.column(k)...), o.column(k)...)
		if j.wide[k] = t.wide[k] || o.wide[k]; j.wide[k] {
			j.inputs[k] = append(slices.Clone(t.wideInputs(k)), o.wideInputs(k)...)
		}
	}
	return j
}

// wideInputs are the inputs of a column, whether or not words hold them.
func (t *Table) wideInputs(k int) []*big.Rat {
	if t.wide[k] {
		return t.inputs[k]
	}
	inputs := make([]*big.Rat, len(t.bids))
	for row := range inputs {
		inputs[row] = t.plan.inputAt(t, row, k)
	}
	return inputs
}

// column is the cells of one leaf, bid by bid.
func (t *Table) column(k int) []int64 { return t.cells[k*len(t.bids) : (k+1)*len(t.bids)] }

// cell is what one bid offers on one leaf.
func (t *Table) cell(row, k int) int64 { return t.cells[k*len(t.bids)+row] }
