package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestKeysRotate looks after the keys of an installation, and loses one.
func TestKeysRotate(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	start := func() func() int {
		t.Helper()
		s := serving(t, "--data", data)
		ready(t, s.address)
		return s.stop
	}
	stop := start()
	does := func(want int, words string, args ...string) string {
		t.Helper()
		status, out, stderr := assay(t, "", append(append([]string{"key"}, args...), "--data", data)...)
		if status != want || !strings.Contains(out+stderr, words) {
			t.Errorf("assay key %v: status %d, want %d with %q; said %s%s", args, status, want, words, out, stderr)
		}
		return out
	}
	does(0, "current", "list")
	does(0, "key-encryption key 2027 is current; 0 key pairs", "rotate-kek", "--id", "2027")
	does(1, "2027", "rotate-kek", "--id", "2027") // one name, one key
	does(0, "2027", "list")
	does(0, "0 key pairs", "rewrap")
	does(2, "ASSAY_KEK_TEXT", "rotate-kek", "--kek-text", "a=b")
	if stop() != 0 {
		t.Error("the service did not end well")
	}
	old := regexp.MustCompile(`(\w{16}) .*in use`).FindStringSubmatch(does(0, "in use", "list"))[1]
	does(0, old, "rotate-signing")
	if out := does(0, "in use", "list"); !strings.Contains(out, old) {
		t.Errorf("the old signing key is not published: %s", out)
	}
	start()()
	if err := os.Rename(filepath.Join(data, "keys", "kek"), filepath.Join(data, "elsewhere")); err != nil {
		t.Fatal(err)
	}
	does(1, "nothing is lost", "list")
	if said := start()(); said != 0 { // the service is up without
		t.Errorf("without key-encryption keys the service ended with %d", said)
	}
	does(0, "2027", "list", "--kek-folder", filepath.Join(data, "elsewhere"))
}
