package main

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
)

// running is a service that serves until the test ends, and what it said first.
type running struct {
	address string
	out     *said
	stop    func() int
}

// said is what a program says while a test listens.
type said struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write implements io.Writer.
func (s *said) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

func (s *said) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

func serving(t *testing.T, args ...string) running {
	t.Helper()
	address := freeAddress(t)
	ctx, stop := context.WithCancel(t.Context())
	var out, errs said
	ended := make(chan int, 1)
	go func() {
		ended <- run(world{ctx: ctx, stdin: strings.NewReader(""), stdout: &out, stderr: &errs}, append([]string{"--listen", address}, args...))
	}()
	return running{address: address, out: &out, stop: func() int { stop(); return <-ended }}
}

var invitation = regexp.MustCompile(`assay-invitation_\S+`)

// TestFirstPerson accepts the first invitation and signs in, as the first start
// says.
func TestFirstPerson(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	s := serving(t, "--data", data)
	ready(t, s.address)
	server := "http://" + s.address
	token := invitation.FindString(s.out.String())
	if token == "" {
		t.Fatalf("no invitation in %s", s.out)
	}
	status, out, stderr := assay(t, token+"\nshort\n", "accept", "--server", server, "--name", "Chris", "--email", "chris@example.org")
	if status != exitFailed || !strings.Contains(stderr, "12 characters") {
		t.Errorf("a short password: %d %s %s", status, out, stderr)
	}
	status, out, stderr = assay(t, token+"\nlamp cloud table river\n", "accept", "--server", server, "--name", "Chris", "--email", "chris@example.org")
	if status != 0 || !strings.Contains(out, "otpauth://totp/Assay:chris@example.org") {
		t.Fatalf("accept: %d %s %s", status, out, stderr)
	}
	secret := regexp.MustCompile(`(?m)^  ([A-Z2-7]{32})$`).FindStringSubmatch(out)
	if secret == nil {
		t.Fatalf("no secret in %s", out)
	}
	code, err := totp.GenerateCode(secret[1], time.Now())
	if err != nil {
		t.Fatal(err)
	}
	status, out, stderr = assay(t, "lamp cloud table river\n"+code+"\n", "signin", "--server", server, "--email", "chris@example.org")
	if status != 0 || !strings.HasPrefix(out, "assay-session_") || strings.Count(out, "\n") != 1 || strings.Contains(stderr, "lamp") {
		t.Errorf("signin: %d %q %q", status, out, stderr)
	}
	status, _, stderr = assay(t, "lamp cloud table river\n"+code+"\n", "signin", "--server", server, "--email", "chris@example.org")
	if status != exitFailed || !strings.Contains(stderr, "sign-in-refused") {
		t.Errorf("the code again: %d %s", status, stderr)
	}
	if got := s.stop(); got != 0 {
		t.Errorf("status %d", got)
	}
	if status, out, stderr := assay(t, "", "key", "--person", "--data", data); status != 0 || !invitation.MatchString(out) {
		t.Errorf("key --person: %d %s %s", status, out, stderr)
	}
}

// TestSecretsStayHome sends no password over a wire that others can read.
func TestSecretsStayHome(t *testing.T) {
	for _, c := range []struct {
		server string
		want   string
	}{
		{"http://assay.example.org", "expected https"},
		{"assay.example.org", "expected an address"},
		{"ftp://127.0.0.1", "expected https"},
	} {
		status, _, stderr := assay(t, "a password of mine\n123456\n", "signin", "--server", c.server, "--email", "x@example.org")
		if status != exitFailed || !strings.Contains(stderr, c.want) {
			t.Errorf("%s: %d %s", c.server, status, stderr)
		}
	}
	if status, _, stderr := assay(t, "", "signin", "--email", "x@example.org"); status != exitFailed || !strings.Contains(stderr, "nothing was said") {
		t.Errorf("no answer: %d %s", status, stderr)
	}
	if status, _, stderr := assay(t, "", "signin", "--password", "x"); status != exitUsage || !strings.Contains(stderr, "--password") {
		t.Errorf("a password among the arguments: %d %s", status, stderr)
	}
}

