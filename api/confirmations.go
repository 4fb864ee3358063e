package api

import (
	"time"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/api/confirmpage"
	"github.com/assay-engine/assay/internal/contract"
	"github.com/assay-engine/assay/pkg/decimal"
)

func (h *api) confirmations() []Route {
	return []Route{
		made("/v1/returns/:id/confirmations", "askConfirmation", run(h.askConfirmation)),
		done("/v1/confirmations/:id/withdraw", "withdrawConfirmation", run(h.withdrawConfirmation)),
		asked("/v1/confirmations/question", "readQuestion", run(h.readQuestion)),
		done("/v1/confirmations/answer", "answerQuestion", run(h.answerQuestion)),
		get("/confirm", "getConfirmPage", run(h.getConfirmPage)),
	}
}

// Confirmation is what somebody other than the supplier was asked about a
// delivery, and said.
type Confirmation struct {
	ID          string            `json:"id" format:"uuid"`
	Return      string            `json:"return" format:"uuid"`
	Claim       int               `json:"claim"` // the claim that it is about: a correction makes it void
	Beneficiary string            `json:"beneficiary" example:"Friends of Halewood Park"`
	Quantity    decimal.Quantity  `json:"quantity" swaggertype:"number" example:"12"` // how much they are said to have received
	Answer      contract.Said     `json:"answer" enums:"waiting,received,partly,not_received,withdrawn"`
	Confirmed   *decimal.Quantity `json:"confirmed" swaggertype:"number" extensions:"x-nullable"` // how much of it they say they received
	Words       string            `json:"words,omitempty"`
	AskedAt     time.Time         `json:"askedAt" format:"date-time"`
	ExpiresAt   time.Time         `json:"expiresAt" format:"date-time"` // the link works until then
	AnsweredAt  *time.Time        `json:"answeredAt" format:"date-time" extensions:"x-nullable"`
	Version     int               `json:"version"`
}

func (c Confirmation) version() int { return c.Version }

func viewConfirmation(c contract.Confirmation) Confirmation {
	return Confirmation{
		ID: c.ID, Return: c.ReturnID, Claim: c.Claim, Beneficiary: c.Beneficiary, Quantity: c.Quantity, Answer: c.Answer, Confirmed: c.Confirmed, Words: c.Words,
		AskedAt: c.AskedAt, ExpiresAt: c.ExpiresAt, AnsweredAt: c.AnsweredAt, Version: c.Version,
	}
}

// ReturnConfirmed is how much of the claim that stands somebody other than the
// supplier says was received.
type ReturnConfirmed struct {
	Asked    decimal.Quantity `json:"asked" swaggertype:"number"`                           // of the claim, how much somebody was asked about
	Answered decimal.Quantity `json:"answered" swaggertype:"number"`                        // of that, how much has an answer
	Quantity decimal.Quantity `json:"quantity" swaggertype:"number"`                        // of that, how much was received
	Percent  *decimal.Number  `json:"percent" swaggertype:"number" extensions:"x-nullable"` // quantity in per cent of the claim, to three decimals; null where nothing is claimed, or nobody was asked
	List     []Confirmation   `json:"list"`                                                 // everybody who was asked, oldest first, about older claims as well
}

func viewConfirmed(r contract.Reported) ReturnConfirmed {
	sum := r.Confirmed()
	view := ReturnConfirmed{Asked: sum.Asked, Answered: sum.Answered, Quantity: sum.Quantity, Percent: exactNumber(r.ConfirmedPercent()), List: make([]Confirmation, len(r.Confirmations))}
	for i, c := range r.Confirmations {
		view.List[i] = viewConfirmation(c)
	}
	return view
}

// AskedConfirmation is a question with its link, shown once.
type AskedConfirmation struct {
	Confirmation

	Token string `json:"token,omitempty"` // shown once; left out of a replay
	Link  string `json:"link,omitempty"`  // where the beneficiary answers; the token follows after #, so that it is in no log
}

func (a AskedConfirmation) withoutSecret() any { return a.Confirmation }

// askConfirmation makes a link for a beneficiary.
//
//	@Summary      Ask a beneficiary to confirm a delivery
//	@Description  By the authority's contract manager, never by the supplier: whoever has the link can answer, once, without an account, within 60 days. All questions about a claim are together about no more than it. With an address the link is sent by mail. A correction of the claim makes the question void.
//	@ID           askConfirmation
//	@Tags         contract
//	@Param        id   path string true "Return" format(uuid)
//	@Param        body body contract.NewConfirmation true "Who, and how much"
//	@Success      201 {object} AskedConfirmation
//	@Failure      default {object} problem.Details
//	@Router       /v1/returns/{id}/confirmations [post]
func (h *api) askConfirmation(c *gin.Context) (AskedConfirmation, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return AskedConfirmation{}, err
	}
	in, err := body[contract.NewConfirmation](c)
	if err != nil {
		return AskedConfirmation{}, err
	}
	c.Header("Cache-Control", "no-store")
	a, err := h.Contract.Ask(c.Request.Context(), id, in)
	return AskedConfirmation{Confirmation: viewConfirmation(a.Confirmation), Token: a.Token, Link: h.Contract.Link + "#" + a.Token}, err
}

