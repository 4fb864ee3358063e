package trail

import (
	"strconv"

	"gorm.io/gorm"

	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
)

// numbered are the events that a reader may see. An event without a number is
// not among them, so neither are those of a sealed bid.
func numbered(tx *store.Tx, reader sight) *gorm.DB {
	q := tx.DB().Table("event_numbers AS n").Joins("JOIN events AS e ON e.id = n.event_id").
		Select("n.number, e.at, e.verb, e.subject_id, e.tender_id, e.organisation_id, e.actor_key_id, e.actor_person_id, e.actor_name, e.request_id, e.detail")
	if reader.everything {
		return q
	}
	return q.Where("e.tender_id IN (?)", tx.DB().Model(&tender.Tender{}).Select("id").Where("owner_id = ?", reader.ownerID))
}

func getEvent(tx *store.Tx, reader sight, number int64) (e Event, err error) {
	err = numbered(tx, reader).Where("n.number = ?", number).Take(&e).Error
	return e, err
}

// listEvents reads a page upwards by number, and one event more, which tells
// whether another page follows.
func listEvents(tx *store.Tx, reader sight, f Filter, page store.Page) (list []Event, err error) {
	q := numbered(tx, reader).Where("n.number > ?", after(page)).Order("n.number").Limit(page.Limit + 1)
	for column, value := range map[string]string{"e.tender_id": f.Tender, "e.subject_id": f.Subject, "e.verb": f.Verb, "e.organisation_id": f.Organisation} {
		if value != "" {
			q = q.Where(column+" = ?", value)
		}
	}
	if f.Since != nil {
		q = q.Where("e.at >= ?", *f.Since)
	}
	if f.Until != nil {
		q = q.Where("e.at < ?", *f.Until)
	}
	return list, q.Find(&list).Error
}

// after is the number that a page follows; 0 at the start. A cursor is signed,
// so it holds what was put in.
func after(page store.Page) int64 {
	number, _ := strconv.ParseInt(page.After, 10, 64)
	return number
}
