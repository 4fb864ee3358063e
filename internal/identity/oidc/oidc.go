// Package oidc reads the tokens of identity providers that an installation
// trusts: OpenID Connect issuers, such as a council's own directory.
//
// A token is believed when its issuer is configured here, its signature is by a
// key that the issuer publishes now, with an algorithm of the list below, it is
// meant for this installation (audience), and it is neither too early nor too
// late. Who the person is here is decided elsewhere.
package oidc

import (
	"net/http"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"

	"github.com/assay-engine/assay/internal/fault"
)

// The faults of tokens.
var (
	ErrToken       = fault.New(fault.Unauthenticated, "token-refused", "This token is not one that this installation believes")
	ErrUnreachable = fault.New(fault.Unavailable, "issuer-unreachable", "The identity provider does not answer: try again soon")
)

// Skew is how far the clock of an issuer may be off.
const Skew = time.Minute

// LongestLife is the longest time from a token's issue to its end: what lives
// longer is a key, not a sign-in.
const LongestLife = 24 * time.Hour

// longest is the size of the largest token that is read, in bytes.
const longest = 8 << 10

// algorithms are the signatures that are believed: with a key pair only, since
// whoever can check a shared secret can sign with it, and never "none".
var algorithms = []string{oidc.RS256, oidc.RS384, oidc.RS512, oidc.PS256, oidc.PS384, oidc.PS512, oidc.ES256, oidc.ES384, oidc.ES512, oidc.EdDSA}

// Claims is what a believed token says.
type Claims struct {
	Issuer        string
	Subject       string // who it is, to the issuer; for ever the same
	Email         string
	EmailVerified bool
	ByEmail       bool // the installation lets a verified address stand for a person
}

// Issuers is the issuers that an installation trusts. The nil Issuers are none.
type Issuers struct {
	list []*issuer
}

// New makes the issuers of settings. now tells the time; client asks the
// issuers, and should have a time limit.
func New(settings []Setting, now func() time.Time, client *http.Client) *Issuers {
	all := &Issuers{}
	for _, s := range settings {
		all.list = append(all.list, newIssuer(s, now, client))
	}
	return all
}

// Any reports whether people sign in at an issuer.
func (i *Issuers) Any() bool { return i != nil && len(i.list) > 0 }

// Names lists the issuers, for a reader.
func (i *Issuers) Names() string {
	if i == nil {
		return ""
	}
	names := make([]string, len(i.list))
	for n, one := range i.list {
		names[n] = one.Issuer
	}
	return strings.Join(names, ", ")
}

// Looks reports whether a secret has the form of a token: three parts with
// dots between, the first a JSON object in base64.
func Looks(text string) bool {
	return strings.HasPrefix(text, "eyJ") && strings.Count(text, ".") == 2 && len(text) <= longest
}
