package api

import (
	"time"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/award"
	"github.com/assay-engine/assay/internal/tender"
	"github.com/assay-engine/assay/pkg/decimal"
)

func (h *api) recommendations() []Route {
	const one = "/v1/tenders/:id/recommendations/:recommendation"
	return []Route{
		get("/v1/tenders/:id/allocation", "getAllocation", run(h.getAllocation)),
		get("/v1/tenders/:id/recommendations", "listRecommendations", run(h.listRecommendations)),
		made("/v1/tenders/:id/recommendations", "createRecommendation", run(h.createRecommendation)),
		get(one, "getRecommendation", run(h.getRecommendation)),
		get(one+"/report", "getRecommendationReport", run(h.getRecommendationReport)),
		done(one+"/approve", "approveRecommendation", run(h.approveRecommendation)),
		done(one+"/send-back", "sendBackRecommendation", run(h.sendBackRecommendation)),
		done(one+"/withdraw", "withdrawRecommendation", run(h.withdrawRecommendation)),
		done(one+"/notice", "publishAwardNotice", run(h.publishAwardNotice)),
	}
}

// Recommendation is what one person asks another to approve for a lot.
type Recommendation struct {
	ID            string                  `json:"id" format:"uuid"`
	Tender        string                  `json:"tender" format:"uuid"`
	Lot           string                  `json:"lot" format:"uuid"`
	Number        int                     `json:"number" minimum:"1"` // of the lot's
	Outcome       award.Outcome           `json:"outcome" enums:"award,no_award"`
	Run           string                  `json:"run" format:"uuid"` // the score run that it rests on
	Winners       []RecommendedBid        `json:"winners"`           // best first; empty where nothing is awarded
	Ground        string                  `json:"ground,omitempty"`  // why nothing is awarded
	Reason        string                  `json:"reason"`
	Status        award.Standing          `json:"status" enums:"recommended,approved,sent_back,withdrawn,set_aside"`
	RecommendedAt time.Time               `json:"recommendedAt" format:"date-time"` // by the tender's own clock
	RecommendedBy string                  `json:"recommendedBy" format:"uuid"`      // the person
	Decision      *RecommendationDecision `json:"decision" extensions:"x-nullable"` // null while it waits
	Notice        *AwardNotice            `json:"notice" extensions:"x-nullable"`   // null before its publication
	Awards        []string                `json:"awards"`                           // that followed from its approval
	Next          []award.Standing        `json:"next" enums:"approved,sent_back,withdrawn,set_aside"`
	Version       int                     `json:"version"`
}

// RecommendedBid is a bid that is to win.
type RecommendedBid struct {
	Bid      string            `json:"bid" format:"uuid"`
	Supplier Party             `json:"supplier"`
	Rank     int               `json:"rank"`
	Exact    string            `json:"exact" example:"392/5"`                                           // its total
	Share    *decimal.Quantity `json:"share" swaggertype:"number" example:"60" extensions:"x-nullable"` // per cent of the lot; null for the member of a framework
}

// RecommendationDecision is what became of a recommendation.
type RecommendationDecision struct {
	Decision  award.Standing `json:"decision" enums:"approved,sent_back,withdrawn"`
	Reason    string         `json:"reason"` // or remark
	DecidedAt time.Time      `json:"decidedAt" format:"date-time"`
	DecidedBy string         `json:"decidedBy" format:"uuid"` // the person
}

// AwardNotice is the contract award notice of a lot.
type AwardNotice struct {
	Reference          string    `json:"reference"`
	PublishedAt        time.Time `json:"publishedAt" format:"date-time"`
	StandstillStartsOn string    `json:"standstillStartsOn" format:"date"`
	StandstillEndsOn   string    `json:"standstillEndsOn" format:"date"`
}

func (r Recommendation) version() int { return r.Version }
func (r Recommendation) location() string {
	return "/v1/tenders/" + r.Tender + "/recommendations/" + r.ID
}

func viewRecommendation(in award.RecommendationReading) Recommendation {
	r := in.Recommendation
	view := Recommendation{
		ID: r.ID, Tender: r.TenderID, Lot: r.LotID, Number: r.Number, Outcome: r.Outcome, Run: r.RunID, Winners: []RecommendedBid{}, Ground: r.Ground, Reason: r.Reason,
		Status: r.Status, RecommendedAt: r.RecommendedAt, RecommendedBy: r.RecommendedBy, Awards: []string{}, Version: r.Version,
		Next: append([]award.Standing{}, award.RecommendationLifecycle.Next(r.Status)...),
	}
	for _, w := range in.Winners {
		view.Winners = append(view.Winners, RecommendedBid{Bid: w.Bid, Supplier: viewParty(in.Suppliers[w.Supplier]), Rank: w.Rank, Exact: w.Exact, Share: share(w.Share)})
	}
	if d := in.Decision; d != nil {
		view.Decision = &RecommendationDecision{Decision: d.Decision, Reason: d.Reason, DecidedAt: d.DecidedAt, DecidedBy: d.DecidedBy}
	}
	if n := in.Notice; n != nil {
		view.Notice = &AwardNotice{Reference: n.Reference, PublishedAt: n.PublishedAt, StandstillStartsOn: n.StandstillStartsOn, StandstillEndsOn: n.StandstillEndsOn}
	}
	for _, a := range in.Awards {
		view.Awards = append(view.Awards, a.ID)
	}
	return view
}

