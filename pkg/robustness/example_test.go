package robustness_test

import (
	"fmt"
	"math/big"

	"github.com/assay-engine/assay/pkg/robustness"
	"github.com/assay-engine/assay/pkg/scoring"
)

func ExampleAnalyse() {
	sheet, _ := scoring.Parse([]byte(two))
	report, err := robustness.Analyse(sheet, robustness.Options{Seed: "tender 2027/14"})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(report.Verdict.Words)
	fmt.Println(report.Bids.Words)
	fmt.Println(report.Steps.Words)
	fmt.Println(report.Acceptability.Words)
	// Output:
	// Bid A wins by 1 mark. Bid B would have to score one level higher on Method, or bid A would have to score one level lower on Method, or Volunteers would have to weigh more than 31.37 % of the whole (it weighs 30 %), or bid B would have to cost £147.49 or less (it costs £150), or bid B would have to promise 93.334 on Volunteers (it promises 90), for B to win.
	// No mark depends on other bids, so no losing bid can change the winner.
	// 2 single steps of an agreed score would change the winner.
	// Under any weights at all, bid B comes first in 55.9 % of 10000 draws (standard error 0.5 %).
}

func ExampleWeightStability() {
	sheet, _ := scoring.Parse([]byte(two))
	rows, _ := robustness.WeightStability(sheet)
	for _, row := range rows {
		low, high := "0", "100"
		if row.Winner.Low != nil {
			low = row.Winner.Low.Weight.String()
		}
		if row.Winner.High != nil {
			high = row.Winner.High.Weight.String()
		}
		fmt.Printf("%s (%s): %s, the winner stays from %s to %s\n", row.Title, row.Scope, row.Weight, low, high)
	}
	// Output:
	// Price (whole): 40, the winner stays from 38.4615 to 100
	// Quality (whole): 60, the winner stays from 0 to 61.5385
	// Method (whole): 30, the winner stays from 0 to 100
	// Method (siblings): 50, the winner stays from 46.6667 to 100
	// Volunteers (whole): 30, the winner stays from 0 to 31.3725
	// Volunteers (siblings): 50, the winner stays from 0 to 53.3333
}

// Two bids, each best at one thing: A comes first where 100 × w > 60 × (1 − w), which is five eighths of all weights.
func ExampleModel_Run() {
	model := robustness.Model{
		Bids: []string{"A", "B"}, Criteria: []string{"price", "quality"}, Seed: "published with the tender",
		Marks: [][]*big.Rat{{big.NewRat(100, 1), big.NewRat(0, 1)}, {big.NewRat(0, 1), big.NewRat(60, 1)}},
	}
	a, _ := model.Run()
	fmt.Println(a.Bids[0].Ranks[0], a.Bids[0].CentralWeights, a.StandardError)
	// Output: 0.6193 [0.68732 0.31268] 0.005
}
