package api

import (
	"time"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
	"github.com/assay-engine/assay/pkg/decimal"
	"github.com/assay-engine/assay/pkg/scoring"
)

// TenderSummary is a tender as lists show it.
type TenderSummary struct {
	ID               string           `json:"id" format:"uuid"`
	Owner            string           `json:"owner" format:"uuid"`     // the buyer
	Template         string           `json:"template" format:"uuid"`  // what it was made from
	Catalogue        string           `json:"catalogue" format:"uuid"` // where its measures are explained
	Title            string           `json:"title"`
	Description      string           `json:"description"`
	Mode             tender.Mode      `json:"mode" enums:"live,test"`                           // test: a rehearsal on a clock of its own
	Clock            *time.Time       `json:"clock" format:"date-time" extensions:"x-nullable"` // in test mode, the time it is for this tender
	Status           tender.Status    `json:"status" enums:"draft,published,closed,opened,scored,awarded,completed,cancelled,unsuccessful"`
	StatusReason     string           `json:"statusReason,omitempty"`                                                        // why it was cancelled or unsuccessful
	Next             []tender.Status  `json:"next" enums:"published,opened,scored,awarded,completed,cancelled,unsuccessful"` // the moves open to this reader now
	TakesBids        bool             `json:"takesBids"`
	Estimate         *decimal.Money   `json:"estimate" extensions:"x-nullable"`                      // of the whole term
	Years            decimal.Quantity `json:"years" swaggertype:"number" example:"3"`                // the term; 0 where none is stated
	StartsOn         *string          `json:"startsOn" format:"date" extensions:"x-nullable"`        // the first day of the contract
	Deadline         time.Time        `json:"deadline" format:"date-time"`                           // UTC; a bid at this very instant is late
	DeadlineInLondon time.Time        `json:"deadlineInLondon" format:"date-time"`                   // the same instant as a clock in London shows it
	DeadlineZone     string           `json:"deadlineZone" example:"Europe/London"`                  // the zone in which the buyer named it
	MethodHash       *string          `json:"methodHash" extensions:"x-nullable" example:"sha256:…"` // of the method as frozen at publication
	CreatedAt        time.Time        `json:"createdAt" format:"date-time"`
	PublishedAt      *time.Time       `json:"publishedAt" format:"date-time" extensions:"x-nullable"`
	ClosedAt         *time.Time       `json:"closedAt" format:"date-time" extensions:"x-nullable"`
	OpenedAt         *time.Time       `json:"openedAt" format:"date-time" extensions:"x-nullable"`
	QualityLockedAt  *time.Time       `json:"qualityLockedAt" format:"date-time" extensions:"x-nullable"` // the judging of quality ended, for all lots
	PricesOpenedAt   *time.Time       `json:"pricesOpenedAt" format:"date-time" extensions:"x-nullable"`  // the prices of all bids were opened
	Version          int              `json:"version"`

	Classification  *string           `json:"classification" extensions:"x-nullable" example:"77310000"` // what is bought: a CPV code, eight digits
	QuestionsUntil  *time.Time        `json:"questionsUntil" format:"date-time" extensions:"x-nullable"` // UTC; until the deadline where null
	LotsPerSupplier *tender.LotLimit  `json:"lotsPerSupplier" extensions:"x-nullable"`                   // null for no limit
	AwardRules      tender.AwardRules `json:"awardRules"`                                                // how many bids win a lot and with what shares, whose bank holidays count, when a price is looked into, what may be clarified
	AmendmentDays   int               `json:"amendmentDays" example:"10"`                                // how many days a substantial amendment leaves until the deadline at least
	CountsInterest  bool              `json:"countsInterest"`                                            // whether the buyer's officers may see how many suppliers registered an interest, never which
	Openers         int               `json:"openers" enums:"1,2" example:"2"`                           // how many people it takes to open the bids, and later their prices
	Amendments      int               `json:"amendments" example:"0"`                                    // how often it was amended since publication
}

func (t TenderSummary) version() int     { return t.Version }
func (t TenderSummary) location() string { return "/v1/tenders/" + t.ID }

// Tender is one procurement, with its lots and what bids are judged by.
type Tender struct {
	TenderSummary

	Lots   []Lot           `json:"lots"`
	Method *scoring.Method `json:"method" extensions:"x-nullable"` // as frozen at publication, defaults written out; null before
}

// Lot is a part of a tender that is bid for, scored and awarded by itself.
type Lot struct {
	ID          string         `json:"id" format:"uuid"`
	Tender      string         `json:"tender" format:"uuid"`
	Number      int            `json:"number" example:"1"`
	Title       string         `json:"title"`
	Description string         `json:"description"`
	Estimate    *decimal.Money `json:"estimate" extensions:"x-nullable"`

	Criteria   []scoring.Criterion `json:"criteria"`                                              // the lot's own, each in the place of the one of its id; empty where the lot is judged as the whole tender is
	Method     *scoring.Method     `json:"method" extensions:"x-nullable"`                        // where the lot has criteria of its own: the whole tree as frozen at publication; null otherwise
	MethodHash *string             `json:"methodHash" extensions:"x-nullable" example:"sha256:…"` // of the method that bids for this lot are judged by
}

