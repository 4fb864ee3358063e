package scoring

import "strconv"

// presenter puts the trace of a run into words, one node of one bid at a time, into a buffer of its own.
type presenter struct {
	*working
	steps   []*leafStep // by node
	weights []weightWords
	buf     []byte
	scratch []byte // the input as it stands in a step
	bid     []byte // the id of the bid as JSON
	ends    [5]int // where each text of the line ends in the buffer
}

// weightWords are the texts of a node that are the same for every bid.
type weightWords struct {
	local, global, worth Figure
	share                num // what mark × share is the weighted mark
}

// The texts of a line, in the order in which they stand in the buffer.
const (
	inputText = iota
	markText
	exactMark
	weightedText
	stepText
)

func (r *run) newPresenter() *presenter {
	p := &presenter{working: r.newWorking(), steps: r.leafSteps(r.pools()), weights: make([]weightWords, len(r.nodes))}
	for i := range r.nodes {
		n, w := &r.nodes[i], &p.weights[i]
		w.share = numOf(over(n.global, hundred))
		if r.method.Basis == AwardOnValue {
			w.worth = Figure(r.shareText(n))
		} else {
			w.local, w.global = Figure(r.shareText(n)), fullFigure(n.global)
		}
	}
	return p
}

// line writes the texts of one node of the row that was marked last.
func (p *presenter) line(i int) {
	b, n, mark := p.buf[:0], &p.nodes[i], p.marks[i]
	k := p.columnOf[i]
	offered := k >= 0 && p.table.cell(p.row, k) != notOffered
	if offered {
		b = p.appendInput(b, k)
	}
	p.ends[inputText] = len(b)
	b = mark.appendFigure(b, p.places, p.method.Rounding.Rule)
	p.ends[markText] = len(b)
	b = mark.appendExact(b)
	p.ends[exactMark] = len(b)
	b = mark.times(p.weights[i].share).appendFigure(b, p.places, p.method.Rounding.Rule)
	p.ends[weightedText] = len(b)
	switch {
	case n.branch:
		b = p.branchStep(b, n, p.appendMark)
	case !offered:
		b = append(b, notOfferedStep...)
	default:
		b = p.steps[i].append(b, p.stepInput(i, k))
	}
	p.ends[stepText] = len(b)
	p.buf = b
}

func (p *presenter) appendMark(b []byte, child int) []byte { return p.marks[child].appendInStep(b) }

// text is one of the texts of the line.
func (p *presenter) text(which int) []byte {
	if which == 0 {
		return p.buf[:p.ends[0]]
	}
	return p.buf[p.ends[which-1]:p.ends[which]]
}

func (p *presenter) stepInput(i, k int) stepInput {
	c, v, n := &p.columns[k], &p.verdicts[k], &p.nodes[i]
	bid := p.table.bids[p.row]
	in := stepInput{piece: v.piece, clamped: int(v.clamped), input: p.scratch}
	in.capped = c.n.Cap != nil && p.capped(c, k, bid)
	if !in.capped && !n.PerMillion && !n.PerYear && n.Kind != ValueLeaf {
		return in
	}
	if n.Kind == ValueLeaf {
		in.raw = p.steps[i].rawSum(n, bid)
	} else {
		in.raw = bid.Commitments[n.Measure].String()
	}
	return in
}

// capped says whether the cap cut the input of the row.
func (p *presenter) capped(c *column, k int, bid *Bid) bool {
	if r := p.table.cell(p.row, k); r != tooWide && !c.wide {
		return r > c.cap
	}
	raw := p.rawInput(c.n, bid) // before the cap, which the table no longer tells
	return p.tree.input(&node{Criterion: uncapped(c.n.Criterion)}, raw).Cmp(c.n.Cap.Rat()) > 0
}

// appendInput writes the exact input of a column, and keeps it as it stands in a step.
func (p *presenter) appendInput(b []byte, k int) []byte {
	if c := &p.columns[k]; c.n.Kind == QuestionLeaf {
		b = strconv.AppendInt(b, int64(c.levels[p.table.cell(p.row, k)]), 10)
		p.scratch = append(p.scratch[:0], b...)
		return b
	}
	x := p.input(k).lowest()
	if x.wide != nil {
		p.scratch = append(p.scratch[:0], inStep(x.wide)...)
		return append(b, exactOf(x.wide)...)
	}
	p.scratch = x.appendInStepLowest(p.scratch[:0])
	return x.appendFraction(b)
}

// times is the product without bringing it to lowest terms, where words suffice.
func (a num) times(b num) num {
	if a.wide == nil && b.wide == nil {
		n, okN := multiply(a.n, b.n)
		d, okD := multiply(a.d, b.d)
		if okN && okD {
			return num{n: n, d: d}
		}
	}
	return a.mul(b)
}
