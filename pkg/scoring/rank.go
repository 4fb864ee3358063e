package scoring

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
)

// contest is what ranking needs to know of the bids that reached it, by their number. Every comparison is negative where a comes before b.
type contest struct {
	ids    []string
	totals func(a, b int) int
	marks  func(criterion, a, b int) int
	prices func(a, b int) int
	seed   []byte
}

// standing is the outcome: the bids' numbers from best to last, the rank of each place, and the ties.
type standing struct {
	order []int
	ranks []int
	ties  []Tie
}

// breaker is one entry of the tie rule, ready to compare.
type breaker struct {
	name    string // what Tie.BrokenBy says
	compare func(a, b int) int
}

// rank orders the bids by total, then settles each group of equal totals by the tie rule. Where bids share a rank they are listed by id, so
// that the order in which bids came in shows nowhere.
func (c *contest) rank(t *tree) *standing {
	s := &standing{order: make([]int, len(c.ids)), ranks: make([]int, len(c.ids)), ties: []Tie{}}
	for i := range s.order {
		s.order[i] = i
	}
	breakers := c.breakers(t)
	c.sort(s.order, c.totals)
	c.groups(s.order, c.totals, func(from, to int) {
		for i := from; i < to; i++ {
			s.ranks[i] = from + 1
		}
		c.settle(s, from, to, breakers)
	})
	return s
}

// settle breaks one tie, from one place up to another. Each breaker works inside the groups that the ones before it left tied.
func (c *contest) settle(s *standing, from, to int, breakers []breaker) {
	if to-from < 2 {
		return
	}
	group := s.order[from:to]
	for i, b := range breakers {
		if !splits(group, b.compare) {
			continue
		}
		c.sort(group, b.compare)
		at := len(s.ties)
		s.ties = append(s.ties, Tie{BrokenBy: &breakers[i].name})
		c.groups(group, b.compare, func(f, t int) {
			for k := from + f; k < from+t; k++ {
				s.ranks[k] = from + f + 1
			}
			c.settle(s, from+f, from+t, breakers[i+1:])
		})
		s.ties[at].Bids = c.names(group)
		return
	}
	s.ties = append(s.ties, Tie{Bids: c.names(group)})
}

// breakers reads the tie rule. Nothing after shared is reached, and an entry that is repeated can do nothing the second time.
func (c *contest) breakers(t *tree) (list []breaker) {
	seen := map[TieBreak]bool{}
	for _, entry := range t.method.TieBreak {
		if entry.By == ByShared {
			return list
		}
		if seen[entry] {
			continue
		}
		seen[entry] = true
		switch entry.By {
		case ByCriterion:
			criterion := t.index[entry.ID]
			list = append(list, breaker{entry.ID, func(a, b int) int { return c.marks(criterion, a, b) }})
		case ByLowestPrice:
			list = append(list, breaker{string(ByLowestPrice), c.prices})
		case ByDraw:
			list = append(list, breaker{string(ByDraw), c.draw})
		}
	}
	return list
}

// draw compares SHA-256(seed ‖ 0x00 ‖ bid id).
func (c *contest) draw(a, b int) int {
	x, y := lot(c.seed, c.ids[a]), lot(c.seed, c.ids[b])
	return bytes.Compare(x[:], y[:])
}

func lot(seed []byte, id string) [sha256.Size]byte {
	return sha256.Sum256(append(append(slices.Clip(seed), 0), id...))
}

func (c *contest) sort(list []int, compare func(a, b int) int) {
	slices.SortFunc(list, func(a, b int) int {
		if order := compare(a, b); order != 0 {
			return order
		}
		return cmp.Compare(c.ids[a], c.ids[b])
	})
}

// groups calls visit for each run of equals in a sorted list.
func (c *contest) groups(list []int, compare func(a, b int) int, visit func(from, to int)) {
	for from := 0; from < len(list); {
		to := from + 1
		for to < len(list) && compare(list[from], list[to]) == 0 {
			to++
		}
		visit(from, to)
		from = to
	}
}

func splits(group []int, compare func(a, b int) int) bool {
	for _, other := range group[1:] {
		if compare(group[0], other) != 0 {
			return true
		}
	}
	return false
}

func (c *contest) names(group []int) []string {
	names := make([]string, len(group))
	for i, bid := range group {
		names[i] = c.ids[bid]
	}
	return names
}

// seedOf reads a draw's seed; the sheet has been checked.
func seedOf(s Sheet) []byte {
	seed, _ := hex.DecodeString(s.DrawSeed)
	return seed
}

// lowestWins says whether the basis ranks the lowest total first.
func (b Basis) lowestWins() bool { return b == PricePerQualityPoint || b == AwardOnValue }
