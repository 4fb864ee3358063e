package trail

import (
	"context"
	"time"

	"github.com/assay-engine/assay/internal/store"
)

// Filter narrows the log. What is empty does not narrow.
type Filter struct {
	Tender       string     // events of one procurement
	Subject      string     // events of one thing
	Verb         string     // events of one kind: "return.verified"
	Actor        string     // what one key or person did
	Seen         bool       // only that somebody was shown something secret, or took it away
	Organisation string     // what was done on behalf of one organisation
	Since        *time.Time // the first instant that is wanted
	Until        *time.Time // the first that is not
}

// Events lists a page of the log in the order of the numbers, oldest first.
// The page starts after the number that its After holds.
func (s *Service) Events(ctx context.Context, f Filter, page store.Page) (items []Event, next string, err error) {
	items, err = store.Read(ctx, s.DB, func(tx *store.Tx) ([]Event, error) {
		reader := sightOf(tx)
		list, err := listEvents(tx, reader, f, page)
		if err == nil {
			list, err = named(tx, list)
		}
		return reader.discreet(list), err
	})
	items, next = store.Cut(page, items, Event.cursor)
	return items, next, err
}

// Event finds one line by its number.
func (s *Service) Event(ctx context.Context, number int64) (Event, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) (Event, error) {
		reader := sightOf(tx)
		e, err := getEvent(tx, reader, number)
		if err != nil {
			return Event{}, err
		}
		list, err := named(tx, []Event{e})
		if err != nil {
			return Event{}, err
		}
		return reader.discreet(list)[0], nil
	})
}

// sight is how far a reader sees into the log: everything, or the events of
// the procurements of one organisation and, one by one, what was done on its
// own behalf.
type sight struct {
	everything bool
	acts       bool
	ownerID    string
}

// sightOf is how far the actor sees: whoever oversees the installation
// everything, others what is their organisation's.
func sightOf(tx *store.Tx) sight {
	return sight{everything: tx.Actor.Oversees, ownerID: tx.Actor.OrganisationID}
}

// discreet takes out what other organisations call their keys: the label may
// be a person's name.
func (s sight) discreet(list []Event) []Event {
	if s.everything {
		return list
	}
	for i, e := range list {
		if e.OrganisationID != nil && *e.OrganisationID != s.ownerID {
			list[i].ActorName, list[i].ActorKeyID, list[i].ActorPersonID, list[i].RequestID = "", nil, nil, ""
		}
	}
	return list
}
