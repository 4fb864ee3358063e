package api_test

import (
	"crypto/ed25519"
	"encoding/json"
	"testing"
	"time"

	"github.com/assay-engine/assay/pkg/bundle"
)

// seededSigner signs receipts in the tests, always with the same key.
type seededSigner struct {
	id      string
	private ed25519.PrivateKey
}

var receiptSigner = newSeededSigner("signing key of the API's tests!!")

func newSeededSigner(seed string) seededSigner {
	private := ed25519.NewKeyFromSeed([]byte(seed))
	return seededSigner{id: bundle.KeyID(private.Public().(ed25519.PublicKey)), private: private}
}

func (s seededSigner) KeyID() string { return s.id }

func (s seededSigner) Sign(message []byte) []byte { return ed25519.Sign(s.private, message) }

// Keys is the same, as the service publishes it.
func (s seededSigner) Keys() bundle.Keys { return s.keys() }

// keys is the key document by which anybody verifies what the tests signed.
func (s seededSigner) keys() bundle.Keys {
	return bundle.NewKeys(bundle.Key{
		ID: s.id, Algorithm: bundle.Ed25519, PublicKey: s.private.Public().(ed25519.PublicKey),
		ValidFrom: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC),
	})
}

// verified checks that a receipt verifies by itself and against the document.
func verified(t *testing.T, receipt, document any) {
	t.Helper()
	r, err := json.Marshal(receipt)
	if err != nil {
		t.Fatal(err)
	}
	d, err := json.Marshal(document)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := bundle.VerifyBid(r, d, receiptSigner.keys()); err != nil {
		t.Errorf("receipt %s\nof %s\ndoes not verify: %v", r, d, err)
	}
}
