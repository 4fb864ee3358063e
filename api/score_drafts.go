package api

import (
	"time"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/evaluation"
)

func (h *api) scoreDrafts() []Route {
	return []Route{
		get("/v1/tenders/:id/score-drafts", "listScoreDrafts", run(h.listScoreDrafts)),
		put("/v1/tenders/:id/score-drafts", "keepScoreDraft", run(h.keepScoreDraft)),
	}
}

// ScoreDraft is a score that is not handed in: its member's alone.
type ScoreDraft struct {
	Bid        string    `json:"bid" format:"uuid"`
	Criterion  string    `json:"criterion" example:"q1"`
	Level      *int      `json:"level" extensions:"x-nullable"` // null: not decided, which is not level 0
	Reason     string    `json:"reason"`
	Passage    string    `json:"passage"`
	Paraphrase bool      `json:"paraphrase"`
	UpdatedAt  time.Time `json:"updatedAt" format:"date-time"`
	Version    int       `json:"version"` // names the draft in If-Match
}

func (d ScoreDraft) version() int { return d.Version }

func viewDraft(d evaluation.Draft) ScoreDraft {
	return ScoreDraft{Bid: d.BidID, Criterion: d.Criterion, Level: d.Level, Reason: d.Reason, Passage: d.Passage, Paraphrase: d.Paraphrase, UpdatedAt: d.UpdatedAt, Version: d.Version}
}

// ScoreDrafts lists one member's drafts.
type ScoreDrafts struct {
	Items []ScoreDraft `json:"items"`
}

// listScoreDrafts lists one's own drafts.
//
//	@Summary      List one's own drafts of scores
//	@Description  Nobody else's, for anybody. A draft goes when its score is handed in.
//	@ID           listScoreDrafts
//	@Tags         evaluation
//	@Param        id path string true "Tender" format(uuid)
//	@Success      200 {object} ScoreDrafts
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/score-drafts [get]
func (h *api) listScoreDrafts(c *gin.Context) (ScoreDrafts, error) {
	v := ScoreDrafts{Items: []ScoreDraft{}}
	id, err := pathID(c, "id")
	if err != nil {
		return v, err
	}
	list, err := h.Evaluation.Drafts(c.Request.Context(), id)
	for _, d := range list {
		v.Items = append(v.Items, viewDraft(d))
	}
	return v, err
}

// keepScoreDraft keeps a score that is not ready.
//
//	@Summary      Keep a draft of a score
//	@Description  Whole, in the place of the draft before, which If-Match names; without it for the first. Counts for nothing, shows nowhere and makes no event.
//	@ID           keepScoreDraft
//	@Tags         evaluation
//	@Param        id       path   string              true  "Tender" format(uuid)
//	@Param        If-Match header string              false "The version of the draft that is replaced"
//	@Param        body     body   evaluation.NewDraft true  "The draft"
//	@Success      200 {object} ScoreDraft
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/score-drafts [put]
func (h *api) keepScoreDraft(c *gin.Context) (ScoreDraft, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return ScoreDraft{}, err
	}
	version := 0
	if c.GetHeader("If-Match") != "" {
		if version, err = ifMatch(c); err != nil {
			return ScoreDraft{}, err
		}
	}
	in, err := body[evaluation.NewDraft](c)
	if err != nil {
		return ScoreDraft{}, err
	}
	d, err := h.Evaluation.Keep(c.Request.Context(), id, version, in)
	return viewDraft(d), err
}
