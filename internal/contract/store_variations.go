package contract

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/store"
)

// lockContract locks a contract, whoever asks, and reads it as it is then.
func lockContract(tx *store.Tx, id string) (c Contract, err error) {
	if err = tx.ForUpdate().First(&c, "id = ?", id).Error; err != nil {
		return c, err
	}
	return c, tx.Refresh()
}

// seeVariation finds a variation that the actor may know of: of a contract that
// it sees, or by which its organisation is to take one over.
func seeVariation(tx *store.Tx, id string, lock bool) (v Varied, err error) {
	q := tx.DB()
	if lock {
		q = tx.ForUpdate()
	}
	if err = q.First(&v.Variation, "id = ?", id).Error; err != nil {
		return v, err
	}
	assigned := v.AssigneeID != nil && *v.AssigneeID == tx.Actor.OrganisationID && tx.Actor.Is(actor.Supplier)
	if v.Contract, err = see(tx, v.ContractID); err != nil && assigned {
		v.Contract, err = Get(tx, v.ContractID)
	}
	if err != nil {
		return v, err
	}
	by, err := deedsOf(tx, v.ID)
	if err != nil {
		return v, err
	}
	v.Deeds = by[v.ID]
	return v, v.readTerms()
}

func (v *Varied) readTerms() error {
	if err := json.Unmarshal([]byte(v.Variation.Terms), &v.Terms); err != nil {
		return fmt.Errorf("read the terms of variation %s: %w", v.ID, err)
	}
	return nil
}

// nextVariation is the number of the next variation of a locked contract, if
// none is open.
func nextVariation(tx *store.Tx, contractID string) (int, error) {
	var list []Variation
	if err := tx.DB().Order("number DESC").Find(&list, "contract_id = ?", contractID).Error; err != nil {
		return 0, err
	}
	for _, v := range list {
		if v.Status == Proposed {
			return 0, ErrVariationOpen
		}
	}
	return len(list) + 1, nil
}

func listVariations(tx *store.Tx, c Contract, page store.Page) ([]Varied, error) {
	var rows []Variation
	if err := page.Of(tx.DB()).Where("contract_id = ?", c.ID).Find(&rows).Error; err != nil {
		return nil, err
	}
	ids := make([]string, len(rows))
	for i, v := range rows {
		ids[i] = v.ID
	}
	by, err := deedsOf(tx, ids...)
	if err != nil {
		return nil, err
	}
	items := make([]Varied, len(rows))
	for i, v := range rows {
		items[i] = Varied{Variation: v, Contract: c, Deeds: by[v.ID]}
		if err := items[i].readTerms(); err != nil {
			return nil, err
		}
	}
	return items, nil
}

// variationsOf lists the agreed variations of a contract, in order.
func variationsOf(tx *store.Tx, contractID string) (list []Variation, err error) {
	err = tx.DB().Order("number").Find(&list, "contract_id = ? AND status = ?", contractID, Agreed).Error
	return list, err
}

// contractChange is how long a contract runs and who delivers it, before and
// after a variation.
type contractChange struct {
	VariationID    string `gorm:"primaryKey"`
	ContractID     string
	EndsOnBefore   string
	EndsOn         string
	SupplierBefore string
	SupplierID     string
	At             time.Time
}

// TableName names the table of changes.
func (contractChange) TableName() string { return "contract_changes" }

// keepEffect writes what an agreed variation makes of its contract, which is
// locked.
func keepEffect(tx *store.Tx, e *effect, v Varied, supplierID string) error {
	if err := tx.Insert(&e.obligations, &e.periods); err != nil {
		return err
	}
	if err := insertPeriods(tx, v.ContractID, e.added); err != nil {
		return err
	}
	if e.endsOn > v.Contract.EndsOn {
		if err := followEnd(tx, v.Contract, e.endsOn, fmt.Sprintf("variation %d: %s", v.Number, v.Reason), e.at); err != nil {
			return err
		}
	}
	if e.rules != nil {
		text, err := json.Marshal(e.rules)
		if err != nil {
			return fmt.Errorf("write rules: %w", err)
		}
		if err := tx.Insert(&rulesRow{VariationID: v.ID, ContractID: v.ContractID, Rules: string(text), At: e.at}); err != nil {
			return err
		}
	}
	change := contractChange{VariationID: v.ID, ContractID: v.ContractID, EndsOnBefore: v.Contract.EndsOn, EndsOn: e.endsOn, SupplierBefore: v.Contract.SupplierID, SupplierID: supplierID, At: e.at}
	if err := tx.Insert(&change); err != nil {
		return err
	}
	if err := tx.Change(&Contract{}, v.ContractID, v.Contract.Version, map[string]any{"ends_on": e.endsOn, "supplier_id": supplierID}); err != nil {
		return err
	}
	return refigure(tx, v.ContractID)
}

// hasCeased reports whether both sides agreed that nothing is owed for a
// period. The caller holds the period.
func hasCeased(tx *store.Tx, periodID string) (bool, error) {
	var last []periodTerm
	err := tx.DB().Order("agreed_at DESC, variation_id DESC").Limit(1).Find(&last, "period_id = ?", periodID).Error
	return len(last) == 1 && last[0].Ceased, err
}

// holdPeriods locks the periods of obligations, so that no claim comes between
// a variation and what it changes.
func holdPeriods(tx *store.Tx, obligationIDs []string) error {
	var rows []Period
	if err := tx.ForUpdate().Order("id").Find(&rows, "obligation_id IN ?", obligationIDs).Error; err != nil {
		return err
	}
	return tx.Refresh()
}
