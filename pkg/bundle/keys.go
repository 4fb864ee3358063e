package bundle

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/assay-engine/assay/pkg/strictjson"
)

// Ed25519 is the one algorithm of signing keys.
const Ed25519 = "Ed25519"

// KindKeys is the kind of a key document.
const KindKeys = "assay.keys/1"

// Keys is the key document that an issuer publishes under /.well-known/assay-keys.json: every public key it has ever signed with, and when.
// Whoever checks a document must have got it from a place they trust.
type Keys struct {
	Kind string `json:"kind"`
	Keys []Key  `json:"keys"`
}

// Key is one public key. It may sign from ValidFrom until ValidUntil, both inclusive; a ValidUntil of nil is a key in use.
type Key struct {
	ID         string     `json:"kid"`
	Algorithm  string     `json:"algorithm"`
	PublicKey  []byte     `json:"publicKey"` // 32 bytes, base64 in JSON
	ValidFrom  time.Time  `json:"validFrom"`
	ValidUntil *time.Time `json:"validUntil"`
}

// NewKeys is the key document of these keys.
func NewKeys(keys ...Key) Keys { return Keys{Kind: KindKeys, Keys: keys} }

// ParseKeys reads a key document strictly. The error is a *strictjson.Error with every fault.
func ParseKeys(document []byte) (Keys, error) {
	var k Keys
	if err := strictjson.Decode(document, &k, strictjson.Default); err != nil {
		return Keys{}, err
	}
	if faults := k.check(); len(faults) > 0 {
		return Keys{}, &strictjson.Error{Faults: faults}
	}
	return k, nil
}

func (k Keys) check() (faults []strictjson.Fault) {
	add := func(pointer, code, detail string) {
		faults = append(faults, strictjson.Fault{Pointer: pointer, Code: code, Detail: detail})
	}
	if k.Kind != KindKeys {
		add("/kind", "unknown-kind", "must be "+KindKeys)
	}
	seen := map[string]bool{}
	for i, key := range k.Keys {
		at := fmt.Sprintf("/keys/%d", i)
		switch {
		case key.ID == "":
			add(at+"/kid", "missing", "every key needs an id")
		case seen[key.ID]:
			add(at+"/kid", "kid-twice", "the id is used by an earlier key")
		}
		seen[key.ID] = true
		if key.Algorithm == Ed25519 && len(key.PublicKey) != ed25519.PublicKeySize {
			add(at+"/publicKey", "wrong-length", "an Ed25519 key has 32 bytes")
		}
		if key.ValidUntil != nil && key.ValidUntil.Before(key.ValidFrom) {
			add(at+"/validUntil", "out-of-range", "must not be before validFrom")
		}
	}
	return faults
}

// find is the key with an id; nil where there is none.
func (k Keys) find(id string) *Key {
	for i := range k.Keys {
		if k.Keys[i].ID == id {
			return &k.Keys[i]
		}
	}
	return nil
}

// maySign says whether the key was valid at a time.
func (k *Key) maySign(at time.Time) bool {
	return !at.Before(k.ValidFrom) && (k.ValidUntil == nil || !at.After(*k.ValidUntil))
}

// Signer signs documents with one key. [NewSigner] holds the key in memory; a key in a vault is another.
type Signer interface {
	KeyID() string
	Sign(message []byte) (signature []byte, err error)
}

// NewSigner signs with a private key held in memory. The key's id is [KeyID] of its public half.
func NewSigner(private ed25519.PrivateKey) (Signer, error) {
	if len(private) != ed25519.PrivateKeySize {
		return nil, errors.New("bundle: an Ed25519 private key has 64 bytes")
	}
	public, _ := private.Public().(ed25519.PublicKey)
	return signer{KeyID(public), private}, nil
}

// KeyID is the id of a key made by this package: the first 16 hexadecimal digits of the SHA-256 of the public key.
func KeyID(public ed25519.PublicKey) string {
	sum := sha256.Sum256(public)
	return hex.EncodeToString(sum[:8])
}

// PublicKey is the entry for the key document.
func PublicKey(public ed25519.PublicKey, from time.Time, until *time.Time) Key {
	return Key{ID: KeyID(public), Algorithm: Ed25519, PublicKey: public, ValidFrom: from, ValidUntil: until}
}

type signer struct {
	id      string
	private ed25519.PrivateKey
}

// KeyID is the id under which the key is published.
func (s signer) KeyID() string { return s.id }

// Sign signs the message itself, not a hash of it.
func (s signer) Sign(message []byte) ([]byte, error) { return ed25519.Sign(s.private, message), nil }

// holds checks a signature in base64. Only the one way of writing it is taken, so that no character of it can be changed unseen.
func (k *Key) holds(message []byte, signature string) bool {
	raw, err := base64.StdEncoding.Strict().DecodeString(signature)
	return err == nil && k.Algorithm == Ed25519 && len(k.PublicKey) == ed25519.PublicKeySize && ed25519.Verify(k.PublicKey, message, raw)
}
