// Package record is the form in which the whole evaluation of a procurement
// leaves the service: one ZIP archive with a file for everything, and as its last
// file a manifest that names every other with its length and its SHA-256, signed.
//
// Whoever holds the archive and the issuer's public keys checks it with no
// server: [Verify] says which file is not as it was, is missing, or was added.
package record

import (
	"archive/zip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/assay-engine/assay/pkg/bundle"
)

// ManifestName is the name of the last file.
const ManifestName = "manifest.json"

// Manifest lists what an archive holds.
type Manifest struct {
	Kind     string     `json:"kind"` // [bundle.KindRecord]
	Tender   string     `json:"tender"`
	Title    string     `json:"title"`
	For      string     `json:"for"` // "court": everything; "foi": what is given to whoever asks
	IssuedAt time.Time  `json:"issuedAt"`
	Files    []File     `json:"files"`    // in the order of the archive
	Withheld []Withheld `json:"withheld"` // what was left out, and on what ground
}

// File is one file of an archive.
type File struct {
	Name   string `json:"name"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"` // "sha256:…"
}

// Withheld is something that an archive leaves out.
type Withheld struct {
	What string `json:"what"`
	Why  string `json:"why"`
}

// Writer writes an archive, one file after the other. It holds no more than the
// list of files.
type Writer struct {
	zip      *zip.Writer
	manifest Manifest
}

// NewWriter begins an archive.
func NewWriter(w io.Writer, m Manifest) *Writer {
	m.Kind, m.Files = bundle.KindRecord, []File{}
	if m.Withheld == nil {
		m.Withheld = []Withheld{}
	}
	return &Writer{zip: zip.NewWriter(w), manifest: m}
}

// Files are those written so far.
func (w *Writer) Files() []File { return w.manifest.Files }

// Add writes a file. All are dated by the moment of the archive.
func (w *Writer) Add(name string, content []byte) error {
	entry, err := w.create(name)
	if err != nil {
		return err
	}
	if _, err := entry.Write(content); err != nil {
		return err
	}
	sum := sha256.Sum256(content)
	w.manifest.Files = append(w.manifest.Files, File{Name: name, Bytes: int64(len(content)), SHA256: "sha256:" + hex.EncodeToString(sum[:])})
	return nil
}

func (w *Writer) create(name string) (io.Writer, error) {
	return w.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: w.manifest.IssuedAt})
}

// Close signs the manifest and ends the archive.
func (w *Writer) Close(s bundle.Signer) error {
	signed, err := bundle.Sign(w.manifest, s)
	if err != nil {
		return err
	}
	entry, err := w.create(ManifestName)
	if err != nil {
		return err
	}
	if _, err := entry.Write(signed); err != nil {
		return err
	}
	return w.zip.Close()
}

// The limits of what is checked: an archive is made by somebody else.
const (
	mostManifest = 64 << 20
	mostFile     = 1 << 30
)

// Verify checks an archive against a key document, offline: the signature of its
// manifest, and every file by it. The error is a *[bundle.Error] that names
// everything that does not hold, or that of an archive that cannot be read.
func Verify(r io.ReaderAt, size int64, keys bundle.Keys) (Manifest, bundle.Report, error) {
	var m Manifest
	archive, err := zip.NewReader(r, size)
	if err != nil {
		return m, bundle.Report{}, fmt.Errorf("read the archive: %w", err)
	}
	signed, err := manifestOf(archive)
	if err != nil {
		return m, bundle.Report{}, err
	}
	report, err := bundle.Verify(signed, keys)
	var refused *bundle.Error
	if err != nil && !errors.As(err, &refused) {
		return m, report, err
	}
	var problems []bundle.Problem
	if refused != nil {
		problems = refused.Problems
	}
	if report.Kind != bundle.KindRecord {
		problems = append(problems, bundle.Problem{Code: "unknown-kind", Pointer: "/kind", Detail: "the manifest is not that of a record"})
	}
	if err := json.Unmarshal(signed, &m); err != nil {
		return m, report, fmt.Errorf("read the manifest: %w", err)
	}
	problems = append(problems, compare(archive, m)...)
	if len(problems) > 0 {
		return m, report, &bundle.Error{Problems: problems}
	}
	report.Checked = append(report.Checked, fmt.Sprintf("%d files are as the manifest says, and there are no others", len(m.Files)))
	return m, report, nil
}

func manifestOf(archive *zip.Reader) ([]byte, error) {
	for _, f := range archive.File {
		if f.Name != ManifestName {
			continue
		}
		entry, err := f.Open()
		if err != nil {
			return nil, fmt.Errorf("read the manifest: %w", err)
		}
		text, err := io.ReadAll(io.LimitReader(entry, mostManifest))
		return text, errors.Join(err, entry.Close())
	}
	return nil, errors.New("the archive has no " + ManifestName)
}

// compare holds the files of an archive to its manifest.
func compare(archive *zip.Reader, m Manifest) (problems []bundle.Problem) {
	wrong := func(code, name, detail string) {
		problems = append(problems, bundle.Problem{Code: code, Pointer: "/files/" + name, Detail: detail})
	}
	listed := map[string]File{}
	for _, f := range m.Files {
		listed[f.Name] = f
	}
	seen := map[string]bool{ManifestName: true}
	manifests := 0
	for _, f := range archive.File {
		if f.Name == ManifestName {
			if manifests++; manifests > 1 {
				wrong("twice", f.Name, "the archive has it twice")
			}
			continue
		}
		want, known := listed[f.Name]
		switch {
		case !known:
			wrong("added", f.Name, f.Name+" is not on the manifest")
		case seen[f.Name]:
			wrong("twice", f.Name, "the archive has "+f.Name+" twice")
		default:
			if got, err := measured(f); err != nil || got != want {
				wrong("differs", f.Name, f.Name+" is not as it was signed")
			}
		}
		seen[f.Name] = true
	}
	for _, f := range m.Files {
		if !seen[f.Name] {
			wrong("missing", f.Name, f.Name+" is missing")
		}
	}
	return problems
}

// measured reads a file through its hash, and holds none of it.
func measured(f *zip.File) (File, error) {
	entry, err := f.Open()
	if err != nil {
		return File{}, err
	}
	sum := sha256.New()
	n, err := io.Copy(sum, io.LimitReader(entry, mostFile))
	return File{Name: f.Name, Bytes: n, SHA256: "sha256:" + hex.EncodeToString(sum.Sum(nil))}, errors.Join(err, entry.Close())
}
