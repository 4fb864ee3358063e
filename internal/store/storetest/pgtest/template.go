package pgtest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// turn is the advisory lock under which templates are made: parallel packages ask for the same one at the same moment.
const turn = 0x61737361795f7067 // "assay_pg"

// ensure makes the template unless another process did so while this one waited for its turn. It is made under another name and renamed when
// it is whole, so that a test killed half-way leaves no half template.
func (m maker) ensure(ctx context.Context, db *pgx.Conn) (err error) {
	if _, err := db.Exec(ctx, "SELECT pg_advisory_lock($1)", int64(turn)); err != nil {
		return err
	}
	defer func() {
		_, unlocked := db.Exec(ctx, "SELECT pg_advisory_unlock($1)", int64(turn))
		err = errors.Join(err, unlocked)
	}()
	whole, half := templatePrefix+m.hash(), halfPrefix+m.hash()
	var there bool
	if err := db.QueryRow(ctx, "SELECT count(*) > 0 FROM pg_database WHERE datname = $1", whole).Scan(&there); err != nil || there {
		return err
	}
	if err := m.sweep(ctx, db); err != nil {
		return err
	}
	if err := run(ctx, db, "DROP DATABASE IF EXISTS %s WITH (FORCE)", half); err != nil {
		return err
	}
	if err := run(ctx, db, "CREATE DATABASE %s TEMPLATE template0", half); err != nil {
		return err
	}
	if err := m.prepare(m.at(half)); err != nil {
		return errors.Join(fmt.Errorf("prepare the template: %w", err), run(ctx, db, "DROP DATABASE %s WITH (FORCE)", half))
	}
	if err := run(ctx, db, "COMMENT ON DATABASE %s IS '"+time.Now().UTC().Format(time.RFC3339)+"'", half); err != nil {
		return err
	}
	return run(ctx, db, "ALTER DATABASE %s RENAME TO %s", half, whole)
}
