package api

import (
	"time"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/evaluation"
)

func (h *api) scores() []Route {
	return []Route{
		get("/v1/tenders/:id/scores", "listScores", run(h.listScores)),
		made("/v1/tenders/:id/scores", "createScore", run(h.createScore)),
		get("/v1/tenders/:id/agreed-scores", "listAgreedScores", run(h.listAgreedScores)),
		made("/v1/tenders/:id/agreed-scores", "createAgreedScore", run(h.createAgreedScore)),
	}
}

// Score is one evaluator's own judgement of one answer. The evaluator's last
// for the answer counts; all are kept.
type Score struct {
	ID        string    `json:"id" format:"uuid"`
	Tender    string    `json:"tender" format:"uuid"`
	Lot       string    `json:"lot" format:"uuid"`
	Bid       string    `json:"bid" format:"uuid"`
	Criterion string    `json:"criterion" example:"q1"`       // the question that was answered
	Evaluator Scorer    `json:"evaluator"`                    // who scored
	Number    int       `json:"number" minimum:"1"`           // 1 for the evaluator's first on this answer
	Level     int       `json:"level" example:"3"`            // of the question's published scale
	Reason    string    `json:"reason"`                       // why this level
	Passage   string    `json:"passage"`                      // the words of the bid that it rests on; may be empty
	CreatedAt time.Time `json:"createdAt" format:"date-time"` // by the tender's own clock
}

// Scorer is a key that scored or agreed, as its authority knows it.
type Scorer struct {
	Key   string `json:"key" format:"uuid"`
	Label string `json:"label"`
}

func viewScore(s evaluation.Score) Score {
	return Score{
		ID: s.ID, Tender: s.TenderID, Lot: s.LotID, Bid: s.BidID, Criterion: s.Criterion, Evaluator: Scorer{Key: s.EvaluatorID, Label: s.EvaluatorName},
		Number: s.Number, Level: s.Level, Reason: s.Reason, Passage: s.Passage, CreatedAt: s.CreatedAt,
	}
}

// AgreedScore is the level that the panel settled on for one answer. The last
// for the answer counts; all are kept.
type AgreedScore struct {
	ID        string    `json:"id" format:"uuid"`
	Tender    string    `json:"tender" format:"uuid"`
	Lot       string    `json:"lot" format:"uuid"`
	Bid       string    `json:"bid" format:"uuid"`
	Criterion string    `json:"criterion" example:"q1"`       // the question that was answered
	AgreedBy  Scorer    `json:"agreedBy"`                     // who set it for the panel
	Number    int       `json:"number" minimum:"1"`           // 1 for the first on this answer
	Level     int       `json:"level" example:"3"`            // of the question's published scale
	Reason    string    `json:"reason"`                       // why this level
	CreatedAt time.Time `json:"createdAt" format:"date-time"` // by the tender's own clock

	Correction string `json:"correction,omitempty"` // why it was changed after quality was locked; left out where it was agreed before
}

func viewAgreedScore(a evaluation.AgreedScore) AgreedScore {
	return AgreedScore{
		ID: a.ID, Tender: a.TenderID, Lot: a.LotID, Bid: a.BidID, Criterion: a.Criterion, AgreedBy: Scorer{Key: a.AgreedBy, Label: a.AgreedName},
		Number: a.Number, Level: a.Level, Reason: a.Reason, CreatedAt: a.CreatedAt, Correction: a.Correction,
	}
}

type scoreQuery struct {
	Paging

	Bid       string `form:"bid" validate:"omitempty,uuid"`
	Criterion string `form:"criterion" validate:"max=200"`
}

func (q scoreQuery) filter() evaluation.Filter {
	return evaluation.Filter{BidID: q.Bid, Criterion: q.Criterion}
}

