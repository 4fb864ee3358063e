package scoring

import (
	"fmt"
	"maps"
	"math/big"
	"slices"
)

// Scored is a sheet with its result.
type Scored struct {
	Sheet  Sheet
	Result Result
}

// Comparison says how two runs differ: what changed in the method and the inputs, and what that did to ranks, totals and marks. All lists are empty
// where the runs are the same.
type Comparison struct {
	Changes []Change    `json:"changes"` // in the order of the sheet; defaults that were written out are no change
	Bids    []BidEffect `json:"bids"`    // the bids whose outcome or marks differ, by id
}

// Change is one member of the sheet that differs. Before and After are JSON, for programs ([Comparison.Sentences] is for people); one is empty
// where the member was added or taken away. An amount of money, or an entry of the tie rule, is one value. Lists are
// matched by what names their elements (bids and criteria by id, levels by level), so that reordering is no change.
type Change struct {
	Pointer   string `json:"pointer"` // into the sheet after the change; into the one before where the member was taken away
	Bid       string `json:"bid,omitempty"`
	Criterion string `json:"criterion,omitempty"`
	// Title is that of the criterion, or of the question or requirement that a bid's figure belongs to, where it has one.
	Title  string `json:"title,omitempty"`
	Before string `json:"before,omitempty"`
	After  string `json:"after,omitempty"`
}

// BidEffect is what the changes did to one bid.
type BidEffect struct {
	Bid    string       `json:"bid"`
	Before Outcome      `json:"before"`
	After  Outcome      `json:"after"`
	Marks  []MarkEffect `json:"marks"` // the criteria whose marks differ, in tree order
}

// Outcome is how a bid ended: with a rank and total, or with why it was not ranked. Both are empty where the bid is not in the sheet.
type Outcome struct {
	Rank  int    `json:"rank,omitempty"`
	Total Figure `json:"total,omitempty"`
	Exact Exact  `json:"exact,omitempty"`
	Why   Why    `json:"why,omitempty"`
}

// MarkEffect is what the changes did to one mark; a side is empty where it has no such mark.
type MarkEffect struct {
	Criterion string `json:"criterion"`
	Before    Exact  `json:"before,omitempty"`
	After     Exact  `json:"after,omitempty"`
}

// Compare says what changed from one run to another and what that did.
func Compare(before, after Scored) Comparison {
	c := Comparison{Changes: changes(before.Sheet, after.Sheet), Bids: []BidEffect{}}
	was, is := outcomesOf(before.Result), outcomesOf(after.Result)
	ids := map[string]bool{}
	for id := range was {
		ids[id] = true
	}
	for id := range is {
		ids[id] = true
	}
	lines := [2]map[string][]*Node{linesOf(before.Result), linesOf(after.Result)}
	for _, id := range slices.Sorted(maps.Keys(ids)) {
		effect := BidEffect{Bid: id, Before: was[id], After: is[id], Marks: markEffects(lines[0][id], lines[1][id])}
		if effect.Before != effect.After || len(effect.Marks) > 0 {
			c.Bids = append(c.Bids, effect)
		}
	}
	return c
}

func outcomesOf(r Result) map[string]Outcome {
	outcomes := make(map[string]Outcome, len(r.Ranking)+len(r.Excluded))
	for _, place := range r.Ranking {
		outcomes[place.Bid] = Outcome{Rank: place.Rank, Total: place.Total, Exact: place.Exact}
	}
	for _, x := range r.Excluded {
		outcomes[x.Bid] = Outcome{Why: x.Why}
	}
	return outcomes
}

// linesOf is the trace by bid.
func linesOf(r Result) map[string][]*Node {
	lines := map[string][]*Node{}
	for i := range r.Nodes {
		n := &r.Nodes[i]
		lines[n.Bid] = append(lines[n.Bid], n)
	}
	return lines
}

func markEffects(before, after []*Node) []MarkEffect {
	effects := []MarkEffect{}
	was := map[string]Exact{}
	for _, n := range before {
		was[n.Criterion] = n.Exact
	}
	for _, n := range after {
		if was[n.Criterion] != n.Exact {
			effects = append(effects, MarkEffect{n.Criterion, was[n.Criterion], n.Exact})
		}
		delete(was, n.Criterion)
	}
	for _, n := range before {
		if _, gone := was[n.Criterion]; gone {
			effects = append(effects, MarkEffect{Criterion: n.Criterion, Before: n.Exact})
		}
	}
	return effects
}

// Sentences puts the comparison into words: the changes first, then what they did to each bid.
func (c Comparison) Sentences(w Words) []Sentence {
	var list []Sentence
	for _, change := range c.Changes {
		list = append(list, Sentence{AboutChange, change.Bid, change.Criterion, change.words(w)})
	}
	for _, b := range c.Bids {
		list = append(list, Sentence{About: AboutChange, Bid: b.Bid, Text: b.words(w)})
	}
	if list == nil {
		list = append(list, Sentence{About: AboutChange, Text: "The two runs are the same."})
	}
	return list
}

func (b BidEffect) words(w Words) string {
	switch marks := len(b.Marks); {
	case b.Before == b.After:
		return fmt.Sprintf("%s keeps its rank and total; %s.", w.bid(b.Bid), markCount(marks))
	case b.Before.Rank > 0 && b.After.Rank > 0:
		return fmt.Sprintf("%s was %s with %s and is now %s with %s%s; %s.", w.bid(b.Bid), ordinal(b.Before.Rank), shown(b.Before.Total, b.Before.Exact),
			ordinal(b.After.Rank), shown(b.After.Total, b.After.Exact), difference(b.Before.Exact, b.After.Exact), markCount(marks))
	}
	return fmt.Sprintf("%s %s, and now %s.", w.bid(b.Bid), b.Before.words("was"), b.After.words("is"))
}

func markCount(n int) string {
	switch n {
	case 0:
		return "none of its marks changed"
	case 1:
		return "one of its marks changed"
	}
	return fmt.Sprintf("%d of its marks changed", n)
}

// difference is by how much a total moved.
func difference(before, after Exact) string {
	was, is := before.Rat(), after.Rat()
	if was == nil || is == nil || was.Cmp(is) == 0 {
		return ""
	}
	by := minus(is, was)
	if by.Sign() > 0 {
		return ", up by " + figureWords(by)
	}
	return ", down by " + figureWords(new(big.Rat).Neg(by))
}

func (o Outcome) words(verb string) string {
	switch {
	case o.Rank > 0:
		return fmt.Sprintf("%s ranked %s with %s", verb, ordinal(o.Rank), shown(o.Total, o.Exact))
	case o.Why == WhyDisregarded:
		return verb + " disregarded"
	case o.Why == WhyNoQuality:
		return verb + " left out for want of any quality marks"
	case o.Why == WhyFailedRequirements:
		return verb + " left out for failing the requirements"
	}
	return verb + " not in the competition"
}
