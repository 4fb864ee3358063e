package contract

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"math/big"
	"time"

	"github.com/assay-engine/assay/internal/catalogue"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/pkg/decimal"
)

// The faults of confirmations.
var (
	ErrLink        = fault.New(fault.NotFound, "no-such-link", "This link is not known here, was used before, or has run out")
	ErrUnconfirmed = fault.New(fault.Conflict, "nothing-to-confirm", "Only a claim that stands can be confirmed")
	ErrAnswered    = fault.New(fault.Conflict, "confirmation-answered", "This was answered, or withdrawn, before")
	ErrOwnDelivery = fault.New(fault.Forbidden, "own-delivery", "A supplier does not confirm its own delivery")
	ErrUncountable = fault.New(fault.Conflict, "not-confirmable", "A proportion is not received by anybody: confirm a quantity")
)

// LinkDays is how long a link for confirming works.
const LinkDays = 60

// Said is what a beneficiary says about a delivery.
type Said string

// What may be said.
const (
	SaidNothing     Said = "waiting"
	SaidReceived    Said = "received"
	SaidPartly      Said = "partly"
	SaidNotReceived Said = "not_received"
	SaidWithdrawn   Said = "withdrawn" // the question was taken back
)

// Confirmation asks somebody other than the supplier whether a part of a claim
// was received, and holds the answer. It is answered once.
type Confirmation struct {
	ID          string
	ReturnID    string
	Claim       int // the claim that it is about: a correction makes it void
	Beneficiary string
	Quantity    decimal.Quantity // how much they are said to have received
	TokenHash   string
	AskedAt     time.Time
	AskedBy     *string
	ExpiresAt   time.Time
	Answer      Said
	Confirmed   *decimal.Quantity // how much of it they say they received
	Words       string
	AnsweredAt  *time.Time // by the contract's clock
	Version     int
}

// NewConfirmation asks a beneficiary. The authority's contract manager asks,
// never the supplier: whoever has the link can answer.
type NewConfirmation struct {
	Beneficiary string            `json:"beneficiary" validate:"required,max=200,text" example:"Friends of Halewood Park"`
	Quantity    *decimal.Quantity `json:"quantity" validate:"required" swaggertype:"number" minimum:"0.001" example:"12"` // how much of the claim they are said to have received, in the measure's unit
	Email       string            `json:"email,omitempty" validate:"omitempty,email,max=254"`                             // where to send the link; left out: nowhere
}

// Asked is a question with the token of its link, shown once.
type Asked struct {
	Confirmation

	Token string
}

// Ask makes a one-use link with which a beneficiary says whether it received a
// part of the claim that stands. All questions about a claim are together about
// no more than it.
func (s *Service) Ask(ctx context.Context, returnID string, in NewConfirmation) (Asked, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Asked, error) {
		r, at, err := managed(tx, returnID)
		if err != nil {
			return Asked{}, err
		}
		if err := in.check(r); err != nil {
			return Asked{}, err
		}
		secret := s.NewSecret()
		a := Asked{Token: base64.RawURLEncoding.EncodeToString(secret), Confirmation: Confirmation{
			ID: tx.NewID(), ReturnID: r.ID, Claim: r.Current, Beneficiary: in.Beneficiary, Quantity: *in.Quantity, AskedAt: at, AskedBy: optional(tx.Actor.KeyID),
			ExpiresAt: tx.Now.AddDate(0, 0, LinkDays), Answer: SaidNothing, Version: 1,
		}}
		a.TokenHash = hashOf(a.Token)
		r.record(tx, "confirmation.asked", map[string]any{"claim": r.Current, "confirmation": a.ID, "quantity": a.Quantity})
		if err := tx.Insert(&a.Confirmation); err != nil {
			return Asked{}, err
		}
		return a, s.invite(tx, r, a, in.Email)
	})
}

