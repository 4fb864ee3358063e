package template

import (
	"math/big"

	"github.com/assay-engine/assay/pkg/decimal"
	"github.com/assay-engine/assay/pkg/scoring"
)

// Weighed is a criterion with its place in the whole.
type Weighed struct {
	Criterion scoring.Criterion
	Parent    string // the id of its branch; empty at the top
	Depth     int    // 0 at the top

	// Local is the share of the parent and Global the exact share of the whole,
	// both in per cent. They are nil for what carries no weight: gates, and price
	// where the basis takes it outside the marks.
	Local  *decimal.Weight
	Global *scoring.Figure

	// Worth is what full marks are worth in pounds, where the basis is
	// award_on_value; nil elsewhere.
	Worth *decimal.Pence
}

// Codes lists the measures that the criterion counts.
func (w Weighed) Codes() []string {
	var codes []string
	if w.Criterion.Measure != "" {
		codes = append(codes, w.Criterion.Measure)
	}
	for _, v := range w.Criterion.Measures {
		codes = append(codes, v.Measure)
	}
	return codes
}

// Weigh lists every criterion of a method in tree order, parents first.
func Weigh(m scoring.Method) []Weighed {
	m = m.WithDefaults()
	return weigh(nil, m.Criteria, "", 0, big.NewRat(100, 1))
}

func weigh(all []Weighed, list []scoring.Criterion, parent string, depth int, above *big.Rat) []Weighed {
	for _, c := range list {
		w := Weighed{Criterion: c, Parent: parent, Depth: depth, Local: c.Weight, Worth: c.Worth}
		global := above
		if c.Weight != nil {
			global = new(big.Rat).Mul(above, big.NewRat(int64(*c.Weight), decimal.Whole))
			w.Global = new(full(global))
		}
		all = weigh(append(all, w), c.Criteria, c.ID, depth+1, global)
	}
	return all
}

// full writes a share with every digit it has. Shares are products of basis
// points, so their digits end.
func full(r *big.Rat) scoring.Figure {
	places, _ := r.FloatPrec()
	return scoring.Figure(r.FloatString(places))
}
