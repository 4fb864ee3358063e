package store

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/assay-engine/assay/internal/fault"
)

// ErrUnreadable is the fault of a replay whose first answer was kept under a key
// that is no longer there.
var ErrUnreadable = fault.New(fault.Conflict, "answer-not-readable", "This request was done, but its first answer was kept under a key that is gone: read the thing itself")

// cover hides kept answers and the hashes of what was asked. An answer may hold
// what only its reader may know, such as the salts of a receipt; and whoever reads
// the database could try out a body until its hash fits.
type cover struct{ key []byte }

// newCover is good for as long as the process runs: for tests, and until
// CoverAnswers is told better.
func newCover() cover {
	key := make([]byte, 32)
	_, _ = rand.Read(key) // never fails: it would end the program instead
	return cover{key}
}

// CoverAnswers says by which secret of 32 bytes the answers of requests with an
// Idempotency-Key are kept. All replicas have the same, and it is not in the
// database.
func (db *DB) CoverAnswers(secret []byte) {
	if len(secret) == 32 {
		db.cover = cover{secret}
	}
}

// digest stands for what a request asked; equal requests to other places have
// others.
func (c cover) digest(r Request) string {
	mac := hmac.New(sha256.New, c.key)
	_, _ = fmt.Fprintf(mac, "asked %q %q %q %q", r.Reader, r.Route, r.Key, r.BodyHash)
	return hex.EncodeToString(mac.Sum(nil))
}

func (c cover) hide(r Request, body []byte) ([]byte, error) {
	box, err := c.box()
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, box.NonceSize(), box.NonceSize()+len(body)+box.Overhead())
	_, _ = rand.Read(nonce)
	return box.Seal(nonce, nonce, body, c.about(r)), nil
}

func (c cover) show(r Request, hidden []byte) ([]byte, error) {
	box, err := c.box()
	if err != nil {
		return nil, err
	}
	if len(hidden) < box.NonceSize() {
		return nil, ErrUnreadable
	}
	body, err := box.Open(nil, hidden[:box.NonceSize()], hidden[box.NonceSize():], c.about(r))
	if err != nil {
		return nil, ErrUnreadable
	}
	return body, nil
}

// about ties an answer to its request, so that none can be put in another's
// place.
func (c cover) about(r Request) []byte { return fmt.Appendf(nil, "%q %q %q", r.Reader, r.Route, r.Key) }

func (c cover) box() (cipher.AEAD, error) {
	block, err := aes.NewCipher(c.key)
	if err != nil {
		return nil, fmt.Errorf("cover an answer: %w", err)
	}
	return cipher.NewGCM(block)
}
