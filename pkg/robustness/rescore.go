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
	table *scoring.Table
	seed  []byte
	base  standing
	// most is how many times one study may rank the sheet.
	most int
}

// A study ranks a sheet at most 5,000 times, at most a million bids in all (but always ten sheets), and with at most so much effort
// ([scoring.Sheet.Effort]), so that a large sheet, or one whose exact figures are very long, is answered in seconds too. Moving each weight takes a
// small part of the effort of scoring.
const (
	maxRuns   = 5_000
	maxWork   = 1_000_000
	maxEffort = 300_000_000
	maxMoved  = 5_000_000_000
)

// rescore checks a sheet as a whole and makes it ready. One that a study could not rank twice is refused.
func rescore(s scoring.Sheet) (*rescorer, error) {
	if err := s.Check().Err(); err != nil {
		return nil, err
	}
	effort := s.Effort()
	if err := bearable(s, effort); err != nil {
		return nil, err
	}
	plan, err := scoring.Compile(s.Method, s.Tender)
	if err != nil {
		return nil, err
	}
	r := &rescorer{plan: plan, sheet: s, most: most(len(s.Bids), effort)}
	// A checked sheet's seed is hexadecimal where it has one.
	r.seed, _ = hex.DecodeString(s.DrawSeed)
	if r.table, err = plan.Table(s.Bids); err != nil {
		return nil, err
	}
	r.base = r.rank(r.table)
	return r, nil
}

// bearable refuses a sheet that could not be ranked twice within a study, or whose weights could not each be moved.
func bearable(s scoring.Sheet, effort int64) error {
	if effort <= maxEffort/2 && effort*int64(nodesIn(s.Method.Criteria)) <= maxMoved {
		return nil
	}
	var wrong faults
	wrong.add("/method/criteria", scoring.CodeTooLarge, "the sheet can be scored, but takes too much work (very long exact figures, or very many points, bands or levels) to be "+
		"scored again and again to see how firm the result is; fewer decimals in drop-offs, a shorter term or fewer criteria make that possible")
	return wrong.refused()
}

func nodesIn(list []scoring.Criterion) int {
	n := len(list)
	for _, c := range list {
		n += nodesIn(c.Criteria)
	}
	return n
}

// most is how many times a study may rank so many bids.
func most(bids int, effort int64) int {
	return min(maxRuns, max(10, maxWork/max(1, bids)), int(maxEffort/max(effort, 1)))
}

func (r *rescorer) rank(table *scoring.Table) standing {
	ranking := r.plan.Rank(table, r.seed...)
	s := standing{bids: ranking.Bids, ranks: make(map[string]int, len(ranking.Bids))}
	for i, bid := range ranking.Bids {
		s.ranks[bid] = ranking.Ranks[i]
	}
	return s
}

// change ranks the bids with one of them replaced, and compares.
func (r *rescorer) change(changed scoring.Bid) (Effect, error) {
	table, err := r.table.With(changed)
	if err != nil {
		return Effect{}, err
	}
	return r.base.compare(r.rank(table)), nil
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
