package robustness

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/assay-engine/assay/pkg/decimal"
)

// report turns counts into shares.
func (s *simulation) report(t *tally, names []uint64, first []int) Acceptability {
	n, k := len(s.Bids), len(s.Criteria)
	a := Acceptability{
		Method: "smaa-2", Generator: Generator, Seed: s.Seed, Draws: s.Draws, Weights: s.Weights, Criteria: s.Criteria,
		StandardError: root(1, 4*int64(s.Draws)), RankingEntropy: entropy(names), Pairwise: make([][]decimal.Number, n),
	}
	for i, bid := range s.Bids {
		b := BidAcceptability{Bid: bid, Ranks: shares(t.ranks[i*n:][:n], s.Draws)}
		a.Pairwise[i] = shares(t.wins[i*n:][:n], s.Draws)
		won := int64(t.ranks[i*n])
		// √(p·(1−p) ÷ draws) with p = won ÷ draws.
		b.StandardError = root(won*(int64(s.Draws)-won), int64(s.Draws)*int64(s.Draws)*int64(s.Draws))
		if won > 0 {
			b.CentralWeights = centralWeights(t.central[i*k:][:k])
			confidence := share(int64(first[i]), int64(s.Draws))
			b.Confidence = &confidence
		}
		a.Bids = append(a.Bids, b)
	}
	a.Words = a.words()
	return a
}

func shares(counts []int32, of int) []decimal.Number {
	out := make([]decimal.Number, len(counts))
	for i, count := range counts {
		out[i] = share(int64(count), int64(of))
	}
	return out
}

// share is count ÷ of to six decimals, half up.
func share(count, of int64) decimal.Number {
	return decimal.FromScaled((2_000_000*count+of)/(2*of), 6)
}

// centralWeights divides sums by their sum.
func centralWeights(sums []int64) []decimal.Number {
	all := new(big.Int)
	for _, sum := range sums {
		all.Add(all, big.NewInt(sum))
	}
	out := make([]decimal.Number, len(sums))
	for i, sum := range sums {
		twice := new(big.Int).Mul(big.NewInt(sum), big.NewInt(2_000_000))
		twice.Add(twice, all)
		out[i] = decimal.FromScaled(twice.Quo(twice, new(big.Int).Lsh(all, 1)).Int64(), 6)
	}
	return out
}

// root is √(a ÷ b) to six decimals, cut off, in whole numbers.
func root(a, b int64) decimal.Number {
	x := new(big.Int).Mul(big.NewInt(a), big.NewInt(1_000_000_000_000))
	return decimal.FromScaled(x.Sqrt(x.Quo(x, big.NewInt(b))).Int64(), 6)
}

// entropy is log₂ N − Σ c·log₂ c ÷ N over how often each different ranking came, in bits. Rankings are told apart by 64-bit names; that two
// different ones of a million share a name has a chance below one in ten million.
func entropy(names []uint64) decimal.Number {
	slices.Sort(names)
	sum, run := new(big.Int), int64(0)
	for i := range names {
		run++
		if i+1 == len(names) || names[i+1] != names[i] {
			term := new(big.Int).SetUint64(logarithm(uint64(run)))
			sum.Add(sum, term.Mul(term, big.NewInt(run)))
			run = 0
		}
	}
	n := int64(len(names))
	bits := new(big.Int).SetUint64(logarithm(uint64(n)))
	bits.Sub(bits.Mul(bits, big.NewInt(n)), sum)
	millionths := new(big.Rat).SetFrac(bits.Mul(bits, big.NewInt(1_000_000)), new(big.Int).Lsh(big.NewInt(n), fraction))
	millionths.Add(millionths, big.NewRat(1, 2))
	return decimal.FromScaled(new(big.Int).Quo(millionths.Num(), millionths.Denom()).Int64(), 6)
}

// words names the bid that comes first most often.
func (a Acceptability) words() string {
	best := 0
	for i, b := range a.Bids {
		if b.Ranks[0].Cmp(a.Bids[best].Ranks[0]) > 0 {
			best = i
		}
	}
	known := map[Knowledge]string{Uniform: "any weights at all", Ordinal: "any weights in the order given", Interval: "any weights within the bounds given"}
	var never []string
	for _, b := range a.Bids {
		if b.Ranks[0].IsZero() {
			never = append(never, b.Bid)
		}
	}
	words := fmt.Sprintf("Under %s, bid %s comes first in %s %% of %d draws (standard error %s %%).", known[a.Weights.Kind], a.Bids[best].Bid,
		percent(a.Bids[best].Ranks[0]), a.Draws, percent(a.Bids[best].StandardError))
	if len(never) > 0 && len(never) <= 5 {
		words += " Never first: " + strings.Join(never, ", ") + "."
	} else if len(never) > 5 {
		words += fmt.Sprintf(" %d of %d bids never come first.", len(never), len(a.Bids))
	}
	return words
}

// percent shows a share of 1 as a percentage with two decimals.
func percent(share decimal.Number) string {
	millionths, _ := share.Scaled(6)
	return decimal.FromScaled((millionths+50)/100, 2).String()
}
