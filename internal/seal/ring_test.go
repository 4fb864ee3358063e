package seal_test

import (
	"encoding/base64"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/assay-engine/assay/internal/seal"
)

func kekOf(t testing.TB, name string) []byte {
	t.Helper()
	kek := make([]byte, seal.KEKSize)
	if _, err := io.ReadFull(source("kek "+name), kek); err != nil {
		t.Fatal(err)
	}
	return kek
}

func ringOf(t testing.TB, current string, ids ...string) *seal.Ring {
	t.Helper()
	keks := map[string][]byte{}
	for _, id := range ids {
		keks[id] = kekOf(t, id)
	}
	r, err := seal.NewRing(current, keks)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

var owner = seal.Owner{Purpose: seal.TenderAnswers, ID: "tender-1"}

func TestAWrappedKeyComesBackToItsOwner(t *testing.T) {
	ring, key := ringOf(t, "new", "old", "new"), newKey(t, "tender")
	wrapped, err := ring.Wrap(source("w"), owner, key)
	if err != nil {
		t.Fatal(err)
	}
	got, err := ring.Unwrap(owner, wrapped)
	if err != nil || got.ID() != key.ID() {
		t.Fatalf("%v, %v", got, err)
	}
	if kek, err := seal.WrappedBy(wrapped); err != nil || kek != "new" {
		t.Errorf("wrapped by %q, %v, want the current one", kek, err)
	}
	for _, other := range []seal.Owner{{Purpose: seal.TenderPrice, ID: owner.ID}, {Purpose: owner.Purpose, ID: "tender-2"}, {Purpose: owner.Purpose + "t", ID: "ender-1"}, {}} {
		if _, err := ring.Unwrap(other, wrapped); !errors.Is(err, seal.ErrMisplaced) {
			t.Errorf("%+v: %v, want %s", other, err, seal.Misplaced)
		}
	}
	if _, err := ring.Wrap(source("w"), seal.Owner{}, key); !errors.Is(err, seal.ErrUnsealable) {
		t.Errorf("wrapped for nobody: %v", err)
	}
	if _, err := ring.Wrap(source("w"), owner, seal.PrivateKey{}); !errors.Is(err, seal.ErrUnsealable) {
		t.Errorf("no key wrapped: %v", err)
	}
}

func TestMissingAndWrongKEKsAreToldApart(t *testing.T) {
	wrapped, err := ringOf(t, "a", "a").Wrap(source("w"), owner, newKey(t, "tender"))
	if err != nil {
		t.Fatal(err)
	}
	wrong, err := seal.NewRing("a", map[string][]byte{"a": kekOf(t, "b")})
	if err != nil {
		t.Fatal(err)
	}
	var none *seal.Ring
	for name, row := range map[string]struct {
		ring *seal.Ring
		want *seal.Error
	}{
		"no ring":             {none, seal.ErrKEKMissing},
		"an empty ring":       {&seal.Ring{}, seal.ErrKEKMissing},
		"another key":         {ringOf(t, "b", "b"), seal.ErrKEKMissing},
		"another by its name": {wrong, seal.ErrKEKWrong},
	} {
		_, err := row.ring.Unwrap(owner, wrapped)
		var e *seal.Error
		if !errors.Is(err, row.want) || !errors.As(err, &e) || e.KEK != "a" || !strings.Contains(e.Detail, `"a"`) {
			t.Errorf("%s: %v, want %s naming the key", name, err, row.want.Code)
		}
	}
	for name, ring := range map[string]*seal.Ring{"no ring": none, "an empty ring": {}} {
		if _, err := ring.Wrap(source("w"), owner, newKey(t, "x")); !errors.Is(err, seal.ErrKEKMissing) {
			t.Errorf("wrap with %s: %v", name, err)
		}
	}
}

func TestRotation(t *testing.T) {
	old, both, after := ringOf(t, "old", "old"), ringOf(t, "new", "old", "new"), ringOf(t, "new", "new")
	key := newKey(t, "tender")
	sealed := enclose(t, "secret", to(seal.Tender, key))
	wrapped, err := old.Wrap(source("w"), owner, key)
	if err != nil {
		t.Fatal(err)
	}
	moved, err := both.Rewrap(source("r"), owner, wrapped, "old", "new")
	if err != nil {
		t.Fatal(err)
	}
	again, err := both.Rewrap(source("r2"), owner, moved, "old", "new")
	if err != nil || string(again) != string(moved) {
		t.Errorf("an interrupted rotation that is run again changes what was done: %v", err)
	}
	got, err := after.Unwrap(owner, moved)
	if err != nil {
		t.Fatal(err)
	}
	if c, err := seal.Open(sealed, place, got); err != nil || string(c.Part) != "secret" {
		t.Errorf("after the rotation: %q, %v", c.Part, err)
	}
	if _, err := after.Unwrap(owner, wrapped); !errors.Is(err, seal.ErrKEKMissing) {
		t.Errorf("what was not moved: %v, want %s", err, seal.KEKMissing)
	}
	refused := map[string]error{}
	_, refused["without the old key"] = after.Rewrap(source("r"), owner, wrapped, "old", "new")
	_, refused["without the new key"] = old.Rewrap(source("r"), owner, wrapped, "old", "new")
	_, refused["from a third"] = both.Rewrap(source("r"), owner, wrapped, "third", "new")
	_, refused["for another owner"] = both.Rewrap(source("r"), seal.Owner{Purpose: "p", ID: "x"}, wrapped, "old", "new")
	_, refused["nonsense"] = both.Rewrap(source("r"), owner, []byte("AKEY"), "old", "new")
	for name, err := range refused {
		if !isKnown(err) {
			t.Errorf("rotation %s: %v", name, err)
		}
	}
}

func TestRingsFromFolders(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "keks")
	if _, err := seal.LoadFolder(folder, ""); !errors.Is(err, seal.ErrKEKMissing) {
		t.Errorf("no folder: %v", err)
	}
	for _, id := range []string{"2026-11", "2027-03"} {
		if err := seal.CreateKEK(source(id), folder, id); err != nil {
			t.Fatal(err)
		}
		if err := seal.CreateKEK(source("again"), folder, id); err == nil {
			t.Error("a key was written over")
		}
	}
	write(t, filepath.Join(folder, "notes.txt"), "not a key", 0o644)
	if _, err := seal.LoadFolder(folder, ""); !errors.Is(err, seal.ErrKEKMissing) || !strings.Contains(err.Error(), "none is named") {
		t.Errorf("two keys and none named: %v", err)
	}
	if r, err := seal.LoadFolder(folder, "2026-11"); err != nil || r.Current() != "2026-11" || len(r.IDs()) != 2 {
		t.Errorf("named by the caller: %v, %v", r, err)
	}
	write(t, filepath.Join(folder, "current"), "2027-03\n", 0o600)
	if r, err := seal.LoadFolder(folder, ""); err != nil || r.Current() != "2027-03" {
		t.Errorf("named by the file: %v, %v", r, err)
	}
	if _, err := seal.LoadFolder(folder, "2099-01"); !errors.Is(err, seal.ErrKEKMissing) {
		t.Errorf("a current key that is not there: %v", err)
	}
}

