package specification

import (
	"crypto/sha256"
	"encoding/hex"
	"math/big"
	"slices"

	"github.com/assay-engine/assay/pkg/decimal"
	"github.com/assay-engine/assay/pkg/scoring"
)

// The made-up bidders. The last fails a requirement, where the method has one
// that a bid can fail on its own.
var bidders = []string{"Ash", "Beech", "Cedar", "Elm"}

const note = "The bids below are made up. They were scored by the method above, by the program that scores the real bids; nothing of them is a hint of what to offer."

// example makes up bids and scores them.
func (b *builder) example() (Example, error) {
	sheet := b.sheet(false)
	result, err := scoring.Score(sheet)
	if err == nil && len(result.Ranking) == 0 {
		sheet = b.sheet(true) // minimums that the first offers miss
		result, err = scoring.Score(sheet)
	}
	if err != nil {
		return Example{}, err
	}
	words := scoring.Words{Bids: map[string]string{}, Units: map[string]string{}}
	for _, bid := range sheet.Bids {
		words.Bids[bid.ID] = bid.ID
	}
	for code, m := range b.measures {
		words.Units[code] = m.Unit
	}
	sentences, err := scoring.Explain(sheet, result, words)
	if err != nil {
		return Example{}, err
	}
	e := Example{Note: note + b.assumed()}
	for _, s := range sentences {
		e.Sentences = append(e.Sentences, s.Text)
	}
	for _, bid := range sheet.Bids {
		e.Bids = append(e.Bids, ExampleBid{Name: bid.ID, Price: bid.Price})
	}
	b.tabulate(&e, result)
	return e, nil
}

// assumed says what the example takes for granted that is not stated.
func (b *builder) assumed() string {
	text := ""
	if b.tender.Estimate == nil {
		text += " They take the estimate to be £1,000,000."
	}
	if b.tender.Years == 0 {
		text += " They take the term to be one year."
	}
	return text
}

// sheet is the question of the example. Generous bids offer the most that each
// criterion rewards, or nearly.
func (b *builder) sheet(generous bool) scoring.Sheet {
	s := scoring.Sheet{Version: 1, Tender: b.tender, Method: b.method}
	if s.Tender.Estimate == nil {
		estimate := decimal.Pounds(100_000_000)
		s.Tender.Estimate = &estimate
	}
	s.Tender.Years = max(s.Tender.Years, 1)
	s.Method.TieBreak = slices.Clone(s.Method.TieBreak)
	for i, t := range s.Method.TieBreak {
		if t.By == scoring.ByDraw {
			// A made-up draw: the real seed is nobody's to know yet.
			seed := make([]byte, 32)
			sum := sha256.Sum256(seed)
			s.Method.TieBreak[i].Commitment, s.DrawSeed = "sha256:"+hex.EncodeToString(sum[:]), hex.EncodeToString(seed)
		}
	}
	for j, name := range bidders {
		m := maker{sheet: &s, generous: generous, turn: j, bid: scoring.Bid{
			ID: name, Levels: map[string]int{}, Commitments: map[string]decimal.Quantity{}, Gates: map[string]bool{},
		}}
		m.fails = j == len(bidders)-1
		m.price(nil)
		m.offer(s.Method.Criteria)
		if !m.fails || m.failed {
			s.Bids = append(s.Bids, m.bid)
		}
	}
	return s
}

// maker makes up one bid.
type maker struct {
	sheet    *scoring.Sheet
	bid      scoring.Bid
	generous bool
	turn     int  // which of the bids it is; who offers most changes from criterion to criterion
	fails    bool // it is to fail a requirement
	failed   bool
}

// share is how much of what a criterion rewards the bid offers.
func (m *maker) share() *big.Rat {
	parts := []int64{90, 60, 30}
	if m.generous {
		parts = []int64{100, 98, 96}
	}
	share := parts[m.turn%3]
	m.turn++
	return big.NewRat(share, 100)
}

