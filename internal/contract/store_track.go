package contract

import (
	"math/big"
	"time"

	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
	"github.com/assay-engine/assay/pkg/decimal"
)

// suppliedBy lists the contracts that a supplier delivers, or delivered before
// they were assigned to somebody else. Of rehearsals it lists those that the
// actor may know of.
func suppliedBy(tx *store.Tx, supplierID string, mode tender.Mode) (list []Contract, err error) {
	q := tx.DB()
	if mode == tender.Test {
		q = visible(tx)
	}
	before := tx.DB().Model(&contractChange{}).Select("contract_id").Where("supplier_before = ?", supplierID)
	err = q.Where("mode = ?", mode).Where("(supplier_id = ? OR id IN (?))", supplierID, before).Order("id").Find(&list).Error
	return list, err
}

// hands are the assignments of a contract, the first first.
type hands []contractChange

// on is who delivered at a moment; now is who does today.
func (h hands) on(at time.Time, now string) string {
	for _, change := range h {
		if change.At.After(at) {
			return change.SupplierBefore
		}
	}
	return now
}

func handsOf(tx *store.Tx, contracts []Contract) (map[string]hands, error) {
	ids := make([]string, len(contracts))
	for i, c := range contracts {
		ids[i] = c.ID
	}
	var rows []contractChange
	err := tx.DB().Order("at, variation_id").Find(&rows, "contract_id IN ? AND supplier_id <> supplier_before", ids).Error
	by := map[string]hands{}
	for _, c := range rows {
		by[c.ContractID] = append(by[c.ContractID], c)
	}
	return by, err
}

// TableName names the table of replies.
func (TrackReply) TableName() string { return "track_replies" }

func trackReplies(tx *store.Tx, supplierID string, mode tender.Mode) (list []TrackReply, err error) {
	list = []TrackReply{}
	err = tx.DB().Order("id").Find(&list, "supplier_id = ? AND mode = ?", supplierID, mode).Error
	return list, err
}

func pageOfStatements(tx *store.Tx, supplierID string, page store.Page) (list []Statement, err error) {
	err = page.Of(tx.DB()).Where("supplier_id = ?", supplierID).Find(&list).Error
	return list, err
}

// rounded is an exact figure to three decimals; nil where it is unknown.
func rounded(exact *big.Rat) *decimal.Number {
	if exact == nil {
		return nil
	}
	n := Thousandths(exact)
	return &n
}
