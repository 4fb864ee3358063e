package agreement

import (
	"math/big"

	"github.com/assay-engine/assay/pkg/decimal"
)

// Concordance is Kendall's W with what is usually quoted beside it.
type Concordance struct {
	Coefficient
	// ChiSquare is m·(n−1)·W, to be read against DegreesOfFreedom = n−1; it means little for fewer than about eight things.
	ChiSquare        *decimal.Number `json:"chiSquare"`
	DegreesOfFreedom int             `json:"degreesOfFreedom"`
	// MeanSpearman is the mean rank correlation of every two evaluators, (m·W−1) ÷ (m−1).
	MeanSpearman *decimal.Number `json:"meanSpearman"`
}

// KendallW asks whether the evaluators put the things in the same order, whatever marks they gave: 1 when all orders are the same, 0
// when they cancel out. Each evaluator's ratings are turned into ranks; equal ratings share their mean rank and the divisor is
// corrected for them.
//
// Rows with a gap are left out. Fewer than two whole rows or two evaluators is TooFew; where no evaluator put anything above anything
// else the state is AllAgree.
//
// Source: Kendall and Babington Smith (1939); the correction for ties, Kendall, Rank Correlation Methods (1948).
func KendallW(r Ratings) (Concordance, error) {
	if err := r.check(); err != nil {
		return Concordance{}, err
	}
	rows, leftOut := r.complete()
	c := Coefficient{Name: "kendall-w", Things: len(rows), LeftOut: leftOut, Evaluators: r.evaluators()}
	if len(rows) < 2 || c.Evaluators < 2 {
		return Concordance{Coefficient: c.without(TooFew, "Fewer than two things were scored by every one of at least two evaluators.")}, nil
	}
	n, m := int64(len(rows)), int64(c.Evaluators)
	spread, ties := rankSums(rows)
	// 12·S ÷ (m²·(n³−n) − m·Σ(t³−t)). Ranks are kept doubled, so S comes four times too large: 12 becomes 3.
	divisor := m*m*(n*n*n-n) - m*ties
	if divisor == 0 {
		return Concordance{Coefficient: c.without(AllAgree, "All agree: no evaluator put anything above anything else.")}, nil
	}
	w := over(times(spread, 3), divisor)
	chi, spearman := sixPlaces(times(w, m*(n-1))), sixPlaces(over(minus(times(w, m), big.NewRat(1, 1)), m-1))
	return Concordance{Coefficient: c.measured(w), ChiSquare: &chi, DegreesOfFreedom: len(rows) - 1, MeanSpearman: &spearman}, nil
}

// rankSums gives the sum of squares of the doubled rank sums about their mean, and Σ(t³−t) over all groups of equal ratings.
func rankSums(rows Ratings) (spread *big.Rat, ties int64) {
	n := int64(len(rows))
	sums := make([]int64, n)
	var all int64
	for column := range rows[0] {
		for i := range rows {
			below, same := int64(0), int64(0)
			for j := range rows {
				switch rows[j][column].Cmp(*rows[i][column]) {
				case -1:
					below++
				case 0:
					same++
				}
			}
			doubled := 2*below + same + 1
			sums[i] += doubled
			all += doubled
			// Each of the t members adds t²−1, together t³−t.
			ties += same*same - 1
		}
	}
	mean := big.NewRat(all, n)
	spread = new(big.Rat)
	for _, sum := range sums {
		off := minus(big.NewRat(sum, 1), mean)
		spread.Add(spread, off.Mul(off, off))
	}
	return spread, ties
}
