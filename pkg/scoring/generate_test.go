package scoring

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/assay-engine/assay/pkg/decimal"
	"pgregory.net/rapid"
)

// maker draws random sheets that are right in every rule and use every feature, with numbers that tie, that fit words and that do not.
type maker struct {
	*rapid.T
	basis     Basis
	ids       []string
	questions []*Criterion
	measures  []string
	gates     []string
	scored    []string // ids with a mark
	rivalFree bool
	plain     bool // no minimums, caps, gates or rounding
}

func (m *maker) chance(percent int) bool {
	return rapid.IntRange(1, 100).Draw(m.T, "chance") <= percent
}

func (m *maker) upTo(n int) int { return rapid.IntRange(0, n-1).Draw(m.T, "pick") }

func pick[V any](m *maker, list ...V) V { return list[m.upTo(len(list))] }

// number draws a parameter from 0 to top.
func (m *maker) number(top int64) *decimal.Number {
	switch m.upTo(4) {
	case 0:
		return new(decimal.FromScaled(rapid.Int64Range(0, top*1_000_000).Draw(m.T, "millionths"), 6))
	case 1:
		return new(decimal.FromScaled(rapid.Int64Range(0, top*100).Draw(m.T, "hundredths"), 2))
	}
	return new(decimal.FromInt(rapid.Int64Range(0, top).Draw(m.T, "whole")))
}

func (m *maker) quantity() decimal.Quantity {
	switch m.upTo(8) {
	case 0:
		return decimal.Quantity(rapid.Int64Range(0, 2_000_000).Draw(m.T, "thousandths"))
	case 1:
		return decimal.Quantity(rapid.Int64Range(0, maxQuantity).Draw(m.T, "huge"))
	}
	return decimal.Quantity(1000 * rapid.Int64Range(0, 6).Draw(m.T, "units"))
}

func (m *maker) price() *decimal.Money {
	least := int64(0)
	if m.basis == ValueForMoneyIndex {
		least = 1
	}
	amount := rapid.OneOf(rapid.Int64Range(least, 5), rapid.Int64Range(least, 1_000_000), rapid.Int64Range(least, maxPence)).Draw(m.T, "pence")
	return new(decimal.Pounds(decimal.Pence(amount)))
}

func (m *maker) sheet() Sheet {
	m.basis = pick(m, WeightedSum, WeightedSum, PricePerQualityPoint, ValueForMoneyIndex, AwardOnValue)
	return m.sheetUnder(m.basis)
}

func (m *maker) sheetUnder(basis Basis) Sheet {
	m.basis = basis
	s := Sheet{Version: 1, Bids: []Bid{}, Tender: Tender{
		Estimate: new(decimal.Pounds(decimal.Pence(rapid.Int64Range(1, 1e10).Draw(m.T, "estimate")))),
		Years:    rapid.IntRange(1, 6).Draw(m.T, "years"),
	}}
	s.Method.Basis = basis
	s.Method.Criteria = m.siblings(0)
	if !m.plain {
		s.Method.Rounding = Rounding{
			At: pick(m, RoundNone, RoundLeaf, RoundBranch, RoundTotal), Places: new(pick(m, 0, 1, 2, 3, 6, 12)),
			Rule: pick(m, HalfUp, HalfEven, Down),
		}
		s.Method.RankOn = pick(m, Unrounded, Rounded)
	}
	m.tieBreak(&s)
	for i := range rapid.IntRange(0, 7).Draw(m.T, "bids") {
		s.Bids = append(s.Bids, m.bid(fmt.Sprintf("B%d", i)))
	}
	return s
}

func (m *maker) tieBreak(s *Sheet) {
	for range m.upTo(4) {
		entry := TieBreak{By: pick(m, ByCriterion, ByLowestPrice, ByDraw, ByShared)}
		switch entry.By {
		case ByCriterion:
			if len(m.scored) == 0 {
				continue
			}
			entry.ID = pick(m, m.scored...)
		case ByDraw:
			s.DrawSeed = strings.Repeat("5a", 32)
			seed, _ := hex.DecodeString(s.DrawSeed)
			sum := sha256.Sum256(seed)
			entry.Commitment = "sha256:" + hex.EncodeToString(sum[:])
		}
		s.Method.TieBreak = append(s.Method.TieBreak, entry)
	}
}

