package notify

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"syscall"
	"time"
)

// sendTimeout is the longest time that one webhook takes, from the name to the
// end of the answer.
const sendTimeout = 5 * time.Second

// HTTPS sends webhooks. Every address that a name leads to is looked at when it
// is dialled, not before: a name that leads elsewhere a moment later gains
// nothing. Redirects are not followed.
type HTTPS struct{ client *http.Client }

// NewHTTPS makes a sender that dials only what guard lets pass. config may be
// nil; tests trust their own authority with it.
func NewHTTPS(guard func(netip.Addr) error, config *tls.Config) *HTTPS {
	if config == nil {
		config = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	dialer := &net.Dialer{Timeout: sendTimeout, Control: func(_, address string, _ syscall.RawConn) error {
		to, err := netip.ParseAddrPort(address)
		if err != nil {
			return ErrInside
		}
		return guard(to.Addr())
	}}
	return &HTTPS{client: &http.Client{
		Timeout: sendTimeout,
		Transport: &http.Transport{
			Proxy: nil, DialContext: dialer.DialContext, TLSClientConfig: config, TLSHandshakeTimeout: sendTimeout, ForceAttemptHTTP2: true,
			ResponseHeaderTimeout: sendTimeout, MaxResponseHeaderBytes: maxBody, DisableKeepAlives: true, MaxConnsPerHost: 4,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// Send implements Sender.
func (h *HTTPS) Send(ctx context.Context, url string, headers map[string]string, body []byte) error {
	if addressProblem(url) != "" {
		return ErrInside
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("prepare a webhook: %w", err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("User-Agent", "Assay-Webhooks/1")
	for name, value := range headers {
		request.Header.Set(name, value)
	}
	answer, err := h.client.Do(request)
	if err != nil {
		return plain(err)
	}
	defer func() { _ = answer.Body.Close() }()
	read, _ := io.Copy(io.Discard, io.LimitReader(answer.Body, maxBody+1)) // what it says is nobody's business here
	switch {
	case answer.StatusCode < 200 || answer.StatusCode > 299:
		return fmt.Errorf("answered %d", answer.StatusCode)
	case read > maxBody:
		return errors.New("answered with more than 64 KiB")
	}
	return nil
}

// plain says what went wrong without what a stranger's name or address could
// tell about the inside.
func plain(err error) error {
	var timeout net.Error
	switch {
	case errors.Is(err, ErrInside):
		return ErrInside
	case errors.As(err, &timeout) && timeout.Timeout():
		return errors.New("did not answer within 5 seconds")
	case errors.As(err, new(*tls.CertificateVerificationError)):
		return errors.New("has a certificate that cannot be trusted")
	default:
		return errors.New("cannot be reached")
	}
}
