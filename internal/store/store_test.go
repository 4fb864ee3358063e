package store_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/store/storetest"
)

var errTest = fault.New(fault.Conflict, "test-refusal", "The test refuses")

func record(verb string) func(*store.Tx) (string, error) {
	return func(tx *store.Tx) (string, error) {
		tx.Record(store.Event{Verb: verb, Subject: "thing"})
		return verb, nil
	}
}

// events counts the rows of the log behind the back of the store.
func events(t *testing.T, db *store.DB, where string, args ...any) (n int64) {
	t.Helper()
	_, err := store.Read(context.Background(), db, func(tx *store.Tx) (int64, error) {
		return n, tx.DB().Table("events").Where(where, args...).Count(&n).Error
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestWriteKeepsWhatItRecords(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		ctx := context.Background()
		if _, err := store.Write(ctx, db, record("a.done")); err != nil {
			t.Fatal(err)
		}
		if n := events(t, db, "verb = ? AND at = ?", "a.done", clock.Now()); n != 1 {
			t.Errorf("after one write the log has %d events at its moment, want 1", n)
		}
		_, err := store.Write(ctx, db, func(*store.Tx) (int, error) { return 0, nil })
		if err == nil {
			t.Error("a write without an event was accepted")
		}
		_, err = store.Write(ctx, db, func(tx *store.Tx) (int, error) {
			tx.Record(store.Event{Verb: "b.done", Subject: "thing"})
			return 0, errTest
		})
		if !errors.Is(err, errTest) || events(t, db, "verb = 'b.done'") != 0 {
			t.Errorf("a refused write left its event, or another error: %v", err)
		}
		_, err = store.Write(ctx, db, func(tx *store.Tx) (int, error) {
			tx.Record(store.Event{Verb: "c.refused", Subject: "thing"})
			return 0, store.Keep(errTest)
		})
		if !errors.Is(err, errTest) || events(t, db, "verb = 'c.refused'") != 1 {
			t.Errorf("a kept refusal lost its event, or another error: %v", err)
		}
	})
}

func TestReadCannotWrite(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, _ *storetest.Clock) {
		_, err := store.Read(context.Background(), db, func(tx *store.Tx) (int, error) {
			return 0, tx.DB().Exec("INSERT INTO leases (name, holder, until) VALUES ('x', 'y', ?)", tx.Now).Error
		})
		if err == nil {
			t.Error("a read wrote")
		}
	})
}

func TestHistoryIsOnlyAddedTo(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, _ *storetest.Clock) {
		ctx := context.Background()
		if _, err := store.Write(ctx, db, record("a.done")); err != nil {
			t.Fatal(err)
		}
		for _, change := range []string{"UPDATE events SET verb = 'x'", "DELETE FROM events"} {
			_, err := store.Write(ctx, db, func(tx *store.Tx) (int, error) { return 0, tx.DB().Exec(change).Error })
			if !errors.Is(err, store.ErrHistory) {
				t.Errorf("%s: got %v, want the database's refusal", change, err)
			}
		}
	})
}

func TestSequenceNumbersEveryEventOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, _ *storetest.Clock) {
		ctx := context.Background()
		tender := storetest.ID(999_999)
		var work sync.WaitGroup
		for range 8 {
			work.Go(func() {
				for range 5 {
					if _, err := store.Write(ctx, db, record("a.done")); err != nil {
						t.Error(err)
					}
					if _, err := db.Sequence(ctx, "one"); err != nil {
						t.Error(err)
					}
				}
			})
		}
		work.Wait()
		_, err := store.Write(ctx, db, func(tx *store.Tx) (int, error) {
			tx.Record(store.Event{Verb: "bid.submitted", Subject: "b", TenderID: tender, Sealed: true})
			return 0, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		drain(t, db)
		if got := numbers(t, db); got != [2]int64{40, 40} {
			t.Errorf("numbered events and highest number: %v, want 40 and 40 while the tender is sealed", got)
		}
		_, err = store.Write(ctx, db, func(tx *store.Tx) (int, error) {
			tx.Record(store.Event{Verb: "tender.opened", Subject: tender, TenderID: tender})
			return 0, tx.Unseal(tender)
		})
		if err != nil {
			t.Fatal(err)
		}
		drain(t, db)
		if got := numbers(t, db); got != [2]int64{42, 42} {
			t.Errorf("numbered events and highest number after opening: %v, want 42 and 42", got)
		}
	})
}

func drain(t *testing.T, db *store.DB) {
	t.Helper()
	for {
		n, err := db.Sequence(context.Background(), "one")
		if err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			return
		}
	}
}

