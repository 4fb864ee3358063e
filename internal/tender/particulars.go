package tender

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/assay-engine/assay/internal/fault"
)

// Particulars is what a tender may say beside its lots and its method. What is
// left out stays as it is.
type Particulars struct {
	Classification  *string     `json:"classification,omitempty" example:"77310000"`                                     // what is bought: a CPV code of eight digits, with or without its check digit; empty for none
	QuestionsUntil  *time.Time  `json:"questionsUntil,omitempty" format:"date-time" example:"2026-05-15T17:00:00+01:00"` // RFC 3339 with zone; questions are taken until the deadline where left out
	AwardRules      *AwardRules `json:"awardRules,omitempty"`                                                            // the usual where left out
	LotsPerSupplier *LotLimit   `json:"lotsPerSupplier,omitempty"`                                                       // no limit where left out
}

// LotLimit caps how many lots one supplier may win, and says beforehand what
// chooses among those it would win beyond the limit: rules that look at the bids
// alone and leave nobody a choice (Procurement Act 2023, sections 18 and 20).
type LotLimit struct {
	Limit  int       `json:"limit" validate:"min=0,max=99" example:"2"`                                                                         // the most lots for one supplier; 0 for no limit
	Choose []LotRule `json:"choose,omitempty" validate:"max=5,unique,dive,oneof=preference largest_margin highest_total lowest_cost lot_order"` // tried in order, each among the choices still equal; the last is lot_order
}

// LotRule is one way to choose which lots a supplier keeps.
type LotRule string

// The rules. Each compares sets of lots that keep to the limit.
const (
	ByPreference    LotRule = "preference"     // the lots that the supplier put first in its bids
	ByLargestMargin LotRule = "largest_margin" // the lots in which it is furthest ahead of the next bid: the sum over the lots won by their first bid
	ByHighestTotal  LotRule = "highest_total"  // the lots in which its total is best
	ByLowestCost    LotRule = "lowest_cost"    // the lots that let the buyer pay least over all lots
	ByLotOrder      LotRule = "lot_order"      // the lots with the lower numbers; always decides
)

// The days that an amendment leaves between its publication and the deadline:
// what the tender says, or this, where it is substantial; two where it changes
// words alone, since every bid has to be confirmed even then.
const (
	DefaultAmendmentDays = 10
	minorAmendmentDays   = 2
)

// LotRules is the rule in its parts; none where there is no limit.
func (t Tender) LotRules() []LotRule {
	var rules []LotRule
	for name := range strings.FieldsSeq(t.LotRule) {
		rules = append(rules, LotRule(name))
	}
	return rules
}

// LotsPerSupplier is the limit as it was given; nil where there is none.
func (t Tender) LotsPerSupplier() *LotLimit {
	if t.LotLimit == 0 {
		return nil
	}
	return &LotLimit{Limit: t.LotLimit, Choose: t.LotRules()}
}

// LeavesDays is how many days a substantial amendment leaves at least.
func (t Tender) LeavesDays() int {
	if t.AmendmentDays == 0 {
		return DefaultAmendmentDays
	}
	return t.AmendmentDays
}

// TakesQuestions reports whether a question that comes at a moment is in time.
func (t Tender) TakesQuestions(at time.Time) bool {
	return t.TakesBids(at) && (t.QuestionsUntil == nil || at.Before(*t.QuestionsUntil))
}

var cpv = regexp.MustCompile(`^\d{8}(-\d)?$`)

// fill brings the particulars into the tender, and names what does not fit.
func (in Particulars) fill(t *Tender, wrong *fault.Fields) {
	if in.Classification != nil {
		if *in.Classification != "" && !cpv.MatchString(*in.Classification) {
			wrong.Add("/classification", "wrong-form", "must be a CPV code: eight digits, such as 77310000 or 77310000-6")
		}
		t.Classification, _, _ = strings.Cut(*in.Classification, "-")
	}
	if in.QuestionsUntil != nil {
		at := in.QuestionsUntil.UTC().Truncate(time.Microsecond)
		if at.Year() < 2000 || at.Year() > 2200 {
			wrong.Add("/questionsUntil", "out-of-range", "must lie in the years 2000 to 2200")
		}
		t.QuestionsUntil = &at
	}
	if in.LotsPerSupplier != nil {
		in.LotsPerSupplier.fill(t, wrong)
	}
	if in.AwardRules != nil {
		in.AwardRules.fill(t, wrong)
	}
}

func (in LotLimit) fill(t *Tender, wrong *fault.Fields) {
	names := make([]string, len(in.Choose))
	for i, rule := range in.Choose {
		names[i] = string(rule)
	}
	t.LotLimit, t.LotRule = in.Limit, strings.Join(names, " ")
	last := slices.Index(in.Choose, ByLotOrder)
	switch {
	case in.Limit == 0 && len(in.Choose) > 0:
		wrong.Add("/lotsPerSupplier/choose", "not-taken", "must be left out where there is no limit")
	case in.Limit > 0 && (last < 0 || last != len(in.Choose)-1):
		wrong.Add("/lotsPerSupplier/choose", "undecided", "must end with lot_order, which always decides, so that nobody is left a choice")
	}
}

// lacksParticulars names what the tender says that cannot be.
func (t *Tender) lacksParticulars(lots []Lot, now time.Time, add func(pointer, code, detail string)) {
	t.lacksAwardRules(lots, add)
	if t.LotLimit > 0 && t.LotLimit >= len(lots) {
		add("/lotsPerSupplier/limit", "limits-nothing", "must be less than the number of lots, or nothing is limited")
	}
	if t.QuestionsUntil == nil {
		return
	}
	if t.PublishedAt == nil && !t.QuestionsUntil.After(now) {
		add("/questionsUntil", "not-ahead", "must lie ahead: it is "+now.Format(time.RFC3339)+" now")
	}
	if t.QuestionsUntil.After(t.Deadline) {
		add("/questionsUntil", "after-deadline", "must not be later than the deadline")
	}
}
