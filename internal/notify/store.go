package notify

import (
	"time"

	"github.com/assay-engine/assay/internal/store"
)

func active(tx *store.Tx, organisationID string) (list []Webhook, err error) {
	err = tx.DB().Order("id").Find(&list, "organisation_id = ? AND stopped_at IS NULL", organisationID).Error
	return list, err
}

func find(tx *store.Tx, organisationID, id string) (w Webhook, err error) {
	err = tx.DB().First(&w, "id = ? AND organisation_id = ?", id, organisationID).Error
	return w, err
}

func webhookOf(tx *store.Tx, id string) (w Webhook, err error) {
	err = tx.DB().First(&w, "id = ?", id).Error
	return w, err
}

func listWebhooks(tx *store.Tx, organisationID string, page store.Page) (list []Webhook, err error) {
	return list, page.Of(tx.DB()).Where("organisation_id = ?", organisationID).Find(&list).Error
}

func listSendings(tx *store.Tx, webhookID string, page store.Page) (list []Sending, err error) {
	return list, page.Of(tx.DB()).Where("webhook_id = ?", webhookID).Find(&list).Error
}

// waiting finds messages whose time has come. Mail waits while there is nothing
// to send it with.
func (s *Service) waiting(tx *store.Tx, limit int) (list []Sending, err error) {
	channels := []Channel{ByWebhook}
	if s.Mailer != nil {
		channels = append(channels, ByMail)
	}
	err = tx.DB().Order("next_at, id").Limit(limit).Find(&list, "state = ? AND next_at <= ? AND channel IN ?", Waiting, tx.Now, channels).Error
	return list, err
}

// takeUp leaves messages alone until a moment, while they are being sent.
func takeUp(tx *store.Tx, list []Sending, until time.Time) error {
	ids := make([]string, len(list))
	for i, x := range list {
		ids[i] = x.ID
	}
	return tx.DB().Model(&Sending{}).Where("id IN ?", ids).UpdateColumns(map[string]any{"next_at": until}).Error
}

func finish(tx *store.Tx, id string, state State, why string) error {
	return tx.DB().Exec("UPDATE outbox SET state = ?, done_at = ?, attempts = attempts + 1, recipient = '', body = '', trouble = ? WHERE id = ?", state, tx.Now, why, id).Error
}

func postpone(tx *store.Tx, id string, until time.Time, why string) error {
	return tx.DB().Exec("UPDATE outbox SET next_at = ?, attempts = attempts + 1, trouble = ? WHERE id = ?", until, why, id).Error
}
