package api

import (
	"time"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/tender/clarification"
)

// Clarification is a question about a tender, with its answer once it has one.
type Clarification struct {
	ID         string     `json:"id" format:"uuid"`
	Tender     string     `json:"tender" format:"uuid"`
	Lot        *string    `json:"lot" format:"uuid" extensions:"x-nullable"`          // null where it is about the whole tender
	Number     *int       `json:"number" extensions:"x-nullable" example:"4"`         // of the tender's answers; null before there is one
	Asker      string     `json:"asker" example:"Supplier 3"`                         // the same for all that one supplier asks about this tender, and no more than that
	Mine       bool       `json:"mine"`                                               // the reader asked it
	Question   string     `json:"question"`                                           // as it was published; before, and for its asker and the buyer, as it was asked
	Published  *string    `json:"published" extensions:"x-nullable"`                  // as all read it; null before it is answered
	AskedAt    *time.Time `json:"askedAt" format:"date-time" extensions:"x-nullable"` // for its asker and the buyer
	Answer     *string    `json:"answer" extensions:"x-nullable"`                     // null before it is answered
	AnsweredAt *time.Time `json:"answeredAt" format:"date-time" extensions:"x-nullable"`
	Amendment  *int       `json:"amendment" extensions:"x-nullable" example:"1"` // the number of the amendment that the answer started
	Version    int        `json:"version"`
}

func (v Clarification) version() int { return v.Version }
func (v Clarification) location() string {
	return "/v1/tenders/" + v.Tender + "/clarifications/" + v.ID
}

func viewClarification(f clarification.Found) Clarification {
	q := f.Clarification
	v := Clarification{
		ID: q.ID, Tender: q.TenderID, Lot: q.LotID, Number: q.Number, Asker: q.Name(), Mine: f.Mine, Question: q.Wording,
		AnsweredAt: q.AnsweredAt, Amendment: q.Amendment, Version: q.Version,
	}
	if f.Whole {
		v.Question, v.AskedAt = q.Question, &q.AskedAt
	}
	if q.AnsweredAt != nil {
		v.Published, v.Answer = &q.Wording, &q.Answer
	}
	return v
}

// listClarifications lists a tender's questions and answers.
//
//	@Summary      List a tender's clarifications, the newest first
//	@Description  What was answered is everybody's, without a key; what waits for its answer is its asker's and the buyer's alone. Who asked shows as a number that stays the same within the tender.
//	@ID           listClarifications
//	@Tags         tender
//	@Param        id     path  string true  "Tender" format(uuid)
//	@Param        limit  query int    false "How many at most" minimum(1) maximum(100) default(50)
//	@Param        cursor query string false "Where to go on: next of the page before"
//	@Success      200 {object} List[Clarification]
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/clarifications [get]
func (h *api) listClarifications(c *gin.Context) (List[Clarification], error) {
	id, page, err := h.pageOf(c)
	if err != nil {
		return List[Clarification]{}, err
	}
	items, next, err := h.Clarification.List(c.Request.Context(), id, page)
	return list(h, c, items, next, viewClarification), err
}

// askClarification puts a question to the buyer.
//
//	@Summary      Ask about a tender
//	@Description  While questions are taken. The buyer reads the question and never learns whose it is; the answer goes to all.
//	@ID           askClarification
//	@Tags         tender
//	@Param        id   path string                    true "Tender" format(uuid)
//	@Param        body body clarification.NewQuestion true "The question"
//	@Success      201 {object} Clarification
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/clarifications [post]
func (h *api) askClarification(c *gin.Context) (Clarification, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return Clarification{}, err
	}
	in, err := body[clarification.NewQuestion](c)
	if err != nil {
		return Clarification{}, err
	}
	f, err := h.Clarification.Ask(c.Request.Context(), id, in)
	return viewClarification(f), err
}

// getClarification shows one question, with its answer.
//
//	@Summary  Read a clarification
//	@ID       getClarification
//	@Tags     tender
//	@Param    id            path string true "Tender" format(uuid)
//	@Param    clarification path string true "Clarification" format(uuid)
//	@Success  200 {object} Clarification
//	@Failure  default {object} problem.Details
//	@Router   /v1/tenders/{id}/clarifications/{clarification} [get]
func (h *api) getClarification(c *gin.Context) (Clarification, error) {
	id, clarificationID, err := pathIDs(c, "clarification")
	if err != nil {
		return Clarification{}, err
	}
	f, err := h.Clarification.Get(c.Request.Context(), id, clarificationID)
	return viewClarification(f), err
}

// pathIDs reads the identifiers of a thing and of a part of it.
func pathIDs(c *gin.Context, part string) (whole, inner string, err error) {
	if whole, err = pathID(c, "id"); err != nil {
		return whole, inner, err
	}
	inner, err = pathID(c, part)
	return whole, inner, err
}

// answerClarification answers a question to all.
//
//	@Summary      Answer a question, to all
//	@Description  Before the deadline. Everybody gets the same words as a notice. The question may be reworded so that it does not tell who asked. An answer that changes what was published carries the amendment: both are done, or neither. What was answered never changes.
//	@ID           answerClarification
//	@Tags         tender
//	@Param        id            path   string               true "Tender" format(uuid)
//	@Param        clarification path   string               true "Clarification" format(uuid)
//	@Param        If-Match      header string               true "ETag of the clarification as last read"
//	@Param        body          body   clarification.Answer true "The answer"
//	@Success      200 {object} Clarification
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/clarifications/{clarification}/answer [post]
func (h *api) answerClarification(c *gin.Context) (Clarification, error) {
	id, clarificationID, err := pathIDs(c, "clarification")
	if err != nil {
		return Clarification{}, err
	}
	version, err := ifMatch(c)
	if err != nil {
		return Clarification{}, err
	}
	in, err := body[clarification.Answer](c)
	if err != nil {
		return Clarification{}, err
	}
	f, err := h.Clarification.Answer(c.Request.Context(), id, clarificationID, version, in)
	return viewClarification(f), err
}
