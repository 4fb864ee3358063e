// Package notify tells people and programs outside what happened: by mail, and
// by webhooks.
//
// Whoever has something to tell posts it into the outbox, in the transaction of
// the work itself: what was undone is never told, what was done is never
// forgotten. A replica sends afterwards, under a lease, at least once. A
// webhook carries the signature of https://www.standardwebhooks.com and goes to
// addresses of the open internet only.
package notify

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
)

// The faults of webhooks.
var (
	ErrStopped = fault.New(fault.Conflict, "webhook-stopped", "This webhook was stopped before")
	ErrMany    = fault.New(fault.Conflict, "too-many-webhooks", "An organisation has at most ten webhooks at a time")
)

// mostWebhooks is how many webhooks an organisation has at a time.
const mostWebhooks = 10

// Topics lists what can be told, by the name that webhooks choose by.
var Topics = []string{
	"return.due_soon", "return.due_today", "return.late", "return.very_late",
	"return.submitted", "return.queried", "return.verified", "return.rejected", "confirmation.asked",
	"tender.notice",
	"shortfall.recorded", "shortfall.plan_proposed", "shortfall.planned", "shortfall.escalated", "shortfall.made_good", "shortfall.remedied", "shortfall.withdrawn",
	"dispute.reported", "dispute.replied", "dispute.decided", "dispute.escalated", "dispute.settled",
}

// Message is something to tell: to an organisation's webhooks, to a mail
// address, or both.
type Message struct {
	OrganisationID string // whose webhooks hear of it; empty for none
	To             string // a mail address; empty for none
	Topic          string
	Subject        string
	Words          string         // plain text, for the mail
	Data           map[string]any // what a program needs to know: no secret, no personal data
}

// Webhook is an address of an organisation's own program.
type Webhook struct {
	ID             string
	OrganisationID string
	URL            string
	Topics         string // with a comma between; empty for all
	CreatedAt      time.Time
	StoppedAt      *time.Time
	SecretNumber   int
	Version        int
}

// Wants reports whether the webhook is to hear of a topic.
func (w Webhook) Wants(topic string) bool {
	return w.StoppedAt == nil && (w.Topics == "" || slices.Contains(strings.Split(w.Topics, ","), topic))
}

// Service offers the use cases of telling.
type Service struct {
	DB     *store.DB
	Key    []byte // from which the secrets of webhooks are made; never in the database
	Mailer Mailer // nil: no mail is written
	Sender Sender // sends webhooks
}

// Mailer sends one mail.
type Mailer interface {
	Mail(ctx context.Context, m Mail) error
}

// Mail is one mail in plain text.
type Mail struct {
	ID      string // the same when it is sent again
	To      string
	Subject string
	Words   string
	At      time.Time
}

// Sender sends the body of a webhook to an address. What is not answered with a
// status of 2xx is an error.
type Sender interface {
	Send(ctx context.Context, url string, headers map[string]string, body []byte) error
}

// secret is what a webhook's signatures are made with. It follows from the
// installation's master key, so that the database alone signs nothing.
func (s *Service) secret(w Webhook) []byte {
	mac := hmac.New(sha256.New, s.Key)
	_, _ = fmt.Fprintf(mac, "%s/%d", w.ID, w.SecretNumber)
	return mac.Sum(nil)
}

// shown is a secret in the form that libraries read.
func shown(secret []byte) string { return "whsec_" + base64.StdEncoding.EncodeToString(secret) }
