package proof

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// Anchor is the path of a file that keeps the last checkpoint outside the database. A database that was rolled back to an old backup, cut short
// or rewritten does not extend it, and is refused at start. The file is the signed note as it is, so that it can be printed or sent anywhere.
type Anchor string

// Read reads the checkpoint in the file and checks its signature. The code is AnchorMissing when there is no file: at a first start, or
// because somebody took it away.
func (a Anchor) Read(keys Keys) (Checkpoint, error) {
	signed, err := a.Signed()
	if err != nil {
		return Checkpoint{}, err
	}
	return VerifyCheckpoint(signed, keys)
}

// Forget takes the file away: for an operator who starts a log anew on purpose and recorded it.
func (a Anchor) Forget() error {
	if err := os.Remove(string(a)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("forget the anchor: %w", err)
	}
	return nil
}

// Signed is the note in the file as it is, of which nothing is checked. The code is AnchorMissing when there is no file.
func (a Anchor) Signed() (string, error) {
	text, err := os.ReadFile(string(a))
	if errors.Is(err, fs.ErrNotExist) {
		return "", because(AnchorMissing, "there is no anchor file, so nothing says what the log was before")
	}
	if err != nil {
		return "", fmt.Errorf("read the anchor: %w", err)
	}
	return string(text), nil
}

// Compare checks that a log extends the anchor. current gives the log's last signed checkpoint and is asked after the file was read, so that a
// replica which signs meanwhile does not make the log look rolled back; stored reads the hashes of its tree. The codes are those of
// [Checkpoint.ExtendedBy] and [VerifyCheckpoint], and AnchorMissing.
func (a Anchor) Compare(keys Keys, current func() (string, error), stored HashReader) (anchor Checkpoint, err error) {
	if anchor, err = a.Read(keys); err != nil {
		return Checkpoint{}, err
	}
	signed, err := current()
	if err != nil {
		return anchor, err
	}
	now, err := VerifyCheckpoint(signed, keys)
	if err != nil {
		return anchor, err
	}
	return anchor, anchor.ExtendedBy(now, stored)
}

// Write puts a newer checkpoint into the file: whole or not at all, and on the disk when it returns. A checkpoint that cannot extend the one
// there is refused, so that a rolled-back database does not move its own anchor. One process at a time writes: the one that signs.
func (a Anchor) Write(checkpoint string) error {
	next, err := ReadCheckpoint(checkpoint)
	if err != nil {
		return err
	}
	signed, err := a.Signed()
	if errors.Is(err, &Fault{Code: AnchorMissing}) {
		return a.Replace(checkpoint)
	}
	if err != nil {
		return err
	}
	last, err := ReadCheckpoint(signed)
	if err != nil {
		return err
	}
	if err := last.before(next); err != nil {
		return err
	}
	return a.Replace(checkpoint)
}

// Replace puts a checkpoint into the file whatever is there. It is for an operator who restored a backup on purpose and recorded it.
func (a Anchor) Replace(checkpoint string) error {
	if _, err := ReadCheckpoint(checkpoint); err != nil {
		return err
	}
	folder := filepath.Dir(string(a))
	file, err := os.CreateTemp(folder, filepath.Base(string(a))+".*.tmp")
	if err != nil {
		return fmt.Errorf("write the anchor: %w", err)
	}
	_, err = file.WriteString(checkpoint)
	if err = errors.Join(err, file.Chmod(0o644), file.Sync(), file.Close()); err == nil {
		err = os.Rename(file.Name(), string(a))
	}
	if err != nil {
		return fmt.Errorf("write the anchor: %w", errors.Join(err, os.Remove(file.Name())))
	}
	return syncFolder(folder)
}

// syncFolder makes sure that the new name is on the disk too.
func syncFolder(folder string) error {
	if runtime.GOOS == "windows" {
		return nil // folders cannot be synced there, and need not be
	}
	d, err := os.Open(folder) //nolint:gosec // the operator's own folder
	if err != nil {
		return fmt.Errorf("sync the folder of the anchor: %w", err)
	}
	return errors.Join(d.Sync(), d.Close())
}
