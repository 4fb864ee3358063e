package robustness

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/assay-engine/assay/pkg/decimal"
	"github.com/assay-engine/assay/pkg/scoring"
)

// Verdict is the finding in plain words: who wins, by how much, and what would have to be different for another bid to win.
type Verdict struct {
	// Winners are the bids of rank 1, by id; RunnerUp is the first bid behind them, empty where there is none.
	Winners  []string `json:"winners"`
	RunnerUp string   `json:"runnerUp"`
	// Margin is the difference of the totals of first place and runner-up, never negative, in the unit of the method's totals: marks,
	// pounds per mark, marks per pound, or pounds. Nil without a runner-up.
	Margin *scoring.Exact `json:"margin"`
	// Ways are the single changes that would put another bid first by itself.
	Ways  []Way  `json:"ways"`
	Words string `json:"words"`
}

// WayKind is the sort of a change.
type WayKind string

// The sorts of change: one agreed score by one level, one weight, one price.
const (
	ByScore  WayKind = "score"
	ByWeight WayKind = "weight"
	ByPrice  WayKind = "price"
)

// Way is one change that would put Bid first.
type Way struct {
	Bid       string  `json:"bid"`
	Kind      WayKind `json:"kind"`
	Criterion string  `json:"criterion,omitempty"`
	// Changed is the bid whose score or price would be another; for a weight it is empty.
	Changed string `json:"changed,omitempty"`
	// From and To are levels for a score, pounds for a price (To is the highest that wins), and per cent of the whole or pounds of worth for a
	// weight (To is where the two bids draw level; the weight must go beyond it).
	From  decimal.Number `json:"from"`
	To    decimal.Number `json:"to"`
	Words string         `json:"words"`
}

// judge puts a verdict together.
func judge(r *rescorer, f *field, result scoring.Result, rows []Stability, steps StepStudy) (Verdict, error) {
	v := Verdict{Winners: r.base.winners(), Ways: []Way{}}
	for _, bid := range r.base.bids {
		if v.RunnerUp == "" && r.base.ranks[bid] > 1 {
			v.RunnerUp = bid
			v.Margin = margin(result, bid)
		}
	}
	v.Ways = append(v.Ways, stepWays(steps)...)
	v.Ways = append(v.Ways, weightWays(rows, v.Winners)...)
	cheaper, err := r.cheaper(v.RunnerUp)
	if err != nil {
		return v, err
	}
	v.Ways = append(v.Ways, cheaper...)
	v.Words = v.words(f)
	return v, nil
}

// margin is the difference of the best total and a bid's.
func margin(result scoring.Result, bid string) *scoring.Exact {
	for _, ranked := range result.Ranking {
		if ranked.Bid == bid {
			off := new(big.Rat).Sub(result.Ranking[0].Exact.Rat(), ranked.Exact.Rat())
			exact := scoring.Exact(off.Abs(off).RatString())
			return &exact
		}
	}
	return nil
}

// stepWays are the steps of agreed scores after which another bid is first by itself.
func stepWays(steps StepStudy) (ways []Way) {
	for _, step := range steps.Steps {
		if !step.WinnerChanges || len(step.Winners) != 1 {
			continue
		}
		direction := "higher"
		if step.To < step.From {
			direction = "lower"
		}
		ways = append(ways, Way{
			Bid: step.Winners[0], Kind: ByScore, Criterion: step.Criterion, Changed: step.Bid,
			From: decimal.FromInt(int64(step.From)), To: decimal.FromInt(int64(step.To)),
			Words: fmt.Sprintf("bid %s would have to score one level %s on %s", step.Bid, direction, step.Title),
		})
	}
	return ways
}

// weightWays are the nearest bounds of weights at which another bid draws level with a sole winner, the smallest move first.
func weightWays(rows []Stability, winners []string) (ways []Way) {
	if len(winners) != 1 {
		return nil
	}
	type sized struct {
		Way
		size *big.Rat
	}
	var found []sized
	for _, row := range rows {
		if row.Scope == Siblings {
			continue
		}
		for side, bound := range []*Bound{row.Winner.Low, row.Winner.High} {
			// A bound on the published weight itself is a tie or a rounding, which no move of a weight explains.
			if bound == nil || bound.Weight.Cmp(row.Weight) == 0 {
				continue
			}
			size := new(big.Rat).Sub(bound.Exact.Rat(), row.Weight.Rat())
			found = append(found, sized{Way{
				Bid: bound.Overtakes, Kind: ByWeight, Criterion: row.Criterion, From: row.Weight, To: bound.Weight,
				Words: weightWords(row, bound, []string{"less", "more"}[side]),
			}, size.Abs(size)})
		}
	}
	slices.SortStableFunc(found, func(a, b sized) int { return a.size.Cmp(b.size) })
	for _, w := range found {
		ways = append(ways, w.Way)
	}
	return ways
}

