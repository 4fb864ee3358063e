package weighting

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/assay-engine/assay/pkg/decimal"
)

// whole is 100 per cent in basis points.
const whole = 10_000

// Rounding says how exact weights became basis points.
type Rounding struct {
	Rule    string `json:"rule"`
	TieRule string `json:"tieRule"`
	// LeftOver is how many basis points rounding down left to be placed.
	LeftOver int `json:"leftOver"`
	// Statement tells in a sentence where they went.
	Statement string `json:"statement"`
}

// Round turns positive shares of any total into basis points that sum to exactly 10,000, by the method of largest remainders: each
// share of the total is rounded down, and the points left over go one each to those that lost most by it. Of equal losses the one
// listed first gets the point, so the order of the list is part of the question.
//
// A share that is not above zero, or whose weight would be 0 (a criterion in a tree must weigh something), an id twice or missing, and
// lists of different length are refused.
func Round(ids []string, shares []*big.Rat) ([]Placed, Rounding, error) {
	if err := checkShares(ids, shares); err != nil {
		return nil, Rounding{}, err
	}
	return round(ids, shares, func(i int) string { return fmt.Sprintf("/%d", i) })
}

// round does the work of Round on checked shares; pointer says where an id stands in what was asked.
func round(ids []string, shares []*big.Rat, pointer func(int) string) ([]Placed, Rounding, error) {
	total := new(big.Rat)
	for _, share := range shares {
		total.Add(total, share)
	}
	placed, losses := make([]Placed, len(ids)), make([]*big.Rat, len(ids))
	left := int64(whole)
	for i, share := range shares {
		exact := new(big.Rat).Mul(share, big.NewRat(whole, 1))
		exact.Quo(exact, total)
		down := new(big.Int).Quo(exact.Num(), exact.Denom())
		losses[i] = new(big.Rat).Sub(exact, new(big.Rat).SetInt(down))
		placed[i] = Placed{ID: ids[i], Exact: fraction(exact.Quo(exact, big.NewRat(100, 1))), Weight: decimal.Weight(down.Int64())}
		left -= down.Int64()
	}
	most := byLoss(losses)
	for _, i := range most[:left] {
		placed[i].Weight++
		placed[i].ExtraPoint = true
	}
	if err := refuseNothing(placed, pointer); err != nil {
		return nil, Rounding{}, err
	}
	return placed, rounding(placed, losses, most, int(left)), nil
}

// byLoss orders places by what rounding down took from them, the most first, the earlier listed where equal.
func byLoss(losses []*big.Rat) []int {
	order := make([]int, len(losses))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return losses[b].Cmp(losses[a]) })
	return order
}

// rounding words the placement of the points left over.
func rounding(placed []Placed, losses []*big.Rat, most []int, left int) Rounding {
	r := Rounding{
		Rule:    "largest remainder: round every weight down to a basis point (0.01 %), then give the basis points left over, one each, to the weights that lost most",
		TieRule: "of weights that lost the same, the one listed first gets the basis point", LeftOver: left,
	}
	if left == 0 {
		r.Statement = "Every exact weight is a whole number of basis points, so nothing was left over to place."
		return r
	}
	var names []string
	for _, i := range most[:left] {
		names = append(names, placed[i].ID)
	}
	r.Statement = fmt.Sprintf("Rounded down, the weights sum to %s %%; the %s left over went to %s, which lost most by rounding down.",
		decimal.Weight(whole-left), points(left), listed(names))
	if left < len(most) && losses[most[left-1]].Cmp(losses[most[left]]) == 0 {
		r.Statement += fmt.Sprintf(" %s lost as much as %s and is listed later.", placed[most[left]].ID, placed[most[left-1]].ID)
	}
	return r
}

func checkShares(ids []string, shares []*big.Rat) error {
	var wrong faults
	if len(ids) != len(shares) || len(ids) == 0 {
		wrong.add("", "wrong-length", fmt.Sprintf("%d ids and %d shares were given; there must be as many of each, and at least one", len(ids), len(shares)))
		return wrong.refused()
	}
	checkIDs(&wrong, ids, func(i int) string { return fmt.Sprintf("/%d", i) })
	for i, share := range shares {
		if share == nil || share.Sign() <= 0 {
			wrong.add(fmt.Sprintf("/%d", i), "not-above-zero", "a share must be above zero")
		}
	}
	return wrong.refused()
}

// refuseNothing names the criteria whose weight rounds to nothing.
func refuseNothing(placed []Placed, pointer func(int) string) error {
	var wrong faults
	for i, p := range placed {
		if p.Weight == 0 {
			wrong.add(pointer(i), "weight-rounds-to-zero", p.ID+" would weigh less than a basis point (0.01 %) and round to nothing; leave it out or group it with another")
		}
	}
	return wrong.refused()
}

// checkIDs refuses ids that are empty or stand twice.
func checkIDs(wrong *faults, ids []string, pointer func(int) string) {
	seen := map[string]bool{}
	for i, id := range ids {
		switch {
		case id == "":
			wrong.add(pointer(i), "missing", "every criterion needs an id")
		case seen[id]:
			wrong.add(pointer(i), "duplicate-id", id+" is listed twice")
		}
		seen[id] = true
	}
}

// fraction shows a weight in full where that is readable.
func fraction(exact *big.Rat) string {
	if text := exact.RatString(); len(text) <= 60 {
		return text
	}
	return "≈" + exact.FloatString(12)
}

func points(n int) string {
	if n == 1 {
		return "1 basis point"
	}
	return fmt.Sprintf("%d basis points", n)
}

func listed(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}
