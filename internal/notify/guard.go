package notify

import (
	"errors"
	"net/netip"
)

// ErrInside is the error of an address that is not of the open internet.
var ErrInside = errors.New("the address is not of the open internet")

// inside lists what net/netip does not know to be special: ranges that are not
// of the open internet, or that hide another address (IANA special-purpose
// registries, RFC 6890 and its successors).
var inside = prefixes(
	"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4",
	"64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "100:0:0:1::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fec0::/10",
)

func prefixes(list ...string) (all []netip.Prefix) {
	for _, text := range list {
		all = append(all, netip.MustParsePrefix(text))
	}
	return all
}

// OpenInternet refuses every address that is not of the open internet:
// loopback, private, link-local (clouds answer with their secrets there),
// multicast, reserved, and IPv6 addresses that stand for such an IPv4 one.
func OpenInternet(ip netip.Addr) error {
	ip = ip.Unmap().WithZone("")
	if !ip.IsValid() || !ip.IsGlobalUnicast() || ip.IsPrivate() {
		return ErrInside
	}
	if ip.Is6() && !netip.MustParsePrefix("2000::/3").Contains(ip) {
		return ErrInside
	}
	for _, p := range inside {
		if p.Contains(ip) {
			return ErrInside
		}
	}
	return nil
}
