package bundle_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/assay-engine/assay/pkg/bundle"
	"github.com/assay-engine/assay/pkg/scoring"
)

// draws makes random sheets that use every function, basis, rounding and exclusion.
type draws struct {
	*rand.Rand
	basis    string
	leaves   int
	measures []string
	question []string
}

type object = map[string]any

func (d *draws) one(words ...string) string { return words[d.IntN(len(words))] }

func (d *draws) sheet() object {
	d.basis = d.one("weighted_sum", "weighted_sum", "weighted_sum", "price_per_quality_point", "value_for_money_index", "award_on_value")
	criteria := d.siblings(0)
	criteria = append(criteria, object{"id": "gate", "kind": "gate"}, d.price(criteria))
	if d.basis == "weighted_sum" {
		d.share(criteria)
	}
	method := object{
		"basis": d.basis, "criteria": criteria, "rankOn": d.one("unrounded", "rounded"), "tieBreak": []object{{"by": "lowest_price"}},
		"rounding": object{"at": d.one("none", "leaf", "branch", "total"), "places": d.IntN(5), "rule": d.one("half_up", "half_even", "down")},
	}
	s := object{"version": 1, "tender": object{"estimate": object{"amount": 1 + d.IntN(9_000_000)}, "years": 1 + d.IntN(5)}, "method": method}
	bids := []object{}
	for i := range 1 + d.IntN(6) {
		bids = append(bids, d.bid(i))
	}
	s["bids"] = bids
	return s
}

func (d *draws) price(siblings []object) object {
	p := object{"id": "price", "kind": "price", "score": d.function()}
	if d.basis == "award_on_value" {
		p["worth"] = 100 + d.IntN(1000)
	}
	return p
}

// share gives siblings weights that add up to 100, or under award_on_value each leaf a worth.
func (d *draws) share(siblings []object) {
	var weighted []object
	for _, c := range siblings {
		if c["kind"] != "gate" {
			weighted = append(weighted, c)
		}
	}
	left := 10_000
	for i, c := range weighted {
		w := left
		if i < len(weighted)-1 {
			w = 1 + d.IntN(left-(len(weighted)-1-i))
		}
		left -= w
		c["weight"] = json.Number(fmt.Sprintf("%d.%02d", w/100, w%100))
	}
}

func (d *draws) siblings(depth int) []object {
	list := []object{}
	for range 1 + d.IntN(4) {
		d.leaves++
		c := object{"id": fmt.Sprintf("c%d", d.leaves)}
		if d.IntN(3) == 0 {
			c["minimum"] = d.IntN(30)
		}
		switch k := d.IntN(6); {
		case k == 0 && depth < 3:
			c["criteria"] = d.siblings(depth + 1)
		case k == 1:
			c["kind"], c["scale"] = "question", []object{{"level": 0, "marks": 0}, {"level": 1, "marks": 33.35}, {"level": 2, "marks": 100}}
			d.question = append(d.question, c["id"].(string))
		case k == 2:
			c["kind"], c["score"] = "value", d.function()
			c["measures"] = []object{d.value(), d.value()}
			d.scale(c, false)
		default:
			c["kind"], c["score"], c["measure"] = "measure", d.function(), d.measure()
			d.scale(c, true)
		}
		if d.basis == "award_on_value" && c["criteria"] == nil {
			c["worth"] = 1 + d.IntN(500)
		}
		list = append(list, c)
	}
	if d.basis != "award_on_value" && !(depth == 0 && d.basis == "weighted_sum") {
		d.share(list)
	}
	return list
}

func (d *draws) measure() string {
	d.measures = append(d.measures, fmt.Sprintf("m%d", len(d.measures)))
	return d.measures[len(d.measures)-1]
}

func (d *draws) value() object {
	return object{"measure": d.measure(), "proxy": json.Number(fmt.Sprintf("%d.%03d", d.IntN(50), d.IntN(1000))), "deadweight": d.IntN(60), "displacement": d.IntN(60), "attribution": 12.5, "dropOff": d.IntN(100)}
}

