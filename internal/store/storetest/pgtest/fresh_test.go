package pgtest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// ask runs one query that answers one value.
func ask[T any](t testing.TB, url, query string, arguments ...any) (value T) {
	t.Helper()
	db, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatalf("connect to %s: %v", url, err)
	}
	defer func() { _ = db.Close(context.Background()) }()
	if err := db.QueryRow(t.Context(), query, arguments...).Scan(&value); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return value
}

// command runs statements on their own connection, as a migration would.
func command(url, sql string) error {
	db, err := pgx.Connect(context.Background(), url)
	if err != nil {
		return err
	}
	_, err = db.Exec(context.Background(), sql)
	return errors.Join(err, db.Close(context.Background()))
}

func key(t testing.TB) string {
	return fmt.Sprintf("%s %d %d", t.Name(), os.Getpid(), time.Now().UnixNano())
}

// TestFresh gives every test a database of its own, prepared once.
func TestFresh(t *testing.T) {
	var prepared atomic.Int32
	template := key(t)
	prepare := func(url string) error {
		prepared.Add(1)
		return command(url, "CREATE TABLE bids (id int PRIMARY KEY); INSERT INTO bids VALUES (1)")
	}
	at, ok := Server(t)
	if !ok {
		t.Skip(errNone)
	}
	var names [4]string
	t.Run("together", func(t *testing.T) {
		for i := range names {
			t.Run("", func(t *testing.T) {
				t.Parallel()
				url := Fresh(t, template, prepare)
				if err := command(url, "INSERT INTO bids VALUES (2)"); err != nil {
					t.Errorf("insert: got %v; want a database without the rows of other tests", err)
				}
				names[i] = ask[string](t, url, "SELECT current_database()")
			})
		}
	})
	if got := prepared.Load(); got != 1 {
		t.Errorf("prepare ran %d times; want once", got)
	}
	for _, name := range names {
		if ask[bool](t, at, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", name) {
			t.Errorf("database %s is still there after its test", name)
		}
	}
}

// TestFreshWhileInUse drops a database to which the test left a connection open.
func TestFreshWhileInUse(t *testing.T) {
	var left *pgx.Conn
	t.Run("leaves a connection", func(t *testing.T) {
		url := Fresh(t, "empty", func(string) error { return nil })
		var err error
		if left, err = pgx.Connect(context.Background(), url); err != nil {
			t.Fatal(err)
		}
	})
	if left == nil {
		t.Skip(errNone)
	}
	if err := left.Ping(context.Background()); err == nil {
		t.Error("ping: got an answer; want the database gone with its connections")
	}
	_ = left.Close(context.Background())
}

// TestPrepareFails keeps nothing of a template whose making failed or was killed, so that the next test makes it anew.
func TestPrepareFails(t *testing.T) {
	at, ok := Server(t)
	if !ok {
		t.Skip(errNone)
	}
	broken := errors.New("migration 3 is wrong")
	m := maker{server: at, template: key(t), prepare: func(url string) error {
		return errors.Join(command(url, "CREATE TABLE half (id int)"), broken)
	}}
	if _, err := m.fresh(t.Context()); !errors.Is(err, broken) {
		t.Fatalf("fresh: got %v; want the failure of prepare", err)
	}
	if err := command(at, "CREATE DATABASE "+halfPrefix+m.hash()); err != nil { // what a killed process leaves
		t.Fatal(err)
	}
	m.prepare = func(url string) error { return command(url, "CREATE TABLE whole (id int)") }
	name, err := m.fresh(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = m.drop(context.Background(), name) }()
	if ask[bool](t, m.at(name), "SELECT to_regclass('half') IS NOT NULL OR to_regclass('whole') IS NULL") {
		t.Error("fresh: got the half-made template; want the whole one")
	}
}

// TestUnlikeHome holds the habits by which the private server finds mistakes.
func TestUnlikeHome(t *testing.T) {
	if os.Getenv(urlVariable) != "" {
		t.Skip("the server is not ours to shape")
	}
	url := Fresh(t, "empty", func(string) error { return nil })
	if ask[bool](t, url, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") {
		t.Error("tests connect as a superuser; want an ordinary role")
	}
	if got := ask[string](t, url, "SELECT current_setting('TimeZone')"); got != "Europe/London" {
		t.Errorf("time zone: got %s; want Europe/London", got)
	}
	if got := ask[string](t, url, "SELECT current_setting('listen_addresses')"); got != "" {
		t.Errorf("listen_addresses: got %q; want no network port", got)
	}
}

// TestStale decides what may be dropped on a server that outlives the tests.
func TestStale(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	for _, c := range []struct {
		r    remnant
		want bool
	}{
		{remnant{Name: testPrefix + "1799999000_abc"}, false},
		{remnant{Name: testPrefix + "1799000000_abc"}, true},
		{remnant{Name: testPrefix + "mine"}, false},
		{remnant{Name: templatePrefix + "ab", Comment: now.Add(-time.Hour).Format(time.RFC3339)}, false},
		{remnant{Name: templatePrefix + "ab", Comment: now.Add(-48 * time.Hour).Format(time.RFC3339)}, true},
		{remnant{Name: templatePrefix + "ab"}, false},
		{remnant{Name: halfPrefix + "ab"}, true},
		{remnant{Name: "council"}, false},
	} {
		if got := c.r.stale(now); got != c.want {
			t.Errorf("stale(%+v): got %v; want %v", c.r, got, c.want)
		}
	}
}

func BenchmarkFresh(b *testing.B) {
	at, ok := Server(b)
	if !ok {
		b.Skip(errNone)
	}
	m := maker{server: at, template: key(b), prepare: func(url string) error { return command(url, "CREATE TABLE t (id int)") }}
	for b.Loop() {
		name, err := m.fresh(b.Context())
		if err == nil {
			err = m.drop(b.Context(), name)
		}
		if err != nil {
			b.Fatal(err)
		}
	}
}
