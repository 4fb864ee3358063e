package scoring

import (
	"math/big"

	"github.com/assay-engine/assay/pkg/decimal"
)

// result ranks the bids that are left and writes down everything that led there.
func (b *book) result() (Result, error) {
	methodHash, err := b.sheet.Method.Hash()
	if err != nil {
		return Result{}, err
	}
	r := Result{
		Version: 1, Engine: Engine, MethodHash: methodHash, InputHash: b.sheet.InputHash(), Excluded: b.excluded, Ranking: []Ranked{},
		Nodes: []Node{}, Warnings: b.warnings(b.pools),
	}
	s := b.contest().rank(b.tree)
	r.Ties = s.ties
	steps := b.leafSteps(b.pools)
	for place, i := range s.order {
		e := b.entrants[i]
		r.Ranking = append(r.Ranking, Ranked{Bid: e.ID, Rank: s.ranks[place], Total: b.figure(e.shown), Exact: exactOf(e.shown)})
		for k := range b.nodes {
			if b.nodes[k].marks {
				r.Nodes = append(r.Nodes, b.node(e, k, steps[k]))
			}
		}
	}
	return r, nil
}

func (t *tree) figure(r *big.Rat) Figure { return figureOf(r, t.places, t.method.Rounding.Rule) }

// leafSteps prepares the words of every leaf's step.
func (t *tree) leafSteps(pools []*pool) []*leafStep {
	steps := make([]*leafStep, len(t.nodes))
	for i := range t.nodes {
		if n := &t.nodes[i]; n.marks && !n.branch {
			steps[i] = newLeafStep(t, n, pools[i])
		}
	}
	return steps
}

func (b *book) contest() *contest {
	c := &contest{seed: seedOf(b.sheet)}
	for _, e := range b.entrants {
		c.ids = append(c.ids, e.ID)
	}
	c.totals = func(x, y int) int {
		order := b.entrants[x].ranked.Cmp(b.entrants[y].ranked)
		if b.method.Basis.lowestWins() {
			return order
		}
		return -order
	}
	c.marks = func(criterion, x, y int) int {
		return b.entrants[y].marks[criterion].Cmp(b.entrants[x].marks[criterion])
	}
	c.prices = func(x, y int) int { return b.entrants[x].Price.Rat().Cmp(b.entrants[y].Price.Rat()) }
	return c
}

// node is one line of the trace.
func (b *book) node(e *entrant, i int, step *leafStep) Node {
	n, mark := &b.nodes[i], e.marks[i]
	line := Node{Bid: e.ID, Criterion: n.ID, Mark: b.figure(mark), Exact: exactOf(mark), Weighted: b.figure(over(times(n.global, mark), hundred))}
	if b.method.Basis == AwardOnValue {
		line.Worth = Figure(b.shareText(n))
	} else {
		line.LocalWeight, line.GlobalWeight = Figure(b.shareText(n)), fullFigure(n.global)
	}
	switch {
	case n.branch:
		line.Step = string(b.branchStep(nil, n, func(to []byte, child int) []byte { return append(to, inStep(e.marks[child])...) }))
	case e.inputs[i] == nil:
		line.Step = notOfferedStep
	default:
		line.Input = new(exactOf(e.inputs[i]))
		line.Step = string(step.append(nil, b.stepInput(e, i, step)))
	}
	return line
}

func (b *book) stepInput(e *entrant, i int, step *leafStep) stepInput {
	n, x := &b.nodes[i], e.inputs[i]
	in := stepInput{piece: n.piece(x, b.pools[i]), input: []byte(inStep(x)), clamped: e.plain[i].Cmp(within(e.plain[i]))}
	if n.Kind == QuestionLeaf {
		in.input = []byte(exactText(x)) // a level is a name rather than a figure: no brackets around −1
	}
	if e.raw[i] != nil && (n.PerMillion || n.PerYear || n.Kind == ValueLeaf || e.raw[i].Cmp(x) != 0) {
		in.raw = inStep(e.raw[i])
		if n.Kind == ValueLeaf {
			in.raw = step.rawSum(n, e.Bid)
		}
		in.capped = n.Cap != nil && b.input(&node{Criterion: uncapped(n.Criterion)}, e.raw[i]).Cmp(x) != 0
	}
	return in
}

func uncapped(c *Criterion) *Criterion {
	free := *c
	free.Cap = nil
	return &free
}

// piece says which case of its function an input is, in the order in which [leafStep.function] lists them.
func (n *node) piece(x *big.Rat, p *pool) int {
	switch {
	case n.Kind == QuestionLeaf:
		return n.level(int(x.Num().Int64()))
	case n.Score.Name == PiecewiseLinear:
		points := n.Score.Points
		if x.Cmp(points[0].X().Rat()) <= 0 {
			return 0
		}
		if x.Cmp(points[len(points)-1].X().Rat()) >= 0 {
			return len(points)
		}
		return segment(x, points) + 1
	case n.Score.Name == Bands:
		return bandOf(x, n.Score.Bands)
	case n.Score.zeroWins() && p.lowest.Sign() == 0 && x.Sign() > 0:
		return 1
	}
	return 0
}

// total is what the basis makes of the weighted marks (0–100; pounds under [AwardOnValue]) and the price.
func (b Basis) total(quality *big.Rat, price *decimal.Money) *big.Rat {
	switch b {
	case PricePerQualityPoint:
		return over(price.Rat(), quality)
	case ValueForMoneyIndex:
		return over(quality, price.Rat())
	case AwardOnValue:
		return minus(price.Rat(), quality)
	}
	return quality
}
