package api

import (
	"context"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/contract"
)

func (h *api) schedule() []Route {
	return []Route{
		get("/v1/contracts/:id/schedule", "getSchedule", run(h.getSchedule)),
		get("/v1/contracts/:id/schedule-changes", "listScheduleChanges", run(h.listScheduleChanges)),
		done("/v1/contracts/:id/move-start", "moveStart", run(h.moveStart)),
		done("/v1/contracts/:id/suspend", "suspendContract", run(h.suspendContract)),
		done("/v1/contracts/:id/resume", "resumeContract", run(h.resumeContract)),
		done("/v1/contracts/:id/skip", "skipPeriod", run(h.skipPeriod)),
		done("/v1/contracts/:id/restore", "restorePeriod", run(h.restorePeriod)),
	}
}

// ScheduleEntry is a period of a contract, with what it waits for.
type ScheduleEntry struct {
	Obligation string `json:"obligation" format:"uuid"`
	Measure    string `json:"measure" example:"13"` // the code of the measure or component
	Wording    string `json:"wording"`
	Unit       string `json:"unit" example:"people"`

	ObligationPeriod
}

func viewScheduled(s contract.Scheduled) ScheduleEntry {
	return ScheduleEntry{
		Obligation: s.Obligation.ID, Measure: s.Obligation.Code(), Wording: s.Obligation.Wording, Unit: s.Obligation.Unit, ObligationPeriod: viewObligationPeriod(s.PeriodLine),
	}
}

type scheduleQuery struct {
	Paging

	Timing     string `form:"timing" validate:"omitempty,oneof=upcoming running due late very_late skipped stopped in"`
	Obligation string `form:"obligation" validate:"omitempty,uuid"`
}

// getSchedule lists what is due when.
//
//	@Summary      What is due when
//	@Description  Every period of a contract, by the day on which its return is due, the earliest first. late begins on the day after the due day, very_late after as many days more as the contract bears. While the contract is suspended nothing falls due: stopped.
//	@ID           getSchedule
//	@Tags         contract
//	@Param        id         path  string true  "Contract" format(uuid)
//	@Param        timing     query string false "Only periods that are so now" Enums(upcoming, running, due, late, very_late, skipped, stopped, in)
//	@Param        obligation query string false "Only of this obligation" format(uuid)
//	@Param        limit      query int    false "How many at most" minimum(1) maximum(100) default(50)
//	@Param        cursor     query string false "Where to go on: next of the page before"
//	@Success      200 {object} List[ScheduleEntry]
//	@Failure      default {object} problem.Details
//	@Router       /v1/contracts/{id}/schedule [get]
func (h *api) getSchedule(c *gin.Context) (List[ScheduleEntry], error) {
	id, err := pathID(c, "id")
	if err != nil {
		return List[ScheduleEntry]{}, err
	}
	q, err := query[scheduleQuery](c)
	if err != nil {
		return List[ScheduleEntry]{}, err
	}
	page, err := h.page(c, q.Paging)
	if err != nil {
		return List[ScheduleEntry]{}, err
	}
	items, next, err := h.Contract.Schedule(c.Request.Context(), id, contract.ScheduleFilter{Timing: contract.Timing(q.Timing), Obligation: q.Obligation}, page)
	return list(h, c, items, next, viewScheduled), err
}

// ScheduleChange is a change of a contract's dates.
type ScheduleChange struct {
	Number       int                 `json:"number"` // from 1
	What         contract.ChangeKind `json:"what" enums:"start_moved,extended,suspended,resumed"`
	On           string              `json:"on" format:"date"`             // the new first or last day; the first day of a suspension; the first day of work after it
	StartsOn     string              `json:"startsOnBefore" format:"date"` // the contract's first day before
	EndsOn       string              `json:"endsOnBefore" format:"date"`   // and its last
	Calendar     contract.Moves      `json:"calendar" enums:"moves,stays"` // whether the periods went along
	Reason       string              `json:"reason"`
	At           time.Time           `json:"at" format:"date-time"` // by the contract's own clock
	Organisation string              `json:"organisation" format:"uuid"`
}

func viewChange(c contract.Change) ScheduleChange {
	return ScheduleChange{
		Number: c.Number, What: c.Kind, On: c.OnDate, StartsOn: c.StartsOn, EndsOn: c.EndsOn, Calendar: c.Calendar, Reason: c.Reason, At: c.At, Organisation: c.OrganisationID,
	}
}

