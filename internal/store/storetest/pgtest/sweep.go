package pgtest

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// keep is how long a test's database, and a template, may stay on a server that outlives the tests.
const keep = 24 * time.Hour

// sweep drops what earlier runs left on such a server: databases of tests that were killed, templates of a day ago (one still wanted is made
// again), templates half made. It runs under the lock for making templates, so whatever is half made was abandoned.
func (m maker) sweep(ctx context.Context, db *pgx.Conn) error {
	rows, err := db.Query(ctx, `SELECT datname, coalesce(shobj_description(oid, 'pg_database'), '') FROM pg_database
		WHERE pg_has_role(datdba, 'USAGE') AND (starts_with(datname, $1) OR starts_with(datname, $2) OR starts_with(datname, $3))`,
		testPrefix, templatePrefix, halfPrefix)
	if err != nil {
		return err
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByPos[remnant])
	if err != nil {
		return err
	}
	for _, r := range found {
		if !r.stale(time.Now()) {
			continue
		}
		if err := run(ctx, db, "DROP DATABASE IF EXISTS %s WITH (FORCE)", r.Name); err != nil {
			return err
		}
	}
	return nil
}

// remnant is a database of ours found on a server, with the comment that a template carries.
type remnant struct{ Name, Comment string }

// stale reports whether no running test can want the database any more.
func (r remnant) stale(now time.Time) bool {
	if second, ok := strings.CutPrefix(r.Name, testPrefix); ok {
		second, _, _ = strings.Cut(second, "_")
		made, err := strconv.ParseInt(second, 10, 64)
		return err == nil && now.Sub(time.Unix(made, 0)) > keep
	}
	if strings.HasPrefix(r.Name, templatePrefix) {
		made, err := time.Parse(time.RFC3339, r.Comment)
		return err == nil && now.Sub(made) > keep
	}
	return strings.HasPrefix(r.Name, halfPrefix)
}
