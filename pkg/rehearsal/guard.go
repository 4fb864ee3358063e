package rehearsal

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"

	"github.com/assay-engine/assay/pkg/decimal"
)

// Band is how much of one measure a contract of this sort delivers, in units for each £ million of estimate and each year.
type Band struct {
	Measure string `json:"measure"`
	// Low and High are the ends of what is usual. Low may be left out (0).
	Low  decimal.Number `json:"low"`
	High decimal.Number `json:"high"`
	// Source says where the band is from, such as "catalogue 3" or "verified delivery of 14 contracts, 2024 to 2026".
	Source string `json:"source"`
	// Sample is how many contracts it rests on; 0 where it is a judgement.
	Sample int `json:"sample"`
}

// Promise is what the guard looks at of a bid.
type Promise struct {
	Bid         string                      `json:"bid"`
	Commitments map[string]decimal.Quantity `json:"commitments"`
	// Delivered is, by measure, the best verified rate of this supplier so far, in units for each £ million and year. Where a measure is missing
	// there is no history, which is neither good nor bad.
	Delivered map[string]decimal.Number `json:"delivered,omitempty"`
}

// Guard is the over-promise guard's question.
type Guard struct {
	// Estimate is the tender's, above zero; Years its term, 1 to 100.
	Estimate decimal.Money `json:"estimate"`
	Years    int           `json:"years"`
	Bands    []Band        `json:"bands"`
	Promises []Promise     `json:"promises"`
	// PeerFactor is how many times the middle of the other bids' promises is far above them: at least 2, 0 for 3.
	PeerFactor int `json:"peerFactor"`
}

// Ground is why a promise is flagged.
type Ground string

// The grounds.
const (
	AboveBand    Ground = "above-band"        // more than the band's upper end
	BelowBand    Ground = "below-band"        // less than its lower end, but offered
	AboveHistory Ground = "above-own-history" // more than twice what this supplier ever delivered, verified
	AbovePeers   Ground = "above-peers"       // far above the middle of at least two other bids
)

// PromiseFlag is a promise that asks for an explanation. It rejects nothing and changes no mark.
type PromiseFlag struct {
	Bid     string `json:"bid"`
	Measure string `json:"measure"`
	Ground  Ground `json:"ground"`
	// Quantity is the promise; Rate is the same for each £ million and year, and Limit what it is compared with, both to three decimals.
	Quantity decimal.Quantity `json:"quantity"`
	Rate     decimal.Number   `json:"rate"`
	Limit    decimal.Number   `json:"limit"`
	// Times is Rate ÷ Limit to two decimals; nil where the limit is 0.
	Times  *decimal.Number `json:"times"`
	Source string          `json:"source"`
	Words  string          `json:"words"`
}

// GuardReport is what the guard found, by bid as given and then by measure.
type GuardReport struct {
	Flags []PromiseFlag `json:"flags"`
	// Unchecked lists measures that were promised and have no band, sorted.
	Unchecked []string `json:"unchecked"`
	Caution   string   `json:"caution"`
}

// GuardCaution is the sentence that every guard report carries.
const GuardCaution = "A flag asks for a clarification. It rejects no bid and changes no mark; what the bidder answers is for people to weigh."

// OverPromise compares promises with bands, with the supplier's own verified delivery and with the other bids. Wrong input is refused with all
// its faults in an *Error.
func OverPromise(g Guard) (GuardReport, error) {
	if err := g.check(); err != nil {
		return GuardReport{}, err
	}
	report := GuardReport{Flags: []PromiseFlag{}, Unchecked: []string{}, Caution: GuardCaution}
	for _, p := range g.Promises {
		for _, measure := range sortedKeys(p.Commitments) {
			report.Flags = append(report.Flags, g.flags(p, measure)...)
			if !slices.ContainsFunc(g.Bands, func(b Band) bool { return b.Measure == measure }) && !slices.Contains(report.Unchecked, measure) {
				report.Unchecked = append(report.Unchecked, measure)
			}
		}
	}
	slices.Sort(report.Unchecked)
	return report, nil
}

