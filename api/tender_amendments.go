package api

import (
	"time"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/tender"
)

// Amendment is a change of a published tender, as everybody may read it.
type Amendment struct {
	ID               string              `json:"id" format:"uuid"`
	Tender           string              `json:"tender" format:"uuid"`
	Number           int                 `json:"number" example:"1"` // of the tender's amendments, from 1
	Reason           string              `json:"reason"`
	Substantial      bool                `json:"substantial"` // it may change what is bid, so it left the tender's amendmentDays
	At               time.Time           `json:"at" format:"date-time"`
	DeadlineBefore   time.Time           `json:"deadlineBefore" format:"date-time"`
	DeadlineAfter    time.Time           `json:"deadlineAfter" format:"date-time"`
	MethodHashBefore string              `json:"methodHashBefore" example:"sha256:…"` // of the tender's common method
	MethodHashAfter  string              `json:"methodHashAfter" example:"sha256:…"`
	Changes          []tender.Difference `json:"changes"` // member by member of the published terms: title, description, classification, estimate, years, startsOn, deadline, questionsUntil, lotsPerSupplier, awardRules, method, lots
}

// amendTender changes a published tender before its deadline.
//
//	@Summary      Amend a published tender
//	@Description  Only before the deadline, with a reason, and shown to everybody as a difference and a notice. A substantial amendment leaves at least the tender's amendmentDays: a deadline named too soon is refused, and where none is named it moves by itself. Bids submitted for the lots that changed have to be confirmed (submitted again as they are) or replaced; those that are not are not opened. Lots are changed or added, never taken away.
//	@ID           amendTender
//	@Tags         tender
//	@Param        id       path   string           true "Tender" format(uuid)
//	@Param        If-Match header string           true "ETag of the tender as last read"
//	@Param        body     body   tender.Amendment true "What changes, and why"
//	@Success      200 {object} Tender
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/amend [post]
func (h *api) amendTender(c *gin.Context) (Tender, error) {
	id, version, in, err := changing[tender.Amendment](c)
	if err != nil {
		return Tender{}, err
	}
	return viewTender(h.Tender.Amend(c.Request.Context(), id, version, in))
}

// listAmendments shows what was changed since publication.
//
//	@Summary  List a tender's amendments, the first first
//	@ID       listAmendments
//	@Tags     tender
//	@Param    id path string true "Tender" format(uuid)
//	@Success  200 {object} List[Amendment]
//	@Failure  default {object} problem.Details
//	@Router   /v1/tenders/{id}/amendments [get]
func (h *api) listAmendments(c *gin.Context) (List[Amendment], error) {
	id, err := pathID(c, "id")
	if err != nil {
		return List[Amendment]{}, err
	}
	items, err := h.Tender.Amendments(c.Request.Context(), id)
	if err != nil {
		return List[Amendment]{}, err
	}
	out := List[Amendment]{Items: make([]Amendment, len(items))}
	for i, a := range items {
		if out.Items[i], err = viewAmendment(a); err != nil {
			return List[Amendment]{}, err
		}
	}
	return out, nil
}

func viewAmendment(a tender.Amended) (Amendment, error) {
	changes, err := a.Differences()
	return Amendment{
		ID: a.ID, Tender: a.TenderID, Number: a.Number, Reason: a.Reason, Substantial: a.Substantial, At: a.At,
		DeadlineBefore: a.DeadlineBefore, DeadlineAfter: a.DeadlineAfter, MethodHashBefore: a.MethodHashBefore, MethodHashAfter: a.MethodHashAfter,
		Changes: changes,
	}, err
}
