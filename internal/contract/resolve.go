package contract

import (
	"context"
	"fmt"
	"time"

	"github.com/assay-engine/assay/internal/catalogue"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
)

// Report brings a dispute: either side says what it does not accept. One
// dispute about a thing is open at a time, and what was decided is not brought
// again, unless a rating was decided anew since.
func (s *Service) Report(ctx context.Context, contractID string, in NewDispute) (Disputed, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Disputed, error) {
		c, at, err := acting(tx, contractID)
		if err != nil {
			return Disputed{}, err
		}
		if err := fault.Check(in); err != nil {
			return Disputed{}, err
		}
		if err := in.isDisputable(tx, c); err != nil {
			return Disputed{}, err
		}
		if open, err := openDisputes(tx, in.Subject); err != nil || open > 0 {
			return Disputed{}, unless(err, ErrDisputeOpen)
		}
		if closed, err := isClosed(tx, in); err != nil || closed {
			return Disputed{}, unless(err, ErrSettled)
		}
		rules, err := rulesNow(tx, c, at)
		if err != nil {
			return Disputed{}, err
		}
		d := Disputed{Contract: c, ReplyBy: daysAfter(today(at), rules.ReplyDays), Dispute: Dispute{
			ID: tx.NewID(), ContractID: c.ID, About: in.About, SubjectID: in.Subject, ReportedBy: tx.Actor.OrganisationID, Status: DisputeReported, Version: 1,
		}}
		if err := tx.Insert(&d.Dispute); err != nil {
			return d, err
		}
		return s.keepDeed(tx, d, at, string(DisputeReported), in.Words, map[string]any{"replyBy": d.ReplyBy})
	})
}

// isDisputable refuses what is not there, and what is not decided or has ended.
func (in NewDispute) isDisputable(tx *store.Tx, c Contract) error {
	wrong := func(detail string) error {
		return ErrNoSubject.With(fault.Field{Pointer: "/subject", Code: ErrNoSubject.Code, Detail: detail})
	}
	switch in.About {
	case AboutReturn:
		r, own, err := seeReturn(tx, tx.DB(), in.Subject)
		if known := isMissing(err); known || err == nil && own.ID != c.ID {
			return wrong("must be a return of this contract")
		}
		if err == nil && r.Status != Verified && r.Status != Rejected {
			return wrong("must be a return that is verified or rejected: before that, correct it or reply to the question")
		}
		return err
	case AboutRating:
		r, err := seeRating(tx, in.Subject, false)
		if missing := isMissing(err); missing || err == nil && r.ContractID != c.ID {
			return wrong("must be a rating of this contract")
		}
		if err == nil && r.Status == RatingPublished {
			return wrong("must be a rating that is not published yet")
		}
		return err
	default:
		w, err := seeShortfall(tx, in.Subject)
		if missing := isMissing(err); missing || err == nil && w.ContractID != c.ID {
			return wrong("must be a shortfall of this contract")
		}
		if err == nil && !w.IsOpen() {
			return wrong("must be a shortfall that has not ended")
		}
		return err
	}
}

// ReplyToDispute answers a dispute, for the side that did not bring it.
func (s *Service) ReplyToDispute(ctx context.Context, id string, version int, in Words) (Disputed, error) {
	return s.onDispute(ctx, id, version, in, DisputeReplied, func(*store.Tx, *Disputed, time.Time) (string, any, error) { return in.Words, nil, nil })
}

// EscalateDispute asks for a second decision, by somebody else, for a side that
// does not accept the first.
func (s *Service) EscalateDispute(ctx context.Context, id string, version int, in Words) (Disputed, error) {
	return s.onDispute(ctx, id, version, in, DisputeEscalated, func(*store.Tx, *Disputed, time.Time) (string, any, error) { return in.Words, nil, nil })
}

