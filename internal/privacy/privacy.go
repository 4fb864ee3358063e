// Package privacy keeps records as long as the law asks for them and no longer:
// the clock of each procurement (Procurement Act 2023, s. 98), legal holds that
// stop it, what is kept of a person, and its erasure, which leaves the event log
// whole: salted hashes stay, what they were made of goes.
package privacy

import (
	"time"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
)

// The faults of privacy.
var (
	ErrHeld     = fault.New(fault.Conflict, "under-legal-hold", "A legal hold keeps this as it is: it can be erased when the hold is released")
	ErrRetained = fault.New(fault.Conflict, "kept-by-law", "The records of a procurement are kept for years by law (Procurement Act 2023, s. 98): this can be erased afterwards")
	ErrErased   = fault.New(fault.Conflict, "already-erased", "What was kept of this person is erased already")
	ErrReleased = fault.New(fault.Conflict, "hold-released", "This hold is released already")
	ErrOneThing = fault.New(fault.Invalid, "hold-on-one-thing", "A hold is on one thing: a tender, a contract or a person")
)

// Service offers the keeping and the erasing of records.
type Service struct {
	DB    *store.DB
	Years int // for which records are kept; the Act asks for three
}

// Scope is what a hold is on.
type Scope string

// The things that can be held.
const (
	OnTender   Scope = "tender"
	OnContract Scope = "contract"
	OnPerson   Scope = "person"
)

// Hold keeps something from being erased, for a reason: a challenge, a claim, an
// inquiry. Holds are history; a release is a row of its own.
type Hold struct {
	ID             string
	Scope          Scope
	SubjectID      string
	OrganisationID string // whose administrators placed it
	Reason         string
	PlacedAt       time.Time
	PlacedBy       string // a person

	Release *Release `gorm:"-"` // nil while it holds
}

// TableName names the table of holds.
func (Hold) TableName() string { return "legal_holds" }

// Release ends a hold.
type Release struct {
	HoldID     string `gorm:"primaryKey"`
	Reason     string
	ReleasedAt time.Time
	ReleasedBy string
}

// TableName names the table of releases.
func (Release) TableName() string { return "legal_hold_releases" }

// erasure is the record that a person's data was erased.
type erasure struct {
	PersonID string `gorm:"primaryKey"`
	Reason   string
	ErasedAt time.Time
	ErasedBy string
}

// TableName names the table of erasures.
func (erasure) TableName() string { return "erasures" }
