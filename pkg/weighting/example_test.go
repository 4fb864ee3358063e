package weighting_test

import (
	"fmt"
	"math/big"

	"github.com/assay-engine/assay/pkg/decimal"
	"github.com/assay-engine/assay/pkg/weighting"
)

func show(d weighting.Derivation) {
	for _, w := range d.Weights {
		fmt.Println(w.ID, w.Weight)
	}
	fmt.Println(d.Rounding.Statement)
}

func ExampleFromPairs() {
	times := decimal.FromInt
	d, err := weighting.FromPairs(weighting.Pairwise{
		Items: []string{"price", "quality", "social"},
		Judgements: []weighting.Judgement{
			{More: "price", Less: "quality", Times: times(2)},
			{More: "price", Less: "social", Times: times(3)},
			{More: "quality", Less: "social", Times: times(2)},
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	show(d)
	fmt.Println("consistency ratio", d.Consistency.Ratio, "acceptable", d.Consistency.Acceptable)
	// Output:
	// price 53.9
	// quality 29.72
	// social 16.38
	// Rounded down, the weights sum to 99.98 %; the 2 basis points left over went to social and price, which lost most by rounding down.
	// consistency ratio 0.007938506 acceptable true
}

func ExampleFromSwings() {
	d, _ := weighting.FromSwings(weighting.Swing{Items: []weighting.SwingItem{
		{ID: "apprentices", From: "none", To: "10 on the contract", Points: decimal.FromInt(100)},
		{ID: "volunteering", From: "none", To: "500 hours", Points: decimal.FromInt(50)},
	}})
	show(d)
	// Output:
	// apprentices 66.67
	// volunteering 33.33
	// Rounded down, the weights sum to 99.99 %; the 1 basis point left over went to apprentices, which lost most by rounding down.
}

// The rank-order centroid weights of three criteria, 11/18, 5/18 and 2/18.
func ExampleFromOrder() {
	d, _ := weighting.FromOrder(weighting.RankOrder{Order: [][]string{{"price"}, {"quality"}, {"social"}}})
	show(d)
	// Output:
	// price 61.11
	// quality 27.78
	// social 11.11
	// Rounded down, the weights sum to 99.99 %; the 1 basis point left over went to quality, which lost most by rounding down.
}

func ExampleRound() {
	placed, said, _ := weighting.Round([]string{"a", "b", "c"}, []*big.Rat{big.NewRat(1, 1), big.NewRat(1, 1), big.NewRat(1, 1)})
	fmt.Println(placed[0].Weight, placed[1].Weight, placed[2].Weight)
	fmt.Println(said.TieRule)
	// Output:
	// 33.34 33.33 33.33
	// of weights that lost the same, the one listed first gets the basis point
}
