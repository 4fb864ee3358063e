package api

import (
	"time"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/award"
	"github.com/assay-engine/assay/pkg/decimal"
)

func (h *api) awards() []Route {
	return []Route{
		get("/v1/tenders/:id/awards", "listAwards", run(h.listAwards)),
		get("/v1/tenders/:id/awards/:award", "getAward", run(h.getAward)),
		done("/v1/tenders/:id/awards/:award/end", "endAward", run(h.endAward)),
		get("/v1/tenders/:id/standstill", "getStandstill", run(h.getStandstill)),
	}
}

// Award is the decision that a lot, or a share of it, goes to a bid. Reason,
// end and next are for the authority's own people; the run is for bidders too,
// who may have their own copy of its bundle.
type Award struct {
	ID               string            `json:"id" format:"uuid"`
	Tender           string            `json:"tender" format:"uuid"`
	Lot              string            `json:"lot" format:"uuid"`
	Bid              string            `json:"bid" format:"uuid"`
	Supplier         Party             `json:"supplier"`                                                         // who won
	Share            *decimal.Quantity `json:"share" swaggertype:"number" example:"100" extensions:"x-nullable"` // of the lot, in per cent; null for the member of a framework
	Status           award.Status      `json:"status" enums:"decided,notified,contracted,withdrawn,set_aside"`
	DecidedAt        time.Time         `json:"decidedAt" format:"date-time"`                                                // by the tender's own clock
	StandstillEndsOn *string           `json:"standstillEndsOn" format:"date" example:"2026-03-11" extensions:"x-nullable"` // the last of eight working days, in London; null before the contract award notice
	StandstillOver   bool              `json:"standstillOver"`                                                              // whether that day has ended: no contract is entered into before
	Challenged       bool              `json:"challenged"`                                                                  // a challenge of the lot is open: no contract is entered into before it is resolved
	Run              string            `json:"run" format:"uuid"`                                                           // the score run that the decision rests on
	Recommendation   *string           `json:"recommendation" format:"uuid" extensions:"x-nullable"`                        // that was approved
	Reason           string            `json:"reason,omitempty"`
	End              *AwardEnd         `json:"end,omitempty"`                                                  // why it did not become a contract
	Next             []award.Status    `json:"next,omitempty" enums:"notified,contracted,withdrawn,set_aside"` // the moves open now
	Version          int               `json:"version"`
}

// AwardEnd is why an award did not become a contract.
type AwardEnd struct {
	Ground award.EndGround `json:"ground" enums:"supplier_withdrew,conditions_not_met,exclusion,challenge_upheld,other_winner_fell_out"`
	Reason string          `json:"reason"`
}

// Party is an organisation by its identifier here and its name.
type Party struct {
	ID   string `json:"id,omitempty" format:"uuid"` // left out for those from whom bidders' names are hidden
	Name string `json:"name"`
}

func (a Award) version() int     { return a.Version }
func (a Award) location() string { return "/v1/tenders/" + a.Tender + "/awards/" + a.ID }

func viewAward(r award.Reading) Award {
	a := r.Award
	view := Award{
		ID: a.ID, Tender: a.TenderID, Lot: a.LotID, Bid: a.BidID, Supplier: Party{ID: r.Supplier.ID, Name: r.Supplier.Name}, Share: share(a.Share), Status: a.Status,
		DecidedAt: a.DecidedAt, StandstillEndsOn: known(a.StandstillEndsOn), StandstillOver: r.Over, Challenged: r.Frozen, Run: a.RunID, Version: a.Version,
	}
	if r.Inside {
		view.Reason, view.Next, view.Recommendation = a.Reason, r.Next(), a.RecommendationID
		if r.End != nil {
			view.End = &AwardEnd{Ground: r.End.Ground, Reason: r.End.Reason}
		}
	}
	return view
}

// share is a share where there is one.
func share(q decimal.Quantity) *decimal.Quantity {
	if q == 0 {
		return nil
	}
	return &q
}

// listAwards lists a tender's awards.
//
//	@Summary      List a tender's awards, oldest first
//	@Description  The authority's people see all, those that ended too; a supplier those of the lots on which its bid was opened, once their contract award notice is published.
//	@ID           listAwards
//	@Tags         award
//	@Param        id path string true "Tender" format(uuid)
//	@Success      200 {object} List[Award]
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/awards [get]
func (h *api) listAwards(c *gin.Context) (List[Award], error) {
	id, err := pathID(c, "id")
	if err != nil {
		return List[Award]{}, err
	}
	items, err := h.Award.Awards(c.Request.Context(), id)
	return list(h, c, items, "", viewAward), err
}

