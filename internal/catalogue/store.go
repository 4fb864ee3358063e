package catalogue

import (
	"encoding/json"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"github.com/assay-engine/assay/internal/store"
)

// TableName names the table of outcomes.
func (Outcome) TableName() string { return "catalogue_outcomes" }

// Get finds a version of a catalogue, whoever may see it.
func Get(tx *store.Tx, id string) (c Catalogue, err error) {
	return c, found(tx.DB().First(&c, "id = ?", id).Error)
}

// Share finds a version of a catalogue and holds it as it is until the work is
// done: for whoever relies on its status.
func Share(tx *store.Tx, id string) (c Catalogue, err error) {
	return c, found(tx.ForShare().First(&c, "id = ?", id).Error)
}

// Outcomes lists the outcomes of a version, in order.
func Outcomes(tx *store.Tx, catalogueID string) (list []Outcome, err error) {
	return list, tx.DB().Order("number").Find(&list, "catalogue_id = ?", catalogueID).Error
}

// Measures lists the measures of a version, in order.
func Measures(tx *store.Tx, catalogueID string) ([]Measure, error) {
	var rows []measureRow
	if err := tx.DB().Order("position, code").Find(&rows, "catalogue_id = ?", catalogueID).Error; err != nil {
		return nil, err
	}
	list := make([]Measure, len(rows))
	for i, r := range rows {
		m, err := r.measure()
		if err != nil {
			return nil, err
		}
		list[i] = m
	}
	return list, nil
}

func hold(tx *store.Tx, id string) (c Catalogue, err error) {
	return c, found(tx.ForUpdate().First(&c, "id = ?", id).Error)
}

func found(err error) error {
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return store.ErrNotFound
	}
	return err
}

// insert adds a version. The database knows of every code and of the one
// draft; which of the two it refused is told by the number.
func insert(tx *store.Tx, c Catalogue) error {
	err := tx.Insert(&c)
	switch {
	case errors.Is(err, gorm.ErrDuplicatedKey) && c.RevisedFrom != nil:
		return ErrDraft
	case errors.Is(err, gorm.ErrDuplicatedKey):
		return ErrCode
	}
	return err
}

// visible lists what a reader may see, newest first: what was published, and
// the drafts of its own organisation.
func visible(tx *store.Tx, f Filter, page store.Page) (list []Catalogue, err error) {
	q, own := page.Of(tx.DB()), tx.Actor.OrganisationID
	switch {
	case f.Status == Draft && own == "":
		return nil, nil
	case f.Status == Draft: // by its owner, so that others' drafts are not even looked at
		q = q.Where("owner_id = ? AND status = ?", own, Draft)
	case f.Status != "":
		q = q.Where("status = ?", f.Status)
	case own == "":
		q = q.Where("status <> ?", Draft)
	default:
		q = q.Where("status <> ? OR owner_id = ?", Draft, own)
	}
	if f.Code != "" {
		q = q.Where("code = ?", f.Code)
	}
	return list, q.Find(&list).Error
}

func lastNumber(tx *store.Tx, ownerID, code string) (n int, err error) {
	err = tx.DB().Model(&Catalogue{}).Where("owner_id = ? AND code = ?", ownerID, code).Select("COALESCE(MAX(number), 0)").Scan(&n).Error
	return n, err
}

func setOutcome(tx *store.Tx, o Outcome) error {
	done := tx.DB().Model(&Outcome{}).Where("catalogue_id = ? AND number = ?", o.CatalogueID, o.Number).UpdateColumn("title", o.Title)
	if done.Error != nil || done.RowsAffected == 1 {
		return done.Error
	}
	return tx.Insert(&o)
}

func deleteOutcome(tx *store.Tx, catalogueID string, number int) error {
	return gone(tx.DB().Delete(&Outcome{}, "catalogue_id = ? AND number = ?", catalogueID, number))
}

func gone(done *gorm.DB) error {
	if done.Error == nil && done.RowsAffected != 1 {
		return store.ErrNotFound
	}
	return done.Error
}

