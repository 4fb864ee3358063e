package bid

import (
	"time"

	"github.com/assay-engine/assay/internal/store"
)

type priceOpeningRow struct {
	TenderID       string
	OpenedAt       time.Time
	OrganisationID string
	OpenedBy       string
	ConsentedBy    *string
}

// TableName names the table of price openings.
func (priceOpeningRow) TableName() string { return "price_openings" }

func keepPrices(tx *store.Tx, o PriceOpening, rows []openedPrice, documents []openedDocument) error {
	row := priceOpeningRow{TenderID: o.TenderID, OpenedAt: o.OpenedAt, OrganisationID: o.OrganisationID, OpenedBy: o.OpenedBy, ConsentedBy: optional(o.ConsentedBy)}
	return tx.Insert(&row, &rows, &documents)
}

// openedVersions finds the bids that were opened, whatever became of them, and
// the version of each that was.
func openedVersions(tx *store.Tx, tenderID string) ([]Bid, map[string]Version, error) {
	var bids []Bid
	if err := tx.ForUpdate().Order("id").Find(&bids, "tender_id = ? AND status IN ?", tenderID, openedStatuses).Error; err != nil {
		return nil, nil, err
	}
	versions, err := currentVersions(tx, bids)
	return bids, versions, err
}

// priceHashes lists the prices that were opened, in the order of the hashes.
func priceHashes(tx *store.Tx, tenderID string) (list []PriceHash, err error) {
	err = tx.DB().Table("opening_hashes AS o").Joins("JOIN bid_versions AS v ON v.document_hash = o.document_hash").
		Select("o.document_hash, v.price_hash, o.lot_id").Where("o.tender_id = ? AND o.standing = ?", tenderID, StandingOpened).
		Order("o.document_hash").Scan(&list).Error
	return list, err
}

func getPriceOpening(tx *store.Tx, tenderID string) (o PriceOpening, err error) {
	var row priceOpeningRow
	if err := tx.DB().First(&row, "tender_id = ?", tenderID).Error; err != nil {
		return o, err
	}
	o = PriceOpening{TenderID: row.TenderID, OpenedAt: row.OpenedAt, OrganisationID: row.OrganisationID, OpenedBy: row.OpenedBy, ConsentedBy: plain(row.ConsentedBy)}
	o.Hashes, err = priceHashes(tx, tenderID)
	return o, err
}
