package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"
)

// guard sees to it that every history table refuses changes, by triggers made
// from tables.txt. What is there already stays; what is missing is put in
// place, also where somebody took it away.
func (db *DB) guard(ctx context.Context) error {
	g := db.write.WithContext(ctx)
	missing, err := db.unguarded(g)
	if err != nil {
		return fmt.Errorf("look for the guards of history: %w", err)
	}
	for _, m := range missing {
		if err := g.Exec(m.statement).Error; err != nil {
			return fmt.Errorf("guard %s: %w", m.table, err)
		}
	}
	return nil
}

// missingGuard is a trigger that should be there.
type missingGuard struct{ table, trigger, statement string }

// unguarded lists the triggers that history tables lack.
func (db *DB) unguarded(g *gorm.DB) ([]missingGuard, error) {
	present, err := db.kind.triggers(g)
	if err != nil {
		return nil, err
	}
	columns, err := db.kind.columns(g)
	if err != nil {
		return nil, err
	}
	var missing []missingGuard
	for _, t := range tables {
		if len(columns[t.Name]) == 0 { // a later migration makes it
			continue
		}
		for _, m := range db.kind.guards(t, columns[t.Name]) {
			if !slices.Contains(present, m.trigger) {
				missing = append(missing, m)
			}
		}
	}
	return missing, nil
}

// guards are the triggers of one table.
func (k Kind) guards(t Table, columns []string) (list []missingGuard) {
	fixed := ""
	if len(t.Moves) > 0 {
		held := slices.DeleteFunc(slices.Clone(columns), func(c string) bool { return slices.Contains(t.Moves, c) })
		fixed = ` OF "` + strings.Join(held, `", "`) + `"`
	}
	add := func(end, sqlite, postgres string) {
		name := t.Name + "_held_" + end
		text := fmt.Sprintf(`CREATE TRIGGER %s BEFORE %s ON %s BEGIN SELECT RAISE(ABORT, '%[3]s is history: rows are added, never changed'); END`, name, sqlite, t.Name)
		if k == Postgres {
			text = fmt.Sprintf(`CREATE OR REPLACE TRIGGER %s BEFORE %s ON %s %s EXECUTE FUNCTION refuse_change()`, name, postgres, t.Name, forEach(postgres))
		}
		list = append(list, missingGuard{t.Name, name, text})
	}
	if t.Kind == History || t.Kind == Erased {
		add("u", "UPDATE"+fixed, "UPDATE"+fixed)
	}
	if t.Kind == History {
		add("d", "DELETE", "DELETE")
	}
	if k == Postgres && (t.Kind == History || t.Kind == Erased || t.Kind == Settled) {
		add("t", "", "TRUNCATE")
	}
	return list
}

func forEach(event string) string {
	if event == "TRUNCATE" {
		return "FOR EACH STATEMENT"
	}
	return "FOR EACH ROW"
}

// triggers lists the names of all triggers that are there and in force.
func (k Kind) triggers(g *gorm.DB) (names []string, err error) {
	question := `SELECT name FROM sqlite_schema WHERE type = 'trigger'`
	if k == Postgres {
		question = `SELECT t.tgname FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
			WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') AND n.nspname = current_schema()`
	}
	return names, g.Raw(question).Scan(&names).Error
}

// columns lists the columns of every table, in their order.
func (k Kind) columns(g *gorm.DB) (map[string][]string, error) {
	question := `SELECT t.name AS "table", c.name AS "column" FROM sqlite_schema AS t, pragma_table_info(t.name) AS c
		WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' ORDER BY t.name, c.cid`
	if k == Postgres {
		question = `SELECT table_name AS "table", column_name AS "column" FROM information_schema.columns WHERE table_schema = current_schema() ORDER BY table_name, ordinal_position`
	}
	var rows []struct{ Table, Column string }
	if err := g.Raw(question).Scan(&rows).Error; err != nil {
		return nil, err
	}
	columns := map[string][]string{}
	for _, r := range rows {
		columns[r.Table] = append(columns[r.Table], r.Column)
	}
	return columns, nil
}

// keys lists the columns of the primary key of every table, in their order.
func (k Kind) keys(g *gorm.DB) (map[string][]string, error) {
	question := `SELECT t.name AS "table", c.name AS "column" FROM sqlite_schema AS t, pragma_table_info(t.name) AS c
		WHERE t.type = 'table' AND c.pk > 0 ORDER BY t.name, c.pk`
	if k == Postgres {
		question = `SELECT c.relname AS "table", a.attname AS "column" FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indrelid
			JOIN pg_namespace AS n ON n.oid = c.relnamespace JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey)
			WHERE i.indisprimary AND n.nspname = current_schema() ORDER BY c.relname, array_position(i.indkey::int2[], a.attnum)`
	}
	var rows []struct{ Table, Column string }
	if err := g.Raw(question).Scan(&rows).Error; err != nil {
		return nil, err
	}
	keys := map[string][]string{}
	for _, r := range rows {
		keys[r.Table] = append(keys[r.Table], r.Column)
	}
	return keys, nil
}

// Unguarded names the triggers that history tables should have and lack:
// somebody with rights over the database took them away.
func (db *DB) Unguarded(ctx context.Context) (names []string, err error) {
	missing, err := db.unguarded(db.read.WithContext(ctx))
	for _, m := range missing {
		names = append(names, m.trigger+" on "+m.table)
	}
	return names, err
}

// Columns lists the columns of every table, in their order.
func (tx *Tx) Columns() (map[string][]string, error) { return tx.db.kind.columns(tx.gorm) }