// TestDoorSettings name themselves when they do not fit.
func TestDoorSettings(t *testing.T) {
	for _, c := range []struct {
		args   []string
		status int
		want   []string
	}{
		{[]string{"--tls-cert", "x"}, exitUsage, []string{"ASSAY_TLS_CERT", "ASSAY_TLS_KEY", "go together"}},
		{[]string{"--tls-cert", "/nowhere/c", "--tls-key", "/nowhere/k"}, exitFailed, []string{"--tls-cert"}},
		{[]string{"--trusted-proxy", "proxy"}, exitUsage, []string{"ASSAY_TRUSTED_PROXIES", "10.0.0.0/8"}},
		{[]string{"--rate-key=-1"}, exitUsage, []string{"ASSAY_RATE_KEY", "0 or more"}},
		{[]string{"--oidc-issuer", "http://login.example.org|assay"}, exitUsage, []string{"ASSAY_OIDC_ISSUERS", "https"}},
		{[]string{"--oidc-issuer", "https://a.example|x;https://a.example|y"}, exitUsage, []string{"ASSAY_OIDC_ISSUERS", "twice"}},
	} {
		status, _, stderr := assay(t, "", append(c.args, "--data="+filepath.Join(t.TempDir(), "d"), "--listen=127.0.0.1:0")...)
		if status != c.status {
			t.Errorf("%v: status %d, want %d: %s", c.args, status, c.status, stderr)
		}
		for _, want := range c.want {
			if !strings.Contains(stderr, want) {
				t.Errorf("%v: %q does not say %q", c.args, stderr, want)
			}
		}
	}
}

// TestTLS serves with a certificate, and with the next one without a new start.
func TestTLS(t *testing.T) {
	folder := t.TempDir()
	cert, key := filepath.Join(folder, "tls.crt"), filepath.Join(folder, "tls.key")
	certify(t, cert, key, 1)
	s := serving(t, "--data", filepath.Join(folder, "data"), "--tls-cert", cert, "--tls-key", key)
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		if status, _, _ := assay(t, "", "health", "--listen", s.address, "--tls-cert", cert); status == 0 {
			break
		}
		if time.Now().After(end) {
			t.Fatal("it does not get ready")
		}
	}
	if serial, secure := visit(t, s.address, tls.VersionTLS13); serial != 1 || secure == "" {
		t.Errorf("certificate %d, Strict-Transport-Security %q", serial, secure)
	}
	if conn, err := (&tls.Dialer{Config: &tls.Config{InsecureSkipVerify: true, MaxVersion: tls.VersionTLS11}}).DialContext(t.Context(), "tcp", s.address); err == nil {
		_ = conn.Close()
		t.Error("it speaks TLS 1.1")
	}
	if status, _, _ := assay(t, "", "health", "--listen", s.address); status == 0 {
		t.Error("it answers without TLS")
	}
	certify(t, cert, key, 2)
	if serial, _ := visit(t, s.address, tls.VersionTLS12); serial != 2 {
		t.Errorf("after the renewal the certificate is %d", serial)
	}
	if err := os.WriteFile(cert, []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	if serial, _ := visit(t, s.address, tls.VersionTLS13); serial != 2 {
		t.Errorf("in the middle of a renewal the certificate is %d", serial)
	}
	if !strings.Contains(s.out.String(), "https://") {
		t.Errorf("it says %s", s.out)
	}
	if got := s.stop(); got != 0 {
		t.Errorf("status %d", got)
	}
}

// visit asks for the health over TLS of at most a version.
func visit(t *testing.T, address string, version uint16) (serial int64, secure string) {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true, TLSClientConfig: &tls.Config{InsecureSkipVerify: true, MaxVersion: version}}}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://"+address+"/healthz", nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	return answer.TLS.PeerCertificates[0].SerialNumber.Int64(), answer.Header.Get("Strict-Transport-Security")
}

// certify writes a certificate of this machine.
func certify(t *testing.T, certFile, keyFile string, serial int64) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: "assay"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range []struct {
		path, kind string
		der        []byte
	}{{keyFile, "PRIVATE KEY", private}, {certFile, "CERTIFICATE", der}} {
		if err := os.WriteFile(f.path, pem.EncodeToMemory(&pem.Block{Type: f.kind, Bytes: f.der}), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	later := time.Now().Add(time.Duration(serial) * time.Second) // a file system may count in seconds
	if err := os.Chtimes(certFile, later, later); err != nil {
		t.Fatal(err)
	}
}
