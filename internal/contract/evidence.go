package contract

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/file"
	"github.com/assay-engine/assay/internal/store"
)

// The faults of evidence.
var (
	ErrFileType  = fault.New(fault.WrongType, "file-type", "The file is not of a type that is taken as evidence, or not what it says it is")
	ErrFileLarge = fault.New(fault.TooLarge, "file-too-large", "The file is larger than evidence may be")
	ErrFileEmpty = fault.New(fault.Invalid, "file-empty", "The file is empty")
	ErrFileName  = fault.New(fault.Invalid, "file-name", "The file needs a plain name: send Content-Disposition: attachment; filename=\"…\"")
	ErrFilesFull = fault.New(fault.Conflict, "evidence-full", "The contract holds as many files as it may")
	ErrFileKnown = fault.New(fault.Conflict, "file-known", "Your organisation uploaded this file to this contract before")
)

// The limits of evidence.
const (
	MaxFileBytes = 10 << 20 // of one file
	MaxFiles     = 5000     // of one contract
)

// File is a document that shows a delivery. Its bytes are kept outside of the
// database, under their hash.
type File struct {
	ID             string
	ContractID     string
	OrganisationID string // who uploaded it
	Name           string
	MediaType      string
	Bytes          int64
	SHA256         string // sha256: and 64 hexadecimal digits
	UploadedAt     time.Time
	KeyID          *string
}

// TableName names the table of files.
func (File) TableName() string { return "evidence_files" }

// NewFile is a document that one side of a contract uploads.
type NewFile struct {
	Name      string
	MediaType string
	Content   []byte
}

// Upload keeps a document of one side of a contract. What its bytes are decides
// whether it is taken, never its name. It belongs to the contract from then on;
// a return names it as evidence by its identifier.
func (s *Service) Upload(ctx context.Context, contractID string, in NewFile) (File, error) {
	if err := in.check(); err != nil {
		return File{}, err
	}
	if _, err := store.Read(ctx, s.DB, func(tx *store.Tx) (Contract, error) { return party(tx, contractID) }); err != nil {
		return File{}, err
	}
	// The bytes first: a row without its bytes would be a promise broken by a
	// power cut, bytes without a row only take room.
	name, err := s.Files.Put(ctx, in.Content)
	if err != nil {
		return File{}, err
	}
	return store.Write(ctx, s.DB, func(tx *store.Tx) (File, error) {
		c, err := party(tx, contractID)
		if err != nil {
			return File{}, err
		}
		f := File{
			ID: tx.NewID(), ContractID: c.ID, OrganisationID: tx.Actor.OrganisationID, Name: in.Name, MediaType: in.MediaType,
			Bytes: int64(len(in.Content)), SHA256: name, UploadedAt: tx.Now, KeyID: optional(tx.Actor.KeyID),
		}
		tx.Record(store.Event{Verb: "evidence.uploaded", Subject: f.ID, TenderID: c.TenderID, Detail: map[string]any{"contract": c.ID, "sha256": f.SHA256, "bytes": f.Bytes, "type": f.MediaType}})
		return f, insertFile(tx, f)
	})
}

// party is a contract for one of whose sides the actor speaks.
func party(tx *store.Tx, id string) (Contract, error) {
	c, err := see(tx, id)
	if err != nil {
		return c, err
	}
	if _, ok := sideOf(tx.Actor, c); !ok {
		return c, ErrNotParty
	}
	return c, nil
}

// check refuses what is no evidence. The name is for people only, and is never
// a path.
func (in NewFile) check() error {
	switch {
	case len(in.Content) == 0:
		return ErrFileEmpty
	case len(in.Content) > MaxFileBytes:
		return ErrFileLarge.Because("the limit is %d bytes", MaxFileBytes)
	case !plainName(in.Name):
		return ErrFileName
	case !slices.Contains(file.Allowed, in.MediaType):
		return ErrFileType.Because("it takes %s", strings.Join(file.Allowed, ", "))
	case !file.Is(in.MediaType, in.Content):
		return ErrFileType.Because("the bytes are not %s", in.MediaType)
	}
	return nil
}

func plainName(name string) bool {
	named := struct {
		Name string `json:"name" validate:"required,max=200,text"`
	}{name}
	return fault.Check(named) == nil && name == path.Base(name) && !strings.ContainsAny(name, "/\\\r\n\t\"") && name != "." && name != ".."
}

// Evidence finds a file of a contract that the reader may know of, with its
// bytes.
func (s *Service) Evidence(ctx context.Context, contractID, id string) (File, []byte, error) {
	f, err := store.Read(ctx, s.DB, func(tx *store.Tx) (File, error) {
		c, err := see(tx, contractID)
		if err != nil {
			return File{}, err
		}
		return findFile(tx, c.ID, id)
	})
	if err != nil {
		return f, nil, err
	}
	content, err := s.Files.Get(ctx, f.SHA256)
	if err != nil {
		return f, nil, fmt.Errorf("read evidence %s: %w", f.ID, err)
	}
	return f, content, nil
}

// EvidenceFiles lists a page of a contract's files, newest first.
func (s *Service) EvidenceFiles(ctx context.Context, contractID string, page store.Page) (items []File, next string, err error) {
	items, err = store.Read(ctx, s.DB, func(tx *store.Tx) ([]File, error) {
		c, err := see(tx, contractID)
		if err != nil {
			return nil, err
		}
		return listFiles(tx, c.ID, page)
	})
	items, next = store.Cut(page, items, func(f File) string { return f.ID })
	return items, next, err
}

// attached completes what evidence names with what is known of uploaded files.
// A hash without a file names a document that is kept elsewhere.
func (s *Service) attached(tx *store.Tx, c Contract, list []Evidence) ([]Evidence, error) {
	var wrong fault.Fields
	out := slices.Clone(list)
	for i, e := range list {
		if e.File == "" {
			continue
		}
		f, err := findFile(tx, c.ID, e.File)
		switch {
		case isMissing(err):
			wrong.Add(fmt.Sprintf("/evidence/%d/file", i), "no-such-file", "must be a file uploaded to this contract")
		case err != nil:
			return nil, err
		case e.SHA256 != "" && e.SHA256 != f.SHA256:
			wrong.Add(fmt.Sprintf("/evidence/%d/sha256", i), "another-hash", "must be the hash of the file: "+f.SHA256)
		}
		out[i].SHA256 = f.SHA256
		if e.Name == "" {
			out[i].Name = f.Name
		}
	}
	return out, wrong.Err()
}
