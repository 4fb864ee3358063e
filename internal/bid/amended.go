package bid

import (
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
)

// Ahead is what bids do when their tender moves under them. The service that
// changes tenders is handed it and never learns what it did.
type Ahead struct{}

// Amended asks every bid that was submitted for one of the lots to be confirmed
// or replaced: it answers words that no longer stand. Until that is done it is
// not opened. The caller holds the tender, so no submission comes in between, and
// the events stay sealed with all others of the bids.
func (Ahead) Amended(tx *store.Tx, t tender.Tender, lotIDs []string) error {
	defer tx.Beyond("ask bidders to confirm what was amended under them")()
	var bids []Bid
	if err := tx.ForUpdate().Order("id").Find(&bids, "lot_id IN ? AND status = ?", lotIDs, Submitted).Error; err != nil {
		return err
	}
	for i := range bids {
		b := &bids[i]
		if err := Lifecycle.Move(&b.Status, NeedsReconfirmation); err != nil {
			return err
		}
		b.UpdatedAt = t.Moment(tx)
		tx.Record(sealed(t, "bid.needs_reconfirmation", b.ID, map[string]any{"amendment": t.Amendments, "version": b.Current}))
		if err := change(tx, b, b.Version, map[string]any{"status": b.Status}); err != nil {
			return err
		}
	}
	return nil
}

// Bidders lists the organisations that have a bid for a tender and did not
// withdraw it, for the outbox alone.
func (Ahead) Bidders(tx *store.Tx, tenderID string) (organisationIDs []string, err error) {
	defer tx.Beyond("tell bidders, by the outbox alone, what was announced")()
	err = tx.DB().Model(&Bid{}).Distinct("supplier_id").Where("tender_id = ? AND status <> ?", tenderID, Withdrawn).Pluck("supplier_id", &organisationIDs).Error
	return organisationIDs, err
}

// BidFor lists the tenders for which an organisation has a bid, in whatever
// state.
func (Ahead) BidFor(tx *store.Tx, organisationID string) (tenderIDs []string, err error) {
	err = tx.DB().Model(&Bid{}).Distinct("tender_id").Where("supplier_id = ?", nobody(organisationID)).Pluck("tender_id", &tenderIDs).Error
	return tenderIDs, err
}
