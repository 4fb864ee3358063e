package bid

import (
	"encoding/binary"
	"errors"

	"github.com/assay-engine/assay/internal/seal"
	"github.com/assay-engine/assay/internal/store"
)

// place is where an envelope of a bid belongs: one that a hand in the database
// moves elsewhere does not open there.
func (b Bid) place(version int, part string) seal.Place {
	return seal.Place{Tender: b.TenderID, Lot: b.LotID, Bid: b.ID, Version: version, Part: part}
}

// salted is a part with a fresh salt.
func (s *Service) salted(part []byte) seal.Content {
	return seal.Content{Salt: seal.Salt(s.NewSecret()), Part: part}
}

// enclose puts a part into an envelope for the tender and the supplier.
func (s *Service) enclose(at seal.Place, c seal.Content, tender, supplier seal.PublicKey) ([]byte, error) {
	return seal.Seal(s.Keys.Random(), at, c, seal.Recipient{Kind: seal.Tender, Key: tender}, seal.Recipient{Kind: seal.Supplier, Key: supplier})
}

// sealDraft puts a draft into an envelope for its supplier alone.
func (s *Service) sealDraft(tx *store.Tx, b Bid, p Parts) ([]byte, error) {
	lock, err := s.Keys.SupplierLock(tx, b.SupplierID)
	if err != nil {
		return nil, err
	}
	return seal.Seal(s.Keys.Random(), b.place(0, seal.Draft), seal.Content{Part: p.join()}, seal.Recipient{Kind: seal.Supplier, Key: lock})
}

// openDraft reads a draft with its supplier's key.
func (b Bid) openDraft(sealed []byte, key seal.PrivateKey) (Parts, error) {
	c, err := seal.Open(sealed, b.place(0, seal.Draft), key)
	if err != nil {
		return Parts{}, damaged(err)
	}
	return splitParts(c.Part)
}

// contents is a version in clear, for its supplier.
type contents struct{ answers, price seal.Content }

func (c contents) parts() Parts { return Parts{Answers: c.answers.Part, Price: c.price.Part} }

// open reads both parts of a version with its supplier's key.
func (v Version) open(b Bid, key seal.PrivateKey) (c contents, err error) {
	if c.answers, err = seal.Open(v.SealedAnswers, b.place(v.Number, seal.Answers), key); err == nil {
		c.price, err = seal.Open(v.SealedPrice, b.place(v.Number, seal.Price), key)
	}
	return c, damaged(err)
}

// ownVersion reads a version of the actor's own bid.
func (s *Service) ownVersion(tx *store.Tx, b Bid, v Version) (contents, error) {
	key, err := s.Keys.Supplier(tx, b.SupplierID)
	if err != nil {
		return contents{}, err
	}
	return v.open(b, key)
}

// damaged turns the trouble with an envelope into what its supplier may know.
func damaged(err error) error {
	if e, ok := errors.AsType[*seal.Error](err); ok {
		return ErrDamaged.Because("%s", e.Detail)
	}
	return err
}

// join writes both parts in one, byte for byte.
func (p Parts) join() []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(p.Answers))) //nolint:gosec // a document is at most a body
	return append(append(b, p.Answers...), p.Price...)
}

func splitParts(b []byte) (Parts, error) {
	if len(b) < 4 || int64(binary.BigEndian.Uint32(b)) > int64(len(b)-4) {
		return Parts{}, ErrDamaged.Because("the draft is cut short")
	}
	n := 4 + int(binary.BigEndian.Uint32(b))
	return Parts{Answers: b[4:n:n], Price: b[n:]}, nil
}
