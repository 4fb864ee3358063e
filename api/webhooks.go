package api

import (
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/assay-engine/assay/internal/notify"
)

func (h *api) webhooks() []Route {
	return []Route{
		get("/v1/webhooks", "listWebhooks", run(h.listWebhooks)),
		made("/v1/webhooks", "registerWebhook", run(h.registerWebhook)),
		get("/v1/webhooks/:id", "getWebhook", run(h.getWebhook)),
		done("/v1/webhooks/:id/rotate", "rotateWebhook", run(h.rotateWebhook)),
		done("/v1/webhooks/:id/stop", "stopWebhook", run(h.stopWebhook)),
		get("/v1/webhooks/:id/deliveries", "listDeliveries", run(h.listDeliveries)),
	}
}

// Webhook is an address of your organisation's own program that is told of
// things.
type Webhook struct {
	ID        string     `json:"id" format:"uuid"`
	URL       string     `json:"url" example:"https://contracts.council.example/assay"`
	Topics    []string   `json:"topics"` // what it is told of; empty: everything
	CreatedAt time.Time  `json:"createdAt" format:"date-time"`
	StoppedAt *time.Time `json:"stoppedAt" format:"date-time" extensions:"x-nullable"`
	Version   int        `json:"version"`
}

func (w Webhook) version() int     { return w.Version }
func (w Webhook) location() string { return "/v1/webhooks/" + w.ID }

func viewWebhook(w notify.Webhook) Webhook {
	view := Webhook{ID: w.ID, URL: w.URL, Topics: []string{}, CreatedAt: w.CreatedAt, StoppedAt: w.StoppedAt, Version: w.Version}
	if w.Topics != "" {
		view.Topics = strings.Split(w.Topics, ",")
	}
	return view
}

// RegisteredWebhook is a webhook with its secret, shown once.
type RegisteredWebhook struct {
	Webhook

	Secret string `json:"secret,omitempty" example:"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"` // shown once; left out of a replay
}

func (w RegisteredWebhook) withoutSecret() any { return w.Webhook }

// registerWebhook keeps a webhook.
//
//	@Summary      Register a webhook
//	@Description  For your own organisation: at most ten. Messages are sent as JSON, signed as https://www.standardwebhooks.com says, to https addresses of the open internet only, without following redirects, within 5 seconds. What is not answered with 2xx is tried again over about three days. The secret is shown this once.
//	@ID           registerWebhook
//	@Tags         webhook
//	@Param        body body notify.NewWebhook true "The webhook"
//	@Success      201 {object} RegisteredWebhook
//	@Failure      default {object} problem.Details
//	@Router       /v1/webhooks [post]
func (h *api) registerWebhook(c *gin.Context) (RegisteredWebhook, error) {
	in, err := body[notify.NewWebhook](c)
	if err != nil {
		return RegisteredWebhook{}, err
	}
	w, err := h.Notify.Register(c.Request.Context(), in)
	return RegisteredWebhook{Webhook: viewWebhook(w.Webhook), Secret: w.Secret}, err
}

// listWebhooks lists your organisation's webhooks.
//
//	@Summary  List your organisation's webhooks, newest first
//	@ID       listWebhooks
//	@Tags     webhook
//	@Param    limit  query int    false "How many at most" minimum(1) maximum(100) default(50)
//	@Param    cursor query string false "Where to go on: next of the page before"
//	@Success  200 {object} List[Webhook]
//	@Failure  default {object} problem.Details
//	@Router   /v1/webhooks [get]
func (h *api) listWebhooks(c *gin.Context) (List[Webhook], error) {
	q, err := query[Paging](c)
	if err != nil {
		return List[Webhook]{}, err
	}
	page, err := h.page(c, q)
	if err != nil {
		return List[Webhook]{}, err
	}
	items, next, err := h.Notify.Webhooks(c.Request.Context(), page)
	return list(h, c, items, next, viewWebhook), err
}

// getWebhook shows one webhook.
//
//	@Summary  Read a webhook
//	@ID       getWebhook
//	@Tags     webhook
//	@Param    id path string true "Webhook" format(uuid)
//	@Success  200 {object} Webhook
//	@Failure  default {object} problem.Details
//	@Router   /v1/webhooks/{id} [get]
func (h *api) getWebhook(c *gin.Context) (Webhook, error) {
	id, err := pathID(c, "id")
	if err != nil {
		return Webhook{}, err
	}
	w, err := h.Notify.Webhook(c.Request.Context(), id)
	return viewWebhook(w), err
}

