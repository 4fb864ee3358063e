package store_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/store/storetest"
)

// TestEveryTableIsClassified demands a line of tables.txt for every table of the
// schema, and a table for every line.
func TestEveryTableIsClassified(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, _ *storetest.Clock) {
		there := schemaTables(t, db)
		listed := map[string]bool{}
		for _, table := range store.Tables() {
			if listed[table.Name] {
				t.Errorf("migrations/tables.txt names %s twice", table.Name)
			}
			listed[table.Name] = true
			if !slices.Contains(there, table.Name) {
				t.Errorf("migrations/tables.txt names %s, which the schema does not have", table.Name)
			}
			if table.Why == "" && (table.Kind == store.Head || table.Kind == store.Settled) {
				t.Errorf("migrations/tables.txt: say why %s is %s", table.Name, table.Kind)
			}
		}
		for _, name := range there {
			if !listed[name] {
				t.Errorf("the table %s has no line in migrations/tables.txt: is it history, settled, head or work?", name)
			}
		}
	})
}

func schemaTables(t *testing.T, db *store.DB) (names []string) {
	t.Helper()
	question := "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'goose_db_version'"
	if db.Kind() == store.Postgres {
		question = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename <> 'goose_db_version'"
	}
	_, err := store.Read(context.Background(), db, func(tx *store.Tx) (int, error) { return 0, tx.DB().Raw(question).Scan(&names).Error })
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// TestHistoryIsGuarded finds the triggers of every history table, and finds the
// one that somebody takes away.
func TestHistoryIsGuarded(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, _ *storetest.Clock) {
		ctx := context.Background()
		if missing, err := db.Unguarded(ctx); err != nil || len(missing) > 0 {
			t.Fatalf("guards that are missing after migration: %v, %v", missing, err)
		}
		drop := "DROP TRIGGER scores_held_u"
		if db.Kind() == store.Postgres {
			drop = "ALTER TABLE scores DISABLE TRIGGER scores_held_u"
		}
		if err := db.Exec(drop); err != nil {
			t.Fatal(err)
		}
		if missing, err := db.Unguarded(ctx); err != nil || len(missing) != 1 || !strings.Contains(missing[0], "scores_held_u") {
			t.Errorf("after one was taken away: %v, %v", missing, err)
		}
		if err := db.Migrate(ctx); err != nil {
			t.Fatal(err)
		}
		if missing, err := db.Unguarded(ctx); err != nil || len(missing) > 0 {
			t.Errorf("after the next start: %v, %v", missing, err)
		}
	})
}

// TestHistoryCannotBeEmptied truncates what PostgreSQL would empty without asking
// the triggers of rows.
func TestHistoryCannotBeEmptied(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, _ *storetest.Clock) {
		if db.Kind() != store.Postgres {
			return // SQLite has no TRUNCATE: DELETE meets the triggers
		}
		for _, table := range store.Tables() {
			if table.Kind == store.Head || table.Kind == store.Work {
				continue
			}
			if err := db.Exec("TRUNCATE " + table.Name + " CASCADE"); err == nil || !strings.Contains(err.Error(), "history") {
				t.Errorf("TRUNCATE %s: got %v, want the refusal", table.Name, err)
			}
		}
	})
}
