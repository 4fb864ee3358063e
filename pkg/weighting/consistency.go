package weighting

import (
	"fmt"
	"math/big"

	"github.com/assay-engine/assay/pkg/decimal"
)

// RandomIndexTable names the table of random indices that consistency ratios are taken from.
const RandomIndexTable = "Saaty 1980: mean consistency index of random reciprocal matrices of order 1 to 15"

// randomIndex is that table, in hundredths, by order. Later simulations give slightly different figures, which is why it is named.
var randomIndex = [limit + 1]int64{0, 0, 0, 58, 90, 112, 124, 132, 141, 145, 149, 151, 148, 156, 157, 159}

// Consistency says whether a set of comparisons fits together. All numbers are rounded half up to nine decimals.
type Consistency struct {
	// LambdaMax is the mean of (A·w)ᵢ ÷ wᵢ; it equals the number of criteria when everything fits.
	LambdaMax decimal.Number `json:"lambdaMax"`
	// Index is (LambdaMax − n) ÷ (n − 1).
	Index decimal.Number `json:"index"`
	// RandomIndex is what random answers would give, from the table named.
	RandomIndex      decimal.Number `json:"randomIndex"`
	RandomIndexTable string         `json:"randomIndexTable"`
	// Ratio is Index ÷ RandomIndex; for two criteria, which cannot contradict each other, it is 0.
	Ratio decimal.Number `json:"ratio"`
	// Acceptable says that the ratio is not above 0.1, Saaty's rule of thumb.
	Acceptable bool `json:"acceptable"`
	// Worst is the comparison that fits the weights worst: the first to talk about again. It is nil when everything fits exactly, and it is named even
	// where the ratio is acceptable.
	Worst *Misfit `json:"worst"`
}

// Misfit is a comparison beside what the weights as a whole imply.
type Misfit struct {
	More string `json:"more"`
	Less string `json:"less"`
	// Stated and Implied are how many times as important More is, as answered and as the weights have it, to nine decimals.
	Stated  decimal.Number `json:"stated"`
	Implied decimal.Number `json:"implied"`
	Words   string         `json:"words"`
}

// consistent measures the fit of a matrix to its priorities, exactly; figures are rounded only to be shown.
func consistent(ids []string, matrix [][]*big.Rat, priorities []*big.Rat) Consistency {
	n := int64(len(matrix))
	lambda := new(big.Rat)
	for i, row := range matrix {
		product := new(big.Rat)
		for j := range row {
			product.Add(product, new(big.Rat).Mul(row[j], priorities[j]))
		}
		lambda.Add(lambda, product.Quo(product, priorities[i]))
	}
	lambda.Quo(lambda, big.NewRat(n, 1))
	index := new(big.Rat).Sub(lambda, big.NewRat(n, 1))
	index.Quo(index, big.NewRat(n-1, 1))
	ratio := new(big.Rat)
	if randomIndex[n] > 0 {
		ratio.Quo(index, big.NewRat(randomIndex[n], 100))
	}
	return Consistency{
		LambdaMax: nine(lambda), Index: nine(index), Ratio: nine(ratio), RandomIndex: decimal.FromScaled(randomIndex[n], 2),
		RandomIndexTable: RandomIndexTable, Acceptable: ratio.Cmp(big.NewRat(1, 10)) <= 0, Worst: misfit(ids, matrix, priorities),
	}
}

// misfit finds the comparison whose stated and implied values differ by the greatest factor.
func misfit(ids []string, matrix [][]*big.Rat, priorities []*big.Rat) *Misfit {
	greatest, more, less := big.NewRat(1, 1), -1, -1
	for i := range matrix {
		for j := range matrix {
			// Of the two ways to see a pair take the one stated as at least 1, the upper triangle where it is 1 both ways.
			one := matrix[i][j].Cmp(big.NewRat(1, 1))
			if i == j || one < 0 || one == 0 && i > j {
				continue
			}
			factor := new(big.Rat).Mul(matrix[i][j], new(big.Rat).Quo(priorities[j], priorities[i]))
			if factor.Cmp(big.NewRat(1, 1)) < 0 {
				factor.Inv(factor)
			}
			if factor.Cmp(greatest) > 0 {
				greatest, more, less = factor, i, j
			}
		}
	}
	if more < 0 {
		return nil
	}
	implied := new(big.Rat).Quo(priorities[more], priorities[less])
	return &Misfit{
		More: ids[more], Less: ids[less], Stated: nine(matrix[more][less]), Implied: nine(implied),
		Words: misfitWords(ids[more], ids[less], matrix[more][less], priorities[more], priorities[less]),
	}
}

// misfitWords sets a judgement beside the weights that all judgements together give.
func misfitWords(more, less string, stated, moreWeight, lessWeight *big.Rat) string {
	called := fmt.Sprintf("%s was called %s times as important as %s", more, short(stated), less)
	if stated.Cmp(big.NewRat(1, 1)) == 0 {
		called = fmt.Sprintf("%s and %s were called equally important", more, less)
	}
	ratio, hundredth := new(big.Rat).Quo(moreWeight, lessWeight), big.NewRat(1, 100)
	found := fmt.Sprintf("make %s %s times as important as %s", more, short(ratio), less)
	switch apart := new(big.Rat).Sub(ratio, big.NewRat(1, 1)); {
	case new(big.Rat).Abs(apart).Cmp(hundredth) < 0:
		found = "make them about equally important"
	case apart.Sign() < 0:
		found = fmt.Sprintf("make %s the more important, %s times", less, short(ratio.Inv(ratio)))
	}
	percent := func(weight *big.Rat) string { return short(new(big.Rat).Mul(weight, big.NewRat(100, 1))) + " %" }
	return fmt.Sprintf("%s; the weights that all answers together give %s (%s against %s).", called, found, percent(moreWeight), percent(lessWeight))
}

// nine rounds half up to nine decimals, away from zero at the half.
func nine(x *big.Rat) decimal.Number {
	twice := new(big.Rat).Mul(x, big.NewRat(2_000_000_000, 1))
	twice.Add(twice, big.NewRat(int64(x.Sign()), 1))
	return decimal.FromScaled(new(big.Int).Quo(twice.Num(), new(big.Int).Mul(twice.Denom(), big.NewInt(2))).Int64(), 9)
}

// short shows a ratio to two decimals for a sentence.
func short(x *big.Rat) string {
	hundredths, _ := nine(new(big.Rat).Add(x, big.NewRat(5, 1000))).Scaled(9)
	return decimal.FromScaled(hundredths/10_000_000, 2).String()
}
