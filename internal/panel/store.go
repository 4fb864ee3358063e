package panel

import (
	"errors"

	"gorm.io/gorm"

	"github.com/assay-engine/assay/internal/identity"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
)

// TableName names the table of settings.
func (Settings) TableName() string { return "panel_settings" }

// TableName names the table of appointments.
func (Appointment) TableName() string { return "panel_appointments" }

// TableName names the table of ended appointments.
func (Departure) TableName() string { return "panel_departures" }

// TableName names the table of declarations.
func (Declaration) TableName() string { return "panel_declarations" }

// TableName names the table of decisions.
func (Decision) TableName() string { return "panel_decisions" }

// TableName names the table of reveals.
func (Reveal) TableName() string { return "name_reveals" }

// own finds a tender of the actor's organisation. Another's is not there.
func own(tx *store.Tx, tenderID string) (tender.Tender, error) {
	t, err := tender.Get(tx, tenderID)
	return mine(tx, t, err)
}

// hold is own, with the tender held until the work is done.
func hold(tx *store.Tx, tenderID string) (tender.Tender, error) {
	t, err := tender.Hold(tx, tenderID)
	return mine(tx, t, err)
}

func mine(tx *store.Tx, t tender.Tender, err error) (tender.Tender, error) {
	if err == nil && t.OwnerID != tx.Actor.OrganisationID {
		err = store.ErrNotFound
	}
	return t, err
}

func settingsOf(tx *store.Tx, tenderID string) (Settings, error) {
	var rows []Settings
	err := tx.DB().Order("number DESC").Limit(1).Find(&rows, "tender_id = ?", tenderID).Error
	if err != nil || len(rows) == 0 {
		return usual(tenderID), err
	}
	return rows[0], nil
}

func appointments(tx *store.Tx, tenderID string) (list []Appointment, err error) {
	return list, tx.DB().Order("id").Find(&list, "tender_id = ?", tenderID).Error
}

func departures(tx *store.Tx, tenderID string) (map[string]Departure, error) {
	var rows []Departure
	err := tx.DB().Where("appointment_id IN (?)", tx.DB().Model(&Appointment{}).Select("id").Where("tender_id = ?", tenderID)).Find(&rows).Error
	byID := make(map[string]Departure, len(rows))
	for _, d := range rows {
		byID[d.AppointmentID] = d
	}
	return byID, err
}

func declarations(tx *store.Tx, tenderID string) (list []Declaration, err error) {
	return list, tx.DB().Order("id").Find(&list, "tender_id = ?", tenderID).Error
}

// decisions finds what was decided last about each declaration of a tender.
func decisions(tx *store.Tx, tenderID string) (map[string]Decision, error) {
	var rows []Decision
	err := tx.DB().Order("number").Where("declaration_id IN (?)", tx.DB().Model(&Declaration{}).Select("id").Where("tender_id = ?", tenderID)).Find(&rows).Error
	latest := make(map[string]Decision, len(rows))
	for _, d := range rows {
		latest[d.DeclarationID] = d
	}
	return latest, err
}

func revealOf(tx *store.Tx, tenderID string) (*Reveal, error) {
	var rows []Reveal
	err := tx.DB().Find(&rows, "tender_id = ?", tenderID).Error
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

// AppointedTo lists the tenders to whose panels a person was ever appointed.
func AppointedTo(tx *store.Tx, personID string) (ids []string, err error) {
	if personID == "" {
		return nil, nil
	}
	return ids, tx.DB().Model(&Appointment{}).Distinct("tender_id").Where("person_id = ?", personID).Order("tender_id DESC").Pluck("tender_id", &ids).Error
}

func appointmentOf(tx *store.Tx, tenderID, id string) (a Appointment, err error) {
	err = tx.DB().First(&a, "id = ? AND tender_id = ?", id, tenderID).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		err = store.ErrNotFound
	}
	return a, err
}

func declarationOf(tx *store.Tx, tenderID, id string) (d Declaration, err error) {
	err = tx.DB().First(&d, "id = ? AND tender_id = ?", id, tenderID).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		err = store.ErrNotFound
	}
	return d, err
}

// PeopleNames finds what people are called.
func PeopleNames(tx *store.Tx, ids []string) (map[string]string, error) {
	var rows []identity.Person
	err := tx.DB().Select("id", "name").Find(&rows, "id IN ?", ids).Error
	names := make(map[string]string, len(rows))
	for _, p := range rows {
		names[p.ID] = p.Name
	}
	return names, err
}
