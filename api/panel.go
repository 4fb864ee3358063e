package api

import (
	"time"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/panel"
)

func (h *api) panels() []Route {
	return []Route{
		get("/v1/tenders/:id/panel", "getPanel", run(h.getPanel)),
		put("/v1/tenders/:id/panel/settings", "setPanel", run(h.setPanel)),
		made("/v1/tenders/:id/panel/appointments", "appoint", run(h.appoint)),
		done("/v1/tenders/:id/panel/appointments/:appointment/end", "endAppointment", run(h.endAppointment)),
		made("/v1/tenders/:id/panel/interests", "declareInterest", run(h.declareInterest)),
		get("/v1/tenders/:id/panel/interests", "listInterests", h.listInterests),
		made("/v1/tenders/:id/panel/interests/:declaration/decisions", "decideInterest", run(h.decideInterest)),
		get("/v1/tenders/:id/panel/bidders", "listBidders", run(h.listBidders)),
		made("/v1/tenders/:id/panel/reveal", "revealNames", run(h.revealNames)),
	}
}

// Panel is who evaluates a tender, and whether that is enough.
type Panel struct {
	Tender       string        `json:"tender" format:"uuid"`
	Settings     PanelSettings `json:"settings"`
	Appointments []Appointment `json:"appointments"` // all there ever were, the oldest first
	Coverage     Coverage      `json:"coverage"`
	Reveal       *NameReveal   `json:"reveal" extensions:"x-nullable"` // null until the bidders' names were shown to those who score
	Mine         PanelStanding `json:"mine"`
}

// PanelSettings is how a panel works.
type PanelSettings struct {
	MinimumMembers int  `json:"minimumMembers" example:"2"` // how many score each answer
	HidesNames     bool `json:"hidesNames"`                 // from those who score
}

// PanelPerson is somebody by their identifier and name.
type PanelPerson struct {
	ID   string `json:"id" format:"uuid"`
	Name string `json:"name"`
}

// Appointment puts a person on a panel.
type Appointment struct {
	ID          string      `json:"id" format:"uuid"`
	Person      PanelPerson `json:"person"`
	Part        panel.Part  `json:"part" enums:"member,chair,observer,officer"`
	Lots        []string    `json:"lots"`     // none: all
	Criteria    []string    `json:"criteria"` // questions; none: all
	Reason      string      `json:"reason"`
	AppointedBy PanelPerson `json:"appointedBy"`
	AppointedAt time.Time   `json:"appointedAt" format:"date-time"` // by the tender's own clock
	Ended       *EndedPart  `json:"ended" extensions:"x-nullable"`
}

// EndedPart is the end of an appointment.
type EndedPart struct {
	Reason string    `json:"reason"`
	By     string    `json:"by" format:"uuid"`
	At     time.Time `json:"at" format:"date-time"`
}

// Coverage is whether the panel can do its work. Scoring starts, and quality is
// locked, only where nothing is missing.
type Coverage struct {
	Complete bool            `json:"complete"`
	Minimum  int             `json:"minimum"` // members for each question of each lot
	Chair    bool            `json:"chair"`
	Covers   []QuestionCover `json:"covers"`
	Missing  []CoverageLacks `json:"missing"`
}

// QuestionCover is how many members score a question of a lot.
type QuestionCover struct {
	Lot       string `json:"lot" format:"uuid"`
	Criterion string `json:"criterion" example:"q1"`
	Members   int    `json:"members"`
	Lacking   int    `json:"lacking"`
}

// CoverageLacks is something that the panel lacks.
type CoverageLacks struct {
	Code   string `json:"code" enums:"no-chair,too-few-members"`
	Detail string `json:"detail"`
}

// PanelStanding is where the reader stands on the panel.
type PanelStanding struct {
	Parts    []panel.Part `json:"parts" enums:"member,chair,observer,officer"`
	Declared bool         `json:"declared"` // whether interests were declared for the tender
	Closed   string       `json:"closed"`   // the code of what keeps the reader from every bid; empty where nothing does
	Blind    bool         `json:"blind"`    // whether bidders' names are hidden from the reader
}

