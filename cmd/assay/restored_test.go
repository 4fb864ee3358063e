package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// runs starts the service on a data folder and gives the way to stop it,
// which answers with the exit status and what was said.
func runs(t *testing.T, data string, args ...string) (address string, stop func() (int, string)) {
	t.Helper()
	address = freeAddress(t)
	ctx, cancel := context.WithCancel(t.Context())
	var errs bytes.Buffer
	ended := make(chan int, 1)
	go func() {
		ended <- run(world{ctx: ctx, stdin: strings.NewReader(""), stdout: io.Discard, stderr: &errs},
			append([]string{"--data", data, "--listen", address, "--sequence-every", "20ms"}, args...))
	}()
	return address, func() (int, string) {
		cancel()
		return <-ended, errs.String()
	}
}

// served runs the service until its log has at least so many events outside of
// the database.
func served(t *testing.T, data string, least string, args ...string) {
	t.Helper()
	address, stop := runs(t, data, args...)
	ready(t, address)
	for range 200 {
		text, _ := os.ReadFile(filepath.Join(keysAmong(data, args), "log.checkpoint"))
		if strings.Contains(string(text), "\n"+least+"\n") {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	if status, errs := stop(); status != 0 {
		t.Fatalf("served: status %d: %s", status, errs)
	}
}

// TestRestoredDatabaseIsRefused puts an old copy of the database in the place of
// the one that was seen, as a backup that is restored, and starts again.
func TestRestoredDatabaseIsRefused(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	db, old := filepath.Join(data, "assay.db"), filepath.Join(t.TempDir(), "old.db")
	served(t, data, "4")
	content, err := os.ReadFile(db)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(old, content, 0o600); err != nil {
		t.Fatal(err)
	}
	if status, _, errs := assay(t, "", "key", "--data", data); status != 0 {
		t.Fatal(errs)
	}
	served(t, data, "5")
	if status, out, errs := assay(t, "", "verify", "log", "--data", data); status != 0 || !strings.Contains(out, "nothing in it was changed") || !strings.Contains(out, "checkpoints kept elsewhere that are in it: 1") {
		t.Fatalf("verify log: status %d: %s%s", status, out, errs)
	}
	exported := filepath.Join(t.TempDir(), "log.jsonl")
	if status, _, errs := assay(t, "", "export", "log", "--data", data, "-o", exported); status != 0 {
		t.Fatalf("export log: %s", errs)
	}
	if status, out, errs := assay(t, "", "verify", "log", exported, "--held", filepath.Join(keysAmong(data, nil), "log.checkpoint")); status != 0 || !strings.Contains(out, "holds 5 events") {
		t.Errorf("verify the exported log: status %d: %s%s", status, out, errs)
	}

	for _, name := range []string{db, db + "-wal", db + "-shm"} {
		_ = os.Remove(name)
	}
	if err := os.WriteFile(db, content, 0o600); err != nil {
		t.Fatal(err)
	}
	if status, _, errs := assay(t, "", "--data", data, "--listen", freeAddress(t)); status != 1 || !strings.Contains(errs, "older than what was seen") || !strings.Contains(errs, "--accept-restored-log") {
		t.Errorf("the old database: status %d: %s", status, errs)
	}
	if status, out, errs := assay(t, "", "verify", "log", "--data", data); status != 1 || !strings.Contains(errs, "rolled-back") {
		t.Errorf("verify log of the old database: status %d: %s%s", status, out, errs)
	}
	served(t, data, "5", "--accept-restored-log", "the disk failed; this is the backup of last night")
	status, out, errs := assay(t, "", "export", "log", "--data", data)
	if status != 0 || !strings.Contains(out, `"verb":"log.restored"`) || !strings.Contains(out, "the disk failed") {
		t.Errorf("the reason is no event: status %d: %s%s", status, out, errs)
	}
	served(t, data, "6")
}

// keysAmong is the folder of the keys that the arguments name.
func keysAmong(data string, args []string) string {
	if i := slices.Index(args, "--keys"); i >= 0 {
		return args[i+1]
	}
	return filepath.Join(data, "keys")
}
