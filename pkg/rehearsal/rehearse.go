package rehearsal

import (
	"encoding/hex"
	"math/big"
	"slices"

	"github.com/assay-engine/assay/pkg/scoring"
)

// micro is what statistics are kept in: millionths, as whole numbers, so that sums are the same on every machine.
const micro = 1_000_000

// rehearsal gathers what the runs show.
type rehearsal struct {
	sheet   scoring.Sheet
	options DryRunOptions
	invent  *inventor
	plan    *scoring.Plan
	seed    []byte
	titles  map[string]string
	leaves  []string // weighted leaves, in tree order
	weights []int64  // published, in millionths of a mark of the total for a mark of the leaf

	unranked, tiesForFirst, ties, decided int
	margins                               []int64
	differences                           []int64 // by leaf
	deciding                              []Deciding
	bids                                  map[string]*tally
}

// tally is one bid's part in the runs.
type tally struct {
	first, excluded, alone int
	gains                  []int64 // by leaf, over the runs that it won alone
}

func newRehearsal(s scoring.Sheet, o DryRunOptions) *rehearsal {
	r := &rehearsal{sheet: s, options: o, bids: map[string]*tally{}, titles: map[string]string{}}
	r.name(s.Method.Criteria)
	r.invent = &inventor{method: s.Method, options: o, leaves: leavesOf(s.Method.Criteria)}
	r.seed, _ = hex.DecodeString(s.DrawSeed)
	return r
}

// name gathers what readers call the criteria.
func (r *rehearsal) name(list []scoring.Criterion) {
	for _, c := range list {
		r.titles[c.ID] = name(c)
		r.name(c.Criteria)
	}
}

// run scores one field of bids.
func (r *rehearsal) run(number int) error {
	s := r.sheet
	s.Bids = r.invent.field(number)
	result, err := scoring.Score(s)
	if err != nil {
		return err
	}
	for _, b := range s.Bids {
		if r.bids[b.ID] == nil {
			r.bids[b.ID] = &tally{}
		}
	}
	for _, e := range result.Excluded {
		r.bids[e.Bid].excluded++
	}
	if len(result.Ranking) == 0 {
		r.unranked++
		return nil
	}
	r.places(result)
	r.marks(result)
	return r.decides(number, s, result)
}

// places counts winners, ties and margins.
func (r *rehearsal) places(result scoring.Result) {
	ranking := result.Ranking
	for _, ranked := range ranking {
		if ranked.Rank == 1 {
			r.bids[ranked.Bid].first++
		}
	}
	if len(result.Ties) > 0 {
		r.ties++
	}
	if slices.ContainsFunc(result.Ties, func(t scoring.Tie) bool { return slices.Contains(t.Bids, ranking[0].Bid) }) {
		r.tiesForFirst++
	}
	if len(ranking) > 1 {
		lead := new(big.Rat).Sub(ranking[0].Exact.Rat(), ranking[1].Exact.Rat())
		r.margins = append(r.margins, millionths(lead.Abs(lead)))
	}
}

// marks takes in what each leaf did: how far apart it put the bids, and how it served the winner.
func (r *rehearsal) marks(result scoring.Result) {
	table := r.table(result)
	for leaf := range r.leaves {
		least, most := table[0][leaf], table[0][leaf]
		for _, row := range table {
			least, most = min(least, row[leaf]), max(most, row[leaf])
		}
		r.differences[leaf] += most - least
	}
	if len(table) < 2 || result.Ranking[1].Rank == 1 {
		return
	}
	winner := r.bids[result.Ranking[0].Bid]
	winner.alone++
	if winner.gains == nil {
		winner.gains = make([]int64, len(r.leaves))
	}
	for leaf := range r.leaves {
		winner.gains[leaf] += table[0][leaf] - table[1][leaf]
	}
}