// listScheduleChanges lists the changes of a contract's dates.
//
//	@Summary  List the changes of a contract's dates, newest first
//	@ID       listScheduleChanges
//	@Tags     contract
//	@Param    id     path  string true  "Contract" format(uuid)
//	@Param    limit  query int    false "How many at most" minimum(1) maximum(100) default(50)
//	@Param    cursor query string false "Where to go on: next of the page before"
//	@Success  200 {object} List[ScheduleChange]
//	@Failure  default {object} problem.Details
//	@Router   /v1/contracts/{id}/schedule-changes [get]
func (h *api) listScheduleChanges(c *gin.Context) (List[ScheduleChange], error) {
	id, err := pathID(c, "id")
	if err != nil {
		return List[ScheduleChange]{}, err
	}
	q, err := query[Paging](c)
	if err != nil {
		return List[ScheduleChange]{}, err
	}
	page, err := h.page(c, q)
	if err != nil {
		return List[ScheduleChange]{}, err
	}
	items, next, err := h.Contract.ScheduleChanges(c.Request.Context(), id, page)
	return list(h, c, items, next, viewChange), err
}

// moveStart moves the first day of a contract.
//
//	@Summary      Move a contract's first day
//	@Description  By the authority's contract manager, while no return has come. Every period and the last day move along, by whole months where the day of the month stays the same, unless they are to stay: then they are cut to the new term. Periods keep the names that the bid gave them.
//	@ID           moveStart
//	@Tags         contract
//	@Param        id       path   string true "Contract" format(uuid)
//	@Param        If-Match header string true "ETag of the contract as last read"
//	@Param        body     body   contract.NewStart true "The new first day"
//	@Success      200 {object} Contract
//	@Failure      default {object} problem.Details
//	@Router       /v1/contracts/{id}/move-start [post]
func (h *api) moveStart(c *gin.Context) (Contract, error) {
	r, err := changed(c, h.Contract.MoveStart)
	return viewContract(r), err
}

// suspendContract stops due dates.
//
//	@Summary      Suspend a contract
//	@Description  By the authority's contract manager. From that day on no return falls due; what was late before stays late. What was promised stays promised.
//	@ID           suspendContract
//	@Tags         contract
//	@Param        id       path   string true "Contract" format(uuid)
//	@Param        If-Match header string true "ETag of the contract as last read"
//	@Param        body     body   contract.Suspension true "From when, and why"
//	@Success      200 {object} Contract
//	@Failure      default {object} problem.Details
//	@Router       /v1/contracts/{id}/suspend [post]
func (h *api) suspendContract(c *gin.Context) (Contract, error) {
	r, err := changed(c, h.Contract.Suspend)
	return viewContract(r), err
}

// resumeContract ends a suspension.
//
//	@Summary      Resume a contract
//	@Description  By the authority's contract manager. Returns that waited fall due so many days later as the suspension lasted. Where the calendar moves, periods that had not ended and the contract's last day move along by as many days.
//	@ID           resumeContract
//	@Tags         contract
//	@Param        id       path   string true "Contract" format(uuid)
//	@Param        If-Match header string true "ETag of the contract as last read"
//	@Param        body     body   contract.Resumption true "From when, and why"
//	@Success      200 {object} Contract
//	@Failure      default {object} problem.Details
//	@Router       /v1/contracts/{id}/resume [post]
func (h *api) resumeContract(c *gin.Context) (Contract, error) {
	r, err := changed(c, h.Contract.Resume)
	return viewContract(r), err
}

// skipPeriod says that a period needs no return.
//
//	@Summary      Skip a period
//	@Description  By the authority's contract manager, with a reason: the period needs no return. The promise stays: what is not delivered is missing at the end, unless a variation says otherwise.
//	@ID           skipPeriod
//	@Tags         contract
//	@Param        id       path   string true "Contract" format(uuid)
//	@Param        If-Match header string true "ETag of the contract as last read"
//	@Param        body     body   contract.Skip true "Which period, and why"
//	@Success      200 {object} ScheduleEntry
//	@Failure      default {object} problem.Details
//	@Router       /v1/contracts/{id}/skip [post]
func (h *api) skipPeriod(c *gin.Context) (ScheduleEntry, error) {
	s, err := changed(c, h.Contract.Skip)
	return viewScheduled(s), err
}

// restorePeriod takes a skip back.
//
//	@Summary  Take a skip back: the period needs its return after all
//	@ID       restorePeriod
//	@Tags     contract
//	@Param    id       path   string true "Contract" format(uuid)
//	@Param    If-Match header string true "ETag of the contract as last read"
//	@Param    body     body   contract.Skip true "Which period, and why"
//	@Success  200 {object} ScheduleEntry
//	@Failure  default {object} problem.Details
//	@Router   /v1/contracts/{id}/restore [post]
func (h *api) restorePeriod(c *gin.Context) (ScheduleEntry, error) {
	s, err := changed(c, h.Contract.Restore)
	return viewScheduled(s), err
}

// changed reads which version of which thing is changed, and how.
func changed[In, Out any](c *gin.Context, use func(context.Context, string, int, In) (Out, error)) (out Out, err error) {
	id, err := pathID(c, "id")
	if err != nil {
		return out, err
	}
	version, err := ifMatch(c)
	if err != nil {
		return out, err
	}
	in, err := body[In](c)
	if err != nil {
		return out, err
	}
	return use(c.Request.Context(), id, version, in)
}
