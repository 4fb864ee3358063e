package api

import (
	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/bid"
)

func (h *api) bids() []Route {
	return []Route{
		get("/v1/tenders/:id/bids", "listBids", run(h.listBids)),
		made("/v1/tenders/:id/bids", "startBid", run(h.startBid)),
		get("/v1/bids/:id", "getBid", run(h.getBid)),
		put("/v1/bids/:id", "writeBid", run(h.writeBid)),
		asked("/v1/bids/:id/validate", "validateBid", run(h.validateBid)),
		done("/v1/bids/:id/submit", "submitBid", run(h.submitBid)),
		done("/v1/bids/:id/withdraw", "withdrawBid", run(h.withdrawBid)),
		get("/v1/bids/:id/receipt", "getReceipt", run(h.getReceipt)),
		made("/v1/tenders/:id/opening", "openTender", run(h.openTender)),
		get("/v1/tenders/:id/opening", "getOpening", run(h.getOpening)),
		made("/v1/tenders/:id/opening-consents", "consentToOpening", run(h.consentToOpening)),
		get("/v1/tenders/:id/opening-consents", "listOpeningConsents", run(h.listOpeningConsents)),
		remove("/v1/tenders/:id/opening-consents/:consent", "withdrawOpeningConsent", run(h.withdrawOpeningConsent)),
		made("/v1/tenders/:id/price-opening", "openPrices", run(h.openPrices)),
		get("/v1/tenders/:id/price-opening", "getPriceOpening", run(h.getPriceOpening)),
	}
}

// listBids lists the bids that the reader may see.
//
//	@Summary      List a tender's bids
//	@Description  A supplier sees its own. The buyer's people see those opened, and before opening nothing: no bid and no count. Whoever is on the panel sees those that are theirs to read, after declaring interests, under aliases while names are hidden.
//	@ID           listBids
//	@Tags         bid
//	@Param        id     path  string true  "Tender" format(uuid)
//	@Param        limit  query int    false "How many at most" minimum(1) maximum(100) default(50)
//	@Param        cursor query string false "Where to go on: next of the page before"
//	@Success      200 {object} List[BidSummary]
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/bids [get]
func (h *api) listBids(c *gin.Context) (List[BidSummary], error) {
	id, err := pathID(c, "id")
	if err != nil {
		return List[BidSummary]{}, err
	}
	q, err := query[Paging](c)
	if err != nil {
		return List[BidSummary]{}, err
	}
	page, err := h.page(c, q)
	if err != nil {
		return List[BidSummary]{}, err
	}
	items, next, err := h.Bid.List(c.Request.Context(), id, page)
	return list(h, c, items, next, listBid), err
}

// startBid starts the supplier's bid for a lot.
//
//	@Summary      Start a bid
//	@Description  One live bid for a lot and supplier; 409 names the one there is.
//	@ID           startBid
//	@Tags         bid
//	@Param        id   path string     true "Tender" format(uuid)
//	@Param        body body bid.NewBid true "The lot"
//	@Success      201 {object} Bid
//	@Failure      default {object} problem.Details
//	@Router       /v1/tenders/{id}/bids [post]
func (h *api) startBid(c *gin.Context) (Bid, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return Bid{}, err
	}
	in, err := body[bid.NewBid](c)
	if err != nil {
		return Bid{}, err
	}
	f, err := h.Bid.Start(c.Request.Context(), id, in)
	return viewBid(f), err
}

type versionQuery struct {
	Version int `form:"version" validate:"omitempty,min=1,max=1000000"`
}

// getBid shows a bid with its document.
//
//	@Summary      Read a bid
//	@Description  The supplier reads its own at any time: its draft where it has one, else what it submitted last. The buyer's people read what was opened: nobody the price before prices are opened, and evaluators not even then. Whoever is on the panel declares interests first, and reads without names of bidders, members and files while these are hidden. For everybody else it is not there.
//	@ID           getBid
//	@Tags         bid
//	@Param        id      path  string true  "Bid" format(uuid)
//	@Param        version query int    false "One submitted version instead" minimum(1)
//	@Success      200 {object} Bid
//	@Failure      default {object} problem.Details
//	@Router       /v1/bids/{id} [get]
func (h *api) getBid(c *gin.Context) (Bid, error) {
	id, number, err := versionOf(c)
	if err != nil {
		return Bid{}, err
	}
	f, err := h.Bid.Get(c.Request.Context(), id, number)
	return viewBid(f), err
}

func versionOf(c *gin.Context) (id string, number int, err error) {
	if id, err = pathID(c, "id"); err != nil {
		return id, 0, err
	}
	q, err := query[versionQuery](c)
	return id, q.Version, err
}

