package bid

import (
	"context"
	"slices"
	"strings"

	"github.com/assay-engine/assay/internal/file"
	"github.com/assay-engine/assay/internal/panel"
	"github.com/assay-engine/assay/internal/seal"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
)

// FilesOf lists the files of a bid: to its supplier what it uploaded, to those who
// may read the bid after opening what was submitted.
func (s *Service) FilesOf(ctx context.Context, bidID string) ([]File, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) ([]File, error) {
		b, t, err := s.readable(tx, bidID)
		if err != nil {
			return nil, err
		}
		if b.SupplierID != tx.Actor.OrganisationID {
			list, err := openedFiles(tx, b.ID)
			if err != nil {
				return nil, err
			}
			return unnamed(tx, t, list...)
		}
		rows, err := listFiles(tx, b.ID)
		if err != nil || len(rows) == 0 {
			return nil, err
		}
		key, err := s.Keys.Supplier(tx, b.SupplierID)
		if err != nil {
			return nil, err
		}
		list := make([]File, len(rows))
		for i, r := range rows {
			m, err := b.openMeta(r.ID, r.Meta, key)
			if err != nil {
				return nil, err
			}
			list[i] = m.file(r.ID, b.ID)
		}
		return list, nil
	})
}

// readable finds a bid that the actor may read: its own, or one that was opened.
func (s *Service) readable(tx *store.Tx, id string) (b Bid, t tender.Tender, err error) {
	if b, err = Get(tx, id); err != nil {
		return b, t, err
	}
	if t, err = tender.Get(tx, b.TenderID); err != nil {
		return b, t, err
	}
	if b.SupplierID != tx.Actor.OrganisationID && (!b.IsOpened() || !mayRead(tx.Actor, t)) {
		return b, t, store.ErrNotFound
	}
	if b.SupplierID == tx.Actor.OrganisationID {
		return b, t, nil
	}
	sight, err := panel.SightOf(tx, t)
	if err != nil {
		return b, t, err
	}
	tx.Saw(store.Sighting{Verb: "bid.read", Subject: b.ID, TenderID: t.ID})
	return b, t, sight.Hides(b.LotID, b.SupplierID)
}

// unnamed takes the names off files for a reader who must not know who the
// bidder is: each goes by the beginning of its hash.
func unnamed(tx *store.Tx, t tender.Tender, files ...File) ([]File, error) {
	sight, err := panel.SightOf(tx, t)
	if err != nil || !sight.Blind() {
		return files, err
	}
	for i, f := range files {
		files[i].Name = unnamedAs(f.Name, f.SHA256)
	}
	return files, nil
}

// key is what a file is opened with, and what is known of it.
type found struct {
	bid  Bid
	file File
	head []byte
	body string
	key  seal.PrivateKey
}

// Download gives the bytes of a file to whoever may read the bid, after they were
// held against the hash that the document names.
func (s *Service) Download(ctx context.Context, bidID, fileID string) (File, []byte, error) {
	f, err := store.Read(ctx, s.DB, func(tx *store.Tx) (found, error) { return s.findFile(tx, bidID, fileID) })
	if err != nil {
		return f.file, nil, err
	}
	body, err := s.Files.Get(ctx, f.body)
	if err != nil {
		return f.file, nil, ErrFileLost.Because("%s", strings.TrimPrefix(err.Error(), "file: "))
	}
	c, err := seal.Open(append(slices.Clone(f.head), body...), f.bid.filePlace(f.file.ID), f.key)
	if err != nil {
		return f.file, nil, ErrFileLost.Because("%s", err)
	}
	if file.Name(c.Part) != f.file.SHA256 {
		return f.file, nil, ErrFileLost
	}
	return f.file, c.Part, nil
}

func (s *Service) findFile(tx *store.Tx, bidID, fileID string) (f found, err error) {
	var t tender.Tender
	if f.bid, t, err = s.readable(tx, bidID); err != nil {
		return f, err
	}
	row, err := getFile(tx, bidID, fileID)
	if err != nil {
		return f, err
	}
	f.head, f.body = row.Head, row.Body
	if f.bid.SupplierID == tx.Actor.OrganisationID {
		if f.key, err = s.Keys.Supplier(tx, f.bid.SupplierID); err != nil {
			return f, err
		}
		m, err := f.bid.openMeta(row.ID, row.Meta, f.key)
		f.file = m.file(row.ID, bidID)
		return f, err
	}
	if f.file, err = openedFile(tx, bidID, fileID); err != nil {
		return f, err
	}
	files, err := unnamed(tx, t, f.file)
	if err != nil {
		return f, err
	}
	f.file = files[0]
	if f.head, err = versionHead(tx, f.bid, fileID); err != nil {
		return f, err
	}
	f.key, err = s.Keys.TenderAnswers(tx, f.bid.TenderID)
	return f, err
}
