package lookalike_test

import (
	"testing"

	"github.com/assay-engine/assay/internal/identity/lookalike"
)

// TestSkeleton holds pairs of names together, or apart.
func TestSkeleton(t *testing.T) {
	for _, c := range []struct {
		a, b  string
		alike bool
	}{
		{"Acme Ltd", "ACME Limited", true},
		{"Acme Ltd", "The Acme Company (UK) Ltd.", true},
		{"Acme Ltd", "Аcme Ltd", true},        // a Cyrillic А
		{"Greenlark", "Greenl\u0430rk", true}, // a Cyrillic а inside
		{"Greenlark", "Green\u200blark", true},
		{"Greenlark", "Gréenlark", true},
		{"Greenlark Grounds", "Greenlark-Grounds C.I.C.", true},
		{"Modern Parks", "Modem Parks", true},
		{"Parks & Paths", "Parks and Paths", true},
		{"Willow Trust", "Wi11ow Trust", true},
		{"Ⅷ Trust", "VIII Trust", true},
		{"St. John's", "St Johns", true},
		{"Limited", "Acme Limited", false},
		{"Greenlark", "Greenlake", false},
		{"Acme North", "Acme South", false},
		{"Acme 2", "Acme 7", false},
	} {
		if a, b := lookalike.Skeleton(c.a), lookalike.Skeleton(c.b); (a == b) != c.alike {
			t.Errorf("%q is %q and %q is %q, want alike %t", c.a, a, c.b, b, c.alike)
		}
	}
	if got := lookalike.Skeleton("!!!"); got != "" {
		t.Errorf("a name of nothing has the skeleton %q", got)
	}
}
