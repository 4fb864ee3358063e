package template

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/assay-engine/assay/internal/catalogue"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/pkg/decimal"
	"github.com/assay-engine/assay/pkg/rehearsal"
	"github.com/assay-engine/assay/pkg/scoring"
)

// NewDryRun says what to rehearse a method with. All of it may be left out.
type NewDryRun struct {
	Runs     int                         `json:"runs,omitempty" validate:"min=0,max=5000" example:"200"`                                        // fields of bids that are scored, 1 to 5,000; left out: 200, fewer for a large tree
	Seed     string                      `json:"seed,omitempty" validate:"max=200,text"`                                                        // any text; the same seed gives the same bids; left out: the method's hash
	Profiles []rehearsal.Profile         `json:"profiles,omitempty" validate:"max=20" enums:"balanced,cheap,over-promising,minimal,zero,equal"` // invented bidders; left out: all. An empty list invents nothing
	Bids     []scoring.Bid               `json:"bids,omitempty" validate:"max=50"`                                                              // hand-made, as in a score sheet; they take part in every run.
	Tender   scoring.Tender              `json:"tender"`                                                                                        // estimate and term, where the method asks for them; left out: £1,000,000 and one year
	Expected map[string]decimal.Quantity `json:"expected,omitempty"`                                                                            // by measure scored beside the best offer: what a good bid would promise; left out: 100
}

// The most work of one dry run: fields of bids times leaves of the tree times
// the square of bids in a field, since every losing bid is taken out once. It
// is some seconds of one processor.
const (
	mostWork    = 5_000_000
	defaultWork = 400_000
)

// DryRun rehearses a template's method with hand-made and invented bids, and
// keeps what it showed beside the template: who wins and why, what each
// criterion really weighs, how often bids tie and a losing bid decides.
func (s *Service) DryRun(ctx context.Context, id string, in NewDryRun) (Reports, error) {
	if err := fault.Check(in); err != nil {
		return Reports{}, err
	}
	t, err := store.Read(ctx, s.DB, func(tx *store.Tx) (Template, error) { return mine(tx, id) })
	if err != nil {
		return Reports{}, err
	}
	// Invented bids take time, and nobody else should have to wait for them: they
	// are scored before anything is locked.
	r, err := t.rehearse(in)
	if err != nil {
		return Reports{}, err
	}
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Reports, error) {
		now, err := own(tx, id)
		if err != nil {
			return Reports{}, err
		}
		signed := r.by(tx)
		return Reports{Template: now, DryRun: signed}, keepDryRun(tx, signed)
	})
}

// by names a report that was worked out beforehand, and whoever asked for it.
func (r Rehearsed) by(tx *store.Tx) Rehearsed {
	r.ID, r.CreatedAt, r.CreatedBy = tx.NewID(), tx.Now, author(tx)
	return r
}

// keepDryRun adds a dry run to history.
func keepDryRun(tx *store.Tx, r Rehearsed) error {
	tx.Record(store.Event{Verb: "template.rehearsed", Subject: r.TemplateID, Detail: map[string]any{"dryRun": r.ID, "methodHash": r.MethodHash, "runs": r.Report.Runs}})
	return insertDryRun(tx, r)
}

// rehearse scores the fields of bids. It touches no database.
func (t Template) rehearse(in NewDryRun) (Rehearsed, error) {
	method, err := t.Tree()
	if err != nil {
		return Rehearsed{}, err
	}
	if err := in.bound(method); err != nil {
		return Rehearsed{}, err
	}
	in.Seed = cmp.Or(in.Seed, t.MethodHash)
	report, err := rehearsal.DryRun(method, rehearsal.DryRunOptions{
		Runs: in.Runs, Seed: in.Seed, Profiles: in.Profiles, Bids: in.Bids, Tender: in.Tender, Expected: in.Expected,
	})
	if wrong, ok := errors.AsType[scoring.Faults](err); ok {
		var fields fault.Fields
		for _, f := range wrong {
			fields.Add(f.Pointer, f.Code, f.Message)
		}
		return Rehearsed{}, fields.Err()
	}
	return Rehearsed{TemplateID: t.ID, MethodHash: t.MethodHash, Asked: in, Report: report}, refusal(err)
}

// bound fills in runs and profiles where they were left out, so that what is
// kept says who took part, and refuses more work than an answer may take.
func (in *NewDryRun) bound(m scoring.Method) error {
	if in.Profiles == nil {
		in.Profiles = rehearsal.Profiles()
	}
	bids := len(in.Bids) + len(in.Profiles)
	each := max(len(Weigh(m)), 1) * max(bids*bids, 1)
	if in.Runs == 0 {
		in.Runs = max(min(200, defaultWork/each), 1)
	}
	if in.Runs > 1 && in.Runs*each > mostWork {
		return fault.ErrInput.With(fault.Field{Pointer: "/runs", Code: "too-much-work", Detail: fmt.Sprintf("must be at most %d for a tree and bids of this size", max(mostWork/each, 1))})
	}
	return nil
}

// mine finds a template that the actor's organisation owns, to look at.
func mine(tx *store.Tx, id string) (Template, error) {
	t, err := See(tx, id)
	if err == nil && t.OwnerID != tx.Actor.OrganisationID {
		err = catalogue.ErrOwner
	}
	return t, err
}
