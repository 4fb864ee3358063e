package api

import (
	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/tender"
)

func (h *api) tenders() []Route {
	return []Route{
		get("/v1/tenders", "listTenders", run(h.listTenders)),
		made("/v1/tenders", "createTender", run(h.createTender)),
		get("/v1/tenders/:id", "getTender", run(h.getTender)),
		patch("/v1/tenders/:id", "changeTender", run(h.changeTender)),
		done("/v1/tenders/:id/publish", "publishTender", run(h.publishTender)),
		done("/v1/tenders/:id/deadline", "extendDeadline", run(h.extendDeadline)),
		done("/v1/tenders/:id/clock", "moveClock", run(h.moveClock)),
		done("/v1/tenders/:id/cancel", "cancelTender", run(h.cancelTender)),
		done("/v1/tenders/:id/unsuccessful", "failTender", run(h.failTender)),
		done("/v1/tenders/:id/amend", "amendTender", run(h.amendTender)),
		get("/v1/tenders/:id/amendments", "listAmendments", run(h.listAmendments)),
		get("/v1/tenders/:id/lots", "listLots", run(h.listLots)),
		get("/v1/tenders/:id/lots/:lot", "getLot", run(h.getLot)),
	}
}

// listTenders lists the tenders that were published, and those of the reader's
// own organisation, newest first.
//
//	@Summary  List tenders
//	@ID       listTenders
//	@Tags     tender
//	@Param    status query string false "Only this status" Enums(draft, published, closed, opened, scored, awarded, completed, cancelled, unsuccessful)
//	@Param    mode   query string false "Only live procurements, or only rehearsals" Enums(live, test)
//	@Param    owner  query string false "Only this buyer's" format(uuid)
//	@Param    q      query string false "Only where every word of it is in the title or the description, in whatever case"
//	@Param    measure        query string false "Only where this measure or component of the catalogue is scored, or a component of this measure" example(13)
//	@Param    outcome        query int    false "Only where a measure of this outcome is scored" minimum(1) maximum(1000)
//	@Param    classification query string false "Only where the CPV code begins with these digits" example(773)
//	@Param    minValue       query number false "Only where the estimate is at least this many pounds"
//	@Param    maxValue       query number false "Only where the estimate is at most this many pounds"
//	@Param    closesAfter    query string false "Only where the deadline is not before this moment, RFC 3339" format(date-time)
//	@Param    closesBefore   query string false "Only where the deadline is before this moment, RFC 3339" format(date-time)
//	@Param    limit  query int    false "How many at most" minimum(1) maximum(100) default(50)
//	@Param    cursor query string false "Where to go on: next of the page before"
//	@Success  200 {object} List[TenderSummary]
//	@Failure  default {object} problem.Details
//	@Router   /v1/tenders [get]
func (h *api) listTenders(c *gin.Context) (List[TenderSummary], error) {
	q, err := query[tenderQuery](c)
	if err != nil {
		return List[TenderSummary]{}, err
	}
	page, err := h.page(c, q.Paging)
	if err != nil {
		return List[TenderSummary]{}, err
	}
	filter, err := q.filter()
	if err != nil {
		return List[TenderSummary]{}, err
	}
	items, next, err := h.Tender.List(c.Request.Context(), filter, page)
	return list(h, c, items, next, summariseTender), err
}

// createTender drafts a tender of the caller's organisation.
//
//	@Summary      Draft a tender
//	@Description  From a template, with one or more lots. Nobody else sees it before it is published. In test mode it gets a clock of its own, which starts now.
//	@ID           createTender
//	@Tags         tender
//	@Param        body body tender.NewTender true "The tender"
//	@Success      201 {object} Tender
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders [post]
func (h *api) createTender(c *gin.Context) (Tender, error) {
	in, err := body[tender.NewTender](c)
	if err != nil {
		return Tender{}, err
	}
	return viewTender(h.Tender.Draft(c.Request.Context(), in))
}

// getTender shows one tender.
//
//	@Summary  Read a tender
//	@ID       getTender
//	@Tags     tender
//	@Param    id path string true "Tender" format(uuid)
//	@Success  200 {object} Tender
//	@Failure  default {object} problem.Details
//	@Router   /v1/tenders/{id} [get]
func (h *api) getTender(c *gin.Context) (Tender, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return Tender{}, err
	}
	return viewTender(h.Tender.Get(c.Request.Context(), id))
}

// changeTender changes a draft.
//
//	@Summary      Change a drafted tender
//	@Description  Only what is named changes; lots, where named, take the place of those there were. A published tender never changes.
//	@ID           changeTender
//	@Tags         tender
//	@Param        id       path   string        true "Tender" format(uuid)
//	@Param        If-Match header string        true "ETag of the tender as last read"
//	@Param        body     body   tender.Change true "What changes"
//	@Success      200 {object} Tender
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id} [patch]
func (h *api) changeTender(c *gin.Context) (Tender, error) {
	id, version, in, err := changing[tender.Change](c)
	if err != nil {
		return Tender{}, err
	}
	return viewTender(h.Tender.Change(c.Request.Context(), id, version, in))
}