func insertMeasures(tx *store.Tx, list []Measure) error {
	rows := make([]measureRow, len(list))
	for i, m := range list {
		r, err := rowOf(m)
		if err != nil {
			return err
		}
		rows[i] = r
	}
	return tx.Insert(&rows)
}

func replaceMeasure(tx *store.Tx, m Measure) error {
	r, err := rowOf(m)
	if err != nil {
		return err
	}
	return gone(tx.DB().Model(&measureRow{}).Where("catalogue_id = ? AND code = ?", m.CatalogueID, m.Code).Select("*").UpdateColumns(&r))
}

func deleteMeasure(tx *store.Tx, catalogueID, code string) error {
	return gone(tx.DB().Delete(&measureRow{}, "catalogue_id = ? AND code = ?", catalogueID, code))
}

// measureRow is a measure as it is kept: its lists in columns of JSON.
type measureRow struct {
	CatalogueID      string
	Code             string
	OutcomeNumber    int
	Position         int
	Wording          string
	Level            Level
	Kind             Kind
	Unit             string
	Direction        Direction
	DirectionNote    string
	Aggregation      Aggregation
	AggregationNote  string
	DistinctCount    bool
	BaselineRequired bool
	ContractForm     string
	Scorable         bool
	Normalise        string
	Evidence         string
	Caution          string
	Components       string
	Overlaps         string
}

// TableName names the table of measures.
func (measureRow) TableName() string { return "catalogue_measures" }

func rowOf(m Measure) (measureRow, error) {
	parts := make([]NewComponent, len(m.Components))
	for i, c := range m.Components {
		parts[i] = NewComponent(c)
	}
	components, err := json.Marshal(parts)
	if err != nil {
		return measureRow{}, fmt.Errorf("write components: %w", err)
	}
	overlaps, err := json.Marshal(append([]string{}, m.Overlaps...))
	if err != nil {
		return measureRow{}, fmt.Errorf("write overlaps: %w", err)
	}
	return measureRow{
		CatalogueID: m.CatalogueID, Code: m.Code, OutcomeNumber: m.OutcomeNumber, Position: m.Position, Wording: m.Wording,
		Level: m.Level, Kind: m.Kind, Unit: m.Unit, Direction: m.Direction, DirectionNote: m.DirectionNote,
		Aggregation: m.Aggregation, AggregationNote: m.AggregationNote, DistinctCount: m.DistinctCount,
		BaselineRequired: m.BaselineRequired, ContractForm: m.ContractForm, Scorable: m.Scorable, Normalise: m.Normalise,
		Evidence: m.Evidence, Caution: m.Caution, Components: string(components), Overlaps: string(overlaps),
	}, nil
}

func (r measureRow) measure() (Measure, error) {
	m := Measure{
		CatalogueID: r.CatalogueID, Code: r.Code, OutcomeNumber: r.OutcomeNumber, Position: r.Position, Wording: r.Wording,
		Level: r.Level, Kind: r.Kind, Unit: r.Unit, Direction: r.Direction, DirectionNote: r.DirectionNote,
		Aggregation: r.Aggregation, AggregationNote: r.AggregationNote, DistinctCount: r.DistinctCount,
		BaselineRequired: r.BaselineRequired, ContractForm: r.ContractForm, Scorable: r.Scorable, Normalise: r.Normalise,
		Evidence: r.Evidence, Caution: r.Caution,
	}
	var parts []NewComponent
	if err := json.Unmarshal([]byte(r.Components), &parts); err != nil {
		return m, fmt.Errorf("read components of measure %s: %w", r.Code, err)
	}
	for _, p := range parts {
		m.Components = append(m.Components, Component(p))
	}
	if err := json.Unmarshal([]byte(r.Overlaps), &m.Overlaps); err != nil {
		return m, fmt.Errorf("read overlaps of measure %s: %w", r.Code, err)
	}
	return m, nil
}
