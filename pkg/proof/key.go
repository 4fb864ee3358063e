package proof

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/note"
)

// Key is a public key of a log and when it may sign. Keys that are retired stay listed, so that old checkpoints verify for ever.
type Key struct {
	Verifier string     `json:"verifier"`   // origin+hash+base64, as the note package writes it
	From     time.Time  `json:"validFrom"`  // the first moment
	Until    *time.Time `json:"validUntil"` // the last; nil for a key in use
}

// Keys are the keys of a log. Whoever checks a log must have them from a place they trust.
type Keys []Key

// NewKey is the key of a log with this origin.
func NewKey(origin string, public ed25519.PublicKey, from time.Time, until *time.Time) (Key, error) {
	verifier, err := verifierKey(origin, public)
	return Key{verifier, from, until}, err
}

func verifierKey(origin string, public ed25519.PublicKey) (string, error) {
	text, err := note.NewEd25519VerifierKey(origin, public)
	if err != nil {
		return "", because(BadKey, "%v", err)
	}
	if _, err := note.NewVerifier(text); err != nil {
		return "", because(WrongOrigin, "%q is no origin: a name without white space and without +", origin)
	}
	return text, nil
}

// Verifier finds the key with a name and hash, for the note package. The first of equal ones is taken.
func (k Keys) Verifier(name string, hash uint32) (note.Verifier, error) {
	for _, key := range k {
		v, err := key.verifier()
		if err != nil {
			return nil, err
		}
		if v.Name() == name && v.KeyHash() == hash {
			return v, nil
		}
	}
	return nil, &note.UnknownVerifierError{Name: name, KeyHash: hash}
}

func (k Key) verifier() (note.Verifier, error) {
	v, err := note.NewVerifier(k.Verifier)
	if err != nil {
		return nil, because(BadKey, "%q is no key: name+hash+base64", k.Verifier)
	}
	return v, nil
}

// valid says whether one of the keys with a name and hash could sign at a time.
func (k Keys) valid(name string, hash uint32, at time.Time) bool {
	for _, key := range k {
		v, err := key.verifier()
		if err == nil && v.Name() == name && v.KeyHash() == hash && !at.Before(key.From) && (key.Until == nil || !at.After(*key.Until)) {
			return true
		}
	}
	return false
}

// Signer signs checkpoints of one log with one key. Its bytes may be in memory or in a vault.
type Signer struct {
	verifier note.Verifier
	sign     func(message []byte) ([]byte, error)
}

// NewSigner signs for the log of this origin with a key of which only the public half and a way to sign are known.
func NewSigner(origin string, public ed25519.PublicKey, sign func(message []byte) ([]byte, error)) (*Signer, error) {
	text, err := verifierKey(origin, public)
	if err != nil {
		return nil, err
	}
	v, err := note.NewVerifier(text)
	if err != nil || sign == nil {
		return nil, errors.Join(errors.New("proof: a signer needs a key and a way to sign"), err)
	}
	return &Signer{v, sign}, nil
}

// Name is the origin of the log.
func (s *Signer) Name() string { return s.verifier.Name() }

// KeyHash is the note package's short name of the key.
func (s *Signer) KeyHash() uint32 { return s.verifier.KeyHash() }

// Sign signs a text and makes sure that the signature holds, so that a vault with another key is seen before anything is published.
func (s *Signer) Sign(text []byte) ([]byte, error) {
	signature, err := s.sign(text)
	if err != nil {
		return nil, fmt.Errorf("sign a checkpoint: %w", err)
	}
	if !s.verifier.Verify(text, signature) {
		return nil, because(BadSignature, "the signature that the signer made is not by the key %s+%08x", s.Name(), s.KeyHash())
	}
	return signature, nil
}
