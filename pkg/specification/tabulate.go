package specification

import (
	"strconv"

	"github.com/assay-engine/assay/pkg/scoring"
)

// tabulate lays the result of the example out: a row for each criterion, a
// column for each bid.
func (b *builder) tabulate(e *Example, r scoring.Result) {
	type key struct{ bid, criterion string }
	nodes := map[key]scoring.Node{}
	for _, n := range r.Nodes {
		nodes[key{n.Bid, n.Criterion}] = n
	}
	var rows func([]scoring.Criterion)
	rows = func(list []scoring.Criterion) {
		for _, c := range list {
			if c.Kind != scoring.GateLeaf {
				row := ExampleRow{Criterion: c.ID, Title: b.titles[c.ID]}
				for _, bid := range e.Bids {
					n, ranked := nodes[key{bid.Name, c.ID}]
					row.add(n, ranked)
				}
				e.Rows = append(e.Rows, row)
			}
			rows(c.Criteria)
		}
	}
	rows(b.method.Criteria)
	totals, ranks := map[string]string{}, map[string]string{}
	for _, l := range r.Ranking {
		totals[l.Bid], ranks[l.Bid] = string(l.Total), strconv.Itoa(l.Rank)
	}
	for _, bid := range e.Bids {
		if ranks[bid.Name] == "" {
			totals[bid.Name], ranks[bid.Name] = "–", "not ranked"
		}
		e.Totals, e.Ranks = append(e.Totals, totals[bid.Name]), append(e.Ranks, ranks[bid.Name])
	}
}

func (r *ExampleRow) add(n scoring.Node, ranked bool) {
	input := ""
	if n.Input != nil {
		input = shown(*n.Input)
	}
	mark, weighted := string(n.Mark), string(n.Weighted)
	if !ranked {
		mark, weighted = "–", "–"
	}
	r.Inputs, r.Marks = append(r.Inputs, input), append(r.Marks, mark)
	r.Weighted, r.Steps = append(r.Weighted, weighted), append(r.Steps, n.Step)
}

// shown writes an exact number to three decimals at most.
func shown(x scoring.Exact) string {
	r := x.Rat()
	if r == nil {
		return string(x)
	}
	if places, exact := r.FloatPrec(); exact && places <= 3 {
		return thousands(r.FloatString(places))
	}
	return "≈ " + thousands(r.FloatString(3))
}
