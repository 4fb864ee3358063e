package keyring

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// Overlap is how long a signing key stays valid after its successor was made:
// replicas that run sign with it until they are started again.
const Overlap = 24 * time.Hour

// leaving is the ending of the public side of a key whose rotation is not done.
const leaving = ".leaving"

// RotateSigning makes a new signing key. The public side of the one before is
// kept for ever, so that whatever it signed verifies; it stays valid for
// Overlap, since replicas that run sign with it until they start again. Cut
// short at any moment, the next start has the old key or the new one, and lost
// neither public side.
func RotateSigning(folder string, random io.Reader, now time.Time) (*Ring, error) {
	r, err := Open(folder, random)
	if err != nil {
		return nil, err
	}
	old := r.public[0]
	until := now.UTC().Truncate(time.Second).Add(Overlap)
	old.ValidUntil = &until
	text, err := json.MarshalIndent(old, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write a retired key: %w", err)
	}
	if err := os.MkdirAll(filepath.Join(folder, retiredFolder), 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of retired keys: %w", err)
	}
	if err := replace(filepath.Join(folder, retiredFolder), old.ID+leaving, append(text, '\n')); err != nil {
		return nil, err
	}
	signing, err := newSigning(random)
	if err != nil {
		return nil, err
	}
	if err := replace(folder, signingFile, signing); err != nil {
		return nil, err
	}
	return Open(folder, random)
}

// settle ends a rotation: the key that left is among the retired from here on,
// and what was said of it as the one in use goes. Where the new key never came,
// the old one stays.
func (r *Ring) settle(folder string) error {
	names, err := filepath.Glob(filepath.Join(folder, retiredFolder, "*"+leaving))
	if err != nil || len(names) == 0 {
		return err
	}
	for _, name := range names {
		k, err := readPublic(name)
		switch {
		case errors.Is(err, fs.ErrNotExist): // another replica was quicker
			continue
		case err != nil:
			return err
		case k.ID == r.KeyID():
			err = os.Remove(name)
		default:
			err = errors.Join(os.Rename(name, filepath.Join(folder, retiredFolder, k.ID+".pub")), forget(folder, k.ID))
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("end the rotation of the signing key: %w", err)
		}
	}
	return syncFolder(filepath.Join(folder, retiredFolder))
}

// forget takes the public side of a key away from where that of the one in use
// is.
func forget(folder, id string) error {
	path := filepath.Join(folder, publicFile)
	k, err := readPublic(path)
	if errors.Is(err, fs.ErrNotExist) || (err == nil && k.ID != id) {
		return nil
	}
	return errors.Join(err, os.Remove(path))
}
