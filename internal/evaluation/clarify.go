package evaluation

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/bid"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/identity"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
)

// The faults of clarifying a bid.
var (
	ErrNotClarifiable = fault.New(fault.Invalid, "not-clarifiable", "Only what the tender published as clarifiable may be clarified, never a price or a quantity")
	ErrClarified      = fault.New(fault.Conflict, "clarification-answered", "This clarification has been answered")
	ErrUnclarified    = fault.New(fault.Conflict, "clarification-unanswered", "There is no answer to decide on")
	ErrWeighed        = fault.New(fault.Conflict, "clarification-decided", "It has been decided on this answer")
)

// Clarified is one named part of a bid: what stands there and, once answered,
// what its supplier says of it.
type Clarified struct {
	Field  string          `json:"field" example:"/answers/questions/q1/text"`
	Before json.RawMessage `json:"before" swaggertype:"object"`          // as submitted; null where nothing stands there
	After  json.RawMessage `json:"after,omitempty" swaggertype:"object"` // as clarified
}

// BidClarification asks a bidder about named parts of its bid.
type BidClarification struct {
	ID       string
	TenderID string
	LotID    string
	BidID    string
	Question string
	Fields   string // a list of Clarified without what follows, JSON
	AnswerBy time.Time
	AskedAt  time.Time // by the tender's own clock
	AskedBy  string
}

// BidClarificationAnswer is what the bidder says.
type BidClarificationAnswer struct {
	ClarificationID string `gorm:"primaryKey"`
	Fields          string // a list of Clarified, JSON
	AnsweredAt      time.Time
	AnsweredBy      string
}

// BidClarificationVerdict says whether the answer is taken into account.
type BidClarificationVerdict struct {
	ClarificationID string `gorm:"primaryKey"`
	Accepted        bool
	Reason          string
	DecidedAt       time.Time
	DecidedBy       string
}

// ClarificationReading is a clarification with what followed.
type ClarificationReading struct {
	Clarification BidClarification
	Fields        []Clarified
	Supplier      identity.Organisation // under its alias to whoever must not know it
	Answer        *BidClarificationAnswer
	Verdict       *BidClarificationVerdict
}

// NewBidClarification is what an officer sends to ask a bidder.
type NewBidClarification struct {
	Bid      string     `json:"bid" validate:"required,uuid" format:"uuid"`
	Fields   []string   `json:"fields" validate:"required,min=1,max=50,unique,dive,max=200,text" example:"/answers/questions/q1/text"` // pointers into the bid, questions and gates by their criterion, commitments by their measure
	Question string     `json:"question" validate:"required,max=10000,text" example:"Which of the two sites named is meant?"`
	AnswerBy *time.Time `json:"answerBy" validate:"required" format:"date-time"` // RFC 3339
}

// Clarify asks a bidder to clarify named parts of its bid, in person, while its
// lot is evaluated. Only what the tender published as clarifiable may be asked
// about, so that all bidders are treated the same and no bid is improved (
// Procurement Act 2023, sections 12(2) and 19).
func (s *Service) Clarify(ctx context.Context, tenderID string, in NewBidClarification) (ClarificationReading, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (ClarificationReading, error) {
		if err := identity.InPerson(tx.Actor); err != nil {
			return ClarificationReading{}, err
		}
		if err := checkReasonAt(in, "/question", in.Question); err != nil {
			return ClarificationReading{}, err
		}
		t, b, err := competing(tx, tenderID, in.Bid)
		if err != nil {
			return ClarificationReading{}, err
		}
		now, by := t.Moment(tx), in.AnswerBy.UTC().Truncate(time.Microsecond)
		if !by.After(now) {
			return ClarificationReading{}, fault.ErrInput.With(fault.Field{Pointer: "/answerBy", Code: "not-ahead", Detail: "must lie ahead: it is " + now.Format(time.RFC3339) + " now"})
		}
		fields, err := in.fields(tx, t, b)
		if err != nil {
			return ClarificationReading{}, err
		}
		text, err := json.Marshal(fields)
		if err != nil {
			return ClarificationReading{}, fmt.Errorf("write the fields: %w", err)
		}
		c := BidClarification{
			ID: tx.NewID(), TenderID: t.ID, LotID: b.LotID, BidID: b.ID, Question: in.Question, Fields: string(text), AnswerBy: by, AskedAt: now, AskedBy: tx.Actor.ID(),
		}
		tx.Record(store.Event{Verb: "bid.clarification_asked", Subject: c.ID, TenderID: t.ID, Detail: map[string]any{"bid": b.ID, "fields": in.Fields, "answerBy": by}})
		if err := tx.Insert(&c); err != nil {
			return ClarificationReading{}, err
		}
		return clarificationReading(tx, c)
	})
}