func weightWords(row Stability, bound *Bound, than string) string {
	shown := places(bound.Exact.Rat(), 2)
	if row.Scope == Worth {
		return fmt.Sprintf("%s would have to be worth %s than £%s (it is worth £%s)", row.Title, than, shown, row.Weight)
	}
	return fmt.Sprintf("%s would have to weigh %s than %s %% of the whole (it weighs %s %%)", row.Title, than, shown, row.Weight)
}

// cheaper finds the highest price at which a bid would come first by itself, by halving; it is first at that price and not at a penny more.
func (r *rescorer) cheaper(bid string) ([]Way, error) {
	i := slices.IndexFunc(r.sheet.Bids, func(b scoring.Bid) bool { return b.ID == bid })
	if i < 0 || r.sheet.Bids[i].Price == nil {
		return nil, nil
	}
	now := r.sheet.Bids[i].Price
	wins := func(pence decimal.Pence) (bool, error) {
		changed := r.sheet.Bids[i]
		changed.Price = &decimal.Money{Amount: pence, Currency: now.Currency}
		e, err := r.change(changed)
		return err == nil && slices.Equal(e.Winners, []string{bid}), err
	}
	// A price of nothing upsets every function of the lowest price, so a penny is the least that is tried.
	low, high := decimal.Pence(1), now.Amount
	if low >= high {
		return nil, nil
	}
	if ok, err := wins(low); err != nil || !ok {
		return nil, err
	}
	for high-low > 1 {
		middle := low + (high-low)/2
		ok, err := wins(middle)
		if err != nil {
			return nil, err
		}
		if ok {
			low = middle
		} else {
			high = middle
		}
	}
	return []Way{{
		Bid: bid, Kind: ByPrice, Changed: bid, From: now.Amount.Number(), To: low.Number(),
		Words: fmt.Sprintf("bid %s would have to cost £%s or less (it costs £%s)", bid, pounds(low), pounds(now.Amount)),
	}}, nil
}

// pounds shows whole pounds without pence.
func pounds(p decimal.Pence) string {
	if p%100 == 0 {
		return fmt.Sprint(int64(p) / 100)
	}
	return fmt.Sprintf("%d.%02d", int64(p)/100, int64(p)%100)
}

// words says who wins and what would have to be different.
func (v Verdict) words(f *field) string {
	if len(v.Winners) == 0 {
		return "No bid could be ranked."
	}
	sentences := []string{v.standing(f)}
	if v.RunnerUp != "" && len(v.Ways) == 0 {
		sentences = append(sentences, "No single level of an agreed score, no weight and no lower price of the runner-up, each changed by itself, would make another bid win.")
	}
	if how := v.how(v.RunnerUp); how != "" {
		sentences = append(sentences, how)
	}
	others := 0
	for _, bid := range f.bids {
		if how := v.how(bid.id); how != "" && bid.id != v.RunnerUp && others < 2 {
			sentences, others = append(sentences, how), others+1
		}
	}
	return strings.Join(sentences, " ")
}

// how joins a bid's ways: up to three scores, its own before those of others, the nearest weight, the price. The rest is in Ways.
func (v Verdict) how(bid string) string {
	own := func(w Way) bool { return w.Changed == bid && w.Kind == ByScore }
	var ways []string
	seen := map[WayKind]bool{}
	for _, pass := range []bool{true, false} {
		for _, w := range v.Ways {
			if w.Bid == bid && own(w) == pass && (w.Kind == ByScore && len(ways) < 3 || !seen[w.Kind]) {
				ways = append(ways, w.Words)
				seen[w.Kind] = true
			}
		}
	}
	if ways == nil {
		return ""
	}
	sentence := strings.Join(ways, ", or ") + fmt.Sprintf(", for %s to win.", bid)
	return strings.ToUpper(sentence[:1]) + sentence[1:]
}

// standing says who is first and by how much.
func (v Verdict) standing(f *field) string {
	if len(v.Winners) > 1 {
		return fmt.Sprintf("Bids %s share first place.", listed(v.Winners))
	}
	winner := "Bid " + v.Winners[0]
	if v.RunnerUp == "" {
		return winner + " is the only bid that could be ranked."
	}
	by := v.Margin.Rat()
	if by.Sign() == 0 {
		return fmt.Sprintf("%s and bid %s have the same total; the tie rule puts %s first.", winner, v.RunnerUp, v.Winners[0])
	}
	switch f.basis {
	case scoring.PricePerQualityPoint:
		return fmt.Sprintf("%s wins by £%s per mark.", winner, by.FloatString(2))
	case scoring.ValueForMoneyIndex:
		return fmt.Sprintf("%s wins by %s marks per pound.", winner, by.FloatString(6))
	case scoring.AwardOnValue:
		return fmt.Sprintf("%s wins by £%s after the worth of quality is taken off the price.", winner, by.FloatString(2))
	}
	return fmt.Sprintf("%s wins by %s marks.", winner, marks(by))
}

// marks shows a margin to two decimals, or to as many as it takes not to look like nothing.
func marks(by *big.Rat) string {
	for n := 2; n < 12; n++ {
		if shown := by.FloatString(n); strings.Trim(shown, "0.") != "" {
			return shown
		}
	}
	return "less than 0.00000000001"
}

func listed(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}
