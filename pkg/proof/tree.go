package proof

import (
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// MaxSize is how many events a log may have: what a JSON number holds exactly.
const MaxSize = 1<<53 - 1

// Stored is a hash of the tree to be kept under its index. What is stored is never changed.
type Stored struct {
	Index int64
	Hash  Hash
}

// Tree is the tree of a log while events are appended. It reads the few hashes of the tree's right edge once, and keeps what is new until
// the caller has stored it. It serves one appender at a time.
type Tree struct {
	size  int64
	edge  *edge
	fresh []Stored
}

// edge remembers every hash that was read or made.
type edge struct {
	stored HashReader
	known  map[int64]tlog.Hash
}

// ReadHashes reads from memory, and asks the store once for all that is not there.
func (e *edge) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	var missing []int64
	for _, i := range indexes {
		if _, known := e.known[i]; !known {
			missing = append(missing, i)
		}
	}
	if len(missing) > 0 {
		read, err := e.stored.ReadHashes(missing)
		if err != nil {
			return nil, err
		}
		if len(read) != len(missing) {
			return nil, because(HashMissing, "%d of %d hashes of the tree are not stored", len(missing)-len(read), len(missing))
		}
		for i, at := range missing {
			e.known[at] = read[i]
		}
	}
	list := make([]tlog.Hash, len(indexes))
	for i, at := range indexes {
		list[i] = e.known[at]
	}
	return list, nil
}

// Grow continues the tree of a log that has size events, whose hashes stored reads. It makes one call of at most 53 hashes.
func Grow(size int64, stored HashReader) (*Tree, error) {
	if size < 0 || size > MaxSize {
		return nil, because(Malformed, "a log cannot have %d events", size)
	}
	t := &Tree{size: size, edge: &edge{stored, map[int64]tlog.Hash{}}}
	if _, err := t.Root(); err != nil {
		return nil, err
	}
	return t, nil
}

// Append adds an event, whose number must be the next one, and returns the hash of its leaf.
func (t *Tree) Append(e Event) (Hash, error) {
	if e.Number != t.size+1 {
		return Hash{}, because(NumberMissing, "the next number is %d", t.size+1).of(e.Number)
	}
	leaf, err := e.Leaf()
	if err != nil {
		return Hash{}, err
	}
	hashes, err := tlog.StoredHashes(t.size, leaf, t.edge)
	if err != nil {
		return Hash{}, fmt.Errorf("extend the tree: %w", err)
	}
	first := tlog.StoredHashIndex(0, t.size)
	for i, h := range hashes {
		t.edge.known[first+int64(i)] = h
		t.fresh = append(t.fresh, Stored{first + int64(i), Hash(h)})
	}
	t.size++
	return Hash(hashes[0]), nil
}

// Size is how many events the tree has.
func (t *Tree) Size() int64 { return t.size }

// Root is the root of the tree. Of the empty tree it is SHA-256 of nothing.
func (t *Tree) Root() (Hash, error) {
	h, err := tlog.TreeHash(t.size, t.edge)
	if err != nil {
		return Hash{}, fmt.Errorf("read the tree: %w", err)
	}
	return Hash(h), nil
}

// Fresh hands over the hashes that came with the events appended since it was last called, in the order of their indexes. They must be stored
// in the transaction that gives those events their numbers.
func (t *Tree) Fresh() []Stored {
	list := t.fresh
	t.fresh = nil
	return list
}

// Root is the root of the tree over the first size events, read from stored hashes in one call.
func Root(size int64, stored HashReader) (Hash, error) {
	t, err := Grow(size, stored)
	if err != nil {
		return Hash{}, err
	}
	return t.Root()
}

// frontier is the tree of a reader who keeps no hashes: the roots of the complete subtrees, largest first. It takes 53 hashes for any log.
type frontier struct {
	size  int64
	roots []tlog.Hash
}

func (f *frontier) add(leaf Hash) {
	h := tlog.Hash(leaf)
	for n := f.size; n&1 == 1; n >>= 1 { // each complete pair makes a larger subtree
		last := len(f.roots) - 1
		h = tlog.NodeHash(f.roots[last], h)
		f.roots = f.roots[:last]
	}
	f.roots = append(f.roots, h)
	f.size++
}

func (f *frontier) root() Hash {
	if f.size == 0 {
		empty, _ := tlog.TreeHash(0, nil) // reads nothing
		return Hash(empty)
	}
	last := len(f.roots) - 1
	h := f.roots[last]
	for i := last - 1; i >= 0; i-- {
		h = tlog.NodeHash(f.roots[i], h)
	}
	return Hash(h)
}
