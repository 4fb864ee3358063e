package keyring

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/assay-engine/assay/internal/seal"
)

// currentFile names the key-encryption key that wraps.
const currentFile = "current"

// KEKFolder is where the key-encryption keys of a keyring's folder are.
func KEKFolder(folder string) string { return filepath.Join(folder, kekFolder) }

// firstKEK makes the key-encryption key of a new installation, unless a first
// start that was cut short has made it.
func firstKEK(folder string, random io.Reader) error {
	if _, err := os.Stat(filepath.Join(folder, currentFile)); err == nil {
		return nil
	}
	_, err := RotateKEK(folder, "", random)
	return err
}

// RotateKEK makes a new key-encryption key in a folder of them and lets it wrap
// from now on; the others stay and unwrap. An empty id lets one be found. What
// is wrapped already stays under the key that wrapped it until it is wrapped
// again.
func RotateKEK(folder, id string, random io.Reader) (string, error) {
	if id == "" {
		name := make([]byte, 4)
		if _, err := io.ReadFull(random, name); err != nil {
			return "", fmt.Errorf("name a key-encryption key: %w", err)
		}
		id = "kek-" + hex.EncodeToString(name)
	}
	if err := seal.CreateKEK(random, folder, id); err != nil {
		return "", err
	}
	return id, replace(folder, currentFile, []byte(id+"\n"))
}

// replace puts a new content in a file's place: at any moment, and after any
// power cut, there is the old one or the new one.
func replace(folder, name string, content []byte) error {
	fresh := name + ".new"
	if err := os.Remove(filepath.Join(folder, fresh)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("clear %s: %w", fresh, err)
	}
	if err := keep(folder, fresh, content); err != nil {
		return err
	}
	if err := os.Rename(filepath.Join(folder, fresh), filepath.Join(folder, name)); err != nil {
		return fmt.Errorf("put %s in place: %w", name, err)
	}
	return syncFolder(folder)
}

func syncFolder(folder string) error {
	d, err := os.Open(folder) //nolint:gosec // the installation's own folder
	if err != nil {
		return fmt.Errorf("sync %s: %w", filepath.Base(folder), err)
	}
	_ = d.Sync() // some systems cannot, and need not
	return d.Close()
}
