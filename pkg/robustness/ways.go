package robustness

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/assay-engine/assay/pkg/decimal"
	"github.com/assay-engine/assay/pkg/legible"
	"github.com/assay-engine/assay/pkg/scoring"
)

// WayKind is the sort of a change.
type WayKind string

// The sorts of change.
const (
	ByScore         WayKind = "score"         // one agreed score by one level
	ByWeight        WayKind = "weight"        // one weight, or one worth
	ByPrice         WayKind = "price"         // one price
	ByPromise       WayKind = "promise"       // one commitment
	ByRequirement   WayKind = "requirement"   // the gates that a bid does not meet
	ByReinstatement WayKind = "reinstatement" // a bid that was disregarded would not be
	ByAbsence       WayKind = "absence"       // a losing bid that had not been handed in
)

// Way is one change that would put Bid first by itself.
type Way struct {
	Bid       string  `json:"bid"`
	Kind      WayKind `json:"kind"`
	Criterion string  `json:"criterion,omitempty"`
	Measure   string  `json:"measure,omitempty"`
	// Changed is the bid whose score, price or promise would be another, or that would have stayed away; for a weight it is empty.
	Changed string `json:"changed,omitempty"`
	// From and To are levels for a score, amounts for a price, quantities for a promise (To is the nearest that does it; From is 0 where nothing is
	// offered), and per cent of the whole or pounds of worth for a weight (To is where the two bids draw level; the weight must go beyond it). Both
	// are 0 for the other kinds.
	From  decimal.Number `json:"from"`
	To    decimal.Number `json:"to"`
	Words string         `json:"words"`
}

// nearby is how many losing bids, in rank order, and how many that failed the requirements, are looked at for other prices and promises.
const nearby = 3

// seeker looks for changes of prices, promises and standing that make another bid win. Every ranking that it makes is counted.
type seeker struct {
	*rescorer
	winners []string
	left    int // rankings that may still be made
	short   bool
	ways    []Way
}

// seek finds the ways that are not found by the other studies: those of the losing bids nearest to winning, and of the winner.
func (r *rescorer) seek(result scoring.Result) *seeker {
	s := &seeker{rescorer: r, winners: r.base.winners(), left: r.most}
	var losers, failed []int
	for _, i := range r.inOrder() {
		switch rank := r.base.ranks[r.sheet.Bids[i].ID]; {
		case rank > 1 && len(losers) < nearby:
			losers = append(losers, i)
		case rank == 0 && len(failed) < nearby:
			failed = append(failed, i)
		}
	}
	s.setAside(result)
	contenders := append(losers, failed...)
	if len(s.winners) == 1 && len(losers) > 0 {
		contenders = append(contenders, slices.IndexFunc(r.sheet.Bids, func(b scoring.Bid) bool { return b.ID == s.winners[0] }))
	}
	for _, i := range contenders {
		s.prices(i)
	}
	for _, i := range contenders {
		s.promises(i)
	}
	return s
}

// first is the bid that wins alone if one bid is changed; empty where none does, where the change breaks a rule, or where no more may be tried.
func (s *seeker) first(changed scoring.Bid) string {
	if s.left == 0 {
		s.short = true
		return ""
	}
	s.left--
	e, err := s.change(changed)
	if err != nil || len(e.Winners) != 1 || slices.Equal(e.Winners, s.winners) {
		return ""
	}
	return e.Winners[0]
}

// does says whether a bid that wins after a change is the one that is looked for: the changed bid itself, or anybody else where the winner is changed.
func (s *seeker) does(first, changed string) bool {
	return first != "" && (first == changed) != slices.Contains(s.winners, changed)
}

// setAside tries the bids that are not in the ranking for a reason that is no figure: gates not met, and having been disregarded.
func (s *seeker) setAside(result scoring.Result) {
	place := map[string]int{}
	for i, b := range s.sheet.Bids {
		place[b.ID] = i
	}
	for _, x := range result.Excluded {
		bid := s.sheet.Bids[place[x.Bid]]
		var gates []string
		for _, failure := range x.Failures {
			if failure.Requires == scoring.RequiresGate {
				gates = append(gates, failure.Criterion)
			}
		}
		switch {
		case x.Why == scoring.WhyDisregarded:
			bid.Disregarded = nil
			if s.does(s.first(bid), bid.ID) {
				s.add(Way{Bid: bid.ID, Kind: ByReinstatement, Changed: bid.ID, Words: fmt.Sprintf("bid %s would have to be in the competition, from which it was disregarded (%s)", bid.ID, strings.ReplaceAll(x.Reason, "_", " "))})
			}
		case len(gates) > 0:
			if s.does(s.first(withGates(bid, gates)), bid.ID) {
				s.add(Way{Bid: bid.ID, Kind: ByRequirement, Criterion: gates[0], Changed: bid.ID, Words: fmt.Sprintf("bid %s would have to meet the requirement %s", bid.ID, listed(s.titles(gates)))})
			}
		}
	}
}

func withGates(b scoring.Bid, gates []string) scoring.Bid {
	met := map[string]bool{}
	for gate, held := range b.Gates {
		met[gate] = held
	}
	for _, gate := range gates {
		met[gate] = true
	}
	b.Gates = met
	return b
}

