package contract

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/pkg/decimal"
)

// obligationTerm is what a variation made of an obligation.
type obligationTerm struct {
	ObligationID string
	VariationID  string
	Contracted   decimal.Quantity
	AgreedAt     time.Time
}

// TableName names the table of agreed quantities.
func (obligationTerm) TableName() string { return "obligation_terms" }

// periodTerm is what a variation made of a period.
type periodTerm struct {
	PeriodID     string
	VariationID  string
	ObligationID string
	Instalment   decimal.Quantity
	Quantity     decimal.Quantity
	Ceased       bool // nothing is owed for it any more
	AgreedAt     time.Time
}

// TableName names the table of agreed instalments.
func (periodTerm) TableName() string { return "period_terms" }

// ruled is a set of rules from the moment on which it was agreed.
type ruled struct {
	Rules Rules
	At    time.Time
}

type rulesRow struct {
	VariationID string `gorm:"primaryKey"`
	ContractID  string
	Rules       string
	At          time.Time
}

// TableName names the table of agreed rules.
func (rulesRow) TableName() string { return "contract_rules" }

// readTerms reads what variations made of the obligations and periods of
// contracts, in the order in which it was agreed.
func (f *files) readTerms(tx *store.Tx, contractIDs []string) error {
	f.terms, f.periodTerms = map[string][]obligationTerm{}, map[string][]periodTerm{}
	mine := tx.DB().Model(&Obligation{}).Select("id").Where("contract_id IN ?", contractIDs)
	var terms []obligationTerm
	if err := tx.DB().Order("agreed_at, variation_id").Find(&terms, "obligation_id IN (?)", mine).Error; err != nil {
		return err
	}
	for _, t := range terms {
		f.terms[t.ObligationID] = append(f.terms[t.ObligationID], t)
	}
	var periods []periodTerm
	if err := tx.DB().Order("agreed_at, variation_id").Find(&periods, "obligation_id IN (?)", mine).Error; err != nil {
		return err
	}
	for _, t := range periods {
		f.periodTerms[t.PeriodID] = append(f.periodTerms[t.PeriodID], t)
	}
	return nil
}

// rulesOf lists the agreed rules of contracts, by contract.
func rulesOf(tx *store.Tx, contractIDs []string) (map[string][]ruled, error) {
	var rows []rulesRow
	if err := tx.DB().Order("at, variation_id").Find(&rows, "contract_id IN ?", contractIDs).Error; err != nil {
		return nil, err
	}
	by := map[string][]ruled{}
	for _, row := range rows {
		r := ruled{At: row.At}
		if err := json.Unmarshal([]byte(row.Rules), &r.Rules); err != nil {
			return nil, fmt.Errorf("read the rules of variation %s: %w", row.VariationID, err)
		}
		by[row.ContractID] = append(by[row.ContractID], r)
	}
	return by, nil
}
