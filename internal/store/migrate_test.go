package store_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/store/storetest/pgtest"
)

// TestMain becomes the victim where TestKilledMigration asks for one: it runs
// half a migration and is killed, as by a power cut.
func TestMain(m *testing.M) {
	if nth := os.Getenv("ASSAY_TEST_KILLED_AT"); nth != "" {
		beKilled(nth, os.Getenv("ASSAY_TEST_KILLED_ON"))
	}
	os.Exit(m.Run())
}

func beKilled(nth, address string) {
	n, err := strconv.Atoi(nth)
	if err == nil {
		var db *store.DB
		if db, err = store.Connect(context.Background(), address); err == nil {
			err = db.Half(context.Background(), n)
		}
	}
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
}

// empty gives the address of a database without any table.
var empty = map[string]func(t *testing.T) string{
	"sqlite":   func(t *testing.T) string { return filepath.Join(t.TempDir(), "empty.db") },
	"postgres": func(t *testing.T) string { return pgtest.Fresh(t, "empty", func(string) error { return nil }) },
}

// TestKilledMigration kills every migration half-way and starts again: the
// schema is the one of an undisturbed start.
func TestKilledMigration(t *testing.T) {
	for name, address := range empty {
		t.Run(name, func(t *testing.T) {
			whole, _, migrations := schema(t, address(t))
			for nth := 1; nth <= migrations; nth++ {
				t.Run(fmt.Sprint(nth), func(t *testing.T) {
					where := address(t)
					kill(t, where, nth)
					if got, _, _ := schema(t, where); !cmp.Equal(whole, got) {
						t.Error("after a kill the schema differs:\n" + cmp.Diff(whole, got))
					}
				})
			}
		})
	}
}

func kill(t *testing.T, address string, nth int) {
	t.Helper()
	victim := exec.CommandContext(t.Context(), os.Args[0])
	victim.Env = append(os.Environ(), fmt.Sprintf("ASSAY_TEST_KILLED_AT=%d", nth), "ASSAY_TEST_KILLED_ON="+address)
	out, err := victim.CombinedOutput()
	if err == nil || !strings.Contains(err.Error(), "killed") {
		t.Fatalf("the victim was not killed: %v %s", err, out)
	}
}

// schema migrates a database, describes it and tells its version and how many
// migrations led there.
func schema(t *testing.T, address string) (lines []string, target int64, migrations int) {
	t.Helper()
	db, err := store.Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	current, target, err := db.Versions(t.Context())
	if err != nil || current != target {
		t.Fatalf("at version %d of %d: %v", current, target, err)
	}
	if migrations, err = db.Migrations(); err != nil {
		t.Fatal(err)
	}
	lines, err = db.Schema(t.Context())
	if err != nil || len(lines) < 10 {
		t.Fatalf("%d lines of schema: %v", len(lines), err)
	}
	return lines, target, migrations
}

// TestNewerDatabaseIsRefused starts an old program on a newer database.
func TestNewerDatabaseIsRefused(t *testing.T) {
	for name, address := range empty {
		t.Run(name, func(t *testing.T) {
			where := address(t)
			_, target, _ := schema(t, where)
			db, err := store.Connect(t.Context(), where)
			if err != nil {
				t.Fatal(err)
			}
			if err := db.Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (?, ?)", target+1, true); err != nil {
				t.Fatal(err)
			}
			_ = db.Close()
			if _, err := store.Open(t.Context(), where); err == nil || !strings.Contains(err.Error(), "newer program") {
				t.Errorf("got %v, want a refusal", err)
			}
		})
	}
}
