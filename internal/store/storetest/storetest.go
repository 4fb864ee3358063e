// Package storetest runs a test on every database that Assay supports.
package storetest

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/store/storetest/pgtest"
)

// Noon is the moment at which tests start.
var Noon = time.Date(2026, time.March, 2, 12, 0, 0, 0, time.UTC)

// Clock is a clock that stands still until a test moves it. It is safe for
// concurrent use.
type Clock struct{ micros atomic.Int64 }

// Now tells the time.
func (c *Clock) Now() time.Time { return time.UnixMicro(c.micros.Load()).UTC() }

// Set moves the clock to an instant.
func (c *Clock) Set(t time.Time) { c.micros.Store(t.UnixMicro()) }

// Forward moves the clock on.
func (c *Clock) Forward(d time.Duration) { c.micros.Add(d.Microseconds()) }

// Each runs the test on SQLite and on PostgreSQL. Every run has its own empty,
// migrated database, a clock stopped at Noon, and identifiers that count up
// from 1. Without a PostgreSQL on the machine that half is skipped, or fails
// where ASSAY_TEST_REQUIRE_POSTGRES=1.
func Each(t *testing.T, test func(t *testing.T, db *store.DB, clock *Clock)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		db := connect(t, SQLite(t))
		test(t, db, stop(db))
	})
	t.Run("postgres", func(t *testing.T) {
		db := connect(t, Postgres(t))
		test(t, db, stop(db))
	})
}

// ID is the identifier that a stopped database gives as its nth.
func ID(n int64) string { return fmt.Sprintf("00000000-0000-7000-8000-%012d", n) }

func stop(db *store.DB) *Clock {
	clock := &Clock{}
	clock.Set(Noon)
	var n atomic.Int64
	db.Stop(clock.Now, func() string { return ID(n.Add(1)) })
	return clock
}

func connect(t *testing.T, address string) *store.DB {
	t.Helper()
	db, err := store.Connect(context.Background(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// Postgres returns the address of a fresh, migrated PostgreSQL database.
func Postgres(t *testing.T) string {
	t.Helper()
	return pgtest.Fresh(t, store.Postgres.SchemaHash(), prepare)
}

func prepare(address string) error {
	db, err := store.Open(context.Background(), address)
	if err != nil {
		return err
	}
	return db.Close()
}

// migrated makes one empty SQLite database per test program, for copying.
var migrated = sync.OnceValues(func() (string, error) {
	folder, err := os.MkdirTemp("", "assay-test-")
	if err != nil {
		return "", err
	}
	path := filepath.Join(folder, "empty.db")
	return path, prepare(path)
})

// SQLite returns the path of a fresh, migrated SQLite file.
func SQLite(t *testing.T) string {
	t.Helper()
	empty, err := migrated()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "test.db")
	if err := copyFile(empty, path); err != nil {
		t.Fatal(err)
	}
	return path
}

func copyFile(from, to string) error {
	in, err := os.Open(from) //nolint:gosec // a path that this package made
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }()
	out, err := os.Create(to) //nolint:gosec // a path that this package made
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, in); err != nil {
		return err
	}
	return out.Close()
}
