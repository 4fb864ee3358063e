package notify_test

import (
	"net/netip"
	"testing"

	"github.com/assay-engine/assay/internal/notify"
)

// TestOpenInternet lets the open internet pass and nothing else.
func TestOpenInternet(t *testing.T) {
	for _, text := range []string{
		"127.0.0.1", "127.255.255.254", "127.0.0.2", "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.0.1", "192.168.255.255",
		"169.254.0.1", "169.254.169.254", "169.254.170.2", "100.64.0.1", "100.100.100.200", "100.127.255.255", "192.0.0.1", "192.0.0.192", "192.0.2.1", "192.88.99.1",
		"198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
		"::", "::1", "::2", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:192.168.1.1", "::ffff:0:127.0.0.1",
		"fe80::1", "fe80::1%eth0", "febf::1", "fc00::1", "fd00::1", "fd00:ec2::254", "fdff:ffff::1", "fec0::1", "ff02::1", "ff0e::1",
		"64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "100::1", "2001::1", "2001:0:7f00:1::", "2001:db8::1", "2001:10::1", "2001:20::1",
		"2002:7f00:1::", "2002:a9fe:a9fe::1", "2002:c0a8:101::1", "3fff::1", "5f00::1", "4000::1",
	} {
		if notify.OpenInternet(netip.MustParseAddr(text)) == nil {
			t.Errorf("%s passes", text)
		}
	}
	for _, text := range []string{"1.1.1.1", "93.184.216.34", "8.8.8.8", "172.15.255.255", "172.32.0.1", "100.63.255.255", "100.128.0.1", "192.167.255.255", "2606:4700:4700::1111", "2a00:1450:4009::200e", "::ffff:1.1.1.1"} {
		if err := notify.OpenInternet(netip.MustParseAddr(text)); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
	if notify.OpenInternet(netip.Addr{}) == nil {
		t.Error("no address passes")
	}
}