// Decide decides a dispute, and for good where it was escalated. A ruling about
// a return takes the place of the verdict; a shortfall whose dispute is upheld
// is withdrawn; a rating is decided again by whoever rates.
func (s *Service) Decide(ctx context.Context, id string, version int, in NewDecision) (Disputed, error) {
	return s.onDispute(ctx, id, version, in, DisputeDecided, func(tx *store.Tx, d *Disputed, at time.Time) (string, any, error) {
		if d.Status == DisputeReported && today(at) <= d.ReplyBy {
			return "", nil, ErrNoReplyYet.Because("the last day to reply is %s", d.ReplyBy)
		}
		if err := in.fits(d.About); err != nil {
			return "", nil, err
		}
		d.Outcome = in.Outcome
		return in.Words, decisionNote{Outcome: in.Outcome, Ruling: in.Ruling}, s.enact(tx, *d, at, in)
	})
}

// fits refuses a ruling where there is nothing to rule, and asks for one where
// there is.
func (in NewDecision) fits(about About) error {
	wants := about == AboutReturn && in.Outcome != Dismissed
	switch {
	case wants && in.Ruling == nil:
		return ErrRulingMissing.With(fault.Field{Pointer: "/ruling", Code: ErrRulingMissing.Code, Detail: "is required: say which figure stands"})
	case !wants && in.Ruling != nil:
		return fault.ErrInput.With(fault.Field{Pointer: "/ruling", Code: "not-here", Detail: "is for disputes about returns that are upheld, whole or in part"})
	}
	return nil
}

// enact makes a decision come true.
func (s *Service) enact(tx *store.Tx, d Disputed, at time.Time, in NewDecision) error {
	switch {
	case d.About == AboutReturn:
		return s.rule(tx, d, at, in)
	case d.About == AboutShortfall && in.Outcome == Upheld:
		w, err := seeShortfall(tx, d.SubjectID)
		if err != nil || !w.IsOpen() {
			return err
		}
		// The dispute is closed by the same stroke, so nothing holds the shortfall any more.
		_, err = s.moveShortfall(tx, w, at, shortfallMove{kind: string(ShortfallWithdrawn), to: ShortfallWithdrawn, words: "The dispute about it was upheld: " + in.Words})
		return err
	}
	return nil
}

// rule puts a figure in the place of a return's verdict, as its next step. What
// is dismissed in the end lets the verdict stand again, where the first decision
// had put a figure in its place.
func (s *Service) rule(tx *store.Tx, d Disputed, at time.Time, in NewDecision) error {
	r := Reported{Contract: d.Contract}
	var err error
	if r.Return, _, err = seeReturn(tx, tx.ForUpdate(), d.SubjectID); err != nil {
		return err
	}
	if r, err = r.placed(tx); err != nil {
		return err
	}
	step, moves, err := d.ruling(r, in)
	if err != nil || !moves {
		return err
	}
	switch { // units are given up with a rejection, and come back with its end
	case r.Status == Rejected && step.Kind != Rejected:
		err = reclaimUnits(tx, r.Return)
	case r.Status != Rejected && step.Kind == Rejected:
		err = moveUnits(tx, r.Return, r.Current, nil)
	}
	if err != nil {
		return err
	}
	next := r.next(tx, at, step.Kind)
	next.Figure, next.Words = step.Figure, "By the decision of a dispute: "+in.Words
	r.Status, step = step.Kind, next // past the lifecycle, which ends with a verdict: a dispute is the one way beyond it
	r.record(tx, "return.ruled", map[string]any{"claim": r.Current, "dispute": d.ID, "status": r.Status})
	if err := keepRuling(tx, d, r, step); err != nil {
		return err
	}
	return refigure(tx, r.ContractID, r.ObligationID)
}

// ruling is what a decision makes of a return; false where it leaves it as it is.
func (d Disputed) ruling(r Reported, in NewDecision) (step Step, moves bool, err error) {
	if in.Outcome != Dismissed {
		step.Kind = Verified
		step.Figure, err = in.Ruling.figure(r)
		return step, true, err
	}
	ruled, err := d.hasRuled()
	if err != nil || !ruled {
		return step, false, err
	}
	return r.Steps[len(r.Steps)-2], true, nil // the verdict: nothing comes after it but rulings, of this dispute one
}

// hasRuled reports whether an earlier decision of the dispute put a figure in
// the place of a verdict.
func (d Disputed) hasRuled() (bool, error) {
	for _, e := range d.Deeds {
		var note decisionNote
		if e.Kind != string(DisputeDecided) {
			continue
		}
		if err := e.read(&note); err != nil {
			return false, err
		}
		return note.Outcome != Dismissed, nil
	}
	return false, nil
}

