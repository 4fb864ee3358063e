package api

import (
	"errors"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/evaluation"
	"github.com/assay-engine/assay/internal/identity"
	"github.com/assay-engine/assay/pkg/report"
	"github.com/assay-engine/assay/pkg/scoring"
)

func (h *api) runs() []Route {
	return []Route{
		get("/v1/tenders/:id/runs", "listRuns", run(h.listRuns)),
		made("/v1/tenders/:id/runs", "createRun", run(h.createRun)),
		get("/v1/tenders/:id/runs/:run", "getRun", run(h.getRun)),
		get("/v1/tenders/:id/runs/:run/trace", "getRunTrace", run(h.getRunTrace)),
		get("/v1/tenders/:id/runs/:run/sheet", "getRunSheet", run(h.getRunSheet)),
		get("/v1/tenders/:id/runs/:run/explanation", "getRunExplanation", run(h.getRunExplanation)),
		get("/v1/tenders/:id/runs/:run/matrix.xlsx", "getRunMatrix", run(h.getRunMatrix)),
	}
}

// Run is one scoring of a lot. It never changes; a correction makes a new one.
type Run struct {
	ID         string              `json:"id" format:"uuid"`
	Tender     string              `json:"tender" format:"uuid"`
	Lot        string              `json:"lot" format:"uuid"`
	Number     int                 `json:"number" minimum:"1"` // 1 for the lot's first; the last counts
	Engine     string              `json:"engine" example:"scoring/1"`
	MethodHash string              `json:"methodHash" example:"sha256:…"` // of the method as published
	InputHash  string              `json:"inputHash" example:"sha256:…"`  // of everything that was scored
	Reason     string              `json:"reason"`                        // why it was made; may be empty for the first
	CreatedAt  time.Time           `json:"createdAt" format:"date-time"`  // by the tender's own clock
	CreatedBy  string              `json:"createdBy" format:"uuid"`       // the key that made it
	Ranking    []RankedBid         `json:"ranking"`                       // best first
	Excluded   []ExcludedBid       `json:"excluded"`                      // not ranked, and why
	Ties       []scoring.Tie       `json:"ties"`
	Warnings   []scoring.Warning   `json:"warnings"`
	Changes    *scoring.Comparison `json:"changes" extensions:"x-nullable"` // what differs from the lot's run before; null for the first
}

func (r Run) location() string { return "/v1/tenders/" + r.Tender + "/runs/" + r.ID }

// RankedBid is a bid's place.
type RankedBid struct {
	Bid      string         `json:"bid" format:"uuid"`
	Supplier Party          `json:"supplier"`
	Rank     int            `json:"rank" minimum:"1"`                          // shared by bids that nothing tells apart
	Total    scoring.Figure `json:"total" swaggertype:"number" example:"78.4"` // to the places that the method shows
	Exact    scoring.Exact  `json:"exact" swaggertype:"string" example:"392/5"`
}

// ExcludedBid is a bid that was not ranked.
type ExcludedBid struct {
	Bid      string            `json:"bid" format:"uuid"`
	Supplier Party             `json:"supplier"`
	Why      scoring.Why       `json:"why" swaggertype:"string" enums:"disregarded,failed_requirements,no_quality"`
	Reason   string            `json:"reason,omitempty"`   // the ground on which it was disregarded
	Failures []scoring.Failure `json:"failures,omitempty"` // every requirement that it did not meet
}

func viewRun(r evaluation.Reading) Run {
	view := Run{
		ID: r.Run.ID, Tender: r.Run.TenderID, Lot: r.Run.LotID, Number: r.Run.Number, Engine: r.Run.Engine, MethodHash: r.Run.MethodHash,
		InputHash: r.Run.InputHash, Reason: r.Run.Reason, CreatedAt: r.Run.CreatedAt, CreatedBy: r.Run.CreatedBy,
		Ranking: []RankedBid{}, Excluded: []ExcludedBid{}, Ties: r.Result.Ties, Warnings: r.Result.Warnings, Changes: r.Changes,
	}
	for _, b := range r.Result.Ranking {
		view.Ranking = append(view.Ranking, RankedBid{Bid: b.Bid, Supplier: viewParty(r.Bidders[b.Bid]), Rank: b.Rank, Total: b.Total, Exact: b.Exact})
	}
	for _, b := range r.Result.Excluded {
		view.Excluded = append(view.Excluded, ExcludedBid{Bid: b.Bid, Supplier: viewParty(r.Bidders[b.Bid]), Why: b.Why, Reason: b.Reason, Failures: b.Failures})
	}
	return view
}

func viewParty(o identity.Organisation) Party { return Party{ID: o.ID, Name: o.Name} }

type runQuery struct {
	Paging

	Lot string `form:"lot" validate:"omitempty,uuid"`
}

// listRuns lists a tender's score runs.
//
//	@Summary  List score runs, newest first
//	@ID       listRuns
//	@Tags     evaluation
//	@Param    id     path  string true  "Tender" format(uuid)
//	@Param    lot    query string false "Only this lot" format(uuid)
//	@Param    limit  query int    false "How many at most" minimum(1) maximum(100) default(50)
//	@Param    cursor query string false "Where to go on: next of the page before"
//	@Success  200 {object} List[Run]
//	@Failure  default {object} problem.Details
//	@Router   /v1/tenders/{id}/runs [get]
func (h *api) listRuns(c *gin.Context) (List[Run], error) {
	id, err := pathID(c, "id")
	if err != nil {
		return List[Run]{}, err
	}
	q, err := query[runQuery](c)
	if err != nil {
		return List[Run]{}, err
	}
	page, err := h.page(c, q.Paging)
	if err != nil {
		return List[Run]{}, err
	}
	items, next, err := h.Evaluation.Runs(c.Request.Context(), id, q.Lot, page)
	return list(h, c, items, next, viewRun), err
}

