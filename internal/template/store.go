package template

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"github.com/assay-engine/assay/internal/store"
)

// Get finds a template, whoever may see it.
func Get(tx *store.Tx, id string) (t Template, err error) {
	return t, found(tx.DB().First(&t, "id = ?", id).Error)
}

func hold(tx *store.Tx, id string) (t Template, err error) {
	return t, found(tx.ForUpdate().First(&t, "id = ?", id).Error)
}

func found(err error) error {
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return store.ErrNotFound
	}
	return err
}

// visible lists what a reader may see, newest first: what was published, and
// the drafts of its own organisation.
func visible(tx *store.Tx, f Filter, page store.Page) (list []Template, err error) {
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
	if f.Catalogue != "" {
		q = q.Where("catalogue_id = ?", f.Catalogue)
	}
	return list, q.Find(&list).Error
}

// The rows of reports: what was asked and what came of it are JSON.
type (
	lintRow struct {
		ID, TemplateID, CatalogueID, MethodHash, Asked, Report string
		CreatedAt                                              time.Time
		CreatedBy                                              *string
	}
	dryRunRow struct {
		ID, TemplateID, MethodHash, Asked, Report string
		CreatedAt                                 time.Time
		CreatedBy                                 *string
	}
	publicationRow struct {
		TemplateID string `gorm:"primaryKey"`
		LintID     string
		DryRunID   string
	}
	acceptanceRow struct{ TemplateID, Code, Pointer, Reason string }
	derivationRow struct {
		ID, TemplateID, Criterion, Derivation string
		CreatedAt                             time.Time
		CreatedBy                             *string
	}
)

// TableName names the table of checks.
func (lintRow) TableName() string { return "template_lints" }

// TableName names the table of dry runs.
func (dryRunRow) TableName() string { return "template_dry_runs" }

// TableName names the table of publications.
func (publicationRow) TableName() string { return "template_publications" }

// TableName names the table of accepted warnings.
func (acceptanceRow) TableName() string { return "template_acceptances" }

// TableName names the table of derivations.
func (derivationRow) TableName() string { return "template_derivations" }

func insertLint(tx *store.Tx, l Linted) error {
	asked, report, err := texts(l.Asked, l.Report)
	if err != nil {
		return err
	}
	return tx.Insert(&lintRow{l.ID, l.TemplateID, l.CatalogueID, l.MethodHash, asked, report, l.CreatedAt, l.CreatedBy})
}

func getLint(tx *store.Tx, id string) (Linted, error) { return readLint(tx.DB().Where("id = ?", id)) }

func lastLint(tx *store.Tx, templateID string) (Linted, error) {
	return readLint(tx.DB().Where("template_id = ?", templateID).Order("id DESC"))
}

func readLint(q *gorm.DB) (l Linted, err error) {
	var r lintRow
	if err := q.Take(&r).Error; err != nil {
		return l, found(err)
	}
	l = Linted{ID: r.ID, TemplateID: r.TemplateID, CatalogueID: r.CatalogueID, MethodHash: r.MethodHash, CreatedAt: r.CreatedAt, CreatedBy: r.CreatedBy}
	return l, values(r.Asked, r.Report, &l.Asked, &l.Report)
}

func insertDryRun(tx *store.Tx, d Rehearsed) error {
	asked, report, err := texts(d.Asked, d.Report)
	if err != nil {
		return err
	}
	return tx.Insert(&dryRunRow{d.ID, d.TemplateID, d.MethodHash, asked, report, d.CreatedAt, d.CreatedBy})
}

func getDryRun(tx *store.Tx, id string) (Rehearsed, error) {
	return readDryRun(tx.DB().Where("id = ?", id))
}

func lastDryRun(tx *store.Tx, templateID string) (Rehearsed, error) {
	return readDryRun(tx.DB().Where("template_id = ?", templateID).Order("id DESC"))
}

func readDryRun(q *gorm.DB) (d Rehearsed, err error) {
	var r dryRunRow
	if err := q.Take(&r).Error; err != nil {
		return d, found(err)
	}
	d = Rehearsed{ID: r.ID, TemplateID: r.TemplateID, MethodHash: r.MethodHash, CreatedAt: r.CreatedAt, CreatedBy: r.CreatedBy}
	return d, values(r.Asked, r.Report, &d.Asked, &d.Report)
}

// texts and values write and read the two documents of a report.
func texts(asked, report any) (string, string, error) {
	a, err := json.Marshal(asked)
	if err != nil {
		return "", "", fmt.Errorf("write what a report was asked: %w", err)
	}
	r, err := json.Marshal(report)
	if err != nil {
		return "", "", fmt.Errorf("write a report: %w", err)
	}
	return string(a), string(r), nil
}

func values(a, r string, asked, report any) error {
	if err := errors.Join(json.Unmarshal([]byte(a), asked), json.Unmarshal([]byte(r), report)); err != nil {
		return fmt.Errorf("read a report: %w", err)
	}
	return nil
}

func publicationOf(tx *store.Tx, templateID string) (p publicationRow, err error) {
	return p, found(tx.DB().First(&p, "template_id = ?", templateID).Error)
}

// keepPublication ties a published template to its reports, with the reasons
// for what it was published with.
func keepPublication(tx *store.Tx, r Reports) error {
	rows := make([]acceptanceRow, len(r.Accepted))
	for i, a := range r.Accepted {
		rows[i] = acceptanceRow{r.Template.ID, a.Code, a.Pointer, a.Reason}
	}
	return tx.Insert(&publicationRow{TemplateID: r.Template.ID, LintID: r.Lint.ID, DryRunID: r.DryRun.ID}, &rows)
}

func acceptances(tx *store.Tx, templateID string) ([]Acceptance, error) {
	var rows []acceptanceRow
	err := tx.DB().Order("code, pointer").Find(&rows, "template_id = ?", templateID).Error
	list := make([]Acceptance, len(rows))
	for i, r := range rows {
		list[i] = Acceptance{Code: r.Code, Pointer: r.Pointer, Reason: r.Reason}
	}
	return list, err
}

func insertDerivations(tx *store.Tx, list []Derived) error {
	rows := make([]derivationRow, len(list))
	for i, d := range list {
		text, err := json.Marshal(d.Derivation)
		if err != nil {
			return fmt.Errorf("write a derivation: %w", err)
		}
		rows[i] = derivationRow{d.ID, d.TemplateID, d.Criterion, string(text), d.CreatedAt, d.CreatedBy}
	}
	return tx.Insert(&rows)
}

// derivations finds the last derivation of each branch, in the order of their
// making.
func derivations(tx *store.Tx, templateID string) (list []Derived, err error) {
	var rows []derivationRow
	err = tx.DB().Order("id").Where("NOT EXISTS (SELECT 1 FROM template_derivations later WHERE later.template_id = template_derivations.template_id"+
		" AND later.criterion = template_derivations.criterion AND later.id > template_derivations.id)").Find(&rows, "template_id = ?", templateID).Error
	for _, r := range rows {
		d := Derived{ID: r.ID, TemplateID: r.TemplateID, Criterion: r.Criterion, CreatedAt: r.CreatedAt, CreatedBy: r.CreatedBy}
		if err := json.Unmarshal([]byte(r.Derivation), &d.Derivation); err != nil {
			return nil, fmt.Errorf("read derivation %s: %w", r.ID, err)
		}
		list = append(list, d)
	}
	return list, err
}
