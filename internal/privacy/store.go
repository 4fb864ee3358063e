package privacy

import (
	"strings"
	"time"

	"gorm.io/gorm"

	"github.com/assay-engine/assay/internal/store"
)

// person is what is asked of a person's row.
type person struct {
	ID      string
	Name    string
	Email   string
	Version int
}

func getPerson(tx *store.Tx, id string) (p person, err error) {
	return p, tx.DB().Table("people").Select("id, name, email, version").Where("id = ?", id).Take(&p).Error
}

// holdPerson is getPerson for whoever changes the row.
func holdPerson(tx *store.Tx, id string) (p person, err error) {
	return p, tx.ForUpdate().Table("people").Select("id, name, email, version").Where("id = ?", id).Take(&p).Error
}

func erasedBefore(tx *store.Tx, personID string) (bool, error) {
	var n int64
	err := tx.DB().Model(&erasure{}).Where("person_id = ?", personID).Count(&n).Error
	return n > 0, err
}

// reachable finds the thing that a hold is on, and the tender that it belongs to,
// where it is one of the actor's organisation or the actor oversees all.
func reachable(tx *store.Tx, scope Scope, id string) (tenderID string, err error) {
	var row struct{ TenderID, OwnerID string }
	switch scope {
	case OnTender:
		err = tx.DB().Table("tenders").Select("id AS tender_id, owner_id").Where("id = ?", id).Take(&row).Error
	case OnContract:
		err = tx.DB().Table("contracts").Select("tender_id, owner_id").Where("id = ?", id).Take(&row).Error
	case OnPerson:
		if _, err := getPerson(tx, id); err != nil {
			return "", err
		}
		err = memberOf(tx, id)
		row.OwnerID = tx.Actor.OrganisationID
	}
	if err == nil && !tx.Actor.Oversees && row.OwnerID != tx.Actor.OrganisationID {
		err = store.ErrNotFound
	}
	return row.TenderID, err
}

func memberOf(tx *store.Tx, personID string) error {
	if tx.Actor.Oversees {
		return nil
	}
	var n int64
	err := tx.DB().Table("memberships").Where("person_id = ? AND organisation_id = ?", personID, tx.Actor.OrganisationID).Count(&n).Error
	if err == nil && n == 0 {
		err = store.ErrNotFound
	}
	return err
}

func getHold(tx *store.Tx, id string) (h Hold, err error) {
	q := tx.DB()
	if !tx.Actor.Oversees {
		q = q.Where("organisation_id = ?", tx.Actor.OrganisationID)
	}
	if err = q.Take(&h, "id = ?", id).Error; err != nil {
		return h, err
	}
	list := []Hold{h}
	err = withReleases(tx, list)
	return list[0], err
}

func listHolds(tx *store.Tx, page store.Page) (list []Hold, err error) {
	q := tx.DB()
	if !tx.Actor.Oversees {
		q = q.Where("organisation_id = ?", tx.Actor.OrganisationID)
	}
	if err = page.Of(q).Find(&list).Error; err != nil {
		return nil, err
	}
	return list, withReleases(tx, list)
}

func withReleases(tx *store.Tx, list []Hold) error {
	ids := make([]string, len(list))
	for i, h := range list {
		ids[i] = h.ID
	}
	var rows []Release
	if err := tx.DB().Where("hold_id IN ?", ids).Find(&rows).Error; err != nil {
		return err
	}
	released := map[string]*Release{}
	for i := range rows {
		released[rows[i].HoldID] = &rows[i]
	}
	for i := range list {
		list[i].Release = released[list[i].ID]
	}
	return nil
}

// inForce are the holds that nobody released.
func inForce(tx *store.Tx) *gorm.DB {
	return tx.DB().Where("NOT EXISTS (SELECT 1 FROM legal_hold_releases AS r WHERE r.hold_id = legal_holds.id)").Order("id")
}

func holdsOn(tx *store.Tx, subjectID string) (list []Hold, err error) {
	return list, inForce(tx).Find(&list, "subject_id = ?", subjectID).Error
}

// holdsOnTenders are the holds in force on tenders, and on contracts of them.
func holdsOnTenders(tx *store.Tx, ids []string) (map[string][]Hold, error) {
	var contracts []struct{ ID, TenderID string }
	if err := tx.DB().Table("contracts").Select("id, tender_id").Where("tender_id IN ?", ids).Find(&contracts).Error; err != nil {
		return nil, err
	}
	of := map[string]string{}
	all := append([]string{}, ids...)
	for _, c := range contracts {
		of[c.ID] = c.TenderID
		all = append(all, c.ID)
	}
	var list []Hold
	if err := inForce(tx).Find(&list, "subject_id IN ?", all).Error; err != nil {
		return nil, err
	}
	holds := map[string][]Hold{}
	for _, h := range list {
		tender := h.SubjectID
		if h.Scope == OnContract {
			tender = of[h.SubjectID]
		}
		holds[tender] = append(holds[tender], h)
	}
	return holds, nil
}

