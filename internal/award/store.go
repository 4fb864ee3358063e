package award

import (
	"errors"

	"gorm.io/gorm"

	"github.com/assay-engine/assay/internal/bid"
	"github.com/assay-engine/assay/internal/evaluation"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
)

// Get finds an award.
func Get(tx *store.Tx, id string) (a Award, err error) {
	return a, found(tx.DB().First(&a, "id = ?", id).Error)
}

// Of lists the awards of a tender, oldest first, those that ended too.
func Of(tx *store.Tx, tenderID string) (list []Award, err error) {
	return list, tx.DB().Order("id").Find(&list, "tender_id = ?", tenderID).Error
}

func ofLot(tx *store.Tx, lotID string) (list []Award, err error) {
	return list, tx.DB().Order("id").Find(&list, "lot_id = ?", lotID).Error
}

func ofRecommendation(tx *store.Tx, id string) (list []Award, err error) {
	return list, tx.DB().Order("id").Find(&list, "recommendation_id = ?", id).Error
}

// insertAwards keeps awards. The database holds one that stands for each bid,
// whatever the use case thought.
func insertAwards(tx *store.Tx, list []Award) error {
	err := tx.Insert(&list)
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return ErrStanding
	}
	return err
}

// Move takes an award on to its next status, if it still is as the caller saw
// it.
func Move(tx *store.Tx, a *Award, to Status) error {
	if err := Lifecycle.Move(&a.Status, to); err != nil {
		return err
	}
	if err := tx.Change(&Award{}, a.ID, a.Version, map[string]any{"status": to}); err != nil {
		return err
	}
	a.Version++
	return nil
}

func insertRecommendation(tx *store.Tx, r Recommendation) error {
	err := tx.Insert(&r)
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return ErrStanding
	}
	return err
}

func getRecommendation(tx *store.Tx, tenderID, id string) (r Recommendation, err error) {
	return r, found(tx.DB().First(&r, "id = ? AND tender_id = ?", id, tenderID).Error)
}

func listRecommendations(tx *store.Tx, tenderID string) (list []Recommendation, err error) {
	return list, tx.DB().Order("id").Find(&list, "tender_id = ?", tenderID).Error
}

func countRecommendations(tx *store.Tx, lotID string) (n int64, err error) {
	return n, tx.DB().Model(&Recommendation{}).Where("lot_id = ?", lotID).Count(&n).Error
}

func moveRecommendation(tx *store.Tx, r *Recommendation, to Standing) error {
	if err := RecommendationLifecycle.Move(&r.Status, to); err != nil {
		return err
	}
	if err := tx.Change(&Recommendation{}, r.ID, r.Version, map[string]any{"status": to}); err != nil {
		return err
	}
	r.Version++
	return nil
}

// standingOf finds the recommendation of a lot that waits or is approved.
func standingOf(tx *store.Tx, lotID string) (r Recommendation, exists bool, err error) {
	exists, err = there(tx.DB().First(&r, "lot_id = ? AND status IN ?", lotID, []Standing{Recommended, Approved}).Error)
	return r, exists, err
}

func stands(tx *store.Tx, lotID string) (bool, error) {
	_, exists, err := standingOf(tx, lotID)
	return exists, err
}

func isApproved(tx *store.Tx, lotID string) (bool, error) {
	r, exists, err := standingOf(tx, lotID)
	return exists && r.Status == Approved, err
}

func decisionOf(tx *store.Tx, id string) (*Decision, error) {
	var d Decision
	exists, err := there(tx.DB().First(&d, "recommendation_id = ?", id).Error)
	if !exists {
		return nil, err
	}
	return &d, nil
}

// keepNotice keeps the notice and gives its awards their standstill.
func keepNotice(tx *store.Tx, r *Recommendation, n Notice) error {
	if err := tx.Insert(&n); err != nil {
		return err
	}
	awards, err := ofRecommendation(tx, r.ID)
	if err != nil {
		return err
	}
	for _, a := range awards {
		if err := Lifecycle.Move(&a.Status, Notified); err != nil {
			return err
		}
		if err := tx.Change(&Award{}, a.ID, a.Version, map[string]any{"status": Notified, "standstill_ends_on": n.StandstillEndsOn}); err != nil {
			return err
		}
	}
	if err := tx.Change(&Recommendation{}, r.ID, r.Version, map[string]any{}); err != nil {
		return err
	}
	r.Version++
	return nil
}

func noticeFor(tx *store.Tx, id string) (*Notice, error) {
	var n Notice
	exists, err := there(tx.DB().First(&n, "recommendation_id = ?", id).Error)
	if !exists {
		return nil, err
	}
	return &n, nil
}

func hasNotice(tx *store.Tx, id string) (bool, error) {
	n, err := noticeFor(tx, id)
	return n != nil, err
}