// publishTender opens a tender to bids.
//
//	@Summary      Publish a tender
//	@Description  Freezes and hashes the method. The deadline must lie ahead, the template must be published, and the tender must state what its method needs.
//	@ID           publishTender
//	@Tags         tender
//	@Param        id       path   string true "Tender" format(uuid)
//	@Param        If-Match header string true "ETag of the tender as last read"
//	@Success      200 {object} Tender
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/publish [post]
func (h *api) publishTender(c *gin.Context) (Tender, error) {
	id, version, err := moving(c)
	if err != nil {
		return Tender{}, err
	}
	return viewTender(h.Tender.Publish(c.Request.Context(), id, version))
}

// extendDeadline gives suppliers more time.
//
//	@Summary      Move the deadline later
//	@Description  Only before it has passed, only later, and with a reason that is published.
//	@ID           extendDeadline
//	@Tags         tender
//	@Param        id       path   string             true "Tender" format(uuid)
//	@Param        If-Match header string             true "ETag of the tender as last read"
//	@Param        body     body   tender.NewDeadline true "The new deadline"
//	@Success      200 {object} Tender
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/deadline [post]
func (h *api) extendDeadline(c *gin.Context) (Tender, error) {
	id, version, in, err := changing[tender.NewDeadline](c)
	if err != nil {
		return Tender{}, err
	}
	return viewTender(h.Tender.Extend(c.Request.Context(), id, version, in))
}

// moveClock moves the clock of a rehearsal forward.
//
//	@Summary      Move the clock of a tender in test mode
//	@Description  Forward only. Deadline, opening, standstill, contract and returns of this tender go by it. A live tender has no such clock.
//	@ID           moveClock
//	@Tags         tender
//	@Param        id       path   string           true "Tender" format(uuid)
//	@Param        If-Match header string           true "ETag of the tender as last read"
//	@Param        body     body   tender.NewMoment true "The time it is to be"
//	@Success      200 {object} Tender
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/clock [post]
func (h *api) moveClock(c *gin.Context) (Tender, error) {
	id, version, in, err := changing[tender.NewMoment](c)
	if err != nil {
		return Tender{}, err
	}
	return viewTender(h.Tender.MoveClock(c.Request.Context(), id, version, in))
}

// cancelTender ends a tender by the buyer's decision.
//
//	@Summary  Cancel a tender, with the reason
//	@ID       cancelTender
//	@Tags     tender
//	@Param    id       path   string        true "Tender" format(uuid)
//	@Param    If-Match header string        true "ETag of the tender as last read"
//	@Param    body     body   tender.Ending true "The reason, which is published"
//	@Success  200 {object} Tender
//	@Failure  default {object} problem.Details
//	@Router   /v1/tenders/{id}/cancel [post]
func (h *api) cancelTender(c *gin.Context) (Tender, error) {
	id, version, in, err := changing[tender.Ending](c)
	if err != nil {
		return Tender{}, err
	}
	return viewTender(h.Tender.Cancel(c.Request.Context(), id, version, in))
}

// failTender ends a tender that brought nothing to award.
//
//	@Summary  End a tender without an award, with the reason
//	@ID       failTender
//	@Tags     tender
//	@Param    id       path   string        true "Tender" format(uuid)
//	@Param    If-Match header string        true "ETag of the tender as last read"
//	@Param    body     body   tender.Ending true "The reason, which is published"
//	@Success  200 {object} Tender
//	@Failure  default {object} problem.Details
//	@Router   /v1/tenders/{id}/unsuccessful [post]
func (h *api) failTender(c *gin.Context) (Tender, error) {
	id, version, in, err := changing[tender.Ending](c)
	if err != nil {
		return Tender{}, err
	}
	return viewTender(h.Tender.Fail(c.Request.Context(), id, version, in))
}

// moving reads a request that moves a thing on and says nothing else.
func moving(c *gin.Context) (id string, version int, err error) {
	if id, err = pathID(c, "id"); err != nil {
		return id, version, err
	}
	if version, err = ifMatch(c); err != nil {
		return id, version, err
	}
	return id, version, nothing(c)
}

// changing reads a request that changes a thing by what its body says.
func changing[T any](c *gin.Context) (id string, version int, in T, err error) {
	if id, err = pathID(c, "id"); err != nil {
		return id, version, in, err
	}
	if version, err = ifMatch(c); err != nil {
		return id, version, in, err
	}
	in, err = body[T](c)
	return id, version, in, err
}
