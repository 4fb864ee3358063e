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
	"time"

	"github.com/assay-engine/assay/internal/store"
)

// Event is one line of the log, as it was written.
type Event struct {
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

// Service offers the reading of the log.
type Service struct {
	DB *store.DB
}
