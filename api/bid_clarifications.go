package api

import (
	"time"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/evaluation"
)

func (h *api) bidClarifications() []Route {
	return []Route{
		get("/v1/tenders/:id/bid-clarifications", "listBidClarifications", run(h.listBidClarifications)),
		made("/v1/tenders/:id/bid-clarifications", "createBidClarification", run(h.createBidClarification)),
		done("/v1/tenders/:id/bid-clarifications/:clarification/answer", "answerBidClarification", run(h.answerBidClarification)),
		done("/v1/tenders/:id/bid-clarifications/:clarification/decide", "decideBidClarification", run(h.decideBidClarification)),
	}
}

// BidClarification asks a bidder about named parts of its bid, and holds what
// followed. The bid itself stays as it was submitted.
type BidClarification struct {
	ID         string                 `json:"id" format:"uuid"`
	Tender     string                 `json:"tender" format:"uuid"`
	Lot        string                 `json:"lot" format:"uuid"`
	Bid        string                 `json:"bid" format:"uuid"`
	Supplier   Party                  `json:"supplier"` // under its alias to whoever must not know it
	Question   string                 `json:"question"`
	Fields     []evaluation.Clarified `json:"fields"` // before and after
	AnswerBy   time.Time              `json:"answerBy" format:"date-time"`
	AskedAt    time.Time              `json:"askedAt" format:"date-time"` // by the tender's own clock
	AnsweredAt *time.Time             `json:"answeredAt" format:"date-time" extensions:"x-nullable"`
	Verdict    *ClarificationVerdict  `json:"verdict" extensions:"x-nullable"`
}

// ClarificationVerdict says whether an answer is taken into account.
type ClarificationVerdict struct {
	Accepted  bool      `json:"accepted"`
	Reason    string    `json:"reason"`
	DecidedAt time.Time `json:"decidedAt" format:"date-time"`
}

func (b BidClarification) location() string { return "/v1/tenders/" + b.Tender + "/bid-clarifications" }

func viewBidClarification(r evaluation.ClarificationReading) BidClarification {
	c := r.Clarification
	view := BidClarification{
		ID: c.ID, Tender: c.TenderID, Lot: c.LotID, Bid: c.BidID, Supplier: viewParty(r.Supplier), Question: c.Question,
		Fields: append([]evaluation.Clarified{}, r.Fields...), AnswerBy: c.AnswerBy, AskedAt: c.AskedAt,
	}
	if r.Answer != nil {
		view.AnsweredAt = &r.Answer.AnsweredAt
	}
	if v := r.Verdict; v != nil {
		view.Verdict = &ClarificationVerdict{Accepted: v.Accepted, Reason: v.Reason, DecidedAt: v.DecidedAt}
	}
	return view
}

// listBidClarifications lists what bidders were asked to clarify.
//
//	@Summary      List what bidders were asked to clarify after opening, oldest first: before and after
//	@Description  The authority's officers and auditors, and the members of its panel, see all; a supplier what it was asked itself.
//	@ID           listBidClarifications
//	@Tags         evaluation
//	@Param        id path string true "Tender" format(uuid)
//	@Success      200 {object} List[BidClarification]
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/bid-clarifications [get]
func (h *api) listBidClarifications(c *gin.Context) (List[BidClarification], error) {
	id, err := pathID(c, "id")
	if err != nil {
		return List[BidClarification]{}, err
	}
	items, err := h.Evaluation.Clarifications(c.Request.Context(), id)
	return list(h, c, items, "", viewBidClarification), err
}

// createBidClarification asks a bidder.
//
//	@Summary      Ask a bidder to clarify named parts of its bid
//	@Description  Only parts that the tender published as clarifiable (awardRules.clarifiable), never a price or a quantity; with a time to answer. Not for keys.
//	@ID           createBidClarification
//	@Tags         evaluation
//	@Param        id   path string                         true "Tender" format(uuid)
//	@Param        body body evaluation.NewBidClarification true "The question"
//	@Success      201 {object} BidClarification
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/bid-clarifications [post]
func (h *api) createBidClarification(c *gin.Context) (BidClarification, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return BidClarification{}, err
	}
	in, err := body[evaluation.NewBidClarification](c)
	if err != nil {
		return BidClarification{}, err
	}
	r, err := h.Evaluation.Clarify(c.Request.Context(), id, in)
	return viewBidClarification(r), err
}

// answerBidClarification clarifies.
//
//	@Summary      Clarify the parts of your bid that you were asked about, and nothing else
//	@ID           answerBidClarification
//	@Tags         evaluation
//	@Param        id            path string                            true "Tender" format(uuid)
//	@Param        clarification path string                            true "Clarification" format(uuid)
//	@Param        body          body evaluation.NewClarificationAnswer true "The answer"
//	@Success      200 {object} BidClarification
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/bid-clarifications/{clarification}/answer [post]
func (h *api) answerBidClarification(c *gin.Context) (BidClarification, error) {
	id, other, err := pathTwo(c, "clarification")
	if err != nil {
		return BidClarification{}, err
	}
	in, err := body[evaluation.NewClarificationAnswer](c)
	if err != nil {
		return BidClarification{}, err
	}
	r, err := h.Evaluation.AnswerClarification(c.Request.Context(), id, other, in)
	return viewBidClarification(r), err
}

// decideBidClarification decides on an answer.
//
//	@Summary      Decide whether a clarification is taken into account
//	@Description  Taken into account, a certificate that is held or is not counts in the next run, and words are read beside the bid. Not for keys.
//	@ID           decideBidClarification
//	@Tags         evaluation
//	@Param        id            path string                             true "Tender" format(uuid)
//	@Param        clarification path string                             true "Clarification" format(uuid)
//	@Param        body          body evaluation.NewClarificationVerdict true "The decision"
//	@Success      200 {object} BidClarification
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/bid-clarifications/{clarification}/decide [post]
func (h *api) decideBidClarification(c *gin.Context) (BidClarification, error) {
	id, other, err := pathTwo(c, "clarification")
	if err != nil {
		return BidClarification{}, err
	}
	in, err := body[evaluation.NewClarificationVerdict](c)
	if err != nil {
		return BidClarification{}, err
	}
	r, err := h.Evaluation.WeighClarification(c.Request.Context(), id, other, in)
	return viewBidClarification(r), err
}
