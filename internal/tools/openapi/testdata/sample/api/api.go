// Package api is a small API in which everything occurs that the generator has to understand.
//
//	@title        Sample
//	@version      1
//	@description  A sample: two words, one "quoted".
//	@description
//	@description  - yes: no
//	@accept       json
//	@produce      json
//	@security     Bearer
//
//	@securityDefinitions.apikey  Bearer
//	@in                          header
//	@name                        Authorization
package api

import "time"

// List is a page of anything.
type List[T any] struct {
	Items []T     `json:"items"`
	Next  *string `json:"next"` // Where to go on.
}

// Status is where a bid stands.
type Status string

// The statuses.
const (
	Draft     Status = "draft"     // not handed in
	Submitted Status = "submitted" // handed in
)

// Quantity is kept in thousandths.
type Quantity int64

// Stamp says when.
type Stamp struct {
	CreatedAt time.Time  `json:"createdAt" format:"date-time"`
	EndedAt   *time.Time `json:"endedAt" format:"date-time"`
	Note      string     `json:"note,omitempty"`
}

// Money is an amount.
type Money struct {
	Amount   Quantity `json:"amount" swaggertype:"number" example:"12500.5" validate:"required"`
	Currency string   `json:"currency" example:"GBP" pattern:"^[A-Z]{3}$"`
}

// Bid is what a reader sees.
type Bid struct {
	Stamp

	ID     string            `json:"id" format:"uuid"`
	Status Status            `json:"status"`
	Best   *Money            `json:"best"` // The best price so far.
	Worst  *Money            `json:"worst,omitempty"`
	Marks  map[string]Status `json:"marks"`
	Exact  string            `json:"exact" example:"458/7"`
	Open   bool              `json:"open"`
	Any    any               `json:"any"`
}

// NewBid is what a supplier sends.
type NewBid struct {
	Title    string         `json:"title" validate:"required,max=200"`
	Price    Money          `json:"price" validate:"required"`
	Quantity Quantity       `json:"quantity" swaggertype:"number" minimum:"0"`
	Baseline *Quantity      `json:"baseline" swaggertype:"number"`
	Lines    []NewBidLine   `json:"lines" validate:"max=10"`
	Answers  map[string]any `json:"answers"`
}

// NewBidLine is a line of it.
type NewBidLine struct {
	Text string `json:"text" validate:"required"`
}

// Wrong is an error.
type Wrong struct {
	Code string `json:"code" example:"invalid-input"`
}

// Health is public.
type Health struct {
	Status string `json:"status" enums:"ok"`
}

// @Summary  Alive?
// @ID       getHealth
// @Tags     service
// @Success  200 {object} Health
// @Failure  default {object} Wrong
// @Router   /healthz [get]
func getHealth() {}

// @Summary      List bids
// @Description  All of them.
// @Description  Newest first.
// @ID           listBids
// @Tags         bids
// @Param        status query string   false "Only these" Enums(draft, submitted)
// @Param        lot    query []string false "Lots" collectionFormat(multi)
// @Param        limit  query int      false "How many" minimum(1) maximum(100) default(50)
// @Success      200 {object} List[Bid]
// @Failure      default {object} Wrong
// @Router       /bids [get]
func listBids() {}

// @Summary  Bids as a table
// @ID       tableBids
// @Tags     bids
// @Produce  text/csv
// @Success  200 {string} string
// @Failure  default {object} Wrong
// @Router   /bids.csv [get]
func tableBids() {}

// @Summary  Start a bid
// @ID       createBid
// @Tags     bids
// @Param    body body NewBid true "The bid"
// @Success  201 {object} Bid
// @Failure  409 {object} Wrong "The lot is closed"
// @Failure  default {object} Wrong
// @Router   /bids [post]
func createBid() {}

// @Summary  Change a bid
// @ID       changeBid
// @Tags     bids
// @Param    id       path   string true "Bid" format(uuid)
// @Param    If-Match header string true "ETag"
// @Param    body     body   NewBid true "The bid"
// @Success  200 {object} Bid
// @Failure  default {object} Wrong
// @Router   /bids/{id} [put]
func changeBid() {}

// @Summary  Withdraw a bid
// @ID       withdrawBid
// @Tags     bids
// @Param    id       path   string true "Bid" format(uuid)
// @Param    If-Match header string true "ETag"
// @Success  204
// @Failure  default {object} Wrong
// @Router   /bids/{id} [delete]
func withdrawBid() {}

// @Summary  Attach a file
// @ID       attach
// @Tags     bids
// @Accept   mpfd
// @Param    id   path     string true  "Bid" format(uuid)
// @Param    file formData file   true  "The file"
// @Param    name formData string false "What to call it" maxlength(100)
// @Success  201 {object} Bid
// @Failure  default {object} Wrong
// @Router   /bids/{id}/files [post]
func attach() {}

// @Summary  Try a bid out
// @ID       tryBid
// @Tags     bids
// @Param    body body NewBid true "The bid"
// @Success  200 {object} Bid
// @Failure  default {object} Wrong
// @Router   /bids/try [post]
func tryBid() {}
