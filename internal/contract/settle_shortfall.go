package contract

import (
	"context"
	"fmt"
	"time"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
)

// The deeds about a plan.
const (
	planProposed = "plan_proposed"
	planAgreed   = "planned"
)

// ProposePlan puts to the other side what will be done about a shortfall, by
// whom and by when. It takes the place of a plan that waits.
func (s *Service) ProposePlan(ctx context.Context, id string, version int, in NewPlan) (Shorted, error) {
	return s.onShortfall(ctx, id, version, in, "", func(tx *store.Tx, w Shorted, at time.Time) (shortfallMove, error) {
		var wrong fault.Fields
		for i, step := range in.Steps {
			switch day, err := time.Parse(time.DateOnly, step.By); {
			case err != nil:
				wrong.Add(fmt.Sprintf("/steps/%d/by", i), "wrong-form", "must be a date: 2028-05-31")
			case day.Format(time.DateOnly) < today(at):
				wrong.Add(fmt.Sprintf("/steps/%d/by", i), "in-the-past", "must not be before today, "+today(at))
			}
		}
		if _, open := sideOf(tx.Actor, w.Contract); !open {
			return shortfallMove{}, ErrNotParty
		}
		return shortfallMove{kind: planProposed, to: w.Status, words: in.Words, detail: noted{Steps: in.Steps}}, wrong.Err()
	})
}

// AgreePlan takes the plan that the other side proposed.
func (s *Service) AgreePlan(ctx context.Context, id string, version int, in Consent) (Shorted, error) {
	return s.onShortfall(ctx, id, version, in, "", func(tx *store.Tx, w Shorted, _ time.Time) (shortfallMove, error) {
		switch {
		case len(w.Proposed) == 0:
			return shortfallMove{}, ErrNoPlan
		case w.ProposedBy == tx.Actor.OrganisationID:
			return shortfallMove{}, ErrOwnDeed
		}
		return shortfallMove{kind: planAgreed, to: ShortfallPlanned, words: in.Words, detail: noted{Steps: w.Proposed}}, nil
	})
}

// Escalate puts a shortfall before those above the two sides' managers.
func (s *Service) Escalate(ctx context.Context, id string, version int, in Words) (Shorted, error) {
	return s.onShortfall(ctx, id, version, in, "", func(*store.Tx, Shorted, time.Time) (shortfallMove, error) {
		return shortfallMove{kind: string(ShortfallEscalated), to: ShortfallEscalated, words: in.Words}, nil
	})
}

// MakeGood ends a shortfall that was delivered later: what counts of the whole
// obligation to date is no less than was promised to date.
func (s *Service) MakeGood(ctx context.Context, id string, version int, in Reason) (Shorted, error) {
	return s.onShortfall(ctx, id, version, in, AuthoritySide, func(tx *store.Tx, w Shorted, at time.Time) (shortfallMove, error) {
		f, err := filesOf(tx, w.Contract)
		if err != nil {
			return shortfallMove{}, err
		}
		line := f.owing(w.Obligation, at).line(today(at), f.rulesAt(at).Tolerance)
		if line.Verified == nil || line.CommittedToDate == nil || compare(line.Obligation, line.Verified.Exact, line.CommittedToDate) < 0 {
			return shortfallMove{}, ErrStillShort
		}
		return shortfallMove{kind: string(ShortfallMadeGood), to: ShortfallMadeGood, words: in.Reason, detail: noted{Variance: line.Variance.RatString()}}, nil
	})
}

// Remedy records what the shortfall is worth by the contract's rules: of what
// was recorded as missing, as much as is missing still. It waits for a decision
// about the period's return. Nobody sets the figure, and no money moves here.
func (s *Service) Remedy(ctx context.Context, id string, version int, in Consent) (Shorted, error) {
	return s.onShortfall(ctx, id, version, in, AuthoritySide, func(tx *store.Tx, w Shorted, at time.Time) (shortfallMove, error) {
		f, err := filesOf(tx, w.Contract)
		if err != nil {
			return shortfallMove{}, err
		}
		left, err := capLeft(tx, f, at)
		if err != nil {
			return shortfallMove{}, err
		}
		g, err := f.stillShort(tx, w, at)
		if err != nil {
			return shortfallMove{}, err
		}
		r := f.remedy(g, left)
		if r == nil {
			return shortfallMove{}, ErrNoRemedy
		}
		return shortfallMove{kind: string(ShortfallRemedied), to: ShortfallRemedied, words: in.Words, detail: noted{Remedy: r}}, nil
	})
}

// WithdrawShortfall ends a shortfall of which nothing comes, with the reason.
func (s *Service) WithdrawShortfall(ctx context.Context, id string, version int, in Reason) (Shorted, error) {
	return s.onShortfall(ctx, id, version, in, AuthoritySide, func(*store.Tx, Shorted, time.Time) (shortfallMove, error) {
		return shortfallMove{kind: string(ShortfallWithdrawn), to: ShortfallWithdrawn, words: in.Reason}, nil
	})
}

// shortfallMove is what somebody does about a shortfall.
type shortfallMove struct {
	kind   string // the deed
	to     ShortfallStatus
	words  string
	detail any
}

// asGap is the recorded shortfall as the rules look at it.
func (w Shorted) asGap() Gap {
	return Gap{Obligation: w.Obligation, Period: PeriodLine{Stood: Stood{Period: w.recordedPeriod()}}, Short: w.Short()}
}

