package rehearsal

import (
	"crypto/sha256"
	"encoding/binary"
	"math/big"
	"slices"

	"github.com/assay-engine/assay/pkg/decimal"
	"github.com/assay-engine/assay/pkg/scoring"
)

// dice is SplitMix64, whole numbers only, so that a seed gives the same bids on every machine.
type dice struct{ state uint64 }

func newDice(seed string, run int) *dice {
	sum := sha256.Sum256([]byte("assay.dryrun/1\x00" + seed))
	return &dice{binary.BigEndian.Uint64(sum[:8]) + uint64(run)*0xD1342543DE82EF95}
}

func (d *dice) next() uint64 {
	d.state += 0x9E3779B97F4A7C15
	z := d.state
	z = (z ^ z>>30) * 0xBF58476D1CE4E5B9
	z = (z ^ z>>27) * 0x94D049BB133111EB
	return z ^ z>>31
}

// between gives a whole number from low to high, both among them.
func (d *dice) between(low, high int64) int64 {
	return low + int64(d.next()%uint64(high-low+1))
}

// habit is how a profile bids: ranges in per cent.
type habit struct {
	price   [2]int64 // of the expected price
	promise [2]int64 // of what earns full marks; nothing is offered where both are 0
	answer  [2]int64 // of the way up a question's scale
}

var habits = map[Profile]habit{
	Balanced:      {price: [2]int64{95, 105}, promise: [2]int64{40, 70}, answer: [2]int64{50, 80}},
	Cheap:         {price: [2]int64{75, 85}, promise: [2]int64{10, 30}, answer: [2]int64{25, 50}},
	OverPromising: {price: [2]int64{98, 108}, promise: [2]int64{150, 300}, answer: [2]int64{60, 100}},
	Minimal:       {price: [2]int64{85, 95}, promise: [2]int64{1, 10}, answer: [2]int64{10, 30}},
	Zero:          {price: [2]int64{97, 103}, promise: [2]int64{0, 0}, answer: [2]int64{0, 0}},
}

// inventor makes bids for one method.
type inventor struct {
	method  scoring.Method
	options DryRunOptions
	leaves  []scoring.Criterion
}

// field is one run's bids: the hand-made first.
func (v *inventor) field(run int) []scoring.Bid {
	d := newDice(v.options.Seed, run)
	bids := slices.Clone(v.options.Bids)
	// The balanced bid is made in every run, asked for or not, so that its twin and every other profile are the same with and without it.
	balanced := v.bid(d, Balanced)
	for _, p := range Profiles() {
		b := balanced
		if p != Balanced && p != Equal {
			b = v.bid(d, p)
		}
		if slices.Contains(v.options.Profiles, p) {
			b.ID = string(p)
			bids = append(bids, b)
		}
	}
	return bids
}

// bid makes one bid in a profile's habit.
func (v *inventor) bid(d *dice, p Profile) scoring.Bid {
	h := habits[p]
	amount := max(int64(v.options.Tender.Estimate.Amount)/100*d.between(h.price[0], h.price[1]), 1)
	price := decimal.Money{Amount: decimal.Pence(amount), Currency: v.options.Tender.Estimate.Currency}
	b := scoring.Bid{ID: string(p), Price: &price, Levels: map[string]int{}, Commitments: map[string]decimal.Quantity{}, Gates: map[string]bool{}}
	for _, leaf := range v.leaves {
		switch leaf.Kind {
		case scoring.GateLeaf:
			b.Gates[leaf.ID] = true
		case scoring.QuestionLeaf:
			b.Levels[leaf.ID] = v.level(d, leaf, p, h)
		case scoring.MeasureLeaf:
			v.promise(&b, leaf.Measure, leaf, d.between(h.promise[0], h.promise[1]), p)
		case scoring.ValueLeaf:
			for _, m := range leaf.Measures {
				v.promise(&b, m.Measure, leaf, d.between(h.promise[0], h.promise[1]), p)
			}
		}
	}
	return b
}

