package contract

import (
	"context"
	"fmt"
	"math/big"
	"time"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/pkg/decimal"
)

// RecordShortfall keeps that a period is short, with its figures as they are
// now and why the authority's contract manager holds the supplier to it. The
// return has to be decided, or overdue.
func (s *Service) RecordShortfall(ctx context.Context, contractID string, in NewShortfall) (Shorted, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Shorted, error) {
		c, at, err := acting(tx, contractID)
		if err != nil {
			return Shorted{}, err
		}
		if err := c.as(tx.Actor, AuthoritySide); err != nil {
			return Shorted{}, err
		}
		if err := fault.Check(in); err != nil {
			return Shorted{}, err
		}
		f, err := filesOf(tx, c)
		if err != nil {
			return Shorted{}, err
		}
		left, err := capLeft(tx, f, at)
		if err != nil {
			return Shorted{}, err
		}
		g, err := f.gapOf(in, at, left)
		if err != nil {
			return Shorted{}, err
		}
		return s.keepShortfall(tx, c, g, at, in.Reason)
	})
}

// gapOf finds the gap that is to be recorded.
func (f files) gapOf(in NewShortfall, at time.Time, left *decimal.Pence) (Gap, error) {
	var wrong fault.Fields
	for _, o := range f.owed(at) {
		if o.ID != in.Obligation {
			continue
		}
		line := o.line(today(at), f.rulesAt(at).Tolerance)
		for _, p := range line.Periods {
			if p.Label != in.Period {
				continue
			}
			g, short := line.gap(p, today(at))
			g.Remedy = nil
			switch {
			case !short:
				return g, ErrNotShort
			case g.IsUndecided:
				return g, ErrUndecided
			}
			g.Remedy = f.remedy(g, left)
			return g, nil
		}
		wrong.Add("/period", ErrPeriod.Code, "must be one of this obligation's periods")
		return Gap{}, wrong.Err()
	}
	wrong.Add("/obligation", ErrObligation.Code, "must be one of this contract's obligations")
	return Gap{}, wrong.Err()
}

func (s *Service) keepShortfall(tx *store.Tx, c Contract, g Gap, at time.Time, reason string) (Shorted, error) {
	short := Shortfall{
		ID: tx.NewID(), ContractID: c.ID, ObligationID: g.Obligation.ID, PeriodID: g.Period.ID, SupplierID: c.SupplierID,
		Committed: g.Period.Quantity, Counted: g.counted(), ShortExact: g.Short.RatString(), Status: ShortfallRecorded, Version: 1,
	}
	if _, known, err := shortfallOf(tx, g.Period.ID); err != nil || known {
		return Shorted{}, unless(err, ErrShortfall)
	}
	tx.Record(store.Event{Verb: "shortfall.recorded", Subject: short.ID, TenderID: c.TenderID, Detail: map[string]any{
		"contract": c.ID, "obligation": g.Obligation.ID, "period": g.Period.Label, "committed": short.Committed, "counted": short.Counted, "short": short.ShortExact,
	}})
	if err := tx.Insert(&short); err != nil {
		return Shorted{}, err
	}
	d, err := deedOf(tx, ShortfallNoun, short.ID, c, at, string(ShortfallRecorded), reason, noted{Remedy: g.Remedy})
	if err != nil {
		return Shorted{}, err
	}
	if _, err := insertDeed(tx, d); err != nil {
		return Shorted{}, err
	}
	if err := s.tellOf(tx, c, c.SupplierID, "shortfall.recorded", fmt.Sprintf("measure %s, %s", g.Obligation.Code(), g.Period.Label), map[string]any{"shortfall": short.ID}); err != nil {
		return Shorted{}, err
	}
	return wholeShortfall(tx, short, c)
}

// counted is what counts of a gap in thousandths of the unit; a proportion is
// rounded, and stays exact in what is missing.
func (g Gap) counted() *decimal.Quantity {
	if g.Counted == nil {
		return nil
	}
	number := new(decimal.Quantity)
	scaled := g.Counted.Number().Rat()
	*number = decimal.Quantity(scaled.Mul(scaled, big.NewRat(1000, 1)).Num().Int64())
	return number
}

// noted is what is particular to a deed about a shortfall.
type noted struct {
	Remedy   *Remedy   `json:"remedy,omitempty"`
	Steps    []Planned `json:"steps,omitempty"`
	Variance string    `json:"variance,omitempty"` // of the obligation to date, exact: what a decision that it is made good rests on
}

// tellOf lets an organisation's webhooks know what happened in a contract.
func (s *Service) tellOf(tx *store.Tx, c Contract, organisationID, topic, what string, data map[string]any) error {
	data["contract"], data["mode"] = c.ID, c.Mode
	return s.post(tx, Letter{OrganisationID: organisationID, Topic: topic, Subject: fmt.Sprintf("%s: %s", topic, what), Data: data})
}
