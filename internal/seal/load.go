package seal

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

const (
	kekFile     = ".kek"    // the ending of a key file's name; what comes before is the id
	currentFile = "current" // names the key that wraps, where there are several
)

// LoadFolder reads the ring of a folder: each file ID.kek holds one key, 32
// bytes in base64. The current one is that which is asked for, else that which
// the file "current" names, else the only one. A folder that is not there gives
// ErrKEKMissing, a file or folder that others could read or write ErrKEKExposed
// (0600 and 0700 are right), a file that holds no key ErrKEKMalformed.
func LoadFolder(folder, current string) (*Ring, error) {
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, because(KEKMissing, "the folder of key-encryption keys is not there: put it back from where it was kept; nothing sealed is lost while it exists")
	}
	if err != nil {
		return nil, fmt.Errorf("list the key-encryption keys: %w", err)
	}
	if err := guarded(folder, 0o022); err != nil {
		return nil, err
	}
	keks := map[string][]byte{}
	for _, entry := range entries {
		id, isKEK := strings.CutSuffix(entry.Name(), kekFile)
		if !isKEK {
			continue
		}
		if keks[id], err = readKEK(folder, id); err != nil {
			return nil, err
		}
	}
	if current == "" {
		if current, err = readCurrent(folder); err != nil {
			return nil, err
		}
	}
	if len(keks) == 0 {
		return nil, because(KEKMissing, "the folder of key-encryption keys holds none (files that end in %s)", kekFile)
	}
	return NewRing(current, keks)
}

func readKEK(folder, id string) ([]byte, error) {
	path := filepath.Join(folder, id+kekFile)
	if err := guarded(path, 0o077); err != nil {
		return nil, err
	}
	text, err := os.ReadFile(path) //nolint:gosec // the operator's own folder
	if err != nil {
		return nil, fmt.Errorf("read key-encryption key %q: %w", id, err)
	}
	return decodeKEK(id, string(text))
}

func decodeKEK(id, text string) ([]byte, error) {
	kek, err := base64.StdEncoding.Strict().DecodeString(strings.TrimSpace(text))
	if err != nil || len(kek) != KEKSize {
		return nil, aboutKEK(KEKMalformed, id, "key-encryption key %q is not %d bytes in base64", id, KEKSize)
	}
	return kek, nil
}

// guarded refuses what others could read or replace.
func guarded(path string, forbidden fs.FileMode) error {
	info, err := os.Stat(path)
	if err != nil {
		return fmt.Errorf("look at %s: %w", filepath.Base(path), err)
	}
	if info.IsDir() && info.Mode()&fs.ModeSticky != 0 {
		return nil // others may add files and replace none, as in the mounts of container platforms
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&forbidden != 0 {
		right := "0600"
		if info.IsDir() {
			right = "0700"
		}
		return because(KEKExposed, "%s is open to others (mode %04o): make it %s", filepath.Base(path), info.Mode().Perm(), right)
	}
	return nil
}

func readCurrent(folder string) (string, error) {
	path := filepath.Join(folder, currentFile)
	if err := guarded(path, 0o022); errors.Is(err, fs.ErrNotExist) {
		return "", nil
	} else if err != nil {
		return "", err
	}
	text, err := os.ReadFile(path) //nolint:gosec // the operator's own folder
	if err != nil {
		return "", fmt.Errorf("read which key-encryption key is current: %w", err)
	}
	return strings.TrimSpace(string(text)), nil
}

// ParseRing reads a ring from a text such as an environment variable: entries
// id=base64 parted by white space or commas, the current one first. An empty
// text is a ring without keys.
func ParseRing(text string) (*Ring, error) {
	entries := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(", \t\r\n", r) })
	current, keks := "", map[string][]byte{}
	for _, entry := range entries {
		id, value, found := strings.Cut(entry, "=")
		if !found || !kekName.MatchString(id) {
			// What stands before "=" may be a key whose id was forgotten: it is not repeated.
			return nil, because(KEKMalformed, "an entry of the key-encryption keys is not id=base64")
		}
		if keks[id] != nil {
			return nil, aboutKEK(KEKMalformed, id, "key-encryption key %q is given twice", id)
		}
		kek, err := decodeKEK(id, value)
		if err != nil {
			return nil, err
		}
		keks[id] = kek
		if current == "" {
			current = id
		}
	}
	return NewRing(current, keks)
}

// CreateKEK writes a new key-encryption key to a folder, readable by its owner
// alone and on the disk when it returns. It makes the folder where there is
// none, and replaces no key. It does not become current by itself.
func CreateKEK(random io.Reader, folder, id string) error {
	if !kekName.MatchString(id) {
		return aboutKEK(KEKMalformed, id, "%q is no name for a key-encryption key: lower-case letters, digits and hyphens, at most 63", id)
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return fmt.Errorf("make the folder of key-encryption keys: %w", err)
	}
	kek, err := newKEK(random)
	if err != nil {
		return err
	}
	defer clear(kek)
	file, err := os.OpenFile(filepath.Join(folder, id+kekFile), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // the operator's own folder
	if err != nil {
		return fmt.Errorf("make key-encryption key %q: %w", id, err)
	}
	_, err = file.WriteString(base64.StdEncoding.EncodeToString(kek) + "\n")
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return fmt.Errorf("write key-encryption key %q: %w", id, err)
	}
	return syncFolder(folder)
}

// syncFolder makes sure that a new name is on the disk too.
func syncFolder(folder string) error {
	if runtime.GOOS == "windows" {
		return nil // folders cannot be synced there, and need not be
	}
	d, err := os.Open(folder) //nolint:gosec // the operator's own folder
	if err != nil {
		return fmt.Errorf("sync the folder of key-encryption keys: %w", err)
	}
	return errors.Join(d.Sync(), d.Close())
}
