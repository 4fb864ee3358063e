package evaluation

import (
	"context"
	"encoding/json"
	"fmt"
	"math/big"
	"strings"
	"time"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/bid"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/identity"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
	"github.com/assay-engine/assay/pkg/decimal"
)

// The faults of asking about a price.
var (
	ErrAsked      = fault.New(fault.Conflict, "price-asked-about", "The supplier of this bid has been asked about its price")
	ErrAnswered   = fault.New(fault.Conflict, "price-answered", "The answer about this price is given once")
	ErrAnswerLate = fault.New(fault.Conflict, "answer-late", "The time for this answer is over")
	ErrWaiting    = fault.New(fault.Conflict, "answer-awaited", "The supplier still has time to answer: a price is not disregarded before")
	ErrJudged     = fault.New(fault.Conflict, "price-decided", "This price has been decided on")
)

// Sign is one published indicator of an abnormally low price, worked out for a
// bid. It leads to a question and to nothing else.
type Sign struct {
	Than      string           `json:"than" enums:"mean,next,estimate"`             // what the price is compared with
	Amount    string           `json:"amount" example:"120000.00"`                  // of that, in pounds to the penny, rounded down
	Below     string           `json:"below" example:"25.00"`                       // by how many per cent the price is lower, rounded down; negative where it is higher
	Threshold decimal.Quantity `json:"threshold" swaggertype:"number" example:"20"` // as published, in per cent
	Flagged   bool             `json:"flagged"`                                     // it is lower by at least that, exactly
}

// PricedBid is a valid bid with its signs.
type PricedBid struct {
	BidID    string
	LotID    string
	Price    decimal.Money
	Signs    []Sign
	Supplier identity.Organisation
}

// Flagged reports whether any sign is set.
func (p PricedBid) Flagged() bool {
	for _, s := range p.Signs {
		if s.Flagged {
			return true
		}
	}
	return false
}

// Inquiry asks the supplier of a bid to explain its price.
type Inquiry struct {
	ID       string
	TenderID string
	LotID    string
	BidID    string
	Words    string
	Signs    string // as they were when it was asked, JSON
	AnswerBy time.Time
	AskedAt  time.Time
	AskedBy  string
}

// TableName names the table of inquiries.
func (Inquiry) TableName() string { return "price_inquiries" }

// PriceAnswer is what the supplier says.
type PriceAnswer struct {
	InquiryID  string `gorm:"primaryKey"`
	Words      string
	AnsweredAt time.Time
	AnsweredBy string
}

// PriceVerdict is what the authority made of it.
type PriceVerdict struct {
	InquiryID string `gorm:"primaryKey"`
	Outcome   string // accepted or disregarded
	Reason    string
	Answered  bool // an answer was there to be considered
	DecidedAt time.Time
	DecidedBy string
}

// InquiryReading is an inquiry with what followed.
type InquiryReading struct {
	Inquiry  Inquiry
	Signs    []Sign
	Supplier identity.Organisation
	Answer   *PriceAnswer
	Verdict  *PriceVerdict
}

// NewInquiry is what an officer sends to ask about a price.
type NewInquiry struct {
	Bid      string     `json:"bid" validate:"required,uuid" format:"uuid"`
	Words    string     `json:"words" validate:"required,max=10000,text" example:"We consider your price abnormally low for the performance of the contract. Please show how you will perform it at that price."`
	AnswerBy *time.Time `json:"answerBy" validate:"required" format:"date-time"` // RFC 3339; a reasonable opportunity, at least one day
}

// Prices lists the valid bids of a tender with the published signs of an
// abnormally low price, exactly compared. Nothing follows from a sign by itself.
func (s *Service) Prices(ctx context.Context, tenderID string) ([]PricedBid, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) ([]PricedBid, error) {
		t, err := own(tx, tenderID)
		if err != nil {
			return nil, err
		}
		if !t.ShowsPrices() {
			return nil, bid.ErrSealedPrice
		}
		lots, err := tender.Lots(tx, t.ID)
		if err != nil {
			return nil, err
		}
		list := []PricedBid{}
		for _, lot := range lots {
			some, err := priced(tx, t, lot)
			if err != nil {
				return nil, err
			}
			list = append(list, some...)
		}
		return list, nil
	})
}

