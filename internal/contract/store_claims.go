package contract

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/pkg/decimal"
)

// ErrUnitClaimed is the fault of a unit that would be claimed twice.
var ErrUnitClaimed = fault.New(fault.Conflict, "unit-claimed", "A delivered unit is claimed once, over all contracts")

// holdStill finds a contract and holds it as it is: its dates do not move while
// a report comes in.
func holdStill(tx *store.Tx, id string) (c Contract, err error) {
	err = tx.ForShare().First(&c, "id = ?", id).Error
	return c, err
}

// claimRow is what a claim says beyond its figure.
type claimRow struct {
	ReturnID    string
	Claim       int
	People      []byte
	Level       string
	DeliveredBy string
}

// TableName names the table of claims.
func (claimRow) TableName() string { return "return_claims" }

func keepClaim(tx *store.Tx, r Return, in NewReturn, people []byte) error {
	if len(people) == 0 && in.Level == nil && len(in.DeliveredBy) == 0 {
		return nil
	}
	row := claimRow{ReturnID: r.ID, Claim: r.Current, People: people}
	if in.Level != nil {
		row.Level = in.Level.String()
	}
	var err error
	if row.DeliveredBy, err = sharesText(in.DeliveredBy); err != nil {
		return err
	}
	return tx.Insert(&row)
}

func sharesText(list []NewShare) (string, error) {
	if list == nil {
		list = []NewShare{}
	}
	text, err := json.Marshal(list)
	return string(text), err
}

// addClaims tells claims what they say beyond their figures.
func addClaims(tx *store.Tx, returns any, by map[string][]Step) error {
	var rows []claimRow
	if err := tx.DB().Find(&rows, "return_id IN (?)", returns).Error; err != nil {
		return err
	}
	for _, row := range rows {
		steps := by[row.ReturnID]
		i := slices.IndexFunc(steps, func(s Step) bool { return s.Kind == Submitted && s.Claim == row.Claim })
		if i < 0 {
			return fmt.Errorf("return %s has no claim %d", row.ReturnID, row.Claim)
		}
		steps[i].Figure.People, steps[i].Level = readPeople(row.People), row.Level
		if err := json.Unmarshal([]byte(row.DeliveredBy), &steps[i].DeliveredBy); err != nil {
			return fmt.Errorf("read the shares of return %s: %w", row.ReturnID, err)
		}
	}
	return nil
}

type saltRow struct {
	ContractID string `gorm:"primaryKey"`
	Salt       []byte
	MadeAt     time.Time
}

// TableName names the table of salts.
func (saltRow) TableName() string { return "contract_salts" }

// findSalt is a contract's salt; nil where none was made.
func findSalt(tx *store.Tx, contractID string) ([]byte, error) {
	var rows []saltRow
	if err := tx.DB().Find(&rows, "contract_id = ?", contractID).Error; err != nil || len(rows) == 0 {
		return nil, err
	}
	return rows[0].Salt, nil
}

// saltOf is a contract's salt, made now where there is none. Of two that are
// made at once the first stands.
func saltOf(tx *store.Tx, contractID string, fresh func() []byte) ([]byte, error) {
	salt, err := findSalt(tx, contractID)
	if err != nil || salt != nil {
		return salt, err
	}
	err = tx.DB().Exec("INSERT INTO contract_salts (contract_id, salt, made_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", contractID, fresh(), tx.Now).Error
	if err != nil {
		return nil, err
	}
	return findSalt(tx, contractID)
}

// claimedUnit is a unit as a claim names it, by an opaque reference.
type claimedUnit struct {
	reference [32]byte
	share     decimal.Weight
	by        []NewShare
}

type unitRow struct {
	ReturnID    string
	Claim       int
	Reference   []byte
	Share       decimal.Weight
	DeliveredBy string
}

// TableName names the table of units by claim.
func (unitRow) TableName() string { return "claimed_units" }

type unitClaim struct {
	Reference []byte
	Taken     int64
}

// TableName names the table of how much of each unit is claimed.
func (unitClaim) TableName() string { return "unit_claims" }

// moveUnits gives up the units of a return's older claim and takes those of its
// newest. Each unit's row is locked, in one order: two claims for one unit come
// one after the other, wherever they are made.
func moveUnits(tx *store.Tx, r Return, older int, units []claimedUnit) error {
	change, position, err := unitChanges(tx, r, older, units)
	if err != nil || len(change) == 0 {
		return err
	}
	var wrong []fault.Field
	keys := slices.SortedFunc(mapKeys(change), func(a, b [32]byte) int { return bytes.Compare(a[:], b[:]) })
	for batch := range slices.Chunk(keys, 200) {
		taken, err := lockUnits(tx, batch)
		if err != nil {
			return err
		}
		for _, key := range batch {
			if after := taken[key] + change[key]; after > decimal.Whole {
				left := decimal.Weight(decimal.Whole - taken[key])
				wrong = append(wrong, fault.Field{Pointer: fmt.Sprintf("/units/%d/reference", position[key]), Code: "unit-claimed", Detail: fmt.Sprintf("is claimed already: %s %% of it is left", left)})
				continue
			}
			if err := tx.DB().Exec("UPDATE unit_claims SET taken = taken + ? WHERE reference = ?", change[key], key[:]).Error; err != nil {
				return err
			}
		}
	}
	if len(wrong) > 0 {
		return ErrUnitClaimed.With(wrong...)
	}
	return keepUnits(tx, r, units)
}

