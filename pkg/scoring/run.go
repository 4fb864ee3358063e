package scoring

import (
	"cmp"
	"slices"
)

// run is one scoring of a table by a plan. It keeps what ranking needs of each bid; the marks behind a total are worked out again when they are
// shown, which costs less than to keep them.
type run struct {
	*Plan
	table    *Table
	columns  []column
	branches []sum
	top      sum
	// entrants are the rows that are ranked, with their totals.
	entrants []ranked
	excluded []Excluded
}

// ranked is a row on its way to a rank.
type ranked struct {
	row   int
	bid   *Bid
	shown num // the total after rounding at the total, where that is asked for
	total num // the total that is ranked
}

func (p *Plan) run(t *Table) *run {
	r := &run{Plan: p, table: t, columns: p.columns(t), excluded: slices.Clip(t.excluded)}
	if r.branches, r.top = p.branches, p.top; !p.summed || slices.Contains(t.wide, true) {
		r.branches, r.top = p.sums(r.columns)
	}
	w := r.newWorking()
	for i, b := range t.bids {
		w.mark(i)
		if failures := w.failures(); failures != nil {
			r.excluded = append(r.excluded, Excluded{Bid: b.ID, Why: WhyFailedRequirements, Failures: failures})
			continue
		}
		r.enter(i, b, r.top.of(w.marks))
	}
	r.excluded = sortExcluded(r.excluded)
	return r
}

func sortExcluded(list []Excluded) []Excluded {
	sorted := append([]Excluded{}, list...)
	slices.SortFunc(sorted, func(x, y Excluded) int { return cmp.Compare(x.Bid, y.Bid) })
	return sorted
}

func (r *run) enter(row int, b *Bid, quality num) {
	if r.method.Basis == PricePerQualityPoint && quality.sign() == 0 {
		r.excluded = append(r.excluded, Excluded{Bid: b.ID, Why: WhyNoQuality})
		return
	}
	e := ranked{row: row, bid: b, total: quality}
	if r.method.Basis != WeightedSum {
		price := num{n: int64(b.Price.Amount), d: 100}
		switch r.method.Basis {
		case PricePerQualityPoint:
			e.total = price.div(quality)
		case ValueForMoneyIndex:
			e.total = quality.div(price)
		case AwardOnValue:
			e.total = price.add(quality.neg())
		}
	}
	e.shown = e.total
	if rounding := r.method.Rounding; rounding.At == RoundTotal || r.method.RankOn == Rounded {
		rounded := e.total.round(r.places, rounding.Rule)
		if rounding.At == RoundTotal {
			e.shown = rounded
		}
		if r.method.RankOn == Rounded {
			e.total = rounded
		}
	}
	r.entrants = append(r.entrants, e)
}

// working is the marks of one bid at a time.
type working struct {
	*run
	row      int
	verdicts []verdict // by column
	marks    []num     // by node
}

func (r *run) newWorking() *working {
	return &working{run: r, row: -1, verdicts: make([]verdict, len(r.columns)), marks: make([]num, len(r.nodes))}
}

// mark works out every mark of one row, children before parents.
func (w *working) mark(row int) {
	if w.row == row {
		return
	}
	w.row = row
	for k := range w.columns {
		c := &w.columns[k]
		w.verdicts[k] = c.markOf(w.Plan, w.table, row, k)
		w.marks[c.node] = w.verdicts[k].mark
	}
	for i := len(w.branches) - 1; i >= 0; i-- {
		if !w.nodes[i].branch {
			continue
		}
		s := &w.branches[i]
		w.marks[i] = s.of(w.marks)
		if s.round {
			w.marks[i] = w.marks[i].round(w.places, w.method.Rounding.Rule)
		}
	}
}

// failures names the requirements on calculated marks and branches that the row does not meet.
func (w *working) failures() (list []Failure) {
	for i := range w.nodes {
		n := &w.nodes[i]
		if !n.marks || n.Kind == QuestionLeaf {
			continue
		}
		if k := w.columnOf[i]; k >= 0 && w.verdicts[k].outside {
			list = append(list, Failure{Criterion: n.ID, Requires: RequiresInside, Exact: w.exactInput(k)})
		} else if n.Minimum != nil && w.marks[i].cmp(w.minimumOf(i)) < 0 {
			list = append(list, Failure{
				Criterion: n.ID, Requires: RequiresMinimum, Exact: Exact(w.marks[i].appendExact(nil)),
				Minimum: exactOf(n.Minimum.Rat()),
			})
		}
	}
	return list
}

func (w *working) minimumOf(i int) num {
	if w.nodes[i].branch {
		return w.branches[i].minimum
	}
	return w.columns[w.columnOf[i]].minimum
}

// input is what was marked in a column.
func (w *working) input(k int) num {
	c, r := &w.columns[k], w.table.cell(w.row, k)
	switch {
	case c.n.Kind == QuestionLeaf:
		return whole(int64(c.levels[r]))
	case r == tooWide || c.wide:
		return numOf(w.inputAt(w.table, w.row, k))
	}
	return whole(min(r, c.cap)).times(c.small)
}

func (w *working) exactInput(k int) Exact { return Exact(w.input(k).appendExact(nil)) }

// contest gives ranking what it needs. Marks are worked out for those bids whose tie is looked into.
func (r *run) contest(seed []byte) *contest {
	c := &contest{seed: seed, ids: make([]string, len(r.entrants))}
	for i := range r.entrants {
		c.ids[i] = r.entrants[i].bid.ID
	}
	sign := -1
	if r.method.Basis.lowestWins() {
		sign = 1
	}
	c.totals = func(a, b int) int { return sign * r.entrants[a].total.cmp(r.entrants[b].total) }
	c.marks = r.markComparer()
	c.prices = func(a, b int) int {
		return compare(int64(r.entrants[a].bid.Price.Amount), int64(r.entrants[b].bid.Price.Amount))
	}
	return c
}

func (r *run) markComparer() func(criterion, a, b int) int {
	known := map[int][]num{}
	w := r.newWorking()
	marks := func(entrant int) []num {
		if known[entrant] == nil {
			w.mark(r.entrants[entrant].row)
			known[entrant] = slices.Clone(w.marks)
		}
		return known[entrant]
	}
	return func(criterion, a, b int) int { return marks(b)[criterion].cmp(marks(a)[criterion]) }
}
