package bid

import (
	"errors"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/assay-engine/assay/internal/seal"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/pkg/decimal"
)

// Get finds a bid, whoever asks.
func Get(tx *store.Tx, id string) (b Bid, err error) {
	err = tx.DB().First(&b, "id = ?", id).Error
	return b, err
}

// own finds a bid of the actor's organisation. Another supplier's bid is not
// there at all: its existence is not theirs to know.
func own(tx *store.Tx, q *gorm.DB, id string) (b Bid, err error) {
	err = q.First(&b, "id = ? AND supplier_id = ?", id, nobody(tx.Actor.OrganisationID)).Error
	return b, err
}

// nobody stands in for the organisation of an actor without one.
func nobody(organisationID string) string {
	if organisationID == "" {
		return "00000000-0000-0000-0000-000000000000"
	}
	return organisationID
}

// live finds the supplier's bid for a lot that is not withdrawn.
func live(tx *store.Tx, lotID string) (b Bid, err error) {
	err = tx.DB().First(&b, "lot_id = ? AND supplier_id = ? AND status <> ?", lotID, nobody(tx.Actor.OrganisationID), Withdrawn).Error
	return b, err
}

// insert adds a bid, unless the supplier has a live one for the lot. It asks
// in one statement, since on PostgreSQL a broken constraint would end the work.
func insert(tx *store.Tx, b Bid) (added bool, err error) {
	done := tx.DB().Clauses(clause.OnConflict{DoNothing: true}).Create(&b)
	return done.RowsAffected == 1, done.Error
}

// change updates the named columns of the version that the caller means.
func change(tx *store.Tx, b *Bid, version int, columns map[string]any) error {
	columns["updated_at"] = b.UpdatedAt
	if err := tx.Change(&Bid{}, b.ID, version, columns); err != nil {
		return err
	}
	b.Version = version + 1
	return nil
}

// draftRow is what the supplier works on, in an envelope of its own.
type draftRow struct {
	BidID     string `gorm:"primaryKey"`
	Sealed    []byte
	UpdatedAt time.Time
}

// TableName names the table of drafts.
func (draftRow) TableName() string { return "bid_drafts" }

func saveDraft(tx *store.Tx, bidID string, sealed []byte, at time.Time) error {
	row := draftRow{BidID: bidID, Sealed: sealed, UpdatedAt: at}
	return tx.DB().Clauses(clause.OnConflict{
		Columns: []clause.Column{{Name: "bid_id"}}, DoUpdates: clause.AssignmentColumns([]string{"sealed", "updated_at"}),
	}).Create(&row).Error
}

// getDraft finds what the supplier works on; false where there is none.
func getDraft(tx *store.Tx, bidID string) (sealed []byte, found bool, err error) {
	var rows []draftRow
	err = tx.DB().Limit(1).Find(&rows, "bid_id = ?", bidID).Error
	if err != nil || len(rows) == 0 {
		return nil, false, err
	}
	return rows[0].Sealed, true, nil
}

func dropDraft(tx *store.Tx, bidID string) error {
	return tx.DB().Delete(&draftRow{}, "bid_id = ?", bidID).Error
}

// TableName names the table of versions.
func (Version) TableName() string { return "bid_versions" }

func getVersion(tx *store.Tx, bidID string, number int) (v Version, err error) {
	err = tx.DB().First(&v, "bid_id = ? AND number = ?", bidID, number).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		err = ErrNoVersion
	}
	return v, err
}

// keepVersion adds a submission to history and clears the draft it was.
func keepVersion(tx *store.Tx, v Version) error {
	if err := tx.Insert(&v); err != nil {
		return err
	}
	return dropDraft(tx, v.BidID)
}

// listed is what a reader may find in the list of a tender's bids: its own, and
// once the tender is opened and the reader may see them, those opened.
// Those hidden are left out.
func listed(tx *store.Tx, tenderID string, opened bool, hidden []string, page store.Page) (rows []Bid, err error) {
	mine := tx.DB().Where("supplier_id = ?", nobody(tx.Actor.OrganisationID))
	switch {
	case opened && len(hidden) > 0:
		mine = mine.Or("status IN ? AND id NOT IN ?", openedStatuses, hidden)
	case opened:
		mine = mine.Or("status IN ?", openedStatuses)
	}
	err = page.Of(tx.DB()).Where("tender_id = ?", tenderID).Where(mine).Find(&rows).Error
	return rows, err
}

