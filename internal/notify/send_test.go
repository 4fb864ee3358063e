package notify_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/identity"
	"github.com/assay-engine/assay/internal/notify"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/store/storetest"
)

// anywhere lets every address pass: receivers of tests live on this machine.
func anywhere(netip.Addr) error { return nil }

// receiver is a program of somebody else, with the sender that trusts it.
func receiver(t *testing.T, guard func(netip.Addr) error, answer http.HandlerFunc) (*notify.HTTPS, string) {
	t.Helper()
	server := httptest.NewTLSServer(answer)
	t.Cleanup(server.Close)
	trusted := x509.NewCertPool()
	trusted.AddCert(server.Certificate())
	return notify.NewHTTPS(guard, &tls.Config{RootCAs: trusted, ServerName: "example.com", MinVersion: tls.VersionTLS12}), server.URL
}

// TestHTTPS sends to whoever answers well, and to nobody inside.
func TestHTTPS(t *testing.T) {
	inside, insideURL := receiver(t, anywhere, func(http.ResponseWriter, *http.Request) { t.Error("a redirect was followed") })
	_ = inside
	for _, row := range []struct {
		name   string
		guard  func(netip.Addr) error
		answer http.HandlerFunc
		want   string
	}{
		{"taken", anywhere, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) }, ""},
		{"refused", anywhere, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(500) }, "answered 500"},
		{"redirected inside", anywhere, func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, insideURL, http.StatusTemporaryRedirect)
		}, "answered 307"},
		{"too many words", anywhere, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(make([]byte, 65<<10)) }, "more than 64 KiB"},
		{"an address inside", notify.OpenInternet, func(http.ResponseWriter, *http.Request) { t.Error("an address inside was called") }, "not of the open internet"},
	} {
		t.Run(row.name, func(t *testing.T) {
			sender, url := receiver(t, row.guard, row.answer)
			err := sender.Send(context.Background(), url, map[string]string{"webhook-id": "1"}, []byte(`{}`))
			if (row.want == "") != (err == nil) || err != nil && !strings.Contains(err.Error(), row.want) {
				t.Errorf("got %v; want %q", err, row.want)
			}
		})
	}
	sender, url := receiver(t, anywhere, func(http.ResponseWriter, *http.Request) {})
	plain := strings.Replace(url, "https:", "http:", 1)
	for _, bad := range []string{plain, "https://user:secret@127.0.0.1/", "file:///etc/passwd", "https://", "https://127.0.0.1:1/"} {
		if err := sender.Send(context.Background(), bad, nil, nil); err == nil {
			t.Errorf("%s was called", bad)
		}
	}
	stranger, url := receiver(t, anywhere, func(http.ResponseWriter, *http.Request) { t.Error("an untrusted program was told") })
	_ = stranger
	if err := notify.NewHTTPS(anywhere, nil).Send(context.Background(), url, nil, nil); err == nil || !strings.Contains(err.Error(), "certificate") {
		t.Errorf("a certificate of nobody: %v", err)
	}
}

// TestSlowReceiver gives up after five seconds.
func TestSlowReceiver(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for five seconds")
	}
	gone := make(chan struct{})
	sender, url := receiver(t, anywhere, func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-r.Context().Done():
		case <-gone:
		}
	})
	defer close(gone)
	start := time.Now()
	err := sender.Send(context.Background(), url, nil, []byte(`{}`))
	if took := time.Since(start); err == nil || took > 7*time.Second || !strings.Contains(err.Error(), "5 seconds") {
		t.Errorf("after %s: %v", took, err)
	}
}

// mails keeps what was sent, or fails.
type mails struct {
	list []notify.Mail
	fail error
}

func (m *mails) Mail(_ context.Context, one notify.Mail) error {
	if m.fail == nil {
		m.list = append(m.list, one)
	}
	return m.fail
}

// house is a service of telling with one organisation.
type house struct {
	*notify.Service

	ctx   context.Context
	owner string
	mail  *mails
	clock *storetest.Clock
}

