package notify

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"github.com/assay-engine/assay/internal/store"
)

// sentAtOnce bounds one round of sending.
const sentAtOnce = 20

// pauses is how long to wait after each try that failed; after the last the
// message is given up: about three days in all.
var pauses = []time.Duration{
	10 * time.Second, time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour, 10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour,
}

// holding is how long a message that is being sent is left alone by other
// rounds. A replica that dies while it sends lets the next one try again then.
const holding = 2 * time.Minute

var errStopped = errors.New("the webhook was stopped")

// Deliver sends what waits in the outbox, and tells how many messages it tried.
// One replica does it at a time. Nothing is sent inside a transaction: a slow
// receiver holds up nobody's work.
func (s *Service) Deliver(ctx context.Context, holder string) (int, error) {
	// An idle service must not write: look before taking the lease.
	waiting, err := store.Read(ctx, s.DB, func(tx *store.Tx) ([]Sending, error) { return s.waiting(tx, 1) })
	if err != nil || len(waiting) == 0 {
		return 0, err
	}
	list, err := store.Stamp(ctx, s.DB, func(tx *store.Tx) ([]Sending, error) {
		held, err := tx.Lease("outbox", holder, time.Minute)
		if err != nil || !held {
			return nil, err
		}
		list, err := s.waiting(tx, sentAtOnce)
		if err != nil {
			return nil, err
		}
		return list, takeUp(tx, list, tx.Now.Add(holding))
	})
	for _, x := range list {
		if err := s.deliver(ctx, x); err != nil {
			return 0, err
		}
	}
	return len(list), err
}

// deliver sends one message and notes what became of it.
func (s *Service) deliver(ctx context.Context, x Sending) error {
	err := s.send(ctx, x)
	if err != nil && ctx.Err() != nil {
		return ctx.Err() // told to stop: it is tried again
	}
	_, stampErr := store.Stamp(ctx, s.DB, func(tx *store.Tx) (int, error) { return 0, settle(tx, x, err) })
	return stampErr
}

func (s *Service) send(ctx context.Context, x Sending) error {
	if x.Channel == ByMail {
		return s.Mailer.Mail(ctx, Mail{ID: x.ID, To: x.Recipient, Subject: x.Subject, Words: x.Body, At: x.CreatedAt})
	}
	w, at, err := s.target(ctx, x)
	if err != nil {
		return err
	}
	hook, err := standardwebhooks.NewWebhookRaw(s.secret(w))
	if err != nil {
		return fmt.Errorf("prepare a signature: %w", err)
	}
	signature, err := hook.Sign(x.ID, at, []byte(x.Body))
	if err != nil {
		return fmt.Errorf("sign: %w", err)
	}
	return s.Sender.Send(ctx, w.URL, map[string]string{
		standardwebhooks.HeaderWebhookID: x.ID, standardwebhooks.HeaderWebhookTimestamp: strconv.FormatInt(at.Unix(), 10), standardwebhooks.HeaderWebhookSignature: signature,
	}, []byte(x.Body))
}

// target is the webhook as it is now, and the moment.
func (s *Service) target(ctx context.Context, x Sending) (w Webhook, at time.Time, err error) {
	w, err = store.Read(ctx, s.DB, func(tx *store.Tx) (Webhook, error) {
		at = tx.Now
		return webhookOf(tx, *x.WebhookID)
	})
	if err == nil && w.StoppedAt != nil {
		err = errStopped
	}
	return w, at, err
}

// settle notes what became of a try. What is done, or given up, keeps neither
// its words nor its address.
func settle(tx *store.Tx, x Sending, err error) error {
	switch {
	case err == nil:
		return finish(tx, x.ID, Sent, "")
	case errors.Is(err, errStopped) || x.Attempts >= len(pauses):
		return finish(tx, x.ID, Failed, trouble(err))
	default:
		return postpone(tx, x.ID, tx.Now.Add(pauses[x.Attempts]), trouble(err))
	}
}

// trouble is what went wrong, short enough to be kept.
func trouble(err error) string {
	text := err.Error()
	if len(text) > 300 {
		text = text[:300]
	}
	return text
}