// AllOpened lists every bid of a tender that was opened, in the order of their
// identifiers, which tells nothing.
func AllOpened(tx *store.Tx, tenderID string) (bids []Bid, err error) {
	return bids, tx.DB().Order("id").Find(&bids, "tender_id = ? AND status IN ?", tenderID, openedStatuses).Error
}

// AnswerOf is what an opened bid says to a question; empty where it says nothing.
func AnswerOf(tx *store.Tx, bidID, criterion string) (string, error) {
	var rows []openedAnswer
	err := tx.DB().Limit(1).Find(&rows, "bid_id = ? AND criterion = ?", bidID, criterion).Error
	if err != nil || len(rows) == 0 {
		return "", err
	}
	return rows[0].Text, nil
}

// openedStatuses are those of a bid that was among those opened.
var openedStatuses = []Status{Valid, FailedRequirements, Disregarded}

// OpenedBids lists a lot's opened bids with what they say, in the order of
// their identifiers, which tells nothing. Before opening there are none, and
// before the opening of prices they say no price.
func OpenedBids(tx *store.Tx, lotID string) ([]Opened, error) {
	var bids []Bid
	if err := tx.DB().Order("id").Find(&bids, "lot_id = ? AND status IN ?", lotID, openedStatuses).Error; err != nil {
		return nil, err
	}
	parts, err := openedParts(tx, bids)
	if err != nil {
		return nil, err
	}
	list := make([]Opened, len(bids))
	for i, b := range bids {
		d, err := parts[b.ID].document(b)
		if err != nil {
			return nil, err
		}
		list[i] = Opened{Bid: b, Number: b.Current, Document: d}
	}
	return list, nil
}

// openedDocument is a part of a bid that was opened, in clear.
type openedDocument struct {
	BidID   string
	Part    string
	Content []byte
	Salt    []byte
}

func salt(c seal.Content) []byte { return c.Salt[:] }

// openedParts finds what was opened of some bids. What was not is empty.
func openedParts(tx *store.Tx, bids []Bid) (map[string]Parts, error) {
	ids := make([]string, len(bids))
	byBid := make(map[string]Parts, len(bids))
	for i, b := range bids {
		ids[i], byBid[b.ID] = b.ID, blank()
	}
	var rows []openedDocument
	err := tx.DB().Find(&rows, "bid_id IN ?", ids).Error
	for _, r := range rows {
		p := byBid[r.BidID]
		if r.Part == seal.Price {
			p.Price = r.Content
		} else {
			p.Answers = r.Content
		}
		byBid[r.BidID] = p
	}
	return byBid, err
}

// currentVersions finds what was submitted last, for several bids at once.
func currentVersions(tx *store.Tx, bids []Bid) (map[string]Version, error) {
	ids := make([]string, len(bids))
	for i, b := range bids {
		ids[i] = b.ID
	}
	var rows []Version
	err := tx.DB().Table("bid_versions AS v").Joins("JOIN bids AS b ON b.id = v.bid_id AND b.current = v.number").
		Select("v.*").Where("b.id IN ?", ids).Scan(&rows).Error
	found := make(map[string]Version, len(rows))
	for _, v := range rows {
		found[v.BidID] = v
	}
	return found, err
}

// submitted finds what will be opened: the bids that stand submitted, and the
// version of each that counts.
func submitted(tx *store.Tx, tenderID string) ([]Bid, map[string]Version, error) {
	var bids []Bid
	if err := tx.ForUpdate().Order("id").Find(&bids, "tender_id = ? AND status = ?", tenderID, Submitted).Error; err != nil {
		return nil, nil, err
	}
	versions, err := currentVersions(tx, bids)
	return bids, versions, err
}

// submission is one line of all that was ever handed in.
type submission struct {
	DocumentHash string
	LotID        string
	Status       Status
	Number       int
	Current      int
}

