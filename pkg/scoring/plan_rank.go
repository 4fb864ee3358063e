package scoring

import "math/big"

// Ranking is the totals and ranks of a table, without the working behind them.
type Ranking struct {
	Bids  []string // best first; bids that share a rank are in the order of their ids
	Ranks []int    // of Bids
	Ties  []Tie
	// Excluded are the bids that were not ranked, by id.
	Excluded []Excluded

	total func(place int) *big.Rat
}

// Total is the exact total of the bid at a place (0 is the best), after any rounding that the method asks for.
func (r *Ranking) Total(place int) *big.Rat { return r.total(place) }

// Rank gives exact totals and ranks, and nothing of what led there. Where the method breaks ties by draw, the seed's bytes must be given, or
// the draw is one with an empty seed.
//
// A thousand bids of 29 measures take a few times as long as the same loop in binary floating point, which misplaces ranks where totals tie.
func (p *Plan) Rank(t *Table, seed ...byte) *Ranking {
	r := &run{Plan: p, table: t, columns: p.columns(t)}
	if p.flat {
		if f := p.flatten(t, r.columns); f != nil {
			return r.rankFlat(f, seed)
		}
	}
	r = p.run(t)
	s := r.contest(seed).rank(p.tree)
	ranking := &Ranking{Bids: make([]string, len(s.order)), Ranks: s.ranks, Ties: s.ties, Excluded: r.excluded}
	for place, entrant := range s.order {
		ranking.Bids[place] = r.entrants[entrant].bid.ID
	}
	ranking.total = func(place int) *big.Rat { return new(big.Rat).Set(r.entrants[s.order[place]].shown.rat()) }
	return ranking
}

// rankFlat ranks totals that are there already. The tie rule is the same as everywhere; the marks it may ask for are worked out then.
func (r *run) rankFlat(f *flat, seed []byte) *Ranking {
	ids := make([]string, f.rows)
	for i, b := range r.table.bids {
		ids[i] = b.ID
	}
	places := f.order(r.Plan, ids)
	s := &standing{order: make([]int, f.rows), ranks: make([]int, f.rows), ties: []Tie{}}
	for i, p := range places {
		s.order[i] = int(p.row)
	}
	var c *contest
	for from := 0; from < f.rows; {
		to := from + 1
		for to < f.rows && f.same(r.Plan, places[to], places[from]) {
			to++
		}
		for i := from; i < to; i++ {
			s.ranks[i] = from + 1
		}
		if to-from > 1 {
			if c == nil {
				c = r.flatContest(ids, seed)
			}
			c.settle(s, from, to, c.breakers(r.tree))
		}
		from = to
	}
	return r.flatRanking(f, s, ids)
}

// flatContest is what the tie rule needs.
func (r *run) flatContest(ids []string, seed []byte) *contest {
	r.branches, r.top = r.sums(r.columns)
	for i, b := range r.table.bids {
		r.entrants = append(r.entrants, ranked{row: i, bid: b})
	}
	c := r.contest(seed)
	c.ids = ids
	return c
}

func (r *run) flatRanking(f *flat, s *standing, ids []string) *Ranking {
	ranking := &Ranking{Bids: make([]string, f.rows), Ranks: s.ranks, Ties: s.ties, Excluded: sortExcluded(r.table.excluded)}
	for i, row := range s.order {
		ranking.Bids[i] = ids[row]
	}
	ranking.total = func(place int) *big.Rat {
		total := f.rat(r.Plan, int32(s.order[place]))
		if r.method.Rounding.At == RoundTotal {
			total = roundRat(total, r.places, r.method.Rounding.Rule)
		}
		return total
	}
	return ranking
}
