package robustness

import (
	"math/big"

	"github.com/assay-engine/assay/pkg/decimal"
)

// Generator names the random numbers and the arithmetic of Model.Run. What a seed gives never changes under one name.
const Generator = "assay.smaa/1: SplitMix64 by draw, binary logarithms by table, integers throughout"

// Model is a question to SMAA-2: marks that are known (or known to be one of a few), and weights that are not.
type Model struct {
	// Bids and Criteria name the rows and columns of Marks: 1 to 1,000 bids, 1 to 1,000 leaves.
	Bids     []string
	Criteria []string
	// Marks holds each bid's mark on each leaf, none below 0, all on one scale (0–100 for marks). They are held to one part in 2^26 of the
	// greatest.
	Marks [][]*big.Rat
	// Uncertain lists the marks that are not certain. Each draw takes one of its Marks, all equally likely, instead of the one above.
	Uncertain []Uncertain
	// Weights says what is known of the weights of leaves in the whole method.
	Weights Preference
	// Draws is how many times weights are drawn: 100 to 1,000,000, 0 for 10,000.
	Draws int
	// Seed is any text. The same seed gives the same numbers.
	Seed string
	// Workers is how many goroutines share the work, 0 for one to each processor. It changes no figure.
	Workers int
}

// Uncertain is a mark that could be any of several, such as the marks of every member's own score.
type Uncertain struct {
	Bid       string     `json:"bid"`
	Criterion string     `json:"criterion"`
	Marks     []*big.Rat `json:"marks"`
}

// Knowledge is what is known of the weights.
type Knowledge string

const (
	// Uniform means nothing is known: every set of weights is equally likely.
	Uniform Knowledge = "uniform"
	// Ordinal means that their order is known and nothing else.
	Ordinal Knowledge = "ordinal"
	// Interval means that each lies between two bounds. Draws then come from a Markov chain (Gibbs sampling on pairs of weights; A. Smith,
	// "A Gibbs sampler on the n-simplex", Annals of Applied Probability 24, 2014) of n·⌈log₂ n⌉ steps to a draw, and are very nearly, not
	// strictly, independent of one another.
	Interval Knowledge = "interval"
)

// Preference is what is known of the weights. The zero value is Uniform.
type Preference struct {
	Kind Knowledge `json:"kind"`
	// Order lists the leaves from the most to the least important, every leaf once; those in one group are in no known order. Ordinal only.
	Order [][]string `json:"order,omitempty"`
	// Bounds gives the least and greatest share of the whole for leaves; a leaf left out is between 0 and 100 %. Interval only.
	Bounds map[string]Bounds `json:"bounds,omitempty"`
}

// Bounds is the least and the greatest weight of a leaf, in per cent of the whole.
type Bounds struct {
	Low  decimal.Weight `json:"low"`
	High decimal.Weight `json:"high"`
}

// Acceptability is SMAA-2's answer. Shares are from 0 to 1 and rounded half up to six decimals.
type Acceptability struct {
	Method    string     `json:"method"`
	Generator string     `json:"generator"`
	Seed      string     `json:"seed"`
	Draws     int        `json:"draws"`
	Weights   Preference `json:"weights"`
	Criteria  []string   `json:"criteria"`
	// StandardError is the greatest that any share here can have, 1 ÷ (2·√draws); a share within twice this of another is not firmly different.
	StandardError decimal.Number `json:"standardError"`
	// Bids come in the order they were given.
	Bids []BidAcceptability `json:"bids"`
	// Pairwise is the share of draws in which the row's bid ranks strictly above the column's; a tie counts for neither.
	Pairwise [][]decimal.Number `json:"pairwise"`
	// RankingEntropy, in bits, is how undecided the whole ranking is: 0 when every draw gives the same.
	RankingEntropy decimal.Number `json:"rankingEntropy"`
	// Words says the finding in a sentence.
	Words string `json:"words"`
}

// BidAcceptability is one bid's part.
type BidAcceptability struct {
	Bid string `json:"bid"`
	// Ranks is the share of draws in which the bid takes rank 1, 2, … Bids with equal totals share the better rank (1, 1, 3).
	Ranks []decimal.Number `json:"ranks"`
	// StandardError is that of its first-rank share.
	StandardError decimal.Number `json:"standardError"`
	// CentralWeights is the mean of the weights under which the bid comes first: the typical view that favours it, in the order of the criteria.
	// Nil when it never does.
	CentralWeights []decimal.Number `json:"centralWeights"`
	// Confidence is the share of draws of the uncertain marks in which the bid comes first if weights are its central weights. With certain
	// marks it is 1. Nil when the bid never comes first.
	Confidence *decimal.Number `json:"confidence"`
}