// level picks an answer. Every profile but zero passes a question's minimum where the scale lets it.
func (v *inventor) level(d *dice, leaf scoring.Criterion, p Profile, h habit) int {
	top := int64(len(leaf.Scale) - 1)
	at := (d.between(h.answer[0], h.answer[1])*top + 50) / 100
	for leaf.Minimum != nil && p != Zero && at < top && leaf.Scale[at].Marks.Cmp(*leaf.Minimum) < 0 {
		at++
	}
	return leaf.Scale[at].Level
}

// promise adds a commitment of a percentage of what earns full marks.
func (v *inventor) promise(b *scoring.Bid, measure string, leaf scoring.Criterion, percent int64, p Profile) {
	if p == Zero {
		return
	}
	if full, anchored := bestInput(leaf); anchored && leaf.Kind == scoring.MeasureLeaf {
		b.Commitments[measure] = v.quantity(full, leaf, percent)
		return
	}
	full, given := v.options.Expected[measure]
	if !given {
		full = 100_000
	}
	// Whole units, as people promise.
	b.Commitments[measure] = decimal.Quantity(int64(full) * percent / 100 / 1000 * 1000)
}

// bestInput is the input that earns most under a function with anchors.
func bestInput(leaf scoring.Criterion) (*big.Rat, bool) {
	best := new(big.Rat)
	switch f := leaf.Score; f.Name {
	case scoring.FixedLinear:
		return f.Best.Rat(), true
	case scoring.PiecewiseLinear:
		for i, p := range f.Points {
			if i == 0 || p.Mark().Cmp(bestMark(f.Points[:i])) > 0 {
				best = p.X().Rat()
			}
		}
		return best, true
	case scoring.Bands:
		for i, band := range f.Bands {
			if band.From != nil && band.Mark.Cmp(bestBand(f.Bands[:i])) > 0 {
				best = band.From.Rat()
			}
		}
		return best, true
	}
	return nil, false
}

func bestMark(points []scoring.Point) decimal.Number {
	return slices.MaxFunc(points, func(a, b scoring.Point) int { return a.Mark().Cmp(b.Mark()) }).Mark()
}

func bestBand(bands []scoring.Band) decimal.Number {
	if len(bands) == 0 {
		return decimal.FromInt(-1)
	}
	return *slices.MaxFunc(bands, func(a, b scoring.Band) int { return a.Mark.Cmp(*b.Mark) }).Mark
}

// quantity turns a percentage of an input into a promise: times the estimate and the years where the method divides by them. Large promises are in
// whole units, as people make them, small ones in thousandths.
func (v *inventor) quantity(full *big.Rat, leaf scoring.Criterion, percent int64) decimal.Quantity {
	x := new(big.Rat).Mul(full, big.NewRat(percent, 100))
	if leaf.PerMillion {
		x.Mul(x, new(big.Rat).Quo(v.options.Tender.Estimate.Rat(), big.NewRat(1_000_000, 1)))
	}
	if leaf.PerYear {
		x.Mul(x, big.NewRat(int64(v.options.Tender.Years), 1))
	}
	unit := int64(1000)
	if x.Cmp(big.NewRat(10, 1)) < 0 {
		unit = 1
	}
	x.Mul(x, big.NewRat(1000/unit, 1))
	whole := new(big.Int).Quo(x.Num(), x.Denom())
	switch most := 100_000_000_000_000 / unit; {
	case x.Sign() < 0:
		return 0
	case !whole.IsInt64() || whole.Int64() > most:
		return decimal.Quantity(most * unit)
	}
	return decimal.Quantity(whole.Int64() * unit)
}

func leavesOf(list []scoring.Criterion) (leaves []scoring.Criterion) {
	for _, c := range list {
		if len(c.Criteria) > 0 {
			leaves = append(leaves, leavesOf(c.Criteria)...)
		} else {
			leaves = append(leaves, c)
		}
	}
	return leaves
}
