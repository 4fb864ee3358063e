package robustness_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/assay-engine/assay/pkg/decimal"
	"github.com/assay-engine/assay/pkg/scoring"
)

func parse(t testing.TB, text string) scoring.Sheet {
	t.Helper()
	s, err := scoring.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// two is a small sheet: price by proportion, a question and a measure.
const two = `{"version": 1, "tender": {},
 "method": {"criteria": [
  {"id": "price", "title": "Price", "weight": 40, "kind": "price", "score": {"function": "fixed_linear", "worst": 200, "best": 100}},
  {"id": "quality", "title": "Quality", "weight": 60, "criteria": [
   {"id": "q1", "title": "Method", "weight": 50, "kind": "question", "scale": [{"level": 0, "marks": 0}, {"level": 1, "marks": 40}, {"level": 2, "marks": 70}, {"level": 3, "marks": 100}]},
   {"id": "social", "title": "Volunteers", "weight": 50, "kind": "measure", "measure": "13", "score": {"function": "fixed_linear", "worst": 0, "best": 100}}]}]},
 "bids": [
  {"id": "A", "price": {"amount": 110}, "levels": {"q1": 2}, "commitments": {"13": 40}},
  {"id": "B", "price": {"amount": 150}, "levels": {"q1": 2}, "commitments": {"13": 90}}]}`

// random makes sheets with whole numbers in which ties are common. Marks are by rival-free functions, except where rivals says otherwise.
func random(r *rand.Rand, basis scoring.Basis, rivals bool) scoring.Sheet {
	g := &grower{r: r, basis: basis, rivals: rivals}
	s := scoring.Sheet{Version: 1, Method: scoring.Method{Basis: basis}}
	s.Method.Criteria = g.branch(2+r.IntN(2), 0)
	if basis != scoring.WeightedSum {
		s.Method.Criteria = append(s.Method.Criteria, scoring.Criterion{ID: "price", Kind: scoring.PriceLeaf, Score: &scoring.Function{Name: scoring.RelativeToBest, Direction: scoring.Lower}})
		if basis == scoring.AwardOnValue {
			s.Method.Criteria = s.Method.Criteria[:len(s.Method.Criteria)-1]
		}
	}
	for i := range 2 + r.IntN(5) {
		price := decimal.Money{Amount: decimal.Pence(100 * (1 + r.IntN(20)))}
		b := scoring.Bid{ID: string(rune('A' + i)), Price: &price, Levels: map[string]int{}, Commitments: map[string]decimal.Quantity{}}
		for _, q := range g.questions {
			b.Levels[q] = r.IntN(3)
		}
		for _, m := range g.measures {
			if r.IntN(5) > 0 {
				b.Commitments[m] = decimal.Quantity(1000 * r.IntN(5))
			}
		}
		s.Bids = append(s.Bids, b)
	}
	return s
}

type grower struct {
	r         *rand.Rand
	basis     scoring.Basis
	rivals    bool
	questions []string
	measures  []string
	ids       int
}

func (g *grower) branch(children, depth int) []scoring.Criterion {
	var out []scoring.Criterion
	left := decimal.Weight(10_000)
	for i := range children {
		g.ids++
		c := scoring.Criterion{ID: fmt.Sprintf("n%d", g.ids)}
		weight := left
		if i < children-1 {
			weight = decimal.Weight(1+g.r.IntN(int(left)/1000)) * 500
			left -= weight
		}
		if g.basis != scoring.AwardOnValue {
			c.Weight = &weight
		}
		if depth < 2 && g.r.IntN(3) == 0 {
			c.Criteria = g.branch(1+g.r.IntN(3), depth+1)
		} else {
			g.leaf(&c)
		}
		out = append(out, c)
	}
	return out
}

func (g *grower) leaf(c *scoring.Criterion) {
	if g.basis == scoring.AwardOnValue {
		worth := decimal.Pence(100 * (1 + g.r.IntN(30)))
		c.Worth = &worth
	}
	if g.r.IntN(2) == 0 {
		c.Kind, g.questions = scoring.QuestionLeaf, append(g.questions, c.ID)
		for level := range 3 {
			c.Scale = append(c.Scale, scoring.Level{Level: level, Marks: decimal.FromInt(int64(level * 50))})
		}
		return
	}
	c.Kind, c.Measure, g.measures = scoring.MeasureLeaf, c.ID, append(g.measures, c.ID)
	worst, best := decimal.FromInt(0), decimal.FromInt(4)
	c.Score = &scoring.Function{Name: scoring.FixedLinear, Worst: &worst, Best: &best}
	if g.rivals {
		c.Score = &scoring.Function{Name: scoring.RelativeToBest, Direction: scoring.Higher}
	}
}
