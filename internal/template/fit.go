package template

import (
	"slices"

	"github.com/assay-engine/assay/internal/catalogue"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/pkg/scoring"
)

// Fit names everything that is wrong with a method as a published one over a
// catalogue: the rules of scoring, those of published words, and the measures on
// which a bidder may be scored. Pointers start with /method. What a draw has
// committed to is not looked at, so that a frozen method can be held to the same
// rules as a drafted one.
func Fit(m scoring.Method, measures []catalogue.Measure) []fault.Field {
	m.TieBreak = slices.Clone(m.TieBreak)
	for i := range m.TieBreak {
		m.TieBreak[i].Commitment = ""
	}
	return append(check(m), unfit(m, measures)...)
}
