// Package keyring keeps the secrets of an installation in files of its data
// folder, never in its database: the key that signs receipts, bundles and
// statements, the master key from which other secrets are derived, and the
// key-encryption keys that guard sealed bids.
package keyring

import (
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/assay-engine/assay/pkg/bundle"
)

// The files of the keyring. Each is readable by its owner alone.
const (
	signingFile = "signing.key"
	masterFile  = "master.key"
	kekFolder   = "kek"
)

// Ring is the secrets of one installation. Replicas share one.
type Ring struct {
	signing ed25519.PrivateKey
	master  []byte
	public  []bundle.Key // the key in use, then those retired
}

// Open reads the keyring in a folder, or makes one where the folder has none.
// random gives the bytes of new keys. A file that others could read, and half
// a ring, are refused: guessing at keys is worse than not starting. Only the
// key-encryption keys may be missing, since everything but what they guard
// works without them: see Vault. They are made with the rest of the ring and
// never again by themselves, so that a lost key is told and not covered up.
func Open(folder string, random io.Reader) (*Ring, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("make the key folder: %w", err)
	}
	_, noSigning := os.Stat(filepath.Join(folder, signingFile))
	_, noMaster := os.Stat(filepath.Join(folder, masterFile))
	if errors.Is(noSigning, fs.ErrNotExist) && errors.Is(noMaster, fs.ErrNotExist) {
		if err := create(folder, random); err != nil {
			return nil, err
		}
	}
	ring, err := load(folder)
	if err != nil {
		return nil, err
	}
	if err := ring.settle(folder); err != nil {
		return nil, err
	}
	return ring, ring.publish(folder)
}

func create(folder string, random io.Reader) error {
	if err := firstKEK(KEKFolder(folder), random); err != nil {
		return err
	}
	signing, err := newSigning(random)
	if err != nil {
		return err
	}
	master := make([]byte, 32)
	if _, err := io.ReadFull(random, master); err != nil {
		return fmt.Errorf("make the master key: %w", err)
	}
	text := base64.StdEncoding.EncodeToString(master) + "\n"
	if err := keep(folder, masterFile, []byte(text)); err != nil {
		return err
	}
	return keep(folder, signingFile, signing)
}

// newSigning makes a signing key, as the text of its file.
func newSigning(random io.Reader) ([]byte, error) {
	_, signing, err := ed25519.GenerateKey(random)
	if err != nil {
		return nil, fmt.Errorf("make the signing key: %w", err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(signing)
	if err != nil {
		return nil, fmt.Errorf("write the signing key: %w", err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), nil
}

// keep writes a new file and makes sure that it is on the disk: a key that is
// lost with the power is lost with everything it signed.
func keep(folder, name string, content []byte) error {
	file, err := os.OpenFile(filepath.Join(folder, name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // the installation's own folder
	if err != nil {
		return fmt.Errorf("make %s: %w", name, err)
	}
	_, err = file.Write(content)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}

func load(folder string) (*Ring, error) {
	text, err := read(folder, signingFile)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, fmt.Errorf("%s is not a PEM file", signingFile)
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", signingFile, err)
	}
	signing, ok := key.(ed25519.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("%s holds a %T where an Ed25519 key belongs", signingFile, key)
	}
	text, err = read(folder, masterFile)
	if err != nil {
		return nil, err
	}
	master, err := base64.StdEncoding.DecodeString(string(text[:max(len(text)-1, 0)]))
	if err != nil || len(master) != 32 {
		return nil, fmt.Errorf("%s does not hold 32 bytes in base64", masterFile)
	}
	return &Ring{signing: signing, master: master}, nil
}

func read(folder, name string) ([]byte, error) {
	path := filepath.Join(folder, name)
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s is missing while the rest of the keyring is there: put it back from where it was kept", name)
	}
	if err != nil {
		return nil, fmt.Errorf("look at %s: %w", name, err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("%s can be read by others (mode %04o): make it 0600", name, info.Mode().Perm())
	}
	text, err := os.ReadFile(path) //nolint:gosec // the installation's own folder
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	return text, nil
}

// Public is the half of the signing key that anybody may have.
func (r *Ring) Public() ed25519.PublicKey { return r.signing.Public().(ed25519.PublicKey) }

// KeyID names the signing key: the first 16 hexadecimal digits of the SHA-256
// of its public half.
func (r *Ring) KeyID() string { return bundle.KeyID(r.Public()) }

// Sign signs a message.
func (r *Ring) Sign(message []byte) []byte { return ed25519.Sign(r.signing, message) }

// Derive makes a 32-byte secret for one purpose out of the master key.
func (r *Ring) Derive(purpose string) []byte {
	secret, err := hkdf.Key(sha256.New, r.master, nil, "assay/"+purpose, 32)
	if err != nil {
		panic(err) // only a length that the code itself asks for can be wrong
	}
	return secret
}
