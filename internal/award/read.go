package award

import (
	"context"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/identity"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
)

// Reading is an award with what its reader needs beside it.
type Reading struct {
	Award    Award
	Supplier identity.Organisation
	Over     bool // the standstill has run out, by the tender's own clock
	Frozen   bool // a challenge of the lot is open
	Inside   bool // the reader belongs to the authority that awarded
	End      *End // why it ended; nil where it stands
}

// End is why an award did not become a contract.
type End struct {
	Ground EndGround
	Reason string
}

func reading(tx *store.Tx, t tender.Tender, a Award) (r Reading, err error) {
	r = Reading{Award: a, Over: a.StandstillOver(t.Moment(tx)), Inside: inside(tx, t)}
	if r.Supplier, err = identity.Get(tx, a.SupplierID); err != nil {
		return r, err
	}
	if r.Frozen, err = hasOpenChallenge(tx, a.LotID); err != nil || a.Stands() {
		return r, err
	}
	e, err := endOf(tx, a.ID)
	r.End = &End{Ground: e.Ground, Reason: e.Reason}
	return r, err
}

// Awards lists a tender's awards, oldest first: to its authority all of them,
// to a supplier those of the lots on which it had a bid that was opened, once
// their notice is published.
func (s *Service) Awards(ctx context.Context, tenderID string) ([]Reading, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) ([]Reading, error) {
		t, err := tender.Get(tx, tenderID)
		if err != nil {
			return nil, err
		}
		awards, err := visible(tx, t)
		if err != nil {
			return nil, err
		}
		list := make([]Reading, len(awards))
		for i, a := range awards {
			if list[i], err = reading(tx, t, a); err != nil {
				return nil, err
			}
		}
		return list, nil
	})
}

// Award finds one award of a tender, for those who may see it.
func (s *Service) Award(ctx context.Context, tenderID, awardID string) (Reading, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) (Reading, error) {
		t, err := tender.Get(tx, tenderID)
		if err != nil {
			return Reading{}, err
		}
		awards, err := visible(tx, t)
		if err != nil {
			return Reading{}, err
		}
		for _, a := range awards {
			if a.ID == awardID {
				return reading(tx, t, a)
			}
		}
		return Reading{}, store.ErrNotFound
	})
}

// inside reports whether the actor reads for the authority that awards, or
// oversees the installation.
func inside(tx *store.Tx, t tender.Tender) bool {
	return tx.Actor.Oversees && t.IsPublic() || insideHouse(tx, t)
}

// insideHouse reports whether the actor reads for the authority that awards.
func insideHouse(tx *store.Tx, t tender.Tender) bool {
	return t.OwnerID == tx.Actor.OrganisationID && tx.Actor.Any(actor.Officer, actor.Evaluator, actor.ContractManager, actor.Auditor)
}

// visible lists the awards of a tender that the actor may know of. To whom the
// tender is not there at all, neither are its awards.
func visible(tx *store.Tx, t tender.Tender) ([]Award, error) {
	awards, err := Of(tx, t.ID)
	if err != nil || inside(tx, t) {
		return awards, err
	}
	if !t.IsPublic() {
		return nil, store.ErrNotFound
	}
	bidOn, err := lotsBidOn(tx, t.ID, tx.Actor.OrganisationID)
	if err != nil {
		return nil, err
	}
	var seen []Award
	for _, a := range awards {
		if bidOn[a.LotID] && a.StandstillEndsOn != "" {
			seen = append(seen, a)
		}
	}
	return seen, nil
}

// Next lists the moves open now: a contract is opened once the standstill is
// over and no challenge is open.
func (r Reading) Next() []Status {
	list := []Status{}
	for _, to := range Lifecycle.Next(r.Award.Status) {
		if to != Contracted || r.Over && !r.Frozen {
			list = append(list, to)
		}
	}
	return list
}

// RecommendationReading is a recommendation with what its reader needs beside
// it.
type RecommendationReading struct {
	Recommendation Recommendation
	Winners        []Winner
	Suppliers      map[string]identity.Organisation
	Decision       *Decision // nil while it waits
	Notice         *Notice   // nil before its publication
	Awards         []Award   // that followed from it
}

func (s *Service) recommendationReading(tx *store.Tx, _ tender.Tender, r Recommendation) (out RecommendationReading, err error) {
	out = RecommendationReading{Recommendation: r, Suppliers: map[string]identity.Organisation{}}
	if out.Winners, err = r.Chosen(); err != nil {
		return out, err
	}
	for _, w := range out.Winners {
		if out.Suppliers[w.Supplier], err = identity.Get(tx, w.Supplier); err != nil {
			return out, err
		}
	}
	if out.Decision, err = decisionOf(tx, r.ID); err != nil {
		return out, err
	}
	if out.Notice, err = noticeFor(tx, r.ID); err != nil {
		return out, err
	}
	out.Awards, err = ofRecommendation(tx, r.ID)
	return out, err
}

