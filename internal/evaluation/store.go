package evaluation

import (
	"errors"
	"time"

	"gorm.io/gorm"

	"github.com/assay-engine/assay/internal/bid"
	"github.com/assay-engine/assay/internal/identity"
	"github.com/assay-engine/assay/internal/store"
)

// GetRun finds a run.
func GetRun(tx *store.Tx, id string) (r Run, err error) {
	return r, found(tx.DB().First(&r, "id = ?", id).Error)
}

// LatestRun finds the run of a lot that counts: its last.
func LatestRun(tx *store.Tx, lotID string) (r Run, err error) {
	return r, found(tx.DB().Order("number DESC").First(&r, "lot_id = ?", lotID).Error)
}

func found(err error) error {
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return store.ErrNotFound
	}
	return err
}

// listRuns leaves out the long documents.
func listRuns(tx *store.Tx, tenderID, lotID string, page store.Page) (list []Run, err error) {
	q := page.Of(tx.DB()).Omit("sheet", "result")
	if lotID != "" {
		q = q.Where("lot_id = ?", lotID)
	}
	return list, q.Find(&list, "tender_id = ?", tenderID).Error
}

// lotsRun counts the lots of a tender that have a run.
func lotsRun(tx *store.Tx, tenderID string) (n int64, err error) {
	return n, tx.DB().Model(&Run{}).Where("tender_id = ?", tenderID).Distinct("lot_id").Count(&n).Error
}

func lockOf(tx *store.Tx, tenderID string) (l QualityLock, err error) {
	return l, found(tx.DB().First(&l, "tender_id = ?", tenderID).Error)
}

// closing marks that a lot's evaluation has ended, and the run it ended with;
// or that it was opened again. The last one counts.
type closing struct {
	LotID    string `gorm:"primaryKey"`
	Number   int    `gorm:"primaryKey;autoIncrement:false"` // from 1
	RunID    string
	Reopened bool
	ClosedAt time.Time
}

// TableName names the table of closings.
func (closing) TableName() string { return "closings" }

func isClosed(tx *store.Tx, lotID string) (bool, error) {
	c, err := closingOf(tx, lotID)
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	return err == nil && !c.Reopened, err
}

// closingOf finds how a lot stands: its last closing or reopening.
func closingOf(tx *store.Tx, lotID string) (c closing, err error) {
	return c, found(tx.DB().Order("number DESC").First(&c, "lot_id = ?", lotID).Error)
}

// closedWith reports whether a lot was ever closed with a run: whoever was owed
// a copy then is owed it still.
func closedWith(tx *store.Tx, r Run) (bool, error) {
	var n int64
	err := tx.DB().Model(&closing{}).Where("lot_id = ? AND run_id = ? AND NOT reopened", r.LotID, r.ID).Count(&n).Error
	return n > 0, err
}

func addClosing(tx *store.Tx, c closing) error {
	last, err := closingOf(tx, c.LotID)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	c.Number = last.Number + 1
	err = tx.Insert(&c)
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return ErrClosed
	}
	return err
}

// TableName names the table of seals.
func (Seal) TableName() string { return "run_seals" }

func sealOf(tx *store.Tx, runID string) (k Seal, err error) {
	err = found(tx.DB().First(&k, "run_id = ?", runID).Error)
	if errors.Is(err, store.ErrNotFound) {
		err = ErrUnsealed
	}
	return k, err
}

// latestAgreed finds what was agreed last, for each bid and criterion of a lot.
func latestAgreed(tx *store.Tx, lotID string) (list []AgreedScore, err error) {
	return list, tx.DB().Where("lot_id = ?", lotID).Where(
		"NOT EXISTS (SELECT 1 FROM agreed_scores later WHERE later.bid_id = agreed_scores.bid_id" +
			" AND later.criterion = agreed_scores.criterion AND later.number > agreed_scores.number)").
		Order("id").Find(&list).Error
}

func listAgreed(tx *store.Tx, tenderID string, f Filter, page store.Page) (list []AgreedScore, err error) {
	return list, f.of(page.Of(tx.DB())).Find(&list, "tender_id = ?", tenderID).Error
}

// countAgreed tells how often a level was agreed for an answer.
func countAgreed(tx *store.Tx, bidID, criterion string) (n int64, err error) {
	return n, tx.DB().Model(&AgreedScore{}).Where("bid_id = ? AND criterion = ?", bidID, criterion).Count(&n).Error
}

