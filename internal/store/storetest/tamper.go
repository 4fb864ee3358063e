package storetest

import (
	"context"
	"testing"

	"github.com/assay-engine/assay/internal/store"
)

// Tamper changes a database as somebody would who has every right over it and
// goes behind the service's back: all triggers are taken away first.
func Tamper(t *testing.T, db *store.DB, statements ...string) {
	t.Helper()
	_, err := store.Stamp(context.Background(), db, func(tx *store.Tx) (int, error) {
		if err := Unguard(tx, db.Kind()); err != nil {
			return 0, err
		}
		for _, s := range statements {
			if err := tx.DB().Exec(s).Error; err != nil {
				return 0, err
			}
		}
		return 0, nil
	})
	if err != nil {
		t.Fatalf("tamper: %v", err)
	}
}

// Unguard takes all triggers away, in a unit of work.
func Unguard(tx *store.Tx, kind store.Kind) error {
	question, before, after := "SELECT name FROM sqlite_schema WHERE type = 'trigger'", "DROP TRIGGER ", ""
	if kind == store.Postgres {
		question = "SELECT DISTINCT c.relname FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal"
		before, after = "ALTER TABLE ", " DISABLE TRIGGER USER"
	}
	var names []string
	if err := tx.DB().Raw(question).Scan(&names).Error; err != nil {
		return err
	}
	for _, name := range names {
		if err := tx.DB().Exec(before + name + after).Error; err != nil {
			return err
		}
	}
	return nil
}
