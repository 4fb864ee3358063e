package identity

import (
	"errors"
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/fault"
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

// Holders tells who stands behind what was done under keys, by key: the person
// who holds it or signed in, else the key itself, as [actor.Actor.ID] has it.
func Holders(tx *store.Tx, keyIDs []string) (map[string]string, error) {
	var rows []struct{ ID, PersonID string }
	err := tx.DB().Table("api_keys").Select("id, coalesce(person_id, id) AS person_id").Where("id IN ?", keyIDs).Scan(&rows).Error
	by := make(map[string]string, len(rows))
	for _, r := range rows {
		by[r.ID] = r.PersonID
	}
	return by, err
}

// identifierRow is a number of an organisation, in the order of its owner.
type identifierRow struct {
	Scheme, Identifier, OrganisationID string
	Position                           int
}

// TableName names the table of identifiers.
func (identifierRow) TableName() string { return "organisation_identifiers" }

// Identifiers finds all the numbers of organisations, by organisation, the best
// known first.
func Identifiers(tx *store.Tx, organisationIDs ...string) (map[string][]Identifier, error) {
	var rows []identifierRow
	err := tx.DB().Order("position").Find(&rows, "organisation_id IN ?", organisationIDs).Error
	by := map[string][]Identifier{}
	for _, r := range rows {
		by[r.OrganisationID] = append(by[r.OrganisationID], Identifier{Scheme: r.Scheme, ID: r.Identifier})
	}
	return by, err
}

// ownerOf finds whose a number is; empty for nobody's.
func ownerOf(tx *store.Tx, i Identifier) (string, error) {
	var owners []string
	err := tx.DB().Model(&identifierRow{}).Where("scheme = ? AND identifier = ?", i.Scheme, i.ID).Pluck("organisation_id", &owners).Error
	return strings.Join(owners, ""), err
}

func insertOrganisation(tx *store.Tx, p Profile) error {
	return ifTwice(tx.Insert(&p.Organisation, identifierRows(p)), ErrIdentifier)
}

func identifierRows(p Profile) *[]identifierRow {
	rows := make([]identifierRow, len(p.Identifiers))
	for n, i := range p.Identifiers {
		rows[n] = identifierRow{Scheme: i.Scheme, Identifier: i.ID, OrganisationID: p.ID, Position: n}
	}
	return &rows
}

func changeOrganisation(tx *store.Tx, p Profile, version int) error {
	err := tx.Change(&Organisation{}, p.ID, version, map[string]any{
		"name": p.Name, "legal_form": p.LegalForm, "skeleton": p.Skeleton, "identifier_scheme": p.IdentifierScheme, "identifier": p.Identifier,
	})
	if err == nil {
		err = tx.DB().Delete(&identifierRow{}, "organisation_id = ?", p.ID).Error
	}
	if err == nil {
		err = tx.Insert(identifierRows(p))
	}
	return ifTwice(err, ErrIdentifier)
}

// ifTwice is the fault of a thing that can be there only once.
func ifTwice(err error, twice *fault.Fault) error {
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return twice
	}
	return err
}

func listOrganisations(tx *store.Tx, f Filter, page store.Page) (list []Organisation, err error) {
	q := page.Of(tx.DB())
	if f.Kind != "" {
		q = q.Where("kind = ?", f.Kind)
	}
	if f.LegalForm != "" {
		q = q.Where("legal_form = ?", f.LegalForm)
	}
	if f.Scheme != "" {
		q = q.Where("id IN (?)", tx.DB().Model(&identifierRow{}).Select("organisation_id").Where("scheme = ? AND identifier = ?", f.Scheme, f.Number))
	}
	return list, q.Find(&list).Error
}

// lookAlikes are the other organisations with the same skeleton.
func lookAlikes(tx *store.Tx, o Organisation) (list []Organisation, err error) {
	if o.Skeleton == "" {
		return nil, nil
	}
	err = tx.DB().Order("id").Limit(20).Find(&list, "skeleton = ? AND id <> ?", o.Skeleton, o.ID).Error
	return list, err
}

// allLookAlikes are the organisations that share their skeleton with another.
func allLookAlikes(tx *store.Tx) (list []Organisation, err error) {
	shared := tx.DB().Model(&Organisation{}).Select("skeleton").Where("skeleton <> ''").Group("skeleton").Having("count(*) > 1")
	err = tx.DB().Order("skeleton, id").Limit(500).Find(&list, "skeleton IN (?)", shared).Error
	return list, err
}

