package api

import (
	"context"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/contract"
)

func (h *api) variations() []Route {
	return []Route{
		get("/v1/contracts/:id/variations", "listVariations", run(h.listVariations)),
		made("/v1/contracts/:id/variations", "proposeVariation", run(h.proposeVariation)),
		get("/v1/contracts/:id/comparison", "getComparison", run(h.getComparison)),
		get("/v1/variations/:id", "getVariation", run(h.getVariation)),
		done("/v1/variations/:id/agree", "agreeVariation", run(h.agreeVariation)),
		done("/v1/variations/:id/refuse", "refuseVariation", run(h.refuseVariation)),
		done("/v1/variations/:id/withdraw", "withdrawVariation", run(h.withdrawVariation)),
	}
}

// Variation is a change of a contract, proposed by one side and agreed by the
// other. What the contract was opened with stays beside it.
type Variation struct {
	ID         string                     `json:"id" format:"uuid"`
	Contract   string                     `json:"contract" format:"uuid"`
	Number     int                        `json:"number" example:"1"` // from 1, of the contract
	Kind       contract.VariationKind     `json:"kind" enums:"change,extension,partial_termination,assignment,rules"`
	Ground     contract.Ground            `json:"ground" enums:"provided_for,urgency,unforeseeable_circumstances,known_risk,additional_goods_or_services,corporate_restructuring,defence,not_substantial,below_threshold"` // Procurement Act 2023, section 74 and Schedule 8
	Reason     string                     `json:"reason"`
	Terms      contract.Terms             `json:"terms"`                    // what is proposed
	ProposedBy string                     `json:"proposedBy" format:"uuid"` // the organisation
	ProposedAt time.Time                  `json:"proposedAt" format:"date-time"`
	Status     contract.VariationStatus   `json:"status" enums:"proposed,agreed,refused,withdrawn"`
	DecidedAt  *time.Time                 `json:"decidedAt" format:"date-time" extensions:"x-nullable"` // null while it is open
	Waiting    []string                   `json:"waitingFor"`                                           // the organisations whose word is still missing
	Next       []contract.VariationStatus `json:"next"`                                                 // the moves open to you now
	History    []Deed                     `json:"history"`                                              // oldest first
	Version    int                        `json:"version"`
}

func (v Variation) version() int     { return v.Version }
func (v Variation) location() string { return "/v1/variations/" + v.ID }

// Deed is one thing that somebody did.
type Deed struct {
	Number       int       `json:"number"` // from 1
	What         string    `json:"what"`   // in the past tense
	Words        string    `json:"words,omitempty"`
	At           time.Time `json:"at" format:"date-time"` // by the contract's own clock
	Organisation string    `json:"organisation" format:"uuid"`
}

func viewDeeds(list []contract.Deed) []Deed {
	views := make([]Deed, len(list))
	for i, d := range list {
		views[i] = Deed{Number: d.Number, What: d.Kind, Words: d.Words, At: d.At, Organisation: d.OrganisationID}
	}
	return views
}

func viewVariation(who actor.Actor) func(contract.Varied) Variation {
	return func(v contract.Varied) Variation {
		return Variation{
			ID: v.ID, Contract: v.ContractID, Number: v.Number, Kind: v.Kind, Ground: v.Ground, Reason: v.Reason, Terms: v.Terms, ProposedBy: v.ProposedBy,
			ProposedAt: v.ProposedAt, Status: v.Status, DecidedAt: v.DecidedAt, Waiting: v.Waiting(), Next: v.Next(who), History: viewDeeds(v.Deeds), Version: v.Version,
		}
	}
}

// proposeVariation puts a change to the other side.
//
//	@Summary      Propose a variation
//	@Description  By either side of the contract. Nothing changes until the other side agrees. One variation is open at a time. Periods that have ended stay as they were; periods of an obligation add up to what is contracted of it.
//	@ID           proposeVariation
//	@Tags         contract
//	@Param        id   path string true "Contract" format(uuid)
//	@Param        body body contract.NewVariation true "The variation"
//	@Success      201 {object} Variation
//	@Failure      default {object} problem.Details
//	@Router       /v1/contracts/{id}/variations [post]
func (h *api) proposeVariation(c *gin.Context) (Variation, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return Variation{}, err
	}
	in, err := body[contract.NewVariation](c)
	if err != nil {
		return Variation{}, err
	}
	v, err := h.Contract.Propose(c.Request.Context(), id, in)
	return viewVariation(actor.From(c.Request.Context()))(v), err
}