// siblings draws nodes whose weights add up.
func (m *maker) siblings(depth int) []Criterion {
	count := rapid.IntRange(1, 4).Draw(m.T, "siblings")
	cuts := []int64{0, decimal.Whole}
	for len(cuts) < count+1 {
		cut := rapid.OneOf(rapid.Int64Range(1, 9).Filter(func(i int64) bool { return i > 0 }), rapid.Int64Range(1, 9999)).Draw(m.T, "cut")
		if cut < 10 {
			cut *= 1000
		}
		if !slices.Contains(cuts, cut) {
			cuts = append(cuts, cut)
		}
	}
	slices.Sort(cuts)
	var list []Criterion
	for i := range count {
		list = append(list, m.weighted(decimal.Weight(cuts[i+1]-cuts[i]), depth))
	}
	if !m.plain && m.chance(15) {
		gate := Criterion{ID: m.id(), Kind: GateLeaf}
		m.gates = append(m.gates, gate.ID)
		list = append(list, gate)
	}
	if m.basis != WeightedSum && m.chance(20) {
		price := Criterion{ID: m.id(), Kind: PriceLeaf}
		if m.chance(50) {
			price.Score = m.function()
			m.scored = append(m.scored, price.ID)
		}
		list = append(list, price)
	}
	return list
}

func (m *maker) id() string {
	id := fmt.Sprintf("c%d", len(m.ids))
	m.ids = append(m.ids, id)
	return id
}

func (m *maker) weighted(w decimal.Weight, depth int) Criterion {
	c := Criterion{ID: m.id()}
	m.scored = append(m.scored, c.ID)
	if !m.plain && m.chance(20) {
		c.Minimum = m.number(60)
	}
	if depth < 3 && m.chance(30) {
		c.Criteria = m.siblings(depth + 1)
	} else {
		m.leaf(&c)
	}
	if m.basis != AwardOnValue {
		c.Weight = &w
	} else if c.Criteria == nil {
		c.Worth = new(decimal.Pence(rapid.OneOf(rapid.Int64Range(1, 100), rapid.Int64Range(1, 1e9)).Draw(m.T, "worth")))
	}
	return c
}

func (m *maker) leaf(c *Criterion) {
	kinds := []Kind{MeasureLeaf, MeasureLeaf, QuestionLeaf, ValueLeaf}
	if m.basis == WeightedSum || m.basis == AwardOnValue {
		kinds = append(kinds, PriceLeaf)
	}
	switch c.Kind = pick(m, kinds...); c.Kind {
	case QuestionLeaf:
		m.question(c)
		return
	case MeasureLeaf:
		c.Measure = m.measure()
		c.PerYear = m.chance(20)
	case ValueLeaf:
		for range rapid.IntRange(1, 3).Draw(m.T, "measures") {
			c.Measures = append(c.Measures, m.value())
		}
	}
	if c.Kind != PriceLeaf {
		c.PerMillion = m.chance(20)
		if !m.plain && m.chance(20) {
			c.Cap = m.number(5)
		}
	}
	c.Score = m.function()
}

func (m *maker) measure() string {
	code := fmt.Sprintf("m%d", len(m.measures))
	m.measures = append(m.measures, code)
	return code
}

func (m *maker) value() ValueMeasure {
	v := ValueMeasure{Measure: m.measure(), Proxy: m.number(500)}
	if m.chance(50) {
		v.Deadweight, v.Displacement, v.Attribution, v.DropOff = *m.number(100), *m.number(100), *m.number(100), *m.number(100)
	}
	return v
}

func (m *maker) question(c *Criterion) {
	marks := []int64{0, 25, 50, 75, 100}
	if m.chance(30) {
		marks = []int64{10, 33, 34}
	}
	for level, mark := range marks {
		c.Scale = append(c.Scale, Level{Level: level - 1, Marks: decimal.FromInt(mark)})
	}
	if m.chance(20) {
		slices.Reverse(c.Scale)
	}
	copied := *c
	m.questions = append(m.questions, &copied)
}
