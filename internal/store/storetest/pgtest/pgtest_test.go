package pgtest

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
)

// judge stands for a test whose fate is looked at: it notes what was said instead of ending the process.
type judge struct {
	testing.TB
	said string
}

func (j *judge) Helper() {}

func (j *judge) Fatalf(format string, arguments ...any) {
	j.said = fmt.Sprintf(format, arguments...)
	panic(j)
}

// judged runs the server's choice and returns what it gave, or why the test failed.
func judged(t *testing.T, private func() (string, error)) (url string, ok bool, failure string) {
	j := &judge{TB: t}
	defer func() {
		if r := recover(); r != nil && r != any(j) {
			panic(r)
		}
		failure = j.said
	}()
	url, ok = server(j, private)
	return url, ok, ""
}

// TestServer holds what decides between a given server, a private one, a skipped test and a failed one.
func TestServer(t *testing.T) {
	running := func() (string, error) { return "postgres:///private", nil }
	none := func() (string, error) { return "", errNone }
	broken := func() (string, error) { return "", errors.New("initdb: no space left") }
	for _, c := range []struct {
		name, given, require string
		private              func() (string, error)
		url                  string
		ok                   bool
		failure              string
	}{
		{"a given server comes first", "postgres://given/db", "", running, "postgres://given/db", true, ""},
		{"a given server need not be on this machine", "postgresql://given/db", "1", none, "postgresql://given/db", true, ""},
		{"what is given must be a URL", "host=given", "", running, "", false, "is not a URL"},
		{"otherwise a private one", "", "", running, "postgres:///private", true, ""},
		{"none at all is said", "", "", none, "", false, ""},
		{"none at all fails where one is required", "", "1", none, "", false, "no PostgreSQL"},
		{"only 1 requires one", "", "0", none, "", false, ""},
		{"a broken one fails", "", "", broken, "", false, "no space left"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Setenv(urlVariable, c.given)
			t.Setenv(requireVariable, c.require)
			url, ok, failure := judged(t, c.private)
			if url != c.url || ok != c.ok || !strings.Contains(failure, c.failure) || (failure == "") != (c.failure == "") {
				t.Errorf("server: got %q, %v, failure %q; want %q, %v, failure with %q", url, ok, failure, c.url, c.ok, c.failure)
			}
		})
	}
}

// TestLocate finds a whole server only, and never in a folder relative to wherever the tests run.
func TestLocate(t *testing.T) {
	half, whole := t.TempDir(), t.TempDir()
	for _, file := range []string{half + "/initdb", whole + "/initdb", whole + "/postgres"} {
		if err := os.WriteFile(file, nil, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if bin, ok := locate([]string{half}); ok {
		t.Errorf("locate: got %s; want nothing where postgres is missing", bin)
	}
	if bin, ok := locate([]string{".", half, whole}); !ok || bin != whole {
		t.Errorf("locate: got %s, %v; want %s", bin, ok, whole)
	}
	t.Chdir(whole)
	if bin, ok := locate([]string{".", ""}); ok {
		t.Errorf("locate: got %s; want nothing from a relative folder", bin)
	}
	for folder, want := range map[string]int{"/usr/lib/postgresql/9/bin": 9, "/usr/lib/postgresql/17/bin": 17, "/usr/local/pgsql/bin": 0} {
		if got := version(folder); got != want {
			t.Errorf("version(%s): got %d; want %d", folder, got, want)
		}
	}
}
