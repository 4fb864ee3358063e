package identity

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"strings"
	"time"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
)

// NewKey is what an administrator sends to give an organisation a key.
type NewKey struct {
	Label     string       `json:"label" validate:"required,max=100,text" example:"procurement team"`
	Roles     []actor.Role `json:"roles" validate:"required,min=1,max=6,unique,dive,oneof=administrator officer evaluator supplier contract_manager auditor" enums:"administrator,officer,evaluator,supplier,contract_manager,auditor"`
	ExpiresAt *time.Time   `json:"expiresAt,omitempty" format:"date-time"`
}

// CreateKey gives an organisation a key and returns its secret, which is
// nowhere kept.
func (s *Service) CreateKey(ctx context.Context, organisationID string, in NewKey) (Key, string, error) {
	var secret string
	key, err := store.Write(ctx, s.DB, func(tx *store.Tx) (Key, error) {
		if err := in.check(tx.Now); err != nil {
			return Key{}, err
		}
		o, err := Get(tx, organisationID)
		if err != nil {
			return Key{}, err
		}
		var k Key
		k, secret = s.forge(tx, o.ID, in)
		tx.Record(store.Event{Verb: "key.created", Subject: k.ID, Detail: map[string]any{"organisation": o.ID, "roles": k.Roles, "prefix": k.Prefix}})
		return k, insertKey(tx, k)
	})
	return key, secret, err
}

func (in NewKey) check(now time.Time) error {
	var wrong fault.Fields
	if err := fault.Check(in); !wrong.Merge(err) {
		return err
	}
	if in.ExpiresAt != nil && !in.ExpiresAt.After(now) {
		wrong.Add("/expiresAt", "in-the-past", "must be later than now, "+now.Format(time.RFC3339))
	}
	return wrong.Err()
}

// forge makes a key of the form assay_PREFIX_SECRET. The prefix finds the key;
// the secret has 256 bits, so that a plain hash of it cannot be searched.
func (s *Service) forge(tx *store.Tx, organisationID string, in NewKey) (Key, string) {
	prefix := strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(s.NewSecret()[:10]))
	secret := "assay_" + prefix + "_" + base64.RawURLEncoding.EncodeToString(s.NewSecret())
	return Key{
		ID: tx.NewID(), OrganisationID: organisationID, Label: in.Label, Roles: in.Roles, Prefix: prefix,
		SecretHash: hash(secret), CreatedAt: tx.Now, ExpiresAt: in.ExpiresAt, Version: 1,
	}, secret
}

func hash(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// Authenticate finds who a secret belongs to. Unknown, expired and revoked
// keys get the same answer.
func (s *Service) Authenticate(ctx context.Context, secret string) (actor.Actor, error) {
	parts := strings.SplitN(secret, "_", 3)
	if len(parts) != 3 || parts[0] != "assay" || len(secret) > 200 {
		return actor.Actor{}, ErrKey
	}
	return store.Read(ctx, s.DB, func(tx *store.Tx) (actor.Actor, error) {
		k, err := keyByPrefix(tx, parts[1])
		if errors.Is(err, store.ErrNotFound) {
			return actor.Actor{}, ErrKey
		}
		if err != nil {
			return actor.Actor{}, err
		}
		if subtle.ConstantTimeCompare([]byte(k.SecretHash), []byte(hash(secret))) != 1 || !k.Works(tx.Now) {
			return actor.Actor{}, ErrKey
		}
		return actor.Actor{KeyID: k.ID, OrganisationID: k.OrganisationID, Name: k.Label, Roles: k.Roles}, nil
	})
}

// Keys lists an organisation's keys, newest first, without their secrets.
func (s *Service) Keys(ctx context.Context, organisationID string, page store.Page) (items []Key, next string, err error) {
	items, err = store.Read(ctx, s.DB, func(tx *store.Tx) ([]Key, error) {
		if _, err := Get(tx, organisationID); err != nil {
			return nil, err
		}
		return listKeys(tx, organisationID, page)
	})
	items, next = store.Cut(page, items, func(k Key) string { return k.ID })
	return items, next, err
}

// RevokeKey ends a key at once.
func (s *Service) RevokeKey(ctx context.Context, organisationID, keyID string, version int) (Key, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Key, error) {
		k, err := getKey(tx, organisationID, keyID)
		if err != nil {
			return k, err
		}
		if k.RevokedAt != nil {
			return k, ErrRevoked
		}
		k.RevokedAt = &tx.Now
		tx.Record(store.Event{Verb: "key.revoked", Subject: k.ID, Detail: map[string]any{"organisation": organisationID}})
		err = revoke(tx, k, version)
		k.Version = version + 1
		return k, err
	})
}

// Bootstrap gives an installation without organisations its first one and an
// administrator's key. The secret is empty where there is nothing to do.
func (s *Service) Bootstrap(ctx context.Context) (secret string, err error) {
	fresh, err := store.Read(ctx, s.DB, isFresh)
	if err != nil || !fresh {
		return "", err
	}
	_, err = store.Write(ctx, s.DB, func(tx *store.Tx) (Key, error) {
		o := Organisation{ID: tx.NewID(), Name: "This installation", Kind: Authority, CreatedAt: tx.Now, Version: 1}
		if err := insertOrganisation(tx, o); err != nil {
			return Key{}, err
		}
		var k Key
		k, secret = s.forge(tx, o.ID, NewKey{Label: "first administrator", Roles: []actor.Role{actor.Administrator}})
		tx.Record(store.Event{Verb: "installation.started", Subject: o.ID})
		return k, insertKey(tx, k)
	})
	return secret, err
}

// RescueKey gives the installation one more administrator's key: for whoever
// holds the database after the first key is lost.
func (s *Service) RescueKey(ctx context.Context, label string) (secret string, err error) {
	_, err = store.Write(ctx, s.DB, func(tx *store.Tx) (Key, error) {
		o, err := installation(tx)
		if err != nil {
			return Key{}, err
		}
		var k Key
		k, secret = s.forge(tx, o.ID, NewKey{Label: label, Roles: []actor.Role{actor.Administrator}})
		tx.Record(store.Event{Verb: "key.created", Subject: k.ID, Detail: map[string]any{"organisation": o.ID, "roles": k.Roles, "prefix": k.Prefix, "rescue": true}})
		return k, insertKey(tx, k)
	})
	return secret, err
}
