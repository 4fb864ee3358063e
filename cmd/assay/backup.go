package main

import (
	"archive/tar"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/assay-engine/assay/internal/config"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/pkg/proof"
)

// kindBackup is the kind of a backup's manifest.
const kindBackup = "assay.backup/1"

// The names inside a backup.
const (
	backupDatabase = "assay.db"
	backupManifest = "manifest.json"
	backupFiles    = "files"
)

// manifest says what a backup holds. It is the last entry.
type manifest struct {
	Kind       string       `json:"kind"`
	MadeAt     time.Time    `json:"madeAt"`
	Program    string       `json:"program"`
	Schema     int64        `json:"schema"`
	Checkpoint string       `json:"checkpoint"` // the log's last, as a signed note; empty where there is none
	Files      []backedFile `json:"files"`
}

type backedFile struct {
	Name   string `json:"name"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

type backupCommand struct {
	config.Store

	File string `arg:"" help:"File to write; it must not be there yet."`
}

// Run writes one file with the database and the documents, while the service
// may run. The keys are not in it.
func (c backupCommand) Run(w world) (err error) {
	if err := errors.Join(c.Check(), c.embedded("pg_dump or base backups with archived WAL (docs/runbooks/backup.md)")); err != nil {
		return err
	}
	if _, err := os.Stat(c.Address()); err != nil {
		return fmt.Errorf("there is no database in %s: name its folder with --data (ASSAY_DATA)", c.Data)
	}
	out, err := os.OpenFile(c.File, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	m, err := c.write(w.ctx, out)
	if err = errors.Join(err, out.Sync(), out.Close()); err != nil {
		return errors.Join(err, os.Remove(c.File))
	}
	size := int64(0)
	if m.Checkpoint != "" {
		head, err := proof.ReadCheckpoint(m.Checkpoint)
		if err != nil {
			return err
		}
		size = head.Size
	}
	_, err = fmt.Fprintf(w.stdout, "%s holds the database, with a log of %d numbered events, and %d documents.\nThe keys in %s are not in it: keep a copy of them in another place.\n", c.File, size, len(m.Files)-1, c.KeyFolder())
	return err
}

// embedded refuses what is for SQLite alone.
func (c backupCommand) embedded(instead string) error { return embedded(c.Store, instead) }

func embedded(s config.Store, instead string) error {
	if store.KindOf(s.Address()) == store.Postgres {
		return fmt.Errorf("this is for the embedded database; PostgreSQL is backed up and restored with its own tools: %s. assay verify log proves what was restored", instead)
	}
	return nil
}

func (c backupCommand) write(ctx context.Context, out io.Writer) (m manifest, err error) {
	work, err := os.MkdirTemp(c.Data, ".backup-*")
	if err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	copied := filepath.Join(work, backupDatabase)
	if m, err = c.copied(ctx, copied); err != nil {
		return m, err
	}
	archive := tar.NewWriter(out)
	add := func(path, name string) error {
		f, err := addFile(archive, path, name)
		m.Files = append(m.Files, f)
		return err
	}
	if err := add(copied, backupDatabase); err != nil {
		return m, err
	}
	err = filepath.WalkDir(c.FileFolder(), func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		below, err := filepath.Rel(c.FileFolder(), path)
		if err != nil {
			return err
		}
		return add(path, backupFiles+"/"+filepath.ToSlash(below))
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return m, err
	}
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return m, err
	}
	header := &tar.Header{Name: backupManifest, Mode: 0o600, Size: int64(len(text)), ModTime: m.MadeAt, Typeflag: tar.TypeReg}
	if err := archive.WriteHeader(header); err != nil {
		return m, err
	}
	_, err = archive.Write(text)
	return m, errors.Join(err, archive.Close())
}

// copied makes a whole copy of the database, what is in its write-ahead log
// included, and looks at it.
func (c backupCommand) copied(ctx context.Context, path string) (m manifest, err error) {
	db, err := store.Connect(ctx, c.Address())
	if err != nil {
		return m, err
	}
	if err := errors.Join(db.CopyTo(ctx, path), db.Close()); err != nil {
		return m, fmt.Errorf("copy the database: %w", err)
	}
	copied, err := store.Connect(ctx, path)
	if err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, copied.Close()) }()
	if err := copied.Intact(ctx); err != nil {
		return m, err
	}
	m = manifest{Kind: kindBackup, MadeAt: time.Now().UTC().Truncate(time.Second), Program: version}
	if m.Schema, _, err = copied.Versions(ctx); err != nil {
		return m, err
	}
	head, err := copied.HeadOfLog(ctx)
	m.Checkpoint = head.Signed
	return m, err
}

func addFile(archive *tar.Writer, path, name string) (f backedFile, err error) {
	in, err := os.Open(path) //nolint:gosec // the installation's own folder
	if err != nil {
		return f, err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	info, err := in.Stat()
	if err != nil {
		return f, err
	}
	if err := archive.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: info.Size(), ModTime: info.ModTime(), Typeflag: tar.TypeReg}); err != nil {
		return f, err
	}
	sum := sha256.New()
	n, err := io.Copy(archive, io.TeeReader(in, sum))
	return backedFile{Name: name, Bytes: n, SHA256: "sha256:" + hex.EncodeToString(sum.Sum(nil))}, err
}
