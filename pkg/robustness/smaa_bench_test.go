package robustness_test

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/assay-engine/assay/pkg/robustness"
)

// model makes a field of bids with whole marks from 0 to 100.
func model(bids, criteria int) robustness.Model {
	random := rand.New(rand.NewPCG(uint64(bids), uint64(criteria)))
	m := robustness.Model{Seed: "bench", Draws: 10_000}
	for j := range criteria {
		m.Criteria = append(m.Criteria, fmt.Sprintf("c%d", j+1))
	}
	for i := range bids {
		m.Bids = append(m.Bids, fmt.Sprintf("B%d", i+1))
		row := make([]*big.Rat, criteria)
		for j := range row {
			row[j] = big.NewRat(random.Int64N(101), 1)
		}
		m.Marks = append(m.Marks, row)
	}
	return m
}

// peer is SMAA-2 as a careful Go programmer writes it with floats: nothing allocated in the loop, flat slices, the standard library's
// generator, exponential numbers and sort. It does a little less than Run: no ties, no ranking entropy, no confidence factors.
type peer struct {
	marks, weights, totals, central []float64
	order                           []int
	ranks, wins                     []int32
	bids, criteria                  int
}

func newPeer(m robustness.Model) *peer {
	n, k := len(m.Bids), len(m.Criteria)
	p := &peer{
		bids: n, criteria: k, marks: make([]float64, 0, n*k), weights: make([]float64, k), totals: make([]float64, n),
		central: make([]float64, n*k), order: make([]int, n), ranks: make([]int32, n*n), wins: make([]int32, n*n),
	}
	for _, row := range m.Marks {
		for _, mark := range row {
			f, _ := mark.Float64()
			p.marks = append(p.marks, f)
		}
	}
	return p
}

func (p *peer) run(draws int) {
	random := rand.New(rand.NewPCG(1, 2))
	for range draws {
		p.draw(random)
		for i := range p.order {
			p.order[i] = i
		}
		slices.SortFunc(p.order, func(a, b int) int {
			if p.totals[a] > p.totals[b] {
				return -1
			}
			if p.totals[a] < p.totals[b] {
				return 1
			}
			return 0
		})
		for rank, bid := range p.order {
			p.ranks[bid*p.bids+rank]++
			row := p.wins[bid*p.bids : (bid+1)*p.bids]
			for _, other := range p.order[rank+1:] {
				row[other]++
			}
		}
		central := p.central[p.order[0]*p.criteria:][:p.criteria]
		for j, w := range p.weights {
			central[j] += w
		}
	}
}

func (p *peer) draw(random *rand.Rand) {
	sum := 0.0
	for j := range p.weights {
		p.weights[j] = random.ExpFloat64()
		sum += p.weights[j]
	}
	for j := range p.weights {
		p.weights[j] /= sum
	}
	for i := range p.totals {
		row, total := p.marks[i*p.criteria:(i+1)*p.criteria], 0.0
		for j, w := range p.weights {
			total += w * row[j]
		}
		p.totals[i] = total
	}
}

// BenchmarkSMAA2 runs this package on one core, on two, and the float loop on one, in turn in every round, so that a busy machine is as busy
// for each. It reports the medians in milliseconds and what this package takes of the loop's time:
//
//	go test -run '^$' -bench SMAA2 -benchtime 15x ./pkg/robustness
func BenchmarkSMAA2(b *testing.B) {
	for _, bids := range []int{20, 200} {
		b.Run(fmt.Sprintf("bids=%d", bids), func(b *testing.B) {
			m := model(bids, 29)
			p := newPeer(m)
			onCores := func(n int) func() {
				return func() {
					m.Workers = n
					if _, err := m.Run(); err != nil {
						b.Fatal(err)
					}
				}
			}
			ways := []func(){onCores(1), onCores(2), func() { p.run(m.Draws) }}
			times := make([][]time.Duration, len(ways))
			for b.Loop() {
				for i, way := range ways {
					start := time.Now()
					way()
					times[i] = append(times[i], time.Since(start))
				}
			}
			var medians []float64
			for _, t := range times {
				slices.Sort(t)
				medians = append(medians, t[len(t)/2].Seconds()*1000)
			}
			b.ReportMetric(medians[0], "one-core-ms")
			b.ReportMetric(medians[1], "two-cores-ms")
			b.ReportMetric(medians[2], "loop-ms")
			b.ReportMetric(medians[0]/medians[2], "one/loop")
			b.ReportMetric(medians[1]/medians[2], "two/loop")
		})
	}
}
