package identifier_test

import (
	"testing"

	"github.com/assay-engine/assay/internal/identity/identifier"
)

// TestCheck tries numbers that were published by their registers, and ones
// bent in one place.
func TestCheck(t *testing.T) {
	for _, c := range []struct {
		scheme, number string
		fits           bool
	}{
		{"GB-COH", "09506232", true},
		{"GB-COH", "SC012345", true},
		{"GB-COH", "NI012345", true},
		{"GB-COH", "R0000001", true},
		{"GB-COH", "OC301540", true},
		{"GB-COH", "CE012345", true},
		{"GB-COH", "IP12345R", true},
		{"GB-COH", "RS007853", true},
		{"GB-COH", "9506232", false},
		{"GB-COH", "XX123456", false},
		{"GB-COH", "SC12345", false},
		{"GB-COH", "095062321", false},
		{"GB-CHC", "279417", true},
		{"GB-CHC", "1090095", true},
		{"GB-CHC", "1090095-1", true},
		{"GB-CHC", "12345", false},
		{"GB-CHC", "SC012345", false},
		{"GB-SC", "SC012345", true},
		{"GB-SC", "012345", false},
		{"GB-NIC", "100012", true},
		{"GB-NIC", "NIC100012", true},
		{"GB-NIC", "1000", false},
		{"GB-PPON", "PBZB-4962-TVLR", true},
		{"GB-PPON", "ABZB-4962-TVLR", false},
		{"GB-PPON", "PBZB-496-TVLR", false},
		{"GB-PPON", "PBZB4962TVLR", false},
		{"GB-LAE", "KWL", true},
		{"GB-LAE", "K1", false},
		{"GB-LANI", "BFS", true},
		{"GB-VAT", "GB107328000", true},
		{"GB-VAT", "107328000", true},
		{"GB-VAT", "107328001", false},
		{"GB-VAT", "GD001", true},
		{"XI-LEI", "213800D1EI4B9WTWWD28", true},
		{"XI-LEI", "213800D1EI4B9WTWWD29", false},
		{"GB-UKPRN", "10007783", true},
		{"GB-UKPRN", "20007783", false},
		{"IE-CRO", "123456", true},
		{"IE-CRO", "12 34", false},
		{"IE-CRO", "", false},
	} {
		if trouble := identifier.Check(c.scheme, c.number); (trouble == "") != c.fits {
			t.Errorf("%s %q: got %q, want fitting %t", c.scheme, c.number, trouble, c.fits)
		}
	}
}

// TestSchemes knows the lists of the United Kingdom and takes those of others.
func TestSchemes(t *testing.T) {
	for name, fits := range map[string]bool{
		"GB-COH": true, "GB-PPON": true, "IE-CRO": true, "XI-LEI": true,
		"GB-XYZ": false, "XI-XYZ": false, "gb-coh": false, "COH": false, "": false, "GB-": false,
	} {
		if trouble := identifier.KnowsScheme(name); (trouble == "") != fits {
			t.Errorf("%q: got %q, want fitting %t", name, trouble, fits)
		}
	}
	for _, name := range identifier.Schemes() {
		if identifier.Check(name, "") == "" || identifier.Check(name, "a\nb") == "" {
			t.Errorf("%s takes nothing for a number", name)
		}
	}
	if got := identifier.Normal(" sc 012345 "); got != "SC012345" {
		t.Errorf("got %q", got)
	}
}