// listRecommendations lists what was recommended.
//
//	@Summary  List a tender's recommendations, oldest first
//	@ID       listRecommendations
//	@Tags     award
//	@Param    id path string true "Tender" format(uuid)
//	@Success  200 {object} List[Recommendation]
//	@Failure  default {object} problem.Details
//	@Router   /v1/tenders/{id}/recommendations [get]
func (h *api) listRecommendations(c *gin.Context) (List[Recommendation], error) {
	id, err := pathID(c, "id")
	if err != nil {
		return List[Recommendation]{}, err
	}
	items, err := h.Award.Recommendations(c.Request.Context(), id)
	return list(h, c, items, "", viewRecommendation), err
}

// createRecommendation recommends what becomes of a lot.
//
//	@Summary      Recommend whom a lot is awarded to, or that it is not awarded
//	@Description  On the lot's last score run, while everything it rests on is still as it was. Who wins follows from the ranking, the published number of winners and their shares, and the limit of lots for one supplier; another person approves it. Not for keys.
//	@ID           createRecommendation
//	@Tags         award
//	@Param        id   path string                  true "Tender" format(uuid)
//	@Param        body body award.NewRecommendation true "The recommendation"
//	@Success      201 {object} Recommendation
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/recommendations [post]
func (h *api) createRecommendation(c *gin.Context) (Recommendation, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return Recommendation{}, err
	}
	in, err := body[award.NewRecommendation](c)
	if err != nil {
		return Recommendation{}, err
	}
	r, err := h.Award.Recommend(c.Request.Context(), id, in)
	return viewRecommendation(r), err
}

// getRecommendation shows one.
//
//	@Summary  Read a recommendation
//	@ID       getRecommendation
//	@Tags     award
//	@Param    id             path string true "Tender" format(uuid)
//	@Param    recommendation path string true "Recommendation" format(uuid)
//	@Success  200 {object} Recommendation
//	@Failure  default {object} problem.Details
//	@Router   /v1/tenders/{id}/recommendations/{recommendation} [get]
func (h *api) getRecommendation(c *gin.Context) (Recommendation, error) {
	id, other, err := pathTwo(c, "recommendation")
	if err != nil {
		return Recommendation{}, err
	}
	r, err := h.Award.Recommendation(c.Request.Context(), id, other)
	return viewRecommendation(r), err
}

// approveRecommendation decides.
//
//	@Summary      Approve a recommendation: another person than made it
//	@Description  It ends the lot's evaluation and makes the awards. The run must still stand. With the last lot the tender is awarded, or unsuccessful where nothing at all is.
//	@ID           approveRecommendation
//	@Tags         award
//	@Param        id             path   string         true "Tender" format(uuid)
//	@Param        recommendation path   string         true "Recommendation" format(uuid)
//	@Param        If-Match       header string         true "The recommendation's ETag"
//	@Param        body           body   award.Approval true "A remark, or {}"
//	@Success      200 {object} Recommendation
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/recommendations/{recommendation}/approve [post]
func (h *api) approveRecommendation(c *gin.Context) (Recommendation, error) {
	id, other, version, err := pathMatch(c, "recommendation")
	if err != nil {
		return Recommendation{}, err
	}
	in, err := body[award.Approval](c)
	if err != nil {
		return Recommendation{}, err
	}
	r, err := h.Award.Approve(c.Request.Context(), id, other, version, in)
	return viewRecommendation(r), err
}

// sendBackRecommendation refuses.
//
//	@Summary      Send a recommendation back, with the reason: another person than made it
//	@ID           sendBackRecommendation
//	@Tags         award
//	@Param        id             path   string        true "Tender" format(uuid)
//	@Param        recommendation path   string        true "Recommendation" format(uuid)
//	@Param        If-Match       header string        true "The recommendation's ETag"
//	@Param        body           body   award.Refusal true "The reason"
//	@Success      200 {object} Recommendation
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/recommendations/{recommendation}/send-back [post]
func (h *api) sendBackRecommendation(c *gin.Context) (Recommendation, error) {
	return h.refuseRecommendation(c, h.Award.SendBack)
}