// listVariations lists a contract's variations.
//
//	@Summary      List a contract's variations
//	@Description  Newest first.
//	@ID           listVariations
//	@Tags         contract
//	@Param        id     path  string true  "Contract" format(uuid)
//	@Param        limit  query int    false "How many at most" minimum(1) maximum(100) default(50)
//	@Param        cursor query string false "Where to go on: next of the page before"
//	@Success      200 {object} List[Variation]
//	@Failure      default {object} problem.Details
//	@Router       /v1/contracts/{id}/variations [get]
func (h *api) listVariations(c *gin.Context) (List[Variation], error) {
	id, page, err := h.pageOf(c)
	if err != nil {
		return List[Variation]{}, err
	}
	items, next, err := h.Contract.Variations(c.Request.Context(), id, page)
	return list(h, c, items, next, viewVariation(actor.From(c.Request.Context()))), err
}

// getVariation shows one variation.
//
//	@Summary      Read a variation
//	@Description  By the sides of the contract, and by the supplier that is to take it over.
//	@ID           getVariation
//	@Tags         contract
//	@Param        id path string true "Variation" format(uuid)
//	@Success      200 {object} Variation
//	@Failure      default {object} problem.Details
//	@Router       /v1/variations/{id} [get]
func (h *api) getVariation(c *gin.Context) (Variation, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return Variation{}, err
	}
	v, err := h.Contract.Variation(c.Request.Context(), id)
	return viewVariation(actor.From(c.Request.Context()))(v), err
}

// agreeVariation gives one side's agreement.
//
//	@Summary      Agree to a variation
//	@Description  By a side that did not propose it. With the last word that was missing it takes effect: of an assignment that takes the authority, the supplier and whoever takes over.
//	@ID           agreeVariation
//	@Tags         contract
//	@Param        id       path   string true "Variation" format(uuid)
//	@Param        If-Match header string true "ETag of the variation as last read"
//	@Param        body     body   contract.Consent true "What you say about it"
//	@Success      200 {object} Variation
//	@Failure      default {object} problem.Details
//	@Router       /v1/variations/{id}/agree [post]
func (h *api) agreeVariation(c *gin.Context) (Variation, error) {
	return answerVariation(c, h.Contract.Agree)
}

// refuseVariation ends a variation.
//
//	@Summary      Refuse a variation
//	@Description  By a side that did not propose it, with its words.
//	@ID           refuseVariation
//	@Tags         contract
//	@Param        id       path   string true "Variation" format(uuid)
//	@Param        If-Match header string true "ETag of the variation as last read"
//	@Param        body     body   contract.Words true "Why"
//	@Success      200 {object} Variation
//	@Failure      default {object} problem.Details
//	@Router       /v1/variations/{id}/refuse [post]
func (h *api) refuseVariation(c *gin.Context) (Variation, error) {
	return answerVariation(c, h.Contract.Refuse)
}

// withdrawVariation takes a proposal back.
//
//	@Summary      Withdraw a variation
//	@Description  By the side that proposed it.
//	@ID           withdrawVariation
//	@Tags         contract
//	@Param        id       path   string true "Variation" format(uuid)
//	@Param        If-Match header string true "ETag of the variation as last read"
//	@Param        body     body   contract.Consent true "What you say about it"
//	@Success      200 {object} Variation
//	@Failure      default {object} problem.Details
//	@Router       /v1/variations/{id}/withdraw [post]
func (h *api) withdrawVariation(c *gin.Context) (Variation, error) {
	return answerVariation(c, h.Contract.Withdraw)
}

func answerVariation[T any](c *gin.Context, use func(context.Context, string, int, T) (contract.Varied, error)) (Variation, error) {
	v, err := moved(c, use)
	return viewVariation(actor.From(c.Request.Context()))(v), err
}

// moved reads which version of which thing is moved on, and how.
func moved[T, E any](c *gin.Context, use func(context.Context, string, int, T) (E, error)) (e E, err error) {
	id, err := pathID(c, "id")
	if err != nil {
		return e, err
	}
	version, err := ifMatch(c)
	if err != nil {
		return e, err
	}
	in, err := body[T](c)
	if err != nil {
		return e, err
	}
	return use(c.Request.Context(), id, version, in)
}
