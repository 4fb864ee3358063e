package identity

import (
	"strings"
	"time"

	"github.com/assay-engine/assay/internal/store"
)

// passwordRow is how a person signs in here.
type passwordRow struct {
	PersonID   string
	Hash       string
	CodeSecret []byte // encrypted
	LastStep   int64  // of the code that was used last
	ChangedAt  time.Time
}

// TableName names the table of passwords.
func (passwordRow) TableName() string { return "passwords" }

// credentials is a person with their password. Both are zero for a stranger,
// and the hash is empty for somebody who signs in elsewhere.
type credentials struct {
	Person   Person
	Password passwordRow
}

func credentialsOf(tx *store.Tx, email string) (c credentials, err error) {
	p, err := personByEmail(tx, email)
	if err != nil || p == nil {
		return c, err
	}
	c.Person = *p
	var rows []passwordRow
	err = tx.DB().Limit(1).Find(&rows, "person_id = ?", p.ID).Error
	if len(rows) == 1 {
		c.Password = rows[0]
	}
	return c, err
}

func savePassword(tx *store.Tx, row passwordRow) error {
	if err := tx.DB().Delete(&passwordRow{}, "person_id = ?", row.PersonID).Error; err != nil {
		return err
	}
	return tx.Insert(&row)
}

// useStep keeps the step of the code that was used. It reports false where
// another code was used, or the password changed, since they were looked at.
func useStep(tx *store.Tx, seen passwordRow, at int64) (bool, error) {
	done := tx.DB().Model(&passwordRow{}).Where("person_id = ? AND hash = ? AND last_step = ?", seen.PersonID, seen.Hash, seen.LastStep).UpdateColumn("last_step", at)
	return done.RowsAffected == 1, done.Error
}

func insertSession(tx *store.Tx, s Session) error {
	// Sign-ins that ended a month ago are of no use to anybody.
	if err := tx.DB().Delete(&Session{}, "person_id = ? AND expires_at < ?", s.PersonID, tx.Now.AddDate(0, -1, 0)).Error; err != nil {
		return err
	}
	return tx.Insert(&s)
}

// sessionByPrefix is nil where there is none.
func sessionByPrefix(tx *store.Tx, prefix string) (*Session, error) {
	var list []Session
	if err := tx.DB().Limit(1).Find(&list, "prefix = ?", prefix).Error; err != nil || len(list) == 0 {
		return nil, err
	}
	return &list[0], nil
}

func stampSession(tx *store.Tx, id string) error {
	return tx.DB().Model(&Session{}).Where("id = ? AND used_at < ?", id, tx.Now).UpdateColumn("used_at", tx.Now).Error
}

func endSession(tx *store.Tx, prefix string) error {
	return tx.DB().Model(&Session{}).Where("prefix = ? AND ended_at IS NULL", prefix).UpdateColumn("ended_at", tx.Now).Error
}

func endSessions(tx *store.Tx, personID string) error {
	return tx.DB().Model(&Session{}).Where("person_id = ? AND ended_at IS NULL", personID).UpdateColumn("ended_at", tx.Now).Error
}

// identityRow ties a subject of an issuer to a person.
type identityRow struct {
	Issuer, Subject, PersonID string
	CreatedAt                 time.Time
}

// TableName names the table of identities.
func (identityRow) TableName() string { return "identities" }

func insertIdentity(tx *store.Tx, personID, issuer, subject string) error {
	return ifTwice(tx.Insert(&identityRow{Issuer: issuer, Subject: subject, PersonID: personID, CreatedAt: tx.Now}), ErrLinked)
}

// identityOf finds the person of a subject; empty for nobody.
func identityOf(tx *store.Tx, issuer, subject string) (string, error) {
	var ids []string
	err := tx.DB().Model(&identityRow{}).Where("issuer = ? AND subject = ?", issuer, subject).Pluck("person_id", &ids).Error
	return strings.Join(ids, ""), err
}

// linked reports whether a subject, or a person's place at an issuer, is taken.
func linked(tx *store.Tx, personID, issuer, subject string) (bool, error) {
	var n int64
	err := tx.DB().Model(&identityRow{}).Where("issuer = ? AND (subject = ? OR person_id = ?)", issuer, subject, personID).Count(&n).Error
	return n > 0, err
}

func dropIdentity(tx *store.Tx, personID, issuer string) error {
	return tx.DB().Delete(&identityRow{}, "person_id = ? AND issuer = ?", personID, issuer).Error
}

// holdFailures finds the failures of a subject, and lets nobody else count them
// until the work is done.
func holdFailures(tx *store.Tx, subject string) (row failures, err error) {
	if err := insertFailures(tx, failures{Subject: subject, LastAt: tx.Now, NextAt: tx.Now}); err != nil {
		return row, err
	}
	err = tx.ForUpdate().Take(&row, "subject = ?", subject).Error
	return row, err
}

func saveFailures(tx *store.Tx, rows []failures) error {
	for _, r := range rows {
		err := tx.DB().Model(&failures{}).Where("subject = ?", r.Subject).
			UpdateColumns(map[string]any{"count": r.Count, "last_at": r.LastAt, "next_at": r.NextAt}).Error
		if err != nil {
			return err
		}
	}
	return nil
}

// forgetFailures drops the counts that are of no use any more.
func forgetFailures(tx *store.Tx) error {
	return tx.DB().Delete(&failures{}, "last_at < ?", tx.Now.Add(-forgotten)).Error
}