// table is weighted marks in millionths, by place and leaf.
func (r *rehearsal) table(result scoring.Result) [][]int64 {
	if r.leaves == nil {
		r.weigh(result)
	}
	place := map[string]int{}
	for i, ranked := range result.Ranking {
		place[ranked.Bid] = i
	}
	table := make([][]int64, len(result.Ranking))
	for i := range table {
		table[i] = make([]int64, len(r.leaves))
	}
	column := map[string]int{}
	for i, leaf := range r.leaves {
		column[leaf] = i
	}
	for _, n := range result.Nodes {
		if leaf, weighted := column[n.Criterion]; weighted {
			mark := new(big.Rat).Mul(n.Exact.Rat(), big.NewRat(r.weights[leaf], micro))
			table[place[n.Bid]][leaf] = millionths(mark)
		}
	}
	return table
}

// weigh reads from a result what each leaf weighs: a hundredth of its per cent of the whole, or of its worth in pounds.
func (r *rehearsal) weigh(result scoring.Result) {
	branches := map[string]bool{}
	var mark func(list []scoring.Criterion)
	mark = func(list []scoring.Criterion) {
		for _, c := range list {
			branches[c.ID] = len(c.Criteria) > 0
			mark(c.Criteria)
		}
	}
	mark(r.sheet.Method.Criteria)
	r.leaves = []string{}
	for _, n := range result.Nodes {
		weight := n.GlobalWeight
		if n.Worth != "" {
			weight = n.Worth
		}
		if n.Bid != result.Nodes[0].Bid || branches[n.Criterion] || weight == "" || weight.Rat().Sign() == 0 {
			continue
		}
		r.leaves = append(r.leaves, n.Criterion)
		r.weights = append(r.weights, millionths(new(big.Rat).Quo(weight.Rat(), big.NewRat(100, 1))))
	}
	r.differences = make([]int64, len(r.leaves))
}

// decides looks whether some losing bid decides: without it, another bid would win.
func (r *rehearsal) decides(number int, s scoring.Sheet, result scoring.Result) error {
	rival := func(w scoring.Warning) bool { return w.Code == scoring.WarnRivalDependent }
	if !slices.ContainsFunc(result.Warnings, rival) {
		return nil
	}
	if r.plan == nil {
		var err error
		if r.plan, err = scoring.Compile(s.Method, s.Tender); err != nil {
			return err
		}
	}
	before := winners(ranksOf(result))
	for i, b := range s.Bids {
		if slices.Contains(before, b.ID) || b.Disregarded != nil {
			continue
		}
		table, err := r.plan.Table(slices.Delete(slices.Clone(s.Bids), i, i+1))
		if err != nil {
			return err
		}
		ranking := r.plan.Rank(table, r.seed...)
		if after := winners(ranking.Bids, ranking.Ranks); !slices.Equal(before, after) {
			r.decided++
			if len(r.deciding) < 3 {
				r.deciding = append(r.deciding, Deciding{Run: number + 1, Without: b.ID, Before: listed(before), After: listed(after)})
			}
			return nil
		}
	}
	return nil
}

func ranksOf(result scoring.Result) (bids []string, ranks []int) {
	for _, ranked := range result.Ranking {
		bids, ranks = append(bids, ranked.Bid), append(ranks, ranked.Rank)
	}
	return bids, ranks
}

func winners(bids []string, ranks []int) []string {
	var first []string
	for i, bid := range bids {
		if ranks[i] == 1 {
			first = append(first, bid)
		}
	}
	slices.Sort(first)
	return first
}

// millionths rounds half up, away from zero at the half; what does not fit is cut to the greatest that does.
func millionths(x *big.Rat) int64 {
	twice := new(big.Rat).Mul(x, big.NewRat(2*micro, 1))
	twice.Add(twice, big.NewRat(int64(x.Sign()), 1))
	whole := new(big.Int).Quo(twice.Num(), new(big.Int).Mul(twice.Denom(), big.NewInt(2)))
	if most := int64(1) << 53; !whole.IsInt64() || whole.Int64() > most || whole.Int64() < -most {
		return most * int64(x.Sign())
	}
	return whole.Int64()
}
