package custody

import (
	"errors"
	"fmt"

	"github.com/assay-engine/assay/internal/seal"
	"github.com/assay-engine/assay/internal/store"
)

// ForTender makes the two key pairs of a tender at its publication, and tells
// their ids, which belong in the log: a key that is put in their place later
// has another.
func (s *Service) ForTender(tx *store.Tx, tenderID string) (answers, price string, err error) {
	for purpose, id := range map[string]*string{seal.TenderAnswers: &answers, seal.TenderPrice: &price} {
		row, err := s.make(tx, seal.Owner{Purpose: purpose, ID: tenderID})
		if err != nil {
			return "", "", err
		}
		key, err := row.public()
		if err != nil {
			return "", "", err
		}
		if err := insert(tx, row); err != nil {
			return "", "", err
		}
		*id = key.ID().String()
	}
	return answers, price, nil
}

// ForSupplier is the public half of a supplier's own key, which is made where
// it has none yet.
func (s *Service) ForSupplier(tx *store.Tx, organisationID string) (seal.PublicKey, error) {
	owner := seal.Owner{Purpose: seal.SupplierOwn, ID: organisationID}
	row, found, err := find(tx, owner)
	if err != nil {
		return seal.PublicKey{}, err
	}
	if !found {
		made, err := s.make(tx, owner)
		if err != nil {
			return seal.PublicKey{}, err
		}
		if row, err = insertFirst(tx, made); err != nil {
			return seal.PublicKey{}, err
		}
	}
	return row.public()
}

func (s *Service) make(tx *store.Tx, owner seal.Owner) (keyRow, error) {
	if err := s.fits(tx); err != nil {
		return keyRow{}, err
	}
	key, err := seal.NewKey(s.Random())
	if err != nil {
		return keyRow{}, fmt.Errorf("make a key pair: %w", err)
	}
	wrapped, err := s.Vault.Wrap(s.Random(), owner, key)
	if err != nil {
		return keyRow{}, s.refusal(err)
	}
	row := keyRow{OwnerID: owner.ID, Purpose: owner.Purpose, PublicKey: key.Public().Bytes(), Wrapped: wrapped, MadeAt: tx.Now}
	row.Kek, err = seal.WrappedBy(wrapped)
	return row, err
}

// fits refuses to wrap by a key-encryption key that is not the one which wrapped
// under the same name before: two keys of one name would each open a part.
func (s *Service) fits(tx *store.Tx) error {
	row, found, err := sample(tx, s.Vault.Current())
	if err != nil || !found {
		return err
	}
	_, err = s.Vault.Unwrap(seal.Owner{Purpose: row.Purpose, ID: row.OwnerID}, row.Wrapped)
	if errors.Is(err, seal.ErrKEKWrong) {
		return s.refusal(err)
	}
	return nil
}