func newHouse(t *testing.T, db *store.DB, clock *storetest.Clock, sender notify.Sender) *house {
	t.Helper()
	h := &house{mail: &mails{}, clock: clock}
	h.Service = &notify.Service{DB: db, Key: []byte("a key of the tests, 32 bytes long"), Mailer: h.mail, Sender: sender}
	var err error
	h.owner, err = store.Write(context.Background(), db, func(tx *store.Tx) (string, error) {
		o := identity.Organisation{ID: tx.NewID(), Name: "Council", Kind: identity.Authority, CreatedAt: tx.Now, Version: 1}
		tx.Record(store.Event{Verb: "test.prepared", Subject: o.ID})
		return o.ID, tx.Insert(&o)
	})
	if err != nil {
		t.Fatal(err)
	}
	h.ctx = actor.With(context.Background(), actor.Actor{OrganisationID: h.owner, Name: "test"})
	return h
}

func (h *house) post(t *testing.T, messages ...notify.Message) {
	t.Helper()
	_, err := store.Write(h.ctx, h.DB, func(tx *store.Tx) (int, error) {
		tx.Record(store.Event{Verb: "test.posted", Subject: "test"})
		return 0, h.Post(tx, messages...)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestDeliver posts, sends, signs, tries again and gives up.
func TestDeliver(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		var status atomic.Int64
		status.Store(204)
		type call struct {
			header http.Header
			body   []byte
		}
		calls := make(chan call, 100)
		sender, url := receiver(t, anywhere, func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			calls <- call{r.Header, body}
			w.WriteHeader(int(status.Load()))
		})
		h := newHouse(t, db, clock, sender)
		w := h.registered(t, strings.Replace(url, "127.0.0.1", "localhost", 1))
		h.post(t, notify.Message{OrganisationID: h.owner, To: "owner@council.example", Topic: "return.late", Subject: "Parks\r\nBcc: x@example.org", Words: "It is late.", Data: map[string]any{"period": "2027-Q1"}})
		h.post(t, notify.Message{OrganisationID: storetest.ID(99), Topic: "return.late"}) // has no webhook
		if n, err := h.Deliver(h.ctx, "one"); n != 2 || err != nil {
			t.Fatalf("delivered %d, %v", n, err)
		}
		if n, err := h.Deliver(h.ctx, "one"); n != 0 || err != nil {
			t.Errorf("once more: %d, %v", n, err)
		}
		if len(calls) != 1 {
			t.Fatalf("%d calls", len(calls))
		}
		got := <-calls
		hook, err := standardwebhooks.NewWebhook(w.Secret)
		if err != nil {
			t.Fatal(err)
		}
		if err := hook.VerifyIgnoringTimestamp(got.body, got.header); err != nil {
			t.Errorf("the signature: %v", err)
		}
		var told struct {
			Type      string
			Timestamp time.Time
			Data      struct{ Period string }
		}
		if err := json.Unmarshal(got.body, &told); err != nil || told.Type != "return.late" || told.Data.Period != "2027-Q1" || !told.Timestamp.Equal(storetest.Noon) {
			t.Errorf("told: %s, %v", got.body, err)
		}
		if len(h.mail.list) != 1 || h.mail.list[0].To != "owner@council.example" || strings.ContainsAny(h.mail.list[0].Subject, "\r\n") {
			t.Errorf("mail: %+v", h.mail.list)
		}
		status.Store(503)
		h.post(t, notify.Message{OrganisationID: h.owner, Topic: "return.late"})
		for try := range 11 {
			if n, err := h.Deliver(h.ctx, "one"); n != 1 || err != nil {
				t.Fatalf("try %d: %d, %v", try, n, err)
			}
			if n, _ := h.Deliver(h.ctx, "one"); n != 0 {
				t.Fatalf("try %d came again at once", try)
			}
			clock.Forward(25 * time.Hour)
		}
		list, _, err := h.Deliveries(h.ctx, w.ID, store.Page{Limit: 10})
		if err != nil || len(list) != 2 || list[0].State != notify.Failed || list[0].Trouble != "answered 503" || list[0].Body != "" || list[1].State != notify.Sent || list[1].Recipient != "" {
			t.Errorf("deliveries: %+v, %v", list, err)
		}
	})
}

