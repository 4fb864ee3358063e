// Package file keeps the bytes of documents outside of the database, each
// under the hash of its own bytes. What was kept once is never changed: other
// bytes have another name.
package file

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
)

// ErrMissing is the error of bytes that are not there, though they should be.
var ErrMissing = errors.New("file: there are no bytes of this name")

// ErrDamaged is the error of bytes that are no longer what their name says.
var ErrDamaged = errors.New("file: the bytes are not what their name says")

// Store keeps bytes by name. A folder of the installation does it, or a
// service of the cloud.
type Store interface {
	// Put keeps bytes and returns their name: sha256: and 64 hexadecimal
	// digits. Keeping the same bytes again does nothing.
	Put(ctx context.Context, content []byte) (name string, err error)
	// Get returns the bytes of a name, after a look at their hash.
	Get(ctx context.Context, name string) ([]byte, error)
}

// Name is the name of bytes: sha256: and the hash in hexadecimal digits.
func Name(content []byte) string {
	sum := sha256.Sum256(content)
	return "sha256:" + hex.EncodeToString(sum[:])
}

// whole holds bytes to their name.
func whole(name string, content []byte, err error) ([]byte, error) {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, ErrMissing
	case err != nil:
		return nil, err
	case Name(content) != name:
		return nil, ErrDamaged
	}
	return content, nil
}
