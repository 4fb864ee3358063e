// Package identity knows the organisations that take part and the keys they
// act with.
package identity

import (
	"time"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
)

// The faults of identity.
var (
	ErrKey        = fault.New(fault.Unauthenticated, "unknown-key", "This key is not known here, has expired or was revoked")
	ErrIdentifier = fault.New(fault.Conflict, "organisation-exists", "An organisation with this identifier is registered already")
	ErrRevoked    = fault.New(fault.Conflict, "key-revoked", "This key was revoked before")
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

// Organisation is a body that takes part.
type Organisation struct {
	ID               string
	Name             string
	Kind             Kind
	IdentifierScheme string // an org-id.guide list code such as GB-COH; empty where none is known
	Identifier       string
	CreatedAt        time.Time
	Version          int
}

// Key lets a program act for an organisation, in the roles it names. Its
// secret is shown once and kept as a hash.
type Key struct {
	ID             string
	OrganisationID string
	Label          string
	Roles          []actor.Role
	Prefix         string // the part of the secret that names the key; not secret
	SecretHash     string
	CreatedAt      time.Time
	ExpiresAt      *time.Time
	RevokedAt      *time.Time
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
}