func (s *seeker) titles(ids []string) []string {
	titles := map[string]string{}
	var read func([]scoring.Criterion)
	read = func(list []scoring.Criterion) {
		for _, c := range list {
			titles[c.ID] = titleOf(c)
			read(c.Criteria)
		}
	}
	read(s.sheet.Method.Criteria)
	list := make([]string, len(ids))
	for i, id := range ids {
		list[i] = titles[id]
	}
	return list
}

func (s *seeker) add(w Way) { s.ways = append(s.ways, w) }

// nearest is the figure nearest to now that does what is looked for: the candidates are tried from the nearest on, and then the figures between
// the first that does and the one before it. One step nearer to now, it does not.
func (s *seeker) nearest(now int64, candidates []int64, changed string, try func(int64) string) (int64, string) {
	for _, to := range candidates {
		bid := try(to)
		if !s.does(bid, changed) {
			now = to
			continue
		}
		from := now
		for apart := to - from; apart > 1 || apart < -1; apart = to - from {
			middle := from + apart/2
			if other := try(middle); s.does(other, changed) {
				to, bid = middle, other
			} else {
				from = middle
			}
		}
		return to, bid
	}
	return 0, ""
}

// sides sorts candidates into those above and those below now, each from the nearest on.
func sides(now int64, candidates []int64) [2][]int64 {
	slices.Sort(candidates)
	candidates = slices.Compact(candidates)
	at, _ := slices.BinarySearch(candidates, now)
	below := slices.Clone(candidates[:at])
	slices.Reverse(below)
	above := candidates[at:]
	if len(above) > 0 && above[0] == now {
		above = above[1:]
	}
	return [2][]int64{above, below}
}

// prices looks for the lower price at which a losing bid wins, or the higher one at which the winner no longer does.
func (s *seeker) prices(i int) {
	bid := s.sheet.Bids[i]
	if bid.Price == nil {
		return
	}
	now := int64(bid.Price.Amount)
	// A price of nothing upsets every function of the lowest price, so a penny is the least that is tried.
	candidates := []int64{1, 2 * now, 10 * now}
	for _, other := range s.sheet.Bids {
		if other.Price != nil {
			candidates = append(candidates, max(int64(other.Price.Amount), 1))
		}
	}
	for _, leaf := range leavesOf(s.sheet.Method.Criteria) {
		if leaf.Kind == scoring.PriceLeaf {
			candidates = append(candidates, anchors(leaf, big.NewRat(100, 1))...)
		}
	}
	try := func(pence int64) string {
		changed := bid
		changed.Price = &decimal.Money{Amount: decimal.Pence(pence), Currency: bid.Price.Currency}
		return s.first(changed)
	}
	side, ends := 1, " or less"
	if slices.Contains(s.winners, bid.ID) {
		side, ends = 0, " or more"
	}
	to := sides(now, legal(candidates, mostPence))[side]
	pence, winner := s.nearest(now, to, bid.ID, try)
	if winner == "" {
		return
	}
	if last := to[len(to)-1]; try(last) != winner {
		ends = "" // a curve that rises and falls
	}
	s.add(Way{
		Bid: winner, Kind: ByPrice, Changed: bid.ID, From: bid.Price.Amount.Number(), To: decimal.Pence(pence).Number(),
		Words: fmt.Sprintf("bid %s would have to cost %s%s (it costs %s)", bid.ID, s.money(decimal.Pence(pence)), ends, s.money(bid.Price.Amount)),
	})
}

// The ends of what a document may hold: pence, and thousandths of a unit.
const (
	mostPence       = 999_999_999_999_999
	mostThousandths = 999_999_999_999_999
)

func legal(candidates []int64, most int64) []int64 {
	return slices.DeleteFunc(candidates, func(x int64) bool { return x < 0 || x > most })
}

func (r *rescorer) money(p decimal.Pence) string { return legible.Money(p.Rat(), r.currency()) }

// currency is that of the prices.
func (r *rescorer) currency() string {
	for _, b := range r.sheet.Bids {
		if b.Price != nil && b.Disregarded == nil {
			return b.Price.Currency
		}
	}
	return ""
}

// promises looks for the nearest other quantity of each measure that makes a losing bid win, or the winner lose; the smallest changes come first.
func (s *seeker) promises(i int) {
	bid, from := s.sheet.Bids[i], len(s.ways)
	leaves := leavesOf(s.sheet.Method.Criteria)
	for _, measure := range measuresOf(leaves) {
		now, offered := bid.Commitments[measure]
		try := func(q int64) string { return s.first(withPromise(bid, measure, decimal.Quantity(q))) }
		for _, candidates := range sides(int64(now), s.quantities(leaves, measure)) {
			q, winner := s.nearest(int64(now), candidates, bid.ID, try)
			if winner == "" {
				continue
			}
			s.add(Way{
				Bid: winner, Kind: ByPromise, Measure: measure, Criterion: leafOf(leaves, measure).ID, Changed: bid.ID, From: now.Number(), To: decimal.Quantity(q).Number(),
				Words: promiseWords(bid.ID, leaves, measure, now, decimal.Quantity(q), offered),
			})
		}
	}
	slices.SortStableFunc(s.ways[from:], func(a, b Way) int { return relative(a).Cmp(relative(b)) })
}