func hashOf(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

func (in NewConfirmation) check(r Reported) error {
	var wrong fault.Fields
	if err := fault.Check(in); !wrong.Merge(err) {
		return err
	}
	claimed, stands := r.Standing().Delivered()
	switch {
	case !stands:
		return ErrUnconfirmed
	case r.Obligation.Aggregation == catalogue.RatioOfSums:
		return ErrUncountable
	case in.Quantity == nil:
		return wrong.Err()
	}
	left := *claimed.Quantity - r.asked()
	if *in.Quantity == 0 {
		wrong.Add("/quantity", "too-small", "must be more than 0")
	}
	if *in.Quantity > left {
		wrong.Add("/quantity", "more-than-claimed", fmt.Sprintf("must be at most what is claimed and nobody was asked about, %s", left))
	}
	return wrong.Err()
}

// asked is how much of the claim that stands somebody was asked about.
func (r Reported) asked() (sum decimal.Quantity) {
	for _, c := range r.Confirmations {
		if c.Claim == r.Current && c.Answer != SaidWithdrawn {
			sum += c.Quantity
		}
	}
	return sum
}

// WithdrawQuestion takes a question back, before it is answered: its link opens
// nothing any more.
func (s *Service) WithdrawQuestion(ctx context.Context, id string, version int) (Confirmation, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Confirmation, error) {
		c, err := findConfirmation(tx, id)
		if err != nil {
			return c, err
		}
		r, at, err := managed(tx, c.ReturnID)
		if err != nil {
			return c, err
		}
		if c.Answer != SaidNothing {
			return c, ErrAnswered
		}
		r.record(tx, "confirmation.withdrawn", map[string]any{"confirmation": c.ID})
		c.Answer, c.AnsweredAt, c.Version = SaidWithdrawn, &at, version+1
		return c, tx.Change(&Confirmation{}, c.ID, version, map[string]any{"answer": c.Answer, "answered_at": at})
	})
}

// Link is the token of a link. It comes in the body, never in an address: what
// is in addresses is in logs.
type Link struct {
	Token string `json:"token" validate:"required,max=100"`
}

// Question is what whoever holds a link is asked.
type Question struct {
	Confirmation

	Authority, Supplier string // their names
	Obligation          Obligation
	Period              Period
}

// Question shows what a link asks. It says no more than the question needs.
func (s *Service) Question(ctx context.Context, in Link) (Question, error) {
	if err := fault.Check(in); err != nil {
		return Question{}, err
	}
	return store.Read(ctx, s.DB, func(tx *store.Tx) (Question, error) {
		q, _, err := openQuestion(tx, in.Token, false)
		return q, err
	})
}

// Answer is what a beneficiary says.
type Answer struct {
	Token    string            `json:"token" validate:"required,max=100"`
	Answer   Said              `json:"answer" validate:"required,oneof=received partly not_received" enums:"received,partly,not_received"`
	Quantity *decimal.Quantity `json:"quantity,omitempty" swaggertype:"number" minimum:"0" extensions:"x-nullable"` // of partly: how much was received
	Words    string            `json:"words,omitempty" validate:"max=5000,text"`
}

// Answer takes what a beneficiary says, once. It needs no account; the supplier
// cannot give it for itself.
func (s *Service) Answer(ctx context.Context, in Answer) (Question, error) {
	if err := fault.Check(in); err != nil {
		return Question{}, err
	}
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Question, error) {
		q, r, err := openQuestion(tx, in.Token, true)
		if err != nil {
			return q, err
		}
		if tx.Actor.OrganisationID == r.Contract.SupplierID {
			return q, ErrOwnDelivery
		}
		received, err := in.received(q.Quantity)
		if err != nil {
			return q, err
		}
		at, err := momentOf(tx, r.Contract)
		if err != nil {
			return q, err
		}
		r.record(tx, "delivery.confirmed", map[string]any{"confirmation": q.ID, "claim": q.Claim, "answer": in.Answer, "quantity": received})
		q.Answer, q.Confirmed, q.Words, q.AnsweredAt = in.Answer, &received, in.Words, &at
		return q, tx.Change(&Confirmation{}, q.ID, q.Version, map[string]any{"answer": q.Answer, "confirmed": received, "words": in.Words, "answered_at": at})
	})
}

// received is how much of what was asked about an answer confirms.
func (in Answer) received(asked decimal.Quantity) (decimal.Quantity, error) {
	var wrong fault.Fields
	switch {
	case in.Answer != SaidPartly && in.Quantity != nil:
		wrong.Add("/quantity", "not-with-this-answer", "is for partly only")
	case in.Answer == SaidReceived:
		return asked, nil
	case in.Answer == SaidNotReceived:
		return 0, nil
	case in.Quantity == nil:
		wrong.Add("/quantity", "required", "is required: say how much was received")
	case *in.Quantity == 0 || *in.Quantity >= asked:
		wrong.Add("/quantity", "not-a-part", "must be more than 0 and less than "+asked.String())
	default:
		return *in.Quantity, nil
	}
	return 0, wrong.Err()
}