// createRun scores and ranks a lot.
//
//	@Summary      Score and rank a lot
//	@Description  By the method as published, from the opened bids and the agreed scores; every one that is missing is named. A run never changes: a correction makes a new one, with its reason, which says what differs.
//	@ID           createRun
//	@Tags         evaluation
//	@Param        id   path string            true "Tender" format(uuid)
//	@Param        body body evaluation.NewRun true "The lot"
//	@Success      201 {object} Run
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/runs [post]
func (h *api) createRun(c *gin.Context) (Run, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return Run{}, err
	}
	in, err := body[evaluation.NewRun](c)
	if err != nil {
		return Run{}, err
	}
	r, err := h.Evaluation.Run(c.Request.Context(), id, in)
	return viewRun(r), err
}

// readRun finds the run that a path names.
func (h *api) readRun(c *gin.Context) (evaluation.Reading, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return evaluation.Reading{}, err
	}
	runID, err := pathID(c, "run")
	if err != nil {
		return evaluation.Reading{}, err
	}
	return h.Evaluation.Read(c.Request.Context(), id, runID)
}

// getRun shows one run.
//
//	@Summary      Read a score run: ranking, exclusions, ties, warnings, changes
//	@Description  With Accept: text/html the answer is a page with the verdict, pictures, tables and every mark in words; with image/svg+xml it is one picture.
//	@ID           getRun
//	@Tags         evaluation
//	@Produce      json,html,image/svg+xml
//	@Param        id      path  string true  "Tender" format(uuid)
//	@Param        run     path  string true  "Score run" format(uuid)
//	@Param        picture query string false "Which picture, with Accept: image/svg+xml" Enums(marks, stability, acceptability) default(marks)
//	@Success      200 {object} Run
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/runs/{run} [get]
func (h *api) getRun(c *gin.Context) (any, error) {
	q, err := query[pictureQuery](c)
	if err != nil {
		return nil, err
	}
	if form := wanted(c); form != formJSON {
		return h.showRun(c, form, q.Picture)
	}
	r, err := h.readRun(c)
	return viewRun(r), err
}

// showRun is a run as people look at it.
func (h *api) showRun(c *gin.Context, form, picture string) (document, error) {
	id, runID, err := pathRun(c)
	if err != nil {
		return document{}, err
	}
	s, err := h.Evaluation.Show(c.Request.Context(), id, runID)
	if err != nil {
		return document{}, err
	}
	o := report.Options{Title: s.Title, Words: s.Words}
	study, err := h.Evaluation.Study(c.Request.Context(), id, runID)
	switch {
	case errors.Is(err, evaluation.ErrLarge):
		o.NoFirmness = evaluation.ErrLarge.Message
	case err != nil:
		return document{}, err
	default:
		o.Firmness = &study.Report
	}
	return show(c, form, picture, s.Sheet, s.Result, o)
}

// getRunTrace gives the result to the byte: every bid on every criterion.
//
//	@Summary      Read a run's whole result: every node's input, mark and step
//	@Description  The result as it was computed, byte for byte.
//	@ID           getRunTrace
//	@Tags         evaluation
//	@Param        id  path string true "Tender" format(uuid)
//	@Param        run path string true "Score run" format(uuid)
//	@Success      200 {object} scoring.Result
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/runs/{run}/trace [get]
func (h *api) getRunTrace(c *gin.Context) (document, error) {
	r, err := h.readRun(c)
	return document{Type: "application/json; charset=utf-8", Body: []byte(r.Run.Result)}, err
}

// getRunSheet gives the question to the byte, so that anybody who may read it
// can score it again.
//
//	@Summary      Read a run's score sheet: everything that went in
//	@Description  Canonical JSON (RFC 8785). POST /v1/score-sheets and the command assay score give the same result for it.
//	@ID           getRunSheet
//	@Tags         evaluation
//	@Param        id  path string true "Tender" format(uuid)
//	@Param        run path string true "Score run" format(uuid)
//	@Success      200 {object} scoring.Sheet
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/runs/{run}/sheet [get]
func (h *api) getRunSheet(c *gin.Context) (document, error) {
	r, err := h.readRun(c)
	return document{Type: "application/json; charset=utf-8", Body: []byte(r.Run.Sheet)}, err
}

// Explanation is a run in plain sentences.
type Explanation struct {
	Run       string             `json:"run" format:"uuid"`
	Sentences []scoring.Sentence `json:"sentences"` // each complete in itself: the winner, totals and marks, ties, exclusions, warnings
}

// getRunExplanation says in words why a run came out as it did.
//
//	@Summary  Read a run in plain sentences
//	@ID       getRunExplanation
//	@Tags     evaluation
//	@Param    id  path string true "Tender" format(uuid)
//	@Param    run path string true "Score run" format(uuid)
//	@Success  200 {object} Explanation
//	@Failure  default {object} problem.Details
//	@Router   /v1/tenders/{id}/runs/{run}/explanation [get]
func (h *api) getRunExplanation(c *gin.Context) (Explanation, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return Explanation{}, err
	}
	runID, err := pathID(c, "run")
	if err != nil {
		return Explanation{}, err
	}
	sentences, err := h.Evaluation.Explain(c.Request.Context(), id, runID)
	return Explanation{Run: runID, Sentences: sentences}, err
}
