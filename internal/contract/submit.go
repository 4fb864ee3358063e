package contract

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/catalogue"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
	"github.com/assay-engine/assay/pkg/decimal"
)

// NewReturn is what a supplier reports for one obligation and period.
type NewReturn struct {
	Obligation  string            `json:"obligation" validate:"required,uuid" format:"uuid"`
	Period      string            `json:"period" validate:"required,max=10" example:"2027-Q1"`                                               // as the obligation names it
	Quantity    *decimal.Quantity `json:"quantity,omitempty" swaggertype:"number" minimum:"0" example:"10" extensions:"x-nullable"`          // what was delivered, in the measure's unit; 0 is a report, leaving it out is none; not for a proportion
	Numerator   *decimal.Quantity `json:"numerator,omitempty" swaggertype:"number" minimum:"0" extensions:"x-nullable"`                      // of a proportion (ratio of sums) only
	Denominator *decimal.Quantity `json:"denominator,omitempty" swaggertype:"number" minimum:"0" extensions:"x-nullable"`                    // of a proportion (ratio of sums) only
	Note        string            `json:"note,omitempty" validate:"max=20000,text" example:"Ten volunteers joined the Friends of the park."` // the supplier's words
	Evidence    []Evidence        `json:"evidence,omitempty" validate:"max=50,dive"`
}

// Reported is a return with everything that happened to it, and where it
// belongs.
type Reported struct {
	Return

	Contract   Contract
	Obligation Obligation
	Period     Period
	Steps      []Step
}

// Submit takes a supplier's return for a period of its own contract, not
// before the period has begun. A second return for the same period corrects
// the first and submits it again; what is verified or rejected stays so.
// A version other than 0 is the one that the supplier means to correct.
func (s *Service) Submit(ctx context.Context, contractID string, version int, in NewReturn) (Reported, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Reported, error) {
		c, err := supplied(tx, contractID)
		if err != nil {
			return Reported{}, err
		}
		if err := in.check(); err != nil {
			return Reported{}, err
		}
		o, p, err := find(tx, c, in)
		if err != nil {
			return Reported{}, err
		}
		t, err := tender.Get(tx, c.TenderID)
		if err != nil {
			return Reported{}, err
		}
		at := t.Moment(tx)
		r, err := claimable(tx, c, p, at, version)
		if err != nil {
			return Reported{}, err
		}
		return Reported{Return: r, Contract: c, Obligation: o, Period: p}.claim(tx, at, in)
	})
}

// supplied is a contract that the actor's organisation delivers.
func supplied(tx *store.Tx, id string) (Contract, error) {
	c, err := see(tx, id)
	if err == nil && (c.SupplierID != tx.Actor.OrganisationID || !tx.Actor.Is(actor.Supplier)) {
		return c, ErrNotSupplier
	}
	return c, err
}

// find looks up what the return is for, and holds the report to the measure's
// own rule. The period is locked.
func find(tx *store.Tx, c Contract, in NewReturn) (o Obligation, p Period, err error) {
	if o, err = getObligation(tx, c.ID, in.Obligation); err != nil {
		return o, p, unknown(err, ErrObligation.On("/obligation", "must be an obligation of this contract"))
	}
	if err = in.fits(o); err != nil {
		return o, p, err
	}
	if p, err = holdPeriod(tx, o.ID, in.Period); err != nil {
		return o, p, unknown(err, ErrPeriod.On("/period", "must be one of this obligation's periods: %s", labels(tx, o)))
	}
	return o, p, nil
}

func labels(tx *store.Tx, o Obligation) string {
	by, err := periodsOf(tx, o.ContractID)
	if err != nil {
		return "see the obligation"
	}
	var names []string
	for _, p := range by[o.ID] {
		names = append(names, p.Label)
	}
	return strings.Join(names, ", ")
}

// claimable is the return of a period, if a claim may be made for it now.
func claimable(tx *store.Tx, c Contract, p Period, at time.Time, version int) (Return, error) {
	if today(at) < p.StartsOn {
		return Return{}, ErrNotStarted.Because("it begins on %s", p.StartsOn)
	}
	r, err := holdReturnOf(tx, p.ID)
	if err != nil {
		return r, err
	}
	if version != 0 && version != r.Version {
		return r, store.ErrStale
	}
	if r.Status == Due {
		r = Return{ID: tx.NewID(), ContractID: c.ID, ObligationID: p.ObligationID, PeriodID: p.ID, Status: Due, CreatedAt: at}
	}
	return r, Lifecycle.Move(&r.Status, Submitted)
}

