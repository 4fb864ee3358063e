package weighting

import (
	"fmt"
	"math/big"
)

// RankOrder is the order of importance, the most important first. Criteria in one group are equally important.
type RankOrder struct {
	Order [][]string `json:"order"`
}

// FromOrder derives rank-order centroid weights: the mean of all weights that respect the order. The k-th of n criteria weighs
// (1/k + 1/(k+1) + … + 1/n) ÷ n; equally important ones share the mean of their places' weights.
//
// Refused, all at once: fewer than 2 criteria, an empty group, an id missing or twice, and lists so long that the last weight rounds to
// nothing.
//
// Source: Edwards and Barron (1994), who name the rule SMARTER.
func FromOrder(o RankOrder) (Derivation, error) {
	var wrong faults
	var ids, pointers []string
	for g, group := range o.Order {
		if len(group) == 0 {
			wrong.add(fmt.Sprintf("/order/%d", g), "empty-group", "a group holds at least one criterion")
		}
		for i, id := range group {
			ids, pointers = append(ids, id), append(pointers, fmt.Sprintf("/order/%d/%d", g, i))
		}
	}
	atLeastTwo(&wrong, "/order", len(ids))
	checkIDs(&wrong, ids, func(i int) string { return pointers[i] })
	if err := wrong.refused(); err != nil {
		return Derivation{}, err
	}
	d := Derivation{Kind: Kind, Method: RankOrderCentroid, Source: "Edwards and Barron, SMARTS and SMARTER (1994)", RankOrder: &o, Warnings: []Warning{}}
	return d.rounded(ids, o.centroid(len(ids)), func(i int) string { return pointers[i] })
}

// centroid gives each place's weight, groups sharing theirs.
func (o RankOrder) centroid(n int) []*big.Rat {
	places := make([]*big.Rat, n)
	tail := new(big.Rat)
	for k := n; k > 0; k-- {
		tail.Add(tail, big.NewRat(1, int64(k)))
		places[k-1] = new(big.Rat).Quo(tail, big.NewRat(int64(n), 1))
	}
	shared := make([]*big.Rat, 0, n)
	for _, group := range o.Order {
		mean := new(big.Rat)
		for i := range group {
			mean.Add(mean, places[len(shared)+i])
		}
		mean.Quo(mean, big.NewRat(int64(len(group)), 1))
		for range group {
			shared = append(shared, mean)
		}
	}
	return shared
}
