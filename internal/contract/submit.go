package contract

import (
	"context"
	"strings"
	"time"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/pkg/decimal"
)

// NewReturn is what a supplier reports for one obligation and period.
type NewReturn struct {
	Obligation  string            `json:"obligation" validate:"required,uuid" format:"uuid"`
	Period      string            `json:"period" validate:"required,max=40" example:"2027-Q1"`                                               // as the obligation names it
	Quantity    *decimal.Quantity `json:"quantity,omitempty" swaggertype:"number" minimum:"0" example:"10" extensions:"x-nullable"`          // what was delivered, in the measure's unit; 0 is a report, leaving it out is none; not for a proportion
	Numerator   *decimal.Quantity `json:"numerator,omitempty" swaggertype:"number" minimum:"0" extensions:"x-nullable"`                      // of a proportion (ratio of sums) only
	Denominator *decimal.Quantity `json:"denominator,omitempty" swaggertype:"number" minimum:"0" extensions:"x-nullable"`                    // of a proportion (ratio of sums) only
	Level       *decimal.Number   `json:"level,omitempty" swaggertype:"number" extensions:"x-nullable"`                                      // in place of the quantity, of a reduction promised from a baseline: the level now; its fall is the quantity, and a rise is 0
	Note        string            `json:"note,omitempty" validate:"max=20000,text" example:"Ten volunteers joined the Friends of the park."` // the supplier's words
	Evidence    []Evidence        `json:"evidence,omitempty" validate:"max=50,dive"`
	People      []string          `json:"people,omitempty" validate:"max=10000"`         // of a distinct sum: a reference for every person, made with the contract's salt; never a name or a number of a person
	Units       []NewUnit         `json:"units,omitempty" validate:"max=5000,dive"`      // of a sum: each delivered unit by its reference; together they make the quantity
	DeliveredBy []NewShare        `json:"deliveredBy,omitempty" validate:"max=100,dive"` // subcontractors' shares of the whole claim, together at most 100 %
}

// Reported is a return with everything that happened to it, and where it
// belongs.
type Reported struct {
	Return

	Contract      Contract
	Obligation    Obligation
	Period        Period
	Steps         []Step
	Notes         []Note
	Confirmations []Confirmation
	Warnings      []Warning // what a reader should look at; of one return, not in lists
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
		r, err := s.submit(tx, c, version, in)
		if err != nil {
			return r, err
		}
		if err := s.tell(tx, r, c.OwnerID, "return.submitted"); err != nil {
			return r, err
		}
		return r, r.warn(tx)
	})
}

// submit takes one report within a unit of work.
func (s *Service) submit(tx *store.Tx, c Contract, version int, in NewReturn) (Reported, error) {
	if err := in.check(); err != nil {
		return Reported{}, err
	}
	o, p, err := find(tx, c, in.Obligation, in.Period)
	if err != nil {
		return Reported{}, err
	}
	if err := in.fits(o); err != nil {
		return Reported{}, err
	}
	at, err := momentOf(tx, c)
	if err != nil {
		return Reported{}, err
	}
	r, err := claimable(tx, c, p, at, version)
	if err != nil {
		return Reported{}, err
	}
	return Reported{Return: r, Contract: c, Obligation: o, Period: p}.claim(tx, s, at, in)
}

// supplied is a contract that the actor's organisation delivers, held as it is.
func supplied(tx *store.Tx, id string) (Contract, error) {
	if c, err := delivers(tx, id); err != nil {
		return c, err
	}
	return holdStill(tx, id)
}

// delivers is a contract that the actor's organisation delivers.
func delivers(tx *store.Tx, id string) (Contract, error) {
	c, err := see(tx, id)
	if err == nil && (c.SupplierID != tx.Actor.OrganisationID || !tx.Actor.Is(actor.Supplier)) {
		return c, ErrNotSupplier
	}
	return c, err
}

// find looks up the obligation and the period that a report or a decision is
// about. The period is locked.
func find(tx *store.Tx, c Contract, obligationID, label string) (o Obligation, p Period, err error) {
	if o, err = getObligation(tx, c.ID, obligationID); err != nil {
		return o, p, unknown(err, ErrObligation.On("/obligation", "must be an obligation of this contract"))
	}
	if p, err = holdPeriod(tx, o.ID, label); err != nil {
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
		marks, err := marksOf(tx, []string{p.ID})
		if list := marks[p.ID]; err != nil || len(list) > 0 && list[len(list)-1].Skipped {
			return r, unless(err, ErrSkipped)
		}
		r = Return{ID: tx.NewID(), ContractID: c.ID, ObligationID: p.ObligationID, PeriodID: p.ID, Status: Due, CreatedAt: at}
	}
	return r, Lifecycle.Move(&r.Status, Submitted)
}

func unless(err, refusal error) error {
	if err != nil {
		return err
	}
	return refusal
}

// claim keeps the report as the return's next step.
func (r Reported) claim(tx *store.Tx, s *Service, at time.Time, in NewReturn) (Reported, error) {
	before, err := r.whole(tx)
	if err != nil {
		return r, err
	}
	evidence, err := s.attached(tx, r.Contract, in.Evidence)
	if err != nil {
		return r, err
	}
	r.Current++
	step := r.next(tx, at, Submitted)
	step.Figure, step.Words, step.Evidence = in.figure(r.Obligation), in.Note, evidence
	if err := keepsAccepted(r.Obligation, before.Standing(), step.Figure); err != nil {
		return r, err
	}
	verb := "return.submitted"
	if r.Current > 1 {
		verb = "return.corrected"
	}
	r.record(tx, verb, map[string]any{"claim": r.Current})
	if err := keep(tx, &r.Return, step); err != nil {
		return r, err
	}
	if err := s.detail(tx, r, in); err != nil {
		return r, err
	}
	if err := refigure(tx, r.ContractID, r.ObligationID); err != nil {
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

// whole reads what happened to a return.
func (r Reported) whole(tx *store.Tx) (Reported, error) {
	by, err := stepsOfReturns(tx, []string{r.ID})
	if err != nil {
		return r, err
	}
	r.Steps = by[r.ID]
	notes, err := notesOf(tx, []string{r.ID})
	if err != nil {
		return r, err
	}
	r.Notes = notes[r.ID]
	asked, err := confirmationsOf(tx, []string{r.ID})
	r.Confirmations = asked[r.ID]
	return r, err
}
