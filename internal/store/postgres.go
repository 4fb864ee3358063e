package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
)

// openPostgres opens a pool whose instants come back in UTC, whatever the zone
// of the server or of this machine.
func openPostgres(address string) (*sql.DB, error) {
	config, err := pgx.ParseConfig(address)
	if err != nil {
		return nil, fmt.Errorf("read the PostgreSQL address: %w", err)
	}
	config.RuntimeParams["timezone"] = "UTC"
	if config.RuntimeParams["application_name"] == "" {
		config.RuntimeParams["application_name"] = "assay"
	}
	pool := stdlib.OpenDB(*config, stdlib.OptionAfterConnect(func(_ context.Context, conn *pgx.Conn) error {
		conn.TypeMap().RegisterType(&pgtype.Type{
			Name: "timestamptz", OID: pgtype.TimestamptzOID, Codec: &pgtype.TimestamptzCodec{ScanLocation: time.UTC},
		})
		return nil
	}))
	pool.SetMaxOpenConns(24)
	pool.SetMaxIdleConns(24)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	return pool, nil
}

func postgresDialect(pool *sql.DB) gorm.Dialector {
	return postgresTimes{postgres.New(postgres.Config{Conn: pool}).(*postgres.Dialector)}
}

// postgresTimes adds to gorm's dialect the refusal of our own triggers.
type postgresTimes struct{ *postgres.Dialector }

// Translate names the refusals of the database.
func (d postgresTimes) Translate(err error) error {
	var e *pgconn.PgError
	if errors.As(err, &e) && e.Code == insertOnly {
		return fmt.Errorf("%w: %w", ErrHistory, err)
	}
	return d.Dialector.Translate(err)
}

// insertOnly is the SQLSTATE that our triggers raise for a change of history.
const insertOnly = "AS001"

// lostRacePostgres recognises what is worth doing again: a serialisation
// failure, a deadlock, a server that is shutting down or just came back, and one
// that took no connection, so that nothing was asked of it.
func lostRacePostgres(err error) bool {
	var e *pgconn.PgError
	if errors.As(err, &e) {
		return slices.Contains([]string{"40001", "40P01", "57P01", "57P02", "57P03", "53300"}, e.Code)
	}
	var refused *pgconn.ConnectError
	return errors.As(err, &refused)
}

// silentPostgres recognises a server that ended the talk, cannot write or has no
// room: see
// https://www.postgresql.org/docs/current/errcodes-appendix.html, classes 08, 53, 57 and 58.
func silentPostgres(err error) bool {
	var e *pgconn.PgError
	if errors.As(err, &e) {
		return e.Code == "25006" || slices.Contains([]string{"08", "53", "57", "58"}, e.Code[:min(2, len(e.Code))])
	}
	var outside net.Error
	return errors.Is(err, driver.ErrBadConn) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) || errors.As(err, &outside) && !errors.Is(err, context.DeadlineExceeded)
}