func (d *draws) scale(c object, perYear bool) {
	if d.IntN(3) == 0 {
		c["cap"] = 1 + d.IntN(30)
	}
	if d.IntN(3) == 0 {
		c["perMillion"] = true
	}
	if perYear && d.IntN(3) == 0 {
		c["perYear"] = true
	}
}

func (d *draws) function() object {
	switch d.IntN(8) {
	case 0:
		return object{"function": "fixed_linear", "worst": d.IntN(10), "best": 10 + d.IntN(40) + 1}
	case 1:
		return object{"function": "piecewise_linear", "points": [][]int{{1 + d.IntN(2), d.IntN(100)}, {8, d.IntN(100)}, {21, d.IntN(100)}}, "outside": d.one("clamp", "clamp", "refuse")}
	case 2:
		return object{"function": "bands", "bands": []object{{"to": 5, "mark": d.IntN(100)}, {"from": 5, "to": 9.5, "mark": d.IntN(100)}, {"from": 9.5, "mark": d.IntN(100)}}}
	case 3:
		return object{"function": "min_max", "direction": d.one("higher", "lower"), "whenEqual": d.one("full", "half", "none")}
	case 4:
		return object{"function": "mean_deviation", "direction": d.one("higher", "lower")}
	case 5:
		return object{"function": "standard_differential"}
	case 6:
		return object{"function": "logarithmic", "halvingFactor": json.Number(d.one("2", "1.5", "4", "1.000001", "10"))}
	default:
		return object{"function": "relative_to_best", "direction": d.one("higher", "lower")}
	}
}

func (d *draws) bid(i int) object {
	levels, commitments := object{}, object{}
	for _, q := range d.question {
		levels[q] = d.IntN(3)
	}
	for _, m := range d.measures {
		if d.IntN(5) > 0 {
			commitments[m] = json.Number(d.one("0", "1", "2", "4", "8", "7.5", "12.345", "20"))
		}
	}
	b := object{"id": fmt.Sprintf("bid/%d \u00e9", i), "price": object{"amount": 1 + d.IntN(30)}, "levels": levels, "commitments": commitments, "gates": object{"gate": d.IntN(10) > 0}}
	if d.IntN(8) == 0 {
		b["disregarded"] = object{"reason": "abnormally_low"}
	}
	return b
}

// TestEveryBidderCanCheckItsOwn seals random runs and redacts each for every bidder. It holds the two readings of the rules together: what
// package scoring computes among rivals, this package computes for each bid alone.
func TestEveryBidderCanCheckItsOwn(t *testing.T) {
	runs := 250
	if testing.Short() {
		runs = 50
	}
	sealedRuns, seen := 0, map[string]bool{}
	for n := range runs {
		d := &draws{Rand: rand.New(rand.NewPCG(7, uint64(n)))}
		document, err := json.Marshal(d.sheet())
		must(t, err)
		s, err := scoring.Parse(document)
		if err != nil {
			t.Fatalf("the generator made a sheet that cannot be read: %v\n%s", err, document)
		}
		if s.Check().Err() != nil {
			if n < 3 {
				t.Logf("not scored: %v", s.Check())
			}
			continue
		}
		sealedRuns++
		whole := sealed(t, s)
		if _, err := bundle.Verify(whole, keys()); err != nil {
			t.Fatalf("run %d does not verify: %v\n%s", n, err, document)
		}
		for _, b := range s.Bids {
			copied := redacted(t, whole, b.ID)
			if _, err := bundle.Verify(copied, keys()); err != nil {
				t.Fatalf("run %d, bid %s does not verify: %v\n%s\n%s", n, b.ID, err, document, copied)
			}
		}
		for _, c := range s.Method.Criteria {
			if c.Score != nil {
				seen[string(s.Method.Basis)+" "+string(c.Score.Name)] = true
			}
		}
	}
	if sealedRuns < runs*3/4 || len(seen) < 16 {
		t.Errorf("only %d of %d sheets were scored, with %d pairs of basis and function", sealedRuns, runs, len(seen))
	}
	t.Logf("%d of %d sheets, %d pairs of basis and function", sealedRuns, runs, len(seen))
}