func viewPanel(r panel.Reading) Panel {
	v := Panel{
		Tender: r.Tender.ID, Settings: viewSettings(r.Panel.Settings), Appointments: make([]Appointment, len(r.Panel.Appointments)),
		Coverage: viewCoverage(r.Coverage), Mine: PanelStanding{Parts: []panel.Part{}, Declared: r.Mine.Declared, Blind: r.Mine.Blind, Closed: codeOf(r.Mine.Closed)},
	}
	for i, a := range r.Panel.Appointments {
		v.Appointments[i] = viewAppointment(a, r.People)
		if d, ended := r.Panel.Departures[a.ID]; ended {
			v.Appointments[i].Ended = &EndedPart{d.Reason, d.EndedBy, d.EndedAt}
		}
	}
	for _, a := range r.Mine.Parts {
		v.Mine.Parts = append(v.Mine.Parts, a.Part)
	}
	if r.Panel.Reveal != nil {
		shown := viewReveal(*r.Panel.Reveal)
		v.Reveal = &shown
	}
	return v
}

func viewSettings(s panel.Settings) PanelSettings {
	return PanelSettings{MinimumMembers: s.MinimumMembers, HidesNames: s.HidesNames}
}

func viewAppointment(a panel.Appointment, people map[string]string) Appointment {
	return Appointment{
		ID: a.ID, Person: PanelPerson{a.PersonID, people[a.PersonID]}, Part: a.Part, Lots: append([]string{}, a.Lots...), Criteria: append([]string{}, a.Criteria...),
		Reason: a.Reason, AppointedBy: PanelPerson{a.AppointedBy, people[a.AppointedBy]}, AppointedAt: a.AppointedAt,
	}
}

func viewCoverage(c panel.Coverage) Coverage {
	v := Coverage{Minimum: c.Minimum, Chair: c.Chair, Covers: make([]QuestionCover, len(c.Covers)), Missing: []CoverageLacks{}}
	for i, x := range c.Covers {
		v.Covers[i] = QuestionCover{Lot: x.LotID, Criterion: x.Criterion, Members: x.Members, Lacking: x.Lacking}
	}
	for _, m := range c.Missing() {
		v.Missing = append(v.Missing, CoverageLacks{Code: m.Code, Detail: m.Detail})
	}
	v.Complete = len(v.Missing) == 0
	return v
}

// codeOf is the code of a fault, empty for none.
func codeOf(err error) string {
	if f, ok := err.(*fault.Fault); ok { //nolint:errorlint // it comes from the panel as it is
		return f.Code
	}
	return ""
}

// getPanel shows who evaluates a tender.
//
//	@Summary      Read the panel of a tender
//	@Description  Who is appointed to what, whether every question of every lot has its members and there is a chair, and where the reader stands.
//	@ID           getPanel
//	@Tags         panel
//	@Param        id path string true "Tender" format(uuid)
//	@Success      200 {object} Panel
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/panel [get]
func (h *api) getPanel(c *gin.Context) (Panel, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return Panel{}, err
	}
	r, err := h.Panel.Read(c.Request.Context(), id)
	return viewPanel(r), err
}

// setPanel changes how a panel works.
//
//	@Summary      Change how a panel works
//	@Description  In person. Whether bidders' names are hidden from those who score (they are by default) until publication; how many members score each answer (two by default) until the opening.
//	@ID           setPanel
//	@Tags         panel
//	@Param        id   path string            true "Tender" format(uuid)
//	@Param        body body panel.NewSettings true "What changes"
//	@Success      200 {object} PanelSettings
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/panel/settings [put]
func (h *api) setPanel(c *gin.Context) (PanelSettings, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return PanelSettings{}, err
	}
	in, err := body[panel.NewSettings](c)
	if err != nil {
		return PanelSettings{}, err
	}
	s, err := h.Panel.Settle(c.Request.Context(), id, in)
	return viewSettings(s), err
}

// appoint puts somebody on the panel.
//
//	@Summary      Appoint somebody to the panel
//	@Description  In person, before the deadline or after, until prices are opened; with a reason once bids are opened. Members and chairs need the role evaluator; a member holds no role that shows names or others' scores (officer, auditor, administrator). One appointment for each part.
//	@ID           appoint
//	@Tags         panel
//	@Param        id   path string               true "Tender" format(uuid)
//	@Param        body body panel.NewAppointment true "Who, as what, for what"
//	@Success      201 {object} Appointment
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/panel/appointments [post]
func (h *api) appoint(c *gin.Context) (Appointment, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return Appointment{}, err
	}
	in, err := body[panel.NewAppointment](c)
	if err != nil {
		return Appointment{}, err
	}
	a, err := h.Panel.Appoint(c.Request.Context(), id, in)
	if err != nil {
		return Appointment{}, err
	}
	return h.appointed(c, id, a.ID)
}