func summariseTender(f tender.Found) TenderSummary {
	t := f.Tender
	v := TenderSummary{
		ID: t.ID, Owner: t.OwnerID, Template: t.TemplateID, Catalogue: t.CatalogueID, Title: t.Title, Description: t.Description,
		Mode: t.Mode, Clock: t.Clock, Status: t.Status, StatusReason: t.StatusReason, Next: append([]tender.Status{}, f.Next...),
		TakesBids: t.TakesBids(f.Now), Estimate: amount(t.EstimatePence, t.Currency), Years: t.Years,
		Deadline: t.Deadline.UTC(), DeadlineInLondon: tender.InLondon(t.Deadline), DeadlineZone: t.DeadlineZone,
		CreatedAt: t.CreatedAt, PublishedAt: t.PublishedAt, ClosedAt: t.ClosedAt, OpenedAt: t.OpenedAt, Version: t.Version,
	}
	v.QuestionsUntil, v.LotsPerSupplier, v.AmendmentDays = t.QuestionsUntil, t.LotsPerSupplier(), t.LeavesDays()
	v.AwardRules, _ = t.Awarding() // what was kept was checked; what cannot be read shows as the usual
	v.CountsInterest, v.Amendments = t.CountsInterest, t.Amendments
	v.QualityLockedAt, v.PricesOpenedAt, v.Openers = t.QualityLockedAt, t.PricesOpenedAt, t.Openers
	if t.Classification != "" {
		v.Classification = &t.Classification
	}
	if t.StartsOn != "" {
		v.StartsOn = &t.StartsOn
	}
	if t.MethodHash != "" {
		v.MethodHash = &t.MethodHash
	}
	return v
}

// amount is money that may not have been stated.
func amount(pence decimal.Pence, currency string) *decimal.Money {
	if pence == 0 {
		return nil
	}
	return &decimal.Money{Amount: pence, Currency: currency}
}

// viewTender shapes the outcome of a use case that ends in a tender.
func viewTender(f tender.Found, err error) (Tender, error) {
	if err != nil {
		return Tender{}, err
	}
	v := Tender{TenderSummary: summariseTender(f), Lots: make([]Lot, len(f.Lots))}
	for i, l := range f.Lots {
		if v.Lots[i], err = viewLot(l, f.Tender); err != nil {
			return Tender{}, err
		}
	}
	if f.Tender.Method != "" {
		m, err := f.Tender.Tree()
		if err != nil {
			return Tender{}, err
		}
		v.Method = &m
	}
	return v, nil
}

func viewLot(l tender.Lot, t tender.Tender) (Lot, error) {
	v := Lot{
		ID: l.ID, Tender: l.TenderID, Number: l.Number, Title: l.Title, Description: l.Description, Estimate: amount(l.EstimatePence, t.Currency),
		Criteria: []scoring.Criterion{},
	}
	own, err := l.Own()
	if err != nil {
		return v, err
	}
	v.Criteria = append(v.Criteria, own...)
	mine := t.For(l)
	if mine.MethodHash != "" {
		v.MethodHash = &mine.MethodHash
	}
	if l.Method != "" {
		m, err := mine.Tree()
		if err != nil {
			return v, err
		}
		v.Method = &m
	}
	return v, nil
}

// listLots lists a tender's lots, in the buyer's order.
//
//	@Summary  List the lots of a tender
//	@ID       listLots
//	@Tags     tender
//	@Param    id path string true "Tender" format(uuid)
//	@Success  200 {object} List[Lot]
//	@Failure  default {object} problem.Details
//	@Router   /v1/tenders/{id}/lots [get]
func (h *api) listLots(c *gin.Context) (List[Lot], error) {
	id, err := pathID(c, "id")
	if err != nil {
		return List[Lot]{}, err
	}
	t, err := viewTender(h.Tender.Get(c.Request.Context(), id))
	return list(h, c, t.Lots, "", func(l Lot) Lot { return l }), err
}

// getLot shows one lot.
//
//	@Summary  Read a lot
//	@ID       getLot
//	@Tags     tender
//	@Param    id  path string true "Tender" format(uuid)
//	@Param    lot path string true "Lot" format(uuid)
//	@Success  200 {object} Lot
//	@Failure  default {object} problem.Details
//	@Router   /v1/tenders/{id}/lots/{lot} [get]
func (h *api) getLot(c *gin.Context) (Lot, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return Lot{}, err
	}
	lot, err := pathID(c, "lot")
	if err != nil {
		return Lot{}, err
	}
	t, err := viewTender(h.Tender.Get(c.Request.Context(), id))
	if err != nil {
		return Lot{}, err
	}
	for _, l := range t.Lots {
		if l.ID == lot {
			return l, nil
		}
	}
	return Lot{}, store.ErrNotFound
}
