package contract

import (
	"time"

	"github.com/assay-engine/assay/internal/identity"
	"github.com/assay-engine/assay/internal/store"
)

// figuresRow is how a contract stands now, in one piece.
type figuresRow struct {
	ContractID string `gorm:"primaryKey"`
	Snapshot   []byte
	Tolerance  int // basis points
	AreaCode   string
	AreaTitle  string
	Version    int // 0 until it was made for the first time
}

// TableName names the table of snapshots.
func (figuresRow) TableName() string { return "contract_figures" }

// holdFigures locks a contract's snapshot, and makes room for it where there is
// none. What is read after it sees every decision that was made before.
func holdFigures(tx *store.Tx, contractID string) (row figuresRow, err error) {
	err = tx.DB().Exec("INSERT INTO contract_figures (contract_id, snapshot, tolerance, area_code, area_title, version) VALUES (?, ?, ?, '', '', 0) ON CONFLICT DO NOTHING",
		contractID, []byte{}, int(StandardRules().Tolerance)).Error
	if err != nil {
		return row, err
	}
	err = tx.ForUpdate().First(&row, "contract_id = ?", contractID).Error
	return row, err
}

func keepFigures(tx *store.Tx, row figuresRow, list []Owed) error {
	rules, err := rulesOf(tx, []string{row.ContractID})
	if err != nil {
		return err
	}
	tolerance := StandardRules().Tolerance
	if agreed := rules[row.ContractID]; len(agreed) > 0 {
		tolerance = agreed[len(agreed)-1].Rules.Tolerance
	}
	return tx.DB().Model(&figuresRow{}).Where("contract_id = ?", row.ContractID).
		UpdateColumns(map[string]any{"snapshot": pack(list), "tolerance": int(tolerance), "version": row.Version + 1}).Error
}

// figuresOf finds the snapshots of contracts; of those that have none yet there
// is no row.
func figuresOf(tx *store.Tx, contractIDs []string) (map[string]figuresRow, error) {
	var rows []figuresRow
	err := tx.DB().Find(&rows, "contract_id IN ? AND version > 0", contractIDs).Error
	by := make(map[string]figuresRow, len(rows))
	for _, r := range rows {
		by[r.ContractID] = r
	}
	return by, err
}

// contractsOf lists the contracts of a scope that the actor may know of, newest
// first.
func contractsOf(tx *store.Tx, s Scope) (list []Contract, err error) {
	q := visible(tx).Where("mode = ?", s.Mode)
	if s.AsOf != nil {
		s.Supplier = "" // who delivered then is known once contracts are laid out
	}
	for column, value := range map[string]string{"id": s.Contract, "supplier_id": s.Supplier, "owner_id": s.Authority} {
		if value != "" {
			q = q.Where(column+" = ?", value)
		}
	}
	if s.AsOf != nil {
		q = q.Where("opened_at <= ?", s.AsOf.UTC())
	}
	err = q.Order("id DESC").Find(&list).Error
	return list, err
}

// suppliersBefore finds who delivered contracts at a moment that were assigned
// to somebody else since, by contract.
func suppliersBefore(tx *store.Tx, at *time.Time, contracts []Contract) (map[string]identity.Organisation, error) {
	by := map[string]identity.Organisation{}
	if at == nil {
		return by, nil
	}
	ids := make([]string, len(contracts))
	for i, c := range contracts {
		ids[i] = c.ID
	}
	var changes []contractChange
	err := tx.DB().Order("at DESC, variation_id DESC").Find(&changes, "contract_id IN ? AND at > ? AND supplier_id <> supplier_before", ids, at.UTC()).Error
	if err != nil {
		return nil, err
	}
	for _, c := range changes { // the earliest one comes last, and stands
		if by[c.ContractID], err = identity.Get(tx, c.SupplierBefore); err != nil {
			return nil, err
		}
	}
	return by, nil
}
