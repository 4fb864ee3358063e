// Package seal keeps bids secret until they are opened. What a supplier hands
// in is put into envelopes, one for its answers and one for its price, each
// locked to the tender's key for that part and to the supplier's own key. The
// private halves of those keys are kept beside them in the database, wrapped by
// a key-encryption key (KEK) that never is: see [Ring].
//
// The package knows nothing of deadlines and of who may open: it locks and
// unlocks. Whoever holds the database without the KEKs has ciphertext only.
// Whoever holds both can read, and the documentation says so.
//
// # Envelope, version 1
//
// Numbers are big-endian, ‖ joins bytes, names in quotes are ASCII.
//
//	at      bytes  what
//	0       4      "AENV"
//	4       1      version: 1
//	5       1      suite: 1
//	6       1      n, how many recipients: 1 to 16
//	7       32     place: where the envelope belongs, see below
//	39      97·n   for each recipient
//	                 1   kind: 1 tender, 2 supplier, 3 officer, 4 share
//	                 16  key id: the first bytes of the SHA-256 of its public key
//	                 32  the encapsulated key of HPKE
//	                 48  the secret (or the recipient's share of it), sealed
//	39+97n  32     HMAC-SHA256(header key, everything before it)
//	71+97n  rest   the body, AES-256-GCM
//
// Suite 1 is HPKE in base mode (RFC 9180) with DHKEM(X25519, HKDF-SHA256),
// HKDF-SHA256 and AES-256-GCM, no associated data, and as info "assay
// envelope/1" ‖ place ‖ kind ‖ key id. What it seals is a secret of 32 random
// bytes, from which HKDF-SHA256 (RFC 5869; salt: place; 32 bytes) makes the
// header key (info "assay envelope/1 header") and the body key (info "assay
// envelope/1 body"). A body key serves once, so the nonce of the body is twelve
// zeros. Its associated data is the first six bytes ‖ place. The header's HMAC
// also commits to the secret: no envelope can say one thing to the supplier and
// another to the tender.
//
// Place is SHA-256("assay place/1" ‖ tender ‖ lot ‖ bid ‖ version ‖ part), each
// text preceded by its length in two bytes, the version in eight: see [Place].
//
// The plaintext of the body is the length of the part (4 bytes) ‖ salt (32
// bytes, that of the receipt's hash) ‖ part ‖ zeros up to the next of 4, 16,
// 64, 256 KiB, 1 MiB, and then whole MiB, up to 64: see [Padded]. So the length
// of an envelope tells which of five sizes a document has and nothing else. Any
// other padding is refused.
//
// A share is for officers who hold keys of their own, where no one of them may
// open alone: the exclusive or of all shares is the secret. An officer of kind
// 3 opens alone. Their private keys are never on the server; the service makes
// neither kind yet.
//
// # Wrapped key, version 1
//
//	at      bytes  what
//	0       4      "AKEY"
//	4       1      version: 1
//	5       1      algorithm: 1
//	6       1      l, the length of the KEK's id: 1 to 63
//	7       l      the KEK's id
//	7+l     16     check value: tells a wrong KEK from changed bytes
//	23+l    32     owner: what the key is for and whose it is
//	55+l    16     key id, as above
//	71+l    16     salt
//	87+l    48     the private key (RFC 7748, 32 bytes), AES-256-GCM
//
// Algorithm 1 makes the key by HKDF-SHA256 from the KEK (the salt above, info
// "assay key wrap/1", 32 bytes), uses it once with a nonce of twelve zeros, and
// binds everything before the ciphertext as associated data. The check value is
// HKDF-SHA256 of the KEK (no salt, info "assay key check/1", 16 bytes). Owner is
// SHA-256("assay owner/1" ‖ purpose ‖ id), each preceded by its length in two
// bytes.
//
// # Randomness
//
// Secrets, salts and key pairs come from the reader that is handed in. The key
// that HPKE makes for one sealing comes from the standard library, which leaves
// no choice.
package seal

import (
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
)

// Version is the version of both formats. Envelopes are evidence for years: a
// version, once released, is read for ever.
const Version = 1

// The sizes of the formats, in bytes.
const (
	secretSize = 32
	hashSize   = sha256.Size
	tagSize    = 16 // of AES-GCM
)

// SaltSize is the length of the salt that travels with a part, in bytes.
const SaltSize = 32

// Salt is what a part's hash in the receipt is made with, so that nobody can
// find the part by trying.
type Salt [SaltSize]byte

// NewSalt draws a salt.
func NewSalt(random io.Reader) (s Salt, err error) {
	if _, err := io.ReadFull(random, s[:]); err != nil {
		return s, fmt.Errorf("draw a salt: %w", err)
	}
	return s, nil
}

// derive makes a key of 32 bytes for one purpose.
func derive(secret, salt []byte, purpose string) []byte {
	return deriveBytes(secret, salt, purpose, 32)
}

func deriveBytes(secret, salt []byte, purpose string, length int) []byte {
	key, err := hkdf.Key(sha256.New, secret, salt, purpose, length)
	if err != nil {
		panic(err) // only lengths that this package does not ask for are refused
	}
	return key
}

// appendText writes a text preceded by its length. Longer ones than two bytes
// can count are cut by nobody: checks come before.
func appendText(b []byte, text string) []byte {
	b = binary.BigEndian.AppendUint16(b, uint16(len(text))) //nolint:gosec // names are at most maxName
	return append(b, text...)
}
