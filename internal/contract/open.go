package contract

import (
	"context"
	"fmt"
	"time"

	"github.com/assay-engine/assay/internal/award"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
)

// NewContract is what an authority sends to open the contract of an award.
// What was promised is not in it: that comes from the bid.
type NewContract struct {
	Award    string `json:"award" validate:"required,uuid" format:"uuid"`                                             // an award of your organisation whose standstill is over
	Title    string `json:"title,omitempty" validate:"max=200,text" example:"Parks and green spaces 2027–29"`         // left out: the tender's
	StartsOn string `json:"startsOn" validate:"required" format:"date" example:"2027-01-01"`                          // the first day, in London
	EndsOn   string `json:"endsOn,omitempty" format:"date" example:"2029-12-31"`                                      // the last day; left out: the tender's term from the first day
	DueDays  *int   `json:"dueDays,omitempty" validate:"omitempty,min=0,max=90" example:"14" extensions:"x-nullable"` // days from the end of a period to the day its return is due; left out: 14

	VeryLateDays *int          `json:"veryLateDays,omitempty" validate:"omitempty,min=1,max=365" example:"28" extensions:"x-nullable"` // days after the due day from which a missing return is very late; left out: 28
	Calendar     Calendar      `json:"calendar,omitempty" validate:"omitempty,oneof=named contract" enums:"named,contract"`            // of the bid's own profiles: named (left out) keeps their months, quarters and years; contract moves them as far as the contract starts from the day that the tender named
	Schedules    []NewSchedule `json:"schedules,omitempty" validate:"max=500,dive"`                                                    // of promises without a profile; left out: one period, the whole term
}

// Open opens the contract of an award, once, after the standstill, and takes
// over every commitment of the winning bid as an obligation with its periods.
// Nothing is typed again: words, units and rules come from the catalogue
// version of the tender, figures from the version of the bid that won.
func (s *Service) Open(ctx context.Context, in NewContract) (Reading, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Reading, error) {
		if err := fault.Check(in); err != nil {
			return Reading{}, err
		}
		a, t, err := awarded(tx, in.Award)
		if err != nil {
			return Reading{}, err
		}
		c, whole, err := in.contract(tx, a, t)
		if err != nil {
			return Reading{}, err
		}
		moved, err := in.moved(t, whole)
		if err != nil {
			return Reading{}, err
		}
		list, err := takeOver(tx, &c, in, whole, moved)
		if err != nil {
			return Reading{}, err
		}
		if err := award.Move(tx, &a, award.Contracted); err != nil {
			return Reading{}, err
		}
		tx.Record(store.Event{Verb: "contract.opened", Subject: c.ID, TenderID: c.TenderID, Detail: map[string]any{
			"award": a.ID, "lot": c.LotID, "bid": c.BidID, "startsOn": c.StartsOn, "endsOn": c.EndsOn, "obligations": len(list),
		}})
		if err := insertContract(tx, c, list); err != nil {
			return Reading{}, err
		}
		if err := complete(tx, t); err != nil {
			return Reading{}, err
		}
		return c.reading(tx)
	})
}

// awarded finds an award of the actor's organisation that a contract may now
// be opened from. The tender is held, so that the award is read as it is.
func awarded(tx *store.Tx, id string) (a award.Award, t tender.Tender, err error) {
	if a, err = award.Get(tx, id); err != nil || a.OwnerID != tx.Actor.OrganisationID {
		return a, t, unknown(err, ErrAward.On("/award", "must be an award of your organisation"))
	}
	if t, err = tender.Hold(tx, a.TenderID); err != nil {
		return a, t, err
	}
	if a, err = award.Get(tx, id); err != nil {
		return a, t, err
	}
	switch {
	case a.Status == award.Contracted:
		return a, t, ErrOpened
	case t.Status == tender.Cancelled || t.Status == tender.Unsuccessful:
		return a, t, ErrEnded.Because("it is %s", t.Status)
	}
	return a, t, award.MayContract(tx, t, a)
}

