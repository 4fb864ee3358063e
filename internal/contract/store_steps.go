package contract

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/pkg/decimal"
)

// keep adds a step to a return and moves its head, from the version that the
// caller saw. The first step makes the head.
func keep(tx *store.Tx, r *Return, step Step) error {
	row, err := stepRowOf(step)
	if err != nil {
		return err
	}
	if step.Number == 1 {
		if err := tx.Insert(r, &row); err != nil {
			return err
		}
		return returned(tx, r.PeriodID)
	}
	if err := tx.Change(&Return{}, r.ID, step.Number-1, map[string]any{"status": r.Status, "current": r.Current}); err != nil {
		return err
	}
	if err := tx.Insert(&row); err != nil {
		return err
	}
	return keepPart(tx, step)
}

// stepRow is a step as it is kept: evidence in one column.
type stepRow struct {
	ReturnID       string
	Number         int
	Kind           Status
	Claim          int
	Quantity       *decimal.Quantity
	Numerator      *decimal.Quantity
	Denominator    *decimal.Quantity
	Words          string
	Evidence       string
	At             time.Time
	KeyID          *string
	OrganisationID string
}

// TableName names the table of steps.
func (stepRow) TableName() string { return "return_steps" }

func stepRowOf(s Step) (stepRow, error) {
	text, err := evidenceText(s.Evidence)
	row := stepRow{
		ReturnID: s.ReturnID, Number: s.Number, Kind: s.Kind, Claim: s.Claim, Quantity: s.Figure.Quantity, Numerator: s.Figure.Numerator,
		Denominator: s.Figure.Denominator, Words: s.Words, Evidence: text, At: s.At, KeyID: s.KeyID, OrganisationID: s.OrganisationID,
	}
	if s.Kind == Queried { // what a query accepts stands beside it
		row.Quantity, row.Numerator, row.Denominator = nil, nil, nil
	}
	return row, err
}

func evidenceText(list []Evidence) (string, error) {
	if list == nil {
		list = []Evidence{}
	}
	text, err := json.Marshal(list)
	return string(text), err
}

func (r stepRow) step() (Step, error) {
	s := Step{
		ReturnID: r.ReturnID, Number: r.Number, Kind: r.Kind, Claim: r.Claim, Words: r.Words, At: r.At, KeyID: r.KeyID, OrganisationID: r.OrganisationID,
		Figure: Figure{Quantity: r.Quantity, Numerator: r.Numerator, Denominator: r.Denominator},
	}
	if err := json.Unmarshal([]byte(r.Evidence), &s.Evidence); err != nil {
		return s, fmt.Errorf("read the evidence of return %s: %w", r.ReturnID, err)
	}
	return s, nil
}

// partRow is what a query accepts of a claim already.
type partRow struct {
	ReturnID    string
	Number      int
	Quantity    *decimal.Quantity
	Numerator   *decimal.Quantity
	Denominator *decimal.Quantity
	Asked       decimal.Quantity
}

// TableName names the table of parts.
func (partRow) TableName() string { return "return_parts" }

func keepPart(tx *store.Tx, s Step) error {
	if s.Kind != Queried || s.Figure == (Figure{}) {
		return nil
	}
	return tx.Insert(&partRow{ReturnID: s.ReturnID, Number: s.Number, Quantity: s.Figure.Quantity, Numerator: s.Figure.Numerator, Denominator: s.Figure.Denominator, Asked: s.Asked})
}

// stepsOf lists what happened to the returns that a query names, in order, by
// return.
func stepsOf(tx *store.Tx, returns any) (map[string][]Step, error) {
	var rows []stepRow
	if err := tx.DB().Order("return_id, number").Find(&rows, "return_id IN (?)", returns).Error; err != nil {
		return nil, err
	}
	by := map[string][]Step{}
	for _, row := range rows {
		s, err := row.step()
		if err != nil {
			return nil, err
		}
		by[s.ReturnID] = append(by[s.ReturnID], s)
	}
	if err := addParts(tx, returns, by); err != nil {
		return nil, err
	}
	if err := addClaims(tx, returns, by); err != nil {
		return nil, err
	}
	if err := addUnits(tx, returns, by); err != nil {
		return nil, err
	}
	return by, addRulings(tx, returns, by)
}

// addParts tells queries what they accepted.
func addParts(tx *store.Tx, returns any, by map[string][]Step) error {
	var rows []partRow
	if err := tx.DB().Find(&rows, "return_id IN (?)", returns).Error; err != nil {
		return err
	}
	for _, p := range rows {
		s := &by[p.ReturnID][p.Number-1]
		s.Figure, s.Asked = Figure{Quantity: p.Quantity, Numerator: p.Numerator, Denominator: p.Denominator}, p.Asked
	}
	return nil
}

// stepsOfReturns lists what happened to the returns named.
func stepsOfReturns(tx *store.Tx, ids []string) (map[string][]Step, error) { return stepsOf(tx, ids) }
