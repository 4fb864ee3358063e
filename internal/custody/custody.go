// Package custody keeps the key pairs that bids are sealed to: two for every
// tender, made at its publication, one for its answers and one for its prices;
// and one for every supplier, made when it starts its first bid.
//
// The public halves are in the database for whoever seals. The private halves
// are there too, wrapped by a key-encryption key that is not: without it nobody
// opens a bid, and nothing that is sealed is lost while it exists somewhere.
package custody

import (
	"errors"
	"fmt"
	"io"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/seal"
	"github.com/assay-engine/assay/internal/store"
)

// The faults of keys. Nothing is lost by either: the operator puts the right
// key back, and the same request succeeds.
var (
	ErrMissing = fault.New(fault.Unavailable, "key-missing", "A key-encryption key is not on this server: what is sealed stays sealed, and nothing is lost, until its operator puts it back")
	ErrWrong   = fault.New(fault.Unavailable, "key-wrong", "Another key-encryption key is kept under the name of the right one: what is sealed stays sealed, and nothing is lost, until its operator puts the right one back")
)

// ErrAltered is the fault of a key pair that is not as it was made: somebody
// changed the database.
var ErrAltered = fault.New(fault.Conflict, "key-altered", "A key pair in the database is not as it was made: nothing was opened or sealed with it")

// Vault is the key-encryption keys.
type Vault interface {
	Wrap(random io.Reader, of seal.Owner, key seal.PrivateKey) ([]byte, error)
	Unwrap(of seal.Owner, wrapped []byte) (seal.PrivateKey, error)
	Rewrap(random io.Reader, of seal.Owner, wrapped []byte) ([]byte, error)
	Current() string
	Trouble() error
}

// Service offers the use cases of keys.
type Service struct {
	DB        *store.DB
	NewSecret func() []byte // 32 fresh random bytes each time
	Vault     Vault
}

// Random reads fresh randomness, for whoever seals.
func (s *Service) Random() io.Reader { return secrets{s.NewSecret} }

// secrets reads random bytes out of whole secrets.
type secrets struct{ next func() []byte }

// Read fills p.
func (s secrets) Read(p []byte) (int, error) {
	for rest := p; len(rest) > 0; {
		rest = rest[copy(rest, s.next()):]
	}
	return len(p), nil
}

// Locks is the public halves that a submission is sealed to.
type Locks struct{ Answers, Price, Supplier seal.PublicKey }

// refusal turns the trouble with a key into what a reader may know of it.
func (s *Service) refusal(err error) error {
	e, ok := errors.AsType[*seal.Error](err)
	if !ok {
		return err
	}
	switch e.Code {
	case seal.KEKMissing, seal.KEKMalformed, seal.KEKExposed:
		if trouble := s.Vault.Trouble(); trouble != nil && trouble.Error() != e.Detail {
			return ErrMissing.Because("%s; when the keys were loaded: %s", e.Detail, trouble)
		}
		return ErrMissing.Because("%s", e.Detail)
	case seal.KEKWrong:
		return ErrWrong.Because("%s", e.Detail)
	case seal.Misplaced, seal.Tampered:
		return ErrAltered.Because("%s", e.Detail)
	default:
		return fmt.Errorf("use a key: %w", err)
	}
}
