package main

import (
	"archive/tar"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/config"
	"github.com/assay-engine/assay/internal/keyring"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/trail"
	"github.com/assay-engine/assay/pkg/proof"
)

type restoreCommand struct {
	config.Store

	File    string `arg:"" help:"A file that assay backup wrote."`
	Replace bool   `help:"Put it in the place of the database that is there, which is kept beside it under another name."`
}

// Run puts a backup in place after it has proved itself: its files are those of
// its manifest, the database is whole, the keys are its own, and its log
// verifies, with every row of history.
func (c restoreCommand) Run(w world) (err error) {
	if err := errors.Join(c.Check(), embedded(c.Store, "pg_restore, or recovery to a point in time (docs/runbooks/backup.md)"), c.Make()); err != nil {
		return err
	}
	if !c.Exists() {
		return fmt.Errorf("there are no keys in %s: put the installation's keys there first, they are not in the backup", c.KeyFolder())
	}
	ring, err := keyring.Open(c.KeyFolder(), rand.Reader)
	if err != nil {
		return fmt.Errorf("open the keyring in %s: %w", c.KeyFolder(), err)
	}
	if _, err := os.Stat(c.Address()); err == nil && !c.Replace {
		return fmt.Errorf("there is a database in %s: restore into another folder, or give --replace", c.Data)
	}
	work, err := os.MkdirTemp(c.Data, ".restore-*")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	m, err := unpack(c.File, work)
	if err != nil {
		return fmt.Errorf("%s: %w", c.File, err)
	}
	found, err := c.prove(w.ctx, filepath.Join(work, backupDatabase), m, ring)
	if err != nil {
		return err
	}
	if err := c.place(work); err != nil {
		return err
	}
	_, _ = fmt.Fprintf(w.stdout, "Restored the backup of %s: the database is whole, the keys are its own, its log of %d events verifies with %d rows of history, and %d documents are as they were.\n",
		m.MadeAt.Format("2 January 2006 15:04:05 MST"), found.Events, found.Rows, len(m.Files)-1)
	return c.behind(w, found)
}

// behind says what start will ask for: the checkpoint that is kept outside may
// know of events that came after the backup.
func (c restoreCommand) behind(w world, found trail.Verification) error {
	signed, err := proof.Anchor(c.AnchorFile()).Signed()
	if err != nil {
		return nil //nolint:nilerr // nothing is kept, so nothing is asked
	}
	kept, err := proof.ReadCheckpoint(signed)
	if err != nil || kept.Size <= found.Events {
		return err
	}
	_, err = fmt.Fprintf(w.stdout, "The log had %d events when it was last seen, %d more than this backup. Start once with --accept-restored-log \"REASON\": the reason becomes an event.\n", kept.Size, kept.Size-found.Events)
	return err
}

// unpack takes a backup apart and holds every file to the manifest.
func unpack(name, into string) (m manifest, err error) {
	in, err := os.Open(name) //nolint:gosec // the file that the operator names
	if err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	sums := map[string]backedFile{}
	for archive := tar.NewReader(in); ; {
		h, err := archive.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return m, fmt.Errorf("it is not a backup, or not a whole one: %w", err)
		}
		if h.Typeflag != tar.TypeReg || !filepath.IsLocal(h.Name) || !belongs(h.Name) {
			return m, fmt.Errorf("it holds %q, which no backup does", h.Name)
		}
		if sums[h.Name], err = unpackFile(archive, h.Name, into); err != nil {
			return m, err
		}
	}
	text, err := os.ReadFile(filepath.Join(into, backupManifest)) //nolint:gosec // written above
	if errors.Is(err, fs.ErrNotExist) {
		return m, errors.New("it has no manifest: it is not a backup, or not a whole one")
	}
	if err != nil {
		return m, err
	}
	if err := json.Unmarshal(text, &m); err != nil || m.Kind != kindBackup {
		return m, fmt.Errorf("its manifest is not that of a backup")
	}
	return m, m.holds(sums)
}

func belongs(name string) bool {
	return name == backupDatabase || name == backupManifest || strings.HasPrefix(name, backupFiles+"/")
}

