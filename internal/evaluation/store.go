package evaluation

import (
	"errors"
	"time"

	"gorm.io/gorm"

	"github.com/assay-engine/assay/internal/bid"
	"github.com/assay-engine/assay/internal/identity"
	"github.com/assay-engine/assay/internal/panel"
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
	return list, lastAgreed(tx.DB()).Find(&list, "lot_id = ?", lotID).Error
}

// lastAgreed narrows to what was agreed last on an answer.
func lastAgreed(q *gorm.DB) *gorm.DB {
	return q.Where("NOT EXISTS (SELECT 1 FROM agreed_scores later WHERE later.bid_id = agreed_scores.bid_id" +
		" AND later.criterion = agreed_scores.criterion AND later.number > agreed_scores.number)").Order("id")
}

func listAgreed(tx *store.Tx, tenderID string, open []gap, f Filter, page store.Page) (list []AgreedScore, err error) {
	return list, f.of(page.Of(tx.DB())).Where(answerKey+" IN ?", keysOf(open)).Find(&list, "tender_id = ?", tenderID).Error
}

// countScores tells how often an evaluator scored an answer.
func countScores(tx *store.Tx, bidID, criterion, evaluatorID string) (n int64, err error) {
	return n, tx.DB().Model(&Score{}).Where("bid_id = ? AND criterion = ? AND evaluator_id = ?", bidID, criterion, evaluatorID).Count(&n).Error
}

func insertScore(tx *store.Tx, s Score) error {
	err := tx.Insert(&s)
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return ErrMeanwhile
	}
	return err
}

// listScores lists the reader's own scores, and those of the answers that are
// open to the reader.
func listScores(tx *store.Tx, tenderID, readerID string, open []gap, f Filter, page store.Page) (list []Score, err error) {
	own := tx.DB().Where("evaluator_id = ?", readerID)
	if len(open) > 0 {
		own = own.Or(answerKey+" IN ?", keysOf(open))
	}
	return list, f.of(page.Of(tx.DB())).Where(own).Find(&list, "tender_id = ?", tenderID).Error
}

// answerKey names an answer in one word.
const answerKey = "(CAST(bid_id AS text) || ' ' || criterion)"

func keysOf(answers []gap) []string {
	keys := make([]string, len(answers))
	for i, a := range answers {
		keys[i] = a.bidID + " " + a.criterion
	}
	return keys
}

// tenderScores lists the members' own scores of a tender that count.
func tenderScores(tx *store.Tx, tenderID string) (list []Score, err error) {
	return list, counting(tx.DB()).Find(&list, "tender_id = ?", tenderID).Error
}

// completion marks an answer of which everybody's score is in.
type completion struct {
	ID, TenderID, LotID, BidID, Criterion string
	CompletedAt                           time.Time
}

// TableName names the table of complete answers.
func (completion) TableName() string { return "answers_completed" }

func completed(tx *store.Tx, tenderID string) (list []completion, err error) {
	return list, tx.DB().Find(&list, "tender_id = ?", tenderID).Error
}

func isCompleted(tx *store.Tx, bidID, criterion string) (bool, error) {
	var n int64
	err := tx.DB().Model(&completion{}).Where("bid_id = ? AND criterion = ?", bidID, criterion).Count(&n).Error
	return n > 0, err
}

// TableName names the table of moves.
func (Move) TableName() string { return "agreed_moves" }

// TableName names the table of verdicts.
func (Verdict) TableName() string { return "agreed_verdicts" }

func movesOf(tx *store.Tx, agreedIDs []string) (moves []Move, verdicts []Verdict, err error) {
	if err = tx.DB().Order("id").Find(&moves, "agreed_id IN ?", agreedIDs).Error; err != nil {
		return nil, nil, err
	}
	return moves, verdicts, tx.DB().Order("id").Find(&verdicts, "agreed_id IN ?", agreedIDs).Error
}

// namesOf finds what people are called.
func namesOf(tx *store.Tx, people []string) (map[string]string, error) {
	return panel.PeopleNames(tx, people)
}

func getAgreed(tx *store.Tx, tenderID, id string) (a AgreedScore, err error) {
	return a, found(tx.DB().First(&a, "id = ? AND tender_id = ?", id, tenderID).Error)
}

// tenderAgreed lists what was agreed last for every answer of a tender.
func tenderAgreed(tx *store.Tx, tenderID string) (list []AgreedScore, err error) {
	return list, lastAgreed(tx.DB()).Find(&list, "tender_id = ?", tenderID).Error
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

// TableName names the table of drafts.
func (Draft) TableName() string { return "score_drafts" }

func draftOf(tx *store.Tx, bidID, criterion string) (list []Draft, err error) {
	return list, tx.DB().Find(&list, "bid_id = ? AND criterion = ? AND person_id = ?", bidID, criterion, tx.Actor.PersonID).Error
}

func draftsOf(tx *store.Tx, tenderID string) (list []Draft, err error) {
	if tx.Actor.PersonID == "" {
		return nil, nil
	}
	return list, tx.DB().Order("bid_id, criterion").Find(&list, "tender_id = ? AND person_id = ?", tenderID, tx.Actor.PersonID).Error
}

// saveDraft puts a draft in the place of the version before, and adds it where it
// is the first.
func saveDraft(tx *store.Tx, d Draft) error {
	if d.Version == 1 {
		err := tx.Insert(&d)
		if errors.Is(err, gorm.ErrDuplicatedKey) {
			return ErrDraft
		}
		return err
	}
	done := tx.DB().Model(&Draft{}).Where("bid_id = ? AND criterion = ? AND person_id = ? AND version = ?", d.BidID, d.Criterion, d.PersonID, d.Version-1).
		UpdateColumns(map[string]any{"level": d.Level, "reason": d.Reason, "passage": d.Passage, "paraphrase": d.Paraphrase, "version": d.Version, "updated_at": d.UpdatedAt})
	if done.Error == nil && done.RowsAffected != 1 {
		return store.ErrStale
	}
	return done.Error
}

func dropDraft(tx *store.Tx, bidID, criterion string) error {
	return tx.DB().Delete(&Draft{}, "bid_id = ? AND criterion = ? AND person_id = ?", bidID, criterion, tx.Actor.PersonID).Error
}

func calibrationOf(tx *store.Tx, tenderID, id string) (c Calibration, err error) {
	return c, found(tx.DB().First(&c, "id = ? AND tender_id = ?", id, tenderID).Error)
}

func calibrationsOf(tx *store.Tx, tenderID string) (list []Calibration, err error) {
	return list, tx.DB().Order("id").Find(&list, "tender_id = ?", tenderID).Error
}

func calibrationScores(tx *store.Tx, id string) (list []CalibrationScore, err error) {
	return list, tx.DB().Order("id").Find(&list, "calibration_id = ?", id).Error
}

func insertCalibrationScore(tx *store.Tx, s CalibrationScore) error {
	err := tx.Insert(&s)
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return ErrSpoken
	}
	return err
}