func (m *maker) offer(list []scoring.Criterion) {
	for _, c := range list {
		switch c.Kind {
		case scoring.PriceLeaf:
			m.price(&c)
		case scoring.QuestionLeaf:
			m.bid.Levels[c.ID] = m.level(c)
		case scoring.GateLeaf:
			m.bid.Gates[c.ID] = !m.fails || m.failed
			m.failed = m.failed || m.fails
		case scoring.MeasureLeaf:
			m.promise(c, c.Measure, m.share())
		case scoring.ValueLeaf:
			share := m.share()
			for _, v := range c.Measures {
				m.promise(scoring.Criterion{Kind: scoring.ValueLeaf}, v.Measure, share)
			}
		}
		m.offer(c.Criteria)
	}
}

// price names a price: a share of the estimate, or of what the function of a
// price leaf rewards.
func (m *maker) price(c *scoring.Criterion) {
	amount := new(big.Rat).Mul(m.sheet.Tender.Estimate.Rat(), new(big.Rat).Sub(big.NewRat(1, 1), new(big.Rat).Mul(m.share(), big.NewRat(1, 5))))
	if c != nil && c.Score != nil {
		if from, to, anchored := span(*c.Score); anchored {
			amount = between(from, to, m.share())
		}
	}
	pence := whole(new(big.Rat).Mul(amount, big.NewRat(100, 1)))
	if pence >= 100_000 {
		pence -= pence % 10_000
	}
	m.bid.Price = &decimal.Money{Amount: decimal.Pence(max(pence, 1)), Currency: m.sheet.Tender.Estimate.Currency}
}

// level answers a question well enough, or, for the bid that fails, not.
func (m *maker) level(c scoring.Criterion) int {
	var enough []scoring.Level
	for _, l := range c.Scale {
		if c.Minimum == nil || l.Marks.Cmp(*c.Minimum) >= 0 {
			enough = append(enough, l)
		} else if m.fails && !m.failed {
			m.failed = true
			return l.Level
		}
	}
	if len(enough) == 0 {
		return c.Scale[len(c.Scale)-1].Level
	}
	place := whole(new(big.Rat).Mul(m.share(), big.NewRat(int64(len(enough)), 1)))
	return enough[min(int(place), len(enough)-1)].Level
}

// promise offers a share of what a measure's function rewards, in the units of
// the measure.
func (m *maker) promise(c scoring.Criterion, code string, share *big.Rat) {
	amount := new(big.Rat).Mul(big.NewRat(100, 1), share)
	if c.Score != nil {
		if from, to, anchored := span(*c.Score); anchored {
			amount = between(from, to, share)
		}
	}
	if c.PerMillion {
		amount.Mul(amount, new(big.Rat).Quo(m.sheet.Tender.Estimate.Rat(), big.NewRat(1_000_000, 1)))
	}
	if c.PerYear {
		amount.Mul(amount, big.NewRat(int64(m.sheet.Tender.Years), 1))
	}
	thousandths := whole(new(big.Rat).Mul(amount, big.NewRat(1000, 1)))
	if thousandths >= 3000 {
		thousandths -= thousandths % 1000
	}
	m.bid.Commitments[code] = decimal.Quantity(min(max(thousandths, 0), 999_999_999_999_000))
}

// span is where a function that does not look at rivals begins and ends to
// reward.
func span(f scoring.Function) (from, to *big.Rat, anchored bool) {
	switch f.Name {
	case scoring.FixedLinear:
		return f.Worst.Rat(), f.Best.Rat(), true
	case scoring.PiecewiseLinear:
		return f.Points[0].X().Rat(), f.Points[len(f.Points)-1].X().Rat(), true
	case scoring.Bands:
		last := f.Bands[len(f.Bands)-1].From
		if last == nil {
			return nil, nil, false
		}
		return new(big.Rat), new(big.Rat).Mul(last.Rat(), big.NewRat(5, 4)), true
	default:
		return nil, nil, false
	}
}

func between(from, to, share *big.Rat) *big.Rat {
	x := new(big.Rat).Sub(to, from)
	return x.Mul(x, share).Add(x, from)
}

// whole is the whole part of a number that is not negative.
func whole(r *big.Rat) int64 { return new(big.Int).Quo(r.Num(), r.Denom()).Int64() }
