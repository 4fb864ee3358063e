package keyring_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/assay-engine/assay/internal/keyring"
)

func TestOpenMakesARingOnce(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "keys")
	first, err := keyring.Open(folder, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	second, err := keyring.Open(folder, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if first.KeyID() != second.KeyID() || !bytes.Equal(first.Derive("x"), second.Derive("x")) {
		t.Error("the second start has other keys")
	}
	if bytes.Equal(first.Derive("x"), first.Derive("y")) {
		t.Error("two purposes share a secret")
	}
	if !ed25519.Verify(second.Public(), []byte("message"), first.Sign([]byte("message"))) {
		t.Error("the signature does not verify")
	}
	for _, name := range []string{"signing.key", "master.key"} {
		info, err := os.Stat(filepath.Join(folder, name))
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", name, info, err)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	spoil := map[string]func(folder string) error{
		"is missing":         func(f string) error { return os.Remove(filepath.Join(f, "master.key")) },
		"read by others":     func(f string) error { return os.Chmod(filepath.Join(f, "signing.key"), 0o640) },
		"not a PEM":          func(f string) error { return os.WriteFile(filepath.Join(f, "signing.key"), []byte("x"), 0o600) },
		"32 bytes":           func(f string) error { return os.WriteFile(filepath.Join(f, "master.key"), []byte("eA==\n"), 0o600) },
		"32 bytes in base64": func(f string) error { return os.WriteFile(filepath.Join(f, "master.key"), nil, 0o600) },
	}
	for want, break_ := range spoil {
		t.Run(want, func(t *testing.T) {
			folder := t.TempDir()
			if _, err := keyring.Open(folder, rand.Reader); err != nil {
				t.Fatal(err)
			}
			if err := break_(folder); err != nil {
				t.Fatal(err)
			}
			if _, err := keyring.Open(folder, rand.Reader); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("got %v, want it to say %q", err, want)
			}
		})
	}
}
