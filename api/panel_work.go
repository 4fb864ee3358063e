package api

import (
	"time"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/evaluation"
)

func (h *api) panelWork() []Route {
	return []Route{
		get("/v1/me/work", "listMyWork", run(h.listMyWork)),
		get("/v1/tenders/:id/my-work", "getMyWork", run(h.getMyWork)),
		get("/v1/tenders/:id/panel/progress", "getPanelProgress", run(h.getPanelProgress)),
		get("/v1/tenders/:id/calibrations", "listCalibrations", run(h.listCalibrations)),
		made("/v1/tenders/:id/calibrations", "makeCalibration", run(h.makeCalibration)),
		made("/v1/tenders/:id/calibrations/:calibration/scores", "scoreCalibration", run(h.scoreCalibration)),
	}
}

// Work is what is left for one person on one panel.
type Work struct {
	Tender  string     `json:"tender" format:"uuid"`
	Title   string     `json:"title"`
	Closed  string     `json:"closed"`                // the code of what keeps the person from everything; empty where nothing does
	Left    int        `json:"left"`                  // how many tasks wait for the person
	Declare []string   `json:"declare" format:"uuid"` // a bid of each bidder for whom interests are to be declared yet
	Tasks   []WorkTask `json:"tasks"`
}

// WorkTask is one answer on somebody's list.
type WorkTask struct {
	Lot       string          `json:"lot" format:"uuid"`
	Bid       string          `json:"bid" format:"uuid"`
	Bidder    string          `json:"bidder" example:"Bidder A"`
	Criterion string          `json:"criterion" example:"q1"`
	Step      evaluation.Step `json:"step" enums:"to_score,drafted,waiting,to_discuss,to_confirm,finished,kept_away"`
	Agreed    string          `json:"agreed,omitempty" format:"uuid"` // the agreed score to confirm or dissent from
}

// Works lists what is left on several panels.
type Works struct {
	Items []Work `json:"items"`
}

func viewWork(w evaluation.Work) Work {
	v := Work{Tender: w.Tender.ID, Title: w.Tender.Title, Closed: codeOf(w.Closed), Left: w.Left(), Declare: append([]string{}, w.Declare...), Tasks: make([]WorkTask, len(w.Tasks))}
	for i, t := range w.Tasks {
		v.Tasks[i] = WorkTask{Lot: t.LotID, Bid: t.BidID, Bidder: t.Alias, Criterion: t.Criterion, Step: t.Step, Agreed: t.AgreedID}
	}
	return v
}

// listMyWork lists what is left on every panel.
//
//	@Summary      List what is left for oneself, on every panel
//	@Description  Of the tenders of the organisation that one acts for, the newest first, until they are awarded.
//	@ID           listMyWork
//	@Tags         panel
//	@Success      200 {object} Works
//	@Failure      default {object} problem.Details
//	@Router       /v1/me/work [get]
func (h *api) listMyWork(c *gin.Context) (Works, error) {
	v := Works{Items: []Work{}}
	list, err := h.Evaluation.AllMyWork(c.Request.Context())
	for _, w := range list {
		v.Items = append(v.Items, viewWork(w))
	}
	return v, err
}

// getMyWork lists what is left on one panel.
//
//	@Summary      List what is left for oneself, on one panel
//	@Description  Every answer that one scores, with the step it waits at, and agreed levels to confirm.
//	@ID           getMyWork
//	@Tags         panel
//	@Param        id path string true "Tender" format(uuid)
//	@Success      200 {object} Work
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/my-work [get]
func (h *api) getMyWork(c *gin.Context) (Work, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return Work{}, err
	}
	w, err := h.Evaluation.MyWork(c.Request.Context(), id)
	return viewWork(w), err
}

// PanelProgress is how far a panel has come, in counts. It holds no level.
type PanelProgress struct {
	People   []PanelCount `json:"people"`
	Criteria []PanelCount `json:"criteria"`
	Lots     []PanelCount `json:"lots"`
	Missing  []string     `json:"missing"` // everything that keeps quality from being locked
	Partial  bool         `json:"partial"` // only the reader's own scores are counted, until all of these are in
}

// PanelCount counts the scores that somebody has to give.
type PanelCount struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Assigned  int    `json:"assigned"`
	Submitted int    `json:"submitted"`
	Agreed    int    `json:"agreed"` // of a person: those whose agreed level the person spoke to
}

func viewCounts(list []evaluation.Count) []PanelCount {
	out := make([]PanelCount, len(list))
	for i, x := range list {
		out[i] = PanelCount{ID: x.ID, Name: x.Name, Assigned: x.Assigned, Submitted: x.Submitted, Agreed: x.Agreed}
	}
	return out
}

