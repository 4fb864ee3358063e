package contract

import (
	"slices"
	"time"

	"github.com/assay-engine/assay/internal/identity"
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
	return list, addPartakers(tx, list)
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

// isClosed reports whether a dispute about a thing was decided before, so that
// nobody brings it again. A rating that was decided anew since may be disputed
// anew.
func isClosed(tx *store.Tx, in NewDispute) (bool, error) {
	var before []Dispute
	if err := tx.DB().Order("id DESC").Limit(1).Find(&before, "subject_id = ?", in.Subject).Error; err != nil || len(before) == 0 {
		return false, err
	}
	if in.About != AboutRating {
		return true, nil
	}
	deeds, err := deedsOf(tx, before[0].ID, in.Subject)
	if err != nil {
		return false, err
	}
	said, rated := deeds[before[0].ID], deeds[in.Subject]
	last := said[len(said)-1].At
	return !slices.ContainsFunc(rated, func(e Deed) bool { return e.Kind == string(RatingDecided) && e.At.After(last) }), nil
}

// addPartakers tells of disputes of one contract who had a part in each: who spoke
// in it, and who took the decision that it is about.
func addPartakers(tx *store.Tx, list []Disputed) error {
	var returns, subjects, keys []string
	for _, d := range list {
		if d.About == AboutReturn {
			returns = append(returns, d.SubjectID)
		} else {
			subjects = append(subjects, d.SubjectID)
		}
	}
	steps, err := stepsOfReturns(tx, returns)
	if err != nil {
		return err
	}
	deeds, err := deedsOf(tx, subjects...)
	if err != nil {
		return err
	}
	took := make([][]string, len(list))
	for i, d := range list {
		took[i] = d.tookPart(steps[d.SubjectID], deeds[d.SubjectID])
		keys = append(keys, took[i]...)
	}
	holders, err := identity.Holders(tx, keys)
	if err != nil {
		return err
	}
	for i := range list {
		list[i].parts = map[string]bool{}
		for _, key := range took[i] {
			list[i].parts[holders[key]] = true
		}
	}
	return nil
}

// tookPart lists the keys of those who had a part in a dispute.
func (d Disputed) tookPart(steps []Step, deeds []Deed) (keys []string) {
	add := func(key *string) {
		if key != nil {
			keys = append(keys, *key)
		}
	}
	for _, e := range d.Deeds {
		add(e.KeyID)
	}
	for _, step := range steps {
		if step.Kind != Submitted {
			add(step.KeyID)
		}
	}
	for _, e := range deeds {
		if e.Kind == string(RatingDecided) || e.Kind == string(ShortfallRecorded) {
			add(e.KeyID)
		}
	}
	return keys
}

// rulingRow says which step of a return a dispute made.
type rulingRow struct {
	ReturnID       string
	Number         int
	DisputeID      string
	Kind           Status // verified; or rejected, where a rejection stands again
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
func keepRuling(tx *store.Tx, d Disputed, r Reported, step Step) error {
	var before int64
	if err := tx.DB().Model(&rulingRow{}).Where("return_id = ?", r.ID).Count(&before).Error; err != nil {
		return err
	}
	if err := tx.Change(&Return{}, r.ID, step.Number-1, map[string]any{"status": r.Status}); err != nil {
		return err
	}
	figure := step.Figure
	if step.Kind == Rejected { // nothing counts, which is kept as the claim that does not
		figure = r.Standing().Claimed
	}
	return tx.Insert(&rulingRow{
		ReturnID: step.ReturnID, Number: int(before) + 1, DisputeID: d.ID, Kind: step.Kind, Quantity: figure.Quantity, Numerator: figure.Numerator, Denominator: figure.Denominator,
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
		step := Step{
			ReturnID: row.ReturnID, Number: last.Number + 1, Kind: row.Kind, Claim: last.Claim, Words: row.Words, Evidence: []Evidence{},
			At: row.At, KeyID: row.KeyID, OrganisationID: row.OrganisationID,
		}
		if row.Kind == Verified {
			step.Figure = Figure{Quantity: row.Quantity, Numerator: row.Numerator, Denominator: row.Denominator}
		}
		by[row.ReturnID] = append(steps, step)
	}
	return nil
}
