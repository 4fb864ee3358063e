package config

import (
	"errors"
	"net/url"
	"strings"
	"time"
)

// Tell says how the service tells people and programs of things, and where
// their answers come in.
type Tell struct {
	PublicURL    string        `help:"Address of this service as the world knows it, https://…; links in mail start with it." env:"ASSAY_PUBLIC_URL" placeholder:"ADDRESS"`
	SMTPHost     string        `name:"smtp-host" help:"Mail server; left out, no mail is sent." env:"ASSAY_SMTP_HOST" placeholder:"HOST"`
	SMTPPort     int           `name:"smtp-port" help:"Port of the mail server." default:"587" env:"ASSAY_SMTP_PORT"`
	SMTPFrom     string        `name:"smtp-from" help:"Sender of mail: an address, or a name and an address." env:"ASSAY_SMTP_FROM" placeholder:"ADDRESS"`
	SMTPUser     string        `name:"smtp-user" help:"User of the mail server; left out, no sign-in." env:"ASSAY_SMTP_USER"`
	SMTPPassword string        `name:"smtp-password" help:"Its password: better in the environment than on the command line." env:"ASSAY_SMTP_PASSWORD"`
	SMTPPlain    bool          `name:"smtp-plain" help:"Send mail without TLS: only to a server on the same machine." env:"ASSAY_SMTP_PLAIN"`
	RemindEvery  time.Duration `help:"How often reminders of returns are looked for." default:"1m" env:"ASSAY_REMIND_EVERY"`
	DeliverEvery time.Duration `help:"How often waiting messages are sent." default:"2s" env:"ASSAY_DELIVER_EVERY"`
}

// Check names every setting that does not fit and says what would.
func (t Tell) Check() error {
	var all error
	if u, err := url.Parse(t.PublicURL); t.PublicURL != "" && (err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || u.RawQuery != "" || u.Fragment != "") {
		all = errors.Join(all, wrong("--public-url (ASSAY_PUBLIC_URL) is %q: expected an address such as https://assay.council.example", t.PublicURL))
	}
	if (t.SMTPHost == "") != (t.SMTPFrom == "") {
		all = errors.Join(all, wrong("--smtp-host (ASSAY_SMTP_HOST) and --smtp-from (ASSAY_SMTP_FROM): expected both or neither"))
	}
	if t.SMTPPlain && t.SMTPHost != "localhost" && t.SMTPHost != "127.0.0.1" && t.SMTPHost != "::1" {
		all = errors.Join(all, wrong("--smtp-plain (ASSAY_SMTP_PLAIN) with the server %q: expected a server on this machine", t.SMTPHost))
	}
	if t.RemindEvery < time.Second || t.DeliverEvery < 100*time.Millisecond {
		all = errors.Join(all, wrong("--remind-every (ASSAY_REMIND_EVERY) is %s and --deliver-every (ASSAY_DELIVER_EVERY) %s: expected at least 1s and 100ms", t.RemindEvery, t.DeliverEvery))
	}
	return all
}

// ConfirmLink is the address at which beneficiaries confirm.
func (t Tell) ConfirmLink() string { return strings.TrimRight(t.PublicURL, "/") + "/confirm" }
