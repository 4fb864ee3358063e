// Package agreement measures how far the members of an evaluation panel agreed when each scored on their own.
//
// It is triage: it tells a moderator which questions to talk about first and shows an auditor how the panel worked. It gives no score.
// Nothing here works out a mean or proposes a level, because an agreed score is a level of the published scale that the panel argued
// its way to, with reasons, and never an average.
//
// Every coefficient is worked out in exact rationals and only then cut to six decimals, so the figure is the same on every machine.
// A table in which nobody differs has no variance, and the usual formulas divide nothing by nothing there. That is reported as the
// state AllAgree, a table too small to say anything as TooFew, and one whose formula has no value as Undefined; there is never a NaN.
//
// Sources: Krippendorff, Content Analysis (2004) and "Computing Krippendorff's Alpha-Reliability" (2011); Shrout and Fleiss,
// "Intraclass correlations: uses in assessing rater reliability", Psychological Bulletin 86 (1979); Kendall and Babington Smith,
// "The problem of m rankings", Annals of Mathematical Statistics 10 (1939).
package agreement

import (
	"math/big"

	"github.com/assay-engine/assay/pkg/decimal"
)

// Ratings is a panel's table: one row for each thing scored (a bid's answer to a question), one column for each evaluator, in the same
// order in every row. A nil rating is a gap: that evaluator did not score that thing, which is not a zero.
type Ratings [][]*decimal.Number

// State says whether a coefficient has a value, and if not, why not.
type State string

const (
	// Measured means the coefficient has a value.
	Measured State = "measured"
	// AllAgree means that the ratings hold no variance at all: everybody gave everything the same score (for Kendall's W, nobody put
	// any bid above another). The panel agreed, and the formula has nothing to divide by.
	AllAgree State = "all_agree"
	// TooFew means that too little was scored by more than one evaluator.
	TooFew State = "too_few"
	// Undefined means that the ratings vary, but in a way for which this formula has no value, as when evaluators differ while the
	// bids do not.
	Undefined State = "undefined"
)

// Coefficient is one measure of agreement over one table.
type Coefficient struct {
	// Name is the measure, such as "alpha-ordinal" or "icc(2,1)".
	Name string `json:"name"`
	// State says whether Value is there.
	State State `json:"state"`
	// Value is the coefficient rounded half up to six decimals: 1 is perfect agreement, 0 what chance would give; below 0 is
	// systematic disagreement. It is nil unless State is Measured.
	Value *decimal.Number `json:"value"`
	// Exact is the same coefficient as a fraction in lowest terms, such as "56/81"; empty unless State is Measured.
	Exact string `json:"exact,omitempty"`
	// Things is how many rows took part and LeftOut how many could not (too few ratings, or gaps where the measure allows none).
	Things  int `json:"things"`
	LeftOut int `json:"leftOut"`
	// Evaluators is the number of columns.
	Evaluators int `json:"evaluators"`
	// Words says the finding in a sentence for a moderator.
	Words string `json:"words"`
}

// Rat returns the exact value, or nil when the coefficient has none.
func (c Coefficient) Rat() *big.Rat {
	r, ok := new(big.Rat).SetString(c.Exact)
	if c.State != Measured || !ok {
		return nil
	}
	return r
}

// measured fills in a coefficient's value and its words. Some intraclass forms have no lower bound; past a million in size the figure
// says nothing and would not fit its six decimals.
func (c Coefficient) measured(value *big.Rat) Coefficient {
	if new(big.Rat).Abs(value).Cmp(big.NewRat(1_000_000, 1)) > 0 {
		return c.without(Undefined, "The things scored hardly differ beside the evaluators, so this coefficient says nothing; look at the scores themselves.")
	}
	shown := sixPlaces(value)
	c.State, c.Value, c.Exact = Measured, &shown, value.RatString()
	c.Words = words(value)
	return c
}

// without gives a coefficient that has no value, and says why.
func (c Coefficient) without(state State, why string) Coefficient {
	c.State, c.Words = state, why
	return c
}

// words uses the customary cut-offs of Krippendorff (2004, p. 241): 0.800 and 0.667. They are a habit of reading, not a test.
func words(value *big.Rat) string {
	switch {
	case value.Cmp(big.NewRat(800, 1000)) >= 0:
		return "The evaluators agree closely."
	case value.Cmp(big.NewRat(667, 1000)) >= 0:
		return "The evaluators agree fairly well; look at the things that are flagged."
	case value.Sign() > 0:
		return "The evaluators agree weakly; talk the scale and its words through before agreeing scores."
	default:
		return "The evaluators agree no better than chance, or pull in opposite directions; talk the scale and its words through before agreeing scores."
	}
}

// sixPlaces rounds half up (away from zero at the half) to six decimals.
func sixPlaces(value *big.Rat) decimal.Number {
	scaled := new(big.Rat).Mul(value, big.NewRat(2_000_000, 1))
	scaled.Add(scaled, big.NewRat(int64(value.Sign()), 1))
	twice := new(big.Int).Mul(scaled.Denom(), big.NewInt(2))
	return decimal.FromScaled(new(big.Int).Quo(scaled.Num(), twice).Int64(), 6)
}
