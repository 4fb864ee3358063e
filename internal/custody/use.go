package custody

import (
	"fmt"

	"github.com/assay-engine/assay/internal/seal"
	"github.com/assay-engine/assay/internal/store"
)

// Locks finds the public halves that a supplier's submission to a tender is
// sealed to. It needs no key-encryption key. They never change, so they are read
// once; what unwraps looks at the database each time, and sees a change.
func (s *Service) Locks(tx *store.Tx, tenderID, organisationID string) (l Locks, err error) {
	l, err = store.Forever(tx, "locks of tender "+tenderID, func() (Locks, error) { return tenderLocks(tx, tenderID) })
	if err == nil {
		l.Supplier, err = s.SupplierLock(tx, organisationID)
	}
	return l, err
}

func tenderLocks(tx *store.Tx, tenderID string) (l Locks, err error) {
	rows, err := ofTender(tx, tenderID)
	if err != nil {
		return l, err
	}
	for purpose, key := range map[string]*seal.PublicKey{seal.TenderAnswers: &l.Answers, seal.TenderPrice: &l.Price} {
		row, found := rows[purpose]
		if !found {
			return l, fmt.Errorf("the %s key of %s is not in the database", purpose, tenderID)
		}
		if *key, err = row.public(); err != nil {
			return l, err
		}
	}
	return l, nil
}

// SupplierLock finds the public half of a supplier that has started a bid.
func (s *Service) SupplierLock(tx *store.Tx, organisationID string) (seal.PublicKey, error) {
	return store.Forever(tx, "lock of supplier "+organisationID, func() (seal.PublicKey, error) {
		row, err := get(tx, seal.Owner{Purpose: seal.SupplierOwn, ID: organisationID})
		if err != nil {
			return seal.PublicKey{}, err
		}
		return row.public()
	})
}

// Supplier unwraps a supplier's own key, for its own eyes.
func (s *Service) Supplier(tx *store.Tx, organisationID string) (seal.PrivateKey, error) {
	return s.unwrap(tx, seal.Owner{Purpose: seal.SupplierOwn, ID: organisationID})
}

// TenderAnswers unwraps a tender's key for answers. Only an opening asks for it,
// and whoever shows a file of an opened bid.
func (s *Service) TenderAnswers(tx *store.Tx, tenderID string) (seal.PrivateKey, error) {
	return s.unwrap(tx, seal.Owner{Purpose: seal.TenderAnswers, ID: tenderID})
}

// TenderPrice unwraps a tender's key for prices. Only the opening of prices asks
// for it.
func (s *Service) TenderPrice(tx *store.Tx, tenderID string) (seal.PrivateKey, error) {
	return s.unwrap(tx, seal.Owner{Purpose: seal.TenderPrice, ID: tenderID})
}

func (s *Service) unwrap(tx *store.Tx, owner seal.Owner) (seal.PrivateKey, error) {
	row, err := get(tx, owner)
	if err != nil {
		return seal.PrivateKey{}, err
	}
	key, err := s.Vault.Unwrap(owner, row.Wrapped)
	if err != nil {
		return seal.PrivateKey{}, s.refusal(err)
	}
	public, err := row.public()
	if err == nil && public.ID() != key.ID() {
		err = ErrAltered // somebody put a public half of their own in its place
	}
	return key, err
}
