package award

import (
	"errors"

	"gorm.io/gorm"

	"github.com/assay-engine/assay/internal/bid"
	"github.com/assay-engine/assay/internal/evaluation"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
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

func isAwarded(tx *store.Tx, lotID string) (bool, error) {
	var n int64
	err := tx.DB().Model(&Award{}).Where("lot_id = ?", lotID).Count(&n).Error
	return n > 0, err
}

func findLot(tx *store.Tx, tenderID, lotID string) (lot tender.Lot, exists bool, err error) {
	lot, err = tender.LotOf(tx, tenderID, lotID)
	exists, err = there(err)
	return lot, exists, err
}

func findRun(tx *store.Tx, lotID, runID string) (r evaluation.Run, exists bool, err error) {
	r, err = evaluation.GetRun(tx, runID)
	exists, err = there(err)
	return r, exists && r.LotID == lotID, err
}

// there tells what is missing from what went wrong.
func there(err error) (bool, error) {
	if errors.Is(err, gorm.ErrRecordNotFound) || errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// lotsBidOn finds the lots on which a supplier's bid was opened.
func lotsBidOn(tx *store.Tx, tenderID, supplierID string) (map[string]bool, error) {
	lots := map[string]bool{}
	if supplierID == "" {
		return lots, nil
	}
	var bids []bid.Bid
	err := tx.DB().Find(&bids, "tender_id = ? AND supplier_id = ?", tenderID, supplierID).Error
	for _, b := range bids {
		if b.IsOpened() {
			lots[b.LotID] = true
		}
	}
	return lots, err
}
