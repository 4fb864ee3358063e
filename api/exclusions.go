package api

import (
	"time"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/bid"
	"github.com/assay-engine/assay/internal/evaluation"
	"github.com/assay-engine/assay/pkg/decimal"
	"github.com/assay-engine/assay/pkg/scoring"
)

func (h *api) exclusions() []Route {
	return []Route{
		get("/v1/tenders/:id/exclusions", "listExclusions", run(h.listExclusions)),
		made("/v1/tenders/:id/exclusions", "createExclusion", run(h.createExclusion)),
		get("/v1/tenders/:id/price-signs", "listPriceSigns", run(h.listPriceSigns)),
		get("/v1/tenders/:id/price-inquiries", "listPriceInquiries", run(h.listPriceInquiries)),
		made("/v1/tenders/:id/price-inquiries", "createPriceInquiry", run(h.createPriceInquiry)),
		done("/v1/tenders/:id/price-inquiries/:inquiry/answer", "answerPriceInquiry", run(h.answerPriceInquiry)),
		done("/v1/tenders/:id/price-inquiries/:inquiry/decide", "decidePriceInquiry", run(h.decidePriceInquiry)),
		asked("/v1/tenders/:id/runs/:run/what-if", "whatIf", run(h.whatIf)),
	}
}

// Exclusion is a decision that takes a bid out of the competition, or back in.
type Exclusion struct {
	ID        string            `json:"id" format:"uuid"`
	Tender    string            `json:"tender" format:"uuid"`
	Lot       string            `json:"lot" format:"uuid"`
	Bid       string            `json:"bid" format:"uuid"`
	Number    int               `json:"number" minimum:"1"` // of the bid's; the last counts
	Status    bid.Status        `json:"status" enums:"valid,failed_requirements,disregarded"`
	Ground    evaluation.Ground `json:"ground,omitempty"` // the legal ground
	Reason    string            `json:"reason"`
	DecidedAt time.Time         `json:"decidedAt" format:"date-time"` // by the tender's own clock
	DecidedBy string            `json:"decidedBy" format:"uuid"`      // the person
}

func (e Exclusion) location() string { return "/v1/tenders/" + e.Tender + "/exclusions" }

func viewExclusion(e evaluation.Exclusion) Exclusion {
	return Exclusion{ID: e.ID, Tender: e.TenderID, Lot: e.LotID, Bid: e.BidID, Number: e.Number, Status: e.Status, Ground: e.Ground, Reason: e.Reason, DecidedAt: e.DecidedAt, DecidedBy: e.DecidedBy}
}

// listExclusions lists who was taken out and brought back.
//
//	@Summary  List the decisions that took bids out of the competition or back in, oldest first
//	@ID       listExclusions
//	@Tags     evaluation
//	@Param    id path string true "Tender" format(uuid)
//	@Success  200 {object} List[Exclusion]
//	@Failure  default {object} problem.Details
//	@Router   /v1/tenders/{id}/exclusions [get]
func (h *api) listExclusions(c *gin.Context) (List[Exclusion], error) {
	id, err := pathID(c, "id")
	if err != nil {
		return List[Exclusion]{}, err
	}
	items, err := h.Evaluation.Exclusions(c.Request.Context(), id)
	return list(h, c, items, "", viewExclusion), err
}

// createExclusion takes a bid out or back in.
//
//	@Summary      Disregard a bid, find that it fails the requirements, or bring it back
//	@Description  On a legal ground of the Procurement Act 2023, with the reason, after opening and before the lot is awarded. A bid that is out is in no best, worst or mean of the next run, which says what that changed. An abnormally low price is decided by a price inquiry. Not for keys.
//	@ID           createExclusion
//	@Tags         evaluation
//	@Param        id   path string                  true "Tender" format(uuid)
//	@Param        body body evaluation.NewExclusion true "The decision"
//	@Success      201 {object} Exclusion
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/exclusions [post]
func (h *api) createExclusion(c *gin.Context) (Exclusion, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return Exclusion{}, err
	}
	in, err := body[evaluation.NewExclusion](c)
	if err != nil {
		return Exclusion{}, err
	}
	e, err := h.Evaluation.Exclude(c.Request.Context(), id, in)
	return viewExclusion(e), err
}

// PriceSigns is a valid bid with the published signs of an abnormally low
// price.
type PriceSigns struct {
	Bid      string            `json:"bid" format:"uuid"`
	Lot      string            `json:"lot" format:"uuid"`
	Supplier Party             `json:"supplier"`
	Price    decimal.Money     `json:"price"`
	Signs    []evaluation.Sign `json:"signs"`   // one for each published rule that can be worked out
	Flagged  bool              `json:"flagged"` // at least one is set: a reason to ask, and nothing more
}

