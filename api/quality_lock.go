package api

import (
	"time"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/evaluation"
)

func (h *api) qualityLock() []Route {
	return []Route{
		made("/v1/tenders/:id/quality-lock", "lockQuality", run(h.lockQuality)),
		get("/v1/tenders/:id/quality-lock", "getQualityLock", run(h.getQualityLock)),
	}
}

// QualityLock is the record that the judging of quality ended.
type QualityLock struct {
	Tender   string    `json:"tender" format:"uuid"`
	LockedAt time.Time `json:"lockedAt" format:"date-time"` // by the tender's own clock
	LockedBy Officer   `json:"lockedBy"`
}

func (l QualityLock) location() string { return "/v1/tenders/" + l.Tender + "/quality-lock" }

func viewQualityLock(l evaluation.QualityLock) QualityLock {
	return QualityLock{Tender: l.TenderID, LockedAt: l.LockedAt, LockedBy: Officer{Organisation: l.OrganisationID, Person: l.LockedBy}}
}

// lockQuality ends the judging of quality.
//
//	@Summary      Lock quality
//	@Description  For all lots at once, when every answer of every bid in the competition has its agreed score; 409 names those that lack one. A method without questions may be locked at once. Prices can be opened afterwards, and an agreed score changes only by a correction.
//	@ID           lockQuality
//	@Tags         evaluation
//	@Param        id path string true "Tender" format(uuid)
//	@Success      201 {object} QualityLock
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/quality-lock [post]
func (h *api) lockQuality(c *gin.Context) (QualityLock, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return QualityLock{}, err
	}
	if err := nothing(c); err != nil {
		return QualityLock{}, err
	}
	l, err := h.Evaluation.Lock(c.Request.Context(), id)
	return viewQualityLock(l), err
}

// getQualityLock shows the record of the lock.
//
//	@Summary  Read the quality lock
//	@ID       getQualityLock
//	@Tags     evaluation
//	@Param    id path string true "Tender" format(uuid)
//	@Success  200 {object} QualityLock
//	@Failure  default {object} problem.Details
//	@Router   /v1/tenders/{id}/quality-lock [get]
func (h *api) getQualityLock(c *gin.Context) (QualityLock, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return QualityLock{}, err
	}
	l, err := h.Evaluation.Locked(c.Request.Context(), id)
	return viewQualityLock(l), err
}
