package contract

import "github.com/assay-engine/assay/internal/store"

// obligationsOf lists the obligations of contracts, in the order of their bids.
func obligationsOf(tx *store.Tx, contractIDs []string) (list []Obligation, err error) {
	err = tx.DB().Order("contract_id, position").Find(&list, "contract_id IN ?", contractIDs).Error
	return list, err
}

// periodsOfAll lists the periods of contracts in the order of time, by
// obligation.
func periodsOfAll(tx *store.Tx, contractIDs []string) (map[string][]Period, error) {
	return periodsWhere(tx, "obligation_id IN (?)", tx.DB().Model(&Obligation{}).Select("id").Where("contract_id IN ?", contractIDs))
}

// periodsOfObligation lists the periods of one obligation.
func periodsOfObligation(tx *store.Tx, obligationID string) (map[string][]Period, error) {
	return periodsWhere(tx, "obligation_id = ?", obligationID)
}

func periodsWhere(tx *store.Tx, where string, args ...any) (map[string][]Period, error) {
	var rows []Period
	err := tx.DB().Order("obligation_id, number").Where(where, args...).Find(&rows).Error
	by := map[string][]Period{}
	for _, p := range rows {
		by[p.ObligationID] = append(by[p.ObligationID], p)
	}
	return by, err
}

func returnsOfAll(tx *store.Tx, contractIDs []string) (list []Return, err error) {
	err = tx.DB().Find(&list, "contract_id IN ?", contractIDs).Error
	return list, err
}

func returnsOfObligation(tx *store.Tx, obligationID string) (list []Return, err error) {
	err = tx.DB().Find(&list, "obligation_id = ?", obligationID).Error
	return list, err
}

// stepsOfContracts lists what happened to all returns of contracts, by return.
func stepsOfContracts(tx *store.Tx, contractIDs []string) (map[string][]Step, error) {
	return stepsOf(tx, tx.DB().Model(&Return{}).Select("id").Where("contract_id IN ?", contractIDs))
}