// withdrawConfirmation takes a question back.
//
//	@Summary  Take a question back before it is answered: its link opens nothing any more
//	@ID       withdrawConfirmation
//	@Tags     contract
//	@Param    id       path   string true "Confirmation" format(uuid)
//	@Param    If-Match header string true "ETag of the confirmation: its version in quotes"
//	@Success  200 {object} Confirmation
//	@Failure  default {object} problem.Details
//	@Router   /v1/confirmations/{id}/withdraw [post]
func (h *api) withdrawConfirmation(c *gin.Context) (Confirmation, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return Confirmation{}, err
	}
	version, err := ifMatch(c)
	if err != nil {
		return Confirmation{}, err
	}
	if err := nothing(c); err != nil {
		return Confirmation{}, err
	}
	one, err := h.Contract.WithdrawQuestion(c.Request.Context(), id, version)
	return viewConfirmation(one), err
}

// ConfirmationQuestion is what whoever holds a link is asked, and no more.
type ConfirmationQuestion struct {
	Beneficiary string            `json:"beneficiary"`
	Authority   string            `json:"authority"` // its name
	Supplier    string            `json:"supplier"`  // its name
	Wording     string            `json:"wording"`   // the catalogue's
	Unit        string            `json:"unit"`
	Quantity    decimal.Quantity  `json:"quantity" swaggertype:"number"` // how much you are said to have received
	StartsOn    string            `json:"startsOn" format:"date"`        // of the period
	EndsOn      string            `json:"endsOn" format:"date"`
	ExpiresAt   time.Time         `json:"expiresAt" format:"date-time"`
	Answer      contract.Said     `json:"answer" enums:"waiting,received,partly,not_received"`
	Confirmed   *decimal.Quantity `json:"confirmed" swaggertype:"number" extensions:"x-nullable"`
}

func viewQuestion(q contract.Question) ConfirmationQuestion {
	return ConfirmationQuestion{
		Beneficiary: q.Beneficiary, Authority: q.Authority, Supplier: q.Supplier, Wording: q.Obligation.Wording, Unit: q.Obligation.Unit, Quantity: q.Quantity,
		StartsOn: q.Period.StartsOn, EndsOn: q.Period.EndsOn, ExpiresAt: q.ExpiresAt, Answer: q.Answer, Confirmed: q.Confirmed,
	}
}

// readQuestion shows what a link asks.
//
//	@Summary      What a link asks
//	@Description  For whoever holds the link, without an account. The token comes in the body, never in an address: what is in addresses is in logs. Unknown, used and expired links are answered alike.
//	@ID           readQuestion
//	@Tags         contract
//	@Param        body body contract.Link true "The token of the link"
//	@Success      200 {object} ConfirmationQuestion
//	@Failure      default {object} problem.Details
//	@Router       /v1/confirmations/question [post]
func (h *api) readQuestion(c *gin.Context) (ConfirmationQuestion, error) {
	in, err := body[contract.Link](c)
	if err != nil {
		return ConfirmationQuestion{}, err
	}
	c.Header("Cache-Control", "no-store")
	q, err := h.Contract.Question(c.Request.Context(), in)
	return viewQuestion(q), err
}

// answerQuestion takes what a beneficiary says.
//
//	@Summary      Confirm what was received
//	@Description  Once, without an account: received, partly or not received. The supplier of the contract cannot answer with its own key.
//	@ID           answerQuestion
//	@Tags         contract
//	@Param        body body contract.Answer true "The answer"
//	@Success      200 {object} ConfirmationQuestion
//	@Failure      default {object} problem.Details
//	@Router       /v1/confirmations/answer [post]
func (h *api) answerQuestion(c *gin.Context) (ConfirmationQuestion, error) {
	in, err := body[contract.Answer](c)
	if err != nil {
		return ConfirmationQuestion{}, err
	}
	c.Header("Cache-Control", "no-store")
	q, err := h.Contract.Answer(c.Request.Context(), in)
	return viewQuestion(q), err
}

// getConfirmPage is the page on which beneficiaries answer.
//
//	@Summary  The page on which beneficiaries confirm what they received
//	@ID       getConfirmPage
//	@Tags     contract
//	@Produce  text/html
//	@Success  200 {string} string
//	@Failure  default {object} problem.Details
//	@Router   /confirm [get]
func (h *api) getConfirmPage(c *gin.Context) (document, error) {
	c.Header("Content-Security-Policy", confirmpage.Policy)
	return document{Type: "text/html; charset=utf-8", Body: confirmpage.Page}, nil
}