// listScores lists what the reader may see of the evaluators' own scores.
//
//	@Summary      List evaluators' own scores, newest first
//	@Description  An evaluator sees its own. Another's on an answer shows once the evaluator has scored that answer too, or once a level is agreed for it; officers and auditors see an answer's scores once its level is agreed.
//	@ID           listScores
//	@Tags         evaluation
//	@Param        id        path  string true  "Tender" format(uuid)
//	@Param        bid       query string false "Only this bid" format(uuid)
//	@Param        criterion query string false "Only this question"
//	@Param        limit     query int    false "How many at most" minimum(1) maximum(100) default(50)
//	@Param        cursor    query string false "Where to go on: next of the page before"
//	@Success      200 {object} List[Score]
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/scores [get]
func (h *api) listScores(c *gin.Context) (List[Score], error) {
	id, err := pathID(c, "id")
	if err != nil {
		return List[Score]{}, err
	}
	q, err := query[scoreQuery](c)
	if err != nil {
		return List[Score]{}, err
	}
	page, err := h.page(c, q.Paging)
	if err != nil {
		return List[Score]{}, err
	}
	items, next, err := h.Evaluation.Scores(c.Request.Context(), id, q.filter(), page)
	return list(h, c, items, next, viewScore), err
}

// createScore adds an evaluator's own score.
//
//	@Summary      Score an answer
//	@Description  After opening, until a level is agreed for the answer. Scoring again adds a version; all are kept.
//	@ID           createScore
//	@Tags         evaluation
//	@Param        id   path string              true "Tender" format(uuid)
//	@Param        body body evaluation.NewScore true "The score"
//	@Success      201 {object} Score
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/scores [post]
func (h *api) createScore(c *gin.Context) (Score, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return Score{}, err
	}
	in, err := body[evaluation.NewScore](c)
	if err != nil {
		return Score{}, err
	}
	s, err := h.Evaluation.Score(c.Request.Context(), id, in)
	return viewScore(s), err
}

// listAgreedScores lists the levels that the panel settled on.
//
//	@Summary  List agreed scores, newest first
//	@ID       listAgreedScores
//	@Tags     evaluation
//	@Param    id        path  string true  "Tender" format(uuid)
//	@Param    bid       query string false "Only this bid" format(uuid)
//	@Param    criterion query string false "Only this question"
//	@Param    limit     query int    false "How many at most" minimum(1) maximum(100) default(50)
//	@Param    cursor    query string false "Where to go on: next of the page before"
//	@Success  200 {object} List[AgreedScore]
//	@Failure  default {object} problem.Details
//	@Router   /v1/tenders/{id}/agreed-scores [get]
func (h *api) listAgreedScores(c *gin.Context) (List[AgreedScore], error) {
	id, err := pathID(c, "id")
	if err != nil {
		return List[AgreedScore]{}, err
	}
	q, err := query[scoreQuery](c)
	if err != nil {
		return List[AgreedScore]{}, err
	}
	page, err := h.page(c, q.Paging)
	if err != nil {
		return List[AgreedScore]{}, err
	}
	items, next, err := h.Evaluation.AgreedScores(c.Request.Context(), id, q.filter(), page)
	return list(h, c, items, next, viewAgreedScore), err
}

// createAgreedScore adds the level that the panel settled on.
//
//	@Summary      Agree a level for an answer
//	@Description  A whole level of the published scale, once at least one evaluator has scored the answer; never an average. Agreeing again adds a version; a run made before is then outdated. After the quality lock it is a correction and says why.
//	@ID           createAgreedScore
//	@Tags         evaluation
//	@Param        id   path string                    true "Tender" format(uuid)
//	@Param        body body evaluation.NewAgreedScore true "The level"
//	@Success      201 {object} AgreedScore
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/agreed-scores [post]
func (h *api) createAgreedScore(c *gin.Context) (AgreedScore, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return AgreedScore{}, err
	}
	in, err := body[evaluation.NewAgreedScore](c)
	if err != nil {
		return AgreedScore{}, err
	}
	a, err := h.Evaluation.Agree(c.Request.Context(), id, in)
	return viewAgreedScore(a), err
}
