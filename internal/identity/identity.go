// Package identity knows the organisations that take part, the people who act
// for them, and how either proves who it is: by an API key, by a sign-in here,
// or by a token of a provider that the installation trusts.
package identity

import (
	"time"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/identity/oidc"
	"github.com/assay-engine/assay/internal/identity/password"
	"github.com/assay-engine/assay/internal/store"
)

// The faults of organisations and keys.
var (
	ErrKey          = fault.New(fault.Unauthenticated, "unknown-key", "This key is not known here, has expired or was revoked")
	ErrIdentifier   = fault.New(fault.Conflict, "organisation-exists", "An organisation with this identifier is registered already")
	ErrRevoked      = fault.New(fault.Conflict, "key-revoked", "This key was revoked before")
	ErrThirdKey     = fault.New(fault.Conflict, "two-keys-live", "Two keys of this holder and label are live already: revoke one before you make another")
	ErrInstallation = fault.New(fault.Forbidden, "installation-only", "Only administrators of the installation itself may do this")
)

// Kind is what an organisation is to a procurement.
type Kind string

// The kinds of organisation.
const (
	Authority Kind = "authority" // buys: a contracting authority
	Partner   Kind = "partner"   // uses the catalogue in procurements of its own
	Supplier  Kind = "supplier"  // bids and delivers
	Steward   Kind = "steward"   // takes in contributions: a foundation, a CVS
)

// LegalForm is what kind of body a supplier is. The Procurement Act 2023 asks
// buyers to have regard to small ones (s.12(4)), and publication counts them.
type LegalForm string

// The legal forms of suppliers.
const (
	Company          LegalForm = "company"
	SoleTrader       LegalForm = "sole_trader"
	SocialEnterprise LegalForm = "social_enterprise"
	VCSE             LegalForm = "vcse" // voluntary, community or social enterprise sector body: a charity, a club
)

// Organisation is a body that takes part.
type Organisation struct {
	ID               string
	Name             string
	Kind             Kind
	LegalForm        LegalForm // of suppliers; empty where it was not said
	IdentifierScheme string    // of its first identifier: an org-id.guide list code such as GB-COH; empty where none is known
	Identifier       string
	Skeleton         string // what its name looks like to a hasty eye
	CreatedAt        time.Time
	Version          int
}

// Identifier is a number by which an organisation is known elsewhere.
type Identifier struct {
	Scheme string `json:"scheme" validate:"required,max=20,code" example:"GB-COH"` // an org-id.guide list code
	ID     string `json:"id" validate:"required,max=50,text" example:"01234567"`   // as its register writes it
}

// Profile is an organisation with all its numbers, and the organisations whose
// names look like its own where that was asked.
type Profile struct {
	Organisation

	Identifiers []Identifier
	LookAlikes  []Organisation
}

// Key lets a program act for an organisation, in the roles it names. Its
// secret is shown once and kept as a hash.
type Key struct {
	ID             string
	OrganisationID string
	PersonID       string // who holds it; empty where the organisation does
	Label          string // names the program that uses it
	Roles          []actor.Role
	Operations     []string // the only operations it is for; empty for all that its roles allow
	Prefix         string   // the part of the secret that names the key; not secret
	SecretHash     string
	CreatedAt      time.Time
	ExpiresAt      *time.Time
	RevokedAt      *time.Time
	LastUsedAt     *time.Time // to within a few minutes
	Version        int
}

// Works reports whether the key opens anything at a moment.
func (k Key) Works(now time.Time) bool {
	return k.RevokedAt == nil && (k.ExpiresAt == nil || now.Before(*k.ExpiresAt))
}

// Service offers the use cases of identity.
type Service struct {
	DB        *store.DB
	NewSecret func() []byte // 32 fresh random bytes each time
	CodeKey   []byte        // 32 bytes that encrypt the secrets of one-time codes; never in the database
	Cost      password.Cost // of password hashes; zero means the usual
	Issuers   *oidc.Issuers // nil or empty: people sign in here

	stamps    stamps
	standings standings
}
