package robustness_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/assay-engine/assay/pkg/decimal"
	"github.com/assay-engine/assay/pkg/robustness"
	"github.com/assay-engine/assay/pkg/scoring"
)

// wide is a flat sheet of 29 criteria, ten of them questions, the rest measures by proportion to the best.
func wide(bids int) scoring.Sheet {
	r := rand.New(rand.NewPCG(7, 8))
	s := scoring.Sheet{Version: 1}
	for j := range 29 {
		weight := decimal.Weight(344)
		if j == 0 {
			weight = 10_000 - 28*344
		}
		c := scoring.Criterion{ID: fmt.Sprintf("c%d", j), Weight: &weight, Kind: scoring.MeasureLeaf, Measure: fmt.Sprint(j), Score: &scoring.Function{Name: scoring.RelativeToBest, Direction: scoring.Higher}}
		if j < 10 {
			c.Kind, c.Measure, c.Score = scoring.QuestionLeaf, "", nil
			for level := range 6 {
				c.Scale = append(c.Scale, scoring.Level{Level: level, Marks: decimal.FromInt(int64(20 * level))})
			}
		}
		s.Method.Criteria = append(s.Method.Criteria, c)
	}
	for i := range bids {
		b := scoring.Bid{ID: fmt.Sprintf("B%d", i), Levels: map[string]int{}, Commitments: map[string]decimal.Quantity{}}
		for j, c := range s.Method.Criteria {
			if j < 10 {
				b.Levels[c.ID] = r.IntN(6)
			} else {
				b.Commitments[c.Measure] = decimal.Quantity(1000 * r.IntN(50))
			}
		}
		s.Bids = append(s.Bids, b)
	}
	return s
}

// BenchmarkAnalyse is the whole report, SMAA-2 of 10,000 draws included.
func BenchmarkAnalyse(b *testing.B) {
	for _, bids := range []int{5, 20, 200} {
		s := wide(bids)
		b.Run(fmt.Sprintf("bids=%d", bids), func(b *testing.B) {
			for b.Loop() {
				if _, err := robustness.Analyse(s, robustness.Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(fmt.Sprintf("bids=%d/stability", bids), func(b *testing.B) {
			for b.Loop() {
				if _, err := robustness.WeightStability(s); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(fmt.Sprintf("bids=%d/steps", bids), func(b *testing.B) {
			for b.Loop() {
				if _, err := robustness.EachStep(s); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
