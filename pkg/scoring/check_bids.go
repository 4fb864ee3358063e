package scoring

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"

	"github.com/assay-engine/assay/pkg/decimal"
)

// demands is what a method asks of a sheet.
type demands struct {
	estimate, years, draw bool
	nodes, values         int // criteria, and measures of value leaves
	price                 bool
	divides               bool // the basis divides by the price
	questions             map[string]map[int]bool
	measures, gates       map[string]bool
	order                 []string // questions in tree order, so that faults come in a fixed order
}

// asks reads from a method what it needs. The method may be wrong; what can be read of it is.
func asks(m Method) *demands {
	d := &demands{questions: map[string]map[int]bool{}, measures: map[string]bool{}, gates: map[string]bool{}}
	d.price = m.Basis != "" && m.Basis != WeightedSum
	d.divides = m.Basis == ValueForMoneyIndex
	for _, t := range m.TieBreak {
		d.price = d.price || t.By == ByLowestPrice
		d.draw = d.draw || t.By == ByDraw
	}
	d.read(m.Criteria)
	return d
}

func (d *demands) read(list []Criterion) {
	for i := range list {
		n := &list[i]
		d.nodes++
		if n.Criteria != nil {
			d.read(n.Criteria)
			continue
		}
		d.leaf(n)
	}
}

func (d *demands) leaf(n *Criterion) {
	d.estimate = d.estimate || n.PerMillion
	d.years = d.years || n.PerYear
	switch n.Kind {
	case PriceLeaf:
		d.price = true
	case GateLeaf:
		d.gates[n.ID] = true
	case MeasureLeaf:
		d.measures[n.Measure] = true
	case ValueLeaf:
		d.years, d.values = true, d.values+len(n.Measures)
		for _, v := range n.Measures {
			d.measures[v.Measure] = true
		}
	case QuestionLeaf:
		if d.questions[n.ID] == nil {
			d.order = append(d.order, n.ID)
		}
		d.questions[n.ID] = map[int]bool{}
		for _, l := range n.Scale {
			d.questions[n.ID][l.Level] = true
		}
	}
}

// maxYears is the longest term: it bounds the sum over years of a value.
const maxYears = 100

func (c *checker) tender(t Tender, d *demands) {
	if t.Estimate != nil {
		c.money("/tender/estimate", *t.Estimate)
	}
	if d.estimate && t.Estimate == nil {
		c.add("/tender/estimate", CodeMissing, "a measure per £ million needs the tender's estimate")
	} else if d.estimate && t.Estimate.Amount == 0 {
		c.add("/tender/estimate/amount", CodeOutOfRange, "a measure per £ million needs an estimate above 0")
	}
	switch {
	case t.Years < 0 || t.Years > maxYears:
		c.add("/tender/years", CodeOutOfRange, "must be whole years from 1 to %d", maxYears)
	case d.years && t.Years == 0:
		c.add("/tender/years", CodeMissing, "a measure per year, or a value, needs the term in years, above 0")
	}
}

// money holds for amounts that did not come through the JSON reader.
func (c *checker) money(pointer string, m decimal.Money) {
	if m.Amount < 0 || m.Amount > maxPence {
		c.add(at(pointer, "amount"), CodeOutOfRange, "must be from 0 to below 10,000,000,000,000 pounds")
	}
	if _, err := m.MarshalJSON(); err != nil {
		c.add(at(pointer, "currency"), CodeForm, "must be three capital letters (ISO 4217), such as GBP")
	}
}

// draw checks that a draw can be held: a commitment for each, and one seed that matches it.
func (c *checker) draw(s Sheet, d *demands) {
	seed, err := hex.DecodeString(s.DrawSeed)
	formed := err == nil && len(seed) == sha256.Size
	if s.DrawSeed != "" && !formed {
		c.add("/drawSeed", CodeForm, "must be 32 bytes in hexadecimal")
	}
	if s.DrawSeed == "" && d.draw {
		c.add("/drawSeed", CodeMissing, "the method breaks ties by draw, so the seed must be revealed")
	}
	sum := sha256.Sum256(seed)
	for i, t := range s.Method.TieBreak {
		if t.By != ByDraw {
			continue
		}
		if t.Commitment == "" {
			c.add(at(at("/method/tieBreak", i), "commitment"), CodeMissing, "a draw needs the hash of its seed, published with the method")
		} else if formed && isHash(t.Commitment) && t.Commitment != "sha256:"+hex.EncodeToString(sum[:]) {
			c.add("/drawSeed", CodeSeed, "is not the seed that the method committed to")
		}
	}
}

