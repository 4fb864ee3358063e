package award

import (
	"context"

	"github.com/assay-engine/assay/internal/evaluation"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/identity"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
)

// ErrResolved is the fault of a challenge that has its outcome.
var ErrResolved = fault.New(fault.Conflict, "challenge-resolved", "This challenge has been resolved")

// BackTo is the step that a lot goes back to when a challenge is upheld.
type BackTo string

// The steps. After each there is another recommendation, by the same rules.
const (
	BackToScoring        BackTo = "scoring"        // agreed levels are corrected, then a run is made
	BackToRun            BackTo = "run"            // a new run is made
	BackToRecommendation BackTo = "recommendation" // the run stands, what was made of it does not
)

// Resolution is what somebody sends who resolves a challenge.
type Resolution struct {
	Outcome ChallengeStatus `json:"outcome" validate:"required,oneof=upheld rejected withdrawn" enums:"upheld,rejected,withdrawn"`
	BackTo  BackTo          `json:"backTo,omitempty" validate:"omitempty,oneof=scoring run recommendation" enums:"scoring,run,recommendation"` // where it is upheld and nothing is contracted: the step that the lot goes back to
	Reason  string          `json:"reason" validate:"required,max=20000,text"`
}

// Resolve ends a challenge, in person. One that is rejected or withdrawn lets
// everything go on. One that is upheld sets the lot's decision aside and sends
// the lot back to the step named; a contract that was entered into stays, and is
// for a court.
func (s *Service) Resolve(ctx context.Context, tenderID, id string, version int, in Resolution) (ChallengeReading, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (ChallengeReading, error) {
		if err := identity.InPerson(tx.Actor); err != nil {
			return ChallengeReading{}, err
		}
		if err := checkReason(in, in.Reason); err != nil {
			return ChallengeReading{}, err
		}
		t, err := holdOwn(tx, tenderID)
		if err != nil {
			return ChallengeReading{}, err
		}
		c, err := getChallenge(tx, t.ID, id)
		if err != nil {
			return ChallengeReading{}, err
		}
		if c.Status != Open {
			return ChallengeReading{}, ErrResolved.Because("it is %s", c.Status)
		}
		if c.Version != version {
			return ChallengeReading{}, store.ErrStale
		}
		if err := in.fits(tx, c); err != nil {
			return ChallengeReading{}, err
		}
		o := ChallengeOutcome{ChallengeID: c.ID, Outcome: in.Outcome, BackTo: in.BackTo, Reason: in.Reason, DecidedAt: t.Moment(tx), DecidedBy: tx.Actor.ID()}
		tx.Record(store.Event{Verb: "award.challenge_" + string(in.Outcome), Subject: c.ID, TenderID: t.ID, Detail: map[string]any{"lot": c.LotID, "backTo": in.BackTo}})
		if err := moveChallenge(tx, &c, o); err != nil {
			return ChallengeReading{}, err
		}
		if in.BackTo != "" {
			err = setAside(tx, &t, c.LotID, end{Ground: ChallengeUpheld, Reason: in.Reason, ChallengeID: &c.ID})
		}
		return ChallengeReading{Challenge: c, Outcome: &o}, err
	})
}

// fits refuses a step back where there is none to take, and asks for one where
// there is.
func (in Resolution) fits(tx *store.Tx, c Challenge) error {
	signed, err := isContracted(tx, c.LotID)
	if err != nil {
		return err
	}
	switch back := in.Outcome == Upheld && !signed; {
	case back && in.BackTo == "":
		return fault.ErrInput.With(fault.Field{Pointer: "/backTo", Code: "required", Detail: "must say to which step the lot goes back"})
	case !back && in.BackTo != "":
		return fault.ErrInput.With(fault.Field{Pointer: "/backTo", Code: "not-taken", Detail: "must be left out: the lot goes back only where the challenge is upheld and no contract was entered into"})
	}
	return nil
}

// setAside takes the decision about a lot back: its awards that led to no
// contract, the recommendation behind them, and the end of its evaluation. The
// tender is scored again.
func setAside(tx *store.Tx, t *tender.Tender, lotID string, why end) error {
	standing, found, err := standingOf(tx, lotID)
	if err != nil {
		return err
	}
	if found {
		if err := moveRecommendation(tx, &standing, Overturned); err != nil {
			return err
		}
	}
	awards, err := ofLot(tx, lotID)
	if err != nil {
		return err
	}
	for _, a := range awards {
		if a.Status == Decided || a.Status == Notified {
			if err := why.of(tx, t, &a, SetAside); err != nil {
				return err
			}
		}
	}
	if err := evaluation.Reopen(tx, *t, lotID); err != nil {
		return err
	}
	if t.Status != tender.Awarded {
		return nil
	}
	tx.Record(store.Event{Verb: "tender.award_set_aside", Subject: t.ID, TenderID: t.ID, Detail: map[string]any{"lot": lotID}})
	return tender.Move(tx, t, tender.Scored, nil)
}