// tenderRow is what the clock asks of a tender.
type tenderRow struct {
	ID, Title, Mode, Status string
	Clock                   *time.Time
}

// ended reports whether the procurement is over: nothing of it is decided any
// more, or it is awarded.
func (t tenderRow) ended() bool {
	return t.Status == "awarded" || t.Status == "completed" || t.Status == "cancelled" || t.Status == "unsuccessful"
}

// moment is the time of the tender: its own in a rehearsal.
func (t tenderRow) moment(tx *store.Tx) time.Time {
	if t.Mode == "test" && t.Clock != nil {
		return *t.Clock
	}
	return tx.Now
}

const tenderColumns = "id, title, mode, status, clock"

func listTenders(tx *store.Tx, page store.Page) (list []tenderRow, err error) {
	q := tx.DB().Table("tenders").Select(tenderColumns).Where("status <> 'draft'")
	if !tx.Actor.Oversees {
		q = q.Where("owner_id = ?", tx.Actor.OrganisationID)
	}
	return list, page.Of(q).Find(&list).Error
}

// tendersOf are the procurements in which a person took part.
func tendersOf(tx *store.Tx, personID string) (list []tenderRow, err error) {
	acted := tx.DB().Table("events").Select("tender_id").Where("tender_id IS NOT NULL AND (actor_person_id = ? OR actor_key_id = ?)", personID, personID)
	return list, tx.DB().Table("tenders").Select(tenderColumns).Where("id IN (?)", acted).Find(&list).Error
}

// mark is what starts a clock.
type mark struct {
	at time.Time
	by string
}

// clockMarks finds what started the clock of each tender: its last contract,
// else its last award, else its end.
func clockMarks(tx *store.Tx, ids []string) (map[string]mark, error) {
	marks := map[string]mark{}
	for _, source := range []struct{ by, question string }{
		{"ending", "SELECT tender_id, at FROM events WHERE tender_id IN ? AND verb IN ('tender.cancelled', 'tender.unsuccessful')"},
		{"award", "SELECT tender_id, decided_at AS at FROM awards WHERE tender_id IN ?"},
		{"contract", "SELECT tender_id, opened_at AS at FROM contracts WHERE tender_id IN ?"},
	} {
		var rows []struct {
			TenderID string
			At       time.Time
		}
		if err := tx.DB().Raw(source.question, ids).Scan(&rows).Error; err != nil {
			return nil, err
		}
		for _, r := range rows {
			if m, ok := marks[r.TenderID]; !ok || m.by != source.by || r.At.After(m.at) {
				marks[r.TenderID] = mark{r.At, source.by}
			}
		}
	}
	return marks, nil
}

// rowsAbout reads the rows of a table that name a person.
func rowsAbout(tx *store.Tx, table string, columns []string, p person, self bool) (list []map[string]any, err error) {
	var matches []string
	var values []any
	for _, c := range columns {
		switch {
		case names(c):
			matches, values = append(matches, `CAST("`+c+`" AS text) = ?`), append(values, p.ID)
		case c == "email" || c == "recipient":
			matches, values = append(matches, `lower("`+c+`") = ?`), append(values, p.Email)
		}
	}
	if len(matches) == 0 {
		return nil, nil
	}
	question := `SELECT * FROM "` + table + `" WHERE (` + strings.Join(matches, " OR ") + ")"
	if table == "events" && !self {
		question += " AND id IN (SELECT event_id FROM event_numbers)"
	}
	err = store.EachRow(tx.DB().Raw(question, values...), func(columns []string, row []any) error {
		one := map[string]any{}
		for i, c := range columns {
			if _, bytes := row[i].([]byte); shown(c) && !bytes && row[i] != nil {
				one[c] = row[i]
			}
		}
		list = append(list, one)
		return nil
	})
	return list, err
}

type keptAnswer struct {
	Reader, Route, Key string
	Body               []byte
}

func keptAnswers(tx *store.Tx) (list []keptAnswer, err error) {
	return list, tx.DB().Table("idempotency_records").Select("reader, route, key, body").
		Where("route LIKE '%people%' OR route LIKE '%invitations%' OR route LIKE '%members%' OR route LIKE '%/me%' OR route LIKE '%keys%'").Find(&list).Error
}

func dropAnswer(tx *store.Tx, a keptAnswer) error {
	return tx.DB().Exec("DELETE FROM idempotency_records WHERE reader = ? AND route = ? AND key = ?", a.Reader, a.Route, a.Key).Error
}
