package tender

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/assay-engine/assay/internal/identity"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/template"
	"github.com/assay-engine/assay/pkg/decimal"
	"github.com/assay-engine/assay/pkg/scoring"
	"github.com/assay-engine/assay/pkg/specification"
)

// Specify writes down what a tender asks and how its bids will be judged, for
// whoever may know of it; its buyer can read it before it is published. It rests
// on what was published alone: it is the same whether bids came or not.
func (s *Service) Specify(ctx context.Context, id string) (specification.Document, error) {
	subject, err := store.Read(ctx, s.DB, func(tx *store.Tx) (specification.Subject, error) {
		t, err := See(tx, id)
		if err != nil {
			return specification.Subject{}, err
		}
		return t.subject(tx)
	})
	if err != nil {
		return specification.Document{}, err
	}
	return template.Written(subject)
}

func (t Tender) subject(tx *store.Tx) (s specification.Subject, err error) {
	buyer, err := identity.Get(tx, t.OwnerID)
	if err != nil {
		return s, fmt.Errorf("read the buyer of tender %s: %w", t.ID, err)
	}
	lots, err := Lots(tx, t.ID)
	if err != nil {
		return s, err
	}
	if err := t.preview(tx, lots); err != nil {
		return s, err
	}
	s = specification.Subject{
		Of: "tender", ID: t.ID, Title: t.Title, Description: t.Description, Buyer: buyer.Name, Test: t.Mode == Test,
		Facts: t.facts(), Dates: t.dates(), Rules: t.conditions(len(lots)),
	}
	for _, l := range lots {
		s.Lots = append(s.Lots, specification.Lot{
			Number: l.Number, Title: l.Title, Description: l.Description, Estimate: stated(l.EstimatePence, t.Currency), MethodHash: t.For(l).MethodHash,
		})
	}
	if s.Methods, err = t.judged(lots); err != nil {
		return s, err
	}
	s.Measures, err = template.Described(tx, t.CatalogueID)
	return s, err
}

// preview gives a draft the method that it would be published with today, for
// its buyer to read; it has no hash yet.
func (t *Tender) preview(tx *store.Tx, lots []Lot) error {
	if t.Method != "" {
		return nil
	}
	from, err := template.Get(tx, t.TemplateID)
	if err != nil {
		return fmt.Errorf("find the template of tender %s: %w", t.ID, err)
	}
	t.Method = from.Method
	if err := t.freezeLots(lots); err != nil {
		return err
	}
	for i := range lots {
		lots[i].MethodHash = ""
	}
	return nil
}

// judged lists the methods with the lots that each is for.
func (t Tender) judged(lots []Lot) ([]specification.Judged, error) {
	var all []specification.Judged
	place := map[string]int{}
	for _, l := range lots {
		mine := t.For(l)
		i, known := place[mine.Method]
		if !known {
			m, err := mine.Tree()
			if err != nil {
				return nil, err
			}
			i = len(all)
			place[mine.Method] = i
			all = append(all, specification.Judged{Method: m, MethodHash: mine.MethodHash, Tender: t.asked(l)})
		}
		all[i].Lots = append(all[i].Lots, l.Number)
		if other := t.asked(l); all[i].Tender.Estimate != nil && (other.Estimate == nil || *other.Estimate != *all[i].Tender.Estimate) {
			all[i].Tender.Estimate = nil // each lot has its own, which is named with it
		}
	}
	if len(all) == 1 {
		all[0].Lots = nil
	}
	return all, nil
}

// asked is what a method may need to know: the lot's own estimate before the
// whole tender's, and a term in whole years.
func (t Tender) asked(l Lot) (in scoring.Tender) {
	if in.Estimate = stated(l.EstimatePence, t.Currency); in.Estimate == nil {
		in.Estimate = stated(t.EstimatePence, t.Currency)
	}
	if t.Years%1000 == 0 {
		in.Years = int(t.Years / 1000)
	}
	return in
}

// stated is money that may not have been stated.
func stated(pence decimal.Pence, currency string) *decimal.Money {
	if pence == 0 {
		return nil
	}
	return &decimal.Money{Amount: pence, Currency: currency}
}

func (t Tender) facts() (list []specification.Fact) {
	add := func(asked bool, label, format string, args ...any) {
		if asked {
			list = append(list, specification.Fact{Label: label, Value: fmt.Sprintf(format, args...)})
		}
	}
	add(true, "Status", "%s", t.Status)
	add(t.StatusReason != "", "Reason", "%s", t.StatusReason)
	add(t.Classification != "", "What is bought (CPV)", "%s", t.Classification)
	add(t.EstimatePence > 0, "Estimate of the whole", "%s", specification.Pounds(decimal.Money{Amount: t.EstimatePence, Currency: t.Currency}))
	add(t.Years > 0, "Term", "%s years", t.Years)
	if day, err := time.Parse(time.DateOnly, t.StartsOn); err == nil {
		add(true, "Contract starts on", "%s", day.Format("Monday 2 January 2006"))
	}
	add(t.Amendments > 0, "Amended", "%d times since publication; this is the text as it stands", t.Amendments)
	return list
}

func (t Tender) dates() (list []specification.Date) {
	add := func(label string, at *time.Time) {
		if at != nil {
			list = append(list, specification.Date{Label: label, At: InLondon(*at), Words: InLondon(*at).Format(longMoment)})
		}
	}
	add("Published", t.PublishedAt)
	add("Questions are taken until", t.QuestionsUntil)
	add("Bids are taken until", &t.Deadline)
	return list
}

// ruleWords is how each rule of the limit chooses.
var ruleWords = map[LotRule]string{
	ByPreference:    "those that it put first in its bids",
	ByLargestMargin: "those in which it is furthest ahead of the next bid",
	ByHighestTotal:  "those in which its total is best",
	ByLowestCost:    "those that let the buyer pay least over all lots",
	ByLotOrder:      "those with the lower numbers",
}

// conditions says what happens besides scoring.
func (t Tender) conditions(lots int) []string {
	list := []string{"A bid that comes at the very moment of the deadline is late, and is not opened."}
	if lots > 1 && t.LotLimit == 0 {
		list = append(list, "A supplier may bid for any of the lots and win any number of them.")
	}
	if t.LotLimit > 0 {
		words := make([]string, 0, len(t.LotRules()))
		for _, rule := range t.LotRules() {
			words = append(words, ruleWords[rule])
		}
		list = append(list, fmt.Sprintf("A supplier may bid for any of the lots and wins at most %d of them. Where it would win more, it keeps %s.",
			t.LotLimit, strings.Join(words, "; of those still equal, ")))
	}
	list = append(list, t.awardConditions()...)
	return append(list, fmt.Sprintf(
		"What is written here changes only by an amendment, announced to all. A substantial one leaves at least %d days; bids submitted before it have to be confirmed or replaced, and are not opened otherwise.", t.LeavesDays()))
}