// countScores tells how often an answer was scored; by one evaluator, or by
// anybody where none is named.
func countScores(tx *store.Tx, bidID, criterion, evaluatorID string) (n int64, err error) {
	q := tx.DB().Model(&Score{}).Where("bid_id = ? AND criterion = ?", bidID, criterion)
	if evaluatorID != "" {
		q = q.Where("evaluator_id = ?", evaluatorID)
	}
	return n, q.Count(&n).Error
}

func insertScore(tx *store.Tx, s Score) error {
	err := tx.Insert(&s)
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return ErrMeanwhile
	}
	return err
}

// listScores lists what a reader may see.
func listScores(tx *store.Tx, tenderID, readerID string, f Filter, page store.Page) (list []Score, err error) {
	return list, f.of(seen(page.Of(tx.DB()), readerID)).Find(&list, "tender_id = ?", tenderID).Error
}

// seen narrows to what a reader may see: its own scores; those on an answer
// that it has scored itself; those on an answer for which a level is agreed.
func seen(q *gorm.DB, readerID string) *gorm.DB {
	same := func(table string) string {
		return "EXISTS (SELECT 1 FROM " + table + " x WHERE x.bid_id = scores.bid_id AND x.criterion = scores.criterion"
	}
	return q.Where("("+same("agreed_scores")+") OR "+same("scores")+" AND x.evaluator_id = ?))", readerID)
}

// counting narrows to each evaluator's last score on an answer.
func counting(q *gorm.DB) *gorm.DB {
	return q.Where("NOT EXISTS (SELECT 1 FROM scores later WHERE later.bid_id = scores.bid_id AND later.criterion = scores.criterion" +
		" AND later.evaluator_id = scores.evaluator_id AND later.number > scores.number)").Order("id")
}

// latestScores lists the evaluators' own scores of a lot that count.
func latestScores(tx *store.Tx, lotID string) (list []Score, err error) {
	return list, counting(tx.DB()).Find(&list, "lot_id = ?", lotID).Error
}

// visibleScores lists those of a tender that a reader may see, of one lot where
// one is named.
func visibleScores(tx *store.Tx, tenderID, lotID, readerID string) (list []Score, err error) {
	q := counting(seen(tx.DB(), readerID))
	if lotID != "" {
		q = q.Where("lot_id = ?", lotID)
	}
	return list, q.Find(&list, "tender_id = ?", tenderID).Error
}

// Filter narrows a list of scores; what is empty does not.
type Filter struct{ BidID, Criterion string }

func (f Filter) of(q *gorm.DB) *gorm.DB {
	if f.BidID != "" {
		q = q.Where("bid_id = ?", f.BidID)
	}
	if f.Criterion != "" {
		q = q.Where("criterion = ?", f.Criterion)
	}
	return q
}

func isMissing(err error) bool {
	return errors.Is(err, store.ErrNotFound) || errors.Is(err, gorm.ErrRecordNotFound)
}

func findBid(tx *store.Tx, id string) (b bid.Bid, exists bool, err error) {
	b, err = bid.Get(tx, id)
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return b, false, nil
	}
	return b, err == nil, err
}

// Bidders finds who made the bids of some lots, by bid, for later stages.
func Bidders(tx *store.Tx, lotIDs ...string) (map[string]identity.Organisation, error) {
	return bidders(tx, lotIDs...)
}

// bidders finds who made the bids of some lots, by bid: under their aliases
// where the actor must not know who they are.
func bidders(tx *store.Tx, lotIDs ...string) (map[string]identity.Organisation, error) {
	var bids []bid.Bid
	if err := tx.DB().Select("id", "tender_id", "supplier_id").Find(&bids, "lot_id IN ?", lotIDs).Error; err != nil {
		return nil, err
	}
	if aliases, err := aliasesFor(tx, bids); err != nil || aliases != nil {
		return aliases, err
	}
	var suppliers []identity.Organisation
	err := tx.DB().Where("id IN (?)", tx.DB().Model(&bid.Bid{}).Select("supplier_id").Where("lot_id IN ?", lotIDs)).Find(&suppliers).Error
	byID := make(map[string]identity.Organisation, len(suppliers))
	for _, s := range suppliers {
		byID[s.ID] = s
	}
	byBid := make(map[string]identity.Organisation, len(bids))
	for _, b := range bids {
		byBid[b.ID] = byID[b.SupplierID]
	}
	return byBid, err
}
