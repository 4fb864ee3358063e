package api

import (
	"time"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/privacy"
)

func (h *api) privacy() []Route {
	return []Route{
		get("/v1/retention", "listRetention", run(h.listRetention)),
		get("/v1/holds", "listHolds", run(h.listHolds)),
		made("/v1/holds", "placeHold", run(h.placeHold)),
		done("/v1/holds/:id/release", "releaseHold", run(h.releaseHold)),
		get("/v1/people/:id/export", "exportPerson", run(h.exportPerson)),
		done("/v1/people/:id/erase", "erasePerson", run(h.erasePerson)),
	}
}

// Retention is how long the records of one procurement are kept.
type Retention struct {
	Tender    string     `json:"tender" format:"uuid"`
	Title     string     `json:"title"`
	Mode      string     `json:"mode" enums:"live,test"`
	Status    string     `json:"status"`
	StartedAt *time.Time `json:"startedAt" format:"date-time" extensions:"x-nullable"`                 // when the clock started; null while the procurement runs
	StartedBy string     `json:"startedBy,omitempty" enums:"contract,award,ending"`                    // what started it
	KeptUntil *string    `json:"keptUntil" format:"date" example:"2030-06-30" extensions:"x-nullable"` // the last day of keeping; null while the procurement runs
	Due       bool       `json:"due"`                                                                  // the time is over and nothing holds it
	Holds     []Hold     `json:"holds"`                                                                // in force
}

// Hold keeps something from being erased.
type Hold struct {
	ID       string    `json:"id" format:"uuid"`
	On       string    `json:"on" enums:"tender,contract,person"`
	Subject  string    `json:"subject" format:"uuid"`
	Reason   string    `json:"reason"`
	PlacedAt time.Time `json:"placedAt" format:"date-time"`
	PlacedBy string    `json:"placedBy" format:"uuid"` // a person

	ReleasedAt    *time.Time `json:"releasedAt" format:"date-time" extensions:"x-nullable"` // null while it holds
	ReleasedBy    *string    `json:"releasedBy" format:"uuid" extensions:"x-nullable"`
	ReleaseReason string     `json:"releaseReason,omitempty"`
}

func viewHold(h privacy.Hold) Hold {
	v := Hold{ID: h.ID, On: string(h.Scope), Subject: h.SubjectID, Reason: h.Reason, PlacedAt: h.PlacedAt, PlacedBy: h.PlacedBy}
	if r := h.Release; r != nil {
		v.ReleasedAt, v.ReleasedBy, v.ReleaseReason = &r.ReleasedAt, &r.ReleasedBy, r.Reason
	}
	return v
}

func viewRetention(r privacy.Retention) Retention {
	v := Retention{Tender: r.TenderID, Title: r.Title, Mode: r.Mode, Status: r.Status, StartedAt: r.Started, StartedBy: r.By, Due: r.Due, Holds: []Hold{}}
	if r.Until != nil {
		day := r.Until.Format(time.DateOnly)
		v.KeptUntil = &day
	}
	for _, h := range r.Holds {
		v.Holds = append(v.Holds, viewHold(h))
	}
	return v
}

type retentionQuery struct{ Paging }

// listRetention lists procurements with the clocks of their records.
//
//	@Summary      How long the records of each procurement are kept
//	@Description  By the Procurement Act 2023, s. 98: for years (three, unless this installation is set to more) that begin with the day on which the contract is entered into, or the award where there is none; of a procurement that ended without, with its end. Those of one's own organisation; whoever oversees the installation sees all. A procurement is due when its time is over and no hold keeps it.
//	@ID           listRetention
//	@Tags         privacy
//	@Param        limit  query int    false "How many at most" minimum(1) maximum(100) default(50)
//	@Param        cursor query string false "Where to go on: next of the page before"
//	@Success      200 {object} List[Retention]
//	@Failure      default {object} problem.Details
//	@Router       /v1/retention [get]
func (h *api) listRetention(c *gin.Context) (List[Retention], error) {
	q, err := query[retentionQuery](c)
	if err != nil {
		return List[Retention]{}, err
	}
	page, err := h.page(c, q.Paging)
	if err != nil {
		return List[Retention]{}, err
	}
	items, next, err := h.Privacy.Retentions(c.Request.Context(), page)
	return list(h, c, items, next, viewRetention), err
}

type holdsQuery struct{ Paging }

// listHolds lists legal holds.
//
//	@Summary  Legal holds, newest first, released ones too
//	@ID       listHolds
//	@Tags     privacy
//	@Param    limit  query int    false "How many at most" minimum(1) maximum(100) default(50)
//	@Param    cursor query string false "Where to go on: next of the page before"
//	@Success  200 {object} List[Hold]
//	@Failure  default {object} problem.Details
//	@Router   /v1/holds [get]
func (h *api) listHolds(c *gin.Context) (List[Hold], error) {
	q, err := query[holdsQuery](c)
	if err != nil {
		return List[Hold]{}, err
	}
	page, err := h.page(c, q.Paging)
	if err != nil {
		return List[Hold]{}, err
	}
	items, next, err := h.Privacy.Holds(c.Request.Context(), page)
	return list(h, c, items, next, viewHold), err
}