// withdrawRecommendation takes it back.
//
//	@Summary      Withdraw a recommendation that one made oneself
//	@ID           withdrawRecommendation
//	@Tags         award
//	@Param        id             path   string        true "Tender" format(uuid)
//	@Param        recommendation path   string        true "Recommendation" format(uuid)
//	@Param        If-Match       header string        true "The recommendation's ETag"
//	@Param        body           body   award.Refusal true "The reason"
//	@Success      200 {object} Recommendation
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/recommendations/{recommendation}/withdraw [post]
func (h *api) withdrawRecommendation(c *gin.Context) (Recommendation, error) {
	return h.refuseRecommendation(c, h.Award.TakeBack)
}

// publishAwardNotice starts the standstill.
//
//	@Summary      Record the publication of a lot's contract award notice, which starts the standstill
//	@Description  Of an approved recommendation that awards the lot. Eight working days, the day of publication being the first, by the bank holidays that the tender named; refused where they are not known that far ahead.
//	@ID           publishAwardNotice
//	@Tags         award
//	@Param        id             path   string          true "Tender" format(uuid)
//	@Param        recommendation path   string          true "Recommendation" format(uuid)
//	@Param        If-Match       header string          true "The recommendation's ETag"
//	@Param        body           body   award.NewNotice true "The notice"
//	@Success      200 {object} Recommendation
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/recommendations/{recommendation}/notice [post]
func (h *api) publishAwardNotice(c *gin.Context) (Recommendation, error) {
	id, other, version, err := pathMatch(c, "recommendation")
	if err != nil {
		return Recommendation{}, err
	}
	in, err := body[award.NewNotice](c)
	if err != nil {
		return Recommendation{}, err
	}
	r, err := h.Award.Notify(c.Request.Context(), id, other, version, in)
	return viewRecommendation(r), err
}

// Allocation is how lots are decided on together, under the limit of lots for
// one supplier.
type Allocation struct {
	Limit        int              `json:"limit"`  // the most lots for one supplier
	Choose       []tender.LotRule `json:"choose"` // the published rules, in their order
	Combinations []LotCombination `json:"combinations"`
	Best         int              `json:"best"` // so many of them, the first ones, are equal by every rule: more than one only where bids share a rank
	Why          string           `json:"why"`  // why the first comes first
}

// LotCombination is one way to award all lots within the limit.
type LotCombination struct {
	Lots   []LotChoice `json:"lots"`
	Values []RuleValue `json:"values"` // what each rule compares
}

// LotChoice is what a combination gives a lot to.
type LotChoice struct {
	Lot      string  `json:"lot" format:"uuid"`
	Number   int     `json:"number"`
	Run      string  `json:"run" format:"uuid"`                         // whose ranking it is
	Bid      *string `json:"bid" format:"uuid" extensions:"x-nullable"` // null where nobody may win
	Supplier *Party  `json:"supplier" extensions:"x-nullable"`
	Rank     int     `json:"rank"` // in the lot's run; 0 where nobody may win
}

// RuleValue is what a rule compares of a combination.
type RuleValue struct {
	Rule  tender.LotRule `json:"rule" enums:"preference,largest_margin,highest_total,lowest_cost,lot_order"`
	Value *string        `json:"value" extensions:"x-nullable" example:"158"` // exact; null for a rule that compares no sum
}

func viewAllocation(a award.Allocation) Allocation {
	view := Allocation{Limit: a.Limit, Choose: append([]tender.LotRule{}, a.Rules...), Combinations: []LotCombination{}, Best: a.Best, Why: a.Why}
	for i := range a.Combinations {
		c := LotCombination{Lots: []LotChoice{}, Values: []RuleValue{}}
		for _, l := range a.Choices(i) {
			one := LotChoice{Lot: l.Lot, Number: l.Number, Run: a.Runs[l.Lot], Bid: known(l.Bid), Rank: l.Rank}
			if l.Bid != "" {
				party := viewParty(a.Suppliers[l.Supplier])
				one.Supplier = &party
			}
			c.Lots = append(c.Lots, one)
		}
		for k, v := range a.Values(i) {
			c.Values = append(c.Values, RuleValue{Rule: a.Rules[k], Value: known(v)})
		}
		view.Combinations = append(view.Combinations, c)
	}
	return view
}

// getAllocation compares the ways to award lots together.
//
//	@Summary      Compare every way to award the lots within the limit of lots for one supplier
//	@Description  From the last run of each lot, exactly, best first by the published rules: a bid wins a lot only where every supplier ranked before it wins as many other lots as it may. A recommendation has to follow the first. 409 where there are more than 2,000 ways.
//	@ID           getAllocation
//	@Tags         award
//	@Param        id path string true "Tender" format(uuid)
//	@Success      200 {object} Allocation
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/allocation [get]
func (h *api) getAllocation(c *gin.Context) (Allocation, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return Allocation{}, err
	}
	a, err := h.Award.Allocate(c.Request.Context(), id)
	return viewAllocation(a), err
}