// complete ends a tender whose last lot got its contract: nothing more will
// happen to it.
func complete(tx *store.Tx, t tender.Tender) error {
	awards, err := award.Of(tx, t.ID)
	if err != nil || t.Status != tender.Awarded {
		return err
	}
	for _, a := range awards {
		if a.Stands() && a.Status != award.Contracted {
			return nil
		}
	}
	tx.Record(store.Event{Verb: "tender.completed", Subject: t.ID, TenderID: t.ID})
	return tender.Move(tx, &t, tender.Completed, nil)
}

// contract is the contract that the input means.
func (in NewContract) contract(tx *store.Tx, a award.Award, t tender.Tender) (Contract, term, error) {
	whole, err := in.term(t)
	if err != nil {
		return Contract{}, whole, err
	}
	c := Contract{
		ID: tx.NewID(), AwardID: a.ID, TenderID: t.ID, LotID: a.LotID, BidID: a.BidID, CatalogueID: t.CatalogueID, Mode: t.Mode,
		OwnerID: a.OwnerID, SupplierID: a.SupplierID, Title: in.Title,
		StartsOn: whole.first.Format(time.DateOnly), EndsOn: whole.last.Format(time.DateOnly),
		DueDays: DueDays, VeryLateDays: VeryLateDays, OpenedAt: t.Moment(tx), OpenedBy: optional(tx.Actor.ID()), Version: 1,
	}
	if in.DueDays != nil {
		c.DueDays = *in.DueDays
	}
	if in.VeryLateDays != nil {
		c.VeryLateDays = *in.VeryLateDays
	}
	if c.Title == "" {
		c.Title, err = titleOf(tx, t, a.LotID)
	}
	return c, whole, err
}

// moved is how far the bid's own calendar goes with the contract, where it
// follows its dates: as far as the contract starts from the day that the tender
// named.
func (in NewContract) moved(t tender.Tender, whole term) (shift, error) {
	if in.Calendar != OfContract {
		return shift{}, nil
	}
	planned, err := time.Parse(time.DateOnly, t.StartsOn)
	if err != nil {
		return shift{}, fault.ErrInput.With(fault.Field{Pointer: "/calendar", Code: "no-planned-start", Detail: "cannot follow the contract's dates: the tender does not say when the contract was to start"})
	}
	return between(planned, whole.first), nil
}

// titleOf names a contract after its tender, and its lot where there are
// several.
func titleOf(tx *store.Tx, t tender.Tender, lotID string) (string, error) {
	lots, err := tender.Lots(tx, t.ID)
	if err != nil {
		return "", err
	}
	for _, l := range lots {
		if l.ID == lotID && len(lots) > 1 {
			return t.Title + ": " + l.Title, nil
		}
	}
	return t.Title, nil
}

// maxYears is the longest term of a contract.
const maxYears = 50

// term reads the dates. The last day may be left out where the tender states
// its term.
func (in NewContract) term(t tender.Tender) (whole term, err error) {
	var wrong fault.Fields
	if whole.first, err = time.Parse(time.DateOnly, in.StartsOn); err != nil {
		wrong.Add("/startsOn", "not-a-date", "must be a date such as 2027-01-01")
	}
	months := int(t.Years) * 12 / 1000
	switch {
	case in.EndsOn != "":
		if whole.last, err = time.Parse(time.DateOnly, in.EndsOn); err != nil {
			wrong.Add("/endsOn", "not-a-date", "must be a date such as 2029-12-31")
		}
	case months > 0:
		whole.last = whole.first.AddDate(0, months, -1)
	default:
		wrong.Add("/endsOn", "required", "is required: the tender does not state its term")
	}
	if wrong.Empty() && (whole.last.Before(whole.first) || !whole.last.Before(whole.first.AddDate(maxYears, 0, 0))) {
		wrong.Add("/endsOn", "wrong-term", fmt.Sprintf("must not be before startsOn, nor %d years or more after it", maxYears))
	}
	return whole, wrong.Err()
}