// stillShort is the recorded shortfall as far as the period lacks it now: what
// was verified or ruled since takes away from it, and nothing adds to it.
func (f files) stillShort(tx *store.Tx, w Shorted, at time.Time) (Gap, error) {
	recorded := w.asGap()
	if id, came := f.returns[w.PeriodID]; came {
		if open, err := openDisputes(tx, id); err != nil || open > 0 {
			return recorded, unless(err, ErrDisputed)
		}
	}
	line := f.owing(w.Obligation, at).line(today(at), f.rulesAt(at).Tolerance)
	for _, p := range line.Periods {
		if p.ID != w.PeriodID {
			continue
		}
		p.Quantity = w.Committed
		now, short := line.gap(p, today(at))
		switch {
		case now.IsUndecided:
			return recorded, ErrUndecided
		case !short && p.HasEnded && p.Standing.Came():
			return recorded, ErrNotShort
		case short && now.Short.Cmp(recorded.Short) < 0:
			recorded.Short = now.Short
		}
	}
	return recorded, nil
}

// recordedPeriod is the period as it was promised when the shortfall was
// recorded.
func (w Shorted) recordedPeriod() Period {
	p := w.Period
	p.Quantity = w.Committed
	return p
}

// onShortfall moves a shortfall on, for a side of its contract: one side alone,
// where it is named. The caller names the version that it read. What is in
// dispute does not end before the dispute does.
func (s *Service) onShortfall(ctx context.Context, id string, version int, in any, only Side, what func(*store.Tx, Shorted, time.Time) (shortfallMove, error)) (Shorted, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Shorted, error) {
		w, at, err := holdShortfall(tx, id, only)
		if err != nil {
			return w, err
		}
		if err := fault.Check(in); err != nil {
			return w, err
		}
		if version != w.Version {
			return w, store.ErrStale
		}
		move, err := what(tx, w, at)
		if err != nil {
			return w, err
		}
		return s.moveShortfall(tx, w, at, move)
	})
}

func (s *Service) moveShortfall(tx *store.Tx, w Shorted, at time.Time, move shortfallMove) (Shorted, error) {
	if move.to != w.Status || move.kind == planAgreed {
		if err := ShortfallLifecycle.Move(&w.Status, move.to); err != nil {
			return w, err
		}
	} else if !w.IsOpen() {
		return w, ShortfallLifecycle.Move(&w.Status, ShortfallPlanned)
	}
	if !w.IsOpen() {
		if open, err := openDisputes(tx, w.ID); err != nil || open > 0 {
			return w, unless(err, ErrDisputed)
		}
	}
	tx.Record(store.Event{Verb: "shortfall." + move.kind, Subject: w.ID, TenderID: w.Contract.TenderID, Detail: map[string]any{"contract": w.ContractID}})
	if err := tx.Change(&Shortfall{}, w.ID, w.Version, map[string]any{"status": w.Status}); err != nil {
		return w, err
	}
	w.Version++
	d, err := deedOf(tx, ShortfallNoun, w.ID, w.Contract, at, move.kind, move.words, move.detail)
	if err != nil {
		return w, err
	}
	if _, err := insertDeed(tx, d); err != nil {
		return w, err
	}
	if err := s.tellOf(tx, w.Contract, w.Contract.other(tx.Actor.OrganisationID), "shortfall."+move.kind, fmt.Sprintf("measure %s, %s", w.Obligation.Code(), w.Period.Label), map[string]any{"shortfall": w.ID}); err != nil {
		return w, err
	}
	return wholeShortfall(tx, w.Shortfall, w.Contract)
}

// other is the side of a contract that an organisation is not.
func (c Contract) other(organisationID string) string {
	if organisationID == c.OwnerID {
		return c.SupplierID
	}
	return c.OwnerID
}

// Next lists the moves that a reader may make with the shortfall now.
func (w Shorted) Next(who actor.Actor) []ShortfallStatus {
	open := []ShortfallStatus{}
	side, speaks := sideOf(who, w.Contract)
	for _, to := range ShortfallLifecycle.Next(w.Status) {
		switch {
		case !speaks:
		case to == ShortfallPlanned && (len(w.Proposed) == 0 || w.ProposedBy == who.OrganisationID):
		case to == ShortfallPlanned, to == ShortfallEscalated, side == AuthoritySide:
			open = append(open, to)
		}
	}
	return open
}

// Shortfalls lists a page of a contract's shortfalls, newest first.
func (s *Service) Shortfalls(ctx context.Context, contractID string, page store.Page) (items []Shorted, next string, err error) {
	items, err = store.Read(ctx, s.DB, func(tx *store.Tx) ([]Shorted, error) {
		c, err := see(tx, contractID)
		if err != nil {
			return nil, err
		}
		rows, err := pageOfShortfalls(tx, c.ID, page)
		if err != nil {
			return nil, err
		}
		return wholeShortfalls(tx, rows, c)
	})
	items, next = store.Cut(page, items, func(w Shorted) string { return w.ID })
	return items, next, err
}

// Shortfall finds one of a contract that the reader may know of.
func (s *Service) Shortfall(ctx context.Context, id string) (Shorted, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) (Shorted, error) { return seeShortfall(tx, id) })
}