func unpackFile(in io.Reader, name, into string) (f backedFile, err error) {
	path := filepath.Join(into, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return f, err
	}
	out, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // below a folder of its own
	if err != nil {
		return f, err
	}
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(out, sum), in)
	return backedFile{Name: name, Bytes: n, SHA256: "sha256:" + hex.EncodeToString(sum.Sum(nil))}, errors.Join(err, out.Sync(), out.Close())
}

func (m manifest) holds(sums map[string]backedFile) error {
	listed := map[string]bool{backupManifest: true}
	for _, f := range m.Files {
		listed[f.Name] = true
		if sums[f.Name] != f {
			return fmt.Errorf("%s is not as it was when the backup was made", f.Name)
		}
	}
	for name := range sums {
		if !listed[name] {
			return fmt.Errorf("%s is not in its manifest", name)
		}
	}
	if !listed[backupDatabase] {
		return errors.New("it holds no database")
	}
	return nil
}

// prove opens the copy, brings it to the version of this program, ties it to the
// keys and verifies its log with all that hangs on it.
func (c restoreCommand) prove(ctx context.Context, path string, m manifest, ring *keyring.Ring) (found trail.Verification, err error) {
	db, err := store.Connect(ctx, path)
	if err != nil {
		return found, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := db.Intact(ctx); err != nil {
		return found, err
	}
	if err := db.Migrate(ctx); err != nil {
		return found, fmt.Errorf("bring the restored database to the version of this program: %w", err)
	}
	ctx = actor.With(ctx, actor.System("restore"))
	if err := keysFit(ctx, db, ring); err != nil {
		return found, fmt.Errorf("the keys in %s are not this database's: %w", c.KeyFolder(), err)
	}
	s := &trail.Service{DB: db, Signer: ring}
	var held []string
	if m.Checkpoint != "" {
		held = append(held, m.Checkpoint)
	}
	if found, err = s.Verify(ctx, nil, held...); err != nil {
		return found, err
	}
	if len(found.Problems) > 0 {
		return found, fmt.Errorf("the backup is not restored: its log does not verify: %s", found.Problems[0].Detail)
	}
	_, err = store.Write(ctx, db, func(tx *store.Tx) (int, error) {
		tx.Record(store.Event{Verb: "database.restored", Subject: ring.KeyID(), Detail: map[string]any{"madeAt": m.MadeAt, "size": found.Events}})
		return 0, nil
	})
	return found, err
}

// keysFit ties the database to the keys that are here: those that it was served
// with, or those that came after them.
func keysFit(ctx context.Context, db *store.DB, ring *keyring.Ring) error {
	facts, err := store.Read(ctx, db, func(tx *store.Tx) (map[string]string, error) { return tx.Facts() })
	if err != nil {
		return err
	}
	if master := facts["master key"]; master != "" && master != ring.MasterID() {
		return fmt.Errorf("its master key is %s and this one is %s", master, ring.MasterID())
	}
	signing := facts["signing key"]
	if signing == "" || signing == ring.KeyID() {
		return nil
	}
	for _, k := range ring.Keys().Keys {
		if k.ID == signing { // retired since the backup was made
			_, err := store.Write(ctx, db, func(tx *store.Tx) (int, error) {
				tx.Record(store.Event{Verb: "database.bound", Subject: ring.KeyID(), Detail: map[string]any{"from": signing}})
				return 0, tx.Rebind("signing key", ring.KeyID())
			})
			return err
		}
	}
	return fmt.Errorf("its signing key is %s and this one is %s", signing, ring.KeyID())
}

// place moves what was unpacked to where it belongs. What was there is kept
// under another name; documents are named by their content, so they join.
func (c restoreCommand) place(work string) error {
	if _, err := os.Stat(c.Address()); err == nil {
		aside := c.Address() + ".before-" + filepath.Base(work)[len(".restore-"):]
		for _, end := range []string{"", "-wal", "-shm"} {
			if err := os.Rename(c.Address()+end, aside+end); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		}
	}
	from := filepath.Join(work, backupFiles)
	err := filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		below, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		to := filepath.Join(c.FileFolder(), below)
		if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
			return err
		}
		return os.Rename(path, to) //nolint:gosec // both folders are of this command alone, made with mode 0700
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return os.Rename(filepath.Join(work, backupDatabase), c.Address())
}