// getAward shows one award.
//
//	@Summary  Read an award
//	@ID       getAward
//	@Tags     award
//	@Param    id    path string true "Tender" format(uuid)
//	@Param    award path string true "Award" format(uuid)
//	@Success  200 {object} Award
//	@Failure  default {object} problem.Details
//	@Router   /v1/tenders/{id}/awards/{award} [get]
func (h *api) getAward(c *gin.Context) (Award, error) {
	id, awardID, err := pathTwo(c, "award")
	if err != nil {
		return Award{}, err
	}
	a, err := h.Award.Award(c.Request.Context(), id, awardID)
	return viewAward(a), err
}

// pathTwo reads the tender of a path and one thing of it.
func pathTwo(c *gin.Context, name string) (id, other string, err error) {
	if id, err = pathID(c, "id"); err == nil {
		other, err = pathID(c, name)
	}
	return id, other, err
}

// endAward records that a winner falls out.
//
//	@Summary      Record that a winner falls out before its contract
//	@Description  Its bid leaves the competition on the ground named, and the lot goes back: make a new run, which is without the bid and says what that changed, and recommend whoever it ranks first.
//	@ID           endAward
//	@Tags         award
//	@Param        id       path   string       true "Tender" format(uuid)
//	@Param        award    path   string       true "Award" format(uuid)
//	@Param        If-Match header string       true "The award's ETag"
//	@Param        body     body   award.Ending true "The ground"
//	@Success      200 {object} Award
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/awards/{award}/end [post]
func (h *api) endAward(c *gin.Context) (Award, error) {
	id, awardID, version, err := pathMatch(c, "award")
	if err != nil {
		return Award{}, err
	}
	in, err := body[award.Ending](c)
	if err != nil {
		return Award{}, err
	}
	a, err := h.Award.FallOut(c.Request.Context(), id, awardID, version, in)
	return viewAward(a), err
}

// pathMatch reads a tender, one thing of it, and the version that is meant.
func pathMatch(c *gin.Context, name string) (id, other string, version int, err error) {
	if id, other, err = pathTwo(c, name); err == nil {
		version, err = ifMatch(c)
	}
	return id, other, version, err
}

// Standstill is the clock of a lot's standstill.
type Standstill struct {
	Lot             string          `json:"lot" format:"uuid"`
	Recommendation  string          `json:"recommendation" format:"uuid"`
	Jurisdiction    string          `json:"jurisdiction" enums:"england-and-wales,scotland,northern-ireland"` // whose bank holidays count
	Reference       string          `json:"reference,omitempty"`                                              // of the contract award notice
	PublishedAt     time.Time       `json:"publishedAt" format:"date-time"`
	FirstDay        string          `json:"firstDay" format:"date"`        // the day of publication, where that is a working day
	LastDay         string          `json:"lastDay" format:"date"`         // the eighth working day
	EarliestSigning string          `json:"earliestSigning" format:"date"` // the first day on which the contract may be entered into
	Skipped         []award.Skipped `json:"skipped"`                       // the days in between that do not count, and why
	Today           string          `json:"today" format:"date"`           // in London, by the tender's own clock
	Over            bool            `json:"over"`
	Challenged      bool            `json:"challenged"` // a challenge is open, so nothing is contracted whatever the day
	Source          string          `json:"source"`     // of the bank holidays
}

func viewStandstill(s award.Standstill) Standstill {
	return Standstill{
		Lot: s.Notice.LotID, Recommendation: s.Notice.RecommendationID, Jurisdiction: s.Notice.Jurisdiction, Reference: s.Notice.Reference, PublishedAt: s.Notice.PublishedAt,
		FirstDay: s.Notice.StandstillStartsOn, LastDay: s.Notice.StandstillEndsOn, EarliestSigning: s.Clock.EarliestSigning, Skipped: s.Clock.Skipped,
		Today: s.Today, Over: s.Over, Challenged: s.Frozen, Source: award.HolidaySource,
	}
}

// getStandstill shows the clocks.
//
//	@Summary      Read the standstill of each lot: first and last day, earliest signing, days that do not count
//	@Description  Of lots whose contract award notice is published. Eight working days, the day of publication being the first (Procurement Act 2023, section 51).
//	@ID           getStandstill
//	@Tags         award
//	@Param        id path string true "Tender" format(uuid)
//	@Success      200 {object} List[Standstill]
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/standstill [get]
func (h *api) getStandstill(c *gin.Context) (List[Standstill], error) {
	id, err := pathID(c, "id")
	if err != nil {
		return List[Standstill]{}, err
	}
	items, err := h.Award.Standstills(c.Request.Context(), id)
	return list(h, c, items, "", viewStandstill), err
}
