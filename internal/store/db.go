// Package store is the only door to the database: a unit of work brings the
// transaction, one moment, the acting person, new identifiers and the event
// log, on SQLite and on PostgreSQL alike.
//
// Everything that differs between the two lives in sqlite.go and postgres.go.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"github.com/assay-engine/assay/internal/fault"
)

// The faults of the store itself.
var (
	ErrNotFound = fault.New(fault.NotFound, "not-found", "There is nothing here, or nothing that you may see")
	ErrStale    = fault.New(fault.Stale, "changed-meanwhile", "This has changed since you read it: read it again, then decide")
	ErrSilent   = fault.New(fault.Unavailable, "database-silent", "The database does not answer: whether this was kept is not certain, so send it again with the same Idempotency-Key, or read first")
	ErrBusy     = fault.New(fault.Unavailable, "busy", "Too many changes at once: nothing was kept, please send it again")
)

// ErrHistory is the database's own refusal to change what may only be added to.
var ErrHistory = errors.New("store: history is added to, never changed")

// DB is an open, migrated database.
type DB struct {
	write, read *gorm.DB
	pools       []*sql.DB
	kind        Kind

	// Now and NewID and NewPublicID are replaced in tests. While Now is
	// replaced, the database's own clock is not asked either.
	now         func() time.Time
	stopped     bool
	newID       func() string
	newPublicID func() string
	newSalt     func() [32]byte

	shapes shapes
	signer LogSigner // of checkpoints; nil: none are signed

	trial     atomic.Bool
	cover     cover
	keepsakes keepsakes
	above     bool // connected to PostgreSQL as a user whom no policy holds
}

// Kind is the database behind the store.
type Kind string

// The databases that Assay runs on.
const (
	SQLite   Kind = "sqlite"
	Postgres Kind = "postgres"
)

// KindOf tells which database an address means: postgres:// or postgresql://
// is PostgreSQL, anything else is the path of a SQLite file.
func KindOf(address string) Kind {
	if strings.HasPrefix(address, "postgres://") || strings.HasPrefix(address, "postgresql://") {
		return Postgres
	}
	return SQLite
}

// Open connects to an address and brings the schema up to date.
func Open(ctx context.Context, address string) (*DB, error) {
	db, err := Connect(ctx, address)
	if err != nil {
		return nil, err
	}
	if err := db.Migrate(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("migrate database: %w", err), db.Close())
	}
	return db, nil
}

// Connect connects to an address and leaves the schema as it is.
func Connect(ctx context.Context, address string) (*DB, error) {
	db := &DB{
		kind:        KindOf(address),
		now:         time.Now,
		newID:       func() string { return uuid.Must(uuid.NewV7()).String() },
		newPublicID: func() string { return uuid.NewString() },
		newSalt:     randomSalt,
		cover:       newCover(),
	}
	if err := db.connect(ctx, address); err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	if err := db.write.Callback().Create().After("gorm:create").Register("assay:tie", tie); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	if err := db.fenceIn(); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	if err := db.Ping(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("reach database: %w", err), db.Close())
	}
	if err := db.whoAmI(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("ask for the rights of the database's user: %w", err), db.Close())
	}
	return db, nil
}

func (db *DB) connect(ctx context.Context, address string) error {
	config := func() *gorm.Config {
		return &gorm.Config{TranslateError: true, SkipDefaultTransaction: true, CreateBatchSize: 500, Logger: logger.Discard}
	}
	if db.kind == Postgres {
		pool, err := openPostgres(address)
		if err != nil {
			return err
		}
		db.pools = []*sql.DB{pool}
		if db.write, err = gorm.Open(postgresDialect(pool), config()); err != nil {
			return errors.Join(err, pool.Close())
		}
		db.read = db.write
		return nil
	}
	write, read, err := openSQLite(ctx, address)
	if err != nil {
		return err
	}
	db.pools = []*sql.DB{write, read}
	if db.write, err = gorm.Open(sqliteDialect{write}, config()); err == nil {
		db.read, err = gorm.Open(sqliteDialect{read}, config())
	}
	return err
}

// Kind tells which database is behind the store.
func (db *DB) Kind() Kind { return db.kind }

// Ping reports whether the database answers.
func (db *DB) Ping(ctx context.Context) error {
	for _, pool := range db.pools {
		if err := pool.PingContext(ctx); err != nil {
			return err
		}
	}
	return nil
}

// Close closes the database.
func (db *DB) Close() error {
	var all error
	for _, pool := range db.pools {
		all = errors.Join(all, pool.Close())
	}
	return all
}

// errTrial undoes a unit of work that was only tried.
var errTrial = errors.New("store: tried, and undone")

// Try makes every unit of work from now on, until it is turned off, one that is
// done to its end, answered, and then undone: for tests that ask what each of
// many would be answered in one and the same state.
func (db *DB) Try(on bool) { db.trial.Store(on) }

// undo ends a unit of work that was only tried.
func (db *DB) undo(err error) error {
	if err == nil && db.trial.Load() {
		return errTrial
	}
	return err
}

// Stop replaces the clock and the identifiers: for tests and rehearsals.
func (db *DB) Stop(now func() time.Time, newID func() string) {
	db.now, db.stopped = now, true
	db.newSalt = countedSalt()
	if newID != nil {
		db.newID, db.newPublicID = newID, newID
	}
}

// IsNotFound reports whether a query found nothing.
func IsNotFound(err error) bool {
	return errors.Is(err, gorm.ErrRecordNotFound) || errors.Is(err, ErrNotFound)
}
