package seal

import (
	"crypto/cipher"
	"crypto/hmac"
	"fmt"
	"io"
)

// The layout of a wrapped key; the package comment draws it.
const (
	wrapMagic     = "AKEY"
	wrapAlgorithm = 1
	checkSize     = 16
	wrapSaltSize  = 16
	afterID       = checkSize + hashSize + 16 + wrapSaltSize + KeySize + tagSize
)

// wrapped is a wrapped key taken apart.
type wrapped struct {
	kek    string
	check  []byte
	owner  [hashSize]byte
	key    KeyID
	salt   []byte
	sealed []byte
}

// Wrap locks the private half of a key pair with the current key-encryption
// key, for one purpose and owner. The result may be kept in the database.
func (r *Ring) Wrap(random io.Reader, of Owner, key PrivateKey) ([]byte, error) {
	if err := of.check(); err != nil {
		return nil, err
	}
	kek, err := r.find(r.Current())
	if err != nil {
		return nil, err
	}
	private, err := key.Reveal()
	if err != nil {
		return nil, err
	}
	defer clear(private)
	w := wrapped{kek: r.Current(), owner: of.hash(), key: key.ID(), salt: make([]byte, wrapSaltSize)}
	if _, err := io.ReadFull(random, w.salt); err != nil {
		return nil, fmt.Errorf("draw the salt of a wrapped key: %w", err)
	}
	c, err := w.cipher(kek)
	if err != nil {
		return nil, fmt.Errorf("wrap a key: %w", err)
	}
	header := w.header(kek)
	return c.Seal(header, make([]byte, c.NonceSize()), private, header), nil //nolint:gosec // the key has a salt of its own and serves once
}

// Unwrap gives the key pair back. The errors: ErrKEKMissing, ErrKEKWrong when
// another key stands under the id that wrapped it, ErrMisplaced when it was
// wrapped for another purpose or owner, ErrUnknownVersion and ErrTampered.
func (r *Ring) Unwrap(of Owner, b []byte) (PrivateKey, error) {
	w, err := parseWrapped(b)
	if err != nil {
		return PrivateKey{}, err
	}
	kek, err := r.find(w.kek)
	if err != nil {
		return PrivateKey{}, err
	}
	if w.owner != of.hash() {
		return PrivateKey{}, because(Misplaced, "the wrapped key is not the %s key of %s: it was moved, or its bytes were changed", of.Purpose, of.ID)
	}
	c, err := w.cipher(kek)
	if err != nil {
		return PrivateKey{}, fmt.Errorf("unwrap a key: %w", err)
	}
	// The check value that is bound is always that of the KEK at hand, so a change to the one in the bytes cannot make a right KEK look wrong.
	private, err := c.Open(nil, make([]byte, c.NonceSize()), w.sealed, w.header(kek))
	same := hmac.Equal(w.check, checkValue(kek))
	switch {
	case err != nil && !same:
		return PrivateKey{}, aboutKEK(KEKWrong, w.kek, "the key-encryption key kept here as %q is not the one that wrapped this: another file has its name", w.kek)
	case err != nil || !same:
		return PrivateKey{}, because(Tampered, "the wrapped %s key of %s is not as it was written", of.Purpose, of.ID)
	}
	defer clear(private)
	return w.open(private)
}

func (w wrapped) open(private []byte) (PrivateKey, error) {
	key, err := ParsePrivateKey(private)
	if err != nil || key.ID() != w.key {
		return PrivateKey{}, because(Tampered, "the wrapped key is not the key pair %s that it says it is", w.key)
	}
	return key, nil
}

// Rewrap moves a wrapped key from one key-encryption key to another, for a
// rotation. What is under the new one already is given back as it is, so that a
// rotation that was interrupted is simply run again; what is under a third is
// refused with ErrKEKWrong. The key pair itself stays, and so do all envelopes,
// which is why a rotation does not help against somebody who has the old
// key-encryption key and an old copy of the database.
func (r *Ring) Rewrap(random io.Reader, of Owner, b []byte, from, to string) ([]byte, error) {
	at, err := WrappedBy(b)
	if err != nil {
		return nil, err
	}
	if at != from && at != to {
		return nil, aboutKEK(KEKWrong, at, "the key is wrapped by %q, not by %q", at, from)
	}
	key, err := r.Unwrap(of, b) // also what is there already is proved before the old KEK is thrown away
	if err != nil || at == to {
		return b, err
	}
	if _, err := r.find(to); err != nil {
		return nil, err
	}
	return (&Ring{current: to, keks: r.keks}).Wrap(random, of, key)
}

// WrappedBy is the id of the key-encryption key that a wrapped key needs, as its
// header says.
func WrappedBy(b []byte) (kek string, err error) {
	w, err := parseWrapped(b)
	return w.kek, err
}

func parseWrapped(b []byte) (w wrapped, err error) {
	switch {
	case len(b) < 7 || string(b[:4]) != wrapMagic:
		return w, because(Tampered, "these bytes are not a wrapped key: it was cut short or written over")
	case b[4] != Version || b[5] != wrapAlgorithm:
		return w, because(UnknownVersion, "the wrapped key has version %d and algorithm %d: this program reads version %d and algorithm %d", b[4], b[5], Version, wrapAlgorithm)
	}
	n := int(b[6])
	if len(b) != 7+n+afterID || !kekName.Match(b[7:7+n]) {
		return w, because(Tampered, "the wrapped key is cut short, or the name of its key-encryption key was changed")
	}
	w.kek, b = string(b[7:7+n]), b[7+n:]
	w.check, b = b[:checkSize], b[checkSize:]
	w.owner, b = [hashSize]byte(b), b[hashSize:]
	w.key, b = KeyID(b), b[16:]
	w.salt, w.sealed = b[:wrapSaltSize], b[wrapSaltSize:]
	return w, nil
}

// header is everything before the ciphertext, with the check value of this KEK.
func (w wrapped) header(kek []byte) []byte {
	b := append(make([]byte, 0, 7+len(w.kek)+afterID), wrapMagic...)
	b = append(b, Version, wrapAlgorithm, byte(len(w.kek))) //nolint:gosec // at most 63
	b = append(append(append(b, w.kek...), checkValue(kek)...), w.owner[:]...)
	return append(append(b, w.key[:]...), w.salt...)
}

func (w wrapped) cipher(kek []byte) (cipher.AEAD, error) {
	return newGCM(derive(kek, w.salt, "assay key wrap/1"))
}

func checkValue(kek []byte) []byte { return deriveBytes(kek, nil, "assay key check/1", checkSize) }
