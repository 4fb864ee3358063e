// Package catalogue keeps the outcomes a place wants and the measures by which
// a promise towards them can be told from a wish: versioned, and unchangeable
// once published.
package catalogue

import (
	"time"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/lifecycle"
	"github.com/assay-engine/assay/internal/store"
)

// The faults of catalogues.
var (
	ErrOwner      = fault.New(fault.Forbidden, "not-the-owner", "Only the organisation that owns this may change it")
	ErrFrozen     = fault.New(fault.Conflict, "catalogue-frozen", "A published version of a catalogue never changes: revise it to a new version")
	ErrCode       = fault.New(fault.Conflict, "catalogue-exists", "Your organisation has a catalogue with this code already: revise it to a new version")
	ErrDraft      = fault.New(fault.Conflict, "catalogue-draft-open", "A new version of this catalogue is being drafted already: change or publish that one")
	ErrUnrevised  = fault.New(fault.Conflict, "catalogue-not-published", "Only a version that was published can be built on")
	ErrIncomplete = fault.New(fault.Conflict, "catalogue-incomplete", "The catalogue cannot be published as it is: each fault is named below")
	ErrInUse      = fault.New(fault.Conflict, "outcome-in-use", "Measures stand under this outcome: move or remove them first")
	ErrMeasure    = fault.New(fault.Conflict, "measure-exists", "The catalogue has a measure or component with this code already")
	ErrFull       = fault.New(fault.Conflict, "catalogue-full", "A catalogue holds at most 100 outcomes and 500 measures")
)

// The most that one catalogue holds.
const (
	maxOutcomes = 100
	maxMeasures = 500
)

// Status is where a version of a catalogue is in its life.
type Status string

// The statuses of a catalogue.
const (
	Draft     Status = "draft"     // being written; seen by its owner only
	Published Status = "published" // seen by everybody; what templates are composed from; never changes
	Retired   Status = "retired"   // no longer for new templates; what rests on it stays valid
)

// Lifecycle says which status may follow which.
var Lifecycle = lifecycle.Of[Status]{
	Draft:     {Published},
	Published: {Retired},
	Retired:   {},
}

// Catalogue is one version of a list of outcomes and measures. All versions of
// one catalogue share owner and code; Number counts them from 1.
type Catalogue struct {
	ID          string
	OwnerID     string // the organisation that writes and publishes it
	Code        string
	Number      int
	Title       string
	Description string
	RevisedFrom *string // the version that this one was made from; nil for the first
	Status      Status
	CreatedAt   time.Time
	PublishedAt *time.Time
	RetiredAt   *time.Time
	Version     int // counts every change, of its outcomes and measures too
}

// Outcome is a change that the place wants to see: "Impact of volunteers".
type Outcome struct {
	CatalogueID string
	Number      int // 1 upwards; also its place in the list
	Title       string
}

// Service offers the use cases of catalogues.
type Service struct{ DB *store.DB }