// relative is how large a change is beside what it changes.
func relative(w Way) *big.Rat {
	apart := new(big.Rat).Sub(w.To.Rat(), w.From.Rat())
	return apart.Quo(apart.Abs(apart), new(big.Rat).Add(w.From.Rat(), big.NewRat(1, 1000)))
}

func promiseWords(bid string, leaves []scoring.Criterion, measure string, now, to decimal.Quantity, offered bool) string {
	on := "on " + titleOf(leafOf(leaves, measure))
	if leafOf(leaves, measure).Kind == scoring.ValueLeaf {
		on = "of measure " + measure
	}
	only := ""
	if to < now {
		only = "only "
	}
	is := "it promises " + legible.Thousands(now.String())
	if !offered {
		is = "it offers nothing there"
	}
	return fmt.Sprintf("bid %s would have to promise %s%s %s (%s)", bid, only, legible.Thousands(to.String()), on, is)
}

func withPromise(b scoring.Bid, measure string, q decimal.Quantity) scoring.Bid {
	promises := map[string]decimal.Quantity{measure: q}
	for other, promise := range b.Commitments {
		if other != measure {
			promises[other] = promise
		}
	}
	b.Commitments = promises
	return b
}

// quantities are the promises of a measure that are worth a try: those at which the published functions bend, those of the bids, and some beyond.
func (s *seeker) quantities(leaves []scoring.Criterion, measure string) []int64 {
	list, greatest := []int64{0}, int64(0)
	for _, b := range s.sheet.Bids {
		if q, offered := b.Commitments[measure]; offered && b.Disregarded == nil {
			list = append(list, int64(q), int64(q)+1, int64(q)-1)
			greatest = max(greatest, int64(q))
		}
	}
	list = append(list, 2*greatest, 10*greatest)
	for _, leaf := range leaves {
		if leaf.Kind != scoring.MeasureLeaf || leaf.Measure != measure {
			continue
		}
		unit := big.NewRat(1000, 1)
		if leaf.PerMillion {
			unit.Mul(unit, new(big.Rat).Quo(s.sheet.Tender.Estimate.Rat(), big.NewRat(1_000_000, 1)))
		}
		if leaf.PerYear {
			unit.Mul(unit, big.NewRat(int64(s.sheet.Tender.Years), 1))
		}
		list = append(list, anchors(leaf, unit)...)
	}
	return legal(list, mostThousandths)
}

// anchors are the inputs at which a leaf's function bends, in whole units: rounded down, and one more.
func anchors(leaf scoring.Criterion, unit *big.Rat) (list []int64) {
	add := func(x *decimal.Number) {
		if x == nil {
			return
		}
		in := new(big.Rat).Mul(x.Rat(), unit)
		if whole := new(big.Int).Quo(in.Num(), in.Denom()); whole.IsInt64() && whole.Int64() < mostPence {
			list = append(list, whole.Int64(), whole.Int64()+1)
		}
	}
	add(leaf.Cap)
	if f := leaf.Score; f != nil {
		add(f.Best)
		add(f.Worst)
		for _, p := range f.Points {
			x := p.X()
			add(&x)
		}
		for _, b := range f.Bands {
			add(b.From)
		}
	}
	return list
}

func leavesOf(criteria []scoring.Criterion) (leaves []scoring.Criterion) {
	for _, c := range criteria {
		if len(c.Criteria) == 0 {
			leaves = append(leaves, c)
		}
		leaves = append(leaves, leavesOf(c.Criteria)...)
	}
	return leaves
}

// measuresOf are the codes that leaves ask for, in tree order.
func measuresOf(leaves []scoring.Criterion) (codes []string) {
	take := func(code string) {
		if !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	for _, leaf := range leaves {
		if leaf.Kind == scoring.MeasureLeaf {
			take(leaf.Measure)
		}
		for _, m := range leaf.Measures {
			take(m.Measure)
		}
	}
	return codes
}

// leafOf is the first leaf that asks for a measure.
func leafOf(leaves []scoring.Criterion, measure string) scoring.Criterion {
	return leaves[slices.IndexFunc(leaves, func(c scoring.Criterion) bool {
		return c.Measure == measure && c.Kind == scoring.MeasureLeaf || slices.ContainsFunc(c.Measures, func(m scoring.ValueMeasure) bool { return m.Measure == measure })
	})]
}

// absences are the losing bids without which another bid would win.
func absences(study BidStudy) (ways []Way) {
	for _, removal := range study.Removals {
		if slices.Contains(study.Decisive, removal.Bid) && len(removal.Winners) == 1 {
			ways = append(ways, Way{
				Bid: removal.Winners[0], Kind: ByAbsence, Changed: removal.Bid,
				Words: fmt.Sprintf("bid %s, which did not win either, would have had to stay away", removal.Bid),
			})
		}
	}
	return ways
}
