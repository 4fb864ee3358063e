package oidc

import (
	"fmt"
	"net/url"
	"strings"
)

// Setting is one issuer as an operator configures it.
type Setting struct {
	Issuer   string // its address, exactly as its tokens name it
	Audience string // whom its tokens must be for: the client that stands for this installation
	Subject  string // the claim that names the person for ever; sub unless said otherwise
	Email    string // the claim of their address; empty where addresses do not count
	Verified string // the claim that says whether the address was verified
}

// ByEmail reports whether a verified address stands for a person who was not
// tied to the issuer before.
func (s Setting) ByEmail() bool { return s.Email != "" }

// Parse reads a setting of the form ISSUER|AUDIENCE|MAPPING. The mapping may be
// left out; it is a list such as subject=oid,email=email,verified=email_verified.
// Naming email lets a verified address stand for a person.
func Parse(text string) (Setting, error) {
	parts := strings.Split(text, "|")
	if len(parts) < 2 || len(parts) > 3 || parts[0] == "" || parts[1] == "" {
		return Setting{}, fmt.Errorf("%q: expected ISSUER|AUDIENCE or ISSUER|AUDIENCE|subject=…,email=…,verified=…", text)
	}
	s := Setting{Issuer: parts[0], Audience: parts[1], Subject: "sub", Verified: "email_verified"}
	if err := s.checkAddress(); err != nil {
		return Setting{}, err
	}
	if len(parts) == 3 {
		return s, s.read(parts[2])
	}
	return s, nil
}

// checkAddress wants TLS, but on this machine itself: whoever answers in the
// issuer's place decides who everybody is.
func (s Setting) checkAddress() error {
	u, err := url.Parse(s.Issuer)
	if err != nil || u.Host == "" || u.RawQuery != "" || u.Fragment != "" {
		return fmt.Errorf("issuer %q: expected an address such as https://login.example.org", s.Issuer)
	}
	local := u.Hostname() == "127.0.0.1" || u.Hostname() == "localhost" || u.Hostname() == "::1"
	if u.Scheme != "https" && (u.Scheme != "http" || !local) {
		return fmt.Errorf("issuer %q: expected an https address", s.Issuer)
	}
	return nil
}

func (s *Setting) read(mapping string) error {
	for pair := range strings.SplitSeq(mapping, ",") {
		name, claim, ok := strings.Cut(pair, "=")
		if !ok || claim == "" {
			return fmt.Errorf("claim mapping %q: expected name=claim", pair)
		}
		switch name {
		case "subject":
			s.Subject = claim
		case "email":
			s.Email = claim
		case "verified":
			s.Verified = claim
		default:
			return fmt.Errorf("claim mapping %q: expected subject, email or verified", pair)
		}
	}
	return nil
}
