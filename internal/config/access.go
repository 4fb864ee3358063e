package config

import (
	"errors"
	"net/netip"
)

// Access says how callers reach the service and how many requests they may
// send.
type Access struct {
	TLSCert  string   `help:"Certificate file (PEM, with its chain) to speak TLS with; --tls-key goes with it. Read again when it is renewed." name:"tls-cert" env:"ASSAY_TLS_CERT" placeholder:"FILE"`
	TLSKey   string   `help:"Key file (PEM) of the certificate." name:"tls-key" env:"ASSAY_TLS_KEY" placeholder:"FILE"`
	TLSProxy bool     `help:"A proxy in front speaks TLS: browsers are told to use nothing else." name:"tls-proxy" env:"ASSAY_TLS_PROXY"`
	Proxies  []string `help:"Addresses or networks of proxies whose X-Forwarded-For is believed; left out, nobody's is." name:"trusted-proxy" env:"ASSAY_TRUSTED_PROXIES" placeholder:"ADDRESS"`

	OIDC []string `help:"Identity providers whose tokens people sign in with, each as ISSUER|AUDIENCE or ISSUER|AUDIENCE|subject=sub,email=email,verified=email_verified; several with ; between. Naming email lets a verified address stand for a person. Left out, people sign in here." name:"oidc-issuer" env:"ASSAY_OIDC_ISSUERS" sep:";" placeholder:"ISSUER|AUDIENCE"`

	RateKey     float64 `help:"Requests a second that one key or person may send; 0 for any number.." name:"rate-key" default:"2000" env:"ASSAY_RATE_KEY"`
	RateAddress float64 `help:"Requests a second that one address may send, whoever it is; 0 for any number." name:"rate-address" default:"5000" env:"ASSAY_RATE_ADDRESS"`
	RateDoor    float64 `help:"Registrations, sign-ins and accepted invitations a second of one address; 0 for any number." name:"rate-door" default:"5" env:"ASSAY_RATE_DOOR"`
}

// AsWrong is a setting that does not fit, in the words of whoever reads it.
func AsWrong(setting string, err error) error { return wrong("%s: %w", setting, err) }

// TLS reports whether the service itself speaks TLS.
func (a Access) TLS() bool { return a.TLSCert != "" }

// Check names every setting that does not fit and says what would.
func (a Access) Check() error {
	var all error
	if (a.TLSCert == "") != (a.TLSKey == "") {
		all = errors.Join(all, wrong("--tls-cert (ASSAY_TLS_CERT) and --tls-key (ASSAY_TLS_KEY) go together: one of them is missing"))
	}
	for _, p := range a.Proxies {
		_, network := netip.ParsePrefix(p)
		_, address := netip.ParseAddr(p)
		if network != nil && address != nil {
			all = errors.Join(all, wrong("--trusted-proxy (ASSAY_TRUSTED_PROXIES) has %q: expected an address or a network, such as 10.0.0.1 or 10.0.0.0/8", p))
		}
	}
	for name, rate := range map[string]float64{
		"--rate-key (ASSAY_RATE_KEY)": a.RateKey, "--rate-address (ASSAY_RATE_ADDRESS)": a.RateAddress, "--rate-door (ASSAY_RATE_DOOR)": a.RateDoor,
	} {
		if rate < 0 {
			all = errors.Join(all, wrong("%s is %g: expected 0 or more", name, rate))
		}
	}
	return all
}
