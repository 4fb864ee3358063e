package tender

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/template"
	"github.com/assay-engine/assay/pkg/decimal"
	"github.com/assay-engine/assay/pkg/scoring"
)

// LotAmendment changes a lot of a published tender, or adds one: a number that
// follows the last is a new lot. No lot is taken away, since whether anybody
// bids for it is not known.
type LotAmendment struct {
	Number      int                  `json:"number" validate:"required,min=1,max=100" example:"1"`
	Title       *string              `json:"title,omitempty" validate:"omitempty,min=1,max=200,text"` // required of a new lot
	Description *string              `json:"description,omitempty" validate:"omitempty,max=20000,text"`
	Estimate    *decimal.Money       `json:"estimate,omitempty"`                             // in the tender's currency
	Criteria    *[]scoring.Criterion `json:"criteria,omitempty" validate:"omitempty,max=50"` // all of its own criteria; an empty list takes them away
}

// prepared is an amendment that was checked and is not kept yet.
type prepared struct {
	before, after Tender
	terms         string // everything as it was
	lots          []Lot
	added         int // how many of the lots, the last ones, are new
	kept          Amended
	list          []Difference
}

// prepare brings the amendment into the tender and names everything that does
// not fit at once.
func (s *Service) prepare(tx *store.Tx, t Tender, in Amendment) (p prepared, err error) {
	p = prepared{before: t, after: t}
	if p.lots, err = Lots(tx, t.ID); err != nil {
		return p, err
	}
	if p.terms, err = t.terms(p.lots); err != nil {
		return p, err
	}
	var wrong fault.Fields
	if err := p.fill(tx, s, in, &wrong); err != nil {
		return p, err
	}
	if wrong.Empty() {
		lacking, err := p.after.incomplete(tx, p.lots)
		if err != nil {
			return p, err
		}
		for _, f := range lacking {
			wrong.Add(f.Pointer, f.Code, f.Detail)
		}
	}
	if err := wrong.Err(); err != nil {
		return p, err
	}
	return p, p.write(tx, in)
}

func (p *prepared) fill(tx *store.Tx, s *Service, in Amendment, wrong *fault.Fields) error {
	t := &p.after
	set(&t.Title, in.Title)
	set(&t.Description, in.Description)
	set(&t.Years, in.Years)
	set(&t.StartsOn, in.StartsOn)
	in.Particulars.fill(t, wrong)
	if in.Estimate != nil {
		t.EstimatePence = in.Estimate.Amount
		t.sameCurrency(in.Estimate, "/estimate", wrong)
	}
	t.checkTerm(wrong)
	for i, l := range in.Lots {
		p.fillLot(tx, l, "/lots/"+strconv.Itoa(i), wrong)
	}
	if in.Template != nil {
		if err := t.adopt(tx, *in.Template, s.NewSecret, wrong); err != nil {
			return err
		}
	}
	if in.given() {
		t.Deadline, t.DeadlineZone = in.resolve(wrong)
		if !t.Deadline.IsZero() && t.Deadline.Before(p.before.Deadline) {
			wrong.Add("/deadline", "not-later", "must not be earlier than the present deadline, "+p.before.Deadline.Format(time.RFC3339))
		}
	}
	if !wrong.Empty() {
		return nil
	}
	return p.measure(in, t.Moment(tx), wrong)
}

func (t *Tender) sameCurrency(m *decimal.Money, pointer string, wrong *fault.Fields) {
	if m.Currency != t.Currency {
		wrong.Add(pointer+"/currency", "other-currency", "must be the tender's, "+t.Currency)
	}
}

func (p *prepared) fillLot(tx *store.Tx, in LotAmendment, pointer string, wrong *fault.Fields) {
	switch {
	case in.Number > len(p.lots)+1:
		wrong.Add(pointer+"/number", "no-such-lot", "must be the number of a lot, or "+strconv.Itoa(len(p.lots)+1)+" for a new one")
		return
	case in.Number == len(p.lots)+1:
		if in.Title == nil {
			wrong.Add(pointer+"/title", "required", "is required of a new lot")
		}
		p.lots = append(p.lots, Lot{ID: tx.NewID(), TenderID: p.after.ID, Number: in.Number})
		p.added++
	}
	l := &p.lots[in.Number-1]
	set(&l.Title, in.Title)
	set(&l.Description, in.Description)
	if in.Estimate != nil {
		l.EstimatePence = in.Estimate.Amount
		p.after.sameCurrency(in.Estimate, pointer+"/estimate", wrong)
	}
	if in.Criteria != nil {
		l.Criteria = written(*in.Criteria)
	}
}

// adopt freezes the method of another template, over the same catalogue.
func (t *Tender) adopt(tx *store.Tx, id string, secret func() []byte, wrong *fault.Fields) error {
	from, err := template.Get(tx, id)
	switch {
	case isMissing(err):
		wrong.Add("/template", ErrUnavailable.Code, ErrUnavailable.Message)
		return nil
	case err != nil:
		return err
	case from.Status != template.Published:
		wrong.Add("/template", ErrUnavailable.Code, "must be a published template")
		return nil
	case from.CatalogueID != t.CatalogueID:
		wrong.Add("/template", "other-catalogue", "must rest on the same version of the same catalogue: promises are made in its words")
		return nil
	}
	t.TemplateID = from.ID
	return t.freeze(from, secret)
}

