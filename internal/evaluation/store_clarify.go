package evaluation

import "github.com/assay-engine/assay/internal/store"

func getClarification(tx *store.Tx, tenderID, id string) (c BidClarification, err error) {
	return c, found(tx.DB().First(&c, "id = ? AND tender_id = ?", id, tenderID).Error)
}

func listClarifications(tx *store.Tx, tenderID string) (list []BidClarification, err error) {
	return list, tx.DB().Order("id").Find(&list, "tender_id = ?", tenderID).Error
}

// acceptedAnswer is an answer that is taken into account.
type acceptedAnswer struct{ BidID, Fields string }

func acceptedAnswers(tx *store.Tx, lotID string) (list []acceptedAnswer, err error) {
	err = tx.DB().Table("bid_clarification_answers AS a").Joins("JOIN bid_clarifications AS c ON c.id = a.clarification_id").
		Joins("JOIN bid_clarification_verdicts AS v ON v.clarification_id = a.clarification_id").
		Where("c.lot_id = ? AND v.accepted", lotID).Order("v.decided_at, a.clarification_id").Select("c.bid_id, a.fields").Scan(&list).Error
	return list, err
}
