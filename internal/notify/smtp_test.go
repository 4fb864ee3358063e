package notify

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

// TestMessage writes a mail whose words cannot become headers.
func TestMessage(t *testing.T) {
	if _, err := NewMailer(SMTP{Host: "mail.example", Port: 587, From: "not an address"}); err == nil {
		t.Error("a sender without an address")
	}
	m, err := NewMailer(SMTP{Host: "mail.example", Port: 587, From: "Assay <assay@council.example>", User: "u", Password: "p"})
	if err != nil {
		t.Fatal(err)
	}
	message, err := m.(*smtp).message(Mail{ID: "1", To: "owner@council.example", Subject: "A return is late – Grünau", Words: "Zwölf\n.\nBcc: x@example.org\n", At: time.Date(2027, 4, 1, 12, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if _, err := message.WriteTo(&out); err != nil {
		t.Fatal(err)
	}
	head, _, _ := strings.Cut(out.String(), "\r\n\r\n")
	for _, want := range []string{"Message-ID: <1@assay>", "Auto-Submitted: auto-generated", "To: <owner@council.example>", "Date: Thu, 01 Apr 2027 12:00:00 +0000"} {
		if !strings.Contains(head, want) {
			t.Errorf("lacks %q:\n%s", want, head)
		}
	}
	if strings.Contains(head, "Bcc") {
		t.Errorf("words became a header:\n%s", head)
	}
	if _, err := m.(*smtp).message(Mail{To: "x@example.org\r\nBcc: y@example.org"}); err == nil {
		t.Error("an address of two lines was taken")
	}
}
