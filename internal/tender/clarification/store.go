package clarification

import (
	"errors"

	"gorm.io/gorm"

	"github.com/assay-engine/assay/internal/store"
)

// saltRow is the secret of one tender by which askers are hidden. It is never
// shown and never changes.
type saltRow struct {
	TenderID string
	Salt     []byte
}

// TableName names the table of salts.
func (saltRow) TableName() string { return "tender_salts" }

// askerRow is a supplier that asked about a tender, by its handle.
type askerRow struct {
	TenderID string
	Number   int
	Handle   string
}

// TableName names the table of askers.
func (askerRow) TableName() string { return "clarification_askers" }

// saltOf is a tender's salt; nil before the first question.
func saltOf(tx *store.Tx, tenderID string) ([]byte, error) {
	var rows []saltRow
	err := tx.DB().Limit(1).Find(&rows, "tender_id = ?", tenderID).Error
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return rows[0].Salt, nil
}

// findAsker finds a handle's number, 0 where it has none, and how many askers
// there are.
func findAsker(tx *store.Tx, tenderID, handle string) (number, count int, err error) {
	var rows []askerRow
	if err := tx.DB().Find(&rows, "tender_id = ?", tenderID).Error; err != nil {
		return 0, 0, err
	}
	for _, r := range rows {
		if r.Handle == handle {
			number = r.Number
		}
	}
	return number, len(rows), nil
}

func get(tx *store.Tx, tenderID, id string) (c Clarification, err error) {
	err = tx.DB().First(&c, "id = ? AND tender_id = ?", id, tenderID).Error
	return c, err
}

func countAnswers(tx *store.Tx, tenderID string) (int, error) {
	var n int64
	err := tx.DB().Model(&Clarification{}).Where("tender_id = ? AND answered_at IS NOT NULL", tenderID).Count(&n).Error
	return int(n), err
}

// list narrows to what the reader may see: the buyer all, anybody what was
// answered, the asker its own.
func list(tx *store.Tx, tenderID string, buyer bool, asker int, page store.Page) (rows []Clarification, err error) {
	q := page.Of(tx.DB()).Where("tender_id = ?", tenderID)
	if !buyer {
		q = q.Where("(answered_at IS NOT NULL OR asker = ?)", asker)
	}
	return rows, q.Find(&rows).Error
}

// missing puts a fault in the place of an error that says that nothing is
// there.
func missing(err, instead error) error {
	if errors.Is(err, gorm.ErrRecordNotFound) || errors.Is(err, store.ErrNotFound) {
		return instead
	}
	return err
}
