package api

import (
	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/contract"
)

func (h *api) disputes() []Route {
	return []Route{
		get("/v1/contracts/:id/disputes", "listDisputes", run(h.listDisputes)),
		made("/v1/contracts/:id/disputes", "reportDispute", run(h.reportDispute)),
		get("/v1/disputes/:id", "getDispute", run(h.getDispute)),
		done("/v1/disputes/:id/reply", "replyToDispute", run(h.replyToDispute)),
		done("/v1/disputes/:id/decide", "decideDispute", run(h.decideDispute)),
		done("/v1/disputes/:id/escalate", "escalateDispute", run(h.escalateDispute)),
	}
}

// Dispute is a disagreement about a verdict, a rating or a shortfall: report,
// reply, decision, and once more where a side does not accept that.
type Dispute struct {
	ID         string                   `json:"id" format:"uuid"`
	Contract   string                   `json:"contract" format:"uuid"`
	About      contract.About           `json:"about" enums:"return,rating,shortfall"`
	Subject    string                   `json:"subject" format:"uuid"`
	ReportedBy string                   `json:"reportedBy" format:"uuid"` // the organisation
	ReplyBy    string                   `json:"replyBy" format:"date"`    // the last day for the other side's reply
	Status     contract.DisputeStatus   `json:"status" enums:"reported,replied,decided,escalated,settled"`
	Outcome    *contract.Outcome        `json:"outcome" enums:"upheld,partly_upheld,dismissed" extensions:"x-nullable"` // of the last decision; null before the first
	Next       []contract.DisputeStatus `json:"next"`                                                                   // the moves open to you now
	History    []Deed                   `json:"history"`                                                                // oldest first
	Version    int                      `json:"version"`
}

func (d Dispute) version() int     { return d.Version }
func (d Dispute) location() string { return "/v1/disputes/" + d.ID }

func viewDispute(who actor.Actor) func(contract.Disputed) Dispute {
	return func(d contract.Disputed) Dispute {
		view := Dispute{
			ID: d.ID, Contract: d.ContractID, About: d.About, Subject: d.SubjectID, ReportedBy: d.ReportedBy, ReplyBy: d.ReplyBy, Status: d.Status,
			Next: d.Next(who), History: viewDeeds(d.Deeds), Version: d.Version,
		}
		if d.Outcome != "" {
			view.Outcome = &d.Outcome
		}
		return view
	}
}

// reportDispute brings one.
//
//	@Summary      Report a dispute
//	@Description  By either side: about the verdict on a return, a rating that is not published yet, or a shortfall that has not ended. One dispute about a thing is open at a time, and what is in dispute waits for its end.
//	@ID           reportDispute
//	@Tags         contract
//	@Param        id   path string true "Contract" format(uuid)
//	@Param        body body contract.NewDispute true "What is not accepted, and why"
//	@Success      201 {object} Dispute
//	@Failure      default {object} problem.Details
//	@Router       /v1/contracts/{id}/disputes [post]
func (h *api) reportDispute(c *gin.Context) (Dispute, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return Dispute{}, err
	}
	in, err := body[contract.NewDispute](c)
	if err != nil {
		return Dispute{}, err
	}
	d, err := h.Contract.Report(c.Request.Context(), id, in)
	return viewDispute(actor.From(c.Request.Context()))(d), err
}

// listDisputes lists a contract's disputes.
//
//	@Summary      List a contract's disputes
//	@Description  Newest first.
//	@ID           listDisputes
//	@Tags         contract
//	@Param        id     path  string true  "Contract" format(uuid)
//	@Param        limit  query int    false "How many at most" minimum(1) maximum(100) default(50)
//	@Param        cursor query string false "Where to go on: next of the page before"
//	@Success      200 {object} List[Dispute]
//	@Failure      default {object} problem.Details
//	@Router       /v1/contracts/{id}/disputes [get]
func (h *api) listDisputes(c *gin.Context) (List[Dispute], error) {
	id, page, err := h.pageOf(c)
	if err != nil {
		return List[Dispute]{}, err
	}
	items, next, err := h.Contract.Disputes(c.Request.Context(), id, page)
	return list(h, c, items, next, viewDispute(actor.From(c.Request.Context()))), err
}

// getDispute shows one.
//
//	@Summary  Read a dispute
//	@ID       getDispute
//	@Tags     contract
//	@Param    id path string true "Dispute" format(uuid)
//	@Success  200 {object} Dispute
//	@Failure  default {object} problem.Details
//	@Router   /v1/disputes/{id} [get]
func (h *api) getDispute(c *gin.Context) (Dispute, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return Dispute{}, err
	}
	d, err := h.Contract.Dispute(c.Request.Context(), id)
	return viewDispute(actor.From(c.Request.Context()))(d), err
}

// replyToDispute answers one.
//
//	@Summary      Reply to a dispute
//	@Description  By the side that did not report it.
//	@ID           replyToDispute
//	@Tags         contract
//	@Param        id       path   string true "Dispute" format(uuid)
//	@Param        If-Match header string true "ETag of the dispute as last read"
//	@Param        body     body   contract.Words true "The reply"
//	@Success      200 {object} Dispute
//	@Failure      default {object} problem.Details
//	@Router       /v1/disputes/{id}/reply [post]
func (h *api) replyToDispute(c *gin.Context) (Dispute, error) {
	d, err := moved(c, h.Contract.ReplyToDispute)
	return viewDispute(actor.From(c.Request.Context()))(d), err
}

// decideDispute decides one.
//
//	@Summary      Decide a dispute
//	@Description  By the authority, by somebody who neither reported it, nor replied, nor took the decision that it is about, once the other side has replied or its time is over. About a return that is upheld, a ruling says which figure stands, at most what was claimed; a shortfall whose dispute is upheld is withdrawn; a rating is then decided again. After an escalation somebody else decides, for good.
//	@ID           decideDispute
//	@Tags         contract
//	@Param        id       path   string true "Dispute" format(uuid)
//	@Param        If-Match header string true "ETag of the dispute as last read"
//	@Param        body     body   contract.NewDecision true "The decision"
//	@Success      200 {object} Dispute
//	@Failure      default {object} problem.Details
//	@Router       /v1/disputes/{id}/decide [post]
func (h *api) decideDispute(c *gin.Context) (Dispute, error) {
	d, err := moved(c, h.Contract.Decide)
	return viewDispute(actor.From(c.Request.Context()))(d), err
}

// escalateDispute asks for a second decision.
//
//	@Summary      Escalate a dispute
//	@Description  By either side, once, after a decision that it does not accept: somebody else decides for good.
//	@ID           escalateDispute
//	@Tags         contract
//	@Param        id       path   string true "Dispute" format(uuid)
//	@Param        If-Match header string true "ETag of the dispute as last read"
//	@Param        body     body   contract.Words true "Why"
//	@Success      200 {object} Dispute
//	@Failure      default {object} problem.Details
//	@Router       /v1/disputes/{id}/escalate [post]
func (h *api) escalateDispute(c *gin.Context) (Dispute, error) {
	d, err := moved(c, h.Contract.EscalateDispute)
	return viewDispute(actor.From(c.Request.Context()))(d), err
}
