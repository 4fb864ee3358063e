package evaluation

import (
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
)

// Close ends the evaluation of a lot with one of its runs, for whoever awards
// it. The run must be the lot's last, and everything it rests on must still be
// as it was: the same bids in the competition, the same agreed levels. From
// then on nothing in the lot can be scored, agreed or run.
//
// The caller holds the tender, so that no level can be agreed in between: of an
// award and a correction that race, one comes first and the other is refused.
func Close(tx *store.Tx, t tender.Tender, lot tender.Lot, r Run) error {
	if closed, err := isClosed(tx, lot.ID); err != nil || closed {
		return either(err, ErrClosed.Because("the lot has been awarded"))
	}
	last, err := LatestRun(tx, lot.ID)
	if err != nil {
		return err
	}
	if last.ID != r.ID {
		return ErrNotLatest.Because("number %d is later than number %d", last.Number, r.Number)
	}
	if err := stands(tx, t, lot, r); err != nil {
		return err
	}
	return closeLot(tx, closing{LotID: lot.ID, RunID: r.ID, ClosedAt: t.Moment(tx)})
}

// stands refuses a run whose question would be another one today.
func stands(tx *store.Tx, t tender.Tender, lot tender.Lot, r Run) error {
	sheet, _, err := sheetOf(tx, t, lot)
	if err != nil {
		return err
	}
	if sheet.InputHash() != r.InputHash || t.For(lot).MethodHash != r.MethodHash {
		return ErrOutdated
	}
	return nil
}
