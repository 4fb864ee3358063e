package tender

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/pkg/decimal"
)

// Jurisdiction is whose bank holidays count for the standstill of a tender's
// awards, by the name of the part of the United Kingdom.
type Jurisdiction string

// The jurisdictions.
const (
	EnglandAndWales Jurisdiction = "england-and-wales"
	Scotland        Jurisdiction = "scotland"
	NorthernIreland Jurisdiction = "northern-ireland"
)

// AwardRules is what a tender publishes about the way from prices to a
// contract. What is left out means: one winner for each lot, the bank holidays
// of England and Wales, no indicator of an abnormally low price, and nothing of a
// bid that may be clarified.
type AwardRules struct {
	Jurisdiction Jurisdiction   `json:"jurisdiction,omitempty" validate:"omitempty,oneof=england-and-wales scotland northern-ireland" enums:"england-and-wales,scotland,northern-ireland"` // whose bank holidays count
	Winners      []LotWinners   `json:"winners,omitempty" validate:"max=100,dive"`                                                                                                         // of lots that have several
	LowPrice     *LowPriceRules `json:"lowPrice,omitempty"`                                                                                                                                // when a price is looked into
	Clarifiable  []string       `json:"clarifiable,omitempty" validate:"max=50,dive,max=200,text" example:"/answers/questions/q1/text"`                                                    // what of a bid may be clarified: pointers, in which questions and gates are named by their criterion and commitments by their measure; * stands for any one step
}

// LotWinners says how many bids may win a lot, and how they share it.
type LotWinners struct {
	Lot     int                `json:"lot" validate:"required,min=1,max=100" example:"1"`                              // its number
	Winners int                `json:"winners" validate:"required,min=1,max=100" example:"2"`                          // at most so many
	Shares  []decimal.Quantity `json:"shares,omitempty" validate:"max=100" swaggertype:"array,number" example:"60,40"` // per cent for the first, the second and so on, 100 together; where fewer win, the first has the rest; left out for a framework, whose members have no share
}

// LowPriceRules are signs that a price may be abnormally low: each leads to a
// question, none to anything else. Each is a percentage by which the price is
// at least lower.
type LowPriceRules struct {
	BelowMean     *decimal.Quantity `json:"belowMean,omitempty" swaggertype:"number" example:"20"`     // than the mean of the lot's valid prices, where there are at least three
	BelowNext     *decimal.Quantity `json:"belowNext,omitempty" swaggertype:"number" example:"10"`     // than the next lowest valid price of the lot
	BelowEstimate *decimal.Quantity `json:"belowEstimate,omitempty" swaggertype:"number" example:"25"` // than the lot's published estimate
}

// whole is all of a lot, in thousandths of a per cent.
const wholeShare = decimal.Quantity(100_000)

// Awarding reads the tender's rules, what was left out filled in.
func (t Tender) Awarding() (r AwardRules, err error) {
	if t.AwardRules != "" {
		if err := json.Unmarshal([]byte(t.AwardRules), &r); err != nil {
			return r, fmt.Errorf("read the award rules of tender %s: %w", t.ID, err)
		}
	}
	if r.Jurisdiction == "" {
		r.Jurisdiction = EnglandAndWales
	}
	return r, nil
}

// WinnersOf is how many bids may win a lot, and their shares in thousandths of
// a per cent; none for the members of a framework.
func (r AwardRules) WinnersOf(number int) (most int, shares []decimal.Quantity) {
	for _, w := range r.Winners {
		if w.Lot == number {
			return w.Winners, w.Shares
		}
	}
	return 1, []decimal.Quantity{wholeShare}
}

// SharesOf is what each of so many winners gets of a lot, the first first; nil
// where the lot is a framework. Where fewer win than might, the first has the
// rest.
func (r AwardRules) SharesOf(number, winners int) []decimal.Quantity {
	_, shares := r.WinnersOf(number)
	if len(shares) == 0 || winners == 0 {
		return nil
	}
	mine := slices.Clone(shares[:min(winners, len(shares))])
	for _, rest := range shares[len(mine):] {
		mine[0] += rest
	}
	return mine
}

// fill checks the rules and brings them into the tender.
func (in AwardRules) fill(t *Tender, wrong *fault.Fields) {
	seen := map[int]bool{}
	for i, w := range in.Winners {
		at := fmt.Sprintf("/awardRules/winners/%d", i)
		if seen[w.Lot] {
			wrong.Add(at+"/lot", "named-twice", "must name each lot once")
		}
		seen[w.Lot] = true
		w.check(at, wrong)
	}
	if in.LowPrice != nil {
		in.LowPrice.check(wrong)
	}
	for i, p := range in.Clarifiable {
		if why := unclear(p); why != "" {
			wrong.Add(fmt.Sprintf("/awardRules/clarifiable/%d", i), "not-clarifiable", why)
		}
	}
	text, err := json.Marshal(in)
	if err != nil {
		wrong.Add("/awardRules", "wrong-form", "cannot be written")
		return
	}
	t.AwardRules = string(text)
}

