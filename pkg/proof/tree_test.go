package proof_test

import (
	"crypto/sha256"
	"errors"
	"strings"
	"testing"

	"github.com/assay-engine/assay/pkg/proof"
)

// The tree, the audit path and the consistency proof as RFC 6962, section 2.1, writes them down, for comparison.

func mth(leaves []proof.Hash) proof.Hash {
	switch len(leaves) {
	case 0:
		return sha256.Sum256(nil)
	case 1:
		return leaves[0]
	}
	k := below(len(leaves))
	return node(mth(leaves[:k]), mth(leaves[k:]))
}

func path(m int, leaves []proof.Hash) []proof.Hash {
	if len(leaves) == 1 {
		return nil
	}
	k := below(len(leaves))
	if m < k {
		return append(path(m, leaves[:k]), mth(leaves[k:]))
	}
	return append(path(m-k, leaves[k:]), mth(leaves[:k]))
}

func subproof(m int, leaves []proof.Hash, whole bool) []proof.Hash {
	switch k := below(len(leaves)); {
	case m == len(leaves) && whole:
		return nil
	case m == len(leaves):
		return []proof.Hash{mth(leaves)}
	case m <= k:
		return append(subproof(m, leaves[:k], whole), mth(leaves[k:]))
	default:
		return append(subproof(m-k, leaves[k:], false), mth(leaves[:k]))
	}
}

// below is the largest power of two below n.
func below(n int) int {
	k := 1
	for k*2 < n {
		k *= 2
	}
	return k
}

func node(left, right proof.Hash) proof.Hash {
	return sha256.Sum256(append(append([]byte{1}, left[:]...), right[:]...))
}

func TestTreeAndProofsAreThoseOfTheRFC(t *testing.T) {
	const most = 40
	b := newBook(t, most)
	leaves := make([]proof.Hash, most)
	for i, e := range b.events {
		form, err := e.Event.Leaf()
		if err != nil {
			t.Fatal(err)
		}
		leaves[i] = sha256.Sum256(append([]byte{0}, form...))
		if leaves[i] != e.Leaf {
			t.Fatalf("the leaf of event %d", i+1)
		}
	}
	signer, signed := signerOf(t, origin, "a"), make([]string, most+1)
	for n := range signed {
		root, err := proof.Root(int64(n), b.stored)
		if err != nil || root != mth(leaves[:n]) {
			t.Fatalf("root of %d: %s, %v", n, root, err)
		}
		if signed[n], err = (proof.Checkpoint{Size: int64(n), Root: root, At: start}).Sign(signer); err != nil {
			t.Fatal(err)
		}
	}
	for n := 1; n <= most; n++ {
		for m := range n {
			compareProofs(t, b, signed, leaves[:n], m)
		}
	}
}

// compareProofs looks at the proof of leaf m, and of the tree of m leaves, in the tree of all leaves.
func compareProofs(t *testing.T, b *book, signed []string, leaves []proof.Hash, m int) {
	t.Helper()
	n := len(leaves)
	in, err := proof.ProveInclusion(b.events[m].Event, proof.Details{}, signed[n], b.stored)
	if err != nil || !equal(in.Proof, path(m, leaves)) {
		t.Fatalf("inclusion of leaf %d in %d: %v, %v", m, n, in.Proof, err)
	}
	if _, _, err := proof.VerifyInclusion(marshal(t, in), trusted(t)); err != nil {
		t.Fatalf("inclusion of leaf %d in %d: %v", m, n, err)
	}
	con, err := proof.ProveConsistency(signed[m], signed[n], b.stored)
	if want := []proof.Hash(nil); err != nil || m > 0 && !equal(con.Proof, subproof(m, leaves, true)) || m == 0 && !equal(con.Proof, want) {
		t.Fatalf("consistency of %d with %d: %v, %v", m, n, con.Proof, err)
	}
	older, newer, err := proof.VerifyConsistency(marshal(t, con), trusted(t))
	if err != nil || older.Size != int64(m) || newer.Size != int64(n) {
		t.Fatalf("consistency of %d with %d: %v", m, n, err)
	}
}

