package scoring

// Table holds the numbers of a set of bids as a plan reads them: one row for each bid that passes the gates and the minimums of questions, one
// column of whole numbers for each leaf. It is made by [Plan.Table] and is never changed afterwards.
type Table struct {
	plan     *Plan
	bids     []*Bid  // of the rows
	cells    []int64 // column by column
	wide     []bool  // by column: a number does not fit into a word, so the column is worked out on rationals
	excluded []Excluded
}

// Table reads the bids' numbers once, so that they can be ranked many times; the bids must not be changed while it is in use. The error is [Faults], with pointers into a sheet, where a bid
// breaks a rule of [Sheet.Check].
func (p *Plan) Table(bids []Bid) (*Table, error) {
	c := &checker{}
	c.bids(Sheet{Bids: bids}, asks(p.method))
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
}

// column is the cells of one leaf, bid by bid.
func (t *Table) column(k int) []int64 { return t.cells[k*len(t.bids) : (k+1)*len(t.bids)] }

// cell is what one bid offers on one leaf.
func (t *Table) cell(row, k int) int64 { return t.cells[k*len(t.bids)+row] }
