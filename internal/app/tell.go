package app

import (
	"crypto/hmac"
	"crypto/sha256"

	"github.com/assay-engine/assay/internal/contract"
	"github.com/assay-engine/assay/internal/notify"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
)

// telling puts the use cases of telling together.
func telling(db *store.DB, o Options) *notify.Service {
	return &notify.Service{DB: db, Key: o.derived("webhooks"), Mailer: o.Mailer, Sender: o.Webhooks}
}

// derived is a secret for one purpose; none where nobody derives.
func (o Options) derived(purpose string) []byte {
	if o.Derive == nil {
		return nil
	}
	return o.Derive(purpose)
}

// announcing hands the notices of tenders to the outbox.
func announcing(told *notify.Service) func(*store.Tx, ...tender.Letter) error {
	return func(tx *store.Tx, letters ...tender.Letter) error {
		list := make([]notify.Message, len(letters))
		for i, l := range letters {
			list[i] = notify.Message{OrganisationID: l.OrganisationID, Topic: l.Topic, Subject: l.Subject, Words: l.Words, Data: l.Data}
		}
		return told.Post(tx, list...)
	}
}

// contracts puts the use cases of contracts together. What they tell goes into
// the outbox; references of units are hidden with a secret that is not in the
// database, so that nobody who reads it can try names.
func contracts(db *store.DB, o Options, told *notify.Service) *contract.Service {
	key := o.derived("units")
	return &contract.Service{
		DB: db, NewSecret: o.NewSecret, Files: o.Files, Link: o.ConfirmLink, Signer: o.Signer,
		Post: func(tx *store.Tx, letters ...contract.Letter) error {
			list := make([]notify.Message, len(letters))
			for i, l := range letters {
				list[i] = notify.Message(l)
			}
			return told.Post(tx, list...)
		},
		Opaque: func(reference []byte) []byte {
			mac := hmac.New(sha256.New, key)
			mac.Write(reference)
			return mac.Sum(nil)
		},
	}
}