// figure is what a ruling comes to: no better for the supplier than its own
// claim.
func (in Ruling) figure(r Reported) (Figure, error) {
	var wrong fault.Fields
	claimed := r.Standing().Claimed
	if r.Obligation.Aggregation == catalogue.RatioOfSums {
		refuse(&wrong, "/ruling/quantity", in.Quantity, "is not for proportions: rule on a numerator")
		atMost(&wrong, "/ruling/numerator", in.Numerator, claimed.Numerator, r.Obligation.Direction)
		return Figure{Numerator: in.Numerator, Denominator: claimed.Denominator}, wrong.Err()
	}
	refuse(&wrong, "/ruling/numerator", in.Numerator, "is for proportions only: this measure is one quantity")
	atMost(&wrong, "/ruling/quantity", in.Quantity, claimed.Quantity, r.Obligation.Direction)
	return Figure{Quantity: in.Quantity}, wrong.Err()
}

// onDispute moves a dispute on. The caller names the version that it read.
func (s *Service) onDispute(ctx context.Context, id string, version int, in any, to DisputeStatus, what func(*store.Tx, *Disputed, time.Time) (string, any, error)) (Disputed, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Disputed, error) {
		d, at, err := holdDispute(tx, id)
		if err != nil {
			return d, err
		}
		if to == DisputeDecided && d.Status == DisputeEscalated {
			to = DisputeSettled
		}
		if err := DisputeLifecycle.Move(new(d.Status), to); err != nil {
			return d, err
		}
		if err := d.mayMove(tx.Actor, to); err != nil {
			return d, err
		}
		if err := fault.Check(in); err != nil {
			return d, err
		}
		if version != d.Version {
			return d, store.ErrStale
		}
		if to == DisputeEscalated { // a newer one may be open about the same
			if open, err := openDisputes(tx, d.SubjectID); err != nil || open > 0 {
				return d, unless(err, ErrDisputeOpen)
			}
		}
		columns := map[string]any{"status": to}
		if decision, decides := in.(NewDecision); decides {
			columns["outcome"] = decision.Outcome
		}
		// The head moves first: what a decision does to its subject must not meet an open dispute.
		if err := tx.Change(&Dispute{}, d.ID, version, columns); err != nil {
			return d, err
		}
		words, detail, err := what(tx, &d, at)
		if err != nil {
			return d, err
		}
		d.Status, d.Version = to, version+1
		return s.keepDeed(tx, d, at, string(to), words, detail)
	})
}

// keepDeed adds a deed of a dispute, records it and tells the other side.
func (s *Service) keepDeed(tx *store.Tx, d Disputed, at time.Time, kind, words string, detail any) (Disputed, error) {
	tx.Record(store.Event{Verb: "dispute." + kind, Subject: d.ID, TenderID: d.Contract.TenderID, Detail: map[string]any{"contract": d.ContractID, "about": d.About, "of": d.SubjectID, "outcome": d.Outcome}})
	e, err := deedOf(tx, DisputeNoun, d.ID, d.Contract, at, kind, words, detail)
	if err != nil {
		return d, err
	}
	if e, err = insertDeed(tx, e); err != nil {
		return d, err
	}
	d.Deeds = append(d.Deeds, e)
	return d, s.tellOf(tx, d.Contract, d.Contract.other(tx.Actor.OrganisationID), "dispute."+kind, fmt.Sprintf("about a %s", d.About), map[string]any{"dispute": d.ID, "about": d.About, "of": d.SubjectID})
}

// Disputes lists a page of a contract's disputes, newest first.
func (s *Service) Disputes(ctx context.Context, contractID string, page store.Page) (items []Disputed, next string, err error) {
	items, err = store.Read(ctx, s.DB, func(tx *store.Tx) ([]Disputed, error) {
		c, err := see(tx, contractID)
		if err != nil {
			return nil, err
		}
		return pageOfDisputes(tx, c, page)
	})
	items, next = store.Cut(page, items, func(d Disputed) string { return d.ID })
	return items, next, err
}

// Dispute finds one of a contract that the reader may know of.
func (s *Service) Dispute(ctx context.Context, id string) (Disputed, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) (Disputed, error) { return seeDispute(tx, id) })
}
