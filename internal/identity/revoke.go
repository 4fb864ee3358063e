package identity

import (
	"context"

	"github.com/assay-engine/assay/internal/store"
)

// Keys lists an organisation's keys, newest first, without their secrets:
// those of its people as well.
func (s *Service) Keys(ctx context.Context, organisationID string, page store.Page) (items []Key, next string, err error) {
	items, err = store.Read(ctx, s.DB, func(tx *store.Tx) ([]Key, error) {
		if _, err := administered(tx, organisationID); err != nil {
			return nil, err
		}
		return listKeys(tx, Holder{OrganisationID: organisationID}, true, page)
	})
	items, next = store.Cut(page, items, func(k Key) string { return k.ID })
	return items, next, err
}

// OwnKeys lists the keys of the caller, newest first: a person's own, or those
// that its organisation holds.
func (s *Service) OwnKeys(ctx context.Context, page store.Page) (items []Key, next string, err error) {
	items, err = store.Read(ctx, s.DB, func(tx *store.Tx) ([]Key, error) {
		return listKeys(tx, own(tx), false, page)
	})
	items, next = store.Cut(page, items, func(k Key) string { return k.ID })
	return items, next, err
}

// own is the holder that the caller is, or whose key it uses.
func own(tx *store.Tx) Holder {
	return Holder{OrganisationID: tx.Actor.OrganisationID, PersonID: tx.Actor.PersonID}
}

// RevokeKey ends a key at once.
func (s *Service) RevokeKey(ctx context.Context, organisationID, keyID string, version int) (Key, error) {
	return s.revoke(ctx, keyID, version, func(tx *store.Tx, k Key) error {
		if k.OrganisationID != organisationID {
			return store.ErrNotFound
		}
		_, err := administered(tx, organisationID)
		return err
	})
}

// RevokeOwnKey ends a key of the caller at once: a person's own, or one of the
// same label as the key that is used.
func (s *Service) RevokeOwnKey(ctx context.Context, keyID string, version int) (Key, error) {
	return s.revoke(ctx, keyID, version, func(tx *store.Tx, k Key) error {
		mine := Holder{OrganisationID: k.OrganisationID, PersonID: k.PersonID} == own(tx)
		if mine && !tx.Actor.IsPerson() {
			used, err := getKey(tx, tx.Actor.KeyID)
			if err != nil {
				return err
			}
			mine = used.Label == k.Label
		}
		if !mine {
			return store.ErrNotFound
		}
		return nil
	})
}

func (s *Service) revoke(ctx context.Context, keyID string, version int, may func(*store.Tx, Key) error) (Key, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Key, error) {
		k, err := getKey(tx, keyID)
		if err == nil {
			err = may(tx, k)
		}
		if err != nil {
			return Key{}, err
		}
		if k.RevokedAt != nil {
			return k, ErrRevoked
		}
		k.RevokedAt = &tx.Now
		tx.Record(store.Event{Verb: "key.revoked", Subject: k.ID, Detail: map[string]any{"organisation": k.OrganisationID}})
		err = revoke(tx, k, version)
		k.Version = version + 1
		return k, err
	})
}
