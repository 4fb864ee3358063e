package contract

import (
	"time"

	"github.com/assay-engine/assay/internal/store"
)

// shortfallOf finds the standing shortfall of a period.
func shortfallOf(tx *store.Tx, periodID string) (id string, known bool, err error) {
	var rows []Shortfall
	err = tx.DB().Limit(1).Find(&rows, "period_id = ? AND status <> ?", periodID, ShortfallWithdrawn).Error
	if len(rows) == 0 {
		return "", false, err
	}
	return rows[0].ID, true, err
}

// standingShortfalls finds the shortfalls of a contract that were not
// withdrawn, by period.
func standingShortfalls(tx *store.Tx, contractID string) (map[string]string, error) {
	var rows []Shortfall
	err := tx.DB().Find(&rows, "contract_id = ? AND status <> ?", contractID, ShortfallWithdrawn).Error
	by := map[string]string{}
	for _, s := range rows {
		by[s.PeriodID] = s.ID
	}
	return by, err
}

// remediesOf lists the remedies recorded of a contract.
func remediesOf(tx *store.Tx, contractID string) (list []Remedy, err error) {
	var rows []Deed
	err = tx.DB().Order("subject_id, number").Find(&rows, "contract_id = ? AND noun = ? AND kind = ?", contractID, ShortfallNoun, string(ShortfallRemedied)).Error
	if err != nil {
		return nil, err
	}
	for _, d := range rows {
		var n noted
		if err := d.read(&n); err != nil {
			return nil, err
		}
		if n.Remedy != nil {
			list = append(list, *n.Remedy)
		}
	}
	return list, nil
}

func pageOfShortfalls(tx *store.Tx, contractID string, page store.Page) (rows []Shortfall, err error) {
	err = page.Of(tx.DB()).Where("contract_id = ?", contractID).Find(&rows).Error
	return rows, err
}

// seeShortfall finds a shortfall of a contract that the actor may know of.
func seeShortfall(tx *store.Tx, id string) (w Shorted, err error) {
	var head Shortfall
	if err = tx.DB().First(&head, "id = ?", id).Error; err != nil {
		return w, err
	}
	c, err := see(tx, head.ContractID)
	if err != nil {
		return w, err
	}
	return wholeShortfall(tx, head, c)
}

func wholeShortfall(tx *store.Tx, head Shortfall, c Contract) (Shorted, error) {
	list, err := wholeShortfalls(tx, []Shortfall{head}, c)
	if err != nil {
		return Shorted{}, err
	}
	return list[0], nil
}

// wholeShortfalls adds to shortfalls of one contract where they belong and what
// was done about them.
func wholeShortfalls(tx *store.Tx, rows []Shortfall, c Contract) ([]Shorted, error) {
	ids, obligations, periods := make([]string, len(rows)), make([]string, len(rows)), make([]string, len(rows))
	for i, s := range rows {
		ids[i], obligations[i], periods[i] = s.ID, s.ObligationID, s.PeriodID
	}
	deeds, err := deedsOf(tx, ids...)
	if err != nil {
		return nil, err
	}
	byObligation, byPeriod, err := named(tx, obligations, periods)
	if err != nil {
		return nil, err
	}
	at, err := momentOf(tx, c)
	if err != nil {
		return nil, err
	}
	list := make([]Shorted, len(rows))
	for i, s := range rows {
		list[i] = Shorted{Shortfall: s, Contract: c, Obligation: byObligation[s.ObligationID], Period: byPeriod[s.PeriodID], Deeds: deeds[s.ID]}
		if err := list[i].readDeeds(today(at)); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// readDeeds tells what is planned and what the remedy is.
func (w *Shorted) readDeeds(date string) error {
	for _, d := range w.Deeds {
		var n noted
		if err := d.read(&n); err != nil {
			return err
		}
		if n.Remedy != nil {
			w.Remedy = n.Remedy
		}
		switch d.Kind {
		case planProposed:
			w.Proposed, w.ProposedBy = n.Steps, d.OrganisationID
		case planAgreed:
			w.Plan, w.Proposed, w.ProposedBy = n.Steps, nil, ""
		}
	}
	last := ""
	for _, step := range w.Plan {
		last = max(last, step.By)
	}
	w.IsOverdue = w.Status == ShortfallPlanned && last < date
	return nil
}

// holdShortfall is a shortfall that the actor may move on, for a side of its
// contract, which is locked: one after the other, so that two remedies never
// share what a cap leaves.
func holdShortfall(tx *store.Tx, id string, only Side) (w Shorted, at time.Time, err error) {
	if w, err = seeShortfall(tx, id); err != nil {
		return w, at, err
	}
	c, at, err := acting(tx, w.ContractID)
	if err != nil {
		return w, at, err
	}
	if only != "" {
		if err := c.as(tx.Actor, only); err != nil {
			return w, at, err
		}
	}
	w, err = seeShortfall(tx, id)
	return w, at, err
}
