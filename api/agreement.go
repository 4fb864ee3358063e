package api

import (
	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/evaluation"
	"github.com/assay-engine/assay/pkg/agreement"
)

func (h *api) agreement() []Route {
	return []Route{get("/v1/tenders/:id/agreement", "getAgreement", run(h.getAgreement))}
}

// Agreement is how far the evaluators agreed when each scored alone. It says
// what to talk about first and proposes no level.
type Agreement struct {
	Caution    string                  `json:"caution"`    // what these figures are not for
	Evaluators []string                `json:"evaluators"` // whose scores the reader may see
	Alphas     []agreement.Coefficient `json:"alphas"`     // Krippendorff's alpha: nominal, ordinal, interval
	ICC        agreement.Coefficient   `json:"icc"`        // ICC(2,1)
	KendallW   agreement.Concordance   `json:"kendallW"`
	Answers    []AnswerAgreement       `json:"answers"`
}

// AnswerAgreement is how the scores for one answer lie.
type AnswerAgreement struct {
	Lot       string           `json:"lot" format:"uuid"`
	Bid       string           `json:"bid" format:"uuid"`
	Criterion string           `json:"criterion" example:"q1"`
	Count     int              `json:"count"`                           // how many scored it
	Lowest    *int             `json:"lowest" extensions:"x-nullable"`  // a level
	Highest   *int             `json:"highest" extensions:"x-nullable"` // a level
	Steps     *int             `json:"steps" extensions:"x-nullable"`   // between them, on the question's scale
	AllAgree  bool             `json:"allAgree"`                        // at least two scored, all the same
	Flags     []agreement.Flag `json:"flags"`                           // reasons to talk about it; never to change a score
}

func viewAgreement(t evaluation.Triage) Agreement {
	v := Agreement{
		Caution: t.Report.Caution, Evaluators: t.Report.Evaluators, Alphas: t.Report.Alphas, ICC: t.Report.ICC, KendallW: t.Report.KendallW,
		Answers: make([]AnswerAgreement, len(t.Answers)),
	}
	for i, a := range t.Answers {
		f := t.Report.Findings[i]
		v.Answers[i] = AnswerAgreement{
			Lot: a.LotID, Bid: a.BidID, Criterion: a.Criterion, Count: f.Count, Lowest: f.Lowest, Highest: f.Highest, Steps: f.Steps, AllAgree: f.AllAgree, Flags: f.Flags,
		}
	}
	return v
}

type lotQuery struct {
	Lot string `form:"lot" validate:"omitempty,uuid"`
}

// getAgreement says how far a panel agreed.
//
//	@Summary      Read how far the evaluators agree
//	@Description  For triage only, over the answers whose scores the reader may see: an evaluator those that it has scored too, and everybody those for which a level is agreed. "All agree" where nothing varies, never a number that is none. No mean, no proposal.
//	@ID           getAgreement
//	@Tags         evaluation
//	@Param        id  path  string true  "Tender" format(uuid)
//	@Param        lot query string false "Only this lot" format(uuid)
//	@Success      200 {object} Agreement
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/agreement [get]
func (h *api) getAgreement(c *gin.Context) (Agreement, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return Agreement{}, err
	}
	q, err := query[lotQuery](c)
	if err != nil {
		return Agreement{}, err
	}
	t, err := h.Evaluation.Triage(c.Request.Context(), id, q.Lot)
	return viewAgreement(t), err
}
