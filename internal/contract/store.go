package contract

import (
	"cmp"
	"errors"

	"gorm.io/gorm"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/identity"
	"github.com/assay-engine/assay/internal/store"
)

// Get finds a contract, whoever asks.
func Get(tx *store.Tx, id string) (c Contract, err error) {
	err = tx.DB().First(&c, "id = ?", id).Error
	return c, err
}

// visible narrows to the contracts that the actor may know of: those it buys,
// those it delivers, and for who oversees the installation, all.
func visible(tx *store.Tx) *gorm.DB {
	if tx.Actor.Oversees {
		return tx.DB()
	}
	nobody := "00000000-0000-0000-0000-000000000000"
	authority, supplier := nobody, nobody
	if tx.Actor.OrganisationID != "" && tx.Actor.Any(actor.Officer, actor.ContractManager, actor.Auditor, actor.Administrator) {
		authority = tx.Actor.OrganisationID
	}
	if tx.Actor.OrganisationID != "" && tx.Actor.Is(actor.Supplier) {
		supplier = tx.Actor.OrganisationID
	}
	return tx.DB().Where("(owner_id = ? OR supplier_id = ?)", authority, supplier)
}

// see finds a contract that the actor may know of. Another's is not there.
func see(tx *store.Tx, id string) (c Contract, err error) {
	err = visible(tx).First(&c, "id = ?", id).Error
	return c, err
}

func listContracts(tx *store.Tx, f Filter, page store.Page) (list []Contract, err error) {
	q := page.Of(visible(tx))
	if f.Tender != "" {
		q = q.Where("tender_id = ?", f.Tender)
	}
	if f.Supplier != "" {
		q = q.Where("supplier_id = ?", f.Supplier)
	}
	return list, q.Find(&list).Error
}

// sides finds the organisations of several contracts.
func sides(tx *store.Tx, list []Contract) (map[string]identity.Organisation, error) {
	ids := make([]string, 0, 2*len(list))
	for _, c := range list {
		ids = append(ids, c.OwnerID, c.SupplierID)
	}
	var rows []identity.Organisation
	err := tx.DB().Find(&rows, "id IN ?", ids).Error
	by := map[string]identity.Organisation{}
	for _, o := range rows {
		by[o.ID] = o
	}
	return by, err
}

func insertContract(tx *store.Tx, c Contract, list []obliged) error {
	obligations := make([]Obligation, len(list))
	var periods []Period
	for i, o := range list {
		obligations[i] = o.Obligation
		periods = append(periods, o.Periods...)
	}
	err := tx.Insert(&c)
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return ErrOpened
	}
	if err != nil {
		return err
	}
	if err := tx.Insert(&obligations); err != nil {
		return err
	}
	if err := insertPeriods(tx, c.ID, periods); err != nil {
		return err
	}
	return refigure(tx, c.ID)
}

func getObligation(tx *store.Tx, contractID, id string) (o Obligation, err error) {
	err = tx.DB().First(&o, "id = ? AND contract_id = ?", id, contractID).Error
	return o, err
}

// pageOfObligations reads obligations upwards by their place in the bid, and
// one more, which tells whether another page follows.
func pageOfObligations(tx *store.Tx, contractID string, page store.Page, after int) (list []Obligation, err error) {
	err = tx.DB().Order("position").Limit(page.Limit+1).Find(&list, "contract_id = ? AND position > ?", contractID, after).Error
	return list, err
}

func allObligations(tx *store.Tx, contractID string) (list []Obligation, err error) {
	err = tx.DB().Order("position").Find(&list, "contract_id = ?", contractID).Error
	return list, err
}

// periodsOf lists the periods of a contract's obligations in the order of
// time, by obligation.
func periodsOf(tx *store.Tx, contractID string) (map[string][]Period, error) {
	var rows []Period
	err := tx.DB().Order("obligation_id, number").
		Find(&rows, "obligation_id IN (?)", tx.DB().Model(&Obligation{}).Select("id").Where("contract_id = ?", contractID)).Error
	by := map[string][]Period{}
	for _, p := range rows {
		by[p.ObligationID] = append(by[p.ObligationID], p)
	}
	return by, err
}

// holdPeriod finds a period by its name and locks it: two returns for one
// period come one after the other.
func holdPeriod(tx *store.Tx, obligationID, label string) (p Period, err error) {
	if err = tx.ForUpdate().First(&p, "obligation_id = ? AND label = ?", obligationID, label).Error; err != nil {
		return p, err
	}
	if ceased, err := hasCeased(tx, p.ID); err != nil || ceased {
		return p, cmp.Or(err, error(ErrCeased))
	}
	if err = tx.Refresh(); err != nil {
		return p, err
	}
	return p, current(tx, &p)
}

func getPeriod(tx *store.Tx, id string) (p Period, err error) {
	if err = tx.DB().First(&p, "id = ?", id).Error; err != nil {
		return p, err
	}
	return p, current(tx, &p)
}

// holdReturnOf finds and locks the return of a period, due where there is none.
func holdReturnOf(tx *store.Tx, periodID string) (r Return, err error) {
	err = tx.ForUpdate().First(&r, "period_id = ?", periodID).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return Return{Status: Due}, nil
	}
	return r, err
}

// seeReturn finds a return of a contract that the actor may know of.
func seeReturn(tx *store.Tx, q *gorm.DB, id string) (r Return, c Contract, err error) {
	if err = q.First(&r, "id = ?", id).Error; err != nil {
		return r, c, err
	}
	c, err = see(tx, r.ContractID)
	return r, c, err
}

func listReturns(tx *store.Tx, contractID string, f ReturnFilter, page store.Page) (list []Return, err error) {
	q := page.Of(tx.DB()).Where("contract_id = ?", contractID)
	if f.Obligation != "" {
		q = q.Where("obligation_id = ?", f.Obligation)
	}
	if f.Status != "" {
		q = q.Where("status = ?", f.Status)
	}
	return list, q.Find(&list).Error
}

// unknown answers with a fault of the input where a thing that it names is not
// there, or not the actor's.
func unknown(err, refusal error) error {
	if err == nil || errors.Is(err, gorm.ErrRecordNotFound) || errors.Is(err, store.ErrNotFound) {
		return refusal
	}
	return err
}

func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// named finds obligations and periods by their identifiers.
func named(tx *store.Tx, obligationIDs, periodIDs []string) (map[string]Obligation, map[string]Period, error) {
	var obligations []Obligation
	var periods []Period
	err := tx.DB().Find(&obligations, "id IN ?", obligationIDs).Error
	if err == nil {
		err = tx.DB().Find(&periods, "id IN ?", periodIDs).Error
	}
	byObligation, byPeriod := map[string]Obligation{}, map[string]Period{}
	for _, o := range obligations {
		byObligation[o.ID] = o
	}
	if err != nil {
		return nil, nil, err
	}
	all := make([]*Period, len(periods))
	for i := range periods {
		all[i] = &periods[i]
	}
	err = current(tx, all...)
	for _, p := range periods {
		byPeriod[p.ID] = p
	}
	return byObligation, byPeriod, err
}
