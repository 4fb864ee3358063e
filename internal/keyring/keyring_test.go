package keyring_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/assay-engine/assay/internal/keyring"
	"github.com/assay-engine/assay/pkg/bundle"
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

// pub is an entry of the key document for a key made of one letter.
func pub(letter, from, until string) string {
	key := ed25519.NewKeyFromSeed([]byte(strings.Repeat(letter, 32)))
	at := func(text string) *time.Time {
		if text == "" {
			return nil
		}
		t, _ := time.Parse(time.DateOnly, text)
		return &t
	}
	text, _ := json.Marshal(bundle.PublicKey(key.Public().(ed25519.PublicKey), *at(from), at(until)))
	return string(text)
}

func put(t *testing.T, folder, name, content string) {
	t.Helper()
	path := filepath.Join(folder, name)
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(content), 0o600)); err != nil {
		t.Fatal(err)
	}
}

// TestKeysStayListed publishes the key in use and those retired, and what an
// earlier key signed verifies still.
func TestKeysStayListed(t *testing.T) {
	folder := t.TempDir()
	first, err := keyring.Open(folder, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	made := first.Keys().Keys[0]
	if made.ID != first.KeyID() || made.ValidUntil != nil || time.Since(made.ValidFrom) > time.Hour {
		t.Errorf("the key in use: %+v", made)
	}
	put(t, folder, "retired/a.pub", pub("a", "2024-01-01", "2025-01-01"))
	put(t, folder, "retired/b.pub", pub("b", "2025-01-01", "2026-01-01"))
	again, err := keyring.Open(folder, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	document, err := json.Marshal(again.Keys())
	if err != nil {
		t.Fatal(err)
	}
	keys, err := bundle.ParseKeys(document)
	if err != nil || len(keys.Keys) != 3 || !keys.Keys[0].ValidFrom.Equal(made.ValidFrom) || !keys.Keys[1].ValidUntil.After(*keys.Keys[2].ValidUntil) {
		t.Fatalf("%s: %v", document, err)
	}
	old, err := bundle.NewSigner(ed25519.NewKeyFromSeed([]byte(strings.Repeat("a", 32))))
	if err != nil {
		t.Fatal(err)
	}
	hash := "sha256:" + strings.Repeat("0", 64)
	for at, holds := range map[string]bool{"2024-07-01": true, "2025-07-01": false} {
		when, _ := time.Parse(time.DateOnly, at)
		receipt, err := bundle.Issue(bundle.Receipt{Tender: "t", Lot: "l", Bid: "b", Version: 1, ReceivedAt: when, AnswersHash: hash, PriceHash: hash}, old)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := bundle.Verify(receipt, keys); (err == nil) != holds {
			t.Errorf("a receipt that the retired key signed on %s: %v", at, err)
		}
	}
}

// TestWrongPublicKeys refuses a key document that would prove nothing.
func TestWrongPublicKeys(t *testing.T) {
	for want, files := range map[string]map[string]string{
		"not the public side":      {"signing.pub": pub("a", "2024-01-01", "")},
		"without validUntil":       {"retired/a.pub": pub("a", "2024-01-01", "")},
		"retired twice":            {"retired/a.pub": pub("a", "2024-01-01", "2025-01-01"), "retired/b.pub": pub("a", "2024-01-01", "2025-01-01")},
		"not that of its public":   {"retired/a.pub": strings.Replace(pub("a", "2024-01-01", "2025-01-01"), `"kid":"`, `"kid":"0`, 1)},
		"not a public key as this": {"retired/a.pub": `{"kid":"x","secret":1}`},
		"one belongs in each file": {"retired/a.pub": pub("a", "2024-01-01", "2025-01-01") + "," + pub("b", "2024-01-01", "2025-01-01")},
	} {
		t.Run(want, func(t *testing.T) {
			folder := t.TempDir()
			if _, err := keyring.Open(folder, rand.Reader); err != nil {
				t.Fatal(err)
			}
			for name, content := range files {
				put(t, folder, name, content)
			}
			if _, err := keyring.Open(folder, rand.Reader); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("got %v, want it to say %q", err, want)
			}
		})
	}
	folder := t.TempDir()
	ring, err := keyring.Open(folder, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(folder, "signing.pub"))
	if err != nil {
		t.Fatal(err)
	}
	put(t, folder, "retired/own.pub", strings.Replace(string(text), `"validUntil": null`, `"validUntil": "2999-01-01T00:00:00Z"`, 1))
	if _, err := keyring.Open(folder, rand.Reader); err == nil || !strings.Contains(err.Error(), ring.KeyID()) {
		t.Errorf("a key in use and retired: %v", err)
	}
}
