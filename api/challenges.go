package api

import (
	"context"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/award"
)

func (h *api) challenges() []Route {
	return []Route{
		get("/v1/tenders/:id/challenges", "listChallenges", run(h.listChallenges)),
		made("/v1/tenders/:id/challenges", "createChallenge", run(h.createChallenge)),
		done("/v1/tenders/:id/challenges/:challenge/resolve", "resolveChallenge", run(h.resolveChallenge)),
	}
}

// refuseRecommendation is what sending back and withdrawing share.
func (h *api) refuseRecommendation(c *gin.Context, refuse func(context.Context, string, string, int, award.Refusal) (award.RecommendationReading, error)) (Recommendation, error) {
	id, other, version, err := pathMatch(c, "recommendation")
	if err != nil {
		return Recommendation{}, err
	}
	in, err := body[award.Refusal](c)
	if err != nil {
		return Recommendation{}, err
	}
	r, err := refuse(c.Request.Context(), id, other, version, in)
	return viewRecommendation(r), err
}

// Challenge is an objection to what was decided about a lot.
type Challenge struct {
	ID           string                `json:"id" format:"uuid"`
	Tender       string                `json:"tender" format:"uuid"`
	Lot          string                `json:"lot" format:"uuid"`
	Challenger   string                `json:"challenger"` // by name
	Grounds      string                `json:"grounds"`
	InStandstill bool                  `json:"inStandstill"` // it came before the last day of the standstill had ended
	Suspends     bool                  `json:"suspends"`     // the law itself suspends the contract (Procurement Act 2023, section 101)
	Status       award.ChallengeStatus `json:"status" enums:"open,upheld,rejected,withdrawn"`
	RecordedAt   time.Time             `json:"recordedAt" format:"date-time"` // by the tender's own clock
	Outcome      *ChallengeOutcome     `json:"outcome" extensions:"x-nullable"`
	Version      int                   `json:"version"`
}

// ChallengeOutcome is how a challenge ended.
type ChallengeOutcome struct {
	Outcome   award.ChallengeStatus `json:"outcome" enums:"upheld,rejected,withdrawn"`
	BackTo    award.BackTo          `json:"backTo,omitempty" enums:"scoring,run,recommendation"` // the step that the lot went back to
	Reason    string                `json:"reason"`
	DecidedAt time.Time             `json:"decidedAt" format:"date-time"`
}

func (c Challenge) version() int     { return c.Version }
func (c Challenge) location() string { return "/v1/tenders/" + c.Tender + "/challenges" }

func viewChallenge(r award.ChallengeReading) Challenge {
	c := r.Challenge
	view := Challenge{
		ID: c.ID, Tender: c.TenderID, Lot: c.LotID, Challenger: c.ChallengerName, Grounds: c.Grounds, InStandstill: c.InStandstill, Suspends: c.Suspends,
		Status: c.Status, RecordedAt: c.RecordedAt, Version: c.Version,
	}
	if o := r.Outcome; o != nil {
		view.Outcome = &ChallengeOutcome{Outcome: o.Outcome, BackTo: o.BackTo, Reason: o.Reason, DecidedAt: o.DecidedAt}
	}
	return view
}

// listChallenges lists the challenges of a tender.
//
//	@Summary      List a tender's challenges, oldest first
//	@Description  The authority's people see all; a supplier its own.
//	@ID           listChallenges
//	@Tags         award
//	@Param        id path string true "Tender" format(uuid)
//	@Success      200 {object} List[Challenge]
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/challenges [get]
func (h *api) listChallenges(c *gin.Context) (List[Challenge], error) {
	id, err := pathID(c, "id")
	if err != nil {
		return List[Challenge]{}, err
	}
	items, err := h.Award.Challenges(c.Request.Context(), id)
	return list(h, c, items, "", viewChallenge), err
}

// createChallenge records a challenge.
//
//	@Summary      Challenge the decision about a lot, or record that somebody does
//	@Description  By a supplier whose bid was opened on the lot, or by an officer, in person, for whoever wrote. Until it is resolved nothing about the lot is approved or contracted.
//	@ID           createChallenge
//	@Tags         award
//	@Param        id   path string             true "Tender" format(uuid)
//	@Param        body body award.NewChallenge true "The challenge"
//	@Success      201 {object} Challenge
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/challenges [post]
func (h *api) createChallenge(c *gin.Context) (Challenge, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return Challenge{}, err
	}
	in, err := body[award.NewChallenge](c)
	if err != nil {
		return Challenge{}, err
	}
	r, err := h.Award.Challenge(c.Request.Context(), id, in)
	return viewChallenge(r), err
}

// resolveChallenge ends a challenge.
//
//	@Summary      Resolve a challenge: rejected or withdrawn, or upheld and the lot sent back to a step
//	@Description  Sent back, its awards are set aside and its evaluation is open again: after scoring and run the next recommendation needs a later run.
//	@ID           resolveChallenge
//	@Tags         award
//	@Param        id        path   string           true "Tender" format(uuid)
//	@Param        challenge path   string           true "Challenge" format(uuid)
//	@Param        If-Match  header string           true "The challenge's ETag: its version in quotes, as in the list"
//	@Param        body      body   award.Resolution true "The outcome"
//	@Success      200 {object} Challenge
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/challenges/{challenge}/resolve [post]
func (h *api) resolveChallenge(c *gin.Context) (Challenge, error) {
	id, other, version, err := pathMatch(c, "challenge")
	if err != nil {
		return Challenge{}, err
	}
	in, err := body[award.Resolution](c)
	if err != nil {
		return Challenge{}, err
	}
	r, err := h.Award.Resolve(c.Request.Context(), id, other, version, in)
	return viewChallenge(r), err
}
