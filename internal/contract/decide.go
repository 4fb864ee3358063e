package contract

import (
	"context"
	"time"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/catalogue"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/pkg/decimal"
)

// Verification is how much of a return a contract manager accepts.
type Verification struct {
	Quantity  *decimal.Quantity `json:"quantity,omitempty" swaggertype:"number" minimum:"0" example:"35" extensions:"x-nullable"` // at most what is claimed; not for a proportion
	Numerator *decimal.Quantity `json:"numerator,omitempty" swaggertype:"number" minimum:"0" extensions:"x-nullable"`             // of a proportion only: at most what is claimed; the denominator stands as claimed
	Asked     *decimal.Quantity `json:"asked,omitempty" swaggertype:"number" minimum:"0" example:"5" extensions:"x-nullable"`     // how much of the rest is still asked about: the return is then queried, and what is accepted counts already
	Reason    string            `json:"reason,omitempty" validate:"max=20000,text" example:"Five of the forty were counted in the quarter before."`
}

// ErrAcceptedInPart is the fault of refusing what is accepted in part.
var ErrAcceptedInPart = fault.New(fault.Conflict, "accepted-in-part", "A part of this return is accepted, and stays so: verify what is accepted in the end")

// Reason is why a contract manager asks about a return or refuses it.
type Reason struct {
	Reason string `json:"reason" validate:"required,max=20000,text" example:"Please name the groups that the volunteers joined."`
}

// Verify accepts a return, whole or in part. It cannot accept more than is
// claimed, and says why where it accepts less.
func (s *Service) Verify(ctx context.Context, id string, version int, in Verification) (Reported, error) {
	to := Verified
	if in.Asked != nil && *in.Asked > 0 {
		to = Queried
	}
	return s.decide(ctx, id, version, to, in.step)
}

// Query asks the supplier about a return, which may answer with a correction.
func (s *Service) Query(ctx context.Context, id string, version int, in Reason) (Reported, error) {
	return s.decide(ctx, id, version, Queried, in.step)
}

// Reject refuses a return: nothing of it counts.
func (s *Service) Reject(ctx context.Context, id string, version int, in Reason) (Reported, error) {
	return s.decide(ctx, id, version, Rejected, func(r Reported) (Step, error) {
		if _, inPart := r.Standing().Accepted(); inPart && r.Status != Verified {
			return Step{}, ErrAcceptedInPart
		}
		return in.step(r)
	})
}

// decide moves a return on by the word of the authority's contract manager.
// The caller names the version it looked at, so that nobody decides about a
// claim that was corrected meanwhile.
func (s *Service) decide(ctx context.Context, id string, version int, to Status, judge func(Reported) (Step, error)) (Reported, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Reported, error) {
		r, at, err := managed(tx, id)
		if err != nil {
			return r, err
		}
		if version != r.Version {
			return r, store.ErrStale
		}
		verdict, err := judge(r)
		if err != nil {
			return r, err
		}
		if err := r.move(to, verdict); err != nil {
			return r, err
		}
		step := r.next(tx, at, to)
		step.Figure, step.Asked, step.Words = verdict.Figure, verdict.Asked, verdict.Words
		r.record(tx, "return."+string(to), map[string]any{"claim": r.Current})
		if err := keep(tx, &r.Return, step); err != nil {
			return r, err
		}
		if to == Rejected { // what is refused may be claimed again, here or elsewhere
			if err := moveUnits(tx, r.Return, r.Current, nil); err != nil {
				return r, err
			}
		}
		if err := refigure(tx, r.ContractID, r.ObligationID); err != nil {
			return r, err
		}
		if r, err = r.whole(tx); err != nil {
			return r, err
		}
		if err := s.tell(tx, r, r.Contract.SupplierID, "return."+string(to)); err != nil {
			return r, err
		}
		return r, r.warn(tx)
	})
}

// move moves a return on. A question may be asked again where it accepts a part
// that was not accepted before.
func (r *Reported) move(to Status, verdict Step) error {
	if r.Status == Queried && to == Queried && verdict.Figure != (Figure{}) {
		return nil
	}
	return Lifecycle.Move(&r.Status, to)
}

// managed is a return that the actor may decide about, locked, and the moment
// of its contract. The supplier never decides, whatever its roles.
func managed(tx *store.Tx, id string) (r Reported, at time.Time, err error) {
	if r.Return, r.Contract, err = seeReturn(tx, tx.ForUpdate(), id); err != nil {
		return r, at, err
	}
	switch {
	case r.Contract.SupplierID == tx.Actor.OrganisationID:
		return r, at, ErrOwnReturn
	case r.Contract.OwnerID != tx.Actor.OrganisationID || !tx.Actor.Is(actor.ContractManager):
		return r, at, ErrNotManager
	}
	if err = tx.Refresh(); err != nil {
		return r, at, err
	}
	if at, err = momentOf(tx, r.Contract); err != nil {
		return r, at, err
	}
	r, err = r.placed(tx)
	return r, at, err
}