// claim keeps the report as the return's next step.
func (r Reported) claim(tx *store.Tx, at time.Time, in NewReturn) (Reported, error) {
	r.Current++
	step := r.next(tx, at, Submitted)
	step.Figure, step.Words, step.Evidence = Figure{in.Quantity, in.Numerator, in.Denominator}, in.Note, in.Evidence
	verb := "return.submitted"
	if r.Current > 1 {
		verb = "return.corrected"
	}
	r.record(tx, verb, map[string]any{"claim": r.Current})
	if err := keep(tx, &r.Return, step); err != nil {
		return r, err
	}
	return r.whole(tx)
}

// next prepares the return's next step, at a moment of the contract.
func (r *Reported) next(tx *store.Tx, at time.Time, kind Status) Step {
	r.Version++
	return Step{
		ReturnID: r.ID, Number: r.Version, Kind: kind, Claim: r.Current, At: at,
		KeyID: optional(tx.Actor.KeyID), OrganisationID: tx.Actor.OrganisationID,
	}
}

// record tells the log what was done to a return, in numbers that are no
// secret between the two sides of the contract.
func (r *Reported) record(tx *store.Tx, verb string, more map[string]any) {
	detail := map[string]any{"contract": r.ContractID, "obligation": r.ObligationID, "measure": r.Obligation.Code(), "period": r.Period.Label}
	for name, value := range more {
		detail[name] = value
	}
	tx.Record(store.Event{Verb: verb, Subject: r.ID, TenderID: r.Contract.TenderID, Detail: detail})
}

// whole reads the steps of a return.
func (r Reported) whole(tx *store.Tx) (Reported, error) {
	by, err := stepsOfReturns(tx, []string{r.ID})
	r.Steps = by[r.ID]
	return r, err
}

var fingerprint = regexp.MustCompile(`^sha256:[0-9a-f]{64}$`)

// check names every wrong field that can be told without the contract.
func (in NewReturn) check() error {
	var wrong fault.Fields
	if err := fault.Check(in); !wrong.Merge(err) {
		return err
	}
	for i, e := range in.Evidence {
		if e.SHA256 != "" && !fingerprint.MatchString(e.SHA256) {
			wrong.Add(fmt.Sprintf("/evidence/%d/sha256", i), "wrong-form", "must be sha256: and 64 hexadecimal digits in lower case")
		}
	}
	return wrong.Err()
}

// fits holds the figures to the measure's own rule: a proportion comes as its
// two parts, everything else as one quantity.
func (in NewReturn) fits(o Obligation) error {
	var wrong fault.Fields
	if o.Aggregation != catalogue.RatioOfSums {
		need(&wrong, "/quantity", in.Quantity, "is required: say 0 where nothing was delivered")
		refuse(&wrong, "/numerator", in.Numerator, "is for proportions only: this measure is one quantity")
		refuse(&wrong, "/denominator", in.Denominator, "is for proportions only: this measure is one quantity")
		return wrong.Err()
	}
	refuse(&wrong, "/quantity", in.Quantity, "is not for proportions: it follows from numerator and denominator")
	need(&wrong, "/numerator", in.Numerator, "is required: proportions are kept as two numbers and never averaged")
	need(&wrong, "/denominator", in.Denominator, "is required: proportions are kept as two numbers and never averaged")
	if wrong.Empty() && *in.Denominator == 0 && *in.Numerator > 0 {
		wrong.Add("/denominator", "zero", "must be more than 0 where the numerator is")
	}
	if wrong.Empty() && isPercentage(o) && *in.Numerator > *in.Denominator {
		wrong.Add("/numerator", "more-than-all", "must not be more than the denominator: no more than 100 %")
	}
	return wrong.Err()
}

func need(wrong *fault.Fields, pointer string, q *decimal.Quantity, words string) {
	if q == nil {
		wrong.Add(pointer, "required", words)
	}
}

func refuse(wrong *fault.Fields, pointer string, q *decimal.Quantity, words string) {
	if q != nil {
		wrong.Add(pointer, "not-for-this-measure", words)
	}
}
