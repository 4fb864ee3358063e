package template

import (
	"errors"

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
