package seal

import (
	"crypto/hmac"
	"crypto/hpke"
	"crypto/subtle"
	"strings"
)

// Open takes the content out of an envelope that belongs to this place, with any
// key that it is locked to; where it is locked to shares, with all of theirs.
//
// The errors: ErrMisplaced when it was sealed for another place, ErrWrongRecipient
// when none of the keys opens it, ErrUnknownVersion, and ErrTampered when any bit
// of it is not as it was sealed. Never is anything returned with an error.
func Open(sealed []byte, at Place, keys ...PrivateKey) (Content, error) {
	e, secret, err := unlock(sealed, at, keys)
	if err != nil {
		return Content{}, err
	}
	defer clear(secret)
	cipher, nonce, associated, err := bodyCipher(secret, e.place)
	if err != nil {
		return Content{}, err
	}
	plain, err := cipher.Open(nil, nonce, e.body, associated)
	if err != nil {
		return Content{}, because(Tampered, "the body of the envelope is not as it was sealed")
	}
	c, ok := unpad(plain)
	if !ok {
		return Content{}, because(Tampered, "the content of the envelope is not written as version %d says", Version)
	}
	return c, nil
}

// unlock finds the secret of an envelope and checks its header with it.
func unlock(sealed []byte, at Place, keys []PrivateKey) (envelope, []byte, error) {
	e, err := parse(sealed)
	if err != nil {
		return e, nil, err
	}
	if at.check() != nil || e.place != at.hash() {
		return e, nil, because(Misplaced, "the envelope was not sealed for the %s of bid %s, version %d: it was moved, or its first bytes were changed", at.Part, at.Bid, at.Version)
	}
	secret, err := e.secret(keys)
	if err != nil {
		return e, nil, err
	}
	if !hmac.Equal(headerTag(secret, e.place, e.header), e.tag) {
		return e, nil, because(Tampered, "the header of the envelope is not as it was sealed")
	}
	return e, secret, nil
}

func (e envelope) secret(keys []PrivateKey) ([]byte, error) {
	var found [][]byte // shares
	needed := 0
	for _, s := range e.stanzas {
		if s.kind == Share {
			needed++
		}
		key, held := s.among(keys)
		if !held {
			continue
		}
		secret, err := s.unlock(key, e.place)
		if err != nil {
			return nil, err
		}
		if s.kind != Share {
			return secret, nil
		}
		found = append(found, secret)
	}
	if needed > 0 && len(found) == needed {
		return join(found), nil
	}
	return nil, e.wrongRecipient(len(found), needed)
}

func (s stanza) among(keys []PrivateKey) (PrivateKey, bool) {
	for _, k := range keys {
		if k.key != nil && k.ID() == s.key {
			return k, true
		}
	}
	return PrivateKey{}, false
}

func (s stanza) unlock(key PrivateKey, place [hashSize]byte) ([]byte, error) {
	r, err := hpke.NewRecipient(s.enc, key.key, kdf, aead, s.info(place))
	if err == nil {
		var secret []byte
		if secret, err = r.Open(nil, s.sealed); err == nil && len(secret) == secretSize {
			return secret, nil
		}
	}
	return nil, because(Tampered, "the lock of the %s, key %s, is not as it was sealed", s.kind, s.key)
}

func join(shares [][]byte) []byte {
	secret := make([]byte, secretSize)
	for _, share := range shares {
		subtle.XORBytes(secret, secret, share)
	}
	return secret
}

func (e envelope) wrongRecipient(found, needed int) error {
	if found > 0 {
		return because(WrongRecipient, "%d officers open this envelope together: %d of their keys are here", needed, found)
	}
	names := make([]string, len(e.stanzas))
	for i, s := range e.stanzas {
		names[i] = s.kind.String() + " " + s.key.String()
	}
	return because(WrongRecipient, "the envelope is locked to others: %s", strings.Join(names, ", "))
}

// Locked names a recipient of an envelope.
type Locked struct {
	Kind Kind
	Key  KeyID
}

// Recipients lists whom an envelope is locked to, as its header says; only
// opening proves it.
func Recipients(sealed []byte) ([]Locked, error) {
	e, err := parse(sealed)
	if err != nil {
		return nil, err
	}
	list := make([]Locked, len(e.stanzas))
	for i, s := range e.stanzas {
		list[i] = Locked{s.kind, s.key}
	}
	return list, nil
}
