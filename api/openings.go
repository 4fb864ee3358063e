package api

import (
	"time"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/bid"
)

// Opening is the record of a tender's opening.
type Opening struct {
	Tender   string    `json:"tender" format:"uuid"`
	OpenedAt time.Time `json:"openedAt" format:"date-time"`
	OpenedBy Officer   `json:"openedBy"`
	// Who consented before, where it takes two to open; null where one person opened.
	ConsentedBy *Officer      `json:"consentedBy" extensions:"x-nullable"`
	Hashes      []OpeningHash `json:"hashes"` // every submission there ever was, in the order of the hashes
}

func (o Opening) location() string { return "/v1/tenders/" + o.Tender + "/opening" }

// OpeningHash is a submission by the documentHash of its receipt.
type OpeningHash struct {
	DocumentHash string       `json:"documentHash" example:"sha256:…"`
	Lot          string       `json:"lot" format:"uuid"`
	Standing     bid.Standing `json:"standing" enums:"opened,replaced,withdrawn,not_reconfirmed"` // opened: the one that counts
}

func viewOpening(o bid.Opening) Opening {
	v := Opening{Tender: o.TenderID, OpenedAt: o.OpenedAt, OpenedBy: Officer{Organisation: o.OrganisationID, Person: o.OpenedBy}, ConsentedBy: officer(o.OrganisationID, o.ConsentedBy), Hashes: make([]OpeningHash, len(o.Hashes))}
	for i, x := range o.Hashes {
		v.Hashes[i] = OpeningHash{DocumentHash: x.DocumentHash, Lot: x.LotID, Standing: x.Standing}
	}
	return v
}

// openTender opens a tender's bids.
//
//	@Summary      Open the bids of a tender
//	@Description  Once, after the stored deadline, in person. Every bid's answers are held against its receipt, and the hashes of all submissions are published; prices stay closed. Where the tender takes two people, another officer has to consent first.
//	@ID           openTender
//	@Tags         bid
//	@Param        id path string true "Tender" format(uuid)
//	@Success      201 {object} Opening
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/opening [post]
func (h *api) openTender(c *gin.Context) (Opening, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return Opening{}, err
	}
	if err := nothing(c); err != nil {
		return Opening{}, err
	}
	o, err := h.Bid.Open(c.Request.Context(), id)
	return viewOpening(o), err
}

// getOpening shows the record of an opening.
//
//	@Summary      Read the record of an opening
//	@Description  Who opened when, and the hash of every submission: a supplier finds its own by the documentHash of its receipt.
//	@ID           getOpening
//	@Tags         bid
//	@Param        id path string true "Tender" format(uuid)
//	@Success      200 {object} Opening
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/opening [get]
func (h *api) getOpening(c *gin.Context) (Opening, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return Opening{}, err
	}
	o, err := h.Bid.Opening(c.Request.Context(), id)
	return viewOpening(o), err
}