// getPanelProgress counts how far the panel is.
//
//	@Summary      Read how far the panel is
//	@Description  For the chair and the officer of the panel: by person, question and lot, and everything that keeps quality from being locked. A chair who scores too sees only their own until all of these are in. No level, no draft, no time.
//	@ID           getPanelProgress
//	@Tags         panel
//	@Param        id path string true "Tender" format(uuid)
//	@Success      200 {object} PanelProgress
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/panel/progress [get]
func (h *api) getPanelProgress(c *gin.Context) (PanelProgress, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return PanelProgress{}, err
	}
	p, err := h.Evaluation.Progress(c.Request.Context(), id)
	return PanelProgress{People: viewCounts(p.People), Criteria: viewCounts(p.Criteria), Lots: viewCounts(p.Lots), Missing: append([]string{}, p.Missing...), Partial: p.Partial}, err
}

// Calibration is a made-up answer by which a panel tries out its scales. It is
// nobody's bid and counts nowhere.
type Calibration struct {
	ID        string             `json:"id" format:"uuid"`
	Tender    string             `json:"tender" format:"uuid"`
	Criterion string             `json:"criterion" example:"q1"`
	Answer    string             `json:"answer"`
	MadeBy    string             `json:"madeBy" format:"uuid"`
	MadeAt    time.Time          `json:"madeAt" format:"date-time"`
	Scores    []CalibrationScore `json:"scores"` // none until one's own is in
}

// CalibrationScore is what one member gave a made-up answer.
type CalibrationScore struct {
	Member PanelPerson `json:"member"`
	Level  int         `json:"level"`
	Reason string      `json:"reason"`
}

// Calibrations lists made-up answers.
type Calibrations struct {
	Items []Calibration `json:"items"`
}

func viewCalibration(x evaluation.Calibrated) Calibration {
	c := x.Calibration
	v := Calibration{ID: c.ID, Tender: c.TenderID, Criterion: c.Criterion, Answer: c.Answer, MadeBy: c.MadeBy, MadeAt: c.MadeAt, Scores: []CalibrationScore{}}
	for _, s := range x.Scores {
		v.Scores = append(v.Scores, CalibrationScore{PanelPerson{s.PersonID, x.Names[s.PersonID]}, s.Level, s.Reason})
	}
	return v
}

// listCalibrations lists the made-up answers of a tender.
//
//	@Summary      List made-up answers and their scores
//	@Description  A member sees the others' scores once their own is in.
//	@ID           listCalibrations
//	@Tags         panel
//	@Param        id path string true "Tender" format(uuid)
//	@Success      200 {object} Calibrations
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/calibrations [get]
func (h *api) listCalibrations(c *gin.Context) (Calibrations, error) {
	v := Calibrations{Items: []Calibration{}}
	id, err := pathID(c, "id")
	if err != nil {
		return v, err
	}
	list, err := h.Evaluation.Calibrations(c.Request.Context(), id)
	for _, x := range list {
		v.Items = append(v.Items, viewCalibration(x))
	}
	return v, err
}

// makeCalibration gives the panel a made-up answer.
//
//	@Summary      Give the panel a made-up answer to score
//	@Description  In person, by the chair or the officer of the panel. It counts nowhere.
//	@ID           makeCalibration
//	@Tags         panel
//	@Param        id   path string                    true "Tender" format(uuid)
//	@Param        body body evaluation.NewCalibration true "The made-up answer"
//	@Success      201 {object} Calibration
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/calibrations [post]
func (h *api) makeCalibration(c *gin.Context) (Calibration, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return Calibration{}, err
	}
	in, err := body[evaluation.NewCalibration](c)
	if err != nil {
		return Calibration{}, err
	}
	x, err := h.Evaluation.Calibrate(c.Request.Context(), id, in)
	return viewCalibration(x), err
}

// scoreCalibration scores a made-up answer.
//
//	@Summary      Score a made-up answer
//	@Description  In person, by a member, once; then the others' scores show. It counts nowhere.
//	@ID           scoreCalibration
//	@Tags         panel
//	@Param        id          path string                         true "Tender" format(uuid)
//	@Param        calibration path string                         true "Calibration" format(uuid)
//	@Param        body        body evaluation.NewCalibrationScore true "The score"
//	@Success      201 {object} Calibration
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/calibrations/{calibration}/scores [post]
func (h *api) scoreCalibration(c *gin.Context) (Calibration, error) {
	id, inner, err := pathIDs(c, "calibration")
	if err != nil {
		return Calibration{}, err
	}
	in, err := body[evaluation.NewCalibrationScore](c)
	if err != nil {
		return Calibration{}, err
	}
	x, err := h.Evaluation.ScoreCalibration(c.Request.Context(), id, inner, in)
	return viewCalibration(x), err
}
