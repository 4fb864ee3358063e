package seal_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/assay-engine/assay/internal/seal"
)

// TestAdmitHead admits a recipient to a file without its body at hand: the new
// head before the old body is what Admit would have made.
func TestAdmitHead(t *testing.T) {
	tender, supplier, rival := newKey(t, "tender"), newKey(t, "supplier"), newKey(t, "rival")
	text := strings.Repeat("a file ", 100_000)
	sealed := enclose(t, text, to(seal.Supplier, supplier))
	head, body, err := seal.Split(sealed)
	if err != nil || !bytes.Equal(append(append([]byte{}, head...), body...), sealed) {
		t.Fatalf("the two are not the whole: %v", err)
	}
	if _, err := seal.AdmitHead(head, place, rival, to(seal.Tender, tender)); !errors.Is(err, seal.ErrWrongRecipient) {
		t.Errorf("a rival admitted: %v", err)
	}
	admitted, err := seal.AdmitHead(head, place, supplier, to(seal.Tender, tender))
	if err != nil {
		t.Fatal(err)
	}
	for name, key := range map[string]seal.PrivateKey{"tender": tender, "supplier": supplier} {
		c, err := seal.Open(append(append([]byte{}, admitted...), body...), place, key)
		if err != nil || string(c.Part) != text {
			t.Errorf("the %s: %v", name, err)
		}
	}
	if _, _, err := seal.Split([]byte("AENV")); !errors.Is(err, seal.ErrTampered) {
		t.Errorf("four bytes were split: %v", err)
	}
}
