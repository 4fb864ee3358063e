package api

import (
	"cmp"
	"encoding/json"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/contract"
	"github.com/assay-engine/assay/internal/tender"
)

func (h *api) trackRecords() []Route {
	return []Route{
		get("/v1/suppliers/:id/track-record", "getTrackRecord", run(h.getTrackRecord)),
		made("/v1/suppliers/:id/track-record/replies", "replyToTrackRecord", run(h.replyToTrackRecord)),
		get("/v1/suppliers/:id/track-record/statements", "listTrackStatements", run(h.listTrackStatements)),
		made("/v1/suppliers/:id/track-record/statements", "stateTrackRecord", run(h.stateTrackRecord)),
	}
}

// TrackRecord is what a supplier has shown so far, from verified returns only.
// Where there is nothing, nothing is known: neither good nor bad.
type TrackRecord struct {
	Supplier  string                      `json:"supplier" format:"uuid"`
	Name      string                      `json:"name"`
	Mode      tender.Mode                 `json:"mode" enums:"live,test"`
	AsOf      time.Time                   `json:"asOf" format:"date-time"`
	Contracts int                         `json:"contracts"` // in which a return was due by now
	Known     bool                        `json:"known"`     // whether anything was verified: false means unknown, and says nothing against the supplier
	Measures  []contract.StatedMeasure    `json:"measures"`
	Replies   []contract.StatedTrackReply `json:"replies"` // what the supplier says about it
}

func (r TrackRecord) location() string { return "/v1/suppliers/" + r.Supplier + "/track-record" }

func viewTrack(t contract.Track) TrackRecord {
	view := TrackRecord{
		Supplier: t.Supplier.ID, Name: t.Supplier.Name, Mode: t.Mode, AsOf: t.At, Contracts: t.Contracts,
		Measures: make([]contract.StatedMeasure, len(t.Measures)), Replies: t.StatedReplies(),
	}
	for i, m := range t.Measures {
		view.Measures[i] = m.Stated()
		view.Known = view.Known || m.Verified > 0
	}
	return view
}

// TrackStatement is a supplier's track record as it carries it away.
type TrackStatement struct {
	ID       string          `json:"id" format:"uuid"`
	IssuedAt time.Time       `json:"issuedAt" format:"date-time"`
	Document json.RawMessage `json:"document" swaggertype:"object"` // signed, of the kind assay.track-record/1: save it as a file, and anybody checks it with assay verify and the published keys
}

func viewStatement(s contract.Statement) TrackStatement {
	return TrackStatement{ID: s.ID, IssuedAt: s.IssuedAt, Document: s.Raw()}
}

type trackQuery struct {
	Mode string `form:"mode" validate:"omitempty,oneof=live test"`
}

func (q trackQuery) mode() tender.Mode { return cmp.Or(tender.Mode(q.Mode), tender.Live) }

// ofSupplier reads whose record is meant, and of which mode.
func ofSupplier(c *gin.Context) (id string, mode tender.Mode, err error) {
	if id, err = pathID(c, "id"); err != nil {
		return id, "", err
	}
	q, err := query[trackQuery](c)
	return id, q.mode(), err
}

// getTrackRecord shows a supplier's track record.
//
//	@Summary      Read a supplier's track record
//	@Description  By measure, over all its contracts, from verified returns only, with how many there were and how old they are. It names no contract and no authority. What is not known is null: no history is neither 0 nor 100. It is part of no score: no scoring method takes it. For the supplier itself, for officers and contract managers, and for who oversees the installation.
//	@ID           getTrackRecord
//	@Tags         contract
//	@Param        id   path  string true  "Supplier" format(uuid)
//	@Param        mode query string false "live (left out) or test: what came of rehearsals, for those who took part" Enums(live, test)
//	@Success      200 {object} TrackRecord
//	@Failure      default {object} problem.Details
//	@Router       /v1/suppliers/{id}/track-record [get]
func (h *api) getTrackRecord(c *gin.Context) (TrackRecord, error) {
	id, mode, err := ofSupplier(c)
	if err != nil {
		return TrackRecord{}, err
	}
	t, err := h.Contract.TrackRecord(c.Request.Context(), id, mode)
	return viewTrack(t), err
}

// replyToTrackRecord keeps what a supplier says about its record.
//
//	@Summary      Reply to one's own track record
//	@Description  By the supplier. The words stand beside the record, and in every statement made from it. They stay: say more instead.
//	@ID           replyToTrackRecord
//	@Tags         contract
//	@Param        id   path  string true  "Supplier" format(uuid)
//	@Param        body body  contract.NewTrackReply true "The reply"
//	@Success      201 {object} TrackRecord
//	@Failure      default {object} problem.Details
//	@Router       /v1/suppliers/{id}/track-record/replies [post]
func (h *api) replyToTrackRecord(c *gin.Context) (TrackRecord, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return TrackRecord{}, err
	}
	in, err := body[contract.NewTrackReply](c)
	if err != nil {
		return TrackRecord{}, err
	}
	t, err := h.Contract.ReplyToTrack(c.Request.Context(), id, in)
	return viewTrack(t), err
}

// stateTrackRecord makes a signed statement.
//
//	@Summary      Carry one's own track record away
//	@Description  By the supplier: a signed statement of the record as it is now, with its replies. Anybody checks it offline against the published keys, by assay verify.
//	@ID           stateTrackRecord
//	@Tags         contract
//	@Param        id   path  string true  "Supplier" format(uuid)
//	@Param        body body  contract.NewStatement true "Of which record"
//	@Success      201 {object} TrackStatement
//	@Failure      default {object} problem.Details
//	@Router       /v1/suppliers/{id}/track-record/statements [post]
func (h *api) stateTrackRecord(c *gin.Context) (TrackStatement, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return TrackStatement{}, err
	}
	in, err := body[contract.NewStatement](c)
	if err != nil {
		return TrackStatement{}, err
	}
	s, err := h.Contract.StateTrack(c.Request.Context(), id, in)
	return viewStatement(s), err
}

// listTrackStatements lists the statements that were made.
//
//	@Summary      List the statements of one's own track record
//	@Description  Newest first.
//	@ID           listTrackStatements
//	@Tags         contract
//	@Param        id     path  string true  "Supplier" format(uuid)
//	@Param        limit  query int    false "How many at most" minimum(1) maximum(100) default(50)
//	@Param        cursor query string false "Where to go on: next of the page before"
//	@Success      200 {object} List[TrackStatement]
//	@Failure      default {object} problem.Details
//	@Router       /v1/suppliers/{id}/track-record/statements [get]
func (h *api) listTrackStatements(c *gin.Context) (List[TrackStatement], error) {
	id, page, err := h.pageOf(c)
	if err != nil {
		return List[TrackStatement]{}, err
	}
	items, next, err := h.Contract.Statements(c.Request.Context(), id, page)
	return list(h, c, items, next, viewStatement), err
}
