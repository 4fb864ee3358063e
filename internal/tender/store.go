package tender

import (
	"errors"
	"time"

	"gorm.io/gorm"

	"github.com/assay-engine/assay/internal/store"
)

// Get finds a tender, whoever asks.
func Get(tx *store.Tx, id string) (t Tender, err error) {
	err = tx.DB().First(&t, "id = ?", id).Error
	return t, err
}

// own finds a tender that the actor's organisation buys, and holds it. Another
// buyer's tender is not there to be changed.
func own(tx *store.Tx, id string, version int) (t Tender, err error) {
	if t, err = Hold(tx, id); err != nil {
		return t, err
	}
	if t.OwnerID != tx.Actor.OrganisationID {
		return Tender{}, store.ErrNotFound
	}
	if t.Version != version {
		return t, store.ErrStale
	}
	return t, nil
}

func isMissing(err error) bool {
	return errors.Is(err, gorm.ErrRecordNotFound) || errors.Is(err, store.ErrNotFound)
}

// Hold finds a tender and locks it until the work is done, for whoever changes
// its status; then it asks the clock.
func Hold(tx *store.Tx, id string) (t Tender, err error) { return locked(tx, tx.ForUpdate(), id) }

// Share finds a tender and keeps it as it is until the work is done, for
// whoever relies on its status; then it asks the clock. Many may share at once.
func Share(tx *store.Tx, id string) (t Tender, err error) { return locked(tx, tx.ForShare(), id) }

// locked reads under a lock. The clock is asked only once the lock is held,
// since whoever waited for it across the deadline is late.
func locked(tx *store.Tx, q *gorm.DB, id string) (t Tender, err error) {
	if err := q.First(&t, "id = ?", id).Error; err != nil {
		return t, err
	}
	return t, tx.Refresh()
}

// Lots lists a tender's lots in the buyer's order.
func Lots(tx *store.Tx, tenderID string) (list []Lot, err error) {
	err = tx.DB().Order("number").Find(&list, "tender_id = ?", tenderID).Error
	return list, err
}

// LotOf finds a lot of a tender.
func LotOf(tx *store.Tx, tenderID, lotID string) (l Lot, err error) {
	err = tx.DB().First(&l, "id = ? AND tender_id = ?", lotID, tenderID).Error
	return l, err
}

// Move sets a tender's status, if that may follow the present one, together
// with the columns named. The caller holds the tender.
func Move(tx *store.Tx, t *Tender, to Status, columns map[string]any) error {
	if err := Lifecycle.Move(&t.Status, to); err != nil {
		return err
	}
	values := map[string]any{"status": to}
	for name, value := range columns {
		values[name] = value
	}
	return change(tx, t, t.Version, values)
}

// change updates the named columns of the version that the caller means.
func change(tx *store.Tx, t *Tender, version int, columns map[string]any) error {
	if err := tx.Change(&Tender{}, t.ID, version, columns); err != nil {
		return err
	}
	t.Version = version + 1
	return nil
}

func insert(tx *store.Tx, t Tender, lots []Lot) error { return tx.Insert(&t, &lots) }

func replaceLots(tx *store.Tx, tenderID string, lots []Lot) error {
	if err := tx.DB().Delete(&Lot{}, "tender_id = ?", tenderID).Error; err != nil {
		return err
	}
	return tx.Insert(&lots)
}

// visible narrows to what the actor may know of: what is public, and what its
// own organisation buys.
func visible(tx *store.Tx) *gorm.DB {
	return tx.DB().Where("(published_at IS NOT NULL OR owner_id = ?)", nobody(tx.Actor.OrganisationID))
}

// nobody stands in for the organisation of an actor without one.
func nobody(organisationID string) string {
	if organisationID == "" {
		return "00000000-0000-0000-0000-000000000000"
	}
	return organisationID
}

func one(tx *store.Tx, id string) (t Tender, err error) {
	err = visible(tx).First(&t, "id = ?", id).Error
	return t, err
}

func list(tx *store.Tx, f Filter, page store.Page) (rows []Tender, err error) {
	q := page.Of(visible(tx))
	if f.Status != "" {
		q = q.Where("status = ?", f.Status)
	}
	if f.Mode != "" {
		q = q.Where("mode = ?", f.Mode)
	}
	if f.Owner != "" {
		q = q.Where("owner_id = ?", f.Owner)
	}
	return rows, q.Find(&rows).Error
}

// lotsOf lists the lots of several tenders at once.
func lotsOf(tx *store.Tx, tenders []Tender) (map[string][]Lot, error) {
	ids := make([]string, len(tenders))
	for i, t := range tenders {
		ids[i] = t.ID
	}
	var rows []Lot
	if err := tx.DB().Order("tender_id, number").Find(&rows, "tender_id IN ?", ids).Error; err != nil {
		return nil, err
	}
	byTender := map[string][]Lot{}
	for _, l := range rows {
		byTender[l.TenderID] = append(byTender[l.TenderID], l)
	}
	return byTender, nil
}

// due lists the tenders whose deadline has come by their own clock, oldest
// first.
func due(tx *store.Tx, now time.Time, atMost int) (ids []string, err error) {
	err = tx.DB().Model(&Tender{}).Where("status = ? AND ((mode = ? AND deadline <= ?) OR (mode = ? AND deadline <= clock))", Published, Live, now, Test).
		Order("deadline").Limit(atMost).Pluck("id", &ids).Error
	return ids, err
}