func equal(a, b []proof.Hash) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// Appending many at once stores the same hashes as appending one by one, and asks the store once.
func TestAppendingAtOnce(t *testing.T) {
	one := newBook(t, 100)
	for _, already := range []int64{0, 1, 37, 64, 99} {
		calls := 0
		before := one.stored[:stored(already)]
		tree, err := proof.Grow(already, counted(func() { calls++ }, before))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range one.events[already:] {
			if _, err := tree.Append(e.Event); err != nil {
				t.Fatal(err)
			}
		}
		for i, s := range tree.Fresh() {
			if at := len(before) + i; s.Index != int64(at) || s.Hash != one.stored[at] {
				t.Fatalf("from %d: hash %d is %v at %d", already, at, s.Hash, s.Index)
			}
		}
		if root, err := tree.Root(); err != nil || root.String() != rootOf(t, one, 100).String() || len(tree.Fresh()) != 0 {
			t.Errorf("from %d: root %v, %v", already, root, err)
		}
		if calls > 1 {
			t.Errorf("from %d: %d calls to the store, want one", already, calls)
		}
	}
}

func rootOf(t *testing.T, b *book, n int64) proof.Hash {
	t.Helper()
	root, err := proof.Root(n, b.stored)
	if err != nil {
		t.Fatal(err)
	}
	return root
}

// stored is how many hashes a tree of n events has: 2n less the number of its complete subtrees.
func stored(n int64) int64 {
	ones := int64(0)
	for m := n; m > 0; m &= m - 1 {
		ones++
	}
	return 2*n - ones
}

func TestAppendRefuses(t *testing.T) {
	tree, err := proof.Grow(0, proof.Hashes{})
	if err != nil {
		t.Fatal(err)
	}
	good := entry(t, 1).Event
	for name, row := range map[string]struct {
		change func(*proof.Event)
		want   string
	}{
		"a gap":                {func(e *proof.Event) { e.Number = 2 }, proof.NumberMissing},
		"number 0":             {func(e *proof.Event) { e.Number = 0 }, proof.NumberMissing},
		"another kind":         {func(e *proof.Event) { e.Kind = "" }, proof.BadEvent},
		"no id":                {func(e *proof.Event) { e.ID = "" }, proof.BadEvent},
		"no verb":              {func(e *proof.Event) { e.Verb = "" }, proof.BadEvent},
		"no subject":           {func(e *proof.Event) { e.Subject = "" }, proof.BadEvent},
		"a time with a zone":   {func(e *proof.Event) { e.At = "2026-11-22T09:00:00.000000+00:00" }, proof.BadEvent},
		"a time in seconds":    {func(e *proof.Event) { e.At = "2026-11-22T09:00:00Z" }, proof.BadEvent},
		"a day that is none":   {func(e *proof.Event) { e.At = "2026-02-30T09:00:00.000000Z" }, proof.BadEvent},
		"no hash":              {func(e *proof.Event) { e.DetailHash = "" }, proof.BadEvent},
		"digits in capitals":   {func(e *proof.Event) { e.DetailHash = "sha256:" + strings.Repeat("A", 64) }, proof.BadEvent},
		"a hash in capitals":   {func(e *proof.Event) { e.DetailHash = strings.ToUpper(good.DetailHash) }, proof.BadEvent},
		"a detail in clear":    {func(e *proof.Event) { e.Private = map[string]string{"name": "Ann"} }, proof.BadEvent},
		"a nameless detail":    {func(e *proof.Event) { e.Private = map[string]string{"": good.DetailHash} }, proof.BadEvent},
		"text that is no text": {func(e *proof.Event) { e.Actor = "\xff" }, proof.BadEvent},
	} {
		e := good
		row.change(&e)
		if _, err := tree.Append(e); code(err) != row.want {
			t.Errorf("%s: %v, want %s", name, err, row.want)
		}
	}
	if tree.Size() != 0 || len(tree.Fresh()) != 0 {
		t.Error("a refused event left a trace")
	}
	for _, size := range []int64{-1, 1, 1 << 53, 1<<63 - 1} {
		if _, err := proof.Grow(size, proof.Hashes{}); err == nil {
			t.Errorf("a tree of %d grows out of nothing", size)
		}
	}
	if _, err := proof.Grow(3, liar{}); !errors.Is(err, &proof.Fault{Code: proof.HashMissing}) {
		t.Errorf("a store that gives too few hashes: %v", err)
	}
}
