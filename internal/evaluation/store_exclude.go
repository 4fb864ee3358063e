package evaluation

import "github.com/assay-engine/assay/internal/store"

func countExclusions(tx *store.Tx, bidID string) (n int64, err error) {
	return n, tx.DB().Model(&Exclusion{}).Where("bid_id = ?", bidID).Count(&n).Error
}

func listExclusions(tx *store.Tx, tenderID string) (list []Exclusion, err error) {
	return list, tx.DB().Order("id").Find(&list, "tender_id = ?", tenderID).Error
}

func getInquiry(tx *store.Tx, tenderID, id string) (q Inquiry, err error) {
	return q, found(tx.DB().First(&q, "id = ? AND tender_id = ?", id, tenderID).Error)
}

func listInquiries(tx *store.Tx, tenderID string) (list []Inquiry, err error) {
	return list, tx.DB().Order("id").Find(&list, "tender_id = ?", tenderID).Error
}

// inquiryOf finds what was asked about the price of a bid; nil where nothing
// was.
func inquiryOf(tx *store.Tx, bidID string) (*Inquiry, error) {
	return maybe[Inquiry](tx, "bid_id", bidID)
}

func answerTo(tx *store.Tx, id string) (*PriceAnswer, error) {
	return maybe[PriceAnswer](tx, "inquiry_id", id)
}

func verdictOn(tx *store.Tx, id string) (*PriceVerdict, error) {
	return maybe[PriceVerdict](tx, "inquiry_id", id)
}

// maybe finds a row by one column; nil where there is none.
func maybe[T any](tx *store.Tx, column, value string) (*T, error) {
	var row T
	err := tx.DB().First(&row, column+" = ?", value).Error
	if isMissing(err) {
		return nil, nil
	}
	return &row, err
}

// standingExclusions finds the last decision about each bid of a tender that is
// out of the competition.
func standingExclusions(tx *store.Tx, tenderID string) (map[string]Exclusion, error) {
	list, err := listExclusions(tx, tenderID)
	if err != nil {
		return nil, err
	}
	last := map[string]Exclusion{}
	for _, e := range list {
		if e.Number >= last[e.BidID].Number {
			last[e.BidID] = e
		}
	}
	for id, e := range last {
		if e.Ground == "" {
			delete(last, id)
		}
	}
	return last, nil
}
