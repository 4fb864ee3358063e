package scoring

import (
	"slices"

	"github.com/assay-engine/assay/pkg/decimal"
	"pgregory.net/rapid"
)

func (m *maker) function() *Function {
	names := []FunctionName{FixedLinear, PiecewiseLinear, Bands, RelativeToBest, MinMax, MeanDeviation, StandardDifferential, Logarithmic}
	if m.rivalFree {
		names = names[:3]
	}
	f := &Function{Name: pick(m, names...)}
	switch f.Name {
	case FixedLinear:
		f.Worst, f.Best = m.number(10), m.number(10)
		if *f.Worst == *f.Best {
			f.Best = new(decimal.FromInt(11))
		}
	case PiecewiseLinear:
		m.points(f)
	case Bands:
		m.bands(f)
	case RelativeToBest, MeanDeviation:
		f.Direction = pick(m, Higher, Lower)
	case MinMax:
		f.Direction, f.WhenEqual = pick(m, Higher, Lower), pick(m, "", EqualFull, EqualHalf, EqualNone)
	case Logarithmic:
		f.HalvingFactor = new(pick(m, decimal.FromInt(2), decimal.FromScaled(15, 1), decimal.FromInt(100), decimal.FromScaled(1000001, 6)))
	}
	return f
}

// rising draws numbers that rise strictly.
func (m *maker) rising() []decimal.Number {
	list := make([]decimal.Number, rapid.IntRange(2, 5).Draw(m.T, "corners"))
	for i := range list {
		list[i] = *m.number(6)
	}
	slices.SortFunc(list, decimal.Number.Cmp)
	list = slices.Compact(list)
	if len(list) == 1 {
		list = append(list, decimal.FromInt(7))
	}
	return list
}

func (m *maker) points(f *Function) {
	for _, x := range m.rising() {
		f.Points = append(f.Points, Point{x, *m.number(100)})
	}
	f.Outside = pick(m, "", Clamp, Refuse)
}

func (m *maker) bands(f *Function) {
	edges := m.rising()
	if edges[0].IsZero() {
		edges = edges[1:]
	}
	for i := range len(edges) + 1 {
		b := Band{Mark: m.number(100)}
		if i > 0 {
			b.From = &edges[i-1]
		} else if m.chance(50) {
			b.From = new(decimal.FromInt(0))
		}
		if i < len(edges) {
			b.To = &edges[i]
		}
		f.Bands = append(f.Bands, b)
	}
}

func (m *maker) bid(id string) Bid {
	b := Bid{ID: id, Price: m.price(), Levels: map[string]int{}, Commitments: map[string]decimal.Quantity{}, Gates: map[string]bool{}}
	for _, q := range m.questions {
		b.Levels[q.ID] = pick(m, q.Scale...).Level
	}
	for _, code := range m.measures {
		if m.chance(85) {
			b.Commitments[code] = m.quantity()
		}
	}
	for _, gate := range m.gates {
		if m.chance(90) {
			b.Gates[gate] = m.chance(90)
		}
	}
	if m.chance(8) {
		b.Disregarded = &Disregard{Reason: "abnormally_low"}
	}
	return b
}
