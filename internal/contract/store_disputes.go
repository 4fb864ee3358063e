package contract

import (
	"time"

	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/pkg/decimal"
)

// openDisputes counts the disputes about a thing that wait for a decision.
func openDisputes(tx *store.Tx, subjectID string) (n int64, err error) {
	open := []DisputeStatus{DisputeReported, DisputeReplied, DisputeEscalated}
	err = tx.DB().Model(&Dispute{}).Where("subject_id = ? AND status IN ?", subjectID, open).Count(&n).Error
	return n, err
}

func pageOfDisputes(tx *store.Tx, c Contract, page store.Page) ([]Disputed, error) {
	var rows []Dispute
	if err := page.Of(tx.DB()).Where("contract_id = ?", c.ID).Find(&rows).Error; err != nil {
		return nil, err
	}
	return wholeDisputes(tx, rows, c)
}

// wholeDisputes adds to disputes of one contract what was said in them.
func wholeDisputes(tx *store.Tx, rows []Dispute, c Contract) ([]Disputed, error) {
	ids := make([]string, len(rows))
	for i, d := range rows {
		ids[i] = d.ID
	}
	deeds, err := deedsOf(tx, ids...)
	if err != nil {
		return nil, err
	}
	list := make([]Disputed, len(rows))
	for i, d := range rows {
		list[i] = Disputed{Dispute: d, Contract: c, Deeds: deeds[d.ID]}
		for _, e := range list[i].Deeds {
			if e.Kind != string(DisputeReported) {
				continue
			}
			var detail struct {
				ReplyBy string `json:"replyBy"`
			}
			if err := e.read(&detail); err != nil {
				return nil, err
			}
			list[i].ReplyBy = detail.ReplyBy
		}
	}
	return list, nil
}

// seeDispute finds a dispute of a contract that the actor may know of.
func seeDispute(tx *store.Tx, id string) (d Disputed, err error) {
	var head Dispute
	if err = tx.DB().First(&head, "id = ?", id).Error; err != nil {
		return d, err
	}
	c, err := see(tx, head.ContractID)
	if err != nil {
		return d, err
	}
	list, err := wholeDisputes(tx, []Dispute{head}, c)
	if err != nil {
		return d, err
	}
	return list[0], nil
}

// holdDispute is a dispute of a contract of which the actor is a side, with the
// contract locked.
func holdDispute(tx *store.Tx, id string) (d Disputed, at time.Time, err error) {
	if d, err = seeDispute(tx, id); err != nil {
		return d, at, err
	}
	if _, at, err = acting(tx, d.ContractID); err != nil {
		return d, at, err
	}
	d, err = seeDispute(tx, id)
	return d, at, err
}

// rulingRow says which step of a return a dispute made.
type rulingRow struct {
	ReturnID       string
	Number         int
	DisputeID      string
	Quantity       *decimal.Quantity
	Numerator      *decimal.Quantity
	Denominator    *decimal.Quantity
	Words          string
	At             time.Time
	KeyID          *string
	OrganisationID string
}

// TableName names the table of rulings.
func (rulingRow) TableName() string { return "return_rulings" }

// keepRuling adds a ruling to a return, whose row the caller holds, as the step
// after its last.
func keepRuling(tx *store.Tx, d Disputed, r *Return, step Step) error {
	var before int64
	if err := tx.DB().Model(&rulingRow{}).Where("return_id = ?", r.ID).Count(&before).Error; err != nil {
		return err
	}
	if err := tx.Change(&Return{}, r.ID, step.Number-1, map[string]any{"status": r.Status}); err != nil {
		return err
	}
	return tx.Insert(&rulingRow{
		ReturnID: step.ReturnID, Number: int(before) + 1, DisputeID: d.ID, Quantity: step.Figure.Quantity, Numerator: step.Figure.Numerator, Denominator: step.Figure.Denominator,
		Words: step.Words, At: step.At, KeyID: step.KeyID, OrganisationID: step.OrganisationID,
	})
}

// addRulings puts what disputes decided behind the steps of returns: a ruling
// comes after the verdict that it is about.
func addRulings(tx *store.Tx, returns any, by map[string][]Step) error {
	var rows []rulingRow
	if err := tx.DB().Order("return_id, number").Find(&rows, "return_id IN (?)", returns).Error; err != nil {
		return err
	}
	for _, row := range rows {
		steps := by[row.ReturnID]
		last := steps[len(steps)-1]
		by[row.ReturnID] = append(steps, Step{
			ReturnID: row.ReturnID, Number: last.Number + 1, Kind: Verified, Claim: last.Claim, Words: row.Words, Evidence: []Evidence{},
			Figure: Figure{Quantity: row.Quantity, Numerator: row.Numerator, Denominator: row.Denominator}, At: row.At, KeyID: row.KeyID, OrganisationID: row.OrganisationID,
		})
	}
	return nil
}
