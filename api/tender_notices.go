package api

import (
	"time"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
)

// tenderTexts is what is said about a tender, and to whom.
func (h *api) tenderTexts() []Route {
	return []Route{
		get("/v1/tenders/feed", "getTenderFeed", run(h.getTenderFeed)),
		get("/v1/notices", "listMyNotices", run(h.listMyNotices)),
		get("/v1/tenders/:id/notices", "listNotices", run(h.listNotices)),
		get("/v1/tenders/:id/registered-interest", "getInterest", run(h.getInterest)),
		made("/v1/tenders/:id/registered-interest", "registerInterest", run(h.registerInterest)),
		remove("/v1/tenders/:id/registered-interest", "endInterest", run(h.endInterest)),
		get("/v1/tenders/:id/clarifications", "listClarifications", run(h.listClarifications)),
		made("/v1/tenders/:id/clarifications", "askClarification", run(h.askClarification)),
		get("/v1/tenders/:id/clarifications/:clarification", "getClarification", run(h.getClarification)),
		done("/v1/tenders/:id/clarifications/:clarification/answer", "answerClarification", run(h.answerClarification)),
	}
}

// Notice is what was announced about a tender, to everybody at once and in the
// same words.
type Notice struct {
	ID     string            `json:"id" format:"uuid"`
	Tender string            `json:"tender" format:"uuid"`
	Number int               `json:"number" example:"1"` // of the tender's notices, from 1
	Kind   tender.NoticeKind `json:"kind" example:"amended"`
	At     time.Time         `json:"at" format:"date-time"`
	Title  string            `json:"title"`
	Text   string            `json:"text"` // plain text
}

func viewNotice(n tender.Notice) Notice {
	return Notice{ID: n.ID, Tender: n.TenderID, Number: n.Number, Kind: n.Kind, At: n.At, Title: n.Title, Text: n.Body}
}

// listNotices lists what was announced about a tender.
//
//	@Summary      List a tender's notices, the newest first
//	@Description  Publication, amendments, a later deadline, answers to questions, the end: whatever was announced, to everybody at once. For everybody, without a key.
//	@ID           listNotices
//	@Tags         tender
//	@Param        id     path  string true  "Tender" format(uuid)
//	@Param        limit  query int    false "How many at most" minimum(1) maximum(100) default(50)
//	@Param        cursor query string false "Where to go on: next of the page before"
//	@Success      200 {object} List[Notice]
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/notices [get]
func (h *api) listNotices(c *gin.Context) (List[Notice], error) {
	id, page, err := h.pageOf(c)
	if err != nil {
		return List[Notice]{}, err
	}
	items, next, err := h.Tender.Notices(c.Request.Context(), id, page)
	return list(h, c, items, next, viewNotice), err
}

// pageOf reads a request for a page of a list that belongs to a thing.
func (h *api) pageOf(c *gin.Context) (id string, page store.Page, err error) {
	if id, err = pathID(c, "id"); err != nil {
		return id, page, err
	}
	q, err := query[Paging](c)
	if err != nil {
		return id, page, err
	}
	page, err = h.page(c, q)
	return id, page, err
}

// listMyNotices lists what was announced about the tenders that the reader
// follows or bids for.
//
//	@Summary      List the notices of my tenders, the newest first
//	@Description  Of every tender in which the reader's organisation registered an interest or has a bid. Nobody else learns which those are.
//	@ID           listMyNotices
//	@Tags         tender
//	@Param        limit  query int    false "How many at most" minimum(1) maximum(100) default(50)
//	@Param        cursor query string false "Where to go on: next of the page before"
//	@Success      200 {object} List[Notice]
//	@Failure      default {object} problem.Details
//	@Router       /v1/notices [get]
func (h *api) listMyNotices(c *gin.Context) (List[Notice], error) {
	q, err := query[Paging](c)
	if err != nil {
		return List[Notice]{}, err
	}
	page, err := h.page(c, q)
	if err != nil {
		return List[Notice]{}, err
	}
	items, next, err := h.Tender.Inbox(c.Request.Context(), page)
	return list(h, c, items, next, viewNotice), err
}

// RegisteredInterest is a supplier's wish to get a tender's notices, or how many
// have it.
type RegisteredInterest struct {
	Tender     string     `json:"tender" format:"uuid"`
	Registered bool       `json:"registered"`                                       // whether the reader's own organisation registered
	Since      *time.Time `json:"since" format:"date-time" extensions:"x-nullable"` // since when
	Count      *int       `json:"count" extensions:"x-nullable" example:"3"`        // how many suppliers did, for the buyer's own people where the tender says that they may see it; null for everybody else
}

func viewInterest(i tender.Interest) RegisteredInterest {
	return RegisteredInterest{Tender: i.TenderID, Registered: i.Since != nil, Since: i.Since, Count: i.Count}
}

// getInterest tells the reader whether it registered.
//
//	@Summary      Is my interest registered?
//	@Description  For a supplier, its own. For the buyer's people, how many registered, where the tender says that they may see it; never which.
//	@ID           getInterest
//	@Tags         tender
//	@Param        id path string true "Tender" format(uuid)
//	@Success      200 {object} RegisteredInterest
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/registered-interest [get]
func (h *api) getInterest(c *gin.Context) (RegisteredInterest, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return RegisteredInterest{}, err
	}
	i, err := h.Tender.Interest(c.Request.Context(), id)
	return viewInterest(i), err
}

// registerInterest makes the reader one that gets the notices.
//
//	@Summary      Register an interest in a tender
//	@Description  From then on its notices are among the reader's own. The buyer is not told who registered, the log not either. Twice is once.
//	@ID           registerInterest
//	@Tags         tender
//	@Param        id path string true "Tender" format(uuid)
//	@Success      201 {object} RegisteredInterest
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/registered-interest [post]
func (h *api) registerInterest(c *gin.Context) (RegisteredInterest, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return RegisteredInterest{}, err
	}
	if err := nothing(c); err != nil {
		return RegisteredInterest{}, err
	}
	i, err := h.Tender.RegisterInterest(c.Request.Context(), id)
	return viewInterest(i), err
}

// endInterest takes the reader's interest back.
//
//	@Summary  Take a registered interest back
//	@ID       endInterest
//	@Tags     tender
//	@Param    id path string true "Tender" format(uuid)
//	@Success  200 {object} RegisteredInterest
//	@Failure  default {object} problem.Details
//	@Router   /v1/tenders/{id}/registered-interest [delete]
func (h *api) endInterest(c *gin.Context) (RegisteredInterest, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return RegisteredInterest{}, err
	}
	if err := nothing(c); err != nil {
		return RegisteredInterest{}, err
	}
	i, err := h.Tender.EndInterest(c.Request.Context(), id)
	return viewInterest(i), err
}
