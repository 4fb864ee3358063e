package contract

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"github.com/assay-engine/assay/internal/store"
)

// A person is counted once in a distinct sum. So that the same person is known
// again without anybody knowing who it is, the supplier sends a reference in
// its place: SHA-256 over the contract's salt and the supplier's own number for
// the person. References of two contracts can never be compared, and once the
// salt is erased not even the supplier can tell whose they were.

// referenceBytes is how much of a hashed reference is kept: enough that no two
// people are taken for one.
const referenceBytes = 16

// People are the people that a claim counts, by references that tell nothing.
type People struct{ references []string }

func readPeople(packed []byte) *People {
	if len(packed) == 0 {
		return nil
	}
	p := &People{}
	for part := range slices.Chunk(packed, referenceBytes) {
		p.references = append(p.references, string(part))
	}
	return p
}

// Count is how many people there are.
func (p *People) Count() int {
	if p == nil {
		return 0
	}
	return len(p.references)
}

// join adds people to those seen, and counts who was not among them.
func (p *People) join(seen map[string]bool) (fresh int) {
	for _, r := range p.references {
		if !seen[r] {
			seen[r] = true
			fresh++
		}
	}
	return fresh
}

// unrecognisable turns the references of a claim into what is kept of them:
// hashed once more with the salt, so that a reference made without it is not
// found again in another contract either.
func (s *Service) unrecognisable(tx *store.Tx, contractID string, references []string) ([]byte, error) {
	if len(references) == 0 {
		return nil, nil
	}
	salt, err := saltOf(tx, contractID, s.NewSecret)
	if err != nil {
		return nil, err
	}
	sorted := slices.Sorted(slices.Values(references))
	packed := make([]byte, 0, len(sorted)*referenceBytes)
	for _, r := range sorted {
		sum := sha256.Sum256(append(slices.Clone(salt), r...))
		packed = append(packed, sum[:referenceBytes]...)
	}
	return packed, nil
}

// Salt is what the supplier of a contract makes people unrecognisable with, in
// 64 hexadecimal digits.
func (s *Service) Salt(ctx context.Context, contractID string) (string, error) {
	salt, err := store.Read(ctx, s.DB, func(tx *store.Tx) ([]byte, error) {
		if _, err := delivers(tx, contractID); err != nil {
			return nil, err
		}
		return findSalt(tx, contractID)
	})
	if err != nil || salt != nil {
		return hex.EncodeToString(salt), err
	}
	salt, err = store.Write(ctx, s.DB, func(tx *store.Tx) ([]byte, error) {
		c, err := supplied(tx, contractID)
		if err != nil {
			return nil, err
		}
		tx.Record(store.Event{Verb: "contract.salt_made", Subject: c.ID, TenderID: c.TenderID})
		return saltOf(tx, c.ID, s.NewSecret)
	})
	return hex.EncodeToString(salt), err
}