// priced works the signs out for a lot.
func priced(tx *store.Tx, t tender.Tender, lot tender.Lot) ([]PricedBid, error) {
	rules, err := t.Awarding()
	if err != nil {
		return nil, err
	}
	found, err := bid.OpenedBids(tx, lot.ID)
	if err != nil {
		return nil, err
	}
	names, err := bidders(tx, lot.ID)
	if err != nil {
		return nil, err
	}
	var list []PricedBid
	for _, o := range found {
		if o.Bid.Status == bid.Valid && o.Document.Price.Total != nil {
			list = append(list, PricedBid{BidID: o.Bid.ID, LotID: lot.ID, Price: *o.Document.Price.Total, Signs: []Sign{}, Supplier: names[o.Bid.ID]})
		}
	}
	if rules.LowPrice == nil {
		return list, nil
	}
	estimate := asked(t, lot).Estimate
	for i := range list {
		list[i].Signs = signs(*rules.LowPrice, list, i, estimate)
	}
	return list, nil
}

// signs compares one price with what the rules name.
func signs(rules tender.LowPriceRules, all []PricedBid, at int, estimate *decimal.Money) []Sign {
	list := []Sign{}
	mine, sum := all[at].Price.Rat(), new(big.Rat)
	var next *big.Rat
	for i, p := range all {
		sum.Add(sum, p.Price.Rat())
		if higher := p.Price.Rat(); i != at && higher.Cmp(mine) >= 0 && (next == nil || higher.Cmp(next) < 0) {
			next = higher
		}
	}
	if rules.BelowMean != nil && len(all) >= 3 {
		list = append(list, sign("mean", mine, sum.Quo(sum, big.NewRat(int64(len(all)), 1)), *rules.BelowMean))
	}
	if rules.BelowNext != nil && next != nil {
		list = append(list, sign("next", mine, next, *rules.BelowNext))
	}
	if rules.BelowEstimate != nil && estimate != nil {
		list = append(list, sign("estimate", mine, estimate.Rat(), *rules.BelowEstimate))
	}
	return list
}

func sign(than string, price, other *big.Rat, threshold decimal.Quantity) Sign {
	s := Sign{Than: than, Amount: down(other), Threshold: threshold}
	below := new(big.Rat) // nothing is below zero
	if other.Sign() > 0 {
		below.Quo(new(big.Rat).Sub(other, price), other)
		below.Mul(below, big.NewRat(100, 1))
	}
	s.Below, s.Flagged = down(below), other.Sign() > 0 && below.Cmp(big.NewRat(int64(threshold), 1000)) >= 0
	return s
}

// down writes a number with two decimals, rounded down, so that a figure never
// shows a threshold as reached that was not.
func down(r *big.Rat) string {
	scaled := new(big.Int).Mul(r.Num(), big.NewInt(100))
	whole := new(big.Int).Div(scaled, r.Denom())
	return new(big.Rat).SetFrac(whole, big.NewInt(100)).FloatString(2)
}

// Inquire asks the supplier of a valid bid to explain its price, in person and
// once, with time to answer (Procurement Act 2023, section 19(4)). The signs are
// kept as they are.
func (s *Service) Inquire(ctx context.Context, tenderID string, in NewInquiry) (InquiryReading, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (InquiryReading, error) {
		if err := identity.InPerson(tx.Actor); err != nil {
			return InquiryReading{}, err
		}
		if err := checkReasonAt(in, "/words", in.Words); err != nil {
			return InquiryReading{}, err
		}
		t, b, err := competing(tx, tenderID, in.Bid)
		if err != nil {
			return InquiryReading{}, err
		}
		q, err := in.inquiry(tx, t, b)
		if err != nil {
			return InquiryReading{}, err
		}
		tx.Record(store.Event{Verb: "bid.price_asked_about", Subject: q.ID, TenderID: t.ID, Detail: map[string]any{"bid": b.ID, "answerBy": q.AnswerBy}})
		if err := tx.Insert(&q); err != nil {
			return InquiryReading{}, err
		}
		return inquiryReading(tx, q)
	})
}

