// Package template composes what a procurement will be judged by: a tree of
// criteria with weights and scoring functions, resting on one version of a
// catalogue.
package template

import (
	"fmt"
	"time"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/lifecycle"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/pkg/scoring"
	"github.com/assay-engine/assay/pkg/strictjson"
)

// The faults of templates.
var (
	ErrFrozen    = fault.New(fault.Conflict, "template-frozen", "A published template never changes: clone it to a new draft")
	ErrCatalogue = fault.New(fault.Conflict, "catalogue-not-open", "A template is published from a published catalogue only")
	ErrUnfit     = fault.New(fault.Conflict, "template-unfit", "The template cannot be published as it is: each fault is named below")
)

// Status is where a template is in its life.
type Status string

// The statuses of a template.
const (
	Draft     Status = "draft"     // being composed; seen by its owner only
	Published Status = "published" // what tenders are made from; never changes
	Retired   Status = "retired"   // no longer for new tenders; those made from it stay as they are
)

// Lifecycle says which status may follow which.
var Lifecycle = lifecycle.Of[Status]{
	Draft:     {Published},
	Published: {Retired},
	Retired:   {},
}

// Template is a method of evaluation that tenders are made from.
type Template struct {
	ID          string
	OwnerID     string // the organisation that writes and publishes it
	CatalogueID string
	Title       string
	Description string
	Status      Status
	Method      string // the criteria tree as it was sent, as JSON
	MethodHash  string // "sha256:…" over the tree with its defaults written out
	ClonedFrom  *string
	CreatedAt   time.Time
	PublishedAt *time.Time
	RetiredAt   *time.Time
	Version     int
}

// Tree reads the method. It was checked when it was kept, so an error means
// that the database was changed by other hands.
func (t Template) Tree() (scoring.Method, error) {
	var m scoring.Method
	if err := strictjson.Decode([]byte(t.Method), &m, strictjson.Default); err != nil {
		return m, fmt.Errorf("read the method of template %s: %w", t.ID, err)
	}
	return m, nil
}

// Service offers the use cases of templates.
type Service struct{ DB *store.DB }
