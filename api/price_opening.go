package api

import (
	"time"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/bid"
)

// PriceOpening is the record of the opening of a tender's prices.
type PriceOpening struct {
	Tender   string    `json:"tender" format:"uuid"`
	OpenedAt time.Time `json:"openedAt" format:"date-time"`
	OpenedBy Officer   `json:"openedBy"`
	// Who consented before, where it takes two to open; null where one person opened.
	ConsentedBy *Officer    `json:"consentedBy" extensions:"x-nullable"`
	Hashes      []PriceHash `json:"hashes"` // every price that was opened, in the order of the hashes
}

func (o PriceOpening) location() string { return "/v1/tenders/" + o.Tender + "/price-opening" }

// Officer is a person who acted for an organisation.
type Officer struct {
	Organisation string `json:"organisation" format:"uuid"`
	Person       string `json:"person" format:"uuid"`
}

// officer is somebody who may not have been needed.
func officer(organisation, person string) *Officer {
	if person == "" {
		return nil
	}
	return &Officer{Organisation: organisation, Person: person}
}

// PriceHash is a price by the hashes of its receipt.
type PriceHash struct {
	DocumentHash string `json:"documentHash" example:"sha256:…"`
	PriceHash    string `json:"priceHash" example:"sha256:…"` // salted: it tells nothing of the price
	Lot          string `json:"lot" format:"uuid"`
}

func viewPriceOpening(o bid.PriceOpening) PriceOpening {
	v := PriceOpening{Tender: o.TenderID, OpenedAt: o.OpenedAt, OpenedBy: Officer{Organisation: o.OrganisationID, Person: o.OpenedBy}, ConsentedBy: officer(o.OrganisationID, o.ConsentedBy), Hashes: make([]PriceHash, len(o.Hashes))}
	for i, x := range o.Hashes {
		v.Hashes[i] = PriceHash{DocumentHash: x.DocumentHash, PriceHash: x.PriceHash, Lot: x.LotID}
	}
	return v
}

// openPrices opens the prices of a tender.
//
//	@Summary      Open the prices of a tender
//	@Description  Of all lots at once, once, after quality is locked. Every price is held against its receipt; if one is not as it was received, none is opened.
//	@ID           openPrices
//	@Tags         bid
//	@Param        id path string true "Tender" format(uuid)
//	@Success      201 {object} PriceOpening
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/price-opening [post]
func (h *api) openPrices(c *gin.Context) (PriceOpening, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return PriceOpening{}, err
	}
	if err := nothing(c); err != nil {
		return PriceOpening{}, err
	}
	o, err := h.Bid.OpenPrices(c.Request.Context(), id)
	return viewPriceOpening(o), err
}

// getPriceOpening shows the record of the opening of prices.
//
//	@Summary      Read the record of the opening of prices
//	@Description  Who opened them when, and the hash of every price: a supplier finds its own by the documentHash and priceHash of its receipt.
//	@ID           getPriceOpening
//	@Tags         bid
//	@Param        id path string true "Tender" format(uuid)
//	@Success      200 {object} PriceOpening
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/price-opening [get]
func (h *api) getPriceOpening(c *gin.Context) (PriceOpening, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return PriceOpening{}, err
	}
	o, err := h.Bid.PriceOpening(c.Request.Context(), id)
	return viewPriceOpening(o), err
}