// fields finds what stands in the named parts, and refuses those that may not
// be clarified.
func (in NewBidClarification) fields(tx *store.Tx, t tender.Tender, b bid.Bid) ([]Clarified, error) {
	rules, err := t.Awarding()
	if err != nil {
		return nil, err
	}
	d, err := documentOf(tx, b)
	if err != nil {
		return nil, err
	}
	refused := ErrNotClarifiable
	list := []Clarified{}
	for i, f := range in.Fields {
		before, there := part(d, f)
		switch {
		case !slices.ContainsFunc(rules.Clarifiable, func(pattern string) bool { return covers(pattern, f) }):
			refused = refused.With(fault.Field{Pointer: fmt.Sprintf("/fields/%d", i), Code: "not-clarifiable", Detail: f + " is not among what the tender published: " + strings.Join(rules.Clarifiable, ", ")})
		case !there:
			refused = refused.With(fault.Field{Pointer: fmt.Sprintf("/fields/%d", i), Code: "no-such-field", Detail: "the bid has no " + f})
		}
		list = append(list, Clarified{Field: f, Before: before})
	}
	if len(refused.Fields) > 0 {
		return nil, refused
	}
	return list, nil
}

// covers reports whether a published pointer means a field: * stands for any one
// step.
func covers(pattern, field string) bool {
	a, b := strings.Split(pattern, "/"), strings.Split(field, "/")
	return slices.EqualFunc(a, b, func(x, y string) bool { return x == "*" || x == y })
}

// documentOf is what a bid said when it was opened.
func documentOf(tx *store.Tx, b bid.Bid) (bid.Document, error) {
	all, err := bid.OpenedBids(tx, b.LotID)
	for _, o := range all {
		if o.Bid.ID == b.ID {
			return o.Document, nil
		}
	}
	return bid.Document{}, err
}

// part reads a named part of a bid, as JSON.
func part(d bid.Document, field string) (value json.RawMessage, there bool) {
	step := strings.Split(field, "/")
	if len(step) != 5 {
		return nil, false
	}
	var found any
	switch step[2] + "/" + step[4] {
	case "questions/text":
		if i := slices.IndexFunc(d.Answers.Questions, func(a bid.Answer) bool { return a.Criterion == step[3] }); i >= 0 {
			found = d.Answers.Questions[i].Text
		}
	case "gates/held":
		if i := slices.IndexFunc(d.Answers.Gates, func(g bid.Gate) bool { return g.Criterion == step[3] }); i >= 0 {
			found = d.Answers.Gates[i].Held
		}
	case "commitments/method", "commitments/evidence":
		i := slices.IndexFunc(d.Answers.Commitments, func(c bid.Commitment) bool { return c.Code() == step[3] })
		if i >= 0 && step[4] == "method" {
			found = d.Answers.Commitments[i].Method
		} else if i >= 0 {
			found = d.Answers.Commitments[i].Evidence
		}
	}
	if found == nil {
		return nil, false
	}
	text, err := json.Marshal(found)
	return text, err == nil
}

// NewClarificationAnswer is what the bidder sends: a value for named parts, and
// for nothing else.
type NewClarificationAnswer struct {
	Values []ClarifiedValue `json:"values" validate:"required,min=1,max=50,dive"`
}

// ClarifiedValue is what a bidder says of one part.
type ClarifiedValue struct {
	Field string  `json:"field" validate:"required,max=200,text" example:"/answers/questions/q1/text"`
	Text  *string `json:"text,omitempty" validate:"omitempty,max=20000,text"` // of a text
	Held  *bool   `json:"held,omitempty"`                                     // of a gate
}

