package api

import (
	"time"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/contract"
	"github.com/assay-engine/assay/pkg/decimal"
)

// ReturnNote is what one side said about a return, without moving it on.
type ReturnNote struct {
	Number       int                 `json:"number"` // from 1
	Side         contract.Side       `json:"side" enums:"authority,supplier"`
	Claim        int                 `json:"claim"` // the claim that stood when it was said
	Words        string              `json:"words"`
	Evidence     []contract.Evidence `json:"evidence,omitempty"`
	At           time.Time           `json:"at" format:"date-time"` // by the contract's own clock
	Organisation string              `json:"organisation" format:"uuid"`
}

// ReturnWarning is something that a reader should look at. It stops nothing.
type ReturnWarning struct {
	Code    string  `json:"code" enums:"overlap,people-counted-before"`
	Detail  string  `json:"detail"`
	Measure *string `json:"measure" extensions:"x-nullable"` // the other measure of an overlap
	Period  *string `json:"period" extensions:"x-nullable"`  // and its period
}

// addNote says something about a return.
//
//	@Summary      Add a note to a return
//	@Description  The supplier answers a question or remarks on a rejection, the contract manager remarks. It decides nothing: a queried return stays queried until it is corrected or decided. Notes are never changed.
//	@ID           addNote
//	@Tags         contract
//	@Param        id   path string true "Return" format(uuid)
//	@Param        body body contract.NewNote true "The note"
//	@Success      201 {object} Return
//	@Failure      default {object} problem.Details
//	@Router       /v1/returns/{id}/notes [post]
func (h *api) addNote(c *gin.Context) (Return, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return Return{}, err
	}
	in, err := body[contract.NewNote](c)
	if err != nil {
		return Return{}, err
	}
	r, err := h.Contract.Reply(c.Request.Context(), id, in)
	return viewReturn(actor.From(c.Request.Context()))(r), err
}

// DeliveredUnit is a unit of a claim. Its reference is hidden: it cannot be
// compared with what the supplier sent.
type DeliveredUnit struct {
	Reference   string              `json:"reference"`
	Share       decimal.Weight      `json:"share" swaggertype:"number" example:"100"` // the part of it that is claimed here, in per cent
	DeliveredBy []contract.NewShare `json:"deliveredBy"`                              // subcontractors' shares of it
}

// listUnits lists the units of a claim.
//
//	@Summary  List the delivered units of the claim that stands
//	@ID       listUnits
//	@Tags     contract
//	@Param    id     path  string true  "Return" format(uuid)
//	@Param    limit  query int    false "How many at most" minimum(1) maximum(100) default(50)
//	@Param    cursor query string false "Where to go on: next of the page before"
//	@Success  200 {object} List[DeliveredUnit]
//	@Failure  default {object} problem.Details
//	@Router   /v1/returns/{id}/units [get]
func (h *api) listUnits(c *gin.Context) (List[DeliveredUnit], error) {
	id, err := pathID(c, "id")
	if err != nil {
		return List[DeliveredUnit]{}, err
	}
	q, err := query[Paging](c)
	if err != nil {
		return List[DeliveredUnit]{}, err
	}
	page, err := h.page(c, q)
	if err != nil {
		return List[DeliveredUnit]{}, err
	}
	items, next, err := h.Contract.Units(c.Request.Context(), id, page)
	return list(h, c, items, next, func(u contract.Unit) DeliveredUnit {
		return DeliveredUnit{Reference: u.Reference, Share: u.Share, DeliveredBy: append([]contract.NewShare{}, u.DeliveredBy...)}
	}), err
}

// Salt is what the supplier of a contract makes people unrecognisable with.
type Salt struct {
	Salt      string `json:"salt" example:"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"` // 32 bytes in hexadecimal digits
	Reference string `json:"reference"`                                                                       // how a reference is made
}

// getSalt shows the salt of a contract to its supplier.
//
//	@Summary      The salt for references of people
//	@Description  For the contract's supplier only. A person in a return is the SHA-256 of these 32 bytes followed by the supplier's own number for the person in UTF-8, in hexadecimal digits: the same person gets the same reference in every period, and nobody else can tell who it is. References of two contracts cannot be compared.
//	@ID           getSalt
//	@Tags         contract
//	@Param        id path string true "Contract" format(uuid)
//	@Success      200 {object} Salt
//	@Failure      default {object} problem.Details
//	@Router       /v1/contracts/{id}/salt [get]
func (h *api) getSalt(c *gin.Context) (Salt, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return Salt{}, err
	}
	c.Header("Cache-Control", "no-store")
	salt, err := h.Contract.Salt(c.Request.Context(), id)
	return Salt{Salt: salt, Reference: "SHA-256(salt || your own number for the person)"}, err
}