func (w LotWinners) check(at string, wrong *fault.Fields) {
	if len(w.Shares) == 0 {
		return
	}
	var sum decimal.Quantity
	for _, s := range w.Shares {
		sum += s
		if s <= 0 {
			wrong.Add(at+"/shares", "out-of-range", "must each be above 0")
		}
	}
	if len(w.Shares) != w.Winners {
		wrong.Add(at+"/shares", "not-one-each", "must be one for each winner")
	}
	if sum != wholeShare {
		wrong.Add(at+"/shares", "not-the-whole", "must add up to exactly 100; they add up to "+sum.String())
	}
}

func (r LowPriceRules) check(wrong *fault.Fields) {
	for name, p := range map[string]*decimal.Quantity{"belowMean": r.BelowMean, "belowNext": r.BelowNext, "belowEstimate": r.BelowEstimate} {
		if p != nil && (*p <= 0 || *p >= wholeShare) {
			wrong.Add("/awardRules/lowPrice/"+name, "out-of-range", "must be above 0 and below 100")
		}
	}
}

// unclear says why a pointer names nothing that could ever be clarified. A price,
// and the quantity of a commitment and its profile, are what bids compete by.
func unclear(pointer string) string {
	step := strings.Split(pointer, "/")
	switch {
	case !strings.HasPrefix(pointer, "/answers/") || len(step) != 5 || slices.Contains(step[2:], ""):
		return "must be /answers/questions/{criterion}/text, /answers/gates/{criterion}/held or /answers/commitments/{measure}/method or …/evidence"
	case step[2] == "questions" && step[4] == "text", step[2] == "gates" && step[4] == "held":
		return ""
	case step[2] == "commitments" && slices.Contains([]string{"method", "evidence"}, step[4]):
		return ""
	}
	return "is not a part of a bid that may be clarified: texts of questions, certificates held, and how a commitment is kept and proven are"
}

// lacksAwardRules names what does not fit the lots.
func (t Tender) lacksAwardRules(lots []Lot, add func(pointer, code, detail string)) {
	r, err := t.Awarding()
	if err != nil {
		add("/awardRules", "wrong-form", err.Error())
		return
	}
	for i, w := range r.Winners {
		if w.Lot > len(lots) {
			add(fmt.Sprintf("/awardRules/winners/%d/lot", i), "no-such-lot", "must be the number of a lot of this tender")
		}
	}
}

// awardConditions says the rules in words, where the tender has any of its own.
func (t Tender) awardConditions() (list []string) {
	r, err := t.Awarding()
	if err != nil || t.AwardRules == "" {
		return nil
	}
	for _, w := range r.Winners {
		list = append(list, w.words())
	}
	if p := r.LowPrice; p != nil {
		list = append(list, "A price may be looked into as abnormally low where it is "+p.words()+". Its bidder is asked to explain it before anything is decided.")
	}
	if len(r.Clarifiable) > 0 {
		list = append(list, "After opening, a bidder may be asked to clarify these parts of its bid and no others: "+strings.Join(r.Clarifiable, ", ")+".")
	}
	return append(list, "The standstill is counted in working days by the bank holidays of "+r.Jurisdiction.Words()+".")
}

func (w LotWinners) words() string {
	if len(w.Shares) == 0 {
		return fmt.Sprintf("Lot %d is won by up to %d bids, in the order of their ranks, without shares.", w.Lot, w.Winners)
	}
	parts := make([]string, len(w.Shares))
	for i, s := range w.Shares {
		parts[i] = s.String() + " %"
	}
	return fmt.Sprintf("Lot %d is won by up to %d bids, in the order of their ranks, with the shares %s; where fewer win, the first has the rest.", w.Lot, w.Winners, strings.Join(parts, ", "))
}

func (r LowPriceRules) words() string {
	var parts []string
	for _, sign := range []struct {
		percent *decimal.Quantity
		than    string
	}{{r.BelowMean, "the mean of the lot's valid prices"}, {r.BelowNext, "the next lowest valid price"}, {r.BelowEstimate, "the lot's estimate"}} {
		if sign.percent != nil {
			parts = append(parts, fmt.Sprintf("at least %s %% under %s", sign.percent, sign.than))
		}
	}
	return strings.Join(parts, ", or ")
}

// Words is the name of the jurisdiction.
func (j Jurisdiction) Words() string {
	switch j {
	case Scotland:
		return "Scotland"
	case NorthernIreland:
		return "Northern Ireland"
	case EnglandAndWales:
	}
	return "England and Wales"
}
