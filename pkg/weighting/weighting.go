// Package weighting turns what people say about importance into criteria weights, and keeps how it was done.
//
// Three ways are offered. Pairwise comparison (the analytic hierarchy process): "price is three times as important as quality", for
// every pair, with a check of whether the statements fit together. Swing weighting: how much it is worth to move each criterion from
// its worst to its best outcome, the greatest being 100. Rank-order centroid: only the order of importance.
//
// Weights are worked out as exact fractions and then rounded to basis points (hundredths of a per cent) that sum to exactly 10,000;
// the Derivation says which criteria got the points left over, and why. A Derivation is kept with the template whose weights it gave;
// Recompute proves later that the stored answers give the stored weights.
//
// Sources: Saaty, The Analytic Hierarchy Process (1980); von Winterfeldt and Edwards, Decision Analysis and Behavioral Research (1986)
// for swing weights; Edwards and Barron, "SMARTS and SMARTER", Organizational Behavior and Human Decision Processes 60 (1994) for
// rank-order centroid weights.
package weighting

import (
	"math/big"
	"strings"

	"github.com/assay-engine/assay/pkg/decimal"
)

// Kind marks a stored derivation and the version of its form.
const Kind = "assay.weighting/1"

// Method names how weights were derived.
type Method string

// The methods.
const (
	PairwiseComparison Method = "pairwise_comparison"
	SwingWeighting     Method = "swing"
	RankOrderCentroid  Method = "rank_order_centroid"
)

// Derivation is one set of sibling weights with everything needed to follow and repeat how they came about. Exactly one of Pairwise,
// Matrix, Swing and RankOrder is there: what was asked and answered.
type Derivation struct {
	Kind   string `json:"kind"`
	Method Method `json:"method"`
	// Source is the publication the method follows.
	Source    string     `json:"source"`
	Pairwise  *Pairwise  `json:"pairwise,omitempty"`
	Matrix    *Matrix    `json:"matrix,omitempty"`
	Swing     *Swing     `json:"swing,omitempty"`
	RankOrder *RankOrder `json:"rankOrder,omitempty"`
	// Weights are in the order of the items given and sum to exactly 100 per cent.
	Weights []Placed `json:"weights"`
	// Consistency is there for pairwise comparison only.
	Consistency *Consistency `json:"consistency,omitempty"`
	Rounding    Rounding     `json:"rounding"`
	Warnings    []Warning    `json:"warnings"`
}

// Placed is one criterion's weight.
type Placed struct {
	ID string `json:"id"`
	// Exact is the weight before rounding, in per cent, as a fraction in lowest terms ("1375/21"). Fractions past 60 characters, which
	// come of long decimals in a matrix, are cut to twelve decimals and marked with "≈".
	Exact string `json:"exact"`
	// Weight is what goes into the template, in per cent with at most two decimals.
	Weight decimal.Weight `json:"weight"`
	// ExtraPoint says that one of the basis points left over by rounding down was placed here.
	ExtraPoint bool `json:"extraPoint"`
}

// Warning is something about the answers that a reader should weigh before using the weights.
type Warning struct {
	Code    string `json:"code"`
	Pointer string `json:"pointer"`
	Detail  string `json:"detail"`
}

// Fault is one thing wrong with the answers, at a JSON pointer (RFC 6901) into them.
type Fault struct {
	Pointer string `json:"pointer"`
	Code    string `json:"code"`
	Detail  string `json:"detail"`
}

// Error lists everything wrong with what was given; no weights come of it.
type Error struct {
	Faults []Fault `json:"faults"`
}

// Error joins the faults, one to a line, as "pointer: detail".
func (e *Error) Error() string {
	lines := make([]string, len(e.Faults))
	for i, f := range e.Faults {
		lines[i] = f.Pointer + ": " + f.Detail
	}
	return strings.Join(lines, "\n")
}

// rounded fills in the weights of exact shares, or returns nothing but the error.
func (d Derivation) rounded(ids []string, shares []*big.Rat, pointer func(int) string) (Derivation, error) {
	weights, rounding, err := round(ids, shares, pointer)
	if err != nil {
		return Derivation{}, err
	}
	d.Weights, d.Rounding = weights, rounding
	return d, nil
}

// faults gathers what is wrong; refused turns it into an error, nil when nothing is.
type faults []Fault

func (f *faults) add(pointer, code, detail string) { *f = append(*f, Fault{pointer, code, detail}) }

func (f faults) refused() error {
	if len(f) == 0 {
		return nil
	}
	return &Error{f}
}
