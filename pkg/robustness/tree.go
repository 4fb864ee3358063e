package robustness

import (
	"math/big"

	"github.com/assay-engine/assay/pkg/scoring"
)

// field is a scored sheet laid out for moving its weights: the tree with exact shares, and every ranked bid's exact marks, bids best first.
type field struct {
	basis   scoring.Basis
	nodes   []*node // that weigh something, in tree order
	leaves  []*node
	bids    []contender
	names   map[string]string // criterion to title
	rounded bool              // ranks rest on a rounding that weights are moved without
}

// node is one weighted criterion.
type node struct {
	id, title string
	branch    bool
	parent    *node
	local     *big.Rat // share of the parent, 0–1; nil under award_on_value
	weight    *big.Rat // share of the whole, 0–1; pounds under award_on_value
	from, to  int      // its leaves, as places in field.leaves
}

// contender is a ranked bid.
type contender struct {
	id   string
	rank int
	// parts[i] is the weighted mark of the i-th leaf, in marks of the total (hundredths of a pound under award_on_value).
	parts []*big.Rat
	// sums[i] ÷ over is the sum of the first i parts. Moving weights is done on these whole numbers: bringing every step to lowest terms would
	// take most of the time where figures are long.
	sums []*big.Int
	over *big.Int
	// price is in pounds; nil where the sheet has none.
	price *big.Rat
}

// lay reads a sheet and its result.
func lay(s scoring.Sheet, r scoring.Result) *field {
	m := s.Method.WithDefaults()
	f := &field{basis: m.Basis, names: map[string]string{}}
	f.rounded = m.RankOn == scoring.Rounded || m.Rounding.At == scoring.RoundBranch
	f.grow(m.Criteria, nil)
	prices := map[string]*big.Rat{}
	for _, b := range s.Bids {
		if b.Price != nil {
			prices[b.ID] = b.Price.Rat()
		}
	}
	exact := map[[2]string]scoring.Exact{}
	for _, n := range r.Nodes {
		exact[[2]string{n.Bid, n.Criterion}] = n.Exact
	}
	for _, ranked := range r.Ranking {
		c := contender{id: ranked.Bid, rank: ranked.Rank, price: prices[ranked.Bid]}
		for _, leaf := range f.leaves {
			c.parts = append(c.parts, new(big.Rat).Mul(leaf.weight, exact[[2]string{ranked.Bid, leaf.id}].Rat()))
		}
		c.addUp()
		f.bids = append(f.bids, c)
	}
	return f
}

// grow adds the weighted nodes below a parent, parents before children.
func (f *field) grow(criteria []scoring.Criterion, parent *node) {
	for _, c := range criteria {
		f.names[c.ID] = c.ID
		if c.Title != "" {
			f.names[c.ID] = c.Title
		}
		n := &node{id: c.ID, title: f.names[c.ID], branch: len(c.Criteria) > 0, parent: parent, from: len(f.leaves)}
		if f.basis != scoring.AwardOnValue {
			if c.Weight == nil {
				continue // a gate, or price under a basis that does not weigh it
			}
			n.local = big.NewRat(int64(*c.Weight), 10_000)
			n.weight = new(big.Rat).Set(n.local)
			if parent != nil {
				n.weight.Mul(n.weight, parent.weight)
			}
		} else if n.weight = worth(c); n.weight == nil {
			continue
		}
		f.nodes = append(f.nodes, n)
		if n.branch {
			f.grow(c.Criteria, n)
		} else {
			f.leaves = append(f.leaves, n)
		}
		n.to = len(f.leaves)
	}
}

// worth is what full marks on a criterion are worth in pounds: its own for a leaf, its leaves' together for a branch; nil for what has none.
func worth(c scoring.Criterion) *big.Rat {
	if len(c.Criteria) == 0 {
		if c.Worth == nil {
			return nil
		}
		return c.Worth.Rat()
	}
	var sum *big.Rat
	for _, child := range c.Criteria {
		if w := worth(child); w != nil {
			if sum == nil {
				sum = new(big.Rat)
			}
			sum.Add(sum, w)
		}
	}
	return sum
}

// addUp brings the parts over one denominator and adds them up.
func (c *contender) addUp() {
	c.over = denominatorOf(c.parts)
	c.sums = []*big.Int{new(big.Int)}
	for i, part := range c.parts {
		whole := new(big.Int).Quo(c.over, part.Denom())
		whole.Mul(whole, part.Num())
		c.sums = append(c.sums, whole.Add(whole, c.sums[i]))
	}
}

// denominatorOf is the least common one, found in halves, so that only few of the numbers are long.
func denominatorOf(parts []*big.Rat) *big.Int {
	switch len(parts) {
	case 0:
		return big.NewInt(1)
	case 1:
		return parts[0].Denom()
	}
	middle := len(parts) / 2
	a, b := denominatorOf(parts[:middle]), denominatorOf(parts[middle:])
	common := new(big.Int).GCD(nil, nil, a, b)
	return common.Mul(a, common.Quo(b, common))
}

// between is the sum of the parts from … to−1, over c.over.
func (c *contender) between(from, to int) *big.Int {
	return new(big.Int).Sub(c.sums[to], c.sums[from])
}