func TestFoldersThatAreWrong(t *testing.T) {
	good := base64.StdEncoding.EncodeToString(kekOf(t, "a"))
	for name, row := range map[string]struct {
		prepare func(folder string)
		want    *seal.Error
	}{
		"empty":        {func(string) {}, seal.ErrKEKMissing},
		"readable":     {func(f string) { write(t, filepath.Join(f, "a.kek"), good, 0o640) }, seal.ErrKEKExposed},
		"open folder":  {func(f string) { write(t, filepath.Join(f, "a.kek"), good, 0o600); mode(t, f, 0o777) }, seal.ErrKEKExposed},
		"short":        {func(f string) { write(t, filepath.Join(f, "a.kek"), good[:40], 0o600) }, seal.ErrKEKMalformed},
		"not base64":   {func(f string) { write(t, filepath.Join(f, "a.kek"), strings.Repeat("!", 44), 0o600) }, seal.ErrKEKMalformed},
		"a wrong name": {func(f string) { write(t, filepath.Join(f, "A b.kek"), good, 0o600) }, seal.ErrKEKMalformed},
		"one key twice": {func(f string) {
			write(t, filepath.Join(f, "a.kek"), good, 0o600)
			write(t, filepath.Join(f, "b.kek"), good, 0o600)
			write(t, filepath.Join(f, "current"), "a", 0o600)
		}, seal.ErrKEKWrong},
		"open choice": {func(f string) {
			write(t, filepath.Join(f, "a.kek"), good, 0o600)
			write(t, filepath.Join(f, "current"), "a", 0o666)
		}, seal.ErrKEKExposed},
	} {
		folder := t.TempDir()
		mode(t, folder, 0o700)
		row.prepare(folder)
		_, err := seal.LoadFolder(folder, "")
		if !errors.Is(err, row.want) {
			t.Errorf("%s: %v, want %s", name, err, row.want.Code)
		}
		if err != nil && strings.Contains(err.Error(), good[:20]) {
			t.Errorf("%s: the error shows the key", name)
		}
	}
}

func TestRingsFromText(t *testing.T) {
	a, b := base64.StdEncoding.EncodeToString(kekOf(t, "a")), base64.StdEncoding.EncodeToString(kekOf(t, "b"))
	r, err := seal.ParseRing("b=" + b + ",\n a=" + a)
	if err != nil || r.Current() != "b" || len(r.IDs()) != 2 {
		t.Errorf("two keys: %v, %v", r, err)
	}
	if r, err := seal.ParseRing(" "); err != nil || r.Current() != "" {
		t.Errorf("none: %v, %v", r, err)
	}
	for name, text := range map[string]string{"no id": a, "empty id": "=" + a, "short": "a=" + a[:20], "twice": "a=" + a + " a=" + b} {
		_, err := seal.ParseRing(text)
		if !errors.Is(err, seal.ErrKEKMalformed) || strings.Contains(err.Error(), a[:20]) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func write(t *testing.T, path, text string, permissions os.FileMode) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	mode(t, path, permissions)
}

func mode(t *testing.T, path string, permissions os.FileMode) {
	t.Helper()
	if err := os.Chmod(path, permissions); err != nil {
		t.Fatal(err)
	}
}