func submissions(tx *store.Tx, tenderID string) (list []submission, err error) {
	err = tx.DB().Table("bid_versions AS v").Joins("JOIN bids AS b ON b.id = v.bid_id").
		Select("v.document_hash, b.lot_id, b.status, v.number, b.current").Where("b.tender_id = ?", tenderID).Scan(&list).Error
	return list, err
}

type openingRow struct {
	TenderID       string
	OpenedAt       time.Time
	OrganisationID string
	OpenedBy       *string
	ConsentedBy    *string
	Name           string // of a key that opened, before openings were for people
}

// TableName names the table of openings.
func (openingRow) TableName() string { return "openings" }

// keepOpening adds the record with its list, and makes the bids valid.
func keepOpening(tx *store.Tx, o Opening, now time.Time) error {
	row := openingRow{TenderID: o.TenderID, OpenedAt: o.OpenedAt, OrganisationID: o.OrganisationID, OpenedBy: optional(o.OpenedBy), ConsentedBy: optional(o.ConsentedBy)}
	if err := tx.Insert(&row, &o.Hashes); err != nil {
		return err
	}
	return tx.DB().Model(&Bid{}).Where("tender_id = ? AND status = ?", o.TenderID, Submitted).
		UpdateColumns(map[string]any{"status": Valid, "updated_at": now, "version": gorm.Expr("version + 1")}).Error
}

func optional(id string) *string {
	if id == "" {
		return nil
	}
	return &id
}

func plain(id *string) string {
	if id == nil {
		return ""
	}
	return *id
}

func getOpening(tx *store.Tx, tenderID string) (o Opening, err error) {
	var row openingRow
	if err := tx.DB().First(&row, "tender_id = ?", tenderID).Error; err != nil {
		return o, err
	}
	o = Opening{TenderID: row.TenderID, OpenedAt: row.OpenedAt, OrganisationID: row.OrganisationID, OpenedBy: plain(row.OpenedBy), ConsentedBy: plain(row.ConsentedBy)}
	return o, tx.DB().Order("document_hash").Find(&o.Hashes, "tender_id = ?", tenderID).Error
}

// Snapshots lists the numbers of a lot's opened bids that are still in the
// competition or were put out of it, in the order of their identifiers.
func Snapshots(tx *store.Tx, lotID string) ([]Snapshot, error) {
	var rows []snapshotRow
	if err := tx.DB().Order("bid_id").Find(&rows, "lot_id = ?", lotID).Error; err != nil {
		return nil, err
	}
	prices, err := openedPrices(tx, lotID)
	if err != nil {
		return nil, err
	}
	list := make([]Snapshot, len(rows))
	for i, r := range rows {
		n, err := r.snapshot()
		if err != nil {
			return nil, err
		}
		n.Price = prices[n.BidID]
		list[i] = n
	}
	return list, nil
}

// openedPrices finds the prices of a lot's bids: none before they are opened.
func openedPrices(tx *store.Tx, lotID string) (map[string]*decimal.Money, error) {
	var rows []openedPrice
	err := tx.DB().Where("bid_id IN (?)", tx.DB().Model(&Bid{}).Select("id").Where("lot_id = ?", lotID)).Find(&rows).Error
	byBid := make(map[string]*decimal.Money, len(rows))
	for _, r := range rows {
		byBid[r.BidID] = &decimal.Money{Amount: r.Pence, Currency: r.Currency}
	}
	return byBid, err
}

// The rows of opened bids.
type (
	openedCommitment struct {
		BidID, Code                                   string
		Position                                      int
		Quantity                                      decimal.Quantity
		BaselineValue, BaselineDate, Method, Evidence string
	}
	openedPeriod struct {
		BidID, Code, Period string
		Quantity            decimal.Quantity
	}
	openedAnswer struct{ BidID, Criterion, Text string }
	openedGate   struct {
		BidID, Criterion string
		Held             bool
	}
	openedPrice struct {
		BidID    string
		Pence    decimal.Pence
		Currency string
	}
	snapshotRow struct {
		BidID, LotID string
		Number       int
		Answers      string
	}
)

// TableName names the table of snapshots.
func (snapshotRow) TableName() string { return "bid_snapshots" }