func (in NewInquiry) inquiry(tx *store.Tx, t tender.Tender, b bid.Bid) (q Inquiry, err error) {
	now, by := t.Moment(tx), in.AnswerBy.UTC().Truncate(time.Microsecond)
	switch {
	case !t.ShowsPrices():
		return q, bid.ErrSealedPrice
	case b.Status != bid.Valid:
		return q, fault.ErrInput.With(fault.Field{Pointer: "/bid", Code: "not-valid", Detail: "must be a bid in the competition; it is " + string(b.Status)})
	case by.Before(now.Add(24 * time.Hour)):
		return q, fault.ErrInput.With(fault.Field{Pointer: "/answerBy", Code: "too-soon", Detail: "must leave at least one day: it is " + now.Format(time.RFC3339) + " now"})
	}
	if before, err := inquiryOf(tx, b.ID); err != nil || before != nil {
		return q, either(err, ErrAsked)
	}
	lot, err := tender.LotOf(tx, t.ID, b.LotID)
	if err != nil {
		return q, err
	}
	all, err := priced(tx, t, lot)
	if err != nil {
		return q, err
	}
	kept := []Sign{}
	for _, p := range all {
		if p.BidID == b.ID {
			kept = p.Signs
		}
	}
	text, err := json.Marshal(kept)
	return Inquiry{
		ID: tx.NewID(), TenderID: t.ID, LotID: b.LotID, BidID: b.ID, Words: in.Words, Signs: string(text), AnswerBy: by, AskedAt: now, AskedBy: tx.Actor.ID(),
	}, err
}

// Inquiries lists what was asked about prices: to the authority all, to a
// supplier what it was asked itself.
func (s *Service) Inquiries(ctx context.Context, tenderID string) ([]InquiryReading, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) ([]InquiryReading, error) {
		t, err := tender.Get(tx, tenderID)
		if err != nil {
			return nil, err
		}
		found, err := listInquiries(tx, t.ID)
		if err != nil {
			return nil, err
		}
		inside := t.OwnerID == tx.Actor.OrganisationID && tx.Actor.Any(actor.Officer, actor.Auditor)
		if !inside && !t.IsPublic() {
			return nil, store.ErrNotFound
		}
		list := []InquiryReading{}
		for _, q := range found {
			r, err := inquiryReading(tx, q)
			if isMissing(err) && !inside {
				continue // of a bid that is another's, and so not there
			}
			if err != nil {
				return nil, err
			}
			if inside || r.Supplier.ID == tx.Actor.OrganisationID {
				list = append(list, r)
			}
		}
		return list, nil
	})
}

func inquiryReading(tx *store.Tx, q Inquiry) (r InquiryReading, err error) {
	r = InquiryReading{Inquiry: q}
	if err := json.Unmarshal([]byte(q.Signs), &r.Signs); err != nil {
		return r, fmt.Errorf("read the signs of inquiry %s: %w", q.ID, err)
	}
	b, err := bid.Get(tx, q.BidID)
	if err != nil {
		return r, err
	}
	if r.Supplier, err = identity.Get(tx, b.SupplierID); err != nil {
		return r, err
	}
	if r.Answer, err = answerTo(tx, q.ID); err != nil {
		return r, err
	}
	r.Verdict, err = verdictOn(tx, q.ID)
	return r, err
}

// NewPriceAnswer is what a supplier sends to explain its price.
type NewPriceAnswer struct {
	Words string `json:"words" validate:"required,max=20000,text"`
}

