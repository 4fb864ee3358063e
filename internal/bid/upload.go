package bid

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/assay-engine/assay/internal/file"
	"github.com/assay-engine/assay/internal/identity"
	"github.com/assay-engine/assay/internal/seal"
	"github.com/assay-engine/assay/internal/store"
)

// Upload keeps a file of the actor's bid until it is submitted, encrypted to the
// supplier's own key. The document names it by the hash of its bytes. The same
// bytes again are the same file.
func (s *Service) Upload(ctx context.Context, bidID string, in NewFile) (File, error) {
	if err := in.check(); err != nil {
		return File{}, err
	}
	// Encrypting takes its time: nothing is held meanwhile. The bytes come first: a
	// row without its bytes would be a promise broken by a power cut, bytes without
	// a row only take room.
	made, err := store.Read(ctx, s.DB, func(tx *store.Tx) (fileRow, error) { return s.sealFile(tx, bidID, in) })
	if err != nil {
		return File{}, err
	}
	name, err := s.Files.Put(ctx, made.bytes)
	if err != nil {
		return File{}, fmt.Errorf("keep a file of bid %s: %w", bidID, err)
	}
	made.Body, made.Room = name, int64(len(made.bytes))
	return store.Write(ctx, s.DB, func(tx *store.Tx) (File, error) {
		b, t, err := holdOwn(tx, bidID, "upload")
		if err != nil {
			return File{}, err
		}
		if b.Status == Withdrawn {
			return File{}, ErrWithdrawn
		}
		there, err := listFiles(tx, b.ID)
		if err != nil {
			return File{}, err
		}
		if i := slices.IndexFunc(there, func(r fileRow) bool { return hmac.Equal(r.Tag, made.Tag) }); i >= 0 {
			tx.Record(sealed(t, "bid.file_uploaded", b.ID, nil))
			return s.ownFile(tx, b, there[i])
		}
		if err := roomFor(there, made); err != nil {
			return File{}, err
		}
		tx.Record(sealed(t, "bid.file_uploaded", b.ID, nil))
		return made.meta.file(made.ID, b.ID), insertFile(tx, made)
	})
}

func roomFor(there []fileRow, more fileRow) error {
	room := more.Room
	for _, r := range there {
		room += r.Room
	}
	if len(there) >= MaxFiles || room > MaxBidBytes {
		return ErrFilesFull.Because("it takes %d files and %d MiB in all", MaxFiles, MaxBidBytes>>20)
	}
	return nil
}

// sealFile puts a file and what is known of it into envelopes.
func (s *Service) sealFile(tx *store.Tx, bidID string, in NewFile) (r fileRow, err error) {
	b, t, err := readOwn(tx, bidID)
	if err != nil {
		return r, err
	}
	bidder, err := identity.Get(tx, b.SupplierID)
	if err != nil {
		return r, fmt.Errorf("read the supplier: %w", err)
	}
	lock, err := s.Keys.SupplierLock(tx, b.SupplierID)
	if err != nil {
		return r, err
	}
	to := seal.Recipient{Kind: seal.Supplier, Key: lock}
	hash := file.Name(in.Content)
	r = fileRow{ID: tx.NewPublicID(), BidID: b.ID, Tag: s.tag(b.ID, hash), UploadedAt: t.Moment(tx)}
	r.meta = meta{Name: in.Name, MediaType: in.MediaType, Bytes: int64(len(in.Content)), SHA256: hash, Reveals: in.reveals(bidder), UploadedAt: r.UploadedAt}
	text, err := json.Marshal(r.meta)
	if err != nil {
		return r, err
	}
	if r.Meta, err = seal.Seal(s.Keys.Random(), b.metaPlace(r.ID), seal.Content{Part: text}, to); err != nil {
		return r, err
	}
	envelope, err := seal.Seal(s.Keys.Random(), b.filePlace(r.ID), seal.Content{Part: in.Content}, to)
	if err != nil {
		return r, err
	}
	r.Head, r.bytes, err = seal.Split(envelope)
	return r, err
}

// tag names the bytes of a file within its bid to whoever has the installation's
// secret, and tells nobody else whether two bids hold the same.
func (s *Service) tag(bidID, hash string) []byte {
	mac := hmac.New(sha256.New, s.FileKey)
	_, _ = fmt.Fprintf(mac, "%s %s", bidID, hash)
	return mac.Sum(nil)
}

// ownFile reads what is known of a file with its supplier's key.
func (s *Service) ownFile(tx *store.Tx, b Bid, r fileRow) (File, error) {
	key, err := s.Keys.Supplier(tx, b.SupplierID)
	if err != nil {
		return File{}, err
	}
	m, err := b.openMeta(r.ID, r.Meta, key)
	return m.file(r.ID, b.ID), err
}

// Discard takes an upload away that no submitted version names.
func (s *Service) Discard(ctx context.Context, bidID, fileID string) (Bid, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Bid, error) {
		b, t, err := holdOwn(tx, bidID, "discard")
		if err != nil {
			return b, err
		}
		if _, err := getFile(tx, b.ID, fileID); err != nil {
			return b, err
		}
		submitted, err := isSubmitted(tx, fileID)
		if err != nil {
			return b, err
		}
		if submitted {
			return b, ErrFileInUse
		}
		tx.Record(sealed(t, "bid.file_discarded", b.ID, nil))
		return b, deleteFile(tx, fileID)
	})
}