// openQuestion finds what a link asks, if it can still be answered.
func openQuestion(tx *store.Tx, token string, lock bool) (q Question, r Reported, err error) {
	if q.Confirmation, err = confirmationBy(tx, hashOf(token), lock); err != nil {
		return q, r, unknown(err, ErrLink)
	}
	if q.Answer != SaidNothing || !tx.Now.Before(q.ExpiresAt) {
		return q, r, ErrLink
	}
	if r.Return, r.Contract, err = anyReturn(tx, q.ReturnID); err != nil {
		return q, r, err
	}
	if r.Current != q.Claim || r.Status == Rejected {
		return q, r, ErrLink
	}
	if r, err = r.placed(tx); err != nil {
		return q, r, err
	}
	sides, err := r.Contract.reading(tx)
	q.Authority, q.Supplier, q.Obligation, q.Period = sides.Authority.Name, sides.Supplier.Name, r.Obligation, r.Period
	return q, r, err
}

// Confirmed is how much of a claim somebody other than the supplier was asked
// about, and says was received.
type Confirmed struct {
	Asked    decimal.Quantity
	Answered decimal.Quantity // of what was asked, how much has an answer
	Quantity decimal.Quantity // of what has an answer, how much was received
}

// confirmedAt adds up the answers about one claim until a moment; the zero
// moment takes all.
func confirmedAt(list []Confirmation, claim int, at time.Time) (sum Confirmed) {
	for _, c := range list {
		told := c.AnsweredAt != nil && !isAfter(*c.AnsweredAt, at)
		if c.Claim != claim || isAfter(c.AskedAt, at) || told && c.Answer == SaidWithdrawn {
			continue
		}
		sum.Asked += c.Quantity
		if told {
			sum.Answered += c.Quantity
			sum.Quantity += *c.Confirmed
		}
	}
	return sum
}

// Confirmed is what is confirmed of the claim that stands.
func (r Reported) Confirmed() Confirmed {
	return confirmedAt(r.Confirmations, r.Current, time.Time{})
}

// ConfirmedPercent is what is confirmed in per cent of the claim that stands;
// nil where nothing is claimed, or nobody has answered: silence is not a nought.
func (r Reported) ConfirmedPercent() *big.Rat {
	claimed, stands := r.Standing().Delivered()
	sum := r.Confirmed()
	if !stands || claimed.Quantity == nil || *claimed.Quantity == 0 || sum.Answered == 0 {
		return nil
	}
	share := big.NewRat(int64(sum.Quantity), int64(*claimed.Quantity))
	return share.Mul(share, big.NewRat(100, 1))
}

// addConfirmed puts what somebody other than the supplier confirms beside the
// figures of each obligation. Of a stock the newest period that was asked about
// stands; everything else is added.
func (p *Progress) addConfirmed(tx *store.Tx, f files) error {
	asked, err := confirmationsOfContract(tx, p.Contract.ID)
	if err != nil || len(asked) == 0 {
		return err
	}
	for i := range p.Obligations {
		l := &p.Obligations[i]
		for _, period := range l.Periods {
			id := f.returns[period.ID]
			sum := confirmedAt(asked[id], claimAt(f.steps[id], p.At), p.At)
			if _, stands := period.Standing.Delivered(); !stands || sum.Asked == 0 {
				continue
			}
			if l.Confirmed == nil || l.Aggregation == catalogue.Latest {
				l.Confirmed = &Confirmed{}
			}
			l.Confirmed.Asked += sum.Asked
			l.Confirmed.Answered += sum.Answered
			l.Confirmed.Quantity += sum.Quantity
		}
	}
	return nil
}

// claimAt is the number of the claim that stood at a moment.
func claimAt(steps []Step, at time.Time) (claim int) {
	for _, s := range steps {
		if !isAfter(s.At, at) {
			claim = s.Claim
		}
	}
	return claim
}

// ConfirmedPercent is what is confirmed in per cent of what is delivered; nil
// where nobody has answered, or nothing was delivered.
func (l Line) ConfirmedPercent() *big.Rat {
	if l.Confirmed == nil || l.Confirmed.Answered == 0 || l.Delivered == nil || l.Delivered.Exact.Sign() == 0 {
		return nil
	}
	share := new(big.Rat).Quo(l.Confirmed.Quantity.Rat(), l.Delivered.Exact)
	return share.Mul(share, big.NewRat(100, 1))
}
