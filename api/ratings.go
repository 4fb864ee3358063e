package api

import (
	"context"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/contract"
	"github.com/assay-engine/assay/pkg/decimal"
)

func (h *api) ratings() []Route {
	return []Route{
		get("/v1/contracts/:id/assessments", "listAssessments", run(h.listAssessments)),
		get("/v1/contracts/:id/ratings", "listRatings", run(h.listRatings)),
		made("/v1/contracts/:id/ratings", "rateIndicator", run(h.rateIndicator)),
		get("/v1/ratings/:id", "getRating", run(h.getRating)),
		done("/v1/ratings/:id/decide", "reconsiderRating", run(h.reconsiderRating)),
		done("/v1/ratings/:id/reply", "replyToRating", run(h.replyToRating)),
		done("/v1/ratings/:id/publish", "publishRating", run(h.publishRating)),
	}
}

// Assessment is one indicator of one year of a contract, with the rating that
// is proposed and the one that was decided.
type Assessment struct {
	Indicator string           `json:"indicator" example:"13"`
	Title     string           `json:"title"`
	KPI       bool             `json:"kpi"`              // a key performance indicator of the contract
	Year      int              `json:"year" example:"1"` // 0: the whole contract
	FromOn    string           `json:"fromOn" format:"date"`
	ToOn      string           `json:"toOn" format:"date"`
	DueOn     string           `json:"dueOn" format:"date"` // the last day on which its rating is in time
	Overdue   bool             `json:"overdue"`
	Proposal  *RatingProposal  `json:"proposal" extensions:"x-nullable"` // null of an indicator that is no obligation
	Rating    *string          `json:"rating" format:"uuid" extensions:"x-nullable"`
	Rated     *contract.Rating `json:"rated" enums:"good,approaching_target,requires_improvement,inadequate,other" extensions:"x-nullable"`
}

// RatingProposal is the rating that the contract's published cut-offs come to.
// It decides nothing.
type RatingProposal struct {
	Rating    contract.Rating  `json:"rating" enums:"good,approaching_target,requires_improvement,inadequate,other"`
	Share     *decimal.Number  `json:"share" swaggertype:"number" extensions:"x-nullable"` // verified of committed in per cent, to three decimals; null where there is nothing to compare
	Committed *decimal.Number  `json:"committed" swaggertype:"number" extensions:"x-nullable"`
	Verified  *decimal.Number  `json:"verified" swaggertype:"number" extensions:"x-nullable"`
	Undecided int              `json:"undecided"` // returns that wait for a decision: none of them counts
	CutOffs   contract.CutOffs `json:"cutOffs"`
}

// Rating is a person's judgement of one indicator over one year of a contract.
type Rating struct {
	ID        string                  `json:"id" format:"uuid"`
	Contract  string                  `json:"contract" format:"uuid"`
	Indicator string                  `json:"indicator" example:"13"`
	Title     string                  `json:"title"`
	KPI       bool                    `json:"kpi"`
	Year      int                     `json:"year" example:"1"` // 0: the whole contract
	FromOn    string                  `json:"fromOn" format:"date"`
	ToOn      string                  `json:"toOn" format:"date"`
	Supplier  string                  `json:"supplier" format:"uuid"` // who delivered when it was decided
	Rating    contract.Rating         `json:"rating" enums:"good,approaching_target,requires_improvement,inadequate,other"`
	Status    contract.RatingStatus   `json:"status" enums:"decided,replied,published"`
	ReplyBy   string                  `json:"replyBy" format:"date"` // the last day for the supplier's reply
	Next      []contract.RatingStatus `json:"next"`                  // the moves open to you now
	History   []Deed                  `json:"history"`               // decisions with their reasons, replies, the publication
	Version   int                     `json:"version"`
}

func (r Rating) version() int     { return r.Version }
func (r Rating) location() string { return "/v1/ratings/" + r.ID }

func viewRating(who actor.Actor) func(contract.RatedWhole) Rating {
	return func(r contract.RatedWhole) Rating {
		return Rating{
			ID: r.ID, Contract: r.ContractID, Indicator: r.Indicator, Title: r.Title, KPI: r.IsKPI, Year: r.Year, FromOn: r.FromOn, ToOn: r.ToOn, Supplier: r.SupplierID,
			Rating: r.Rated.Rating, Status: r.Status, ReplyBy: r.ReplyBy, Next: r.Next(who), History: viewDeeds(r.Deeds), Version: r.Version,
		}
	}
}

func viewAssessment(a contract.Assessment) Assessment {
	view := Assessment{Indicator: a.Indicator, Title: a.Title, KPI: a.IsKPI, Year: a.Year, FromOn: a.FromOn, ToOn: a.ToOn, DueOn: a.DueOn, Overdue: a.IsOverdue}
	if p := a.Proposal; p != nil {
		view.Proposal = &RatingProposal{Rating: p.Rating, Share: exactNumber(p.Share), Committed: exactNumber(p.Committed), Verified: totalNumber(p.Verified), Undecided: p.Undecided, CutOffs: p.CutOffs}
	}
	if a.Rated != nil {
		view.Rating, view.Rated = &a.Rated.ID, &a.Rated.Rating
	}
	return view
}

