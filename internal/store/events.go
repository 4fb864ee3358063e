package store

import (
	"encoding/json"
	"fmt"
	"time"
)

// Event is what a use case says it did: the past-tense verb, the thing it was
// done to, and what an auditor needs to know of it. Detail holds no secret, no
// bid text and no personal data.
type Event struct {
	Verb     string // "bid.submitted"
	Subject  string // the identifier of the thing
	TenderID string // the procurement it belongs to, where it belongs to one
	Detail   any    // becomes JSON; nil for none

	// Sealed events stay without a number until the tender is opened, so that
	// neither the feed nor its length tells a stranger that a bid came.
	Sealed bool
}

// event is one row of the log. It is only ever added. Who acted is there as
// identifiers only: what the actor is called is a private detail.
type event struct {
	ID             string
	At             time.Time
	Verb           string
	SubjectID      string
	TenderID       *string
	ActorKeyID     *string
	ActorPersonID  *string
	OrganisationID *string
	ActorName      string // of events before private details: empty now
	RequestID      string // the same
	Sealed         bool
	Detail         string
	Private        string // JSON: name of a private detail → its salted hash
}

// TableName names the table of the log.
func (event) TableName() string { return "events" }

// Record says what this unit of work did. It is kept with the work or not at
// all.
func (tx *Tx) Record(e Event) { tx.events = append(tx.events, tx.row(e)) }

func (tx *Tx) row(e Event) event {
	return event{
		ID: tx.NewID(), At: tx.Now, Verb: e.Verb, SubjectID: e.Subject, TenderID: optional(e.TenderID),
		ActorKeyID: optional(tx.Actor.KeyID), ActorPersonID: optional(tx.Actor.PersonID), OrganisationID: optional(tx.Actor.OrganisationID),
		Sealed: e.Sealed, Detail: detail(e.Detail), Private: "{}",
	}
}

// detail writes the particulars. What cannot be written is a programmer's
// mistake, and says so in the log rather than losing the event.
func detail(v any) string {
	if v == nil {
		return "{}"
	}
	text, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprintf(`{"unwritable":%q}`, err.Error())
	}
	return string(text)
}

func (tx *Tx) appendEvents() error {
	if err := tx.witnessed(); err != nil {
		return err
	}
	if len(tx.events) == 0 {
		return errSilent
	}
	private, err := tx.privateDetails()
	if err != nil {
		return err
	}
	waiting := make([]queued, len(tx.events))
	for i, e := range tx.events {
		waiting[i] = queued{EventID: e.ID, TenderID: e.TenderID, Sealed: e.Sealed}
	}
	if err := tx.Insert(&tx.events, &private, &waiting); err != nil {
		return fmt.Errorf("append events: %w", err)
	}
	return nil
}

// queued is an event that waits for its number.
type queued struct {
	EventID  string
	TenderID *string
	Sealed   bool
}

// TableName names the queue of the sequencer.
func (queued) TableName() string { return "event_queue" }

// Unseal lets the events of an opened tender have their numbers.
func (tx *Tx) Unseal(tenderID string) error {
	return tx.gorm.Model(&queued{}).Where("tender_id = ? AND sealed", tenderID).Update("sealed", false).Error
}

func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
