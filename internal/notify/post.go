package notify

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/assay-engine/assay/internal/store"
)

// Channel is how something is told.
type Channel string

// The channels.
const (
	ByMail    Channel = "mail"
	ByWebhook Channel = "webhook"
)

// State is what became of a message.
type State string

// The states of a message.
const (
	Waiting State = "waiting"
	Sent    State = "sent"
	Failed  State = "failed" // given up after many tries
)

// Sending is a message in the outbox.
type Sending struct {
	ID        string
	Channel   Channel
	WebhookID *string
	Recipient string // the address; erased once it is done
	Topic     string
	Subject   string
	Body      string // erased once it is done
	CreatedAt time.Time
	NextAt    time.Time
	Attempts  int
	State     State
	DoneAt    *time.Time
	Trouble   string // what went wrong last; never what the other side said
}

// TableName names the table of the outbox.
func (Sending) TableName() string { return "outbox" }

// maxBody is the size of the largest body that is sent: 64 KiB.
const maxBody = 64 << 10

// payload is the body of a webhook, as https://www.standardwebhooks.com has it.
type payload struct {
	Type      string         `json:"type"`
	Timestamp time.Time      `json:"timestamp"`
	Data      map[string]any `json:"data"`
}

// Post puts messages into the outbox, within the work that they tell of.
func (s *Service) Post(tx *store.Tx, messages ...Message) error {
	var list []Sending
	for _, m := range messages {
		if m.To != "" && s.Mailer != nil { // without a mail server nothing is kept: mail of last year helps nobody
			list = append(list, newSending(tx, m, Sending{Channel: ByMail, Recipient: m.To, Body: m.Words}))
		}
		if m.OrganisationID == "" {
			continue
		}
		hooks, err := active(tx, m.OrganisationID)
		if err != nil {
			return err
		}
		for _, w := range hooks {
			if !w.Wants(m.Topic) {
				continue
			}
			body, err := json.Marshal(payload{Type: m.Topic, Timestamp: tx.Now, Data: m.Data})
			if err != nil || len(body) > maxBody {
				return fmt.Errorf("write %s for a webhook (%d bytes): %w", m.Topic, len(body), err)
			}
			list = append(list, newSending(tx, m, Sending{Channel: ByWebhook, WebhookID: &w.ID, Recipient: w.URL, Body: string(body)}))
		}
	}
	return tx.Insert(&list)
}

func newSending(tx *store.Tx, m Message, x Sending) Sending {
	x.ID, x.Topic, x.State, x.CreatedAt, x.NextAt = tx.NewID(), m.Topic, Waiting, tx.Now, tx.Now
	x.Subject = strings.Join(strings.Fields(m.Subject), " ") // one line, whatever a title holds
	return x
}

func itoa(i int) string { return strconv.Itoa(i) }
