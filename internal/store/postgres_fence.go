package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"

	"gorm.io/gorm"
)

// fenceRole is whom fenced statements act as where the service itself connects
// as a superuser, whom no policy holds.
const fenceRole = "assay_fence"

// raiseFences puts the row-level security policies in place, those that are
// missing or have other words by now, and the role that they hold where the
// service connects as one that they would not. An owner of the tables is held
// by force.
func (db *DB) raiseFences(ctx context.Context) error {
	if db.kind != Postgres {
		return nil
	}
	return db.write.WithContext(ctx).Transaction(func(g *gorm.DB) error {
		// Replicas that start together do it one after the other.
		if err := g.Exec("SELECT pg_advisory_xact_lock(7277001)").Error; err != nil {
			return err
		}
		var there []struct{ Table, Name string }
		err := g.Raw(`SELECT tablename AS "table", policyname AS name FROM pg_policies WHERE schemaname = current_schema() AND policyname LIKE 'fence_%'`).Scan(&there).Error
		if err != nil {
			return err
		}
		old := map[string]string{}
		for _, p := range there {
			old[p.Table] = p.Name
		}
		for _, statement := range db.fencing(old) {
			if err := g.Exec(statement).Error; err != nil {
				return fmt.Errorf("%s: %w", statement, err)
			}
		}
		return nil
	})
}

// whoAmI finds out whether policies hold the user that the service connects as.
func (db *DB) whoAmI(ctx context.Context) error {
	if db.kind != Postgres {
		return nil
	}
	return db.write.WithContext(ctx).Raw("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user").Scan(&db.above).Error
}

// fencing lists what there is to do.
func (db *DB) fencing(old map[string]string) (list []string) {
	for _, table := range Fenced() {
		words := policy(fences[table])
		sum := sha256.Sum256([]byte(words))
		name := "fence_" + hex.EncodeToString(sum[:6])
		if old[table] == name {
			continue
		}
		if len(list) == 0 {
			list = append(list, fenceFunctions...)
		}
		if old[table] != "" {
			list = append(list, fmt.Sprintf("DROP POLICY %s ON %s", old[table], table))
		}
		list = append(
			list,
			fmt.Sprintf("CREATE POLICY %s ON %s USING (%s)", name, table, words),
			fmt.Sprintf("ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY", table),
		)
	}
	if db.above {
		list = append(list, fenceRoleIsThere,
			"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO "+fenceRole,
			"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO "+fenceRole)
	}
	return list
}

// fenceFunctions read what a unit of work says of itself. Where nothing is said
// nobody acts, and the policies show nothing.
var fenceFunctions = []string{
	`CREATE OR REPLACE FUNCTION assay_organisation() RETURNS uuid LANGUAGE sql STABLE AS $$ SELECT nullif(current_setting('assay.organisation', true), '')::uuid $$`,
	`CREATE OR REPLACE FUNCTION assay_overseer() RETURNS boolean LANGUAGE sql STABLE AS $$ SELECT coalesce(current_setting('assay.reach', true) = 'overseer', false) $$`,
	`CREATE OR REPLACE FUNCTION assay_service() RETURNS boolean LANGUAGE sql STABLE AS $$ SELECT coalesce(current_setting('assay.reach', true) = 'service', false) $$`,
}

// Roles belong to the whole server, where another database's start may make it
// at the same time.
const fenceRoleIsThere = `DO $$ BEGIN CREATE ROLE assay_fence NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$`

// fencedPool tells the database who acts before the first statement of a unit
// of work that could name a fenced table, and again where its reach changed.
type fencedPool struct {
	gorm.Tx

	tx   *Tx
	told reach
}

func (p *fencedPool) tell(ctx context.Context, statement string) error {
	if p.told == p.tx.reach || !touchesFence(statement) {
		return nil
	}
	words := map[bool]string{true: "service", false: "own"}[p.tx.reach.service]
	if !p.tx.reach.service && p.tx.reach.overseer {
		words = "overseer"
	}
	question := `SELECT set_config('assay.organisation', $1, true), set_config('assay.reach', $2, true)`
	if p.tx.db.above {
		question += `, set_config('role', '` + fenceRole + `', true)`
	}
	if _, err := p.Tx.ExecContext(ctx, question, p.tx.reach.organisation, words); err != nil {
		return err
	}
	p.told = p.tx.reach
	return nil
}

// PrepareContext tells who acts, then prepares.
func (p *fencedPool) PrepareContext(ctx context.Context, query string) (*sql.Stmt, error) {
	if err := p.tell(ctx, query); err != nil {
		return nil, err
	}
	return p.Tx.PrepareContext(ctx, query)
}

// ExecContext tells who acts, then does it.
func (p *fencedPool) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if err := p.tell(ctx, query); err != nil {
		return nil, err
	}
	return p.Tx.ExecContext(ctx, query, args...)
}

// QueryContext tells who acts, then asks.
func (p *fencedPool) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if err := p.tell(ctx, query); err != nil {
		return nil, err
	}
	return p.Tx.QueryContext(ctx, query, args...)
}

// QueryRowContext tells who acts, then asks. Where that fails the question
// fails as well: the transaction is broken by then.
func (p *fencedPool) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	_ = p.tell(ctx, query)
	return p.Tx.QueryRowContext(ctx, query, args...)
}
