package summary

import (
	"errors"

	"gorm.io/gorm"

	"github.com/assay-engine/assay/internal/award"
	"github.com/assay-engine/assay/internal/store"
)

func found(err error) error {
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return store.ErrNotFound
	}
	return err
}

func get(tx *store.Tx, tenderID, id string) (s Summary, err error) {
	return s, found(tx.DB().First(&s, "tender_id = ? AND id = ?", tenderID, id).Error)
}

func list(tx *store.Tx, tenderID string) (all []Summary, err error) {
	return all, tx.DB().Order("id").Find(&all, "tender_id = ?", tenderID).Error
}

// Of lists the summaries of a recommendation.
func Of(tx *store.Tx, recommendationID string) (all []Summary, err error) {
	return all, tx.DB().Order("id").Find(&all, "recommendation_id = ?", recommendationID).Error
}

func recommendation(tx *store.Tx, tenderID, id string) (r award.Recommendation, err error) {
	return r, found(tx.DB().First(&r, "tender_id = ? AND id = ?", tenderID, id).Error)
}

func versionOf(tx *store.Tx, s Summary, number int) (v Version, err error) {
	return v, found(tx.DB().First(&v, "summary_id = ? AND number = ?", s.ID, number).Error)
}

func versions(tx *store.Tx, id string) (all []Version, err error) {
	return all, tx.DB().Order("number").Find(&all, "summary_id = ?", id).Error
}

func reviews(tx *store.Tx, id string) (all []Review, err error) {
	return all, tx.DB().Order("number").Find(&all, "summary_id = ?", id).Error
}
