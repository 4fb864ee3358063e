package keyring

import (
	"errors"
	"io"
	"sync"

	"github.com/assay-engine/assay/internal/seal"
)

// Vault is the key-encryption keys of an installation as they stand: they wrap
// the private halves that bids are sealed to, and are never in the database. A
// vault that holds none is legal: the service runs, and what is sealed stays
// sealed and says so.
//
// A rotation happens beside a running service: a key that is not at hand is
// looked for once more before it is called missing, and what is wrapped is
// wrapped by the key that is current now.
type Vault struct {
	load func() (*seal.Ring, error)

	mu      sync.Mutex
	ring    *seal.Ring
	trouble error
}

// NewVault keeps the keys that load gives, now and whenever it is asked again.
func NewVault(load func() (*seal.Ring, error)) *Vault {
	v := &Vault{load: load, ring: new(seal.Ring)}
	v.again()
	return v
}

// FolderVault keeps the keys of a folder: files ID.kek, and current, which
// names the one that wraps.
func FolderVault(folder string) *Vault {
	return NewVault(func() (*seal.Ring, error) { return seal.LoadFolder(folder, "") })
}

// TextVault keeps the keys of a text such as an environment variable: entries
// id=base64, the current one first.
func TextVault(text string) *Vault {
	return NewVault(func() (*seal.Ring, error) { return seal.ParseRing(text) })
}

// again loads the keys anew. Where that fails, those at hand stay: a key file
// that is being put in place must not take the others away.
func (v *Vault) again() *seal.Ring {
	ring, err := v.load()
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.trouble = err; err == nil {
		v.ring = ring
	}
	return v.ring
}

func (v *Vault) held() *seal.Ring {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.ring
}

// Trouble says what was wrong with the keys when they were loaded last; nil
// where nothing was. It names keys and shows none.
func (v *Vault) Trouble() error {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.trouble
}

// Current is the id of the key that wraps now; empty where there is none.
func (v *Vault) Current() string { return v.again().Current() }

// Wrap locks the private half of a key pair with the current key.
func (v *Vault) Wrap(random io.Reader, of seal.Owner, key seal.PrivateKey) ([]byte, error) {
	return v.again().Wrap(random, of, key)
}

// Unwrap gives a key pair back. The errors are those of seal.Ring.Unwrap.
func (v *Vault) Unwrap(of seal.Owner, wrapped []byte) (seal.PrivateKey, error) {
	key, err := v.held().Unwrap(of, wrapped)
	if errors.Is(err, seal.ErrKEKMissing) || errors.Is(err, seal.ErrKEKWrong) {
		return v.again().Unwrap(of, wrapped)
	}
	return key, err
}

// Rewrap moves a wrapped key to the current key-encryption key, whichever it is
// under; what is there already is given back as it is.
func (v *Vault) Rewrap(random io.Reader, of seal.Owner, wrapped []byte) ([]byte, error) {
	from, err := seal.WrappedBy(wrapped)
	if err != nil {
		return nil, err
	}
	ring := v.again()
	return ring.Rewrap(random, of, wrapped, from, ring.Current())
}
