package weighting

import (
	"fmt"
	"math/big"

	"github.com/assay-engine/assay/pkg/decimal"
)

// Swing asks, for each criterion, what moving it from its worst to its best outcome is worth beside the greatest such move.
type Swing struct {
	Items []SwingItem `json:"items"`
}

// SwingItem is one criterion's answer.
type SwingItem struct {
	ID string `json:"id"`
	// From and To put the swing in words ("no apprentices" to "10 apprentices"), so that people judged the same thing.
	From string `json:"from,omitempty"`
	To   string `json:"to,omitempty"`
	// Points is above 0 and up to 100; the greatest swing has 100.
	Points decimal.Number `json:"points"`
}

// FromSwings derives weights from swings: each criterion's points divided by the sum of all points.
//
// Refused, all at once: fewer than 2 criteria, an id missing or twice, points outside 0 to 100 or at 0, a list in which nobody has 100,
// and points so few that the weight rounds to nothing. A swing without words for its ends gives the warning "swing-not-described".
//
// Source: von Winterfeldt and Edwards (1986), chapter 8.
func FromSwings(s Swing) (Derivation, error) {
	var wrong faults
	atLeastTwo(&wrong, "/items", len(s.Items))
	d := Derivation{Kind: Kind, Method: SwingWeighting, Source: "von Winterfeldt and Edwards, Decision Analysis and Behavioral Research (1986), chapter 8", Swing: &s, Warnings: []Warning{}}
	ids, shares := make([]string, len(s.Items)), make([]*big.Rat, len(s.Items))
	hundred, greatest := decimal.FromInt(100), false
	for i, item := range s.Items {
		at := fmt.Sprintf("/items/%d", i)
		ids[i], shares[i] = item.ID, item.Points.Rat()
		greatest = greatest || item.Points.Cmp(hundred) == 0
		if item.Points.Sign() <= 0 || item.Points.Cmp(hundred) > 0 {
			wrong.add(at+"/points", "out-of-range", "points are above 0 and at most 100")
		}
		if item.From == "" || item.To == "" {
			d.Warnings = append(d.Warnings, Warning{"swing-not-described", at, item.ID + " has no words for its worst and best outcome, so people may have judged different swings."})
		}
	}
	if !greatest && len(s.Items) > 0 {
		wrong.add("/items", "no-greatest-swing", "the greatest swing has 100 points and the others are judged beside it")
	}
	checkIDs(&wrong, ids, func(i int) string { return fmt.Sprintf("/items/%d/id", i) })
	if err := wrong.refused(); err != nil {
		return Derivation{}, err
	}
	return d.rounded(ids, shares, func(i int) string { return fmt.Sprintf("/items/%d", i) })
}

func atLeastTwo(wrong *faults, at string, n int) {
	if n < 2 {
		wrong.add(at, "wrong-count", fmt.Sprintf("%d criteria were given; weights are shared between at least 2", n))
	}
}
