package api

import (
	"encoding/json"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/trail"
)

func (h *api) eventLog() []Route {
	return []Route{
		get("/v1/log/events", "listEvents", run(h.listEvents)),
		get("/v1/log/events/:number", "getEvent", run(h.getEvent)),
	}
}

// Event is one numbered line of the log.
type Event struct {
	Number       int64           `json:"number" example:"4711"`           // from 1, without gaps
	At           time.Time       `json:"at" format:"date-time"`           // the real time, also of a rehearsal
	Verb         string          `json:"verb" example:"tender.published"` // what was done
	Subject      string          `json:"subject"`                         // the thing it was done to
	Tender       *string         `json:"tender" format:"uuid" extensions:"x-nullable"`
	Organisation *string         `json:"organisation" format:"uuid" extensions:"x-nullable"` // on whose behalf; null for the service itself
	Key          *string         `json:"key" format:"uuid" extensions:"x-nullable"`          // the key that was used; null for other organisations' unless you are an auditor
	Person       *string         `json:"person" format:"uuid" extensions:"x-nullable"`       // who signed in or holds the key; null for other organisations' unless you are an auditor
	Actor        string          `json:"actor,omitempty"`                                    // the label of the key, or what part of the service acted
	RequestID    string          `json:"requestId,omitempty"`
	Detail       json.RawMessage `json:"detail" swaggertype:"object"`
}

func viewEvent(e trail.Event) Event {
	return Event{
		Number: e.Number, At: e.At, Verb: e.Verb, Subject: e.SubjectID, Tender: e.TenderID, Organisation: e.OrganisationID,
		Key: e.ActorKeyID, Person: e.ActorPersonID, Actor: e.ActorName, RequestID: e.RequestID, Detail: e.Particulars(),
	}
}

type eventQuery struct {
	Paging

	Tender       string `form:"tender" validate:"omitempty,uuid"`
	Subject      string `form:"subject" validate:"omitempty,max=100,text"`
	Verb         string `form:"verb" validate:"omitempty,max=100,code"`
	Actor        string `form:"actor" validate:"omitempty,uuid"`
	Seen         *bool  `form:"seen"`
	Organisation string `form:"organisation" validate:"omitempty,uuid"`
	Since        string `form:"since"`
	Until        string `form:"until"`
}

// listEvents reads the log upwards.
//
//	@Summary      Read the event log
//	@Description  Numbered events in their order, oldest first, without a gap: whoever has read up to a number has missed nothing before it, and goes on there with the cursor. Auditors and the administrators of the installation read all of them, officers and other administrators those of their organisation's procurements. Events about a sealed bid have no number before opening and are not here for anybody.
//	@ID           listEvents
//	@Tags         log
//	@Param        tender       query string false "Only of this procurement" format(uuid)
//	@Param        subject      query string false "Only about this thing"
//	@Param        verb         query string false "Only this verb" example(return.verified)
//	@Param        actor        query string false "Only what this key or person did" format(uuid)
//	@Param        seen         query bool   false "Only who saw what: bids read, prices revealed, exports and records taken" default(false)
//	@Param        organisation query string false "Only what was done on behalf of this organisation" format(uuid)
//	@Param        since        query string false "The first moment that is wanted (RFC 3339)" format(date-time)
//	@Param        until        query string false "The first moment that is not wanted (RFC 3339)" format(date-time)
//	@Param        limit        query int    false "How many at most" minimum(1) maximum(100) default(50)
//	@Param        cursor       query string false "Where to go on: next of the page before"
//	@Success      200 {object} List[Event]
//	@Failure      default {object} problem.Details
//	@Router       /v1/log/events [get]
func (h *api) listEvents(c *gin.Context) (List[Event], error) {
	q, err := query[eventQuery](c)
	if err != nil {
		return List[Event]{}, err
	}
	filter, err := q.filter()
	if err != nil {
		return List[Event]{}, err
	}
	page, err := h.page(c, q.Paging)
	if err != nil {
		return List[Event]{}, err
	}
	items, next, err := h.Trail.Events(c.Request.Context(), filter, page)
	return list(h, c, items, next, viewEvent), err
}

func (q eventQuery) filter() (f trail.Filter, err error) {
	f = trail.Filter{Tender: q.Tender, Subject: q.Subject, Verb: q.Verb, Actor: q.Actor, Seen: q.Seen != nil && *q.Seen, Organisation: q.Organisation}
	if f.Since, err = moment("since", q.Since); err != nil {
		return f, err
	}
	f.Until, err = moment("until", q.Until)
	return f, err
}

// getEvent shows one line of the log.
//
//	@Summary  Read one event
//	@ID       getEvent
//	@Tags     log
//	@Param    number path int true "The event's number" minimum(1)
//	@Success  200 {object} Event
//	@Failure  default {object} problem.Details
//	@Router   /v1/log/events/{number} [get]
func (h *api) getEvent(c *gin.Context) (Event, error) {
	number, err := strconv.ParseInt(c.Param("number"), 10, 64)
	if err != nil || number < 1 || strconv.FormatInt(number, 10) != c.Param("number") {
		return Event{}, store.ErrNotFound
	}
	e, err := h.Trail.Event(c.Request.Context(), number)
	return viewEvent(e), err
}
