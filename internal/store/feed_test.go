package store_test

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/store/storetest"
	"github.com/assay-engine/assay/pkg/bundle"
	"github.com/assay-engine/assay/pkg/proof"
)

// pen signs checkpoints in the tests.
type pen struct{ private ed25519.PrivateKey }

func (p pen) public() ed25519.PublicKey { return p.private.Public().(ed25519.PublicKey) }

func (p pen) KeyID() string { return bundle.KeyID(p.public()) }

func (p pen) Sign(message []byte) []byte { return ed25519.Sign(p.private, message) }

func (p pen) Keys() bundle.Keys {
	return bundle.NewKeys(bundle.PublicKey(p.public(), time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC), nil))
}

// TestFeedNeverSkips lets many writers on two replicas race, with two
// sequencers, while a reader on each follows the feed by its last number. Each
// reader must see every event once, in the order of the numbers, and none may
// appear behind it. Some writers are slow, and some give up.
func TestFeedNeverSkips(t *testing.T) {
	for name, address := range map[string]func(*testing.T) string{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		t.Run(name, func(t *testing.T) { race(t, address(t)) })
	}
}

const (
	racers = 6  // on each replica
	writes = 15 // of each
)

func race(t *testing.T, address string) {
	var replicas [2]*store.DB
	signer := pen{ed25519.NewKeyFromSeed([]byte("the key of the racing writers!!!"))}
	for i := range replicas {
		db, err := store.Connect(t.Context(), address)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = db.Close() })
		db.SignLog(signer)
		replicas[i] = db
	}
	var kept atomic.Int64
	var ended atomic.Bool
	var writers, others sync.WaitGroup
	for n, db := range replicas {
		for w := range racers {
			writers.Go(func() {
				for i := range writes {
					if write(t, db, fmt.Sprintf("%d/%d/%d", n, w, i), i) {
						kept.Add(1)
					}
				}
			})
		}
		others.Go(func() { sequences(t, db, fmt.Sprintf("replica %d", n), &ended) })
		others.Go(func() { follows(t, db, &kept, &ended) })
	}
	writers.Wait()
	ended.Store(true)
	others.Wait()
	proves(t, replicas[0], signer, kept.Load())
}

// write keeps an event, slowly at times; each fifth is given up.
func write(t *testing.T, db *store.DB, subject string, i int) bool {
	_, err := store.Write(context.Background(), db, func(tx *store.Tx) (int, error) {
		tx.Record(store.Event{Verb: "race.run", Subject: subject})
		if i%4 == 1 {
			time.Sleep(3 * time.Millisecond)
		}
		if i%5 == 4 {
			return 0, errTest
		}
		return 0, nil
	})
	if err != nil && !errors.Is(err, errTest) && !errors.Is(err, store.ErrBusy) {
		t.Errorf("write %s: %v", subject, err)
	}
	return err == nil
}

func sequences(t *testing.T, db *store.DB, holder string, ended *atomic.Bool) {
	for {
		last := ended.Load()
		n, err := db.Sequence(context.Background(), holder)
		if err != nil && !errors.Is(err, store.ErrBusy) {
			t.Errorf("sequence as %s: %v", holder, err)
			return
		}
		if last && n == 0 && waits(t, db) == 0 {
			return
		}
	}
}

func waits(t *testing.T, db *store.DB) (n int64) {
	_, err := store.Read(context.Background(), db, func(tx *store.Tx) (int, error) {
		return 0, tx.DB().Table("event_queue").Count(&n).Error
	})
	if err != nil {
		t.Error(err)
	}
	return n
}

// follows reads the feed by its last number until all is told.
func follows(t *testing.T, db *store.DB, kept *atomic.Int64, ended *atomic.Bool) {
	seen := map[string]bool{}
	for last := int64(0); ; {
		list, err := store.Read(context.Background(), db, func(tx *store.Tx) ([]store.Logged, error) { return tx.LoggedEvents(last, 7) })
		if err != nil {
			t.Error(err)
			return
		}
		for _, e := range list {
			if e.Number != last+1 || seen[e.Subject] {
				t.Errorf("after %d the feed tells %d (%s): a number is skipped, or told twice", last, e.Number, e.Subject)
				return
			}
			last, seen[e.Subject] = e.Number, true
		}
		if len(list) == 0 && ended.Load() && waits(t, db) == 0 && int64(len(seen)) >= kept.Load() {
			break
		}
	}
	if int64(len(seen)) != kept.Load() {
		t.Errorf("a reader saw %d events, %d were kept", len(seen), kept.Load())
	}
}

// proves checks that the tree is that of all events, whoever extended it.
func proves(t *testing.T, db *store.DB, signer pen, kept int64) {
	t.Helper()
	_, err := store.Read(t.Context(), db, func(tx *store.Tx) (int, error) {
		head, err := tx.LastCheckpoint()
		if err != nil {
			return 0, err
		}
		origin, err := tx.LogOrigin()
		if err != nil {
			return 0, err
		}
		keys, err := store.LogKeys(origin, signer.Keys())
		if err != nil {
			return 0, err
		}
		c, err := proof.VerifyCheckpoint(head.Signed, keys)
		if err != nil || c.Size != kept {
			t.Errorf("the last checkpoint has %d events, %d were kept: %v", c.Size, kept, err)
		}
		events, err := tx.LoggedEvents(0, int(kept))
		if err != nil {
			return 0, err
		}
		tree, err := proof.Grow(0, tx)
		for _, e := range events {
			if err == nil {
				_, err = tree.Append(e.Event)
			}
		}
		if err != nil {
			return 0, err
		}
		if root, err := tree.Root(); err != nil || root != c.Root {
			t.Errorf("the root of the events is %s, the checkpoint's %s: %v", root, c.Root, err)
		}
		return 0, nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
