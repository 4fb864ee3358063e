package api

import (
	"time"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/contract"
	"github.com/assay-engine/assay/internal/handover"
)

// Handover is what the people who deliver a contract need to know: who promised
// what, by when, proven how.
type Handover struct {
	Contract    Contract         `json:"contract"`
	At          time.Time        `json:"at" format:"date-time"`                                                                     // by the contract's own clock
	BidHash     string           `json:"bidHash" example:"sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"` // of the version of the bid that it was taken over from: the same as in its receipt
	Obligations []HandedOver     `json:"obligations"`                                                                               // in the order of the bid
	Unowned     []string         `json:"unowned"`                                                                                   // codes of obligations for which one side has named nobody
	Changes     []ScheduleChange `json:"changes"`                                                                                   // of the contract's dates, oldest first
}

// HandedOver is one obligation of the pack.
type HandedOver struct {
	Obligation

	OverlapsHere []string `json:"overlapsHere"` // codes of other obligations of this contract in which the same thing may be counted
}

func viewHandover(p contract.Handover) Handover {
	view := Handover{
		Contract: viewContract(p.Reading), At: p.At, BidHash: p.BidHash, Obligations: make([]HandedOver, len(p.Items)),
		Unowned: append([]string{}, p.Unshared...), Changes: make([]ScheduleChange, len(p.Changes)),
	}
	for i, o := range p.Items {
		view.Obligations[i] = HandedOver{Obligation: viewObligation(o.Obliged), OverlapsHere: append([]string{}, o.Overlapping...)}
	}
	for i, c := range p.Changes {
		view.Changes[i] = viewChange(c)
	}
	return view
}

type handoverQuery struct {
	Format string `form:"format" validate:"omitempty,oneof=json html pdf"`
}

// getHandover is the hand-over pack.
//
//	@Summary      The hand-over pack
//	@Description  Who promised what, by when, proven how: from the bid team to the delivery team, without typing anything again. As JSON, as a page that prints well, or as PDF.
//	@ID           getHandover
//	@Tags         contract
//	@Produce      json
//	@Produce      html
//	@Produce      application/pdf
//	@Param        id     path  string true  "Contract" format(uuid)
//	@Param        format query string false "The form of the answer; left out: by the Accept header" Enums(json, html, pdf)
//	@Success      200 {object} Handover
//	@Failure      default {object} problem.Details
//	@Router       /v1/contracts/{id}/handover [get]
func (h *api) getHandover(c *gin.Context) (any, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return nil, err
	}
	q, err := query[handoverQuery](c)
	if err != nil {
		return nil, err
	}
	p, err := h.Contract.Handover(c.Request.Context(), id)
	if err != nil {
		return nil, err
	}
	switch negotiate(c, q.Format, form{"json", "application/json"}, form{"html", "text/html"}, form{"pdf", "application/pdf"}).name {
	case "html":
		c.Header("Content-Security-Policy", handover.Policy())
		data, err := handover.Page(p)
		return document{Type: "text/html; charset=utf-8", Body: data}, err
	case "pdf":
		data, err := handover.PDF(p)
		return document{Type: "application/pdf", Name: "handover-" + p.Contract.ID + ".pdf", Body: data}, err
	default:
		return viewHandover(p), nil
	}
}
