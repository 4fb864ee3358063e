package bid

import (
	"encoding/hex"
	"strings"

	"github.com/assay-engine/assay/internal/seal"
	"github.com/assay-engine/assay/internal/store"
)

// uploads are the files that a bid may name, by the hash of their bytes.
type uploads map[string]uploaded

type uploaded struct {
	row  fileRow
	meta meta
}

// uploadsFor finds the uploads that a document names. Where it names none,
// nothing is read.
func (s *Service) uploadsFor(tx *store.Tx, b Bid, d Document) (uploads, error) {
	found := uploads{}
	if len(d.Answers.Attachments) == 0 {
		return found, nil
	}
	rows, err := listFiles(tx, b.ID)
	if err != nil || len(rows) == 0 {
		return found, err
	}
	key, err := s.Keys.Supplier(tx, b.SupplierID)
	if err != nil {
		return nil, err
	}
	byTag := make(map[string]fileRow, len(rows))
	for _, r := range rows {
		byTag[hex.EncodeToString(r.Tag)] = r
	}
	for _, f := range d.Answers.Attachments {
		hash := "sha256:" + strings.TrimPrefix(f.SHA256, "sha256:")
		r, ok := byTag[hex.EncodeToString(s.tag(b.ID, hash))]
		if !ok {
			continue
		}
		m, err := b.openMeta(r.ID, r.Meta, key)
		if err != nil {
			return nil, err
		}
		found[hash] = uploaded{r, m}
	}
	return found, nil
}

// attach lets the tender's key open the files of a version. The bytes stay as they
// are; only their heads are written anew.
func (s *Service) attach(tx *store.Tx, b Bid, number int, files uploads) error {
	if len(files) == 0 {
		return nil
	}
	locks, err := s.Keys.Locks(tx, b.TenderID, b.SupplierID)
	if err != nil {
		return err
	}
	key, err := s.Keys.Supplier(tx, b.SupplierID)
	if err != nil {
		return err
	}
	to := seal.Recipient{Kind: seal.Tender, Key: locks.Answers}
	var rows []versionFile
	for _, f := range files {
		r := versionFile{BidID: b.ID, Number: number, FileID: f.row.ID}
		if r.Head, err = seal.AdmitHead(f.row.Head, b.filePlace(f.row.ID), key, to); err != nil {
			return damaged(err)
		}
		if r.Meta, err = seal.Admit(f.row.Meta, b.metaPlace(f.row.ID), key, to); err != nil {
			return damaged(err)
		}
		rows = append(rows, r)
	}
	return tx.Insert(&rows)
}

// uploads checks that every file that a document lists was uploaded, and is what
// the document says of it.
func (c *checker) uploads(a Answers) {
	for i, f := range a.Attachments {
		hash := "sha256:" + strings.TrimPrefix(f.SHA256, "sha256:")
		u, ok := c.files[hash]
		switch {
		case !digest.MatchString(hash): // named by the form
		case !ok:
			c.add(at("/answers/attachments/%d/sha256", i), "not-uploaded", "must be a file that was uploaded to this bid: POST its bytes to …/attachments first")
		default:
			if f.Bytes != u.meta.Bytes {
				c.add(at("/answers/attachments/%d/bytes", i), "other-size", "is %d, where the file has %d", f.Bytes, u.meta.Bytes)
			}
			if f.Type != u.meta.MediaType {
				c.add(at("/answers/attachments/%d/type", i), "other-type", "must be %s, as the file's bytes say", u.meta.MediaType)
			}
		}
	}
}