func viewPriceSigns(p evaluation.PricedBid) PriceSigns {
	return PriceSigns{Bid: p.BidID, Lot: p.LotID, Supplier: viewParty(p.Supplier), Price: p.Price, Signs: p.Signs, Flagged: p.Flagged()}
}

// listPriceSigns lists prices with their signs.
//
//	@Summary      List valid bids with the published signs of an abnormally low price
//	@Description  Compared exactly; figures are shown rounded down. A sign leads to a question and to nothing else. After prices are opened.
//	@ID           listPriceSigns
//	@Tags         evaluation
//	@Param        id path string true "Tender" format(uuid)
//	@Success      200 {object} List[PriceSigns]
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/price-signs [get]
func (h *api) listPriceSigns(c *gin.Context) (List[PriceSigns], error) {
	id, err := pathID(c, "id")
	if err != nil {
		return List[PriceSigns]{}, err
	}
	items, err := h.Evaluation.Prices(c.Request.Context(), id)
	return list(h, c, items, "", viewPriceSigns), err
}

// PriceInquiry asks a supplier to explain its price, and holds what followed.
type PriceInquiry struct {
	ID       string            `json:"id" format:"uuid"`
	Tender   string            `json:"tender" format:"uuid"`
	Lot      string            `json:"lot" format:"uuid"`
	Bid      string            `json:"bid" format:"uuid"`
	Supplier Party             `json:"supplier"`
	Words    string            `json:"words"`
	Signs    []evaluation.Sign `json:"signs,omitempty"` // as they were when it was asked; for the authority alone
	AnswerBy time.Time         `json:"answerBy" format:"date-time"`
	AskedAt  time.Time         `json:"askedAt" format:"date-time"`
	Answer   *PriceAnswer      `json:"answer" extensions:"x-nullable"`
	Verdict  *PriceVerdict     `json:"verdict" extensions:"x-nullable"`
}

// PriceAnswer is the supplier's explanation.
type PriceAnswer struct {
	Words      string    `json:"words"`
	AnsweredAt time.Time `json:"answeredAt" format:"date-time"`
}

// PriceVerdict is what the authority made of it.
type PriceVerdict struct {
	Outcome   string    `json:"outcome" enums:"accepted,disregarded"`
	Reason    string    `json:"reason"`
	Answered  bool      `json:"answered"` // there was an answer to consider
	DecidedAt time.Time `json:"decidedAt" format:"date-time"`
}

func (q PriceInquiry) location() string { return "/v1/tenders/" + q.Tender + "/price-inquiries" }

func viewPriceInquiry(c *gin.Context) func(evaluation.InquiryReading) PriceInquiry {
	return func(r evaluation.InquiryReading) PriceInquiry {
		q := r.Inquiry
		view := PriceInquiry{ID: q.ID, Tender: q.TenderID, Lot: q.LotID, Bid: q.BidID, Supplier: viewParty(r.Supplier), Words: q.Words, AnswerBy: q.AnswerBy, AskedAt: q.AskedAt}
		if actor.From(c.Request.Context()).OrganisationID != r.Supplier.ID {
			view.Signs = r.Signs // they tell rivals' prices
		}
		if a := r.Answer; a != nil {
			view.Answer = &PriceAnswer{Words: a.Words, AnsweredAt: a.AnsweredAt}
		}
		if v := r.Verdict; v != nil {
			view.Verdict = &PriceVerdict{Outcome: v.Outcome, Reason: v.Reason, Answered: v.Answered, DecidedAt: v.DecidedAt}
		}
		return view
	}
}

// listPriceInquiries lists what was asked about prices.
//
//	@Summary      List what was asked about prices, oldest first
//	@Description  The authority's officers and auditors see all; a supplier what it was asked itself, without the figures of others.
//	@ID           listPriceInquiries
//	@Tags         evaluation
//	@Param        id path string true "Tender" format(uuid)
//	@Success      200 {object} List[PriceInquiry]
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/price-inquiries [get]
func (h *api) listPriceInquiries(c *gin.Context) (List[PriceInquiry], error) {
	id, err := pathID(c, "id")
	if err != nil {
		return List[PriceInquiry]{}, err
	}
	items, err := h.Evaluation.Inquiries(c.Request.Context(), id)
	return list(h, c, items, "", viewPriceInquiry(c)), err
}