// reclaimUnits takes the units of a return's claim again, which its rejection
// gave up, where nobody else has claimed them since.
func reclaimUnits(tx *store.Tx, r Return) error {
	var rows []unitRow
	if err := tx.DB().Find(&rows, "return_id = ? AND claim = ?", r.ID, r.Current).Error; err != nil {
		return err
	}
	change := map[[32]byte]int64{}
	for _, row := range rows {
		change[[32]byte(row.Reference)] += int64(row.Share)
	}
	keys := slices.SortedFunc(mapKeys(change), func(a, b [32]byte) int { return bytes.Compare(a[:], b[:]) })
	for batch := range slices.Chunk(keys, 200) {
		taken, err := lockUnits(tx, batch)
		if err != nil {
			return err
		}
		for _, key := range batch {
			if taken[key]+change[key] > decimal.Whole {
				return ErrUnitClaimed.Because("a unit of this claim was claimed elsewhere after it was rejected: %s %% of it is left", decimal.Weight(decimal.Whole-taken[key]))
			}
			if err := tx.DB().Exec("UPDATE unit_claims SET taken = taken + ? WHERE reference = ?", change[key], key[:]).Error; err != nil {
				return err
			}
		}
	}
	return nil
}

func mapKeys(m map[[32]byte]int64) func(func([32]byte) bool) {
	return func(yield func([32]byte) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// unitChanges is by how much the claim on each unit changes, in basis points,
// and where in the list the unit stands.
func unitChanges(tx *store.Tx, r Return, older int, units []claimedUnit) (change map[[32]byte]int64, position map[[32]byte]int, err error) {
	var before []unitRow
	if err := tx.DB().Find(&before, "return_id = ? AND claim = ?", r.ID, older).Error; err != nil {
		return nil, nil, err
	}
	change, position = map[[32]byte]int64{}, map[[32]byte]int{}
	for _, row := range before {
		change[[32]byte(row.Reference)] -= int64(row.Share)
	}
	for i, u := range units {
		change[u.reference] += int64(u.share)
		position[u.reference] = i
	}
	return change, position, nil
}

func lockUnits(tx *store.Tx, keys [][32]byte) (map[[32]byte]int64, error) {
	values, list := make([]any, len(keys)), make([][]byte, len(keys))
	for i, key := range keys {
		values[i], list[i] = key[:], key[:]
	}
	// The bytes do not stand first: the mapper would take them for a list there.
	places := strings.TrimSuffix(strings.Repeat("(0, ?), ", len(keys)), ", ")
	if err := tx.DB().Exec("INSERT INTO unit_claims (taken, reference) VALUES "+places+" ON CONFLICT DO NOTHING", values...).Error; err != nil {
		return nil, err
	}
	var rows []unitClaim
	if err := tx.ForUpdate().Order("reference").Find(&rows, "reference IN ?", list).Error; err != nil {
		return nil, err
	}
	taken := map[[32]byte]int64{}
	for _, row := range rows {
		taken[[32]byte(row.Reference)] = row.Taken
	}
	return taken, nil
}

func keepUnits(tx *store.Tx, r Return, units []claimedUnit) error {
	rows := make([]unitRow, len(units))
	for i, u := range units {
		text, err := sharesText(u.by)
		if err != nil {
			return err
		}
		rows[i] = unitRow{ReturnID: r.ID, Claim: r.Current, Reference: u.reference[:], Share: u.share, DeliveredBy: text}
	}
	return tx.Insert(&rows)
}

// Unit is a delivered unit of a claim, as others may see it.
type Unit struct {
	Reference   string // hidden: it cannot be compared with what the supplier sent
	Share       decimal.Weight
	DeliveredBy []NewShare
}

// pageOfUnits lists the units of a return's standing claim, by reference.
func pageOfUnits(tx *store.Tx, r Return, page store.Page) ([]Unit, error) {
	after, _ := hex.DecodeString(page.After) // a cursor is signed: it holds what was put in
	var rows []unitRow
	err := tx.DB().Order("reference").Limit(page.Limit+1).Find(&rows, "return_id = ? AND claim = ? AND reference > ?", r.ID, r.Current, after).Error
	list := make([]Unit, len(rows))
	for i, row := range rows {
		list[i] = Unit{Reference: hex.EncodeToString(row.Reference), Share: row.Share}
		if err := json.Unmarshal([]byte(row.DeliveredBy), &list[i].DeliveredBy); err != nil {
			return nil, fmt.Errorf("read the shares of a unit of return %s: %w", r.ID, err)
		}
	}
	return list, err
}

// addUnits counts the units of every claim.
func addUnits(tx *store.Tx, returns any, by map[string][]Step) error {
	var rows []struct {
		ReturnID string
		Claim    int
		Units    int
	}
	err := tx.DB().Model(&unitRow{}).Select("return_id, claim, count(*) AS units").Where("return_id IN (?)", returns).Group("return_id, claim").Scan(&rows).Error
	for _, row := range rows {
		for i, s := range by[row.ReturnID] {
			if s.Kind == Submitted && s.Claim == row.Claim {
				by[row.ReturnID][i].Units = row.Units
			}
		}
	}
	return err
}
