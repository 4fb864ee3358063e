package contract

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/assay-engine/assay/internal/store"
)

func isMissing(err error) bool {
	return err != nil && unknown(err, errMissing) == errMissing //nolint:errorlint // the very value that was handed in
}

var errMissing = errors.New("contract: not there")

func insertFile(tx *store.Tx, f File) error {
	var kept, same int64
	if err := tx.DB().Model(&File{}).Where("contract_id = ?", f.ContractID).Count(&kept).Error; err != nil {
		return err
	}
	if kept >= MaxFiles {
		return ErrFilesFull.Because("the limit is %d", MaxFiles)
	}
	err := tx.DB().Model(&File{}).Where("contract_id = ? AND organisation_id = ? AND sha256 = ?", f.ContractID, f.OrganisationID, f.SHA256).Count(&same).Error
	if err != nil || same > 0 {
		return unless(err, ErrFileKnown)
	}
	return tx.Insert(&f)
}

func findFile(tx *store.Tx, contractID, id string) (f File, err error) {
	err = tx.DB().First(&f, "id = ? AND contract_id = ?", id, contractID).Error
	return f, err
}

func listFiles(tx *store.Tx, contractID string, page store.Page) (list []File, err error) {
	return list, page.Of(tx.DB()).Where("contract_id = ?", contractID).Find(&list).Error
}

// noteRow is a note as it is kept: evidence in one column.
type noteRow struct {
	ReturnID       string
	Number         int
	Side           Side
	Claim          int
	Step           int
	Words          string
	Evidence       string
	At             time.Time
	KeyID          *string
	OrganisationID string
}

// TableName names the table of notes.
func (noteRow) TableName() string { return "return_notes" }

func keepNote(tx *store.Tx, n Note) error {
	text, err := evidenceText(n.Evidence)
	if err != nil {
		return err
	}
	return tx.Insert(&noteRow{
		ReturnID: n.ReturnID, Number: n.Number, Side: n.Side, Claim: n.Claim, Step: n.Step, Words: n.Words, Evidence: text, At: n.At, KeyID: n.KeyID, OrganisationID: n.OrganisationID,
	})
}

// notesOf lists the notes on returns, in order, by return.
func notesOf(tx *store.Tx, ids []string) (map[string][]Note, error) {
	var rows []noteRow
	if err := tx.DB().Order("return_id, number").Find(&rows, "return_id IN ?", ids).Error; err != nil {
		return nil, err
	}
	by := map[string][]Note{}
	for _, r := range rows {
		n := Note{ReturnID: r.ReturnID, Number: r.Number, Side: r.Side, Claim: r.Claim, Step: r.Step, Words: r.Words, At: r.At, KeyID: r.KeyID, OrganisationID: r.OrganisationID}
		if err := json.Unmarshal([]byte(r.Evidence), &n.Evidence); err != nil {
			return nil, fmt.Errorf("read the evidence of a note on return %s: %w", r.ReturnID, err)
		}
		by[r.ReturnID] = append(by[r.ReturnID], n)
	}
	return by, nil
}

// confirmationsOf lists what was asked about the returns that a query or a list
// names, oldest first, by return.
func confirmationsOf(tx *store.Tx, returns any) (map[string][]Confirmation, error) {
	var rows []Confirmation
	err := tx.DB().Order("id").Find(&rows, "return_id IN (?)", returns).Error
	by := map[string][]Confirmation{}
	for _, c := range rows {
		by[c.ReturnID] = append(by[c.ReturnID], c)
	}
	return by, err
}

// confirmationsOfContract lists what was asked about all returns of a contract,
// by return.
func confirmationsOfContract(tx *store.Tx, contractID string) (map[string][]Confirmation, error) {
	return confirmationsOf(tx, tx.DB().Model(&Return{}).Select("id").Where("contract_id = ?", contractID))
}

func findConfirmation(tx *store.Tx, id string) (c Confirmation, err error) {
	err = tx.DB().First(&c, "id = ?", id).Error
	return c, err
}

func confirmationBy(tx *store.Tx, tokenHash string, lock bool) (c Confirmation, err error) {
	q := tx.DB()
	if lock {
		q = tx.ForUpdate()
	}
	if err = q.First(&c, "token_hash = ?", tokenHash).Error; err != nil || !lock {
		return c, err
	}
	return c, tx.Refresh()
}

// anyReturn finds a return, whoever asks.
func anyReturn(tx *store.Tx, id string) (r Return, c Contract, err error) {
	if err = tx.DB().First(&r, "id = ?", id).Error; err != nil {
		return r, c, err
	}
	c, err = Get(tx, r.ContractID)
	return r, c, err
}

func holdObligation(tx *store.Tx, contractID, id string) (o Obligation, err error) {
	err = tx.ForUpdate().First(&o, "id = ? AND contract_id = ?", id, contractID).Error
	return o, err
}

// ownersOf lists who answers for obligations, by obligation and side.
func ownersOf(tx *store.Tx, obligationIDs []string) (map[string]map[Side]Owner, error) {
	var rows []Owner
	err := tx.DB().Find(&rows, "obligation_id IN ?", obligationIDs).Error
	by := map[string]map[Side]Owner{}
	for _, id := range obligationIDs {
		by[id] = map[Side]Owner{}
	}
	for _, o := range rows {
		by[o.ObligationID][o.Side] = o
	}
	return by, err
}

func keepOwner(tx *store.Tx, o Owner) error {
	if o.Version == 1 {
		return tx.Insert(&o)
	}
	done := tx.DB().Model(&Owner{}).Where("obligation_id = ? AND side = ? AND version = ?", o.ObligationID, o.Side, o.Version-1).
		UpdateColumns(map[string]any{"name": o.Name, "email": o.Email, "version": o.Version})
	if done.Error == nil && done.RowsAffected != 1 {
		return store.ErrStale
	}
	return done.Error
}
