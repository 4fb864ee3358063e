package seal

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
)

// The layout of an envelope; the package comment draws it.
const (
	envelopeMagic = "AENV"
	suite         = 1

	fixedSize  = 4 + 1 + 1 + 1 + hashSize
	encSize    = 32
	stanzaSize = 1 + 16 + encSize + secretSize + tagSize
)

// MaxRecipients is how many recipients an envelope may have.
const MaxRecipients = 16

// Kind is what a recipient is to the bid.
type Kind uint8

// The kinds of recipient.
const (
	Tender   Kind = 1 // the tender's key for the part; its private half is wrapped by a KEK
	Supplier Kind = 2 // the supplier's own key; its private half is wrapped by a KEK
	Officer  Kind = 3 // an officer who holds the private half and opens alone
	Share    Kind = 4 // one of several officers who only open together
)

func (k Kind) String() string {
	switch k {
	case Tender:
		return "tender"
	case Supplier:
		return "supplier"
	case Officer:
		return "officer"
	case Share:
		return "share"
	}
	return "unknown"
}

// Recipient is somebody whom an envelope is locked to.
type Recipient struct {
	Kind Kind
	Key  PublicKey
}

// stanza is one recipient's way to the secret.
type stanza struct {
	kind   Kind
	key    KeyID
	enc    []byte // encapsulated key
	sealed []byte // the secret, or a share of it
}

// envelope is an envelope taken apart. Its slices point into the bytes it was
// read from.
type envelope struct {
	place   [hashSize]byte
	stanzas []stanza
	tag     []byte // over the header
	body    []byte
	header  []byte // as it was read, without its tag
}

func parse(b []byte) (e envelope, err error) {
	switch {
	case len(b) < fixedSize || string(b[:4]) != envelopeMagic:
		return e, because(Tampered, "these bytes are not an envelope: it was cut short or written over")
	case b[4] != Version || b[5] != suite:
		return e, because(UnknownVersion, "the envelope has version %d and suite %d: this program reads version %d and suite %d", b[4], b[5], Version, suite)
	}
	n := int(b[6])
	end := fixedSize + n*stanzaSize
	if n == 0 || n > MaxRecipients || len(b) < end+hashSize+prefix+tagSize {
		return e, because(Tampered, "the envelope is cut short, or the number of its recipients was changed")
	}
	e.place = [hashSize]byte(b[7:fixedSize])
	for at := fixedSize; at < end; at += stanzaSize {
		e.stanzas = append(e.stanzas, parseStanza(b[at:at+stanzaSize]))
	}
	e.header, e.tag, e.body = b[:end], b[end:end+hashSize], b[end+hashSize:]
	return e, nil
}

func parseStanza(b []byte) stanza {
	return stanza{kind: Kind(b[0]), key: KeyID(b[1:17]), enc: b[17 : 17+encSize], sealed: b[17+encSize:]}
}

// write puts an envelope together and signs its header with the secret.
func (e envelope) write(secret []byte) []byte {
	b := make([]byte, 0, fixedSize+len(e.stanzas)*stanzaSize+hashSize+len(e.body))
	b = append(b, envelopeMagic...)
	b = append(b, Version, suite, byte(len(e.stanzas))) //nolint:gosec // at most MaxRecipients
	b = append(b, e.place[:]...)
	for _, s := range e.stanzas {
		b = append(append(append(append(b, byte(s.kind)), s.key[:]...), s.enc...), s.sealed...)
	}
	b = append(b, headerTag(secret, e.place, b)...)
	return append(b, e.body...)
}

func headerTag(secret []byte, place [hashSize]byte, header []byte) []byte {
	mac := hmac.New(sha256.New, derive(secret, place[:], "assay envelope/1 header"))
	mac.Write(header)
	return mac.Sum(nil)
}

// body is the cipher of an envelope's body and its associated data.
func bodyCipher(secret []byte, place [hashSize]byte) (c cipher.AEAD, nonce, associated []byte, err error) {
	c, err = newGCM(derive(secret, place[:], "assay envelope/1 body"))
	if err != nil {
		return nil, nil, nil, err
	}
	return c, make([]byte, c.NonceSize()), append([]byte(envelopeMagic), append([]byte{Version, suite}, place[:]...)...), nil
}

func newGCM(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// info binds a stanza to its place and recipient.
func (s stanza) info(place [hashSize]byte) []byte {
	return bytes.Join([][]byte{[]byte("assay envelope/1"), place[:], {byte(s.kind)}, s.key[:]}, nil)
}