// rotateWebhook gives a webhook another secret.
//
//	@Summary  Give a webhook another secret, shown this once; the old one signs nothing any more
//	@ID       rotateWebhook
//	@Tags     webhook
//	@Param    id       path   string true "Webhook" format(uuid)
//	@Param    If-Match header string true "ETag of the webhook as last read"
//	@Success  200 {object} RegisteredWebhook
//	@Failure  default {object} problem.Details
//	@Router   /v1/webhooks/{id}/rotate [post]
func (h *api) rotateWebhook(c *gin.Context) (RegisteredWebhook, error) {
	id, version, err := aimed(c)
	if err != nil {
		return RegisteredWebhook{}, err
	}
	w, err := h.Notify.Rotate(c.Request.Context(), id, version)
	return RegisteredWebhook{Webhook: viewWebhook(w.Webhook), Secret: w.Secret}, err
}

// stopWebhook ends a webhook.
//
//	@Summary  Stop a webhook: nothing more is sent to it
//	@ID       stopWebhook
//	@Tags     webhook
//	@Param    id       path   string true "Webhook" format(uuid)
//	@Param    If-Match header string true "ETag of the webhook as last read"
//	@Success  200 {object} Webhook
//	@Failure  default {object} problem.Details
//	@Router   /v1/webhooks/{id}/stop [post]
func (h *api) stopWebhook(c *gin.Context) (Webhook, error) {
	id, version, err := aimed(c)
	if err != nil {
		return Webhook{}, err
	}
	w, err := h.Notify.Stop(c.Request.Context(), id, version)
	return viewWebhook(w), err
}

// aimed reads which version of a thing is meant, where there is nothing
// more to say.
func aimed(c *gin.Context) (id string, version int, err error) {
	if id, err = pathID(c, "id"); err != nil {
		return "", 0, err
	}
	if version, err = ifMatch(c); err != nil {
		return "", 0, err
	}
	return id, version, nothing(c)
}

// Delivery is a message to a webhook, and what became of it.
type Delivery struct {
	ID        string       `json:"id" format:"uuid"` // the webhook-id header
	Topic     string       `json:"topic" example:"return.late"`
	State     notify.State `json:"state" enums:"waiting,sent,failed"` // failed: given up
	Attempts  int          `json:"attempts"`
	CreatedAt time.Time    `json:"createdAt" format:"date-time"`
	NextAt    *time.Time   `json:"nextAt" format:"date-time" extensions:"x-nullable"` // when it is tried again
	DoneAt    *time.Time   `json:"doneAt" format:"date-time" extensions:"x-nullable"`
	Trouble   *string      `json:"trouble" example:"answered 503" extensions:"x-nullable"` // what went wrong last
}

func viewDelivery(x notify.Sending) Delivery {
	view := Delivery{ID: x.ID, Topic: x.Topic, State: x.State, Attempts: x.Attempts, CreatedAt: x.CreatedAt, DoneAt: x.DoneAt, Trouble: known(x.Trouble)}
	if x.State == notify.Waiting {
		view.NextAt = &x.NextAt
	}
	return view
}

// listDeliveries lists what was sent to a webhook.
//
//	@Summary  List what was, or is to be, sent to a webhook, newest first
//	@ID       listDeliveries
//	@Tags     webhook
//	@Param    id     path  string true  "Webhook" format(uuid)
//	@Param    limit  query int    false "How many at most" minimum(1) maximum(100) default(50)
//	@Param    cursor query string false "Where to go on: next of the page before"
//	@Success  200 {object} List[Delivery]
//	@Failure  default {object} problem.Details
//	@Router   /v1/webhooks/{id}/deliveries [get]
func (h *api) listDeliveries(c *gin.Context) (List[Delivery], error) {
	id, err := pathID(c, "id")
	if err != nil {
		return List[Delivery]{}, err
	}
	q, err := query[Paging](c)
	if err != nil {
		return List[Delivery]{}, err
	}
	page, err := h.page(c, q)
	if err != nil {
		return List[Delivery]{}, err
	}
	items, next, err := h.Notify.Deliveries(c.Request.Context(), id, page)
	return list(h, c, items, next, viewDelivery), err
}
