package store

import (
	"context"
	"errors"
	"fmt"
	"os"
)

// ErrNotEmbedded is what only the embedded database can do.
var ErrNotEmbedded = errors.New("store: only the embedded database is copied here: PostgreSQL has tools of its own")

// CopyTo writes a whole copy of the embedded database into a new file, while
// others write: copying the file itself would lose what is in its write-ahead
// log.
func (db *DB) CopyTo(ctx context.Context, path string) error {
	if db.kind != SQLite {
		return ErrNotEmbedded
	}
	if _, err := db.pools[0].ExecContext(ctx, "VACUUM INTO ?", path); err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_RDWR, 0o600) //nolint:gosec // the path that was just written
	if err != nil {
		return err
	}
	return errors.Join(file.Chmod(0o600), file.Sync(), file.Close())
}

// Intact looks at every page of the embedded database, and at every reference
// between rows. It does not see a byte that was changed inside a value: the
// hashes of the event log do.
func (db *DB) Intact(ctx context.Context) error {
	if db.kind != SQLite {
		return ErrNotEmbedded
	}
	var said []string
	if err := db.read.WithContext(ctx).Raw("PRAGMA integrity_check").Scan(&said).Error; err != nil {
		return fmt.Errorf("the database is damaged: %w", err)
	}
	if len(said) != 1 || said[0] != "ok" {
		return fmt.Errorf("the database is damaged: %v", said)
	}
	var broken []struct{ Table string }
	if err := db.read.WithContext(ctx).Raw("PRAGMA foreign_key_check").Scan(&broken).Error; err != nil {
		return err
	}
	if len(broken) > 0 {
		return fmt.Errorf("the database is damaged: a row of %s refers to one that is gone", broken[0].Table)
	}
	return nil
}
