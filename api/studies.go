package api

import (
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/evaluation"
	"github.com/assay-engine/assay/pkg/robustness"
	"github.com/assay-engine/assay/pkg/scoring"
)

func (h *api) studies() []Route {
	return []Route{
		get("/v1/tenders/:id/runs/:run/robustness", "getRunRobustness", run(h.getRunRobustness)),
		get("/v1/tenders/:id/runs/:run/compare", "compareRuns", run(h.compareRuns)),
		get("/v1/tenders/:id/runs/:run/bundle", "getRunBundle", run(h.getRunBundle)),
	}
}

// Robustness is how firm the ranking of a run is, question by question. None
// of it touches the official result.
type Robustness struct {
	Run             string                     `json:"run" format:"uuid"`
	Seed            string                     `json:"seed" example:"sha256:…"`                 // of the random weights: the run's input hash
	Bids            []BidOf                    `json:"bids"`                                    // whose the identifiers below are
	Verdict         robustness.Verdict         `json:"verdict"`                                 // who wins, by how much, and what would have to be different for another bid to win
	Stability       []robustness.Stability     `json:"stability"`                               // how far each weight may move, exactly
	WithoutBids     robustness.BidStudy        `json:"withoutBids"`                             // what each bid's mere presence does
	Steps           robustness.StepStudy       `json:"steps"`                                   // each agreed score one level up or down
	Evaluators      *robustness.EvaluatorStudy `json:"evaluators" extensions:"x-nullable"`      // the panel without each member, by the rule that is named; null where nobody scored
	Acceptability   *robustness.Acceptability  `json:"acceptability" extensions:"x-nullable"`   // weights drawn at random (SMAA-2)
	NoAcceptability *string                    `json:"noAcceptability" extensions:"x-nullable"` // why there is none
}

// BidOf says whose a bid is.
type BidOf struct {
	Bid      string `json:"bid" format:"uuid"`
	Supplier Party  `json:"supplier"`
}

func viewRobustness(s evaluation.Study) Robustness {
	v := Robustness{
		Run: s.Run.ID, Seed: s.Seed, Bids: []BidOf{}, Verdict: s.Report.Verdict, Stability: s.Report.Stability, WithoutBids: s.Report.Bids, Steps: s.Report.Steps,
		Evaluators: s.Report.Evaluators, Acceptability: s.Report.Acceptability, NoAcceptability: known(s.Report.NoAcceptability),
	}
	for id, supplier := range s.Bidders {
		v.Bids = append(v.Bids, BidOf{Bid: id, Supplier: viewParty(supplier)})
	}
	slices.SortFunc(v.Bids, func(a, b BidOf) int { return strings.Compare(a.Bid, b.Bid) })
	return v
}

// pathRun reads the tender and the run of a path.
func pathRun(c *gin.Context) (id, runID string, err error) {
	if id, err = pathID(c, "id"); err == nil {
		runID, err = pathID(c, "run")
	}
	return id, runID, err
}

// getRunRobustness says how firm a ranking is.
//
//	@Summary      Read how firm a run's ranking is
//	@Description  One verdict in words, and what it rests on: how far each weight may move before the winner or any rank changes (exact), the result without each bid, without each evaluator, with each agreed score one level up or down, and under weights drawn at random from a seed that is stated. Worked out anew each time, and always the same.
//	@ID           getRunRobustness
//	@Tags         evaluation
//	@Param        id  path string true "Tender" format(uuid)
//	@Param        run path string true "Score run" format(uuid)
//	@Success      200 {object} Robustness
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/runs/{run}/robustness [get]
func (h *api) getRunRobustness(c *gin.Context) (Robustness, error) {
	id, runID, err := pathRun(c)
	if err != nil {
		return Robustness{}, err
	}
	s, err := h.Evaluation.Study(c.Request.Context(), id, runID)
	return viewRobustness(s), err
}

// RunComparison is how two runs of a lot differ.
type RunComparison struct {
	Run       string              `json:"run" format:"uuid"`
	With      string              `json:"with" format:"uuid"`
	Changes   []scoring.Change    `json:"changes"`   // what went in differently, from with to run
	Bids      []scoring.BidEffect `json:"bids"`      // what that did to ranks, totals and marks
	Sentences []scoring.Sentence  `json:"sentences"` // the same in words
}

type compareQuery struct {
	With string `form:"with" validate:"required,uuid"`
}

// compareRuns says what changed between two runs.
//
//	@Summary      Compare two runs of a lot
//	@Description  What changed in the inputs from the other run to this one, and what that did.
//	@ID           compareRuns
//	@Tags         evaluation
//	@Param        id   path  string true "Tender" format(uuid)
//	@Param        run  path  string true "Score run" format(uuid)
//	@Param        with query string true "The other run of the same lot, taken as the one before" format(uuid)
//	@Success      200 {object} RunComparison
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/runs/{run}/compare [get]
func (h *api) compareRuns(c *gin.Context) (RunComparison, error) {
	id, runID, err := pathRun(c)
	if err != nil {
		return RunComparison{}, err
	}
	q, err := query[compareQuery](c)
	if err != nil {
		return RunComparison{}, err
	}
	d, err := h.Evaluation.Compare(c.Request.Context(), id, q.With, runID)
	return RunComparison{Run: runID, With: q.With, Changes: d.Changes, Bids: d.Bids, Sentences: d.Sentences}, err
}

type bundleQuery struct {
	Bid string `form:"bid" validate:"omitempty,uuid"`
}

// getRunBundle gives a run as a signed document.
//
//	@Summary      Read a run as a signed bundle
//	@Description  A document of kind assay.bundle/1 that anybody can score again and check offline (assay verify) with the keys under /.well-known/assay-keys.json: for officers and auditors of the authority. With bid, a copy of kind assay.bundle-redacted/1 that reveals that bid whole and of its rivals only the figures its marks depend on: for them, and for the supplier of that bid once the lot is awarded on this run.
//	@ID           getRunBundle
//	@Tags         evaluation
//	@Param        id  path  string true  "Tender" format(uuid)
//	@Param        run path  string true  "Score run" format(uuid)
//	@Param        bid query string false "The copy for this bid" format(uuid)
//	@Success      200 {object} object
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/runs/{run}/bundle [get]
func (h *api) getRunBundle(c *gin.Context) (document, error) {
	id, runID, err := pathRun(c)
	if err != nil {
		return document{}, err
	}
	q, err := query[bundleQuery](c)
	if err != nil {
		return document{}, err
	}
	text, err := h.Evaluation.Bundle(c.Request.Context(), id, runID, q.Bid)
	return document{Type: "application/json; charset=utf-8", Name: "bundle-" + runID + ".json", Body: text}, err
}
