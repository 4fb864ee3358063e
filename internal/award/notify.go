package award

import (
	"context"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/identity"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
)

// NewNotice is what an officer sends when the contract award notice of a lot is
// published.
type NewNotice struct {
	Reference string `json:"reference,omitempty" validate:"max=200,text" example:"2027/S 000-012345"` // of the notice on the central digital platform
}

// Notify records the publication of the contract award notice of an approved
// recommendation, in person. It starts the standstill: eight working days, the
// day of publication being the first (Procurement Act 2023, section 51), by the
// bank holidays that the tender named. Whoever assessed bidders are owed their
// summaries first is asked before (section 50).
func (s *Service) Notify(ctx context.Context, tenderID, id string, version int, in NewNotice) (RecommendationReading, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (RecommendationReading, error) {
		if err := identity.InPerson(tx.Actor); err != nil {
			return RecommendationReading{}, err
		}
		if err := fault.Check(in); err != nil {
			return RecommendationReading{}, err
		}
		t, err := holdOwn(tx, tenderID)
		if err != nil {
			return RecommendationReading{}, err
		}
		r, err := getRecommendation(tx, t.ID, id)
		if err != nil {
			return RecommendationReading{}, err
		}
		n, err := s.notice(tx, t, r, in)
		if err != nil {
			return RecommendationReading{}, err
		}
		if r.Version != version {
			return RecommendationReading{}, store.ErrStale
		}
		tx.Record(store.Event{Verb: "award.notified", Subject: r.ID, TenderID: t.ID, Detail: map[string]any{
			"lot": r.LotID, "standstillStartsOn": n.StandstillStartsOn, "standstillEndsOn": n.StandstillEndsOn, "jurisdiction": n.Jurisdiction, "reference": n.Reference,
		}})
		if err := keepNotice(tx, &r, n); err != nil {
			return RecommendationReading{}, err
		}
		return s.recommendationReading(tx, t, r)
	})
}

func (s *Service) notice(tx *store.Tx, t tender.Tender, r Recommendation, in NewNotice) (n Notice, err error) {
	if published, err := hasNotice(tx, r.ID); err != nil || published {
		return n, either(err, ErrNotified)
	}
	if r.Status != Approved || r.Outcome != ToAward {
		return n, ErrNoNotice.Because("it is %s, and recommends %s", r.Status, r.Outcome)
	}
	if t.Status == tender.Cancelled || t.Status == tender.Unsuccessful {
		return n, ErrNoNotice.Because("the tender is %s", t.Status)
	}
	if s.Ready != nil {
		if err := s.Ready(tx, r); err != nil {
			return n, err
		}
	}
	rules, err := t.Awarding()
	if err != nil {
		return n, err
	}
	now := t.Moment(tx)
	clock, err := Count(rules.Jurisdiction, now)
	return Notice{
		RecommendationID: r.ID, TenderID: t.ID, LotID: r.LotID, Reference: in.Reference, Jurisdiction: string(rules.Jurisdiction),
		StandstillStartsOn: clock.FirstDay, StandstillEndsOn: clock.LastDay, PublishedAt: now, PublishedBy: tx.Actor.ID(),
	}, err
}

// MayContract refuses to let an award become a contract: before its notice,
// inside the standstill, under a challenge, or after it ended. The caller holds
// the tender.
func MayContract(tx *store.Tx, t tender.Tender, a Award) error {
	switch {
	case !a.Stands():
		return ErrEnded.Because("it is %s", a.Status)
	case a.Status == Decided:
		return ErrUnnotified
	case !a.StandstillOver(t.Moment(tx)):
		return ErrStandstill.Because("its last day is %s", a.StandstillEndsOn)
	}
	return unchallenged(tx, a.LotID)
}
