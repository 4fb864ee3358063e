package award

import (
	"errors"

	"gorm.io/gorm"

	"github.com/assay-engine/assay/internal/store"
)

// Get finds an award.
func Get(tx *store.Tx, id string) (a Award, err error) {
	err = tx.DB().First(&a, "id = ?", id).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		err = store.ErrNotFound
	}
	return a, err
}

// Of lists the awards of a tender, oldest first: at most one for each lot.
func Of(tx *store.Tx, tenderID string) (list []Award, err error) {
	return list, tx.DB().Order("id").Find(&list, "tender_id = ?", tenderID).Error
}

// insert keeps an award. The database holds one for each lot, whatever the use
// case thought.
func insert(tx *store.Tx, a Award) error {
	err := tx.Insert(&a)
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return ErrAwarded
	}
	return err
}

// Move takes an award on to its next status, if it still is as the caller saw
// it.
func Move(tx *store.Tx, a *Award, to Status) error {
	if err := Lifecycle.Move(&a.Status, to); err != nil {
		return err
	}
	if err := tx.Change(&Award{}, a.ID, a.Version, map[string]any{"status": to}); err != nil {
		return err
	}
	a.Version++
	return nil
}
