package scoring

import (
	"math/big"
	"sort"
)

// Bands gives every input within a published range the same mark.
//
//	mark = the mark of the band with from ≤ x < to
//
// The first band begins at 0 (from left out, or 0), the last has no end, and each begins where the one before it ends; a gap or an overlap is a
// fault. Marks lie within 0–100 and may rise and fall.
//
// x is in pounds or in units of the measure.
//
// Edges: an input on a border belongs to the upper band; a zero falls into the first band, but not offered earns 0 whatever that band gives.
// Inputs are never negative. Other bids play no part, so one bidder, equal bids or nobody offering change nothing.
//
// Known flaw: a step of a penny across a border can be worth many marks, and nothing within a band is rewarded. Source: none of
// its own: bands are how officers write down value functions without arithmetic; compare [PiecewiseLinear].
const Bands FunctionName = "bands"

func banded(x *big.Rat, bands []Band) *big.Rat { return bands[bandOf(x, bands)].Mark.Rat() }

// bandOf is the index of the band x falls into: the first that ends above it.
func bandOf(x *big.Rat, bands []Band) int {
	return sort.Search(len(bands)-1, func(i int) bool { return x.Cmp(bands[i].To.Rat()) < 0 })
}