// AnswerClarification is the bidder's answer, once and in time. It says
// something of the parts that were named and of no other; the bid itself stays
// as it was submitted.
func (s *Service) AnswerClarification(ctx context.Context, tenderID, id string, in NewClarificationAnswer) (ClarificationReading, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (ClarificationReading, error) {
		if err := fault.Check(in); err != nil {
			return ClarificationReading{}, err
		}
		t, r, err := clarified(tx, tenderID, id)
		if err != nil {
			return ClarificationReading{}, err
		}
		b, err := bid.Get(tx, r.Clarification.BidID)
		if err != nil {
			return ClarificationReading{}, err
		}
		now := t.Moment(tx)
		switch {
		case b.SupplierID != tx.Actor.OrganisationID:
			return ClarificationReading{}, store.ErrNotFound
		case r.Answer != nil:
			return ClarificationReading{}, ErrClarified
		case !now.Before(r.Clarification.AnswerBy):
			return ClarificationReading{}, ErrAnswerLate.Because("it ended at %s", r.Clarification.AnswerBy.Format(time.RFC3339))
		}
		if closed, err := isClosed(tx, b.LotID); err != nil || closed {
			return ClarificationReading{}, either(err, ErrClosed.Because("the lot has been awarded"))
		}
		if err := in.fill(r.Fields); err != nil {
			return ClarificationReading{}, err
		}
		text, err := json.Marshal(r.Fields)
		if err != nil {
			return ClarificationReading{}, fmt.Errorf("write the answer: %w", err)
		}
		r.Answer = &BidClarificationAnswer{ClarificationID: r.Clarification.ID, Fields: string(text), AnsweredAt: now, AnsweredBy: tx.Actor.ID()}
		tx.Record(store.Event{Verb: "bid.clarified", Subject: r.Clarification.ID, TenderID: t.ID, Detail: map[string]any{"bid": b.ID}})
		return r, tx.Insert(r.Answer)
	})
}

// fill puts the values beside what stood there, and refuses those of parts that
// were not named.
func (in NewClarificationAnswer) fill(fields []Clarified) error {
	var wrong fault.Fields
	for i, v := range in.Values {
		at := slices.IndexFunc(fields, func(f Clarified) bool { return f.Field == v.Field })
		pointer := fmt.Sprintf("/values/%d", i)
		var value any = v.Text
		gate := strings.HasSuffix(v.Field, "/held")
		if gate {
			value = v.Held
		}
		switch {
		case at < 0:
			wrong.Add(pointer+"/field", "not-asked", "must be a part that was asked about: nothing else may change")
			continue
		case fields[at].After != nil:
			wrong.Add(pointer+"/field", "named-twice", "must be said once")
		case gate && (v.Held == nil || v.Text != nil):
			wrong.Add(pointer+"/held", "required", "must be yes or no")
		case !gate && (v.Text == nil || v.Held != nil || strings.TrimSpace(*v.Text) == ""):
			wrong.Add(pointer+"/text", "required", "must say it in words")
		}
		text, err := json.Marshal(value)
		if err != nil {
			return fmt.Errorf("write a clarified value: %w", err)
		}
		fields[at].After = text
	}
	return wrong.Err()
}

// NewClarificationVerdict is what an officer sends who decides whether an
// answer is taken into account.
type NewClarificationVerdict struct {
	Accepted *bool  `json:"accepted" validate:"required"`
	Reason   string `json:"reason" validate:"required,max=10000,text" example:"It names which site was meant and adds nothing to the bid."`
}

