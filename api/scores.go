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
		made("/v1/tenders/:id/agreed-scores/:agreed/verdicts", "confirmAgreedScore", run(h.confirmAgreedScore)),
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
	Passage   string    `json:"passage"`                      // the words of the bid that it rests on; empty where nothing was answered
	CreatedAt time.Time `json:"createdAt" format:"date-time"` // by the tender's own clock

	Paraphrase bool                 `json:"paraphrase"` // whether the passage is in the evaluator's own words
	Warnings   []evaluation.Warning `json:"warnings"`   // about the words of the reason: they block nothing
}

// Scorer is a person who scored or agreed, as their authority knows them.
type Scorer struct {
	Key   string `json:"key" format:"uuid"` // the person's identifier
	Label string `json:"label"`
}

func viewScore(s evaluation.Score) Score {
	return Score{
		Paraphrase: s.Paraphrase, Warnings: evaluation.CheckWording(s.Reason, "", ""),

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

	LevelWords string               `json:"levelWords"`             // the level's words, as published
	Words      string               `json:"words"`                  // those of them on which the reason rests
	Members    []AgreedMove         `json:"members"`                // where every member stood alone, and what moved
	Verdicts   []AgreedVerdict      `json:"verdicts"`               // what members said to it; dissent is kept
	Awaiting   []string             `json:"awaiting" format:"uuid"` // the members who have said nothing yet
	Confirmed  bool                 `json:"confirmed"`              // every member has spoken, and at least one agrees
	Latest     bool                 `json:"latest"`                 // whether it is the one that counts
	Warnings   []evaluation.Warning `json:"warnings"`               // about the words of the reason: they block nothing
}

// AgreedMove is what an agreed level means for one member.
type AgreedMove struct {
	Member PanelPerson `json:"member"`
	Level  int         `json:"level"` // that the member gave alone
	Why    string      `json:"why"`   // what moved and why; empty where the levels are the same
}

// AgreedVerdict is what one member says to an agreed level.
type AgreedVerdict struct {
	Member   PanelPerson `json:"member"`
	Confirms bool        `json:"confirms"` // false: the member dissents
	Words    string      `json:"words"`
	At       time.Time   `json:"at" format:"date-time"`
}

func viewAgreedScore(m evaluation.Moderated) AgreedScore {
	a := m.Agreed
	v := AgreedScore{
		LevelWords: m.LevelWords, Words: a.Words, Members: []AgreedMove{}, Verdicts: []AgreedVerdict{}, Awaiting: append([]string{}, m.Awaiting...), Confirmed: m.Confirmed(),
		Latest: m.Latest, Warnings: append([]evaluation.Warning{}, m.Warnings...),

		ID: a.ID, Tender: a.TenderID, Lot: a.LotID, Bid: a.BidID, Criterion: a.Criterion, AgreedBy: Scorer{Key: a.AgreedBy, Label: a.AgreedName},
		Number: a.Number, Level: a.Level, Reason: a.Reason, CreatedAt: a.CreatedAt, Correction: a.Correction,
	}
	for _, x := range m.Moves {
		v.Members = append(v.Members, AgreedMove{PanelPerson{x.PersonID, m.Names[x.PersonID]}, x.Level, x.Why})
	}
	for _, x := range m.Verdicts {
		v.Verdicts = append(v.Verdicts, AgreedVerdict{PanelPerson{x.PersonID, m.Names[x.PersonID]}, x.Confirms, x.Words, x.GivenAt})
	}
	return v
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
//	@Description  One's own; and all of an answer once the score of every member who scores it is in, one's own among them. From then on none of them changes.
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
//	@Description  In person, by a member who is appointed to the question and the lot, has declared interests and is kept away by none; after opening, once the panel is complete. The passage stands in the answer word for word, or is marked as a paraphrase. Scoring again adds a version until every member's score of the answer is in; all are kept.
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
//	@Description  In person, by the chair or the officer of the panel. A whole level of the published scale, once every member's own score is in; never an average. The reason rests on words of the level, and for each member who gave another it says what moved and why. The members then confirm it or dissent. Agreeing again names the number it supersedes; a run made before is then outdated. After the quality lock it is a correction and says why.
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

// confirmAgreedScore takes what a member says to an agreed level.
//
//	@Summary      Confirm an agreed level, or dissent
//	@Description  In person, by a member who scored the answer, and for nobody else. A dissent says why and is kept for good; it does not stop the quality lock, which needs every member to have spoken and one at least to agree.
//	@ID           confirmAgreedScore
//	@Tags         evaluation
//	@Param        id     path string                true "Tender" format(uuid)
//	@Param        agreed path string                true "Agreed score" format(uuid)
//	@Param        body   body evaluation.NewVerdict true "What the member says"
//	@Success      201 {object} AgreedScore
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/agreed-scores/{agreed}/verdicts [post]
func (h *api) confirmAgreedScore(c *gin.Context) (AgreedScore, error) {
	id, inner, err := pathIDs(c, "agreed")
	if err != nil {
		return AgreedScore{}, err
	}
	in, err := body[evaluation.NewVerdict](c)
	if err != nil {
		return AgreedScore{}, err
	}
	m, err := h.Evaluation.Confirm(c.Request.Context(), id, inner, in)
	return viewAgreedScore(m), err
}
