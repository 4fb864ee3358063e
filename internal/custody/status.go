package custody

import (
	"context"
	"errors"

	"github.com/assay-engine/assay/internal/seal"
	"github.com/assay-engine/assay/internal/store"
)

// State is whether a key-encryption key can do its work.
type State string

// The states of a key-encryption key.
const (
	Ready   State = "ready"
	Missing State = "missing" // it is not on this server
	Wrong   State = "wrong"   // another key is kept under its name
)

// Need is a key-encryption key that some key pairs are wrapped by.
type Need struct {
	KEK   string
	Pairs int64 // how many key pairs need it
	State State
}

// Status is how the key-encryption keys stand: what an operator looks at after
// a start, after moving house and after a rotation.
type Status struct {
	Current string // wraps what is new; empty where there is none
	Trouble string // what was wrong with the keys when they were loaded; empty where nothing was
	Needs   []Need
}

// Whole reports whether everything that is sealed can be opened in its time,
// and new tenders can be published.
func (s Status) Whole() bool {
	for _, n := range s.Needs {
		if n.State != Ready {
			return false
		}
	}
	return s.Current != "" && s.Trouble == ""
}

// Status tries each key-encryption key that the database names on one key pair.
func (s *Service) Status(ctx context.Context) (Status, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) (Status, error) {
		status := Status{Current: s.Vault.Current()}
		if err := s.Vault.Trouble(); err != nil {
			status.Trouble = err.Error()
		}
		needs, samples, err := needed(tx)
		if err != nil {
			return status, err
		}
		for i, n := range needs {
			n.State, err = s.try(samples[i])
			if err != nil {
				return status, err
			}
			status.Needs = append(status.Needs, n)
		}
		return status, nil
	})
}

func (s *Service) try(row keyRow) (State, error) {
	_, err := s.Vault.Unwrap(seal.Owner{Purpose: row.Purpose, ID: row.OwnerID}, row.Wrapped)
	switch {
	case err == nil, errors.Is(err, seal.ErrTampered), errors.Is(err, seal.ErrMisplaced):
		return Ready, nil // the key is there; that a key pair was altered is said where it is used
	case errors.Is(err, seal.ErrKEKMissing):
		return Missing, nil
	case errors.Is(err, seal.ErrKEKWrong):
		return Wrong, nil
	default:
		return "", err
	}
}