// listAssessments lists what is to be rated.
//
//	@Summary      List what is to be rated of a contract
//	@Description  Every obligation and every other key performance indicator, for each year that is over, and the whole contract once it has ended: with the rating that the contract's published cut-offs propose. What is overdue comes first. A list of one page.
//	@ID           listAssessments
//	@Tags         contract
//	@Param        id path string true "Contract" format(uuid)
//	@Success      200 {object} List[Assessment]
//	@Failure      default {object} problem.Details
//	@Router       /v1/contracts/{id}/assessments [get]
func (h *api) listAssessments(c *gin.Context) (List[Assessment], error) {
	id, err := pathID(c, "id")
	if err != nil {
		return List[Assessment]{}, err
	}
	all, err := h.Contract.Assessments(c.Request.Context(), id)
	return list(h, c, all, "", viewAssessment), err
}

// rateIndicator decides a rating.
//
//	@Summary      Rate an indicator for a year that is over
//	@Description  By the authority's contract manager, with a reason whatever was proposed. The supplier may reply before it is published.
//	@ID           rateIndicator
//	@Tags         contract
//	@Param        id   path string true "Contract" format(uuid)
//	@Param        body body contract.NewRating true "The rating"
//	@Success      201 {object} Rating
//	@Failure      default {object} problem.Details
//	@Router       /v1/contracts/{id}/ratings [post]
func (h *api) rateIndicator(c *gin.Context) (Rating, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return Rating{}, err
	}
	in, err := body[contract.NewRating](c)
	if err != nil {
		return Rating{}, err
	}
	r, err := h.Contract.Rate(c.Request.Context(), id, in)
	return viewRating(actor.From(c.Request.Context()))(r), err
}

// listRatings lists a contract's ratings.
//
//	@Summary      List a contract's ratings
//	@Description  Newest first.
//	@ID           listRatings
//	@Tags         contract
//	@Param        id     path  string true  "Contract" format(uuid)
//	@Param        limit  query int    false "How many at most" minimum(1) maximum(100) default(50)
//	@Param        cursor query string false "Where to go on: next of the page before"
//	@Success      200 {object} List[Rating]
//	@Failure      default {object} problem.Details
//	@Router       /v1/contracts/{id}/ratings [get]
func (h *api) listRatings(c *gin.Context) (List[Rating], error) {
	id, page, err := h.pageOf(c)
	if err != nil {
		return List[Rating]{}, err
	}
	items, next, err := h.Contract.Ratings(c.Request.Context(), id, page)
	return list(h, c, items, next, viewRating(actor.From(c.Request.Context()))), err
}

// getRating shows one rating.
//
//	@Summary  Read a rating
//	@ID       getRating
//	@Tags     contract
//	@Param    id path string true "Rating" format(uuid)
//	@Success  200 {object} Rating
//	@Failure  default {object} problem.Details
//	@Router   /v1/ratings/{id} [get]
func (h *api) getRating(c *gin.Context) (Rating, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return Rating{}, err
	}
	r, err := h.Contract.Rating(c.Request.Context(), id)
	return viewRating(actor.From(c.Request.Context()))(r), err
}

// reconsiderRating decides again.
//
//	@Summary      Decide about a rating again
//	@Description  By the authority's contract manager, before it is published, with a reason. The supplier may reply again.
//	@ID           reconsiderRating
//	@Tags         contract
//	@Param        id       path   string true "Rating" format(uuid)
//	@Param        If-Match header string true "ETag of the rating as last read"
//	@Param        body     body   contract.Judgement true "The rating and why"
//	@Success      200 {object} Rating
//	@Failure      default {object} problem.Details
//	@Router       /v1/ratings/{id}/decide [post]
func (h *api) reconsiderRating(c *gin.Context) (Rating, error) {
	r, err := moved(c, h.Contract.Reconsider)
	return viewRating(actor.From(c.Request.Context()))(r), err
}

// replyToRating takes the supplier's reply.
//
//	@Summary      Reply to a rating
//	@Description  By the supplier, before it is published. The reply is published with it.
//	@ID           replyToRating
//	@Tags         contract
//	@Param        id       path   string true "Rating" format(uuid)
//	@Param        If-Match header string true "ETag of the rating as last read"
//	@Param        body     body   contract.Words true "The reply"
//	@Success      200 {object} Rating
//	@Failure      default {object} problem.Details
//	@Router       /v1/ratings/{id}/reply [post]
func (h *api) replyToRating(c *gin.Context) (Rating, error) {
	r, err := moved(c, h.Contract.ReplyToRating)
	return viewRating(actor.From(c.Request.Context()))(r), err
}

// publishRating publishes a rating.
//
//	@Summary      Publish a rating
//	@Description  By the authority's contract manager, once the supplier has replied or its last day to reply is over. It stays published, with its reason and the reply.
//	@ID           publishRating
//	@Tags         contract
//	@Param        id       path   string true "Rating" format(uuid)
//	@Param        If-Match header string true "ETag of the rating as last read"
//	@Success      200 {object} Rating
//	@Failure      default {object} problem.Details
//	@Router       /v1/ratings/{id}/publish [post]
func (h *api) publishRating(c *gin.Context) (Rating, error) {
	if err := nothing(c); err != nil {
		return Rating{}, err
	}
	r, err := unmoved(c, h.Contract.PublishRating)
	return viewRating(actor.From(c.Request.Context()))(r), err
}

// unmoved reads which version of which thing is moved on, where there is
// nothing more to say.
func unmoved[E any](c *gin.Context, use func(context.Context, string, int) (E, error)) (e E, err error) {
	id, err := pathID(c, "id")
	if err != nil {
		return e, err
	}
	version, err := ifMatch(c)
	if err != nil {
		return e, err
	}
	return use(c.Request.Context(), id, version)
}
