package identity

import (
	"errors"
	"strings"
	"time"

	"gorm.io/gorm"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/store"
)

// Get finds an organisation.
func Get(tx *store.Tx, id string) (o Organisation, err error) {
	err = tx.DB().First(&o, "id = ?", id).Error
	return o, err
}

// Installation finds the organisation that runs the installation: the first
// that was here.
func Installation(tx *store.Tx) (o Organisation, err error) {
	err = tx.DB().Order("created_at, id").Take(&o).Error
	return o, err
}

func insertOrganisation(tx *store.Tx, o Organisation) error {
	err := tx.Insert(&o)
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return ErrIdentifier
	}
	return err
}

func listOrganisations(tx *store.Tx, kind Kind, page store.Page) (list []Organisation, err error) {
	q := page.Of(tx.DB())
	if kind != "" {
		q = q.Where("kind = ?", kind)
	}
	return list, q.Find(&list).Error
}

// installation finds the organisation that stands for the installation: the
// first one.
func installation(tx *store.Tx) (o Organisation, err error) {
	err = tx.DB().Order("created_at, id").First(&o).Error
	return o, err
}

func isFresh(tx *store.Tx) (bool, error) {
	var n int64
	err := tx.DB().Model(&Organisation{}).Limit(1).Count(&n).Error
	return n == 0, err
}

// keyRow is a key as it is kept: roles in one column.
type keyRow struct {
	ID             string
	OrganisationID string
	Label          string
	Roles          string
	Prefix         string
	SecretHash     string
	CreatedAt      time.Time
	ExpiresAt      *time.Time
	RevokedAt      *time.Time
	Version        int
}

// TableName names the table of keys.
func (keyRow) TableName() string { return "api_keys" }

func (r keyRow) key() Key {
	k := Key{
		ID: r.ID, OrganisationID: r.OrganisationID, Label: r.Label, Prefix: r.Prefix, SecretHash: r.SecretHash,
		CreatedAt: r.CreatedAt, ExpiresAt: r.ExpiresAt, RevokedAt: r.RevokedAt, Version: r.Version,
	}
	for role := range strings.SplitSeq(r.Roles, ",") {
		k.Roles = append(k.Roles, actor.Role(role))
	}
	return k
}

func insertKey(tx *store.Tx, k Key) error {
	roles := make([]string, len(k.Roles))
	for i, r := range k.Roles {
		roles[i] = string(r)
	}
	return tx.Insert(&keyRow{
		ID: k.ID, OrganisationID: k.OrganisationID, Label: k.Label, Roles: strings.Join(roles, ","), Prefix: k.Prefix,
		SecretHash: k.SecretHash, CreatedAt: k.CreatedAt, ExpiresAt: k.ExpiresAt, Version: k.Version,
	})
}

func keyByPrefix(tx *store.Tx, prefix string) (Key, error) {
	var r keyRow
	err := tx.DB().First(&r, "prefix = ?", prefix).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		err = store.ErrNotFound
	}
	return r.key(), err
}

func getKey(tx *store.Tx, organisationID, id string) (Key, error) {
	var r keyRow
	err := tx.DB().First(&r, "id = ? AND organisation_id = ?", id, organisationID).Error
	return r.key(), err
}

func listKeys(tx *store.Tx, organisationID string, page store.Page) (list []Key, err error) {
	var rows []keyRow
	err = page.Of(tx.DB()).Find(&rows, "organisation_id = ?", organisationID).Error
	for _, r := range rows {
		list = append(list, r.key())
	}
	return list, err
}

func revoke(tx *store.Tx, k Key, version int) error {
	return tx.Change(&keyRow{}, k.ID, version, map[string]any{"revoked_at": k.RevokedAt})
}