func numbers(t *testing.T, db *store.DB) (got [2]int64) {
	t.Helper()
	_, err := store.Read(context.Background(), db, func(tx *store.Tx) (int, error) {
		return 0, tx.DB().Raw("SELECT count(*), max(number) FROM event_numbers").Row().Scan(&got[0], &got[1])
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestLeaseHasOneHolder(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		take := func(holder string) bool {
			got, err := store.Write(context.Background(), db, func(tx *store.Tx) (bool, error) {
				tx.Record(store.Event{Verb: "lease.tried", Subject: holder})
				return tx.Lease("work", holder, time.Minute)
			})
			if err != nil {
				t.Fatal(err)
			}
			return got
		}
		if !take("one") || take("two") || !take("one") {
			t.Error("the lease was not one holder's alone")
		}
		clock.Forward(2 * time.Minute)
		if !take("two") || take("one") {
			t.Error("an expired lease did not pass on")
		}
	})
}

func TestOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, _ *storetest.Clock) {
		var done atomic.Int64
		send := func(key, hash string, refuse error) (store.Answer, error) {
			return store.Once(context.Background(), db, store.Request{Reader: "r", Route: "POST /x", Key: key, BodyHash: hash},
				func(ctx context.Context) (store.Answer, error) {
					_, err := store.Write(ctx, db, record("once.done"))
					if err == nil {
						err = refuse
					}
					if err != nil {
						return store.Answer{}, err
					}
					return store.Answer{Status: 201, Header: map[string]string{"Location": "/x/1"}, Body: []byte{'0' + byte(done.Add(1))}}, nil
				})
		}
		if _, err := send("k", "h", errTest); !errors.Is(err, errTest) || events(t, db, "verb = 'once.done'") != 0 {
			t.Fatalf("a refused request left something, or another error: %v", err)
		}
		var work sync.WaitGroup
		for range 16 {
			work.Go(func() {
				a, err := send("k", "h", nil)
				if err != nil || a.Status != 201 || a.Header["Location"] != "/x/1" || string(a.Body) != "1" {
					t.Errorf("replay: got %d %q %v", a.Status, a.Body, err)
				}
			})
		}
		work.Wait()
		if n := events(t, db, "verb = 'once.done'"); n != 1 || done.Load() != 1 {
			t.Errorf("16 sends did the work %d times and left %d events, want 1", done.Load(), n)
		}
		if _, err := send("k", "other", nil); !errors.Is(err, store.ErrKeyReused) {
			t.Errorf("another body under the same key: got %v", err)
		}
		if _, err := send("late", "h", store.Keep(errTest)); !errors.Is(err, errTest) || events(t, db, "verb = 'once.done'") != 2 {
			t.Errorf("a kept refusal lost its event, or another error: %v", err)
		}
		if a, err := send("late", "h", nil); err != nil || a.Status != 201 {
			t.Errorf("a refused request cannot be sent again: %v", err)
		}
	})
}

func TestChangeSeesTheVersion(t *testing.T) {
	type organisation struct{ ID string }
	storetest.Each(t, func(t *testing.T, db *store.DB, _ *storetest.Clock) {
		id := storetest.ID(7)
		change := func(version int) error {
			_, err := store.Write(context.Background(), db, func(tx *store.Tx) (int, error) {
				tx.Record(store.Event{Verb: "a.changed", Subject: id})
				return 0, tx.Change(&organisation{}, id, version, map[string]any{"name": "B"})
			})
			return err
		}
		_, err := store.Write(context.Background(), db, func(tx *store.Tx) (int, error) {
			tx.Record(store.Event{Verb: "a.made", Subject: id})
			return 0, tx.DB().Exec("INSERT INTO organisations (id, name, kind, identifier_scheme, identifier, created_at, version) VALUES (?, 'A', 'authority', '', '', ?, 1)", id, tx.Now).Error
		})
		if err != nil {
			t.Fatal(err)
		}
		var stale, kept atomic.Int64
		var work sync.WaitGroup
		for range 8 {
			work.Go(func() {
				switch err := change(1); {
				case errors.Is(err, store.ErrStale):
					stale.Add(1)
				case err == nil:
					kept.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		work.Wait()
		if kept.Load() != 1 || stale.Load() != 7 {
			t.Errorf("eight changes of version 1: %d kept, %d stale, want 1 and 7", kept.Load(), stale.Load())
		}
	})
}

// TestBindRefusesOtherKeys starts a database with one key and then another.
func TestBindRefusesOtherKeys(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, _ *storetest.Clock) {
		bind := func(key string) error { return db.Bind(t.Context(), map[string]string{"signing key": key}) }
		if err := errors.Join(bind("one"), bind("one")); err != nil {
			t.Fatal(err)
		}
		if err := bind("two"); err == nil || !strings.Contains(err.Error(), "signing key is one") {
			t.Errorf("another key: got %v, want a refusal that names both", err)
		}
		_, err := store.Write(t.Context(), db, func(tx *store.Tx) (int, error) {
			tx.Record(store.Event{Verb: "key.rotated", Subject: "two"})
			return 0, tx.Rebind("signing key", "two")
		})
		if err := errors.Join(err, bind("two")); err != nil {
			t.Error(err)
		}
	})
}
