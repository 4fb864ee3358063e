package robustness

import (
	"encoding/hex"
	"maps"
	"slices"

	"github.com/assay-engine/assay/pkg/scoring"
)

// Move is a bid whose rank a change moved. A rank of 0 means not ranked.
type Move struct {
	Bid  string `json:"bid"`
	From int    `json:"from"`
	To   int    `json:"to"`
}

// Effect is what one change did to the ranking.
type Effect struct {
	// Winners is who then comes first; several where they share the rank, nobody where no bid can be ranked.
	Winners []string `json:"winners"`
	// WinnerChanges says that this is not who came first before, OrderChanges that some rank is another.
	WinnerChanges bool   `json:"winnerChanges"`
	OrderChanges  bool   `json:"orderChanges"`
	Moved         []Move `json:"moved"`
}

// standing is a ranking's ranks by bid, with the bids best first.
type standing struct {
	bids  []string
	ranks map[string]int
}

// rescorer ranks changed copies of one sheet.
type rescorer struct {
	plan  *scoring.Plan
	sheet scoring.Sheet
	seed  []byte
	base  standing
}

// rescore checks a sheet as a whole and makes it ready.
func rescore(s scoring.Sheet) (*rescorer, error) {
	if err := s.Check().Err(); err != nil {
		return nil, err
	}
	plan, err := scoring.Compile(s.Method, s.Tender)
	if err != nil {
		return nil, err
	}
	r := &rescorer{plan: plan, sheet: s}
	// A checked sheet's seed is hexadecimal where it has one.
	r.seed, _ = hex.DecodeString(s.DrawSeed)
	r.base, err = r.rank(s.Bids)
	return r, err
}

func (r *rescorer) rank(bids []scoring.Bid) (standing, error) {
	table, err := r.plan.Table(bids)
	if err != nil {
		return standing{}, err
	}
	ranking := r.plan.Rank(table, r.seed...)
	s := standing{bids: ranking.Bids, ranks: make(map[string]int, len(ranking.Bids))}
	for i, bid := range ranking.Bids {
		s.ranks[bid] = ranking.Ranks[i]
	}
	return s, nil
}

// change ranks the bids with one of them replaced, and compares.
func (r *rescorer) change(i int, changed scoring.Bid) (Effect, error) {
	bids := slices.Clone(r.sheet.Bids)
	bids[i] = changed
	return r.effect(r.base, bids)
}

func (r *rescorer) effect(before standing, bids []scoring.Bid) (Effect, error) {
	after, err := r.rank(bids)
	if err != nil {
		return Effect{}, err
	}
	return before.compare(after), nil
}

// compare says what became of every bid that either ranking holds.
func (s standing) compare(after standing) Effect {
	e := Effect{Winners: after.winners(), Moved: []Move{}}
	e.WinnerChanges = !slices.Equal(s.winners(), e.Winners)
	both := maps.Clone(s.ranks)
	maps.Copy(both, after.ranks)
	for _, bid := range slices.Sorted(maps.Keys(both)) {
		if from, to := s.ranks[bid], after.ranks[bid]; from != to {
			e.Moved = append(e.Moved, Move{bid, from, to})
		}
	}
	e.OrderChanges = len(e.Moved) > 0
	return e
}

// winners are the bids of rank 1, by id.
func (s standing) winners() []string {
	winners := []string{}
	for _, bid := range s.bids {
		if s.ranks[bid] == 1 {
			winners = append(winners, bid)
		}
	}
	slices.Sort(winners)
	return winners
}

// without is the ranking as it would stand if a bid were struck from the list and nothing else happened.
func (s standing) without(bid string) standing {
	left := standing{ranks: map[string]int{}}
	rank, before := 0, 0
	for _, other := range s.bids {
		if other == bid {
			continue
		}
		left.bids = append(left.bids, other)
		if s.ranks[other] != before {
			rank, before = len(left.bids), s.ranks[other]
		}
		left.ranks[other] = rank
	}
	return left
}