// placeHold holds something.
//
//	@Summary      Place a legal hold
//	@Description  On a tender, a contract or a person: nothing of it is erased until the hold is released. In person; the reason is read by whoever reads the log, so name nobody in it.
//	@ID           placeHold
//	@Tags         privacy
//	@Param        body body privacy.NewHold true "What, and why"
//	@Success      201 {object} Hold
//	@Failure      default {object} problem.Details
//	@Router       /v1/holds [post]
func (h *api) placeHold(c *gin.Context) (Hold, error) {
	in, err := body[privacy.NewHold](c)
	if err != nil {
		return Hold{}, err
	}
	hold, err := h.Privacy.Place(c.Request.Context(), in)
	return viewHold(hold), err
}

// PrivacyReason says why.
type PrivacyReason struct {
	Reason string `json:"reason" validate:"required,max=2000,text"`
}

// releaseHold lifts a hold.
//
//	@Summary  Release a legal hold
//	@ID       releaseHold
//	@Tags     privacy
//	@Param    id   path string        true "Hold" format(uuid)
//	@Param    body body PrivacyReason true "Why"
//	@Success  200 {object} Hold
//	@Failure  default {object} problem.Details
//	@Router   /v1/holds/{id}/release [post]
func (h *api) releaseHold(c *gin.Context) (Hold, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return Hold{}, err
	}
	in, err := body[PrivacyReason](c)
	if err == nil {
		err = fault.Check(in)
	}
	if err != nil {
		return Hold{}, err
	}
	hold, err := h.Privacy.Lift(c.Request.Context(), id, in.Reason)
	return viewHold(hold), err
}

// PersonExport is everything that is kept of a person.
type PersonExport struct {
	Kind       string                      `json:"kind" enums:"assay.person/1"`
	Person     string                      `json:"person" format:"uuid"`
	ExportedAt time.Time                   `json:"exportedAt" format:"date-time"`
	Records    map[string][]map[string]any `json:"records" swaggertype:"object"` // rows by table, without secrets
}

// exportPerson gives a copy of all that is kept of a person.
//
//	@Summary      Everything that is kept of a person
//	@Description  For that person, or an administrator of the installation, in person (UK GDPR, articles 15 and 20). Secrets are left out; what belongs to bids is for the person alone. That it was taken is an event.
//	@ID           exportPerson
//	@Tags         privacy
//	@Param        id path string true "Person" format(uuid)
//	@Success      200 {object} PersonExport
//	@Failure      default {object} problem.Details
//	@Router       /v1/people/{id}/export [get]
func (h *api) exportPerson(c *gin.Context) (PersonExport, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return PersonExport{}, err
	}
	if _, err := query[struct{}](c); err != nil {
		return PersonExport{}, err
	}
	e, err := h.Privacy.Export(c.Request.Context(), id)
	return PersonExport{Kind: "assay.person/1", Person: e.PersonID, ExportedAt: e.ExportedAt, Records: e.Records}, err
}

// ErasedPerson is what is left of somebody.
type ErasedPerson struct {
	Person  string `json:"person" format:"uuid"` // an identifier that names nobody any more
	Erased  bool   `json:"erased"`
	Version int    `json:"-"`
}

func (e ErasedPerson) version() int { return e.Version }

// erasePerson removes what is kept of a person.
//
//	@Summary      Erase what is kept of a person
//	@Description  For administrators of the installation, in person (UK GDPR, article 17). Name, address, means to sign in and the names of keys go, with the salts of what the log says of them; what the person did stays under an identifier that names nobody, and the log verifies as before. Refused, in words, while a legal hold or the law keeps records of a procurement in which the person took part.
//	@ID           erasePerson
//	@Tags         privacy
//	@Param        id       path   string        true "Person" format(uuid)
//	@Param        If-Match header string        true "ETag of the person as last read"
//	@Param        body     body   PrivacyReason true "Why"
//	@Success      200 {object} ErasedPerson
//	@Failure      default {object} problem.Details
//	@Router       /v1/people/{id}/erase [post]
func (h *api) erasePerson(c *gin.Context) (ErasedPerson, error) {
	id, version, in, err := changing[PrivacyReason](c)
	if err == nil {
		err = fault.Check(in)
	}
	if err != nil {
		return ErasedPerson{}, err
	}
	e, err := h.Privacy.Erase(c.Request.Context(), id, in.Reason, version)
	return ErasedPerson{Person: e.PersonID, Erased: err == nil, Version: e.Version}, err
}
