package tender

import (
	"errors"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

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

// ForLot is the tender as a bid for a lot meets it, by the lot's identifier; see
// For. Where no lot is named it is the tender as a whole.
func (t Tender) ForLot(tx *store.Tx, lotID string) (Tender, error) {
	if lotID == "" {
		return t, nil
	}
	l, err := LotOf(tx, t.ID, lotID)
	return t.For(l), err
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

// Mark sets columns of a tender whose status stays. The caller holds the tender.
func Mark(tx *store.Tx, t *Tender, columns map[string]any) error {
	return change(tx, t, t.Version, columns)
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
// own organisation buys. Rehearsals are for those who sign in.
func visible(tx *store.Tx) *gorm.DB {
	if !tx.Actor.Known() {
		return tx.DB().Where("published_at IS NOT NULL AND mode = ?", Live)
	}
	return tx.DB().Where("(published_at IS NOT NULL OR owner_id = ?)", nobody(tx.Actor.OrganisationID))
}

// nobody stands in for the organisation of an actor without one.
func nobody(organisationID string) string {
	if organisationID == "" {
		return "00000000-0000-0000-0000-000000000000"
	}
	return organisationID
}

// See finds a tender that the actor may know of.
func See(tx *store.Tx, id string) (t Tender, err error) {
	err = visible(tx).First(&t, "id = ?", id).Error
	return t, err
}

func list(tx *store.Tx, f Filter, page store.Page) (rows []Tender, err error) {
	q := page.Of(visible(tx))
	for _, c := range f.conditions() {
		q = q.Where(c.sql, c.values...)
	}
	return rows, q.Find(&rows).Error
}

// announced lists the live tenders of which something was announced last, the
// newest first, each with that notice.
func announced(tx *store.Tx, atMost int) (tenders []Tender, latest map[string]Notice, err error) {
	newest := tx.DB().Model(&Notice{}).Select("tender_id, MAX(number) AS number").Group("tender_id")
	var notices []Notice
	err = tx.DB().Table("tender_notices AS n").Select("n.*").Joins("JOIN (?) AS m ON m.tender_id = n.tender_id AND m.number = n.number", newest).
		Joins("JOIN tenders AS t ON t.id = n.tender_id AND t.mode = ? AND t.published_at IS NOT NULL", Live).
		Order("n.at DESC, n.id DESC").Limit(atMost).Scan(&notices).Error
	if err != nil {
		return nil, nil, err
	}
	latest = make(map[string]Notice, len(notices))
	ids := make([]string, len(notices))
	for i, n := range notices {
		ids[i], latest[n.TenderID] = n.TenderID, n
	}
	return tenders, latest, tx.DB().Find(&tenders, "id IN ?", ids).Error
}

func countNotices(tx *store.Tx, tenderID string) (int, error) {
	var n int64
	err := tx.DB().Model(&Notice{}).Where("tender_id = ?", tenderID).Count(&n).Error
	return int(n), err
}

func listNotices(tx *store.Tx, tenderIDs []string, page store.Page) (rows []Notice, err error) {
	return rows, page.Of(tx.DB()).Where("tender_id IN ?", tenderIDs).Find(&rows).Error
}

// interestRow is one supplier's registered interest.
type interestRow struct {
	TenderID   string `gorm:"primaryKey"`
	SupplierID string `gorm:"primaryKey"`
	Since      time.Time
}

// TableName names the table of registered interests.
func (interestRow) TableName() string { return "registered_interests" }

func register(tx *store.Tx, tenderID string, since time.Time) error {
	return tx.DB().Clauses(clause.OnConflict{DoNothing: true}).Create(&interestRow{TenderID: tenderID, SupplierID: tx.Actor.OrganisationID, Since: since}).Error
}

func deregister(tx *store.Tx, tenderID string) error {
	return tx.DB().Delete(&interestRow{}, "tender_id = ? AND supplier_id = ?", tenderID, nobody(tx.Actor.OrganisationID)).Error
}

// registered lists the tenders in which an organisation registered an interest.
func registered(tx *store.Tx, organisationID string) (ids []string, err error) {
	err = tx.DB().Model(&interestRow{}).Where("supplier_id = ?", nobody(organisationID)).Pluck("tender_id", &ids).Error
	return ids, err
}

// interestedIn lists who registered an interest in a tender, for the outbox
// alone.
func interestedIn(tx *store.Tx, tenderID string) (ids []string, err error) {
	defer tx.Beyond("tell the interested, by the outbox alone, what was announced")()
	err = tx.DB().Model(&interestRow{}).Where("tender_id = ?", tenderID).Pluck("supplier_id", &ids).Error
	return ids, err
}

// toldRow marks a notice that was handed to the outbox.
type toldRow struct {
	NoticeID string
	ToldAt   time.Time
}

// TableName names the table of notices told.
func (toldRow) TableName() string { return "tender_notices_told" }

// untold lists notices that nobody was told of, the oldest first.
func untold(tx *store.Tx, atMost int) (rows []Notice, err error) {
	const open = "NOT EXISTS (SELECT 1 FROM tender_notices_told AS told WHERE told.notice_id = tender_notices.id)"
	return rows, tx.DB().Where(open).Order("id").Limit(atMost).Find(&rows).Error
}

func countInterest(tx *store.Tx, tenderID string) (*int, error) {
	defer tx.Beyond("count who is interested, where the tender says that its officers may know")()
	var n int64
	err := tx.DB().Model(&interestRow{}).Where("tender_id = ?", tenderID).Count(&n).Error
	return new(int(n)), err
}

// interestedSince tells since when the actor's organisation is registered; nil
// where it is not.
func interestedSince(tx *store.Tx, tenderID string) (*time.Time, error) {
	var rows []interestRow
	err := tx.DB().Limit(1).Find(&rows, "tender_id = ? AND supplier_id = ?", tenderID, nobody(tx.Actor.OrganisationID)).Error
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0].Since, nil
}

// keepLots writes what a lot says and is judged by: those that are there, and
// those that are new. The database lets it be done before publication, and with
// an amendment.
func keepLots(tx *store.Tx, lots []Lot, added int) error {
	for _, l := range lots[:len(lots)-added] {
		err := tx.DB().Model(&Lot{}).Where("id = ?", l.ID).UpdateColumns(map[string]any{
			"title": l.Title, "description": l.Description, "estimate_pence": l.EstimatePence, "criteria": l.Criteria, "method": l.Method, "method_hash": l.MethodHash,
		}).Error
		if err != nil {
			return err
		}
	}
	fresh := lots[len(lots)-added:]
	return tx.Insert(&fresh)
}

// scoredMeasure is a measure that a published tender scores.
type scoredMeasure struct {
	TenderID string
	Code     string
	Outcome  int
}

// TableName names the table by which tenders are found.
func (scoredMeasure) TableName() string { return "tender_measures" }

func keepMeasures(tx *store.Tx, tenderID string, rows []scoredMeasure) error {
	if err := tx.DB().Delete(&scoredMeasure{}, "tender_id = ?", tenderID).Error; err != nil {
		return err
	}
	return tx.Insert(&rows)
}

// listAmendments lists a tender's amendments, the first first.
func listAmendments(tx *store.Tx, tenderID string) (rows []Amended, err error) {
	return rows, tx.DB().Order("number").Find(&rows, "tender_id = ?", tenderID).Error
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
