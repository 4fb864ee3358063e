package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/callbacks"
	"gorm.io/gorm/clause"
	"gorm.io/gorm/logger"
	"gorm.io/gorm/schema"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// moment is how SQLite keeps an instant: fixed width, UTC, microseconds, so
// that text order is time order.
const moment = "2006-01-02T15:04:05.000000Z"

// sqliteName names the database of a SQLite file. Durability is FULL because
// NORMAL loses acknowledged bids when power fails; writers take their lock at
// the start, so that two of them wait instead of failing.
func sqliteName(path, txlock string, readOnly bool) string {
	q := url.Values{"_txlock": {txlock}, "_pragma": {
		"busy_timeout(5000)", "foreign_keys(1)", "journal_mode(WAL)", "synchronous(FULL)", "trusted_schema(0)",
	}}
	if readOnly {
		q["_pragma"] = append(q["_pragma"], "query_only(1)")
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
}

// openSQLite opens one writer and a pool of readers on the same file, and
// proves that the settings it relies on are in force.
func openSQLite(ctx context.Context, path string) (write, read *sql.DB, err error) {
	// SQLite would make the file readable to everybody.
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600) //nolint:gosec // the operator's own path
	if err != nil {
		return nil, nil, err
	}
	if err = file.Close(); err != nil {
		return nil, nil, err
	}
	if write, err = sql.Open("sqlite", sqliteName(path, "immediate", false)); err != nil {
		return nil, nil, err
	}
	write.SetMaxOpenConns(1)
	if err = assertSQLite(ctx, write); err != nil {
		return nil, nil, errors.Join(err, write.Close())
	}
	if read, err = sql.Open("sqlite", sqliteName(path, "deferred", true)); err != nil {
		return nil, nil, errors.Join(err, write.Close())
	}
	read.SetMaxOpenConns(4)
	read.SetMaxIdleConns(4)
	return write, read, nil
}

func assertSQLite(ctx context.Context, pool *sql.DB) error {
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "busy_timeout": "5000"} {
		var got string
		if err := pool.QueryRowContext(ctx, "PRAGMA "+pragma).Scan(&got); err != nil {
			return fmt.Errorf("ask SQLite for %s: %w", pragma, err)
		}
		if !strings.EqualFold(got, want) {
			return fmt.Errorf("SQLite has %s %s where Assay needs %s", pragma, got, want)
		}
	}
	return nil
}

// sqliteDialect lets gorm speak to SQLite. It has no migrator, since SQL owns
// the schema.
type sqliteDialect struct{ pool gorm.ConnPool }

func (sqliteDialect) Name() string { return "sqlite" }

func (d sqliteDialect) Initialize(db *gorm.DB) error {
	db.ConnPool = d.pool
	callbacks.RegisterDefaultCallbacks(db, &callbacks.Config{
		CreateClauses: []string{"INSERT", "VALUES", "ON CONFLICT", "RETURNING"},
		UpdateClauses: []string{"UPDATE", "SET", "FROM", "WHERE", "RETURNING"},
		DeleteClauses: []string{"DELETE", "FROM", "WHERE", "RETURNING"},
	})
	// One writer at a time holds the whole database: row locks say nothing here.
	db.ClauseBuilders["FOR"] = func(clause.Clause, clause.Builder) {}
	return nil
}

func (sqliteDialect) Migrator(*gorm.DB) gorm.Migrator { return nil }

func (sqliteDialect) DataTypeOf(*schema.Field) string { return "" }

func (sqliteDialect) DefaultValueOf(*schema.Field) clause.Expression {
	return clause.Expr{SQL: "NULL"}
}

// BindVarTo writes a placeholder, and every instant in its one stored form.
func (sqliteDialect) BindVarTo(w clause.Writer, stmt *gorm.Statement, v any) {
	_ = w.WriteByte('?')
	last := len(stmt.Vars) - 1
	switch t := v.(type) {
	case time.Time:
		stmt.Vars[last] = t.UTC().Format(moment)
	case *time.Time:
		if t == nil {
			stmt.Vars[last] = nil
			return
		}
		stmt.Vars[last] = t.UTC().Format(moment)
	}
}

func (sqliteDialect) QuoteTo(w clause.Writer, name string) {
	for i, part := range strings.Split(name, ".") {
		if i > 0 {
			_ = w.WriteByte('.')
		}
		_, _ = w.WriteString(`"` + strings.ReplaceAll(part, `"`, `""`) + `"`)
	}
}

func (sqliteDialect) Explain(query string, vars ...any) string {
	return logger.ExplainSQL(query, nil, `'`, vars...)
}

// Translate gives SQLite's refusals the names that gorm gives PostgreSQL's.
func (sqliteDialect) Translate(err error) error {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return err
	}
	switch e.Code() {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_ROWID:
		return gorm.ErrDuplicatedKey
	case sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
		return gorm.ErrForeignKeyViolated
	case sqlite3.SQLITE_CONSTRAINT_CHECK:
		return gorm.ErrCheckConstraintViolated
	case sqlite3.SQLITE_CONSTRAINT_TRIGGER: // how SQLite refuses under ON DELETE RESTRICT, and how our own triggers refuse
		if strings.Contains(e.Error(), "FOREIGN KEY") {
			return gorm.ErrForeignKeyViolated
		}
		return fmt.Errorf("%w: %w", ErrHistory, err)
	}
	return err
}

// SavePoint and RollbackTo let a part of a unit of work be undone.
func (sqliteDialect) SavePoint(tx *gorm.DB, name string) error {
	return tx.Exec("SAVEPOINT " + name).Error
}

// RollbackTo undoes what came after the savepoint.
func (sqliteDialect) RollbackTo(tx *gorm.DB, name string) error {
	return tx.Exec("ROLLBACK TO SAVEPOINT " + name).Error
}

func lostRaceSQLite(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && e.Code()&0xff == sqlite3.SQLITE_BUSY
}

// silentSQLite recognises a disk that is full, gone or cannot be written.
func silentSQLite(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && slices.Contains([]int{sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN}, e.Code()&0xff)
}
