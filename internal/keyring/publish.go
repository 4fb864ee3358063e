package keyring

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"github.com/assay-engine/assay/pkg/bundle"
)

// The public side of the keyring. These files hold no secret. Each is one entry of the key document: kid, algorithm, publicKey,
// validFrom and validUntil.
const (
	publicFile    = "signing.pub"
	retiredFolder = "retired"
)

// Keys is the document by which anybody checks what this installation ever
// signed: the key in use first, then those retired, the last first. Retired
// keys stay, so that old receipts verify for ever.
func (r *Ring) Keys() bundle.Keys { return bundle.NewKeys(slices.Clone(r.public)...) }

// Retired lists the ids of the keys that signed before the one in use.
func (r *Ring) Retired() (ids []string) {
	for _, k := range r.public[1:] {
		ids = append(ids, k.ID)
	}
	return ids
}

// publish finds the public side of the signing key, or makes it from the key
// where the folder has none yet, and the keys that were retired. A key is valid
// from the moment its file was made: nothing was signed with it before.
func (r *Ring) publish(folder string) error {
	own, err := readPublic(filepath.Join(folder, publicFile))
	if errors.Is(err, fs.ErrNotExist) {
		own, err = r.describe(folder)
	}
	if err != nil {
		return err
	}
	if own.ID != r.KeyID() || !bytes.Equal(own.PublicKey, r.Public()) || own.ValidUntil != nil {
		return fmt.Errorf("%s is not the public side of %s: put back the one that belongs to it", publicFile, signingFile)
	}
	retired, err := retiredKeys(folder)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(retired, func(k bundle.Key) bool { return k.ID == own.ID }) {
		return fmt.Errorf("the key %s is in use and among the retired: it can be one of these", own.ID)
	}
	r.public = append([]bundle.Key{own}, retired...)
	return nil
}

// describe writes the public side of a signing key that has none yet. Where
// the folder cannot be written, as one that is mounted, it is kept in memory.
func (r *Ring) describe(folder string) (bundle.Key, error) {
	info, err := os.Stat(filepath.Join(folder, signingFile))
	if err != nil {
		return bundle.Key{}, fmt.Errorf("look at %s: %w", signingFile, err)
	}
	key := bundle.PublicKey(r.Public(), info.ModTime().UTC().Truncate(time.Second), nil)
	text, err := json.MarshalIndent(key, "", "  ")
	if err != nil {
		return key, fmt.Errorf("write %s: %w", publicFile, err)
	}
	switch err := keep(folder, publicFile, append(text, '\n')); {
	case errors.Is(err, fs.ErrExist): // another replica was quicker
		return readPublic(filepath.Join(folder, publicFile))
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return key, nil
	default:
		return key, err
	}
}

// retiredKeys reads the keys of earlier days, the last retired first.
func retiredKeys(folder string) ([]bundle.Key, error) {
	names, err := filepath.Glob(filepath.Join(folder, retiredFolder, "*.pub"))
	if err != nil {
		return nil, fmt.Errorf("look for retired keys: %w", err)
	}
	keys := make([]bundle.Key, len(names))
	for i, name := range names {
		if keys[i], err = readPublic(name); err != nil {
			return nil, err
		}
		if keys[i].ValidUntil == nil {
			return nil, fmt.Errorf("%s is a retired key without validUntil: say until when it signed", filepath.Base(name))
		}
	}
	slices.SortFunc(keys, func(a, b bundle.Key) int { return b.ValidUntil.Compare(*a.ValidUntil) })
	for i, k := range keys {
		if slices.ContainsFunc(keys[:i], func(other bundle.Key) bool { return other.ID == k.ID }) {
			return nil, fmt.Errorf("the key %s is retired twice", k.ID)
		}
	}
	return keys, nil
}

// readPublic reads one entry of the key document, and holds its id to its key.
func readPublic(path string) (bundle.Key, error) {
	name := filepath.Base(path)
	text, err := os.ReadFile(path) //nolint:gosec // the installation's own folder
	if err != nil {
		return bundle.Key{}, fmt.Errorf("read %s: %w", name, err)
	}
	document := fmt.Appendf(nil, `{"kind":%q,"keys":[%s]}`, bundle.KindKeys, bytes.TrimSpace(text))
	keys, err := bundle.ParseKeys(document)
	if err != nil {
		return bundle.Key{}, fmt.Errorf("%s is not a public key as this program writes them: %w", name, err)
	}
	if len(keys.Keys) != 1 {
		return bundle.Key{}, fmt.Errorf("%s holds %d keys: one belongs in each file", name, len(keys.Keys))
	}
	k := keys.Keys[0]
	if k.Algorithm != bundle.Ed25519 || k.ID != bundle.KeyID(k.PublicKey) {
		return bundle.Key{}, fmt.Errorf("%s: the kid is not that of its public key", name)
	}
	return k, nil
}
