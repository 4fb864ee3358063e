package evaluation

import (
	"errors"

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
	if err := Stands(tx, t, lot, r); err != nil {
		return err
	}
	return addClosing(tx, closing{LotID: lot.ID, RunID: r.ID, ClosedAt: t.Moment(tx)})
}

// Stands refuses a run that is not the lot's last, whose question would be
// another one today, or whose lot is closed already.
func Stands(tx *store.Tx, t tender.Tender, lot tender.Lot, r Run) error {
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
	sheet, _, err := sheetOf(tx, t, lot)
	if err != nil {
		return err
	}
	if sheet.InputHash() != r.InputHash || t.For(lot).MethodHash != r.MethodHash {
		return ErrOutdated
	}
	return nil
}

// Reopen takes the end of a lot's evaluation back, for whoever sets its award
// aside: levels can be corrected and runs made again. The caller holds the
// tender. A lot that is not closed stays as it is.
func Reopen(tx *store.Tx, t tender.Tender, lotID string) error {
	last, err := closingOf(tx, lotID)
	if errors.Is(err, store.ErrNotFound) || err == nil && last.Reopened {
		return nil
	}
	if err != nil {
		return err
	}
	return addClosing(tx, closing{LotID: lotID, RunID: last.RunID, Reopened: true, ClosedAt: t.Moment(tx)})
}
