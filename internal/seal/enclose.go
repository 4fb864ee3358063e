package seal

import (
	"crypto/hpke"
	"crypto/subtle"
	"fmt"
	"io"
	"slices"
)

// Seal puts content into an envelope that belongs to one place and is locked to
// these recipients: any of them opens it, but those of kind [Share] only
// together. What cannot be sealed is ErrUnsealable: more than [MaxPart] bytes,
// no recipient, one twice, or a single share.
func Seal(random io.Reader, at Place, c Content, to ...Recipient) ([]byte, error) {
	if err := sealable(at, c, to); err != nil {
		return nil, err
	}
	secret := make([]byte, secretSize)
	defer clear(secret)
	if _, err := io.ReadFull(random, secret); err != nil {
		return nil, fmt.Errorf("draw the secret of an envelope: %w", err)
	}
	e := envelope{place: at.hash()}
	parts, err := split(random, secret, to)
	if err != nil {
		return nil, err
	}
	for i, r := range to {
		s, err := lock(r, parts[i], e.place)
		if err != nil {
			return nil, err
		}
		e.stanzas = append(e.stanzas, s)
	}
	cipher, nonce, associated, err := bodyCipher(secret, e.place)
	if err != nil {
		return nil, fmt.Errorf("seal an envelope: %w", err)
	}
	plain := c.pad()
	e.body = cipher.Seal(plain[:0], nonce, plain, associated)
	return e.write(secret), nil
}

func sealable(at Place, c Content, to []Recipient) error {
	if err := at.check(); err != nil {
		return err
	}
	if len(c.Part) > MaxPart {
		return because(Unsealable, "a part of %d bytes: an envelope takes %d", len(c.Part), MaxPart)
	}
	if err := distinct(to); err != nil {
		return err
	}
	if shares(to) == 1 {
		return because(Unsealable, "one share alone is the whole secret: name an officer, or at least two shares")
	}
	return nil
}

// distinct refuses recipients that are too few, too many, unknown or twice.
func distinct(to []Recipient) error {
	if len(to) == 0 || len(to) > MaxRecipients {
		return because(Unsealable, "an envelope has 1 to %d recipients, not %d", MaxRecipients, len(to))
	}
	for i, r := range to {
		switch {
		case r.Key.key == nil:
			return because(Unsealable, "a recipient has no key")
		case r.Kind < Tender || r.Kind > Share:
			return because(Unsealable, "there is no recipient of kind %d", r.Kind)
		case slices.ContainsFunc(to[:i], func(other Recipient) bool { return other.Key.id == r.Key.id }):
			return because(Unsealable, "key %s is a recipient twice", r.Key.id)
		}
	}
	return nil
}

func shares(to []Recipient) (n int) {
	for _, r := range to {
		if r.Kind == Share {
			n++
		}
	}
	return n
}

// split gives each recipient the secret, or its share of it: all shares but the
// last are random, and the last is what makes their exclusive or the secret.
func split(random io.Reader, secret []byte, to []Recipient) ([][]byte, error) {
	parts := make([][]byte, len(to))
	rest, left := slices.Clone(secret), shares(to)
	for i, r := range to {
		if r.Kind != Share {
			parts[i] = secret
			continue
		}
		if left--; left == 0 {
			parts[i] = rest
			continue
		}
		parts[i] = make([]byte, secretSize)
		if _, err := io.ReadFull(random, parts[i]); err != nil {
			return nil, fmt.Errorf("draw a share of an envelope's secret: %w", err)
		}
		subtle.XORBytes(rest, rest, parts[i])
	}
	return parts, nil
}

// lock seals a secret to one recipient.
func lock(r Recipient, secret []byte, place [hashSize]byte) (stanza, error) {
	s := stanza{kind: r.Kind, key: r.Key.id}
	both, err := hpke.Seal(r.Key.key, kdf, aead, s.info(place), secret)
	if err != nil {
		// X25519 refuses the few public keys that would share a secret with everybody.
		return s, because(Unsealable, "key %s of the %s cannot be sealed to: %v", r.Key.id, r.Kind, err)
	}
	s.enc, s.sealed = both[:encSize], both[encSize:]
	return s, nil
}
