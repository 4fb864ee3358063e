package seal

import (
	"crypto/subtle"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
)

// KEKSize is the length of a key-encryption key, in bytes.
const KEKSize = 32

// kekName is what a key-encryption key may be called: it is also the name of a
// file.
var kekName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,62}$`)

// Ring is the key-encryption keys at hand: one is current and wraps, all unwrap.
// It never changes; after a rotation a new one is loaded. The zero Ring holds no
// key: the service runs with it, and everything sealed stays sealed and says so
// (ErrKEKMissing).
type Ring struct {
	current string
	keks    map[string][]byte
}

// NewRing holds these key-encryption keys, by their ids (lower-case letters,
// digits and hyphens, at most 63). current is the id of the one that wraps; it
// may be left out where there is only one.
func NewRing(current string, keks map[string][]byte) (*Ring, error) {
	r := &Ring{current: current, keks: map[string][]byte{}}
	for id, kek := range keks {
		if !kekName.MatchString(id) {
			return nil, aboutKEK(KEKMalformed, id, "%q is no name for a key-encryption key: lower-case letters, digits and hyphens, at most 63", id)
		}
		if len(kek) != KEKSize {
			return nil, aboutKEK(KEKMalformed, id, "key-encryption key %q has %d bytes: it needs %d", id, len(kek), KEKSize)
		}
		r.keks[id] = slices.Clone(kek)
	}
	if current == "" && len(keks) == 1 {
		r.current = r.IDs()[0]
	}
	if err := r.chosen(); err != nil {
		return nil, err
	}
	return r, r.distinct()
}

func (r *Ring) chosen() error {
	switch {
	case len(r.keks) == 0 && r.current == "":
		return nil
	case r.current == "":
		return because(KEKMissing, "there are %d key-encryption keys and none is named as the current one", len(r.keks))
	case r.keks[r.current] == nil:
		return missing(r.current)
	}
	return nil
}

// distinct refuses one key under two names: a rotation from one to the other
// would change nothing and look done.
func (r *Ring) distinct() error {
	ids := r.IDs()
	for i, id := range ids {
		for _, other := range ids[:i] {
			if subtle.ConstantTimeCompare(r.keks[id], r.keks[other]) == 1 {
				return aboutKEK(KEKWrong, id, "key-encryption keys %q and %q are the same key", other, id)
			}
		}
	}
	return nil
}

func missing(id string) *Error {
	return aboutKEK(KEKMissing, id, "key-encryption key %q is not on this server: put it back from where it was kept; nothing sealed is lost while it exists", id)
}

// Current is the id of the key-encryption key that wraps; empty for the zero
// Ring.
func (r *Ring) Current() string {
	if r == nil {
		return ""
	}
	return r.current
}

// IDs lists the ids at hand, in order.
func (r *Ring) IDs() []string {
	if r == nil {
		return nil
	}
	return slices.Sorted(maps.Keys(r.keks))
}

func (r *Ring) find(id string) ([]byte, error) {
	if r == nil || r.keks[id] == nil {
		return nil, missing(id)
	}
	return r.keks[id], nil
}

// String names the keys and shows none.
func (r *Ring) String() string {
	return fmt.Sprintf("key-encryption keys %v, current %q", r.IDs(), r.Current())
}

// GoString keeps %#v from looking inside.
func (r *Ring) GoString() string { return r.String() }

// MarshalText keeps the keys out of JSON.
func (r *Ring) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// newKEK draws a key-encryption key.
func newKEK(random io.Reader) ([]byte, error) {
	kek := make([]byte, KEKSize)
	if _, err := io.ReadFull(random, kek); err != nil {
		return nil, fmt.Errorf("draw a key-encryption key: %w", err)
	}
	return kek, nil
}
