package api

import (
	"time"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/bid"
)

// OpeningConsent is one person's word, where it takes two to open, that another
// may open now.
type OpeningConsent struct {
	ID          string     `json:"id" format:"uuid"`
	Tender      string     `json:"tender" format:"uuid"`
	Part        string     `json:"part" enums:"answers,price"` // what the other one may open
	GivenBy     Officer    `json:"givenBy"`
	GivenAt     time.Time  `json:"givenAt" format:"date-time"`   // by the tender's own clock
	ExpiresAt   time.Time  `json:"expiresAt" format:"date-time"` // it does not count any more from then on
	WithdrawnAt *time.Time `json:"withdrawnAt" format:"date-time" extensions:"x-nullable"`
}

func (c OpeningConsent) location() string {
	return "/v1/tenders/" + c.Tender + "/opening-consents/" + c.ID
}

func viewConsent(c bid.Consent) OpeningConsent {
	return OpeningConsent{
		ID: c.ID, Tender: c.TenderID, Part: c.Part, GivenBy: Officer{Organisation: c.OrganisationID, Person: c.PersonID},
		GivenAt: c.GivenAt, ExpiresAt: c.ExpiresAt, WithdrawnAt: c.WithdrawnAt,
	}
}

// consentToOpening lets another officer open.
//
//	@Summary      Consent to an opening
//	@Description  Where it takes two people to open a tender: one consents when opening is due, the other opens within a day. For answers after the deadline, for prices after the quality lock.
//	@ID           consentToOpening
//	@Tags         bid
//	@Param        id   path string         true "Tender" format(uuid)
//	@Param        body body bid.NewConsent true "What the other one may open"
//	@Success      201 {object} OpeningConsent
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/opening-consents [post]
func (h *api) consentToOpening(c *gin.Context) (OpeningConsent, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return OpeningConsent{}, err
	}
	in, err := body[bid.NewConsent](c)
	if err != nil {
		return OpeningConsent{}, err
	}
	consent, err := h.Bid.Consent(c.Request.Context(), id, in)
	return viewConsent(consent), err
}

// listOpeningConsents lists what counts now.
//
//	@Summary  List the consents that count now
//	@ID       listOpeningConsents
//	@Tags     bid
//	@Param    id path string true "Tender" format(uuid)
//	@Success  200 {object} List[OpeningConsent]
//	@Failure  default {object} problem.Details
//	@Router   /v1/tenders/{id}/opening-consents [get]
func (h *api) listOpeningConsents(c *gin.Context) (List[OpeningConsent], error) {
	id, err := pathID(c, "id")
	if err != nil {
		return List[OpeningConsent]{}, err
	}
	items, err := h.Bid.Consents(c.Request.Context(), id)
	return list(h, c, items, "", viewConsent), err
}

// withdrawOpeningConsent takes one's own consent back.
//
//	@Summary      Withdraw a consent to an opening
//	@Description  One's own, while it counts.
//	@ID           withdrawOpeningConsent
//	@Tags         bid
//	@Param        id      path string true "Tender"  format(uuid)
//	@Param        consent path string true "Consent" format(uuid)
//	@Success      200 {object} OpeningConsent
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/opening-consents/{consent} [delete]
func (h *api) withdrawOpeningConsent(c *gin.Context) (OpeningConsent, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return OpeningConsent{}, err
	}
	consent, err := pathID(c, "consent")
	if err != nil {
		return OpeningConsent{}, err
	}
	withdrawn, err := h.Bid.WithdrawConsent(c.Request.Context(), id, consent)
	return viewConsent(withdrawn), err
}