// placed reads where a return belongs, and its steps.
func (r Reported) placed(tx *store.Tx) (_ Reported, err error) {
	if r.Obligation, err = getObligation(tx, r.ContractID, r.ObligationID); err != nil {
		return r, err
	}
	if r.Period, err = getPeriod(tx, r.PeriodID); err != nil {
		return r, err
	}
	return r.whole(tx)
}

func (in Reason) step(Reported) (Step, error) { return Step{Words: in.Reason}, fault.Check(in) }

// step is what is accepted of the claim that stands.
func (in Verification) step(r Reported) (Step, error) {
	var wrong fault.Fields
	if err := fault.Check(in); !wrong.Merge(err) {
		return Step{}, err
	}
	claimed, less := r.Standing().Claimed, false
	verdict := Figure{Quantity: in.Quantity}
	if r.Obligation.Aggregation == catalogue.RatioOfSums {
		refuse(&wrong, "/quantity", in.Quantity, "is not for proportions: accept a numerator")
		less = atMost(&wrong, "/numerator", in.Numerator, claimed.Numerator, r.Obligation.Direction)
		verdict = Figure{Numerator: in.Numerator, Denominator: claimed.Denominator}
	} else {
		refuse(&wrong, "/numerator", in.Numerator, "is for proportions only: this measure is one quantity")
		less = atMost(&wrong, "/quantity", in.Quantity, claimed.Quantity, r.Obligation.Direction)
	}
	in.asks(&wrong, r)
	if less && in.Reason == "" {
		wrong.Add("/reason", "required", "is required: what is accepted differs from what is claimed")
	}
	if wrong.Empty() {
		err := keepsAccepted(r.Obligation, r.Standing(), verdict)
		return Step{Figure: verdict, Asked: amount(in.Asked), Words: in.Reason}, err
	}
	return Step{}, wrong.Err()
}

// asks holds a partial verdict to the claim: what is accepted and what is asked
// about are no more than is claimed. Where less is better there are no parts.
func (in Verification) asks(wrong *fault.Fields, r Reported) {
	if in.Asked == nil || *in.Asked == 0 {
		return
	}
	accepted, claimed := in.Quantity, r.Standing().Claimed.Quantity
	if r.Obligation.Aggregation == catalogue.RatioOfSums {
		accepted, claimed = in.Numerator, r.Standing().Claimed.Numerator
	}
	switch {
	case r.Obligation.Direction == catalogue.Lower:
		wrong.Add("/asked", "not-for-this-measure", "is for measures of which more is better: here a figure is accepted as a whole, or queried")
	case accepted != nil && claimed != nil && *accepted+*in.Asked > *claimed:
		wrong.Add("/asked", "more-than-claimed", "must be at most what is claimed and not accepted")
	}
}

// keepsAccepted refuses to take back what was accepted in part: neither a
// correction nor a verdict may fall below it.
func keepsAccepted(o Obligation, before Standing, after Figure) error {
	accepted, inPart := before.Accepted()
	if !inPart {
		return nil
	}
	pointer, had, has := "/quantity", accepted.Quantity, after.Quantity
	if o.Aggregation == catalogue.RatioOfSums {
		pointer, had, has = "/numerator", accepted.Numerator, after.Numerator
	}
	if has != nil && had != nil && *has < *had {
		return fault.ErrInput.With(fault.Field{Pointer: pointer, Code: "less-than-accepted", Detail: "must be at least what is accepted already, " + had.String()})
	}
	return nil
}

// atMost refuses a verdict that is better for the supplier than its own claim,
// and reports whether it differs from it. Where less is better, more is worse.
func atMost(wrong *fault.Fields, pointer string, verdict, claimed *decimal.Quantity, better catalogue.Direction) (differs bool) {
	need(wrong, pointer, verdict, "is required: say how much of the claim is accepted")
	if verdict == nil || claimed == nil || *verdict == *claimed {
		return false
	}
	switch {
	case better == catalogue.Higher && *verdict > *claimed:
		wrong.Add(pointer, "more-than-claimed", "must be at most what is claimed, "+claimed.String())
	case better == catalogue.Lower && *verdict < *claimed:
		wrong.Add(pointer, "better-than-claimed", "must be at least what is claimed, "+claimed.String()+": less is better here")
	}
	return true
}
