package scoring

import (
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/assay-engine/assay/pkg/decimal"
)

// benchSheet is a tender with 29 measures: whole-number promises, as bidders make them.
func benchSheet(bids int, score func(i int) *Function, top int) Sheet {
	random := rand.New(rand.NewPCG(1, 2))
	s := Sheet{Version: 1, Bids: []Bid{}}
	for i := range 29 {
		weight := decimal.Weight(345)
		if i == 28 {
			weight = 340
		}
		s.Method.Criteria = append(s.Method.Criteria, Criterion{
			ID: fmt.Sprintf("c%d", i), Weight: &weight, Kind: MeasureLeaf,
			Measure: fmt.Sprint(i + 1), Score: score(i),
		})
	}
	for k := range bids {
		b := Bid{ID: fmt.Sprintf("bid-%d", k), Commitments: map[string]decimal.Quantity{}}
		for i := range 29 {
			b.Commitments[fmt.Sprint(i+1)] = decimal.Quantity(1000 * random.IntN(top))
		}
		s.Bids = append(s.Bids, b)
	}
	return s
}

func anchored(i int) *Function {
	return &Function{Name: FixedLinear, Worst: new(decimal.FromInt(0)), Best: new(decimal.FromInt([]int64{10, 20, 50, 100, 200, 500}[i%6]))}
}

func toBest(int) *Function { return &Function{Name: RelativeToBest, Direction: Higher} }

// floatLoop is the peer: the same marks in binary floating point, totals, a sort and ranks.
func floatLoop(cells []float64, best, weight []float64, totals []float64, order []int) {
	for i := range totals {
		row, total := cells[i*29:i*29+29], 0.0
		for k, x := range row {
			mark := 100 * x / best[k]
			if mark > 100 {
				mark = 100
			}
			total += weight[k] * mark / 100
		}
		totals[i], order[i] = total, i
	}
	slices.SortFunc(order, func(a, b int) int {
		if totals[a] > totals[b] {
			return -1
		} else if totals[a] < totals[b] {
			return 1
		}
		return 0
	})
}

func BenchmarkRank(b *testing.B) {
	for _, bids := range []int{20, 200, 1000} {
		for name, s := range map[string]Sheet{
			"anchors": benchSheet(bids, anchored, 300), "ties": benchSheet(bids, anchored, 4),
			"relative": benchSheet(bids, toBest, 100_000),
		} {
			b.Run(fmt.Sprintf("exact/%s/%d", name, bids), func(b *testing.B) {
				p, err := Compile(s.Method, s.Tender)
				if err != nil {
					b.Fatal(err)
				}
				t, err := p.Table(s.Bids)
				if err != nil {
					b.Fatal(err)
				}
				b.ReportAllocs()
				for b.Loop() {
					p.Rank(t)
				}
			})
		}
		b.Run(fmt.Sprintf("float64/%d", bids), func(b *testing.B) { benchFloat(b, benchSheet(bids, anchored, 300)) })
	}
}

func benchFloat(b *testing.B, s Sheet) {
	cells, best, weight := []float64{}, []float64{}, []float64{}
	for i := range 29 {
		best = append(best, float64([]int64{10, 20, 50, 100, 200, 500}[i%6]))
		weight = append(weight, 3.45)
	}
	for _, bid := range s.Bids {
		for i := range 29 {
			cells = append(cells, float64(bid.Commitments[fmt.Sprint(i+1)])/1000)
		}
	}
	totals, order := make([]float64, len(s.Bids)), make([]int, len(s.Bids))
	for b.Loop() {
		floatLoop(cells, best, weight, totals, order)
	}
}

func BenchmarkScore(b *testing.B) {
	for _, bids := range []int{20, 200, 1000} {
		for name, f := range map[string]func(int) *Function{"anchors": anchored, "relative": toBest} {
			s := benchSheet(bids, f, 300)
			b.Run(fmt.Sprintf("trace/%s/%d", name, bids), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if _, err := Score(s); err != nil {
						b.Fatal(err)
					}
				}
			})
			b.Run(fmt.Sprintf("stream/%s/%d", name, bids), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if err := WriteResult(io.Discard, s); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

func BenchmarkEncode(b *testing.B) {
	r, err := Score(benchSheet(1000, anchored, 300))
	if err != nil {
		b.Fatal(err)
	}
	var out []byte
	b.ReportAllocs()
	for b.Loop() {
		out = r.AppendJSON(out[:0])
	}
	b.SetBytes(int64(len(out)))
}

func BenchmarkSpecification(b *testing.B) {
	s := benchSheet(20, anchored, 300)
	for b.Loop() {
		if _, err := Specification(s); err != nil {
			b.Fatal(err)
		}
	}
}
