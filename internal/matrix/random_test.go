package matrix

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/assay-engine/assay/pkg/scoring"
)

// chance makes random sheets that use every function, basis, rounding rule and
// tie rule. The same number makes the same sheet.
type chance struct {
	*rand.Rand

	questions, measures, gates, scored []string
	worth                              bool
	next                               int
}

func pick[V any](c *chance, list ...V) V { return list[c.IntN(len(list))] }

type object = map[string]any

func randomSheet(t *testing.T, seed uint64) (scoring.Sheet, scoring.Result) {
	t.Helper()
	for try := uint64(0); ; try++ {
		c := &chance{Rand: rand.New(rand.NewPCG(seed, try))}
		text, err := json.Marshal(c.sheet())
		if err != nil {
			t.Fatal(err)
		}
		s, err := scoring.Parse(text)
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		if r, err := scoring.Score(s); err == nil {
			return s, r
		} else if try > 20 {
			t.Fatalf("%v\n%s", err, text)
		}
	}
}

func (c *chance) sheet() object {
	basis := pick(c, "weighted_sum", "weighted_sum", "price_per_quality_point", "value_for_money_index", "award_on_value")
	c.worth = basis == "award_on_value"
	method := object{
		"basis": basis, "criteria": c.siblings(0, basis == "weighted_sum" || c.worth), "rankOn": pick(c, "unrounded", "rounded"),
		"rounding": object{"at": pick(c, "none", "leaf", "branch", "total"), "places": pick(c, 0, 1, 2, 3, 6), "rule": pick(c, "half_up", "half_even", "down")},
	}
	s := object{"version": 1, "method": method, "tender": object{"estimate": object{"amount": 1 + c.IntN(5_000_000)}, "years": 1 + c.IntN(5)}}
	var ties []object
	for range c.IntN(3) {
		switch pick(c, 0, 1, 2) {
		case 0:
			ties = append(ties, object{"by": "criterion", "id": pick(c, c.scored...)})
		case 1:
			ties = append(ties, object{"by": "lowest_price"})
		default:
			ties = append(ties, object{"by": "draw", "commitment": "sha256:66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925"})
			s["drawSeed"] = strings.Repeat("00", 32)
		}
	}
	if ties != nil {
		method["tieBreak"] = ties
	}
	bids := []object{}
	for i := range c.IntN(7) {
		bids = append(bids, c.bid(fmt.Sprintf("B%d", i)))
	}
	s["bids"] = bids
	return s
}

func (c *chance) siblings(depth int, priced bool) []object {
	var list []object
	left := 100
	for n := 1 + c.IntN(3); n > 0; n-- {
		share := left
		if n > 1 {
			share = 1 + c.IntN(left-n)
		}
		left -= share
		c.next++
		node := object{"id": fmt.Sprintf("c%d", c.next), "title": pick(c, "", "=1+1", "Quality & care")}
		c.scored = append(c.scored, node["id"].(string))
		if c.IntN(5) == 0 {
			node["minimum"] = c.IntN(40)
		}
		if depth < 2 && c.IntN(3) == 0 {
			node["criteria"] = c.siblings(depth+1, priced)
		} else {
			c.leaf(node, priced)
			if c.worth {
				node["worth"] = share * 1000
			}
		}
		if !c.worth {
			node["weight"] = share
		}
		list = append(list, node)
	}
	if c.IntN(6) == 0 {
		c.next++
		id := fmt.Sprintf("c%d", c.next)
		c.gates = append(c.gates, id)
		list = append(list, object{"id": id, "kind": "gate"})
	}
	return list
}

func (c *chance) leaf(node object, priced bool) {
	kinds := []string{"measure", "question", "value"}
	if priced {
		kinds = append(kinds, "price")
	}
	kind := pick(c, kinds...)
	node["kind"] = kind
	code := func() string {
		c.measures = append(c.measures, fmt.Sprintf("m%d", len(c.measures)))
		return c.measures[len(c.measures)-1]
	}
	switch kind {
	case "question":
		c.questions = append(c.questions, node["id"].(string))
		node["scale"] = []object{{"level": 0, "marks": 0, "words": "-none"}, {"level": 1, "marks": 33}, {"level": 2, "marks": 66.5}, {"level": 3, "marks": 100}}
		return
	case "measure":
		node["measure"] = code()
		node["perYear"] = c.IntN(4) == 0
	case "value":
		var list []object
		for range 1 + c.IntN(3) {
			list = append(list, object{"measure": code(), "proxy": c.IntN(500), "deadweight": c.IntN(50), "displacement": pick(c, 0, 10), "attribution": pick(c, 0, 7.5), "dropOff": pick(c, 0, 10, 100)})
		}
		node["measures"] = list
	}
	if kind != "price" {
		node["perMillion"] = c.IntN(4) == 0
		if c.IntN(4) == 0 {
			node["cap"] = 1 + c.IntN(10)
		}
	}
	node["score"] = c.function()
}

func (c *chance) function() object {
	name := pick(c, "fixed_linear", "piecewise_linear", "bands", "relative_to_best", "min_max", "mean_deviation", "standard_differential", "logarithmic")
	f := object{"function": name}
	switch name {
	case "fixed_linear":
		f["worst"], f["best"] = c.IntN(5), 6+c.IntN(5)
		if c.IntN(2) == 0 {
			f["worst"], f["best"] = f["best"], f["worst"]
		}
	case "piecewise_linear":
		f["points"], f["outside"] = [][]any{{1, c.IntN(100)}, {3, c.IntN(100)}, {4.5, c.IntN(100)}, {9, 100}}, pick(c, "clamp", "clamp", "refuse")
	case "bands":
		f["bands"] = []object{{"to": 2, "mark": c.IntN(100)}, {"from": 2, "to": 5, "mark": c.IntN(100)}, {"from": 5, "mark": 100}}
	case "relative_to_best", "mean_deviation":
		f["direction"] = pick(c, "higher", "lower")
	case "min_max":
		f["direction"], f["whenEqual"] = pick(c, "higher", "lower"), pick(c, "full", "half", "none")
	case "logarithmic":
		f["halvingFactor"] = pick(c, 1.5, 2, 10)
	}
	return f
}

func (c *chance) bid(id string) object {
	levels, commitments, gates := object{}, object{}, object{}
	for _, q := range c.questions {
		levels[q] = c.IntN(4)
	}
	for _, m := range c.measures {
		if c.IntN(6) > 0 {
			commitments[m] = pick[any](c, c.IntN(8), float64(c.IntN(9000))/1000)
		}
	}
	for _, g := range c.gates {
		gates[g] = c.IntN(8) > 0
	}
	b := object{"id": id, "price": object{"amount": pick(c, 100, 100, 1+c.IntN(100), 1+c.IntN(1_000_000))}, "levels": levels, "commitments": commitments, "gates": gates}
	if c.IntN(9) == 0 {
		b["disregarded"] = object{"reason": "+abnormally_low"}
	}
	return b
}
