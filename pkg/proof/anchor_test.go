package proof_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/assay-engine/assay/pkg/proof"
)

func last(b *book, n int64) func() (string, error) {
	return func() (string, error) { return b.checkpoints[n], nil }
}

func TestTheAnchorRefusesADatabaseThatDoesNotExtendIt(t *testing.T) {
	b := newBook(t, 22)
	list := entries(t, 30)
	list[7].Event.Verb = "bid.withdrawn"
	other := write(t, signerOf(t, origin, "a"), list)
	strange := write(t, signerOf(t, origin, "f"), entries(t, 30))
	anchor := proof.Anchor(filepath.Join(t.TempDir(), "anchor.txt"))
	if _, err := anchor.Compare(trusted(t), last(b, 22), b.stored); code(err) != proof.AnchorMissing {
		t.Errorf("no file: %v", err)
	}
	if err := anchor.Write(b.checkpoints[15]); err != nil {
		t.Fatal(err)
	}
	elsewhere, err := proof.Checkpoint{Size: 30, At: start}.Sign(signerOf(t, "elsewhere", "a"))
	if err != nil {
		t.Fatal(err)
	}
	both := append(trusted(t), proof.Key{Verifier: keyElsewhere(t)})
	flipped := append(proof.Hashes{}, b.stored...)
	flipped[0][0] ^= 1
	flipped[1][0] ^= 1
	for name, row := range map[string]struct {
		keys    proof.Keys
		current func() (string, error)
		stored  proof.Hashes
		want    string
	}{
		"it goes on":                    {trusted(t), last(b, 22), b.stored, "<nil>"},
		"nothing happened":              {trusted(t), last(b, 15), b.stored, "<nil>"},
		"an old backup":                 {trusted(t), last(b, 10), b.stored, proof.RolledBack},
		"another history":               {trusted(t), last(other, 30), other.stored, proof.Forked},
		"another history, as long":      {trusted(t), last(other, 15), other.stored, proof.Forked},
		"a forger's":                    {trusted(t), last(strange, 30), strange.stored, proof.UnknownKey},
		"hashes of another tree":        {trusted(t), last(b, 22), other.stored, proof.RootDiffers},
		"a checkpoint without its tree": {trusted(t), last(b, 22), b.stored[:10], proof.HashMissing},
		"another log":                   {both, func() (string, error) { return elsewhere, nil }, b.stored, proof.WrongOrigin},
		"no checkpoint":                 {trusted(t), func() (string, error) { return "", nil }, b.stored, proof.CheckpointWrong},
		"a key that is not trusted":     {proof.Keys{keyOf(t, "f", start, nil)}, last(b, 22), b.stored, proof.UnknownKey},
	} {
		if _, err := anchor.Compare(row.keys, row.current, row.stored); code(err) != row.want {
			t.Errorf("%s: %v, want %s", name, err, row.want)
		}
	}
	broken := errors.New("the database is away")
	if _, err := anchor.Compare(trusted(t), func() (string, error) { return "", broken }, b.stored); !errors.Is(err, broken) {
		t.Errorf("a database that is away: %v", err)
	}
}

func keyElsewhere(t *testing.T) string {
	t.Helper()
	k, err := proof.NewKey("elsewhere", public(signing("a")), start, nil)
	if err != nil {
		t.Fatal(err)
	}
	return k.Verifier
}

func TestTheAnchorMovesForwardOnly(t *testing.T) {
	b, folder := newBook(t, 22), t.TempDir()
	anchor := proof.Anchor(filepath.Join(folder, "anchor.txt"))
	for _, size := range []int64{5, 10, 15, 15} {
		if err := anchor.Write(b.checkpoints[size]); err != nil {
			t.Fatal(err)
		}
	}
	list := entries(t, 15)
	list[2].Event.Verb = "other"
	other := write(t, signerOf(t, origin, "a"), list)
	for name, row := range map[string]struct{ checkpoint, want string }{
		"back":     {b.checkpoints[10], proof.RolledBack},
		"aside":    {other.checkpoints[15], proof.Forked},
		"nonsense": {"x", proof.CheckpointWrong},
	} {
		if err := anchor.Write(row.checkpoint); code(err) != row.want {
			t.Errorf("%s: %v, want %s", name, err, row.want)
		}
	}
	if c, err := anchor.Read(trusted(t)); err != nil || c.Size != 15 {
		t.Errorf("after refusals: %+v, %v", c, err)
	}
	if err := anchor.Replace(b.checkpoints[10]); err != nil {
		t.Fatal(err)
	}
	if c, err := anchor.Read(trusted(t)); err != nil || c.Size != 10 {
		t.Errorf("after a restore on purpose: %+v, %v", c, err)
	}
	if err := anchor.Replace("x"); code(err) != proof.CheckpointWrong {
		t.Errorf("nonsense: %v", err)
	}
	if files, err := os.ReadDir(folder); err != nil || len(files) != 1 {
		t.Errorf("files left behind: %v, %v", files, err)
	}
}

func TestAnAnchorThatCannotBeWrittenLeavesTheOldOne(t *testing.T) {
	b := newBook(t, 10)
	if err := proof.Anchor(filepath.Join(t.TempDir(), "no", "anchor.txt")).Write(b.checkpoints[5]); err == nil {
		t.Error("written into a folder that is not there")
	}
	folder := t.TempDir()
	anchor := proof.Anchor(filepath.Join(folder, "anchor.txt"))
	if err := os.WriteFile(string(anchor), []byte("broken"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := anchor.Write(b.checkpoints[5]); code(err) != proof.CheckpointWrong {
		t.Errorf("over a broken anchor: %v", err)
	}
	if text, _ := os.ReadFile(string(anchor)); string(text) != "broken" {
		t.Errorf("the broken anchor, which is evidence, became %q", text)
	}
}
