package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestBackupAndRestore writes a backup while the service runs, restores it into
// another place, and serves that; then tries what a restore must refuse.
func TestBackupAndRestore(t *testing.T) {
	data, backup := filepath.Join(t.TempDir(), "data"), filepath.Join(t.TempDir(), "assay.backup")
	served(t, data, "4")
	if err := os.MkdirAll(filepath.Join(data, "files", "ab"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(data, "files", "ab", "document"), []byte("evidence"), 0o600); err != nil {
		t.Fatal(err)
	}
	address, stop := runs(t, data)
	ready(t, address)
	status, out, errs := assay(t, "", "backup", backup, "--data", data)
	if status != 0 || !strings.Contains(out, "a log of 4 numbered events, and 1 documents") {
		t.Errorf("backup while it runs: status %d: %s%s", status, out, errs)
	}
	if status, errs := stop(); status != 0 {
		t.Fatalf("status %d: %s", status, errs)
	}
	if status, _, errs := assay(t, "", "backup", backup, "--data", data); status != 1 || !strings.Contains(errs, "exists") {
		t.Errorf("a backup over another: status %d: %s", status, errs)
	}
	if left, err := filepath.Glob(filepath.Join(data, ".backup-*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}

	other := filepath.Join(t.TempDir(), "other")
	if status, _, errs := assay(t, "", "restore", backup, "--data", other); status != 1 || !strings.Contains(errs, "no keys") {
		t.Errorf("a restore without keys: status %d: %s", status, errs)
	}
	keys := filepath.Join(data, "keys")
	restore := []string{"restore", backup, "--data", other, "--keys", keys, "--anchor", filepath.Join(t.TempDir(), "none")}
	if status, out, errs := assay(t, "", restore...); status != 0 || !strings.Contains(out, "its log of 4 events verifies") {
		t.Fatalf("restore: status %d: %s%s", status, out, errs)
	}
	if content, err := os.ReadFile(filepath.Join(other, "files", "ab", "document")); err != nil || string(content) != "evidence" {
		t.Errorf("the document: %q, %v", content, err)
	}
	if status, _, errs := assay(t, "", restore...); status != 1 || !strings.Contains(errs, "there is a database") {
		t.Errorf("a restore over a database: status %d: %s", status, errs)
	}
	if status, out, errs := assay(t, "", append(restore, "--replace")...); status != 0 {
		t.Errorf("a restore in its place: status %d: %s%s", status, out, errs)
	}
	if aside, _ := filepath.Glob(filepath.Join(other, "assay.db.before-*")); len(aside) == 0 {
		t.Error("the database that was there is gone")
	}
	served(t, other, "5", "--keys", keys)
	if status, out, errs := assay(t, "", "verify", "log", "--data", other, "--keys", keys); status != 0 {
		t.Errorf("verify log: status %d: %s%s", status, out, errs)
	}

	stranger := filepath.Join(t.TempDir(), "stranger")
	served(t, stranger, "4")
	if status, _, errs := assay(t, "", "restore", backup, "--data", stranger, "--replace"); status != 1 || !strings.Contains(errs, "not this database's") {
		t.Errorf("a restore with another's keys: status %d: %s", status, errs)
	}
	whole, err := os.ReadFile(backup)
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{
		"cut short":      whole[:len(whole)-4096],
		"a byte changed": bytes.Replace(whole, []byte("installation.started"), []byte("installation.startid"), 1),
		"no backup":      []byte("something else"),
	} {
		broken := filepath.Join(t.TempDir(), "broken")
		if err := os.WriteFile(broken, content, 0o600); err != nil {
			t.Fatal(err)
		}
		if status, out, _ := assay(t, "", "restore", broken, "--data", other, "--keys", keys, "--replace"); status != 1 {
			t.Errorf("%s: status %d: %s", name, status, out)
		}
	}
	if status, _, errs := assay(t, "", "backup", "x", "--database", "postgres://nowhere/x"); status != 1 || !strings.Contains(errs, "pg_dump") {
		t.Errorf("PostgreSQL: status %d: %s", status, errs)
	}
}
