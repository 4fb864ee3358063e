package scoring

import (
	"slices"

	"github.com/assay-engine/assay/pkg/decimal"
)

// WithDefaults is the method with everything that was left out written out: basis weighted_sum, rounding none with 2 places half_up, ranking
// on unrounded totals, ties shared, curves that clamp, equal bids with full marks, and a branch's worth. The method itself is not changed.
func (m Method) WithDefaults() Method {
	m.Basis = or(m.Basis, WeightedSum)
	m.Rounding.At = or(m.Rounding.At, RoundNone)
	m.Rounding.Rule = or(m.Rounding.Rule, HalfUp)
	m.RankOn = or(m.RankOn, Unrounded)
	if m.Rounding.Places == nil {
		m.Rounding.Places = new(2)
	}
	if len(m.TieBreak) == 0 {
		m.TieBreak = []TieBreak{{By: ByShared}}
	}
	m.Criteria = withDefaults(m.Criteria, m.Basis)
	return m
}

func withDefaults(list []Criterion, basis Basis) []Criterion {
	list = slices.Clone(list)
	for i := range list {
		n := &list[i]
		if n.Criteria != nil {
			if basis == AwardOnValue && n.Worth == nil {
				n.Worth = new(decimal.Pence(worthBelow(n)))
			}
			n.Criteria = withDefaults(n.Criteria, basis)
		}
		if n.Score != nil {
			n.Score = new(n.Score.withDefaults())
		}
	}
	return list
}

func (f Function) withDefaults() Function {
	switch f.Name {
	case PiecewiseLinear:
		f.Outside = or(f.Outside, Clamp)
	case MinMax:
		f.WhenEqual = or(f.WhenEqual, EqualFull)
	}
	return f
}

func or[W ~string](word, standard W) W {
	if word == "" {
		return standard
	}
	return word
}
