package keyring_test

import (
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/assay-engine/assay/internal/keyring"
	"github.com/assay-engine/assay/internal/seal"
)

func opened(t *testing.T, folder string) *keyring.Ring {
	t.Helper()
	r, err := keyring.Open(folder, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// verifies looks the key of a signature up in the published document.
func verifies(r *keyring.Ring, id string, message, signature []byte) bool {
	for _, k := range r.Keys().Keys {
		if k.ID == id {
			return ed25519.Verify(k.PublicKey, message, signature)
		}
	}
	return false
}

// TestSigningKeyRotates keeps what the old keys signed verifiable, however the
// rotation ended.
func TestSigningKeyRotates(t *testing.T) {
	now := time.Date(2100, 3, 2, 12, 0, 0, 0, time.UTC)
	message := []byte("message")
	for name, cut := range map[string]func(t *testing.T, folder, old string){
		"done": func(*testing.T, string, string) {},
		"cut short after the new key came": func(t *testing.T, folder, old string) {
			retired := filepath.Join(folder, "retired", old)
			if err := errors.Join(os.Rename(retired+".pub", retired+".leaving"), os.Remove(filepath.Join(folder, "signing.pub"))); err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			first := opened(t, folder)
			signature := first.Sign(message)
			second, err := keyring.RotateSigning(folder, rand.Reader, now)
			if err != nil || second.KeyID() == first.KeyID() {
				t.Fatalf("rotate: %v", err)
			}
			cut(t, folder, first.KeyID())
			third, err := keyring.RotateSigning(folder, rand.Reader, now.Add(time.Hour))
			if err != nil {
				t.Fatal(err)
			}
			again := opened(t, folder)
			if len(again.Keys().Keys) != 3 || again.KeyID() != third.KeyID() {
				t.Errorf("%d keys are published", len(again.Keys().Keys))
			}
			if !verifies(again, first.KeyID(), message, signature) || !verifies(again, second.KeyID(), message, second.Sign(message)) {
				t.Error("what a retired key signed does not verify")
			}
		})
	}
	t.Run("cut short before the new key came", func(t *testing.T) {
		folder := t.TempDir()
		first := opened(t, folder)
		text, err := os.ReadFile(filepath.Join(folder, "signing.pub"))
		if err = errors.Join(err, os.Mkdir(filepath.Join(folder, "retired"), 0o700), os.WriteFile(filepath.Join(folder, "retired", first.KeyID()+".leaving"), text, 0o600)); err != nil {
			t.Fatal(err)
		}
		if again := opened(t, folder); again.KeyID() != first.KeyID() || len(again.Keys().Keys) != 1 {
			t.Error("the old key is not the one in use")
		}
	})
}

// TestVaultFollowsARotation wraps with the key that is current now, and unwraps
// what another process wrapped since.
func TestVaultFollowsARotation(t *testing.T) {
	folder := t.TempDir()
	opened(t, folder)
	keks := keyring.KEKFolder(folder)
	running, beside := keyring.FolderVault(keks), keyring.FolderVault(keks)
	first := running.Current()
	if first == "" || running.Trouble() != nil {
		t.Fatalf("a first start made no key: %v", running.Trouble())
	}
	key, err := seal.NewKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	owner := seal.Owner{Purpose: seal.SupplierOwn, ID: "s"}
	wrapped, err := running.Wrap(rand.Reader, owner, key)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := keyring.RotateKEK(keks, "2027", rand.Reader); err != nil {
		t.Fatal(err)
	}
	moved, err := beside.Rewrap(rand.Reader, owner, wrapped)
	if err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{"before": wrapped, "after": moved} {
		if back, err := running.Unwrap(owner, b); err != nil || back.ID() != key.ID() {
			t.Errorf("what was wrapped %s the rotation: %v", name, err)
		}
	}
	if by, _ := seal.WrappedBy(moved); by != "2027" {
		t.Errorf("moved to %q", by)
	}
	fresh, err := running.Wrap(rand.Reader, owner, key)
	if by, _ := seal.WrappedBy(fresh); err != nil || by != "2027" {
		t.Errorf("wrapped by %q after the rotation, %v", by, err)
	}
}

// TestVaultWithoutKeys goes on, says what is missing, and has it back as soon as
// the file is.
func TestVaultWithoutKeys(t *testing.T) {
	folder := t.TempDir()
	opened(t, folder)
	keks := keyring.KEKFolder(folder)
	id := keyring.FolderVault(keks).Current()
	owner := seal.Owner{Purpose: seal.SupplierOwn, ID: "s"}
	key, _ := seal.NewKey(rand.Reader)
	wrapped, err := keyring.FolderVault(keks).Wrap(rand.Reader, owner, key)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(keks, id+".kek")
	if err := os.Rename(path, path+".lost"); err != nil {
		t.Fatal(err)
	}
	opened(t, folder) // the service starts, and makes no other key in secret
	v := keyring.FolderVault(keks)
	if !errors.Is(v.Trouble(), seal.ErrKEKMissing) || v.Current() != "" {
		t.Errorf("trouble %v, current %q", v.Trouble(), v.Current())
	}
	if _, err := v.Unwrap(owner, wrapped); !errors.Is(err, seal.ErrKEKMissing) {
		t.Errorf("unwrapped without the key: %v", err)
	}
	if err := os.Rename(path+".lost", path); err != nil {
		t.Fatal(err)
	}
	if back, err := v.Unwrap(owner, wrapped); err != nil || back.ID() != key.ID() {
		t.Errorf("with the key back: %v", err)
	}
	other := keyring.TextVault(id + "=" + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")
	if _, err := other.Unwrap(owner, wrapped); !errors.Is(err, seal.ErrKEKWrong) {
		t.Errorf("another key of the same name: %v", err)
	}
}
