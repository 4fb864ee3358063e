package scoring

import (
	"math/big"

	"github.com/assay-engine/assay/pkg/decimal"
)

// tree is a checked method laid out for scoring: its nodes in tree order, parents before their children.
type tree struct {
	method Method // with defaults
	tender Tender
	nodes  []node
	roots  []int // indices of the top nodes that carry weight or worth
	gates  []*Criterion
	places int
	// marked is how many nodes have a mark, and so appear in the trace.
	marked int
	index  map[string]int // by criterion id
}

// node is one criterion in its place.
type node struct {
	*Criterion
	parent   int   // -1 at the top
	children []int // that carry weight or worth
	branch   bool
	// marks says whether the node has a mark: gates have none, nor has a price that is only a heading.
	marks bool
	// share is the weight in basis points, or the worth in pence; 0 where the node carries none. whole is what the shares of the node's
	// children add up to.
	share, whole int64
	global       *big.Rat   // exact share of the whole in per cent; worth in pounds under award_on_value
	worths       []*big.Rat // value leaves: what one unit of each measure adds
}

func newTree(m Method, t Tender) *tree {
	tr := &tree{method: m.WithDefaults(), tender: t, index: map[string]int{}}
	tr.places = *tr.method.Rounding.Places
	tr.grow(tr.method.Criteria, -1, hundred)
	return tr
}

func (t *tree) grow(list []Criterion, parent int, above *big.Rat) {
	for i := range list {
		c := &list[i]
		if c.Kind == GateLeaf && c.Criteria == nil {
			t.gates = append(t.gates, c)
			continue
		}
		n := node{Criterion: c, parent: parent, branch: c.Criteria != nil, whole: decimal.Whole}
		n.marks = n.branch || c.Kind == QuestionLeaf || c.Score != nil
		t.weigh(&n, above)
		for k := range c.Measures {
			n.worths = append(n.worths, c.Measures[k].worth(t.tender.Years))
		}
		index := len(t.nodes)
		t.index[c.ID] = index
		t.nodes = append(t.nodes, n)
		if n.marks {
			t.marked++
		}
		if n.share > 0 {
			t.adopt(parent, index)
		}
		t.grow(c.Criteria, index, n.global)
	}
}

func (t *tree) weigh(n *node, above *big.Rat) {
	switch {
	case t.method.Basis == AwardOnValue:
		if n.Worth != nil {
			n.share = int64(*n.Worth)
			n.whole = worthBelow(n.Criterion)
		}
		n.global = big.NewRat(n.share, 100)
	case n.Weight != nil:
		n.share = int64(*n.Weight)
		n.global = times(above, big.NewRat(n.share, decimal.Whole))
	default:
		n.global = zero
	}
}

func (t *tree) adopt(parent, index int) {
	if parent < 0 {
		t.roots = append(t.roots, index)
		return
	}
	t.nodes[parent].children = append(t.nodes[parent].children, index)
}

// rounds says whether marks are rounded at this node.
func (t *tree) rounds(n *node) bool {
	at := t.method.Rounding.At
	return at == RoundLeaf && !n.branch || at == RoundBranch && n.branch
}

// level is the step of a question's scale; the sheet has been checked, so it is there.
func (n *node) level(level int) int {
	for i := range n.Scale {
		if n.Scale[i].Level == level {
			return i
		}
	}
	return -1
}

// worth is the money that one unit of the measure adds to a value: proxy × what remains after the three corrections × the mean over the years
// of what remains after drop-off.
//
// With what remains each year as a ÷ b, the sum over the years is Σ aʸ × bⁿ⁻¹⁻ʸ ÷ bⁿ⁻¹, which is worked out on whole numbers: a hundred years
// of eight decimals make numbers of eight hundred digits, and bringing every partial sum to lowest terms would take most of the time.
func (v *ValueMeasure) worth(years int) *big.Rat {
	worth := v.Proxy.Rat()
	for _, percent := range []decimal.Number{v.Deadweight, v.Displacement, v.Attribution} {
		worth = times(worth, remains(percent))
	}
	left := remains(v.DropOff)
	sum, power, below := new(big.Int), big.NewInt(1), big.NewInt(1)
	for year := range years {
		if year > 0 {
			power.Mul(power, left.Num())
			below.Mul(below, left.Denom())
			sum.Mul(sum, left.Denom())
		}
		sum.Add(sum, power)
	}
	return times(worth, new(big.Rat).SetFrac(sum, below.Mul(below, big.NewInt(int64(years)))))
}

// remains is 1 − percent ÷ 100.
func remains(percent decimal.Number) *big.Rat { return minus(one, over(percent.Rat(), hundred)) }
