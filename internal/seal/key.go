package seal

import (
	"crypto/ecdh"
	"crypto/hpke"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
)

// KeySize is the length of both halves of a key pair, in bytes.
const KeySize = 32

// KeyID names a key pair: the first 16 bytes of the SHA-256 of its public half.
type KeyID [16]byte

// String is 32 hexadecimal digits.
func (id KeyID) String() string { return hex.EncodeToString(id[:]) }

var (
	kem  = hpke.DHKEM(ecdh.X25519())
	kdf  = hpke.HKDFSHA256()
	aead = hpke.AES256GCM()
)

// PublicKey is the half that locks. Anybody may have it.
type PublicKey struct {
	key hpke.PublicKey
	id  KeyID
}

// ParsePublicKey reads the 32 bytes of a public key.
func ParsePublicKey(b []byte) (PublicKey, error) {
	key, err := kem.NewPublicKey(b)
	if err != nil {
		return PublicKey{}, because(Tampered, "a public key has %d bytes, these are %d", KeySize, len(b))
	}
	return publicKey(key), nil
}

func publicKey(key hpke.PublicKey) PublicKey {
	sum := sha256.Sum256(key.Bytes())
	return PublicKey{key, KeyID(sum[:16])}
}

// ID names the key pair.
func (k PublicKey) ID() KeyID { return k.id }

// Bytes is the key as it is kept, 32 bytes; nil for the zero PublicKey.
func (k PublicKey) Bytes() []byte {
	if k.key == nil {
		return nil
	}
	return k.key.Bytes()
}

// PrivateKey is the half that unlocks. It does not show itself: printed, logged
// or written as JSON it is its id.
type PrivateKey struct {
	key    hpke.PrivateKey
	public PublicKey
}

// NewKey makes a key pair from 32 bytes of randomness (RFC 9180, section
// 7.1.3).
func NewKey(random io.Reader) (PrivateKey, error) {
	seed := make([]byte, KeySize)
	defer clear(seed)
	if _, err := io.ReadFull(random, seed); err != nil {
		return PrivateKey{}, fmt.Errorf("draw a key pair: %w", err)
	}
	key, err := kem.DeriveKeyPair(seed)
	if err != nil {
		return PrivateKey{}, fmt.Errorf("make a key pair: %w", err)
	}
	return PrivateKey{key, publicKey(key.PublicKey())}, nil
}

// ParsePrivateKey reads the 32 bytes of a private key that its owner keeps
// outside the service, such as an officer's.
func ParsePrivateKey(b []byte) (PrivateKey, error) {
	key, err := kem.NewPrivateKey(b)
	if err != nil {
		return PrivateKey{}, because(Tampered, "a private key has %d bytes, these are %d", KeySize, len(b))
	}
	return PrivateKey{key, publicKey(key.PublicKey())}, nil
}

// Public is the half that locks.
func (k PrivateKey) Public() PublicKey { return k.public }

// ID names the key pair.
func (k PrivateKey) ID() KeyID { return k.public.id }

// Reveal gives the secret bytes, for an owner who keeps them outside the
// service. Nothing in the service calls it but [Ring.Wrap].
func (k PrivateKey) Reveal() ([]byte, error) {
	if k.key == nil {
		return nil, because(Unsealable, "there is no private key to reveal")
	}
	return k.key.Bytes()
}

func (k PrivateKey) String() string { return "private key " + k.public.id.String() }

// GoString keeps %#v from looking inside.
func (k PrivateKey) GoString() string { return k.String() }

// MarshalText keeps the key out of JSON.
func (k PrivateKey) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// LogValue keeps the key out of logs.
func (k PrivateKey) LogValue() slog.Value { return slog.StringValue(k.String()) }