// writeBid replaces the supplier's draft.
//
//	@Summary      Write a bid
//	@Description  The whole document, as a draft. It may be incomplete, not malformed. After a submission it makes a draft beside what was submitted, which stands until the draft is submitted too.
//	@ID           writeBid
//	@Tags         bid
//	@Param        id       path   string       true "Bid" format(uuid)
//	@Param        If-Match header string       true "ETag of the bid as last read"
//	@Param        body     body   bid.Document true "The document"
//	@Success      200 {object} Bid
//	@Failure      default {object} problem.Details
//	@Router       /v1/bids/{id} [put]
func (h *api) writeBid(c *gin.Context) (Bid, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return Bid{}, err
	}
	version, err := ifMatch(c)
	if err != nil {
		return Bid{}, err
	}
	d, parts, err := bidDocument(c)
	if err != nil {
		return Bid{}, err
	}
	f, err := h.Bid.Write(c.Request.Context(), id, version, d, parts)
	return viewBid(f), err
}

// bidDocument reads the body as a bid: strictly, and in the supplier's words.
func bidDocument(c *gin.Context) (bid.Document, bid.Parts, error) {
	data, err := readBody(c, maxBody)
	if err != nil {
		return bid.Document{}, bid.Parts{}, err
	}
	if err := isJSON(c); err != nil {
		return bid.Document{}, bid.Parts{}, err
	}
	d, parts, err := bid.Read(data)
	return d, parts, refusal(err)
}

// Verdict tells that a document could be submitted as it is.
type Verdict struct {
	Valid bool `json:"valid"`
}

// validateBid says everything that is wrong with a document.
//
//	@Summary      Check a bid document
//	@Description  Stores nothing. What is wrong is answered as a problem that names every member at fault, as submitting would.
//	@ID           validateBid
//	@Tags         bid
//	@Param        id   path string       true "Bid" format(uuid)
//	@Param        body body bid.Document true "The document"
//	@Success      200 {object} Verdict
//	@Failure      default {object} problem.Details
//	@Router       /v1/bids/{id}/validate [post]
func (h *api) validateBid(c *gin.Context) (Verdict, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return Verdict{}, err
	}
	d, _, err := bidDocument(c)
	if err != nil {
		return Verdict{}, err
	}
	err = h.Bid.Validate(c.Request.Context(), id, d)
	return Verdict{Valid: err == nil}, err
}

// submitBid hands the draft in.
//
//	@Summary      Submit a bid
//	@Description  Checks the draft completely and keeps it as a new version, if it comes before the deadline. The answer holds the signed receipt: keep it.
//	@ID           submitBid
//	@Tags         bid
//	@Param        id       path   string true "Bid" format(uuid)
//	@Param        If-Match header string true "ETag of the bid as last read"
//	@Success      200 {object} Submission
//	@Failure      default {object} problem.Details
//	@Router       /v1/bids/{id}/submit [post]
func (h *api) submitBid(c *gin.Context) (Submission, error) {
	id, version, err := moving(c)
	if err != nil {
		return Submission{}, err
	}
	s, err := h.Bid.Submit(c.Request.Context(), id, version)
	return viewSubmission(s), err
}

// withdrawBid takes a bid back.
//
//	@Summary      Withdraw a bid
//	@Description  Until the deadline. It is never opened; another may be started.
//	@ID           withdrawBid
//	@Tags         bid
//	@Param        id       path   string true "Bid" format(uuid)
//	@Param        If-Match header string true "ETag of the bid as last read"
//	@Success      200 {object} BidSummary
//	@Failure      default {object} problem.Details
//	@Router       /v1/bids/{id}/withdraw [post]
func (h *api) withdrawBid(c *gin.Context) (BidSummary, error) {
	id, version, err := moving(c)
	if err != nil {
		return BidSummary{}, err
	}
	b, err := h.Bid.Withdraw(c.Request.Context(), id, version)
	return summariseBid(b), err
}

// getReceipt gives the supplier its receipt again, to the byte.
//
//	@Summary      Read a receipt
//	@Description  The supplier's copy, with the salts, in canonical form (RFC 8785). It verifies offline against /.well-known/assay-keys.json. After the opening it carries log: the proof that its event is in the event log, with the checkpoint that was signed for it.
//	@ID           getReceipt
//	@Tags         bid
//	@Param        id      path  string true  "Bid" format(uuid)
//	@Param        version query int    false "Of this submitted version; the last where left out" minimum(1)
//	@Success      200 {object} Receipt
//	@Failure      default {object} problem.Details
//	@Router       /v1/bids/{id}/receipt [get]
func (h *api) getReceipt(c *gin.Context) (document, error) {
	id, number, err := versionOf(c)
	if err != nil {
		return document{}, err
	}
	receipt, err := h.Bid.Receipt(c.Request.Context(), id, number)
	return document{Type: "application/json; charset=utf-8", Body: receipt}, err
}
