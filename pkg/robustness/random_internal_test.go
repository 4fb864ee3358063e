package robustness

import (
	"math"
	"testing"

	"github.com/assay-engine/assay/pkg/decimal"
)

// TestLogarithm holds the integer logarithm to the library's float one, which is right to about 10^-15 here.
func TestLogarithm(t *testing.T) {
	for _, x := range []uint64{1, 2, 3, 7, 1000, 2047, 2048, 4095, 1 << 40, 1<<63 - 1, 1 << 63} {
		if got, want := float64(logarithm(x))/(1<<fraction), math.Log2(float64(x)); math.Abs(got-want) > 1e-11 {
			t.Errorf("log2 of %d: %v, want %v", x, got, want)
		}
	}
	if logarithm(1<<20) != 20<<fraction {
		t.Error("powers of two are exact")
	}
}

// TestExponential walks the whole range, the ends among it, and never gives 0, which would let all weights be 0.
func TestExponential(t *testing.T) {
	s := streamOf(1, 1)
	for _, u := range []uint64{0, 1, 2, 1 << 32, 1<<63 - 1, 1 << 63, math.MaxUint64} {
		checkExponential(t, u)
	}
	sum := 0.0
	for range 200_000 {
		u := s.next()
		checkExponential(t, u>>(u%64))
		sum += float64(exponential(u)) / (1 << logPlaces)
	}
	// The mean of −log₂ of an even number is 1 ÷ ln 2; its standard error here is 0.0032.
	if mean := sum / 200_000; math.Abs(mean-1/math.Ln2) > 0.013 {
		t.Errorf("mean %v, want %v", mean, 1/math.Ln2)
	}
}

func checkExponential(t *testing.T, u uint64) {
	t.Helper()
	got := float64(exponential(u)) / (1 << logPlaces)
	want := 64 - math.Log2(float64(u|1))
	if exponential(u) == 0 || math.Abs(got-want) > 1e-7 {
		t.Errorf("exponential of %d: %v, want %v", u, got, want)
	}
}

// TestSplitMix64 compares with the published generator's first numbers for seed 1234567 (Vigna's reference code).
func TestSplitMix64(t *testing.T) {
	s := stream{1234567}
	for i, want := range []uint64{6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821} {
		if got := s.next(); got != want {
			t.Errorf("number %d: %d, want %d", i+1, got, want)
		}
	}
}

// TestPublishedEntropy uses the figures printed with the rsmaa package's thrombo example: two rankings, 3504 and 6496 times in 10,000. The
// stored draws behind those figures are not in this repository, so they are the only part of that example that can be repeated exactly.
func TestPublishedEntropy(t *testing.T) {
	names := make([]uint64, 10_000)
	for i := range 3504 {
		names[i*2] = 7
	}
	if got := entropy(names); got.String() != "0.934425" {
		t.Errorf("ranking entropy %s, want 0.9344248", got)
	}
	if got := share(3504, 10_000); got != decimal.FromScaled(3504, 4) {
		t.Errorf("share %s, want 0.3504", got)
	}
}

// TestTheChainStaysInItsBounds also holds it to the sum, to the last part.
func TestTheChainStaysInItsBounds(t *testing.T) {
	s := sampler{
		key: 9, kind: Interval, steps: stepsFor(3), weights: make([]uint64, 3), chain: make([]int64, 3),
		low: []int64{0, 1 << 26, 1 << 20}, high: []int64{1 << 27, 1 << 27, 1 << 27},
	}
	s.start(0)
	for draw := range 2000 {
		s.draw(draw)
		sum := uint64(0)
		for i, w := range s.weights {
			sum += w
			if int64(w) < s.low[i] || int64(w) > s.high[i] {
				t.Fatalf("draw %d: weight %d is %d, outside %d to %d", draw, i, w, s.low[i], s.high[i])
			}
		}
		if sum != 1<<weightPlaces {
			t.Fatalf("draw %d: weights sum to %d", draw, sum)
		}
	}
}

// TestALargeSheetIsCutShort keeps a study of ten thousand bids to a hundred sheets, and one of very long figures to fewer still.
func TestALargeSheetIsCutShort(t *testing.T) {
	for _, test := range []struct {
		bids   int
		effort int64
		want   int
	}{{0, 0, 5000}, {20, 4000, 5000}, {200, 40_000, 5000}, {400, 80_000, 2500}, {10_000, 2_000_000, 100}, {1_000_000, 1_000_000, 10}, {50, 30_000_000, 10}, {50, 150_000_000, 2}} {
		if got := most(test.bids, test.effort); got != test.want {
			t.Errorf("%d bids of effort %d: %d sheets, want %d", test.bids, test.effort, got, test.want)
		}
	}
}