// appointed shows one appointment, with names.
func (h *api) appointed(c *gin.Context, tenderID, appointmentID string) (Appointment, error) {
	r, err := h.Panel.Read(c.Request.Context(), tenderID)
	for _, a := range viewPanel(r).Appointments {
		if a.ID == appointmentID {
			return a, err
		}
	}
	return Appointment{}, err
}

// endAppointment ends an appointment.
//
//	@Summary      End an appointment
//	@Description  In person, with a reason once bids are opened. What the person scored stays.
//	@ID           endAppointment
//	@Tags         panel
//	@Param        id          path string             true "Tender" format(uuid)
//	@Param        appointment path string             true "Appointment" format(uuid)
//	@Param        body        body panel.NewDeparture true "Why"
//	@Success      200 {object} Appointment
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/panel/appointments/{appointment}/end [post]
func (h *api) endAppointment(c *gin.Context) (Appointment, error) {
	id, inner, err := pathIDs(c, "appointment")
	if err != nil {
		return Appointment{}, err
	}
	in, err := body[panel.NewDeparture](c)
	if err != nil {
		return Appointment{}, err
	}
	if _, err := h.Panel.Dismiss(c.Request.Context(), id, inner, in); err != nil {
		return Appointment{}, err
	}
	return h.appointed(c, id, inner)
}

// Bidder is a bidder as its reader may know it.
type Bidder struct {
	Alias    string   `json:"alias" example:"Bidder A"`         // the same for all bids of the tender
	Supplier *Party   `json:"supplier" extensions:"x-nullable"` // null while names are hidden from the reader
	Bids     []string `json:"bids" format:"uuid"`
	Declared bool     `json:"declared"` // the reader declared for this bidder, knowing its name
	Blocked  bool     `json:"blocked"`  // an interest keeps the reader from a bid of this bidder
}

// Bidders lists who bid for a tender.
type Bidders struct {
	Items []Bidder `json:"items"`
}

// listBidders lists the bidders.
//
//	@Summary      List the bidders, to declare for each
//	@Description  After the opening, for who may read bids at all. Under aliases while names are hidden; afterwards everybody on the panel declares for each bidder before reading its bids.
//	@ID           listBidders
//	@Tags         panel
//	@Param        id path string true "Tender" format(uuid)
//	@Success      200 {object} Bidders
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/panel/bidders [get]
func (h *api) listBidders(c *gin.Context) (Bidders, error) {
	v := Bidders{Items: []Bidder{}}
	id, err := pathID(c, "id")
	if err != nil {
		return v, err
	}
	list, err := h.Panel.List(c.Request.Context(), id)
	for _, b := range list {
		x := Bidder{Alias: b.Alias, Bids: b.Bids, Declared: b.Declared, Blocked: b.Blocked}
		if b.SupplierID != "" {
			x.Supplier = &Party{ID: b.SupplierID, Name: b.Name}
		}
		v.Items = append(v.Items, x)
	}
	return v, err
}

// NameReveal is that bidders' names were shown to those who score.
type NameReveal struct {
	Reason        string    `json:"reason"`
	QualityLocked bool      `json:"qualityLocked"` // whether scores were final by then
	RevealedBy    string    `json:"revealedBy" format:"uuid"`
	RevealedAt    time.Time `json:"revealedAt" format:"date-time"`
}

func viewReveal(r panel.Reveal) NameReveal {
	return NameReveal{Reason: r.Reason, QualityLocked: r.QualityLocked, RevealedBy: r.RevealedBy, RevealedAt: r.RevealedAt}
}

// revealNames shows bidders' names to the panel.
//
//	@Summary      Reveal the bidders' names to the panel
//	@Description  In person, once, after the opening, with a reason. It is an event. Everybody on the panel then declares interests again, bidder by bidder, before reading on.
//	@ID           revealNames
//	@Tags         panel
//	@Param        id   path string          true "Tender" format(uuid)
//	@Param        body body panel.NewReveal true "Why"
//	@Success      201 {object} NameReveal
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/panel/reveal [post]
func (h *api) revealNames(c *gin.Context) (NameReveal, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return NameReveal{}, err
	}
	in, err := body[panel.NewReveal](c)
	if err != nil {
		return NameReveal{}, err
	}
	r, err := h.Panel.Reveal(c.Request.Context(), id, in)
	return viewReveal(r), err
}