// registered keeps a webhook of a receiver of the tests: its name passes the
// first look, and what it leads to is for the guard.
func (h *house) registered(t *testing.T, url string) notify.Registered {
	t.Helper()
	w, err := h.Register(h.ctx, notify.NewWebhook{URL: url, Topics: []string{"return.late", "return.verified"}})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// TestWebhooks registers, rotates and stops, each for its own organisation.
func TestWebhooks(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		h := newHouse(t, db, clock, nil)
		for _, bad := range []string{"http://council.example/", "https://127.0.0.1/", "https://[::1]/", "https://169.254.169.254/latest", "https://u:p@council.example/", "ftp://council.example", "https://council.example/#x", "https:council.example"} {
			if _, err := h.Register(h.ctx, notify.NewWebhook{URL: bad}); err == nil {
				t.Errorf("%s was taken", bad)
			}
		}
		if _, err := h.Register(h.ctx, notify.NewWebhook{URL: "https://council.example/", Topics: []string{"bid.submitted"}}); err == nil {
			t.Error("a topic that is none was taken")
		}
		w := h.registered(t, "https://council.example/hook")
		if !strings.HasPrefix(w.Secret, "whsec_") {
			t.Errorf("secret %q", w.Secret)
		}
		rotated, err := h.Rotate(h.ctx, w.ID, 1)
		if err != nil || rotated.Secret == w.Secret {
			t.Errorf("the secret stayed, %v", err)
		}
		rival := actor.With(context.Background(), actor.Actor{OrganisationID: storetest.ID(77)})
		if _, err := h.Stop(rival, w.ID, 2); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("another organisation: %v", err)
		}
		if _, err := h.Stop(h.ctx, w.ID, 1); !errors.Is(err, store.ErrStale) {
			t.Errorf("an old version: %v", err)
		}
		h.post(t, notify.Message{OrganisationID: h.owner, Topic: "return.late"})
		if _, err := h.Stop(h.ctx, w.ID, 2); err != nil {
			t.Fatal(err)
		}
		if _, err := h.Rotate(h.ctx, w.ID, 3); !errors.Is(err, notify.ErrStopped) {
			t.Errorf("a stopped one: %v", err)
		}
		if n, err := h.Deliver(h.ctx, "one"); n != 1 || err != nil {
			t.Errorf("what waited: %d, %v", n, err)
		}
		list, _, err := h.Deliveries(h.ctx, w.ID, store.Page{Limit: 10})
		if err != nil || list[0].State != notify.Failed || list[0].Trouble != "the webhook was stopped" {
			t.Errorf("what waited for a stopped webhook: %+v, %v", list, err)
		}
		for range 10 {
			h.registered(t, "https://council.example/hook")
		}
		if _, err := h.Register(h.ctx, notify.NewWebhook{URL: "https://council.example/hook"}); !errors.Is(err, notify.ErrMany) {
			t.Errorf("the eleventh: %v", err)
		}
	})
}

// TestLease lets one of two replicas send.
func TestLease(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		h := newHouse(t, db, clock, nil)
		h.post(t, notify.Message{To: "a@example.org", Topic: "return.late"}, notify.Message{To: "b@example.org", Topic: "return.late"})
		h.mail.fail = errors.New("the server is away")
		if n, err := h.Deliver(h.ctx, "one"); n != 2 || err != nil {
			t.Fatalf("%d, %v", n, err)
		}
		clock.Forward(30 * time.Second)
		if n, err := h.Deliver(h.ctx, "two"); n != 0 || err != nil {
			t.Errorf("while another holds the lease: %d, %v", n, err)
		}
		h.mail.fail = nil
		if n, err := h.Deliver(h.ctx, "one"); n != 2 || err != nil || len(h.mail.list) != 2 {
			t.Errorf("the holder: %d, %v, %d mails", n, err, len(h.mail.list))
		}
	})
}