// standing narrows notices to those of decisions that stand.
func standing(tx *store.Tx) *gorm.DB {
	return tx.DB().Where("recommendation_id IN (?)", tx.DB().Model(&Recommendation{}).Select("id").Where("status = ?", Approved))
}

// noticeOf finds the notice of the decision about a lot that stands.
func noticeOf(tx *store.Tx, lotID string) (n Notice, exists bool, err error) {
	exists, err = there(standing(tx).First(&n, "lot_id = ?", lotID).Error)
	return n, exists, err
}

func listNotices(tx *store.Tx, tenderID string) (list []Notice, err error) {
	return list, standing(tx).Order("published_at, recommendation_id").Find(&list, "tender_id = ?", tenderID).Error
}

func endOf(tx *store.Tx, awardID string) (e end, err error) {
	return e, found(tx.DB().First(&e, "award_id = ?", awardID).Error)
}

func isContracted(tx *store.Tx, lotID string) (bool, error) {
	var n int64
	err := tx.DB().Model(&Award{}).Where("lot_id = ? AND status = ?", lotID, Contracted).Count(&n).Error
	return n > 0, err
}

func getChallenge(tx *store.Tx, tenderID, id string) (c Challenge, err error) {
	return c, found(tx.DB().First(&c, "id = ? AND tender_id = ?", id, tenderID).Error)
}

func listChallenges(tx *store.Tx, tenderID string) (list []Challenge, err error) {
	return list, tx.DB().Order("id").Find(&list, "tender_id = ?", tenderID).Error
}

func hasOpenChallenge(tx *store.Tx, lotID string) (bool, error) {
	var n int64
	err := tx.DB().Model(&Challenge{}).Where("lot_id = ? AND status = ?", lotID, Open).Count(&n).Error
	return n > 0, err
}

func outcomeOf(tx *store.Tx, id string) (*ChallengeOutcome, error) {
	var o ChallengeOutcome
	exists, err := there(tx.DB().First(&o, "challenge_id = ?", id).Error)
	if !exists {
		return nil, err
	}
	return &o, nil
}

func moveChallenge(tx *store.Tx, c *Challenge, o ChallengeOutcome) error {
	if err := ChallengeLifecycle.Move(&c.Status, o.Outcome); err != nil {
		return err
	}
	if err := tx.Change(&Challenge{}, c.ID, c.Version, map[string]any{"status": o.Outcome}); err != nil {
		return err
	}
	c.Version++
	return tx.Insert(&o)
}

// sentBackBehind is the number of the run that a lot's next recommendation has
// to be later than, since an upheld challenge sent the lot back behind it; 0
// where none did.
func sentBackBehind(tx *store.Tx, lotID string) (behind int, err error) {
	var rows []struct {
		Number int
		BackTo BackTo
	}
	err = tx.DB().Table("award_ends AS e").Joins("JOIN awards AS a ON a.id = e.award_id").Joins("JOIN runs AS r ON r.id = a.run_id").
		Joins("JOIN challenge_outcomes AS o ON o.challenge_id = e.challenge_id").
		Where("a.lot_id = ? AND o.back_to IN ?", lotID, []BackTo{BackToScoring, BackToRun}).Select("r.number, o.back_to").Scan(&rows).Error
	for _, r := range rows {
		behind = max(behind, r.Number)
	}
	return behind, err
}

func findLot(tx *store.Tx, tenderID, lotID string) (lot tender.Lot, exists bool, err error) {
	lot, err = tender.LotOf(tx, tenderID, lotID)
	exists, err = there(err)
	return lot, exists, err
}

func findRun(tx *store.Tx, lotID, runID string) (r evaluation.Run, exists bool, err error) {
	r, err = evaluation.GetRun(tx, runID)
	exists, err = there(err)
	return r, exists && r.LotID == lotID, err
}

// there tells what is missing from what went wrong.
func there(err error) (bool, error) {
	if isMissing(err) {
		return false, nil
	}
	return err == nil, err
}

func isMissing(err error) bool {
	return errors.Is(err, gorm.ErrRecordNotFound) || errors.Is(err, store.ErrNotFound)
}

func found(err error) error {
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return store.ErrNotFound
	}
	return err
}

// lotsBidOn finds the lots on which a supplier's bid was opened.
func lotsBidOn(tx *store.Tx, tenderID, supplierID string) (map[string]bool, error) {
	lots := map[string]bool{}
	if supplierID == "" {
		return lots, nil
	}
	var bids []bid.Bid
	err := tx.DB().Find(&bids, "tender_id = ? AND supplier_id = ?", tenderID, supplierID).Error
	for _, b := range bids {
		if b.IsOpened() {
			lots[b.LotID] = true
		}
	}
	return lots, err
}