// Recommendations lists a tender's recommendations to its authority, oldest
// first.
func (s *Service) Recommendations(ctx context.Context, tenderID string) ([]RecommendationReading, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) ([]RecommendationReading, error) {
		t, err := housed(tx, tenderID)
		if err != nil {
			return nil, err
		}
		found, err := listRecommendations(tx, t.ID)
		if err != nil {
			return nil, err
		}
		list := make([]RecommendationReading, len(found))
		for i, r := range found {
			if list[i], err = s.recommendationReading(tx, t, r); err != nil {
				return nil, err
			}
		}
		return list, nil
	})
}

// Recommendation finds one recommendation of a tender for its authority.
func (s *Service) Recommendation(ctx context.Context, tenderID, id string) (RecommendationReading, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) (RecommendationReading, error) {
		t, err := housed(tx, tenderID)
		if err != nil {
			return RecommendationReading{}, err
		}
		r, err := getRecommendation(tx, t.ID, id)
		if err != nil {
			return RecommendationReading{}, err
		}
		return s.recommendationReading(tx, t, r)
	})
}

// housed finds a tender of the actor's own authority.
func housed(tx *store.Tx, tenderID string) (tender.Tender, error) {
	t, err := tender.Get(tx, tenderID)
	if err == nil && !insideHouse(tx, t) {
		err = store.ErrNotFound
	}
	return t, err
}

// ChallengeReading is a challenge with its outcome.
type ChallengeReading struct {
	Challenge Challenge
	Outcome   *ChallengeOutcome // nil while it is open
}

// Challenges lists the challenges of a tender: to its authority all of them, to
// a supplier its own.
func (s *Service) Challenges(ctx context.Context, tenderID string) ([]ChallengeReading, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) ([]ChallengeReading, error) {
		t, err := tender.Get(tx, tenderID)
		if err != nil {
			return nil, err
		}
		if !t.IsPublic() && !insideHouse(tx, t) {
			return nil, store.ErrNotFound
		}
		found, err := listChallenges(tx, t.ID)
		if err != nil {
			return nil, err
		}
		list := []ChallengeReading{}
		for _, c := range found {
			mine := c.ChallengerID != nil && *c.ChallengerID == tx.Actor.OrganisationID
			if !mine && !insideHouse(tx, t) {
				continue
			}
			o, err := outcomeOf(tx, c.ID)
			if err != nil {
				return nil, err
			}
			list = append(list, ChallengeReading{Challenge: c, Outcome: o})
		}
		return list, nil
	})
}

// Standstill is the clock of a lot's standstill.
type Standstill struct {
	Notice Notice
	Clock  Clock
	Over   bool
	Today  string // the date in London by the tender's own clock
	Frozen bool   // a challenge of the lot is open
}

// Standstills lists the clocks of a tender's lots whose notice is published and
// whose decision stands: to its authority and overseers all of them, to a
// supplier those of the lots on which its bid was opened.
func (s *Service) Standstills(ctx context.Context, tenderID string) ([]Standstill, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) ([]Standstill, error) {
		t, err := tender.Get(tx, tenderID)
		if err != nil {
			return nil, err
		}
		if !t.IsPublic() && !insideHouse(tx, t) {
			return nil, store.ErrNotFound
		}
		bidOn, err := lotsBidOn(tx, t.ID, tx.Actor.OrganisationID)
		if err != nil {
			return nil, err
		}
		notices, err := listNotices(tx, t.ID)
		if err != nil {
			return nil, err
		}
		list := []Standstill{}
		for _, n := range notices {
			if !inside(tx, t) && !bidOn[n.LotID] {
				continue
			}
			one, err := standstillOf(tx, t, n)
			if err != nil {
				return nil, err
			}
			list = append(list, one)
		}
		return list, nil
	})
}

func standstillOf(tx *store.Tx, t tender.Tender, n Notice) (one Standstill, err error) {
	one = Standstill{Notice: n, Today: t.Moment(tx).In(london()).Format(day), Over: (Award{StandstillEndsOn: n.StandstillEndsOn}).StandstillOver(t.Moment(tx))}
	if one.Clock, err = Count(tender.Jurisdiction(n.Jurisdiction), n.PublishedAt); err != nil {
		return one, err
	}
	one.Frozen, err = hasOpenChallenge(tx, n.LotID)
	return one, err
}
