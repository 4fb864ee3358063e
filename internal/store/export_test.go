package store

import (
	"context"
	"io/fs"
	"strings"
)

// Migrations counts what a whole migration runs. Numbers may be left out, so
// this is not the number of the last.
func (db *DB) Migrations() (int, error) {
	provider, err := db.provider()
	if err != nil {
		return 0, err
	}
	return len(provider.ListSources()), nil
}

// Half migrates a database up to before the nth migration, then runs the first
// half of that one's statements in a transaction, which it leaves open.
func (db *DB) Half(ctx context.Context, nth int) error {
	provider, err := db.provider()
	if err != nil {
		return err
	}
	sources := provider.ListSources()
	if nth > 1 {
		if _, err := provider.UpTo(ctx, sources[nth-2].Version); err != nil {
			return err
		}
	}
	statements, err := db.statements(sources[nth-1].Path)
	if err != nil {
		return err
	}
	tx, err := db.pools[0].BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	for _, s := range statements[:(len(statements)+1)/2] {
		if _, err := tx.ExecContext(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

// statements cuts a migration into its statements.
func (db *DB) statements(name string) (list []string, err error) {
	files, err := db.kind.files()
	if err != nil {
		return nil, err
	}
	text, err := fs.ReadFile(files, name)
	if err != nil {
		return nil, err
	}
	var b strings.Builder
	block := false
	for line := range strings.Lines(string(text)) {
		switch {
		case strings.HasPrefix(line, "-- +goose StatementBegin"):
			block = true
		case strings.HasPrefix(line, "--"):
		default:
			b.WriteString(line)
		}
		ended := !block && strings.HasSuffix(strings.TrimSpace(line), ";")
		if strings.HasPrefix(line, "-- +goose StatementEnd") {
			block, ended = false, true
		}
		if ended {
			list = append(list, b.String())
			b.Reset()
		}
	}
	return list, nil
}

// Schema describes every table, index and trigger of the database.
func (db *DB) Schema(ctx context.Context) (lines []string, err error) {
	question := `SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY 1`
	if db.kind == Postgres {
		question = `SELECT 'column ' || table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable FROM information_schema.columns WHERE table_schema = 'public'
			UNION ALL SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public'
			UNION ALL SELECT 'trigger ' || event_object_table || ' ' || trigger_name || ' ' || event_manipulation FROM information_schema.triggers
			UNION ALL SELECT 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
			ORDER BY 1`
	}
	return lines, db.read.WithContext(ctx).Raw(question).Scan(&lines).Error
}

// Exec changes the database behind the back of the units of work.
func (db *DB) Exec(statement string, args ...any) error {
	return db.write.Exec(statement, args...).Error
}
