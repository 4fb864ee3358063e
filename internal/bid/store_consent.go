package bid

import (
	"time"

	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
)

type consentRow struct {
	ID             string
	TenderID       string
	Part           string
	PersonID       string
	OrganisationID string
	GivenAt        time.Time
	ExpiresAt      time.Time
}

// TableName names the table of consents.
func (consentRow) TableName() string { return "opening_consents" }

type consentWithdrawal struct {
	ConsentID   string
	WithdrawnAt time.Time
}

// TableName names the table of withdrawals.
func (consentWithdrawal) TableName() string { return "opening_consent_withdrawals" }

func insertConsent(tx *store.Tx, c Consent) error {
	return tx.Insert(&consentRow{
		ID: c.ID, TenderID: c.TenderID, Part: c.Part, PersonID: c.PersonID, OrganisationID: c.OrganisationID, GivenAt: c.GivenAt, ExpiresAt: c.ExpiresAt,
	})
}

func withdrawConsent(tx *store.Tx, id string, at time.Time) error {
	return tx.Insert(&consentWithdrawal{ConsentID: id, WithdrawnAt: at})
}

// liveConsents lists the consents that count at the tender's present moment, the
// oldest first. One whose part was opened since counts no more.
func liveConsents(tx *store.Tx, t tender.Tender) ([]Consent, error) {
	var rows []consentRow
	err := tx.DB().Where("tender_id = ? AND expires_at > ?", t.ID, t.Moment(tx)).
		Where("NOT EXISTS (SELECT 1 FROM opening_consent_withdrawals w WHERE w.consent_id = opening_consents.id)").
		Where("(part = 'answers' AND ?) OR (part = 'price' AND ?)", !t.IsOpen(), !t.ShowsPrices()).Order("id").Find(&rows).Error
	list := make([]Consent, len(rows))
	for i, r := range rows {
		list[i] = Consent{
			ID: r.ID, TenderID: r.TenderID, Part: r.Part, PersonID: r.PersonID, OrganisationID: r.OrganisationID, GivenAt: r.GivenAt, ExpiresAt: r.ExpiresAt,
		}
	}
	return list, err
}