// createPriceInquiry asks about a price.
//
//	@Summary      Tell a supplier that its price is considered abnormally low, and ask it to explain
//	@Description  Once for a bid, with at least a day to answer (Procurement Act 2023, section 19(4)). Not for keys.
//	@ID           createPriceInquiry
//	@Tags         evaluation
//	@Param        id   path string                true "Tender" format(uuid)
//	@Param        body body evaluation.NewInquiry true "The question"
//	@Success      201 {object} PriceInquiry
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/price-inquiries [post]
func (h *api) createPriceInquiry(c *gin.Context) (PriceInquiry, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return PriceInquiry{}, err
	}
	in, err := body[evaluation.NewInquiry](c)
	if err != nil {
		return PriceInquiry{}, err
	}
	r, err := h.Evaluation.Inquire(c.Request.Context(), id, in)
	return viewPriceInquiry(c)(r), err
}

// answerPriceInquiry explains a price.
//
//	@Summary  Explain your price, once and in time
//	@ID       answerPriceInquiry
//	@Tags     evaluation
//	@Param    id      path string                    true "Tender" format(uuid)
//	@Param    inquiry path string                    true "Inquiry" format(uuid)
//	@Param    body    body evaluation.NewPriceAnswer true "The explanation"
//	@Success  200 {object} PriceInquiry
//	@Failure  default {object} problem.Details
//	@Router   /v1/tenders/{id}/price-inquiries/{inquiry}/answer [post]
func (h *api) answerPriceInquiry(c *gin.Context) (PriceInquiry, error) {
	id, other, err := pathTwo(c, "inquiry")
	if err != nil {
		return PriceInquiry{}, err
	}
	in, err := body[evaluation.NewPriceAnswer](c)
	if err != nil {
		return PriceInquiry{}, err
	}
	r, err := h.Evaluation.ExplainPrice(c.Request.Context(), id, other, in)
	return viewPriceInquiry(c)(r), err
}

// decidePriceInquiry decides about a price.
//
//	@Summary      Accept a price that was asked about, or disregard the bid as abnormally low
//	@Description  Disregarded only after an answer, or after the time for one has passed; with what was considered. Not for keys.
//	@ID           decidePriceInquiry
//	@Tags         evaluation
//	@Param        id      path string                     true "Tender" format(uuid)
//	@Param        inquiry path string                     true "Inquiry" format(uuid)
//	@Param        body    body evaluation.NewPriceVerdict true "The decision"
//	@Success      200 {object} PriceInquiry
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/price-inquiries/{inquiry}/decide [post]
func (h *api) decidePriceInquiry(c *gin.Context) (PriceInquiry, error) {
	id, other, err := pathTwo(c, "inquiry")
	if err != nil {
		return PriceInquiry{}, err
	}
	in, err := body[evaluation.NewPriceVerdict](c)
	if err != nil {
		return PriceInquiry{}, err
	}
	r, err := h.Evaluation.JudgePrice(c.Request.Context(), id, other, in)
	return viewPriceInquiry(c)(r), err
}

// WhatIfAnswer is what would have come out. It is no run: it is kept nowhere
// and nothing can be recommended on it.
type WhatIfAnswer struct {
	Sandbox   bool                `json:"sandbox"`          // always true
	Of        string              `json:"of" format:"uuid"` // the run whose question was changed
	Ranking   []RankedBid         `json:"ranking"`
	Excluded  []ExcludedBid       `json:"excluded"`
	Ties      []scoring.Tie       `json:"ties"`
	Changes   []scoring.Change    `json:"changes"`   // what was other
	Bids      []scoring.BidEffect `json:"bids"`      // what that would have done
	Sentences []scoring.Sentence  `json:"sentences"` // the same in words
}

// whatIf plays with a run.
//
//	@Summary      Ask what would have come out with other weights, levels or prices, or without a bid
//	@Description  A sandbox: the answer is marked, nothing is stored, the run stays as it is, and nothing can be recommended on it. {} gives the run's own result.
//	@ID           whatIf
//	@Tags         evaluation
//	@Param        id   path string            true "Tender" format(uuid)
//	@Param        run  path string            true "Score run" format(uuid)
//	@Param        body body evaluation.WhatIf true "What is other"
//	@Success      200 {object} WhatIfAnswer
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/runs/{run}/what-if [post]
func (h *api) whatIf(c *gin.Context) (WhatIfAnswer, error) {
	id, runID, err := pathRun(c)
	if err != nil {
		return WhatIfAnswer{}, err
	}
	in, err := body[evaluation.WhatIf](c)
	if err != nil {
		return WhatIfAnswer{}, err
	}
	box, err := h.Evaluation.WhatIf(c.Request.Context(), id, runID, in)
	shown := viewRun(evaluation.Reading{Run: box.Run, Result: box.Result, Bidders: box.Bidders})
	return WhatIfAnswer{
		Sandbox: true, Of: runID, Ranking: shown.Ranking, Excluded: shown.Excluded, Ties: shown.Ties,
		Changes: box.Changes.Changes, Bids: box.Changes.Bids, Sentences: box.Sentences,
	}, err
}
