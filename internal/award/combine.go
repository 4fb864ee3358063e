package award

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/tender"
)

// The faults of lots that are decided on together.
var (
	ErrCombinations = fault.New(fault.Conflict, "too-many-combinations", "The lots can be combined in more ways than are compared here")
	ErrMixed        = fault.New(fault.Conflict, "totals-not-comparable", "The lots are judged by methods whose totals cannot be added up, so the published rule cannot be applied over them")
)

// most combinations are compared, and this many steps taken to find them.
const (
	mostCombinations = 2_000
	mostSteps        = 500_000
)

// candidate is a ranked bid of a lot.
type candidate struct {
	Bid, Supplier string
	Rank          int
	Total         *big.Rat // the better the higher: of methods whose lowest total wins, its negative
	PricePence    *big.Rat // nil where the bid has none
}

// lotRanking is a lot with its bids, best first, and what holds already.
type lotRanking struct {
	Lot    string
	Number int
	Bids   []candidate
	Fixed  *string // the bid that the lot was awarded to before, whose award stands; empty where it was decided not to award it
	lowest bool    // the lowest total wins
}

// Combination is one way to award all lots within the limit: for each lot, in
// their order, the place of its winner in the lot's ranking, or -1 where nobody
// may win.
type combination struct {
	places []int
	values []*big.Rat // by the rules, in their order; the better the higher; nil for rules that are no sum
}

// together lists every combination that keeps to the limit and passes nobody
// over without need: a bid wins a lot only where every supplier ranked before it
// wins as many other lots as it may. They are in order, by the published rules;
// the first so many are equal by all of them, and only where bids share a rank
// are those more than one.
func together(lots []lotRanking, limit int, rules []tender.LotRule) (list []combination, best int, err error) {
	search := finder{lots: lots, limit: limit, options: make([][]int, len(lots))}
	mixed := false
	for i, l := range lots {
		search.options[i] = search.may(l)
		mixed = mixed || l.lowest != lots[0].lowest
	}
	if err := search.from(0, make([]int, len(lots)), search.decided()); err != nil {
		return nil, 0, err
	}
	if mixed && slices.ContainsFunc(rules, func(r tender.LotRule) bool { return r == tender.ByHighestTotal || r == tender.ByLargestMargin }) && len(search.found) > 1 {
		return nil, 0, ErrMixed
	}
	list = search.found
	for i := range list {
		list[i].values = valuesOf(lots, list[i].places, rules)
	}
	slices.SortStableFunc(list, func(a, b combination) int { return compareCombinations(lots, rules, a, b) })
	best = 1
	for best < len(list) && compareCombinations(lots, rules, list[0], list[best]) == 0 {
		best++
	}
	return list, min(best, len(list)), nil
}

// finder walks over the ways to award the lots.
type finder struct {
	lots    []lotRanking
	limit   int
	options [][]int // by lot: the places that could win it
	steps   int
	found   []combination
}

// decided counts what was won before.
func (f *finder) decided() map[string]int {
	won := map[string]int{}
	for i, l := range f.lots {
		if l.Fixed != nil && f.options[i][0] >= 0 {
			won[l.Bids[f.options[i][0]].Supplier]++
		}
	}
	return won
}

// may lists the places of a lot that could win it: down to the first supplier
// that can never be at its limit elsewhere, and whoever shares its rank.
func (f *finder) may(l lotRanking) (places []int) {
	if l.Fixed != nil {
		return []int{slices.IndexFunc(l.Bids, func(c candidate) bool { return c.Bid == *l.Fixed })}
	}
	for i, c := range l.Bids {
		places = append(places, i)
		last := i+1 == len(l.Bids) || l.Bids[i+1].Rank > c.Rank
		if last && slices.ContainsFunc(l.Bids[:i+1], func(b candidate) bool { return b.Rank == c.Rank && f.lotsOf(b.Supplier) <= f.limit }) {
			return places
		}
	}
	return append(places, -1)
}

// lotsOf counts the lots in which a supplier is ranked.
func (f *finder) lotsOf(supplier string) (n int) {
	for _, l := range f.lots {
		if slices.ContainsFunc(l.Bids, func(c candidate) bool { return c.Supplier == supplier }) {
			n++
		}
	}
	return n
}

func (f *finder) from(lot int, places []int, won map[string]int) error {
	if f.steps++; f.steps > mostSteps || len(f.found) > mostCombinations {
		return ErrCombinations.Because("more than %d", mostCombinations)
	}
	if lot == len(f.lots) {
		if f.needed(places, won) {
			f.found = append(f.found, combination{places: slices.Clone(places)})
		}
		return nil
	}
	for _, place := range f.options[lot] {
		places[lot] = place
		if place < 0 || f.lots[lot].Fixed != nil {
			if err := f.from(lot+1, places, won); err != nil {
				return err
			}
			continue
		}
		supplier := f.lots[lot].Bids[place].Supplier
		if won[supplier] == f.limit {
			continue
		}
		won[supplier]++
		err := f.from(lot+1, places, won)
		won[supplier]--
		if err != nil {
			return err
		}
	}
	return nil
}