// flags looks at one promise. A promise of nothing promises too little at most, and is not flagged: it is its own answer.
func (g Guard) flags(p Promise, measure string) (flags []PromiseFlag) {
	rate := g.rate(p.Commitments[measure])
	if rate.Sign() == 0 {
		return nil
	}
	flag := func(ground Ground, limit *big.Rat, source, words string) {
		f := PromiseFlag{Bid: p.Bid, Measure: measure, Ground: ground, Quantity: p.Commitments[measure], Rate: thousandths(rate), Limit: thousandths(limit), Source: source}
		if limit.Sign() > 0 {
			times := places(millionths(new(big.Rat).Quo(rate, limit)), 2)
			f.Times = &times
		}
		f.Words = fmt.Sprintf("Bid %s promises %s of measure %s, %s for each £ million and year; %s.", p.Bid, f.Quantity, measure, f.Rate, fmt.Sprintf(words, f.Limit))
		flags = append(flags, f)
	}
	for _, band := range g.Bands {
		if band.Measure != measure {
			continue
		}
		if rate.Cmp(band.High.Rat()) > 0 {
			flag(AboveBand, band.High.Rat(), band.Source, "up to %s is usual ("+safe(band.Source)+")")
		} else if rate.Cmp(band.Low.Rat()) < 0 {
			flag(BelowBand, band.Low.Rat(), band.Source, "at least %s is usual ("+safe(band.Source)+")")
		}
	}
	if best, known := p.Delivered[measure]; known && rate.Cmp(new(big.Rat).Mul(best.Rat(), big.NewRat(2, 1))) > 0 {
		flag(AboveHistory, best.Rat(), "verified delivery of this supplier", "the most it has delivered so far is %s")
	}
	if middle := g.middle(p.Bid, measure); middle != nil {
		factor := int64(cmp.Or(g.PeerFactor, 3))
		if rate.Cmp(new(big.Rat).Mul(middle, big.NewRat(factor, 1))) > 0 {
			flag(AbovePeers, middle, "the other bids", "the middle of the other bids is %s")
		}
	}
	return flags
}

// rate is a quantity for each £ million and year.
func (g Guard) rate(q decimal.Quantity) *big.Rat {
	rate := new(big.Rat).Quo(q.Rat(), g.Estimate.Rat())
	return rate.Mul(rate, big.NewRat(1_000_000, int64(g.Years)))
}

// middle is the median of the other bids' rates, the lower one of two; nil with fewer than two others.
func (g Guard) middle(bid, measure string) *big.Rat {
	var others []decimal.Quantity
	for _, p := range g.Promises {
		if q, offered := p.Commitments[measure]; offered && p.Bid != bid {
			others = append(others, q)
		}
	}
	if len(others) < 2 {
		return nil
	}
	slices.Sort(others)
	return g.rate(others[(len(others)-1)/2])
}

func (g Guard) check() error {
	var wrong faults
	if g.Estimate.Amount <= 0 {
		wrong.add("/estimate/amount", "not-above-zero", "rates are for each £ million of estimate, which must be above 0")
	}
	if g.Years < 1 || g.Years > 100 {
		wrong.add("/years", "out-of-range", "the term is 1 to 100 years")
	}
	if g.PeerFactor != 0 && g.PeerFactor < 2 {
		wrong.add("/peerFactor", "out-of-range", "far above means at least 2 times; 0 stands for 3")
	}
	for i, b := range g.Bands {
		at := fmt.Sprintf("/bands/%d", i)
		if b.Low.Sign() < 0 || b.High.Sign() <= 0 || b.Low.Cmp(b.High) > 0 {
			wrong.add(at, "out-of-range", "a band runs from 0 or more up to a higher figure above 0")
		}
		if b.Source == "" {
			wrong.add(at+"/source", "missing", "a flag gives its grounds, so a band needs its source")
		}
		if slices.ContainsFunc(g.Bands[:i], func(other Band) bool { return other.Measure == b.Measure && other.Source == b.Source }) {
			wrong.add(at+"/measure", "duplicate-band", "measure "+b.Measure+" has a band of this source already")
		}
	}
	for i, p := range g.Promises {
		if slices.ContainsFunc(g.Promises[:i], func(other Promise) bool { return other.Bid == p.Bid }) {
			wrong.add(fmt.Sprintf("/promises/%d/bid", i), "duplicate-bid", p.Bid+" is listed twice")
		}
		for _, measure := range sortedKeys(p.Commitments) {
			if p.Commitments[measure] < 0 {
				wrong.add(fmt.Sprintf("/promises/%d/commitments/%s", i, escape(measure)), "negative", "a promise is not below 0")
			}
		}
		for _, measure := range sortedKeys(p.Delivered) {
			if p.Delivered[measure].Sign() < 0 {
				wrong.add(fmt.Sprintf("/promises/%d/delivered/%s", i, escape(measure)), "negative", "a delivery is not below 0")
			}
		}
	}
	return wrong.refused()
}

func thousandths(x *big.Rat) decimal.Number { return places(millionths(x), 3) }
