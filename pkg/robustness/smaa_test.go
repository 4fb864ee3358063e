package robustness_test

import (
	"encoding/json"
	"errors"
	"math"
	"math/big"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/assay-engine/assay/pkg/decimal"
	"github.com/assay-engine/assay/pkg/robustness"
)

func marks(rows ...[]int64) [][]*big.Rat {
	var out [][]*big.Rat
	for _, row := range rows {
		var bid []*big.Rat
		for _, mark := range row {
			bid = append(bid, big.NewRat(mark, 1))
		}
		out = append(out, bid)
	}
	return out
}

func value(n decimal.Number) float64 {
	f, _ := n.Rat().Float64()
	return f
}

// within checks a share against its true value to four standard errors.
func within(t *testing.T, what string, got decimal.Number, want float64, draws int) {
	t.Helper()
	if off := math.Abs(value(got) - want); off > 4*math.Sqrt(want*(1-want)/float64(draws))+1e-6 {
		t.Errorf("%s: got %s, want %.4f (off by %.4f)", what, got, want, off)
	}
}

func run(t *testing.T, m robustness.Model) robustness.Acceptability {
	t.Helper()
	a, err := m.Run()
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestTwoBidsTwoCriteriaSplitWhereTheLinesCross(t *testing.T) {
	// A wins where 100·w > 60·(1−w), from w = 3/8 on: five eighths of all weights, whose mean is (3/8 + 1)/2.
	m := robustness.Model{Bids: []string{"A", "B"}, Criteria: []string{"x", "y"}, Marks: marks([]int64{100, 0}, []int64{0, 60}), Draws: 100_000, Seed: "split"}
	a := run(t, m)
	within(t, "A first", a.Bids[0].Ranks[0], 0.625, m.Draws)
	within(t, "B second", a.Bids[1].Ranks[1], 0.625, m.Draws)
	within(t, "A above B", a.Pairwise[0][1], 0.625, m.Draws)
	if w := value(a.Bids[0].CentralWeights[0]); math.Abs(w-11.0/16) > 0.003 {
		t.Errorf("A's central weight of x is %v, want 0.6875", w)
	}
	if w := value(a.Bids[1].CentralWeights[0]); math.Abs(w-3.0/16) > 0.003 {
		t.Errorf("B's central weight of x is %v, want 0.1875", w)
	}
	if a.Bids[0].Confidence.String() != "1" || a.Bids[1].Confidence.String() != "1" {
		t.Errorf("confidence with certain marks is %s and %s, want 1", a.Bids[0].Confidence, a.Bids[1].Confidence)
	}
	// The entropy of 5/8 : 3/8 is 0.9544 bits.
	if e := value(a.RankingEntropy); math.Abs(e-0.9544) > 0.0045 {
		t.Errorf("ranking entropy %v, want 0.9544", e)
	}
	if a.StandardError.String() != "0.001581" {
		t.Errorf("standard error %s, want 1/(2·√100000)", a.StandardError)
	}
}

func TestThreeBidsEachBestAtOneThing(t *testing.T) {
	m := robustness.Model{Bids: []string{"A", "B", "C"}, Criteria: []string{"x", "y", "z"}, Marks: marks([]int64{100, 0, 0}, []int64{0, 100, 0}, []int64{0, 0, 100}), Draws: 50_000, Seed: "three"}
	a := run(t, m)
	for i, b := range a.Bids {
		for rank := range b.Ranks {
			within(t, b.Bid+" at each rank", b.Ranks[rank], 1.0/3, m.Draws)
		}
		// The mean of the greatest of three weights is (1 + 1/2 + 1/3)/3.
		if w := value(b.CentralWeights[i]); math.Abs(w-11.0/18) > 0.005 {
			t.Errorf("%s's central weight on its best criterion is %v, want 0.6111", b.Bid, w)
		}
	}
	// Six rankings, all equally likely.
	if e := value(a.RankingEntropy); math.Abs(e-math.Log2(6)) > 0.001 {
		t.Errorf("ranking entropy %v, want log2 6", e)
	}
	m.Weights = robustness.Preference{Kind: robustness.Ordinal, Order: [][]string{{"y"}, {"z"}, {"x"}}}
	ordered := run(t, m)
	if ordered.Bids[1].Ranks[0].String() != "1" || ordered.Bids[0].Ranks[2].String() != "1" || !ordered.RankingEntropy.IsZero() {
		t.Errorf("with y above z above x the ranking is B, C, A: %+v", ordered.Bids)
	}
	for i, want := range []float64{2.0 / 18, 11.0 / 18, 5.0 / 18} {
		if w := value(ordered.Bids[1].CentralWeights[i]); math.Abs(w-want) > 0.003 {
			t.Errorf("mean ordinal weight of %s is %v, want the rank-order centroid %v", m.Criteria[i], w, want)
		}
	}
	m.Weights.Order = [][]string{{"x", "y"}, {"z"}}
	grouped := run(t, m)
	within(t, "A first when x and y are level above z", grouped.Bids[0].Ranks[0], 0.5, m.Draws)
	within(t, "C last then", grouped.Bids[2].Ranks[2], 1, m.Draws)
}

func TestIntervalWeights(t *testing.T) {
	m := robustness.Model{
		Bids: []string{"A", "B"}, Criteria: []string{"x", "y"}, Marks: marks([]int64{100, 0}, []int64{0, 100}), Draws: 50_000, Seed: "interval",
		Weights: robustness.Preference{Kind: robustness.Interval, Bounds: map[string]robustness.Bounds{"x": {Low: 4000, High: 7000}}},
	}
	// Two weights: x is even between 40 and 70 %, so A wins two thirds of the time.
	within(t, "A first", run(t, m).Bids[0].Ranks[0], 2.0/3, m.Draws)
	m.Weights.Bounds = map[string]robustness.Bounds{"x": {Low: 3333, High: 3333}, "y": {Low: 6667, High: 6667}}
	if fixed := run(t, m); fixed.Bids[1].Ranks[0].String() != "1" || fixed.Bids[1].CentralWeights[0].String() != "0.3333" {
		t.Errorf("bounds of one point: %+v", fixed.Bids)
	}
	// With bounds that bind nobody the chain must agree with even draws.
	three := model(6, 5)
	three.Draws = 50_000
	even := run(t, three)
	three.Weights = robustness.Preference{Kind: robustness.Interval}
	chain := run(t, three)
	for i := range even.Bids {
		within(t, "first, by chain and by even draws", chain.Bids[i].Ranks[0], value(even.Bids[i].Ranks[0]), three.Draws/3)
	}
}

func TestUncertainMarksAndConfidence(t *testing.T) {
	// Whatever the weights, A's 50 beats B when B gets 0 and loses when B gets 100.
	m := robustness.Model{
		Bids: []string{"A", "B"}, Criteria: []string{"x"}, Marks: marks([]int64{50}, []int64{0}), Draws: 20_000, Seed: "uncertain",
		Uncertain: []robustness.Uncertain{{Bid: "B", Criterion: "x", Marks: []*big.Rat{new(big.Rat), new(big.Rat), new(big.Rat), big.NewRat(100, 1)}}},
	}
	a := run(t, m)
	within(t, "B first", a.Bids[1].Ranks[0], 0.25, m.Draws)
	within(t, "B's confidence", *a.Bids[1].Confidence, 0.25, m.Draws)
	within(t, "A's confidence", *a.Bids[0].Confidence, 0.75, m.Draws)
}

func TestEqualBidsShareTheBetterRank(t *testing.T) {
	for _, bids := range []int{3, 200} { // both widths of lane
		m := model(bids, 4)
		m.Draws = 1000
		m.Marks[1] = m.Marks[0]
		a := run(t, m)
		if !slices.Equal(a.Bids[0].Ranks, a.Bids[1].Ranks) || !a.Pairwise[0][1].IsZero() || !a.Pairwise[1][0].IsZero() {
			t.Errorf("two equal bids of %d: %v and %v, %s and %s", bids, a.Bids[0].Ranks[:3], a.Bids[1].Ranks[:3], a.Pairwise[0][1], a.Pairwise[1][0])
		}
	}
	m := robustness.Model{Bids: []string{"A", "B"}, Criteria: []string{"x"}, Marks: marks([]int64{0}, []int64{0}), Draws: 100}
	if a := run(t, m); a.Bids[0].Ranks[0].String() != "1" || a.Bids[1].Ranks[0].String() != "1" {
		t.Errorf("two bids without marks: %+v", a.Bids)
	}
}

// TestAgainstAPlainCount repeats the counting by the plainest means, from the ranks of each draw on its own.
func TestAgainstAPlainCount(t *testing.T) {
	for _, size := range [][2]int{{2, 2}, {5, 3}, {33, 7}, {129, 5}} {
		m := model(size[0], size[1])
		m.Draws = 300
		a := run(t, m)
		for i := range m.Bids {
			rows, above := 0.0, 0.0
			for rank, share := range a.Bids[i].Ranks {
				rows += value(share)
				above += value(share) * float64(rank)
			}
			beaten := 0.0
			for j := range m.Bids {
				beaten += value(a.Pairwise[j][i])
			}
			// Without ties the expected number of bids above equals the sum of the shares in which each other bid is above.
			if math.Abs(rows-1) > 1e-3 || math.Abs(beaten-above) > 2e-2 {
				t.Fatalf("%d bids: ranks of %s sum to %v; %v bids above by rank, %v by pairs", size[0], m.Bids[i], rows, above, beaten)
			}
		}
	}
}

func TestWorkersAndBidOrderChangeNothing(t *testing.T) {
	m := model(40, 6)
	m.Draws = 1000
	m.Uncertain = []robustness.Uncertain{{Bid: "B1", Criterion: "c2", Marks: []*big.Rat{big.NewRat(1, 1), big.NewRat(90, 1)}}}
	for _, kind := range []robustness.Knowledge{robustness.Uniform, robustness.Interval} {
		m.Weights.Kind, m.Workers = kind, 1
		one := run(t, m)
		m.Workers = 7
		if many := run(t, m); !reflect.DeepEqual(one, many) {
			t.Errorf("%s: seven workers give other figures than one", kind)
		}
		turned := m
		turned.Bids, turned.Marks = slices.Clone(m.Bids), slices.Clone(m.Marks)
		slices.Reverse(turned.Bids)
		slices.Reverse(turned.Marks)
		back := run(t, turned)
		for i, b := range one.Bids {
			if !reflect.DeepEqual(b, back.Bids[len(back.Bids)-1-i]) {
				t.Errorf("%s: %s depends on the order of the bids", kind, b.Bid)
			}
		}
	}
}

// TestTheNumbersOfASeed fails when any machine, compiler or change gives other numbers than assay.smaa/1 promised.
func TestTheNumbersOfASeed(t *testing.T) {
	m := robustness.Model{
		Bids: []string{"A", "B", "C"}, Criteria: []string{"price", "quality", "social"}, Seed: "assay", Draws: 10_000,
		Marks: marks([]int64{100, 50, 30}, []int64{80, 75, 60}, []int64{55, 100, 80}),
	}
	got := ""
	for _, kind := range []robustness.Preference{
		{},
		{Kind: robustness.Ordinal, Order: [][]string{{"price"}, {"quality", "social"}}},
		{Kind: robustness.Interval, Bounds: map[string]robustness.Bounds{"price": {Low: 3000, High: 6000}}},
	} {
		m.Weights = kind
		a := run(t, m)
		for _, b := range a.Bids {
			text, _ := json.Marshal(b.Ranks)
			got += string(text) + " "
		}
		got += a.RankingEntropy.String() + "\n"
	}
	want := numbersOfTheSeed
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func TestWrongModelsAreRefusedWithEveryFault(t *testing.T) {
	good := func() robustness.Model {
		return robustness.Model{Bids: []string{"A", "B"}, Criteria: []string{"x", "y"}, Marks: marks([]int64{1, 2}, []int64{3, 4})}
	}
	for _, row := range []struct {
		what   string
		change func(*robustness.Model)
		want   []string
	}{
		{"nothing", func(m *robustness.Model) { *m = robustness.Model{} }, []string{"/bids", "/criteria"}},
		{"names twice, rows short, too few draws", func(m *robustness.Model) {
			m.Bids[1], m.Criteria[1], m.Draws, m.Marks = "A", "x", 5, marks([]int64{1})
		}, []string{"/draws", "/bids/1", "/criteria/1", "/marks", "/marks/0"}},
		{"a mark below 0 and one missing", func(m *robustness.Model) { m.Marks[0][0], m.Marks[1][1] = big.NewRat(-1, 1), nil }, []string{"/marks/0/0", "/marks/1/1"}},
		{"uncertain marks of nobody, of nothing, without marks, twice", func(m *robustness.Model) {
			u := robustness.Uncertain{Bid: "A", Criterion: "x", Marks: []*big.Rat{nil}}
			m.Uncertain = []robustness.Uncertain{{Bid: "Z", Criterion: "z"}, u, u}
		}, []string{"/uncertain/0/bid", "/uncertain/0/criterion", "/uncertain/0/marks", "/uncertain/1/marks/0", "/uncertain/2", "/uncertain/2/marks/0"}},
		{"another kind with an order and bounds", func(m *robustness.Model) {
			m.Weights = robustness.Preference{Kind: "guess", Order: [][]string{}, Bounds: map[string]robustness.Bounds{}}
		}, []string{"/weights/order", "/weights/bounds", "/weights/kind"}},
		{"an order with a stranger, a twin and a gap", func(m *robustness.Model) {
			m.Weights = robustness.Preference{Kind: robustness.Ordinal, Order: [][]string{{"x", "z"}, {"x"}}}
		}, []string{"/weights/order/0/1", "/weights/order/2", "/weights/order"}},
		{"bounds upside down, of a stranger and out of reach", func(m *robustness.Model) {
			m.Weights = robustness.Preference{Kind: robustness.Interval, Bounds: map[string]robustness.Bounds{"x": {Low: 9000, High: 8000}, "y": {Low: 2000, High: 9000}, "a/b": {}}}
		}, []string{"/weights/bounds/x", "/weights/bounds", "/weights/bounds/a~1b"}},
	} {
		m := good()
		row.change(&m)
		_, err := m.Run()
		var wrong *robustness.Error
		if !errors.As(err, &wrong) {
			t.Errorf("%s: not refused", row.what)
			continue
		}
		var got []string
		for _, f := range wrong.Faults {
			got = append(got, f.Pointer)
		}
		if !slices.Equal(got, row.want) || !strings.Contains(err.Error(), row.want[0]+": ") {
			t.Errorf("%s: faults at %v, want %v", row.what, got, row.want)
		}
	}
}

func TestRandomModelsNeverBreak(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	for range 60 {
		m := model(1+random.IntN(150), 1+random.IntN(12))
		m.Draws = 100 + random.IntN(200)
		for i := range m.Marks {
			for j := range m.Marks[i] {
				m.Marks[i][j] = big.NewRat(random.Int64N(3), 1+random.Int64N(3))
			}
		}
		a := run(t, m)
		for i := range m.Bids {
			for j := range m.Bids {
				if sum := value(a.Pairwise[i][j]) + value(a.Pairwise[j][i]); sum > 1.000001 || (i == j && sum != 0) {
					t.Fatalf("%s and %s beat each other in %v of the draws", m.Bids[i], m.Bids[j], sum)
				}
			}
		}
	}
}
