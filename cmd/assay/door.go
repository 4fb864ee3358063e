package main

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/assay-engine/assay/api"
	"github.com/assay-engine/assay/internal/config"
	"github.com/assay-engine/assay/internal/identity/oidc"
)

// limitsOf is what the settings say of requests. Four seconds' worth may come
// at once; of those at the door a hundred, since a council's morning is one.
func limitsOf(s config.Server) api.Limits {
	rate := func(perSecond float64, atOnce int) api.Rate { return api.Rate{PerSecond: perSecond, AtOnce: atOnce} }
	return api.Limits{
		Key:     rate(s.RateKey, int(4*s.RateKey)),
		Address: rate(s.RateAddress, int(4*s.RateAddress)),
		Door:    rate(s.RateDoor, max(100, int(4*s.RateDoor))),
	}
}

// issuersOf reads the identity providers of the settings.
func issuersOf(s config.Server) (*oidc.Issuers, error) {
	var list []oidc.Setting
	var all error
	seen := map[string]bool{}
	for _, text := range s.OIDC {
		one, err := oidc.Parse(text)
		if err == nil && seen[one.Issuer] {
			err = fmt.Errorf("%s is named twice", one.Issuer)
		}
		if err != nil {
			all = errors.Join(all, config.AsWrong("--oidc-issuer (ASSAY_OIDC_ISSUERS)", err))
		}
		seen[one.Issuer] = true
		list = append(list, one)
	}
	return oidc.New(list, time.Now, &http.Client{Timeout: 5 * time.Second}), all
}

// answer serves a listener, with TLS where the settings have a certificate.
func (s *service) answer(server *http.Server, listener net.Listener) error {
	if !s.settings.TLS() {
		return server.Serve(listener)
	}
	c := &certificate{cert: s.settings.TLSCert, key: s.settings.TLSKey}
	if _, err := c.get(nil); err != nil {
		return errors.Join(err, listener.Close())
	}
	server.TLSConfig = &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: c.get}
	return server.ServeTLS(listener, "", "")
}

// certificate is a pair of files, read again when they are renewed. Half a
// renewal, or a wrong one, leaves the certificate that was there.
type certificate struct {
	cert, key string

	mu     sync.Mutex
	loaded *tls.Certificate
	at     time.Time // when the certificate's file was last changed
}

func (c *certificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	info, err := os.Stat(c.cert)
	if err == nil && info.ModTime().Equal(c.at) {
		return c.loaded, nil
	}
	var pair tls.Certificate
	if err == nil {
		pair, err = tls.LoadX509KeyPair(c.cert, c.key)
	}
	if err != nil {
		if c.loaded != nil {
			return c.loaded, nil
		}
		return nil, fmt.Errorf("read the certificate (--tls-cert, --tls-key): %w", err)
	}
	c.loaded, c.at = &pair, info.ModTime()
	return c.loaded, nil
}

// healthClient asks the service on this machine. Where it speaks TLS, the one
// certificate that is believed is its own.
func healthClient(cert string) (client *http.Client, scheme string, err error) {
	if cert == "" {
		return http.DefaultClient, "http", nil
	}
	text, err := os.ReadFile(cert) //nolint:gosec // the operator's own setting
	if err != nil {
		return nil, "", fmt.Errorf("read --tls-cert (ASSAY_TLS_CERT): %w", err)
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, "", errors.New("--tls-cert (ASSAY_TLS_CERT) is not a PEM file")
	}
	leaf, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return nil, "", fmt.Errorf("read --tls-cert (ASSAY_TLS_CERT): %w", err)
	}
	trusted := x509.NewCertPool()
	trusted.AddCert(leaf)
	return &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: trusted, ServerName: hostOf(leaf)}}}, "https", nil
}

func hostOf(c *x509.Certificate) string {
	switch {
	case len(c.DNSNames) > 0:
		return c.DNSNames[0]
	case len(c.IPAddresses) > 0:
		return c.IPAddresses[0].String()
	}
	return c.Subject.CommonName
}
