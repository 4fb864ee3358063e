package contract

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/pkg/decimal"
)

type particularsRow struct {
	ContractID      string
	Number          int
	ValuePence      decimal.Pence
	Currency        string
	AreaCode        string
	AreaTitle       string
	Kpis            string
	Exemption       ExemptionGround
	ExemptionReason string
	At              time.Time
	KeyID           *string
}

// TableName names the table of particulars.
func (particularsRow) TableName() string { return "contract_particulars" }

// particularsOf finds what was stated last of a contract.
func particularsOf(tx *store.Tx, c Contract) (p Particulars, err error) {
	p = Particulars{Contract: c, KPIs: []KPI{}, At: c.OpenedAt}
	var rows []particularsRow
	if err = tx.DB().Order("number DESC").Limit(1).Find(&rows, "contract_id = ?", c.ID).Error; err != nil {
		return p, err
	}
	if len(rows) == 0 {
		p.Value, err = estimateOf(tx, c)
		return p, err
	}
	r := rows[0]
	p.Number, p.At = r.Number, r.At
	if r.ValuePence > 0 {
		p.Value = &decimal.Money{Amount: r.ValuePence, Currency: r.Currency}
	}
	if r.AreaCode != "" {
		p.Area = &Area{Code: r.AreaCode, Title: r.AreaTitle}
	}
	if r.Exemption != "" {
		p.Exemption = &Exemption{Ground: r.Exemption, Reason: r.ExemptionReason}
	}
	if err = json.Unmarshal([]byte(r.Kpis), &p.KPIs); err != nil {
		return p, fmt.Errorf("read the indicators of contract %s: %w", c.ID, err)
	}
	return p, nil
}

// keepParticulars adds a version of a locked contract's particulars.
func keepParticulars(tx *store.Tx, p Particulars, version int) error {
	kpis, err := marshalled(p.KPIs)
	if err != nil {
		return err
	}
	row := particularsRow{ContractID: p.Contract.ID, Number: p.Number, Currency: decimal.Sterling, Kpis: kpis, At: p.At, KeyID: optional(tx.Actor.KeyID)}
	if p.Value != nil {
		row.ValuePence = p.Value.Amount
	}
	if p.Area != nil {
		row.AreaCode, row.AreaTitle = p.Area.Code, p.Area.Title
	}
	if p.Exemption != nil {
		row.Exemption, row.ExemptionReason = p.Exemption.Ground, p.Exemption.Reason
	}
	if err := tx.Insert(&row); err != nil {
		return err
	}
	if _, err := holdFigures(tx, p.Contract.ID); err != nil {
		return err
	}
	err = tx.DB().Model(&figuresRow{}).Where("contract_id = ?", p.Contract.ID).UpdateColumns(map[string]any{"area_code": row.AreaCode, "area_title": row.AreaTitle}).Error
	if err != nil {
		return err
	}
	return tx.Change(&Contract{}, p.Contract.ID, version, nil)
}