func isFresh(tx *store.Tx) (bool, error) {
	var n int64
	err := tx.DB().Model(&Organisation{}).Limit(1).Count(&n).Error
	return n == 0, err
}

func holdOrganisation(tx *store.Tx, id string) error {
	var o Organisation
	return tx.ForUpdate().Select("id").First(&o, "id = ?", id).Error
}

// keyRow is a key as it is kept: lists in one column each.
type keyRow struct {
	ID             string
	OrganisationID string
	PersonID       *string
	Label          string
	Roles          string
	Operations     string
	Prefix         string
	SecretHash     string
	CreatedAt      time.Time
	ExpiresAt      *time.Time
	RevokedAt      *time.Time
	LastUsedAt     *time.Time
	Version        int
}

// TableName names the table of keys.
func (keyRow) TableName() string { return "api_keys" }

func (r keyRow) key() Key {
	k := Key{
		ID: r.ID, OrganisationID: r.OrganisationID, Label: r.Label, Roles: rolesOf(r.Roles), Prefix: r.Prefix, SecretHash: r.SecretHash,
		CreatedAt: r.CreatedAt, ExpiresAt: r.ExpiresAt, RevokedAt: r.RevokedAt, LastUsedAt: r.LastUsedAt, Version: r.Version,
	}
	if r.PersonID != nil {
		k.PersonID = *r.PersonID
	}
	if r.Operations != "" {
		k.Operations = strings.Split(r.Operations, ",")
	}
	return k
}

func rolesOf(text string) (roles []actor.Role) {
	for role := range strings.SplitSeq(text, ",") {
		roles = append(roles, actor.Role(role))
	}
	return roles
}

func rolesText(roles []actor.Role) string { return strings.ReplaceAll(joinRoles(roles), ", ", ",") }

func insertKey(tx *store.Tx, k Key) error {
	row := keyRow{
		ID: k.ID, OrganisationID: k.OrganisationID, Label: k.Label, Roles: rolesText(k.Roles), Operations: strings.Join(k.Operations, ","), Prefix: k.Prefix,
		SecretHash: k.SecretHash, CreatedAt: k.CreatedAt, ExpiresAt: k.ExpiresAt, RevokedAt: k.RevokedAt, Version: k.Version,
	}
	if k.PersonID != "" {
		row.PersonID = &k.PersonID
	}
	return tx.Insert(&row)
}

func keyByPrefix(tx *store.Tx, prefix string) (Key, error) {
	var r keyRow
	err := tx.DB().First(&r, "prefix = ?", prefix).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		err = store.ErrNotFound
	}
	return r.key(), err
}

// aKey leaves out the rows that stand for what people do in person.
const aKey = "(person_id IS NULL OR id <> person_id)"

func getKey(tx *store.Tx, id string) (Key, error) {
	var r keyRow
	err := tx.DB().First(&r, "id = ? AND "+aKey, id).Error
	return r.key(), err
}

// held narrows a query to the keys of a holder; withPeople adds those that the
// organisation's people hold.
func held(q *gorm.DB, h Holder, withPeople bool) *gorm.DB {
	q = q.Where("organisation_id = ? AND "+aKey, h.OrganisationID)
	switch {
	case h.PersonID != "":
		return q.Where("person_id = ?", h.PersonID)
	case !withPeople:
		return q.Where("person_id IS NULL")
	}
	return q
}

func listKeys(tx *store.Tx, h Holder, withPeople bool, page store.Page) (list []Key, err error) {
	var rows []keyRow
	err = held(page.Of(tx.DB()), h, withPeople).Find(&rows).Error
	for _, r := range rows {
		list = append(list, r.key())
	}
	return list, err
}

// countLiveKeys counts the keys that work, of a holder under a label.
func countLiveKeys(tx *store.Tx, h Holder, label string) (n int64, err error) {
	q := held(tx.DB().Model(&keyRow{}), h, false).Where("label = ? AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?)", label, tx.Now)
	return n, q.Count(&n).Error
}

func revoke(tx *store.Tx, k Key, version int) error {
	return tx.Change(&keyRow{}, k.ID, version, map[string]any{"revoked_at": k.RevokedAt})
}

func stampKey(tx *store.Tx, id string, at time.Time) error {
	return tx.DB().Model(&keyRow{}).Where("id = ? AND (last_used_at IS NULL OR last_used_at < ?)", id, at).UpdateColumn("last_used_at", at).Error
}

// insertFailures adds a row where there is none.
func insertFailures(tx *store.Tx, row failures) error {
	return tx.DB().Clauses(clause.OnConflict{DoNothing: true}).Create(&row).Error
}
