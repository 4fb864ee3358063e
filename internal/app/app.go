// Package app puts the use cases together. A face receives an App and calls
// nothing else.
package app

import (
	"github.com/assay-engine/assay/internal/award"
	"github.com/assay-engine/assay/internal/bid"
	"github.com/assay-engine/assay/internal/catalogue"
	"github.com/assay-engine/assay/internal/contract"
	"github.com/assay-engine/assay/internal/custody"
	"github.com/assay-engine/assay/internal/evaluation"
	"github.com/assay-engine/assay/internal/file"
	"github.com/assay-engine/assay/internal/identity"
	"github.com/assay-engine/assay/internal/identity/oidc"
	"github.com/assay-engine/assay/internal/identity/password"
	"github.com/assay-engine/assay/internal/keyring"
	"github.com/assay-engine/assay/internal/notify"
	"github.com/assay-engine/assay/internal/panel"
	"github.com/assay-engine/assay/internal/privacy"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/summary"
	"github.com/assay-engine/assay/internal/template"
	"github.com/assay-engine/assay/internal/tender"
	"github.com/assay-engine/assay/internal/tender/clarification"
	"github.com/assay-engine/assay/internal/trail"
	"github.com/assay-engine/assay/pkg/bundle"
	"github.com/assay-engine/assay/pkg/proof"
)

// App is every use case of Assay.
type App struct {
	DB            *store.DB
	Identity      *identity.Service
	Catalogue     *catalogue.Service
	Template      *template.Service
	Custody       *custody.Service
	Tender        *tender.Service
	Clarification *clarification.Service
	Panel         *panel.Service
	Bid           *bid.Service
	Evaluation    *evaluation.Service
	Award         *award.Service
	Summary       *summary.Service
	Contract      *contract.Service
	Notify        *notify.Service
	Trail         *trail.Service
	Privacy       *privacy.Service
	Signer        Signer
}

// Options is what the use cases are handed from outside.
type Options struct {
	NewSecret func() []byte // 32 fresh random bytes each time
	Cost      password.Cost // of password hashes; zero means the usual
	Issuers   *oidc.Issuers // where people sign in; nil or empty: here
	Signer    Signer        // signs receipts and bundles
	Vault     custody.Vault // the key-encryption keys; nil: there are none, and what needs one says so

	RetentionYears int // for which records are kept; the three of the Act where it is less

	Anchor proof.Anchor // the file that keeps the log's last checkpoint outside of the database; empty: none does

	Derive      func(purpose string) []byte // a 32-byte secret for one purpose, always the same; never in the database
	Files       file.Store                  // keeps documents
	Mailer      notify.Mailer               // nil: no mail is sent
	Webhooks    notify.Sender               // sends webhooks
	ConfirmLink string                      // the address at which beneficiaries confirm
}

// Signer signs in the name of the installation, and lists the keys by which
// anybody checks it.
type Signer interface {
	KeyID() string
	Sign(message []byte) []byte
	Keys() bundle.Keys
}

// New puts the use cases together over one database.
func New(db *store.DB, o Options) App {
	if o.Signer != nil {
		db.SignLog(o.Signer)
	}
	told := telling(db, o)
	db.CoverAnswers(o.derived("kept answers"))
	keys := &custody.Service{DB: db, NewSecret: o.NewSecret, Vault: o.vault()}
	tenders := &tender.Service{DB: db, NewSecret: o.NewSecret, Keys: keys, Ahead: bid.Ahead{}, Post: announcing(told)}
	evaluations := &evaluation.Service{DB: db, NewSecret: o.NewSecret, Signer: o.Signer, History: contract.BestRates}
	return App{
		DB:            db,
		Identity:      &identity.Service{DB: db, NewSecret: o.NewSecret, CodeKey: o.derive("one-time codes"), Cost: o.Cost, Issuers: o.Issuers},
		Catalogue:     &catalogue.Service{DB: db},
		Template:      &template.Service{DB: db},
		Custody:       keys,
		Tender:        tenders,
		Clarification: &clarification.Service{DB: db, NewSecret: o.NewSecret, Tender: tenders},
		Panel:         &panel.Service{DB: db, Bidders: bid.Bidders, Changed: evaluation.PanelChanged},
		Bid:           &bid.Service{DB: db, NewSecret: o.NewSecret, Signer: o.Signer, Keys: keys, Proved: trail.OfReceipt, Files: o.Files, FileKey: o.derived("attachments")},
		Evaluation:    evaluations,
		Award:         &award.Service{DB: db, Evaluation: evaluations, Ready: summary.Ready},
		Summary:       &summary.Service{DB: db},
		Contract:      contracts(db, o, told),
		Notify:        told,
		Trail:         &trail.Service{DB: db, Signer: o.Signer, Anchor: o.Anchor},
		Privacy:       &privacy.Service{DB: db, Years: max(o.RetentionYears, 3)},
		Signer:        o.Signer,
	}
}

// vault is empty where there is none: what needs a key says so then.
func (o Options) vault() custody.Vault {
	if o.Vault == nil {
		return keyring.TextVault("")
	}
	return o.Vault
}

// derive is nil where nothing derives secrets: what needs one says so then.
func (o Options) derive(purpose string) []byte {
	if o.Derive == nil {
		return nil
	}
	return o.Derive(purpose)
}
