package store

import (
	"context"
	"database/sql"
	"errors"
	"math/rand/v2"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/assay-engine/assay/internal/actor"
)

// attempts is how often a unit of work that lost a race is done again before
// its caller is told to come back.
const attempts = 6

// errSilent stops a change that nobody would be able to trace.
var errSilent = errors.New("store: a unit of work changed something but recorded no event")

// Tx is one unit of work: one transaction, one moment, one actor.
type Tx struct {
	Now   time.Time // the moment of the work: UTC, whole microseconds
	Actor actor.Actor

	db     *DB
	gorm   *gorm.DB
	write  bool
	reach  reach
	events []event
	added  []added    // rows of history, to be tied to the events
	seen   []Sighting // secret things that were shown
}

// DB gives store files the transaction.
func (tx *Tx) DB() *gorm.DB { return tx.gorm }

// NewID returns a fresh identifier whose order is the order of making.
func (tx *Tx) NewID() string { return tx.db.newID() }

// NewPublicID returns a fresh identifier that tells nothing about when it was
// made: for things a stranger may see while their timing is still a secret.
func (tx *Tx) NewPublicID() string { return tx.db.newPublicID() }

// Insert adds rows, in order. Each is a pointer to a struct or to a slice of
// them; an empty slice adds nothing. Children are never added unasked.
func (tx *Tx) Insert(rows ...any) error {
	for _, row := range rows {
		err := tx.gorm.Omit(clause.Associations).Create(row).Error
		if err != nil && !errors.Is(err, gorm.ErrEmptySlice) {
			return err
		}
	}
	return nil
}

// Change updates the named columns of one row, if it still has the version
// that the caller saw, and counts the version up. Someone else's change in
// between is ErrStale.
func (tx *Tx) Change(model any, id string, version int, columns map[string]any) error {
	values := map[string]any{"version": version + 1}
	for name, value := range columns {
		values[name] = value
	}
	done := tx.gorm.Model(model).Where("id = ? AND version = ?", id, version).UpdateColumns(values)
	if done.Error == nil && done.RowsAffected != 1 {
		return ErrStale
	}
	return done.Error
}

// ForUpdate locks the rows that its query finds until the work is done: for
// whoever changes a status.
func (tx *Tx) ForUpdate() *gorm.DB { return tx.gorm.Clauses(clause.Locking{Strength: "UPDATE"}) }

// ForShare holds the rows that its query finds as they are until the work is
// done: for whoever relies on a status.
func (tx *Tx) ForShare() *gorm.DB { return tx.gorm.Clauses(clause.Locking{Strength: "SHARE"}) }

// Refresh reads the clock again, in a statement of its own, and makes that the
// moment of the work. A clock read before a lock was granted, or inside the
// query that waits for it, would let a bid in that came after the deadline.
func (tx *Tx) Refresh() error {
	now := tx.db.now()
	if tx.db.kind == Postgres && !tx.db.stopped {
		if err := tx.gorm.Raw("SELECT clock_timestamp()").Scan(&now).Error; err != nil {
			return err
		}
	}
	tx.Now = now.UTC().Truncate(time.Microsecond)
	return nil
}

type unit struct{}

// Read runs do on one unchanging picture of the database, without the right to
// change anything. Inside a unit of work it joins that one. What it shows that
// is secret, by [Tx.Saw], is recorded before it is given away.
func Read[T any](ctx context.Context, db *DB, do func(*Tx) (T, error)) (value T, err error) {
	if tx, ok := ctx.Value(unit{}).(*Tx); ok {
		value, err = do(tx)
		return value, known(err)
	}
	var seen []Sighting
	err = again(ctx, db, func() error {
		options := &sql.TxOptions{ReadOnly: true}
		if db.kind == Postgres {
			options.Isolation = sql.LevelRepeatableRead
		}
		return db.read.WithContext(ctx).Transaction(func(g *gorm.DB) error {
			tx := db.begin(ctx, g, false)
			value, err = do(tx)
			seen = tx.seen
			return err
		}, options)
	})
	if err == nil && len(seen) > 0 {
		err = db.witness(ctx, seen)
	}
	return value, known(err)
}

// Write runs do in a transaction and appends its events to the log. If do
// fails, or records no event, nothing is kept — but for a fault wrapped by
// Keep. Inside a unit of work it joins that one.
func Write[T any](ctx context.Context, db *DB, do func(*Tx) (T, error)) (value T, err error) {
	if tx, ok := ctx.Value(unit{}).(*Tx); ok {
		before := len(tx.events)
		value, err = do(tx)
		if err == nil && len(tx.events) == before {
			err = errSilent
		}
		return value, known(err)
	}
	var refusal error
	err = again(ctx, db, func() error {
		return db.write.WithContext(ctx).Transaction(func(g *gorm.DB) error {
			tx := db.begin(ctx, g, true)
			value, err = do(tx)
			if refusal, err = splitKept(err); err != nil {
				return err
			}
			return db.undo(tx.appendEvents())
		}, &sql.TxOptions{})
	})
	if err == nil {
		err = refusal
	}
	return value, known(err)
}

// Keep wraps a fault that is answered to the caller while what the unit of
// work wrote is kept: an attempt that came too late is refused and recorded.
func Keep(err error) error { return keptError{err} }

type keptError struct{ error }

func (k keptError) Unwrap() error { return k.error }

func splitKept(err error) (kept, other error) {
	var k keptError
	if errors.As(err, &k) {
		return k.error, nil
	}
	return nil, err
}

// again does the work anew when it lost a race, a bounded number of times.
func again(ctx context.Context, db *DB, do func() error) error {
	for try := 1; ; try++ {
		err := do()
		if errors.Is(err, errTrial) {
			return nil
		}
		switch {
		case err == nil:
			return nil
		case !db.lostRace(err) && (silentPostgres(err) || silentSQLite(err)):
			return errors.Join(ErrSilent, err)
		case !db.lostRace(err):
			return err
		}
		if try == attempts {
			return errors.Join(ErrBusy, err)
		}
		wait := time.Duration(1<<try)*time.Millisecond + time.Duration(rand.IntN(5_000))*time.Microsecond //nolint:gosec // spreads retries, guards nothing
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(wait):
		}
	}
}

func (db *DB) lostRace(err error) bool { return lostRacePostgres(err) || lostRaceSQLite(err) }

func (db *DB) begin(ctx context.Context, g *gorm.DB, write bool) *Tx {
	now := db.now().UTC().Truncate(time.Microsecond)
	tx := &Tx{Now: now, Actor: actor.From(ctx), db: db, write: write}
	tx.gorm = g.Session(&gorm.Session{NewDB: true, Context: context.WithValue(ctx, working{}, tx), NowFunc: func() time.Time { return now }})
	tx.reach = reachOf(tx)
	if inner, ok := tx.gorm.Statement.ConnPool.(gorm.Tx); ok && db.kind == Postgres {
		tx.gorm.Statement.ConnPool = &fencedPool{Tx: inner, tx: tx}
	}
	return tx
}

func known(err error) error {
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return ErrNotFound
	}
	return err
}
