package seal_test

import (
	"errors"
	"sync"
	"testing"

	"github.com/assay-engine/assay/internal/seal"
)

// Both halves are kept as 32 bytes and come back as the same pair.
func TestKeysAreKeptAsBytes(t *testing.T) {
	key := newKey(t, "officer")
	secret, err := key.Reveal()
	if err != nil || len(secret) != seal.KeySize {
		t.Fatalf("%d bytes, %v", len(secret), err)
	}
	again, err := seal.ParsePrivateKey(secret)
	if err != nil || again.ID() != key.ID() {
		t.Errorf("private: %v, %v", again, err)
	}
	public, err := seal.ParsePublicKey(key.Public().Bytes())
	if err != nil || public.ID() != key.ID() {
		t.Errorf("public: %v, %v", public.ID(), err)
	}
	if (seal.PublicKey{}).Bytes() != nil {
		t.Error("the zero key has bytes")
	}
	for _, length := range []int{0, 31, 33} {
		if _, err := seal.ParsePrivateKey(make([]byte, length)); !errors.Is(err, seal.ErrTampered) {
			t.Errorf("a private key of %d bytes: %v", length, err)
		}
		if _, err := seal.ParsePublicKey(make([]byte, length)); !errors.Is(err, seal.ErrTampered) {
			t.Errorf("a public key of %d bytes: %v", length, err)
		}
	}
}

// Requests seal and open at the same time with the same keys and ring.
func TestKeysAndRingsAreShared(t *testing.T) {
	tender, supplier, ring := newKey(t, "tender"), newKey(t, "supplier"), ringOf(t, "k", "k")
	at := place
	at.Part = seal.Attachment("0198c0de")
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			random := source("shared")
			wrapped, err := ring.Wrap(random, owner, tender)
			if err != nil {
				t.Error(err)
				return
			}
			key, err := ring.Unwrap(owner, wrapped)
			if err != nil {
				t.Error(err)
				return
			}
			sealed, err := seal.Seal(random, at, seal.Content{Part: []byte("x")}, to(seal.Tender, tender), to(seal.Supplier, supplier))
			if err != nil {
				t.Error(err)
				return
			}
			for _, k := range []seal.PrivateKey{key, supplier} {
				if c, err := seal.Open(sealed, at, k); err != nil || string(c.Part) != "x" {
					t.Errorf("%q, %v", c.Part, err)
				}
			}
		})
	}
	all.Wait()
}
