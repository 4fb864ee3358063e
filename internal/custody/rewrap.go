package custody

import (
	"bytes"
	"context"

	"github.com/assay-engine/assay/internal/seal"
	"github.com/assay-engine/assay/internal/store"
)

// rewrappedAtOnce bounds the transaction of one step of a rotation.
const rewrappedAtOnce = 100

// Rewrapped is what a rotation has done.
type Rewrapped struct {
	To    string // the key-encryption key that is current
	Moved int    // how many key pairs it wraps now that another did before
}

// Rewrap wraps every private half by the current key-encryption key, a hundred
// at a time, each step recorded. Cut short, it goes on where it was when it is
// called again; beside a running service it also finds what was wrapped
// meanwhile. Envelopes stay as they are, and so do the key pairs: whoever has
// the old key and an old copy of the database could open what that copy holds.
func (s *Service) Rewrap(ctx context.Context) (done Rewrapped, err error) {
	done.To = s.Vault.Current()
	if done.To == "" {
		return done, ErrMissing.Because("no key-encryption key is current")
	}
	for {
		waiting, err := store.Read(ctx, s.DB, func(tx *store.Tx) (n int64, err error) { return countOthers(tx, done.To) })
		if err != nil || waiting == 0 {
			return done, err
		}
		moved, err := store.Write(ctx, s.DB, func(tx *store.Tx) (int, error) { return s.rewrapSome(tx, done.To) })
		if err != nil {
			return done, err
		}
		done.Moved += moved
	}
}

func (s *Service) rewrapSome(tx *store.Tx, to string) (moved int, err error) {
	rows, err := others(tx, to, rewrappedAtOnce)
	if err != nil {
		return 0, err
	}
	from := map[string]int{}
	for _, row := range rows {
		fresh, err := s.Vault.Rewrap(s.Random(), seal.Owner{Purpose: row.Purpose, ID: row.OwnerID}, row.Wrapped)
		if err != nil {
			return 0, s.refusal(err)
		}
		if bytes.Equal(fresh, row.Wrapped) {
			continue
		}
		changed, err := rewrap(tx, row, fresh)
		if err != nil {
			return 0, err
		}
		if changed {
			from[row.Kek]++
			moved++
		}
	}
	tx.Record(store.Event{Verb: "keys.rewrapped", Subject: to, Detail: map[string]any{"from": from, "to": to}})
	return moved, nil
}

// Rotated records that another key-encryption key is current.
func (s *Service) Rotated(ctx context.Context, kek string) error {
	_, err := store.Write(ctx, s.DB, func(tx *store.Tx) (int, error) {
		tx.Record(store.Event{Verb: "keys.kek_made", Subject: kek})
		return 0, nil
	})
	return err
}
