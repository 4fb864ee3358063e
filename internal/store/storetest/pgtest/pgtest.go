// Package pgtest gives tests a real PostgreSQL, so that what holds on the embedded database is shown to hold on the one that councils run in
// production too.
//
// Where the server comes from, in this order:
//
//  1. ASSAY_TEST_POSTGRES_URL names a server on which the tests may create databases;
//  2. the PostgreSQL binaries on this machine (the search path, then /usr/lib/postgresql/*/bin and its like, highest version first) run a
//     private server: no network port, a socket that only this user reaches, nothing synced to disk;
//  3. neither: the test is skipped, or fails when ASSAY_TEST_REQUIRE_POSTGRES is 1.
//
// All test processes of a user share one private server, however many packages `go test ./...` runs at once. The first starts it, the others
// join, and it stops and removes its files a few seconds after the last of them has ended, whichever way that one ended: who uses the server
// is known by file locks, which the kernel releases even for a killed process.
//
// The private server is made unlike a developer's machine where that finds mistakes: tests connect as an ordinary role, text is sorted the
// English way rather than by bytes, and the server's own time zone has summer time.
package pgtest

import (
	"errors"
	"os"
	"strings"
	"sync"
	"testing"
)

// The environment variables that steer the package.
const (
	urlVariable     = "ASSAY_TEST_POSTGRES_URL"
	requireVariable = "ASSAY_TEST_REQUIRE_POSTGRES"
)

// errNone says that there is no PostgreSQL to test on.
var errNone = errors.New("no PostgreSQL: set " + urlVariable + ", or install the server's binaries (initdb and postgres)")

// joined joins the private server once for this process.
var joined = sync.OnceValues(func() (string, error) { return defaultCluster().join(places()) })

// Server returns the URL of a PostgreSQL server on which databases may be created, and whether there is one. Without one it reports false, or
// fails the test when ASSAY_TEST_REQUIRE_POSTGRES is 1. A server that is there but cannot be used fails the test in any case: a broken database
// must not look like an absent one.
func Server(t testing.TB) (url string, ok bool) {
	t.Helper()
	return server(t, joined)
}

func server(t testing.TB, private func() (string, error)) (url string, ok bool) {
	t.Helper()
	if given := os.Getenv(urlVariable); given != "" {
		if !strings.HasPrefix(given, "postgres://") && !strings.HasPrefix(given, "postgresql://") {
			t.Fatalf("%s: got a value that is not a URL; want postgres://user@host/database", urlVariable)
		}
		return given, true
	}
	url, err := private()
	switch {
	case errors.Is(err, errNone) && os.Getenv(requireVariable) != "1":
		return "", false
	case err != nil:
		t.Fatalf("pgtest: %v", err)
	}
	return url, true
}
