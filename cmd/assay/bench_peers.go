package main

import (
	"cmp"
	"math/rand/v2"
	"slices"

	"github.com/assay-engine/assay/pkg/robustness"
	"github.com/assay-engine/assay/pkg/scoring"
)

// Peers do what the engine does the way a careful programmer does it with
// binary floats: nothing allocated in the loop, flat slices, the standard
// library's sort and random numbers. They are what a spreadsheet or a script
// could be at best.

// floatRanking is totals and ranks in binary floats, of measures with anchors or beside the best offer.
type floatRanking struct {
	relative                     bool
	inputs, best, weight, totals []float64
	order, ranks                 []int
}

func newFloatRanking(s scoring.Sheet) *floatRanking {
	f := &floatRanking{totals: make([]float64, len(s.Bids)), order: make([]int, len(s.Bids)), ranks: make([]int, len(s.Bids))}
	for _, c := range s.Method.Criteria {
		best := 0.0
		if f.relative = c.Score.Best == nil; !f.relative {
			best, _ = c.Score.Best.Rat().Float64()
		}
		weight, _ := c.Weight.Rat().Float64()
		f.best, f.weight = append(f.best, best), append(f.weight, weight)
	}
	for _, b := range s.Bids {
		for _, c := range s.Method.Criteria {
			f.inputs = append(f.inputs, float64(b.Commitments[c.Measure])/1000)
		}
	}
	return f
}

func (f *floatRanking) rank() {
	n := len(f.best)
	if f.relative {
		clear(f.best)
		for i, x := range f.inputs {
			f.best[i%n] = max(f.best[i%n], x)
		}
	}
	for i := range f.totals {
		total := 0.0
		for k, x := range f.inputs[i*n : i*n+n] {
			total += f.weight[k] * min(100*x/f.best[k], 100) / 100
		}
		f.totals[i], f.order[i] = total, i
	}
	slices.SortFunc(f.order, func(a, b int) int { return cmp.Compare(f.totals[b], f.totals[a]) })
	for place, i := range f.order {
		f.ranks[i] = place + 1
		if place > 0 && f.totals[i] == f.totals[f.order[place-1]] {
			f.ranks[i] = f.ranks[f.order[place-1]]
		}
	}
}

// floatSMAA is SMAA-2 in binary floats. It does a little less than the engine:
// no ties, no ranking entropy, no confidence factors.
type floatSMAA struct {
	bids, criteria                  int
	marks, weights, totals, central []float64
	order                           []int
	ranks, wins                     []int32
}

func newFloatSMAA(m robustness.Model) *floatSMAA {
	n, k := len(m.Bids), len(m.Criteria)
	f := &floatSMAA{
		bids: n, criteria: k, weights: make([]float64, k), totals: make([]float64, n), central: make([]float64, n*k),
		order: make([]int, n), ranks: make([]int32, n*n), wins: make([]int32, n*n),
	}
	for _, row := range m.Marks {
		for _, mark := range row {
			x, _ := mark.Float64()
			f.marks = append(f.marks, x)
		}
	}
	return f
}

func (f *floatSMAA) run(draws int) {
	random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // a peer in a measurement, not a secret
	for range draws {
		f.draw(random)
		for i := range f.order {
			f.order[i] = i
		}
		slices.SortFunc(f.order, func(a, b int) int { return cmp.Compare(f.totals[b], f.totals[a]) })
		for rank, bid := range f.order {
			f.ranks[bid*f.bids+rank]++
			row := f.wins[bid*f.bids:][:f.bids]
			for _, below := range f.order[rank+1:] {
				row[below]++
			}
		}
		for j, w := range f.weights {
			f.central[f.order[0]*f.criteria+j] += w
		}
	}
}

func (f *floatSMAA) draw(random *rand.Rand) {
	sum := 0.0
	for j := range f.weights {
		f.weights[j] = random.ExpFloat64()
		sum += f.weights[j]
	}
	for j := range f.weights {
		f.weights[j] /= sum
	}
	for i := range f.totals {
		total, row := 0.0, f.marks[i*f.criteria:][:f.criteria]
		for j, w := range f.weights {
			total += w * row[j]
		}
		f.totals[i] = total
	}
}

// plainResult is the result as encoding/json writes it by reflection.
type plainResult struct {
	Version    int                `json:"version"`
	Engine     string             `json:"engine"`
	MethodHash string             `json:"methodHash"`
	InputHash  string             `json:"inputHash"`
	Ranking    []scoring.Ranked   `json:"ranking"`
	Excluded   []scoring.Excluded `json:"excluded"`
	Nodes      []scoring.Node     `json:"nodes"`
	Ties       []scoring.Tie      `json:"ties"`
	Warnings   []scoring.Warning  `json:"warnings"`
}
