package contract

import (
	"time"

	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
)

// duesToRemind finds periods whose return is missing and for which a reminder
// has not gone out yet, by each contract's own clock. A period that a variation
// has ended waits for nothing.
func duesToRemind(tx *store.Tx, limit int) ([]due, error) {
	dates, err := rehearsalDates(tx)
	if err != nil {
		return nil, err
	}
	var days []int
	if err := tx.DB().Model(&Contract{}).Distinct("very_late_days").Pluck("very_late_days", &days).Error; err != nil {
		return nil, err
	}
	var found []due
	live := tx.DB().Model(&Contract{}).Select("id").Where("mode = ?", tender.Live)
	if err := urgent(tx, today(tx.Now), live, days, limit, &found); err != nil {
		return nil, err
	}
	for id, date := range dates {
		if len(found) >= limit {
			break
		}
		if err := urgent(tx, date, []string{id}, days, limit-len(found), &found); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// urgent adds the periods of some contracts for which a reminder is due on a
// date.
func urgent(tx *store.Tx, date string, contracts any, veryLate []int, limit int, into *[]due) error {
	condition := "(reminded < 1 AND due_on <= ?) OR (reminded < 2 AND due_on <= ?) OR (reminded < 3 AND due_on < ?)"
	values := []any{daysAfter(date, SoonDays), date, date}
	for _, days := range veryLate {
		condition += " OR (reminded < 4 AND due_on < ? AND contract_id IN (SELECT id FROM contracts WHERE very_late_days = ?))"
		values = append(values, daysAfter(date, -days), days)
	}
	var rows []due
	err := tx.DB().Order("due_on, period_id").Limit(limit).Where("NOT returned AND NOT skipped AND NOT stopped AND reminded < 4").
		Where("NOT EXISTS (SELECT 1 FROM period_terms t WHERE t.period_id = period_dues.period_id AND t.ceased)").
		Where("contract_id IN (?)", contracts).Where(condition, values...).Find(&rows).Error
	*into = append(*into, rows...)
	return err
}

// rehearsalDates is the date of every rehearsed contract that waits for
// something, by its own clock.
func rehearsalDates(tx *store.Tx) (map[string]string, error) {
	var rows []struct {
		ID    string
		Clock *time.Time
	}
	err := tx.DB().Table("contracts").Select("contracts.id, tenders.clock").Joins("JOIN tenders ON tenders.id = contracts.tender_id").
		Where("contracts.mode = ?", tender.Test).
		Where("EXISTS (SELECT 1 FROM period_dues d WHERE d.contract_id = contracts.id AND NOT d.returned AND NOT d.skipped AND NOT d.stopped AND d.reminded < 4)").Scan(&rows).Error
	dates := map[string]string{}
	for _, row := range rows {
		if row.Clock != nil {
			dates[row.ID] = today(*row.Clock)
		}
	}
	return dates, err
}

// remindersOf reads what the reminders of periods have to say.
func remindersOf(tx *store.Tx, dues []due) ([]reminded, error) {
	list := make([]reminded, 0, len(dues))
	for _, d := range dues {
		r := reminded{}
		var err error
		if r.contract, err = Get(tx, d.ContractID); err != nil {
			return nil, err
		}
		if r.period, err = getPeriod(tx, d.PeriodID); err != nil {
			return nil, err
		}
		if r.of, err = getObligation(tx, d.ContractID, r.period.ObligationID); err != nil {
			return nil, err
		}
		owners, err := ownersOf(tx, []string{r.of.ID})
		if err != nil {
			return nil, err
		}
		at, err := momentOf(tx, r.contract)
		if err != nil {
			return nil, err
		}
		r.owners, r.stage = owners[r.of.ID], stageOn(today(at), r.period.DueOn, r.contract.VeryLateDays)
		if int(r.stage) > d.Reminded {
			list = append(list, r)
		}
	}
	return list, nil
}

func markReminded(tx *store.Tx, periodID string, s stage) error {
	return tx.DB().Model(&due{}).Where("period_id = ?", periodID).UpdateColumn("reminded", int(s)).Error
}
