package seal_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/assay-engine/assay/internal/seal"
)

// known are all the answers that changed bytes may get.
var known = []*seal.Error{
	seal.ErrTampered, seal.ErrMisplaced, seal.ErrWrongRecipient, seal.ErrUnknownVersion, seal.ErrKEKMissing, seal.ErrKEKWrong,
}

func isKnown(err error) bool {
	return slices.ContainsFunc(known, func(k *seal.Error) bool { return errors.Is(err, k) })
}

// Every single bit of an envelope is looked at, whichever recipient opens: also
// the bits that only the other recipient needs.
func TestAnyFlippedBitOfAnEnvelopeIsRefused(t *testing.T) {
	tender, supplier := newKey(t, "tender"), newKey(t, "supplier")
	sealed := enclose(t, "secret", to(seal.Tender, tender), to(seal.Supplier, supplier))
	header := 71 + 2*97
	for bit := range len(sealed) * 8 {
		if bit/8 >= header+64 && bit/8 < len(sealed)-32 && bit%61 != 0 {
			continue // the body is one ciphertext: a sample of its middle says as much
		}
		changed := slices.Clone(sealed)
		changed[bit/8] ^= 1 << (bit % 8)
		for _, key := range []seal.PrivateKey{tender, supplier} {
			if c, err := seal.Open(changed, place, key); !isKnown(err) || c.Part != nil {
				t.Fatalf("bit %d of byte %d flipped: %v", bit%8, bit/8, err)
			}
		}
	}
}

func TestChangedEnvelopesAreRefused(t *testing.T) {
	tender, supplier, rival := newKey(t, "tender"), newKey(t, "supplier"), newKey(t, "rival")
	sealed := enclose(t, "secret", to(seal.Tender, tender), to(seal.Supplier, supplier))
	other := enclose(t, "another", to(seal.Tender, tender), to(seal.Supplier, supplier))
	alone := enclose(t, "secret", to(seal.Supplier, supplier))
	const first, header = 39, 71 + 2*97
	swap := slices.Concat(sealed[:first], sealed[first+97:first+194], sealed[first:first+97], sealed[first+194:])
	dropped := slices.Concat(sealed[:6], []byte{1}, sealed[7:first], sealed[first+97:])
	kind := slices.Clone(sealed)
	kind[first] = byte(seal.Officer)
	for name, changed := range map[string][]byte{
		"empty":                            {},
		"another's body":                   slices.Concat(sealed[:header], other[header:]),
		"another's header":                 slices.Concat(other[:header], sealed[header:]),
		"another's locks":                  slices.Concat(sealed[:first], other[first:first+194], sealed[first+194:]),
		"locks in another order":           swap,
		"a lock dropped":                   dropped,
		"a lock of another kind":           kind,
		"a rival's name on the lock":       named(sealed, rival),
		"a byte more":                      append(slices.Clone(sealed), 0),
		"a byte less":                      sealed[:len(sealed)-1],
		"a bucket more":                    append(slices.Clone(sealed), make([]byte, 12<<10)...),
		"the header alone":                 sealed[:header],
		"no recipients":                    slices.Concat(sealed[:6], []byte{0}, sealed[7:]),
		"255 recipients":                   slices.Concat(sealed[:6], []byte{255}, sealed[7:]),
		"a body under a lonely header":     slices.Concat(alone[:71+97], sealed[header:]),
		"the tag of a lonely header":       slices.Concat(sealed[:header-32], alone[39+97:71+97], sealed[header:]),
		"nothing but the name of a format": []byte("AENV"),
	} {
		for _, key := range []seal.PrivateKey{tender, supplier, rival} {
			if _, err := seal.Open(changed, place, key); !isKnown(err) {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	later := slices.Clone(sealed)
	later[4] = 2
	if _, err := seal.Open(later, place, tender); !errors.Is(err, seal.ErrUnknownVersion) {
		t.Errorf("a later version: %v, want %s", err, seal.UnknownVersion)
	}
}

// named puts a rival's key id on the first lock.
func named(sealed []byte, rival seal.PrivateKey) []byte {
	changed := slices.Clone(sealed)
	id := rival.ID()
	copy(changed[40:56], id[:])
	return changed
}

func TestAnyFlippedBitOfAWrappedKeyIsRefused(t *testing.T) {
	ring, owner := ringOf(t, "2026-11", "2026-11"), seal.Owner{Purpose: seal.TenderPrice, ID: "tender-1"}
	wrapped, err := ring.Wrap(source("wrap"), owner, newKey(t, "tender"))
	if err != nil {
		t.Fatal(err)
	}
	for bit := range len(wrapped) * 8 {
		changed := slices.Clone(wrapped)
		changed[bit/8] ^= 1 << (bit % 8)
		if _, err := ring.Unwrap(owner, changed); !isKnown(err) || errors.Is(err, seal.ErrKEKWrong) {
			t.Errorf("bit %d of byte %d flipped: %v", bit%8, bit/8, err)
		}
	}
	for length := range wrapped {
		if _, err := ring.Unwrap(owner, wrapped[:length]); !errors.Is(err, seal.ErrTampered) {
			t.Errorf("cut to %d bytes: %v, want %s", length, err, seal.Tampered)
		}
	}
}

func FuzzOpen(f *testing.F) {
	tender, supplier := newKey(f, "tender"), newKey(f, "supplier")
	sealed := enclose(f, "secret", to(seal.Tender, tender), to(seal.Supplier, supplier))
	shared := enclose(f, "secret", to(seal.Share, tender), to(seal.Share, supplier))
	f.Add(sealed)
	f.Add(shared)
	f.Add(sealed[:71+97])
	f.Add([]byte("AENV\x01\x01\x01"))
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := seal.Open(b, place, tender, supplier)
		if err == nil && string(c.Part) != "secret" {
			t.Fatalf("made up bytes open: %q", c.Part)
		}
		if err != nil && !isKnown(err) {
			t.Fatalf("an error without a name: %v", err)
		}
		if _, err := seal.Recipients(b); err != nil && !isKnown(err) {
			t.Fatalf("an error without a name: %v", err)
		}
	})
}

func FuzzUnwrap(f *testing.F) {
	ring, owner := ringOf(f, "k", "k"), seal.Owner{Purpose: "p", ID: "o"}
	wrapped, err := ring.Wrap(source("wrap"), owner, newKey(f, "tender"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(wrapped)
	f.Add(wrapped[:40])
	f.Add([]byte("AKEY\x01\x01\xff"))
	f.Fuzz(func(t *testing.T, b []byte) {
		key, err := ring.Unwrap(owner, b)
		if err == nil && key.ID() != newKey(t, "tender").ID() {
			t.Fatal("made up bytes unwrap")
		}
		if err != nil && !isKnown(err) {
			t.Fatalf("an error without a name: %v", err)
		}
	})
}

func FuzzParseRing(f *testing.F) {
	f.Add("a=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=, b=AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")
	f.Add("=,=\n x")
	f.Fuzz(func(t *testing.T, text string) {
		r, err := seal.ParseRing(text)
		if err != nil && r != nil && fmt.Sprint(r) == "" {
			t.Fatal("half a ring")
		}
	})
}
