package contract

import (
	"github.com/assay-engine/assay/internal/store"
)

// due is what a period waits for now: the head row that moves.
type due struct {
	PeriodID   string `gorm:"primaryKey"`
	ContractID string
	DueOn      string
	Stopped    bool
	Skipped    bool
	Returned   bool
	Reminded   int // the last reminder that went out, 0 for none
}

// TableName names the table of what periods wait for.
func (due) TableName() string { return "period_dues" }

// insertPeriods adds periods to a contract, with what they wait for.
func insertPeriods(tx *store.Tx, contractID string, periods []Period) error {
	dues := make([]due, len(periods))
	for i, p := range periods {
		dues[i] = due{PeriodID: p.ID, ContractID: contractID, DueOn: p.DueOn}
	}
	return tx.Insert(&periods, &dues)
}

// hold finds and locks a contract that the actor may know of.
func hold(tx *store.Tx, id string) (c Contract, err error) {
	if c, err = see(tx, id); err != nil {
		return c, err
	}
	c = Contract{}
	if err = tx.ForUpdate().First(&c, "id = ?", id).Error; err != nil {
		return c, err
	}
	return c, tx.Refresh()
}

// calendarOf reads everything that moved the dates of contracts' periods.
func calendarOf(tx *store.Tx, contractIDs []string) (c calendar, err error) {
	c = calendar{dates: map[string][]Dates{}, marks: map[string][]Mark{}}
	changes, err := changesOf(tx, contractIDs)
	if err != nil {
		return c, err
	}
	c.changes = len(changes)
	mine := tx.DB().Model(&due{}).Select("period_id").Where("contract_id IN ?", contractIDs)
	if len(changes) > 0 {
		var dates []Dates
		if err := tx.DB().Order("period_id, number").Find(&dates, "period_id IN (?)", mine).Error; err != nil {
			return c, err
		}
		for _, d := range dates {
			c.dates[d.PeriodID] = append(c.dates[d.PeriodID], d)
		}
	}
	c.marks, err = marksOf(tx, mine)
	return c, err
}

// changesOf lists the changes of contracts' dates, in their order.
func changesOf(tx *store.Tx, contractIDs []string) (list []Change, err error) {
	err = tx.DB().Order("contract_id, number").Find(&list, "contract_id IN ?", contractIDs).Error
	return list, err
}

// marksOf lists the skips of the periods that a query or a list names.
func marksOf(tx *store.Tx, periods any) (map[string][]Mark, error) {
	var rows []Mark
	err := tx.DB().Order("period_id, number").Find(&rows, "period_id IN (?)", periods).Error
	by := map[string][]Mark{}
	for _, m := range rows {
		by[m.PeriodID] = append(by[m.PeriodID], m)
	}
	return by, err
}

// current gives periods the dates that they have now.
func current(tx *store.Tx, periods ...*Period) error {
	ids := make([]string, len(periods))
	for i, p := range periods {
		ids[i] = p.ID
	}
	var dates []Dates
	if err := tx.DB().Order("period_id, number").Find(&dates, "period_id IN ?", ids).Error; err != nil {
		return err
	}
	for _, p := range periods {
		for _, d := range dates {
			if d.PeriodID == p.ID {
				p.StartsOn, p.EndsOn, p.DueOn = d.StartsOn, d.EndsOn, d.DueOn
			}
		}
	}
	return nil
}

// keepBook writes a change of a contract's dates, the dates of periods that it
// makes and the contract's own.
func keepBook(tx *store.Tx, b *book) error {
	if err := keepDates(tx, b); err != nil {
		return err
	}
	err := tx.Change(&Contract{}, b.contract.ID, b.contract.Version, map[string]any{
		"starts_on": b.contract.StartsOn, "ends_on": b.contract.EndsOn, "suspended_on": b.contract.SuspendedOn,
	})
	if err != nil {
		return err
	}
	return refigure(tx, b.contract.ID)
}

// keepDates writes a change of a contract's dates and the dates of periods that
// it makes.
func keepDates(tx *store.Tx, b *book) error {
	if err := tx.Insert(&b.change, &b.moved); err != nil {
		return err
	}
	for _, d := range b.moved {
		err := tx.DB().Model(&due{}).Where("period_id = ?", d.PeriodID).UpdateColumns(map[string]any{"due_on": d.DueOn, "stopped": d.Stopped, "reminded": 0}).Error
		if err != nil {
			return err
		}
	}
	return nil
}

// keepMark writes that a period needs no return, or needs one after all.
func keepMark(tx *store.Tx, c Contract, m Mark) error {
	var before int64
	if err := tx.DB().Model(&Mark{}).Where("period_id = ?", m.PeriodID).Count(&before).Error; err != nil {
		return err
	}
	m.Number = int(before) + 1
	if err := tx.Insert(&m); err != nil {
		return err
	}
	err := tx.DB().Model(&due{}).Where("period_id = ?", m.PeriodID).UpdateColumns(map[string]any{"skipped": m.Skipped, "reminded": 0}).Error
	if err != nil {
		return err
	}
	if err := tx.Change(&Contract{}, c.ID, c.Version, nil); err != nil {
		return err
	}
	return refigure(tx, c.ID)
}

// returned notes that the return of a period has come.
func returned(tx *store.Tx, periodID string) error {
	return tx.DB().Model(&due{}).Where("period_id = ?", periodID).UpdateColumn("returned", true).Error
}

// pageOfChanges lists a page of the changes of a contract's dates, newest first.
func pageOfChanges(tx *store.Tx, contractID string, page store.Page) (list []Change, err error) {
	return list, page.Of(tx.DB()).Where("contract_id = ?", contractID).Find(&list).Error
}

// bidHash is the hash of the version of the bid that a contract rests on.
func bidHash(tx *store.Tx, c Contract) (hash string, err error) {
	err = tx.DB().Table("bid_versions").Where("bid_id = ? AND number = ?", c.BidID, c.BidNumber).Select("document_hash").Row().Scan(&hash)
	return hash, err
}