// measure says how heavy the amendment is and lets the deadline follow: what
// changes more than words is substantial, whatever its officer says.
func (p *prepared) measure(in Amendment, now time.Time, wrong *fault.Fields) error {
	list, err := p.differences()
	if err != nil {
		return err
	}
	list = slices.DeleteFunc(list, func(d Difference) bool { return d.Pointer == "/deadline" })
	if len(list) == 0 {
		wrong.Add("", "nothing-changes", "must change something beside the deadline, which moves by itself under /deadline")
		return nil
	}
	p.kept.Substantial = in.Substantial == nil || *in.Substantial
	if i := slices.IndexFunc(list, func(d Difference) bool { return !d.wordsAlone() }); i >= 0 && !p.kept.Substantial {
		wrong.Add("/substantial", "is-substantial", "must be true or left out: "+list[i].Pointer+" may change what is bid")
	}
	days := min(p.after.LeavesDays(), minorAmendmentDays)
	if p.kept.Substantial {
		days = p.after.LeavesDays()
	}
	p.after.leave(days, now, in.given(), wrong)
	return nil
}

// wordsAlone reports whether the difference is one that need not change what
// anybody bids.
func (d Difference) wordsAlone() bool {
	switch place := strings.Split(strings.TrimPrefix(d.Pointer, "/"), "/"); {
	case len(place) == 1:
		return slices.Contains([]string{"title", "description", "classification", "questionsUntil"}, place[0])
	default:
		return len(place) == 3 && place[0] == "lots" && (place[2] == "title" || place[2] == "description")
	}
}

func (p *prepared) differences() ([]Difference, error) {
	after, err := p.after.terms(p.lots)
	if err != nil {
		return nil, err
	}
	return compare(p.terms, after)
}

// write makes the row that is kept.
func (p *prepared) write(tx *store.Tx, in Amendment) (err error) {
	if p.list, err = p.differences(); err != nil {
		return err
	}
	text, err := json.Marshal(p.list)
	if err != nil {
		return fmt.Errorf("write the difference: %w", err)
	}
	p.kept = Amended{
		ID: tx.NewID(), TenderID: p.before.ID, Number: p.before.Amendments + 1, Reason: in.Reason, Substantial: p.kept.Substantial,
		DeadlineBefore: p.before.Deadline, DeadlineAfter: p.after.Deadline, MethodHashBefore: p.before.MethodHash, MethodHashAfter: p.after.MethodHash,
		Difference: string(text), TermsBefore: p.terms, At: p.after.Moment(tx),
	}
	p.after.Amendments = p.kept.Number
	return nil
}

// keep stores the amendment first: with it there, the database lets the lots and
// the tender follow, once.
func (p *prepared) keep(tx *store.Tx) error {
	if err := tx.Insert(&p.kept); err != nil {
		return err
	}
	if err := keepLots(tx, p.lots, p.added); err != nil {
		return err
	}
	t := &p.after
	err := change(tx, t, t.Version, map[string]any{
		"template_id": t.TemplateID, "title": t.Title, "description": t.Description, "classification": t.Classification,
		"estimate_pence": t.EstimatePence, "years": t.Years, "starts_on": t.StartsOn, "deadline": t.Deadline, "deadline_zone": t.DeadlineZone,
		"questions_until": t.QuestionsUntil, "lot_limit": t.LotLimit, "lot_rule": t.LotRule, "award_rules": t.AwardRules,
		"method": t.Method, "method_hash": t.MethodHash, "draw_seed": t.DrawSeed, "amendments": t.Amendments,
	})
	if err != nil {
		return err
	}
	return indexMeasures(tx, *t, p.lots)
}

// touched lists the lots whose bids have to be confirmed: those that changed,
// or all where anything of the whole tender did.
func (p *prepared) touched() (ids []string) {
	changed := map[string]bool{}
	for _, d := range p.list {
		place := strings.SplitN(d.Pointer, "/", 4) // "", "lots", "0", …
		if len(place) >= 3 && place[1] == "lots" {
			changed[place[2]] = true
		} else if d.Pointer != "/deadline" {
			changed["all"] = true
		}
	}
	for i, l := range p.lots {
		if changed["all"] || changed[strconv.Itoa(i)] {
			ids = append(ids, l.ID)
		}
	}
	return ids
}

// text is what the notice of the amendment says.
func (p *prepared) text(ground string) string {
	var b strings.Builder
	if ground != "" {
		b.WriteString(ground + " ")
	}
	fmt.Fprintf(&b, "Reason: %s\n\nChanged:\n", p.kept.Reason)
	for _, d := range p.list {
		fmt.Fprintf(&b, "%s: %s, was %s\n", d.Pointer, excerpt(d.After), excerpt(d.Before))
	}
	fmt.Fprintf(&b, "\n%s A bid for a lot that changed has to be confirmed or replaced before then, or it will not be opened.", p.after.summary())
	return b.String()
}

// excerpt shows a value in a notice, which gives the difference in short; the
// amendment itself has all of it.
func excerpt(v json.RawMessage) string {
	text := []rune(string(v))
	switch {
	case len(text) == 0:
		return "nothing"
	case len(text) > 200:
		return string(text[:199]) + "…"
	}
	return string(text)
}