// WeighClarification decides, in person, whether an answer only clarifies and is
// taken into account, or would improve the bid and is not. Of what is taken into
// account a certificate that is held, or is not, counts in the next run; words are
// for the panel to read beside the bid.
func (s *Service) WeighClarification(ctx context.Context, tenderID, id string, in NewClarificationVerdict) (ClarificationReading, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (ClarificationReading, error) {
		if err := identity.InPerson(tx.Actor); err != nil {
			return ClarificationReading{}, err
		}
		if err := checkReasonAt(in, "/reason", in.Reason); err != nil {
			return ClarificationReading{}, err
		}
		t, r, err := clarified(tx, tenderID, id)
		if err != nil {
			return ClarificationReading{}, err
		}
		if _, _, err := competing(tx, t.ID, r.Clarification.BidID); err != nil {
			return ClarificationReading{}, err
		}
		switch {
		case r.Answer == nil:
			return ClarificationReading{}, ErrUnclarified
		case r.Verdict != nil:
			return ClarificationReading{}, ErrWeighed
		}
		r.Verdict = &BidClarificationVerdict{ClarificationID: r.Clarification.ID, Accepted: *in.Accepted, Reason: in.Reason, DecidedAt: t.Moment(tx), DecidedBy: tx.Actor.ID()}
		tx.Record(store.Event{Verb: "bid.clarification_decided", Subject: r.Clarification.ID, TenderID: t.ID, Detail: map[string]any{"bid": r.Clarification.BidID, "accepted": *in.Accepted}})
		return r, tx.Insert(r.Verdict)
	})
}

// Clarifications lists what bidders were asked to clarify: to the authority's
// people who may look into the evaluation all of it, to a supplier its own.
func (s *Service) Clarifications(ctx context.Context, tenderID string) ([]ClarificationReading, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) ([]ClarificationReading, error) {
		t, err := tender.Get(tx, tenderID)
		if err != nil {
			return nil, err
		}
		inside := t.OwnerID == tx.Actor.OrganisationID && tx.Actor.Any(actor.Officer, actor.Evaluator, actor.Auditor)
		if inside {
			if _, err := reads(tx, t.ID); err != nil {
				return nil, err
			}
		}
		if !inside && !t.IsPublic() {
			return nil, store.ErrNotFound
		}
		found, err := listClarifications(tx, t.ID)
		if err != nil {
			return nil, err
		}
		list := []ClarificationReading{}
		for _, c := range found {
			b, err := bid.Get(tx, c.BidID)
			if isMissing(err) && !inside {
				continue // another's, and so not there
			}
			if err != nil {
				return nil, err
			}
			if !inside && b.SupplierID != tx.Actor.OrganisationID {
				continue
			}
			r, err := clarificationReading(tx, c)
			if err != nil {
				return nil, err
			}
			list = append(list, r)
		}
		return list, nil
	})
}

func clarificationReading(tx *store.Tx, c BidClarification) (r ClarificationReading, err error) {
	r = ClarificationReading{Clarification: c}
	names, err := bidders(tx, c.LotID)
	if err != nil {
		return r, err
	}
	r.Supplier = names[c.BidID]
	if r.Answer, err = maybe[BidClarificationAnswer](tx, "clarification_id", c.ID); err != nil {
		return r, err
	}
	if r.Verdict, err = maybe[BidClarificationVerdict](tx, "clarification_id", c.ID); err != nil {
		return r, err
	}
	text := c.Fields
	if r.Answer != nil {
		text = r.Answer.Fields
	}
	if err = json.Unmarshal([]byte(text), &r.Fields); err != nil {
		err = fmt.Errorf("read the fields of clarification %s: %w", c.ID, err)
	}
	return r, err
}

// clarified finds a clarification and holds its tender.
func clarified(tx *store.Tx, tenderID, id string) (t tender.Tender, r ClarificationReading, err error) {
	if t, err = tender.Hold(tx, tenderID); err != nil {
		return t, r, err
	}
	c, err := getClarification(tx, t.ID, id)
	if err != nil {
		return t, r, err
	}
	r, err = clarificationReading(tx, c)
	return t, r, err
}

// gatesClarified finds, by bid and criterion, which certificates are held as far
// as answers that were accepted say; the last one counts.
func gatesClarified(tx *store.Tx, lotID string) (map[gap]bool, error) {
	held := map[gap]bool{}
	answers, err := acceptedAnswers(tx, lotID)
	if err != nil {
		return nil, err
	}
	for _, a := range answers {
		var fields []Clarified
		if err := json.Unmarshal([]byte(a.Fields), &fields); err != nil {
			return nil, fmt.Errorf("read the clarification of bid %s: %w", a.BidID, err)
		}
		for _, f := range fields {
			if step := strings.Split(f.Field, "/"); len(step) == 5 && step[2] == "gates" && f.After != nil {
				held[gap{a.BidID, step[3]}] = bytes.Equal(f.After, []byte("true"))
			}
		}
	}
	return held, nil
}
