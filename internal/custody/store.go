package custody

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/assay-engine/assay/internal/seal"
	"github.com/assay-engine/assay/internal/store"
)

// keyRow is a key pair as it is kept.
type keyRow struct {
	OwnerID   string
	Purpose   string
	PublicKey []byte
	Wrapped   []byte
	Kek       string // the id of the key that wraps it
	MadeAt    time.Time
}

func (r keyRow) public() (seal.PublicKey, error) {
	key, err := seal.ParsePublicKey(r.PublicKey)
	if err != nil {
		return key, ErrAltered
	}
	return key, nil
}

// tables are where the key pairs of tenders and of suppliers are.
var tables = []string{"tender_keys", "supplier_keys"}

func table(purpose string) string {
	if purpose == seal.SupplierOwn {
		return tables[1]
	}
	return tables[0]
}

func insert(tx *store.Tx, r keyRow) error { return tx.DB().Table(table(r.Purpose)).Create(&r).Error }

// insertFirst adds a key pair, unless somebody was quicker, and gives back the
// one that is there.
func insertFirst(tx *store.Tx, r keyRow) (keyRow, error) {
	err := tx.DB().Table(table(r.Purpose)).Clauses(clause.OnConflict{DoNothing: true}).Create(&r).Error
	if err != nil {
		return r, err
	}
	return get(tx, seal.Owner{Purpose: r.Purpose, ID: r.OwnerID})
}

func find(tx *store.Tx, owner seal.Owner) (r keyRow, found bool, err error) {
	err = tx.DB().Table(table(owner.Purpose)).Take(&r, "owner_id = ? AND purpose = ?", owner.ID, owner.Purpose).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return r, false, nil
	}
	return r, err == nil, err
}

// ofTender finds both key pairs of a tender, by their purpose.
func ofTender(tx *store.Tx, tenderID string) (map[string]keyRow, error) {
	var rows []keyRow
	err := tx.DB().Table(tables[0]).Find(&rows, "owner_id = ?", tenderID).Error
	byPurpose := make(map[string]keyRow, len(rows))
	for _, r := range rows {
		byPurpose[r.Purpose] = r
	}
	return byPurpose, err
}

// get finds a key pair that has to be there.
func get(tx *store.Tx, owner seal.Owner) (keyRow, error) {
	r, found, err := find(tx, owner)
	if err == nil && !found {
		err = fmt.Errorf("the %s key of %s is not in the database", owner.Purpose, owner.ID)
	}
	return r, err
}

// others lists some key pairs that another key-encryption key wraps.
func others(tx *store.Tx, kek string, atMost int) (all []keyRow, err error) {
	for _, name := range tables {
		var rows []keyRow
		if err := tx.DB().Table(name).Where("kek <> ?", kek).Order("owner_id, purpose").Limit(atMost).Find(&rows).Error; err != nil {
			return nil, err
		}
		all = append(all, rows...)
	}
	return all, nil
}

// sample finds one key pair that a key-encryption key wraps.
func sample(tx *store.Tx, kek string) (r keyRow, found bool, err error) {
	for _, name := range tables {
		var rows []keyRow
		if err := tx.DB().Table(name).Where("kek = ?", kek).Limit(1).Find(&rows).Error; err != nil {
			return r, false, err
		}
		if len(rows) > 0 {
			return rows[0], true, nil
		}
	}
	return r, false, nil
}

func countOthers(tx *store.Tx, kek string) (all int64, err error) {
	for _, name := range tables {
		var n int64
		if err := tx.DB().Table(name).Where("kek <> ?", kek).Count(&n).Error; err != nil {
			return 0, err
		}
		all += n
	}
	return all, nil
}

// rewrap puts a key pair under another key-encryption key, unless it is no
// longer as it was read.
func rewrap(tx *store.Tx, r keyRow, wrapped []byte) (bool, error) {
	to, err := seal.WrappedBy(wrapped)
	if err != nil {
		return false, err
	}
	done := tx.DB().Table(table(r.Purpose)).Where("owner_id = ? AND purpose = ? AND wrapped = ?", r.OwnerID, r.Purpose, r.Wrapped).
		UpdateColumns(map[string]any{"wrapped": wrapped, "kek": to})
	return done.RowsAffected == 1, done.Error
}

// needed lists the key-encryption keys that key pairs are wrapped by, with one
// pair of each to try them on.
func needed(tx *store.Tx) (needs []Need, samples []keyRow, err error) {
	for _, name := range tables {
		var counts []Need
		if err := tx.DB().Table(name).Select("kek, count(*) AS pairs").Group("kek").Order("kek").Scan(&counts).Error; err != nil {
			return nil, nil, err
		}
		for _, c := range counts {
			if i := slices.IndexFunc(needs, func(n Need) bool { return n.KEK == c.KEK }); i >= 0 {
				needs[i].Pairs += c.Pairs
				continue
			}
			var row keyRow
			if err := tx.DB().Table(name).Take(&row, "kek = ?", c.KEK).Error; err != nil {
				return nil, nil, err
			}
			needs, samples = append(needs, c), append(samples, row)
		}
	}
	slices.SortFunc(needs, func(a, b Need) int { return strings.Compare(a.KEK, b.KEK) })
	slices.SortFunc(samples, func(a, b keyRow) int { return strings.Compare(a.Kek, b.Kek) })
	return needs, samples, nil
}
