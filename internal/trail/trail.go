// Package trail reads the event log: who did what to which thing, and when.
//
// The log is one row of numbers without gaps. Readers see numbered events
// only, so whoever has read up to a number has missed nothing before it.
// Events about a sealed bid get their numbers at the opening; until then they
// are not here for anybody.
package trail

import (
	"encoding/json"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/pkg/bundle"
	"github.com/assay-engine/assay/pkg/proof"
)

// Event is one line of the log, as it was written.
type Event struct {
	ID             string
	Number         int64     // from 1, without gaps
	At             time.Time // the real time, also of what happened in a rehearsal
	Verb           string    // in the past tense: "tender.published"
	SubjectID      string    // the thing it was done to
	TenderID       *string   // the procurement it belongs to, where it belongs to one
	OrganisationID *string   // on whose behalf; nil for the service itself and the public
	ActorKeyID     *string   // the key that was used, or the person's own id where somebody signed in
	ActorPersonID  *string   // who signed in, or who holds the key
	ActorName      string    // the label of the key, or what part of the service acted
	RequestID      string
	Detail         string // a JSON object
}

// Particulars is the detail of the event as the JSON object it is.
func (e Event) Particulars() json.RawMessage { return json.RawMessage(e.Detail) }

func (e Event) cursor() string { return strconv.FormatInt(e.Number, 10) }

// The faults of the log.
var (
	ErrNothingSigned = fault.New(fault.NotFound, "nothing-signed-yet", "The log has no signed checkpoint of that kind yet: events are numbered and signed a moment after they happen")
	ErrNotAll        = fault.New(fault.Forbidden, "not-the-whole-log", "The whole log is for auditors and for the administrators of the installation")
	ErrNotNumbered   = fault.New(fault.NotFound, "not-numbered-yet", "The event has no number yet: those about sealed bids get theirs at the opening")
)

// Signer lists the keys that this installation signs and signed with.
type Signer interface{ Keys() bundle.Keys }

// Service offers the reading of the log, and its proofs.
type Service struct {
	DB     *store.DB
	Signer Signer
	Anchor proof.Anchor // the file that keeps the last checkpoint outside of the database; empty: none does

	kept atomic.Int64 // the size of what the file has, as this replica knows
}
