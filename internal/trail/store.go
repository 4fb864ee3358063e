package trail

import (
	"encoding/json"
	"strconv"

	"gorm.io/gorm"

	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
)

// numbered are the events that a reader may see. An event without a number is
// not among them, so neither are those of a sealed bid.
func numbered(tx *store.Tx, reader sight) *gorm.DB {
	q := tx.DB().Table("event_numbers AS n").Joins("JOIN events AS e ON e.id = n.event_id").
		Select("e.id, n.number, e.at, e.verb, e.subject_id, e.tender_id, e.organisation_id, e.actor_key_id, e.actor_person_id, e.actor_name, e.request_id, e.detail")
	if reader.everything {
		return q
	}
	own := tx.DB().Model(&tender.Tender{}).Select("id").Where("owner_id = ?", reader.ownerID)
	if reader.acts {
		return q.Where("(e.tender_id IN (?) OR e.organisation_id = ?)", own, reader.ownerID)
	}
	return q.Where("e.tender_id IN (?)", own)
}

func getEvent(tx *store.Tx, reader sight, number int64) (e Event, err error) {
	err = numbered(tx, reader).Where("n.number = ?", number).Take(&e).Error
	return e, err
}

// listEvents reads a page upwards by number, and one event more, which tells
// whether another page follows.
func listEvents(tx *store.Tx, reader sight, f Filter, page store.Page) (list []Event, err error) {
	q := numbered(tx, reader).Where("n.number > ?", after(page)).Order("n.number").Limit(page.Limit + 1)
	for column, value := range map[string]string{"e.tender_id": f.Tender, "e.subject_id": f.Subject, "e.organisation_id": f.Organisation} {
		if value != "" {
			q = q.Where(column+" = ?", value)
		}
	}
	if f.Verb != "" {
		q = q.Where("e.verb = ?", f.Verb)
	}
	if f.Seen {
		q = q.Where("(e.verb LIKE '%.read' OR e.verb LIKE '%.exported')")
	}
	if f.Actor != "" {
		q = q.Where("(e.actor_key_id = ? OR e.actor_person_id = ?)", f.Actor, f.Actor)
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

// named adds to events what whoever acted was called, where that is not erased.
func named(tx *store.Tx, list []Event) ([]Event, error) {
	ids := make([]string, len(list))
	for i, e := range list {
		ids[i] = e.ID
	}
	private, err := tx.PrivateDetails(ids...)
	if err != nil {
		return nil, err
	}
	for i, e := range list {
		var who store.Acted
		d, kept := private[e.ID][store.ActorDetail]
		if !kept {
			continue
		}
		if err := json.Unmarshal(d.Value, &who); err != nil {
			return nil, err
		}
		list[i].ActorName, list[i].RequestID = who.Name, who.Request
	}
	return list, nil
}

// eventOf finds the number of the event that a bid's version was submitted
// with; 0 where it has none yet.
func eventOf(tx *store.Tx, bidID, documentHash string) (number int64, err error) {
	var found []struct {
		Number int64
		Detail string
	}
	err = tx.DB().Table("events AS e").Joins("JOIN event_numbers AS n ON n.event_id = e.id").Select("n.number, e.detail").
		Where("e.subject_id = ? AND e.verb = ?", bidID, "bid.submitted").Find(&found).Error
	for _, f := range found {
		var said struct{ DocumentHash string }
		if json.Unmarshal([]byte(f.Detail), &said) == nil && said.DocumentHash == documentHash {
			return f.Number, err
		}
	}
	return 0, err
}

func listCheckpoints(tx *store.Tx, page store.Page) (list []store.LogCheckpoint, err error) {
	q := tx.DB().Order("size DESC").Limit(page.Limit + 1)
	if before := after(page); before > 0 {
		q = q.Where("size < ?", before)
	}
	return list, q.Find(&list).Error
}

func checkpointOf(tx *store.Tx, size int64) (c store.LogCheckpoint, err error) {
	return c, tx.DB().Take(&c, "size = ?", size).Error
}

// highest is the number of the last numbered event; 0 where there is none.
func highest(tx *store.Tx) (last int64, err error) {
	return last, tx.DB().Raw("SELECT coalesce(max(number), 0) FROM event_numbers").Scan(&last).Error
}

type hiddenEvent struct{ ID, Verb string }

// neverNumbered lists events that neither have a number nor wait for one.
func neverNumbered(tx *store.Tx) (list []hiddenEvent, err error) {
	return list, tx.DB().Raw(`SELECT e.id, e.verb FROM events AS e LEFT JOIN event_numbers AS n ON n.event_id = e.id LEFT JOIN event_queue AS q ON q.event_id = e.id
		WHERE n.event_id IS NULL AND q.event_id IS NULL ORDER BY e.id LIMIT 100`).Scan(&list).Error
}

// sealedTooLong lists events that wait as those of sealed bids while their
// tender is open.
func sealedTooLong(tx *store.Tx) (list []hiddenEvent, err error) {
	return list, tx.DB().Raw(`SELECT e.id, e.verb FROM event_queue AS q JOIN events AS e ON e.id = q.event_id JOIN tenders AS t ON t.id = q.tender_id
		WHERE q.sealed AND t.opened_at IS NOT NULL ORDER BY e.id LIMIT 100`).Scan(&list).Error
}

func waiting(tx *store.Tx) (n int64, err error) {
	return n, tx.DB().Table("event_queue").Count(&n).Error
}

type privateRow struct{ ID, Private string }

// eventsWithPrivate pages through all events, numbered or not, by their
// identifier.
func eventsWithPrivate(tx *store.Tx, after string, limit int) (list []privateRow, err error) {
	q := tx.DB().Table("events").Select("id, private").Order("id").Limit(limit)
	if after != "" {
		q = q.Where("id > ?", after)
	}
	return list, q.Find(&list).Error
}

type keptReceipt struct {
	BidID                                string
	Number                               int
	DocumentHash, AnswersHash, PriceHash string
	Receipt                              []byte
}

func keptReceipts(tx *store.Tx) (list []keptReceipt, err error) {
	return list, tx.DB().Table("bid_versions").Select("bid_id, number, document_hash, answers_hash, price_hash, receipt").Order("bid_id, number").Find(&list).Error
}
