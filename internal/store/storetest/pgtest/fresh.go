package pgtest

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// freshLimit bounds the making of one database; tens of milliseconds are usual.
const freshLimit = 2 * time.Minute

// Fresh returns the URL of a database that this test has for itself, dropped at the test's end. It is a copy of what prepare made of an empty
// database, and prepare runs once for each template, which names the content: a hash over the migrations, say. Prepare must have closed its
// connections when it returns. Without PostgreSQL the test is skipped, or fails, as Server says.
func Fresh(t testing.TB, template string, prepare func(url string) error) (url string) {
	t.Helper()
	at, ok := Server(t)
	if !ok {
		t.Skip(errNone)
	}
	ctx, cancel := context.WithTimeout(context.Background(), freshLimit)
	defer cancel()
	m := maker{server: at, template: template, prepare: prepare}
	name, err := m.fresh(ctx)
	if err != nil {
		t.Fatalf("pgtest: %v", err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), freshLimit)
		defer cancel()
		if err := m.drop(ctx, name); err != nil {
			t.Errorf("pgtest: %v", err)
		}
	})
	return m.at(name)
}

// maker makes databases on a server after one template.
type maker struct {
	server   string
	template string
	prepare  func(url string) error
}

// The names of our databases on a server that may not be ours alone.
const (
	testPrefix     = "assay_test_"     // then the second it was made, and chance
	templatePrefix = "assay_template_" // then the template's hash
	halfPrefix     = "assay_half_"     // the same: a template in the making
)

// at is the server's URL with another database.
func (m maker) at(database string) string {
	u, err := url.Parse(m.server)
	if err != nil {
		return m.server // connecting will say what is wrong with it
	}
	u.Path = "/" + database
	return u.String()
}

func (m maker) hash() string {
	sum := sha256.Sum256([]byte(m.template))
	return hex.EncodeToString(sum[:16])
}

// fresh copies the template, which is made first if there is none.
func (m maker) fresh(ctx context.Context) (name string, err error) {
	db, err := pgx.Connect(ctx, m.server)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, db.Close(ctx)) }()
	name = testPrefix + strconv.FormatInt(time.Now().Unix(), 10) + "_" + strings.ToLower(rand.Text()[:12])
	err = m.copy(ctx, db, name)
	if missing(err) {
		if err = m.ensure(ctx, db); err == nil {
			err = m.copy(ctx, db, name)
		}
	}
	return name, err
}

func (m maker) copy(ctx context.Context, db *pgx.Conn, name string) error {
	order := "CREATE DATABASE %s TEMPLATE %s"
	if version(db.PgConn().ParameterStatus("server_version")) >= 15 {
		order += " STRATEGY file_copy" // a third faster than through the log when nothing is synced
	}
	return run(ctx, db, order, name, templatePrefix+m.hash())
}

func (m maker) drop(ctx context.Context, name string) (err error) {
	db, err := pgx.Connect(ctx, m.server)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close(ctx)) }()
	return run(ctx, db, "DROP DATABASE IF EXISTS %s WITH (FORCE)", name)
}

// missing reports whether the template is not there.
func missing(err error) bool {
	var refused *pgconn.PgError
	return errors.As(err, &refused) && refused.Code == "3D000"
}

// run runs a command that takes names only, which cannot be parameters.
func run(ctx context.Context, db *pgx.Conn, command string, names ...string) error {
	quoted := make([]any, len(names))
	for i, name := range names {
		quoted[i] = pgx.Identifier{name}.Sanitize()
	}
	if _, err := db.Exec(ctx, fmt.Sprintf(command, quoted...)); err != nil {
		return fmt.Errorf("%s: %w", fmt.Sprintf(command, quoted...), err)
	}
	return nil
}
