package main

import (
	"fmt"
	"math/rand/v2"

	"github.com/assay-engine/assay/pkg/decimal"
	"github.com/assay-engine/assay/pkg/scoring"
)

// measures is how many criteria a measured sheet has: those of the Knowsley
// catalogue.
const measures = 29

// benchSheet is a tender of so many bids and measures with published anchors
// and whole-number promises below a limit, as bidders make them. The same
// arguments make the same sheet.
func benchSheet(bids, criteria, below int, seed uint64) scoring.Sheet {
	random := rand.New(rand.NewPCG(seed, uint64(bids))) //nolint:gosec // made-up bids, the same every time
	s := scoring.Sheet{Version: 1, Bids: make([]scoring.Bid, 0, bids)}
	left := decimal.Weight(10_000)
	for i := range criteria {
		weight := left / decimal.Weight(criteria-i)
		left -= weight
		worst, best := decimal.FromInt(0), decimal.FromInt([]int64{10, 20, 50, 100, 200, 500}[i%6])
		if below <= 4 {
			best = decimal.FromInt(3)
		}
		s.Method.Criteria = append(s.Method.Criteria, scoring.Criterion{
			ID: fmt.Sprintf("c%d", i+1), Weight: &weight, Kind: scoring.MeasureLeaf, Measure: fmt.Sprint(i + 1),
			Score: &scoring.Function{Name: scoring.FixedLinear, Worst: &worst, Best: &best},
		})
	}
	for k := range bids {
		b := scoring.Bid{ID: fmt.Sprintf("bid-%d", k+1), Commitments: map[string]decimal.Quantity{}}
		for i := range criteria {
			b.Commitments[fmt.Sprint(i+1)] = decimal.Quantity(1000 * random.IntN(below))
		}
		s.Bids = append(s.Bids, b)
	}
	return s
}

// besideTheBest is a tender whose every measure is marked beside the best offer, with offers of up to a hundred thousand: the exact totals then have
// no small common denominator.
func besideTheBest(bids int) scoring.Sheet {
	s := benchSheet(bids, measures, 100_000, 1)
	for i := range s.Method.Criteria {
		s.Method.Criteria[i].Score = &scoring.Function{Name: scoring.RelativeToBest, Direction: scoring.Higher}
	}
	return s
}