// ExplainPrice is the supplier's answer, once and in time.
func (s *Service) ExplainPrice(ctx context.Context, tenderID, id string, in NewPriceAnswer) (InquiryReading, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (InquiryReading, error) {
		if err := checkReasonAt(in, "/words", in.Words); err != nil {
			return InquiryReading{}, err
		}
		t, r, err := inquired(tx, tenderID, id)
		if err != nil {
			return InquiryReading{}, err
		}
		closed, err := isClosed(tx, r.Inquiry.LotID)
		if err != nil {
			return InquiryReading{}, err
		}
		now := t.Moment(tx)
		switch {
		case r.Supplier.ID != tx.Actor.OrganisationID:
			return InquiryReading{}, store.ErrNotFound
		case closed:
			return InquiryReading{}, ErrClosed.Because("the lot has been awarded")
		case r.Verdict != nil:
			return InquiryReading{}, ErrJudged
		case r.Answer != nil:
			return InquiryReading{}, ErrAnswered
		case !now.Before(r.Inquiry.AnswerBy):
			return InquiryReading{}, ErrAnswerLate.Because("it ended at %s", r.Inquiry.AnswerBy.Format(time.RFC3339))
		}
		r.Answer = &PriceAnswer{InquiryID: r.Inquiry.ID, Words: in.Words, AnsweredAt: now, AnsweredBy: tx.Actor.ID()}
		tx.Record(store.Event{Verb: "bid.price_explained", Subject: r.Inquiry.ID, TenderID: t.ID, Detail: map[string]any{"bid": r.Inquiry.BidID}})
		return r, tx.Insert(r.Answer)
	})
}

// NewPriceVerdict is what an officer sends who decides about a price.
type NewPriceVerdict struct {
	Outcome string `json:"outcome" validate:"required,oneof=accepted disregarded" enums:"accepted,disregarded"`
	Reason  string `json:"reason" validate:"required,max=10000,text" example:"The answer shows how the hours are staffed and paid, so the contract can be performed at this price."` // what was considered, and why it shows, or does not show, that the contract can be performed at the price
}

// JudgePrice decides about a price that was asked about, in person: it is
// accepted, or the bid is disregarded as abnormally low. The latter only after an
// answer, or after the time for one has passed (Procurement Act 2023, section
// 19(4) and (5)).
func (s *Service) JudgePrice(ctx context.Context, tenderID, id string, in NewPriceVerdict) (InquiryReading, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (InquiryReading, error) {
		if err := identity.InPerson(tx.Actor); err != nil {
			return InquiryReading{}, err
		}
		if err := checkReasonAt(in, "/reason", in.Reason); err != nil {
			return InquiryReading{}, err
		}
		t, r, err := inquired(tx, tenderID, id)
		if err != nil {
			return InquiryReading{}, err
		}
		_, b, err := competing(tx, t.ID, r.Inquiry.BidID)
		if err != nil {
			return InquiryReading{}, err
		}
		now := t.Moment(tx)
		switch {
		case r.Verdict != nil:
			return InquiryReading{}, ErrJudged
		case in.Outcome == string(bid.Disregarded) && r.Answer == nil && now.Before(r.Inquiry.AnswerBy):
			return InquiryReading{}, ErrWaiting.Because("until %s", r.Inquiry.AnswerBy.Format(time.RFC3339))
		}
		r.Verdict = &PriceVerdict{InquiryID: r.Inquiry.ID, Outcome: in.Outcome, Reason: in.Reason, Answered: r.Answer != nil, DecidedAt: now, DecidedBy: tx.Actor.ID()}
		tx.Record(store.Event{Verb: "bid.price_" + in.Outcome, Subject: r.Inquiry.ID, TenderID: t.ID, Detail: map[string]any{"bid": b.ID, "answered": r.Verdict.Answered}})
		if err := tx.Insert(r.Verdict); err != nil {
			return InquiryReading{}, err
		}
		if in.Outcome == string(bid.Disregarded) {
			_, err = settle(tx, t, b, NewExclusion{Bid: b.ID, Status: bid.Disregarded, Ground: AbnormallyLow, Reason: in.Reason})
		}
		return r, err
	})
}

// inquired finds an inquiry and holds its tender.
func inquired(tx *store.Tx, tenderID, id string) (t tender.Tender, r InquiryReading, err error) {
	if t, err = tender.Hold(tx, tenderID); err != nil {
		return t, r, err
	}
	q, err := getInquiry(tx, t.ID, id)
	if err != nil {
		return t, r, err
	}
	r, err = inquiryReading(tx, q)
	return t, r, err
}

// checkReasonAt checks an input by its tags and one of its texts for words.
func checkReasonAt(in any, pointer, text string) error {
	var wrong fault.Fields
	if err := fault.Check(in); !wrong.Merge(err) {
		return err
	}
	if text != "" && strings.TrimSpace(text) == "" {
		wrong.Add(pointer, "required", "must say it in words")
	}
	return wrong.Err()
}
