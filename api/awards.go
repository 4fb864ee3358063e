package api

import (
	"time"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/award"
)

func (h *api) awards() []Route {
	return []Route{
		get("/v1/tenders/:id/awards", "listAwards", run(h.listAwards)),
		made("/v1/tenders/:id/awards", "createAward", run(h.createAward)),
		get("/v1/tenders/:id/awards/:award", "getAward", run(h.getAward)),
	}
}

// Award is the decision that a lot goes to a bid. Reason and next are for the
// authority's own people; the run is for bidders too, who may have their own
// copy of its bundle.
type Award struct {
	ID               string         `json:"id" format:"uuid"`
	Tender           string         `json:"tender" format:"uuid"`
	Lot              string         `json:"lot" format:"uuid"`
	Bid              string         `json:"bid" format:"uuid"`
	Supplier         Party          `json:"supplier"` // who won
	Status           award.Status   `json:"status" enums:"decided,contracted"`
	DecidedAt        time.Time      `json:"decidedAt" format:"date-time"`                        // by the tender's own clock
	StandstillEndsOn string         `json:"standstillEndsOn" format:"date" example:"2026-03-11"` // the last of eight working days, in London
	StandstillOver   bool           `json:"standstillOver"`                                      // whether that day has ended: no contract is entered into before
	Run              string         `json:"run" format:"uuid"`                                   // the score run that the decision rests on
	Reason           string         `json:"reason,omitempty"`
	Next             []award.Status `json:"next,omitempty"` // the moves open now
	Version          int            `json:"version"`
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
		ID: a.ID, Tender: a.TenderID, Lot: a.LotID, Bid: a.BidID, Supplier: Party{ID: r.Supplier.ID, Name: r.Supplier.Name}, Status: a.Status,
		DecidedAt: a.DecidedAt, StandstillEndsOn: a.StandstillEndsOn, StandstillOver: r.Over, Run: a.RunID, Version: a.Version,
	}
	if r.Inside {
		view.Reason, view.Next = a.Reason, r.Next()
	}
	return view
}

// listAwards lists a tender's awards, one for each lot at most.
//
//	@Summary      List a tender's awards, oldest first
//	@Description  The authority's people see all; a supplier those of the lots on which its bid was opened.
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

// createAward awards a lot.
//
//	@Summary      Award a lot
//	@Description  To the bid that the lot's last score run ranks first, while everything the run rests on is still as it was. A lot is awarded once. The standstill of eight working days starts with the day of the decision.
//	@ID           createAward
//	@Tags         award
//	@Param        id   path string         true "Tender" format(uuid)
//	@Param        body body award.NewAward true "The decision"
//	@Success      201 {object} Award
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/awards [post]
func (h *api) createAward(c *gin.Context) (Award, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return Award{}, err
	}
	in, err := body[award.NewAward](c)
	if err != nil {
		return Award{}, err
	}
	a, err := h.Award.Decide(c.Request.Context(), id, in)
	return viewAward(a), err
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
	id, err := pathID(c, "id")
	if err != nil {
		return Award{}, err
	}
	awardID, err := pathID(c, "award")
	if err != nil {
		return Award{}, err
	}
	a, err := h.Award.Award(c.Request.Context(), id, awardID)
	return viewAward(a), err
}
