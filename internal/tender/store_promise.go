package tender

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/assay-engine/assay/internal/store"
)

// bandsRow is what was sent at one time. Rows are only ever added.
type bandsRow struct {
	TenderID  string `gorm:"primaryKey"`
	Number    int    `gorm:"primaryKey;autoIncrement:false"`
	Bands     string
	CreatedAt time.Time
	CreatedBy *string
}

// TableName names the table of promise bands.
func (bandsRow) TableName() string { return "promise_bands" }

func insertBands(tx *store.Tx, p PromiseBands) error {
	text, err := json.Marshal(p.Bands)
	if err != nil {
		return fmt.Errorf("write promise bands: %w", err)
	}
	row := bandsRow{TenderID: p.Tender.ID, Number: p.Number, Bands: string(text), CreatedAt: p.CreatedAt}
	if id := tx.Actor.ID(); id != "" {
		row.CreatedBy = &id
	}
	return tx.Insert(&row)
}

// lastBands finds what was sent last.
func lastBands(tx *store.Tx, tenderID string) (p PromiseBands, err error) {
	var rows []bandsRow
	if err := tx.DB().Order("number DESC").Limit(1).Find(&rows, "tender_id = ?", tenderID).Error; err != nil {
		return p, err
	}
	if len(rows) == 0 {
		return p, ErrNoBands
	}
	p.Number, p.CreatedAt = rows[0].Number, rows[0].CreatedAt
	if err := json.Unmarshal([]byte(rows[0].Bands), &p.Bands); err != nil {
		err = fmt.Errorf("read the promise bands of tender %s: %w", tenderID, err)
		return p, err
	}
	return p, nil
}
