package notify

import (
	"context"
	"fmt"
	"time"

	"github.com/wneessen/go-mail"
)

// SMTP says how mail leaves the house.
type SMTP struct {
	Host     string
	Port     int
	From     string // the sender's address
	User     string // empty: no sign-in
	Password string
	Plain    bool // without TLS: only for a server on the same machine
}

// NewMailer makes a mailer of an SMTP server. TLS is required unless it is
// switched off.
func NewMailer(s SMTP) (Mailer, error) {
	options := []mail.Option{mail.WithPort(s.Port), mail.WithTimeout(15 * time.Second), mail.WithTLSPolicy(mail.TLSMandatory)}
	if s.Plain {
		options = append(options, mail.WithTLSPolicy(mail.NoTLS))
	}
	if s.User != "" {
		options = append(options, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(s.User), mail.WithPassword(s.Password))
	}
	client, err := mail.NewClient(s.Host, options...)
	if err != nil {
		return nil, fmt.Errorf("prepare mail: %w", err)
	}
	if err := mail.NewMsg().From(s.From); err != nil {
		return nil, fmt.Errorf("read the sender's address: %w", err)
	}
	return &smtp{client: client, from: s.From}, nil
}

type smtp struct {
	client *mail.Client
	from   string
}

// Mail implements Mailer. A mail that is sent again has the same Message-ID, so
// that the receiver's program can tell.
func (s *smtp) Mail(ctx context.Context, m Mail) error {
	message, err := s.message(m)
	if err != nil {
		return err
	}
	if err := s.client.DialAndSendWithContext(ctx, message); err != nil {
		return fmt.Errorf("send mail: %w", err)
	}
	return nil
}

func (s *smtp) message(m Mail) (*mail.Msg, error) {
	message := mail.NewMsg(mail.WithNoDefaultUserAgent())
	if err := message.From(s.from); err != nil {
		return nil, fmt.Errorf("set the sender: %w", err)
	}
	if err := message.To(m.To); err != nil {
		return nil, fmt.Errorf("set the receiver: %w", err)
	}
	message.Subject(m.Subject)
	message.SetDateWithValue(m.At)
	message.SetMessageIDWithValue(m.ID + "@assay")
	message.SetGenHeader(mail.Header("Auto-Submitted"), "auto-generated")
	message.SetBodyString(mail.TypeTextPlain, m.Words)
	return message, nil
}