func (c *checker) bids(s Sheet, d *demands) {
	if s.Bids == nil {
		c.add("/bids", CodeMissing, "the list of bids must be given, though it may be empty")
	}
	seen, currency := make(map[string]bool, len(s.Bids)), ""
	for i := range s.Bids {
		b, pointer := &s.Bids[i], at("/bids", i)
		switch {
		case b.ID == "":
			c.add(at(pointer, "id"), CodeMissing, "a bid needs an id")
		case seen[b.ID]:
			c.add(at(pointer, "id"), CodeIDTwice, "the bid %q is in the sheet before", b.ID)
		}
		seen[b.ID] = true
		c.price(b, d, pointer, &currency)
		c.levels(b, d, pointer)
		c.commitments(b, d, pointer)
		c.gates(b, d, pointer)
		if b.Disregarded != nil && b.Disregarded.Reason == "" {
			c.add(pointer+"/disregarded/reason", CodeMissing, "a bid is disregarded on a ground, which must be given")
		}
	}
}

func (c *checker) price(b *Bid, d *demands, pointer string, currency *string) {
	if b.Price != nil {
		c.money(pointer+"/price", *b.Price)
	}
	if !d.price || b.Disregarded != nil {
		return
	}
	if b.Price == nil {
		c.add(pointer+"/price", CodeMissing, "the method needs the bid's price")
		return
	}
	if d.divides && b.Price.Amount == 0 {
		c.add(pointer+"/price/amount", CodeZeroPrice, "value_for_money_index divides by the price, which must be above 0")
	}
	own := currencyOf(b.Price)
	if *currency == "" {
		*currency = own
	}
	if own != *currency {
		c.add(pointer+"/price/currency", CodeCurrency, "is %s where a bid before it is in %s; prices in different currencies cannot be compared", own, *currency)
	}
}

func currencyOf(m *decimal.Money) string {
	if m.Currency == "" {
		return decimal.Sterling
	}
	return m.Currency
}

func (c *checker) levels(b *Bid, d *demands, pointer string) {
	for _, id := range d.order {
		if level, given := b.Levels[id]; given && !d.questions[id][level] {
			c.add(at(pointer+"/levels", id), CodeUnknownLevel, "%d is no level of the question's scale", level)
		} else if !given && b.Disregarded == nil {
			c.add(at(pointer+"/levels", id), CodeMissing, "the question needs its agreed level")
		}
	}
	unknown(c, b.Levels, func(id string) bool { return d.questions[id] != nil }, pointer+"/levels", CodeUnknownID, "the method has no question %q")
}

// maxQuantity is the largest quantity a document may hold, in thousandths.
const maxQuantity = 999_999_999_999_999

func (c *checker) commitments(b *Bid, d *demands, pointer string) {
	pointer += "/commitments"
	if !c.wrongCommitment(b, d) {
		return
	}
	unknown(c, b.Commitments, func(code string) bool { return d.measures[code] }, pointer, CodeUnknownMeasure, "the method does not ask for the measure %q")
	unknown(c, b.Commitments, func(code string) bool { return inRange(b.Commitments[code]) }, pointer, CodeOutOfRange,
		"the quantity of %q must be from 0 to below 1,000,000,000,000 units")
}

func inRange(q decimal.Quantity) bool { return q >= 0 && q <= maxQuantity }

// wrongCommitment looks through the commitments once, without sorting them: nearly always none is wrong.
func (c *checker) wrongCommitment(b *Bid, d *demands) bool {
	for code, q := range b.Commitments {
		if !inRange(q) || !d.measures[code] {
			return true
		}
	}
	return false
}

func (c *checker) gates(b *Bid, d *demands, pointer string) {
	unknown(c, b.Gates, func(id string) bool { return d.gates[id] }, pointer+"/gates", CodeUnknownID, "the method has no gate %q")
}

// unknown refuses what the method does not ask for. A name is sorted only once one is found, since nearly always none is.
func unknown[V any](c *checker, given map[string]V, asked func(string) bool, pointer, code, message string) {
	found := false
	for name := range given {
		found = found || !asked(name)
	}
	if !found {
		return
	}
	for _, name := range slices.Sorted(maps.Keys(given)) {
		if !asked(name) {
			c.add(at(pointer, name), code, message, name)
		}
	}
}