// needed reports whether everybody who was passed over has as many lots as it
// may. What is fixed was decided before.
func (f *finder) needed(places []int, won map[string]int) bool {
	for i, l := range f.lots {
		if l.Fixed != nil {
			continue
		}
		for _, c := range l.Bids {
			if (places[i] < 0 || c.Rank < l.Bids[places[i]].Rank) && won[c.Supplier] < f.limit {
				return false
			}
		}
	}
	return true
}

// valuesOf works out what each rule compares, exactly.
func valuesOf(lots []lotRanking, places []int, rules []tender.LotRule) []*big.Rat {
	values := make([]*big.Rat, len(rules))
	for i, rule := range rules {
		switch rule {
		case tender.ByHighestTotal, tender.ByLargestMargin, tender.ByLowestCost:
			values[i] = new(big.Rat)
		case tender.ByPreference, tender.ByLotOrder:
			continue // no sum
		}
		for k, l := range lots {
			if places[k] >= 0 {
				l.add(values[i], rule, places[k])
			}
		}
	}
	return values
}

// add adds what a lot's winner brings to the value of a combination.
func (l lotRanking) add(sum *big.Rat, rule tender.LotRule, place int) {
	winner := l.Bids[place]
	switch rule {
	case tender.ByHighestTotal:
		sum.Add(sum, winner.Total)
	case tender.ByLargestMargin:
		sum.Add(sum, l.lead(place))
	case tender.ByLowestCost:
		if winner.PricePence != nil {
			sum.Sub(sum, winner.PricePence)
		}
	case tender.ByPreference, tender.ByLotOrder:
	}
}

// lead is how far a lot's first bid is ahead of the next one, where it wins:
// nothing where another does, and its whole total where it has no rival and the
// highest total wins.
func (l lotRanking) lead(place int) *big.Rat {
	switch {
	case l.Bids[place].Rank > 1:
	case place+1 < len(l.Bids):
		return new(big.Rat).Sub(l.Bids[place].Total, l.Bids[place+1].Total)
	case place == 0 && !l.lowest:
		return l.Bids[place].Total
	}
	return new(big.Rat)
}

// compareCombinations puts the better one first, by the rules in their order.
func compareCombinations(lots []lotRanking, rules []tender.LotRule, a, b combination) int {
	for i, rule := range rules {
		switch {
		case rule == tender.ByLotOrder:
			if c := inLotOrder(lots, a, b); c != 0 {
				return c
			}
		case a.values[i] != nil:
			if c := b.values[i].Cmp(a.values[i]); c != 0 {
				return c
			}
		}
	}
	return 0
}

// inLotOrder prefers the combination that gives the first lot in which the two
// differ to the better ranked bid. Bids that share a rank are not told apart.
func inLotOrder(lots []lotRanking, a, b combination) int {
	for i, l := range lots {
		if c := cmp.Compare(l.rankAt(a.places[i]), l.rankAt(b.places[i])); c != 0 {
			return c
		}
	}
	return 0
}

func (l lotRanking) rankAt(place int) int {
	if place < 0 {
		return len(l.Bids) + 1
	}
	return l.Bids[place].Rank
}

// why says in words how the first combination came before the others.
func why(lots []lotRanking, rules []tender.LotRule, list []combination, best int) string {
	if len(list) == 0 {
		return "No bid is ranked in any lot."
	}
	if len(list) == 1 {
		return "Only one combination keeps to the limit and passes nobody over without need."
	}
	words := []string{fmt.Sprintf("%d combinations keep to the limit and pass nobody over without need.", len(list))}
	left := list
	for i, rule := range rules {
		same := slices.Clone(left)
		switch {
		case rule == tender.ByPreference:
			words = append(words, "preference: no bid states one, so none is preferred.")
			continue
		case rule == tender.ByLotOrder:
			same = slices.DeleteFunc(same, func(c combination) bool { return inLotOrder(lots, left[0], c) != 0 })
		default:
			same = slices.DeleteFunc(same, func(c combination) bool { return c.values[i].Cmp(left[0].values[i]) != 0 })
		}
		words = append(words, fmt.Sprintf("%s: %d of %d have the best value%s.", rule, len(same), len(left), shown(rule, left[0].values[i])))
		if left = same; len(left) == 1 {
			break
		}
	}
	if best > 1 {
		words = append(words, "Those left differ only in bids that share a rank, which the published tie rule did not break: the officer chooses among them and says why.")
	}
	return strings.Join(words, " ")
}

// shown is the value of a rule as a reader knows it: money that is paid, not its
// negative.
func shown(rule tender.LotRule, v *big.Rat) string {
	if v == nil {
		return ""
	}
	return ", " + ruleValue(rule, v)
}

func ruleValue(rule tender.LotRule, v *big.Rat) string {
	if rule == tender.ByLowestCost {
		return "£" + new(big.Rat).Quo(new(big.Rat).Neg(v), big.NewRat(100, 1)).FloatString(2)
	}
	return v.RatString()
}
