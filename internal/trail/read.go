package trail

import (
	"context"
	"time"

	"github.com/assay-engine/assay/internal/actor"
	"github.com/assay-engine/assay/internal/store"
)

// Filter narrows the log. What is empty does not narrow.
type Filter struct {
	Tender       string     // events of one procurement
	Subject      string     // events of one thing
	Verb         string     // events of one kind: "return.verified"
	Organisation string     // what was done on behalf of one organisation
	Since        *time.Time // the first instant that is wanted
	Until        *time.Time // the first that is not
}

// Events lists a page of the log in the order of the numbers, oldest first.
// The page starts after the number that its After holds.
func (s *Service) Events(ctx context.Context, f Filter, page store.Page) (items []Event, next string, err error) {
	items, err = store.Read(ctx, s.DB, func(tx *store.Tx) ([]Event, error) {
		list, err := listEvents(tx, sightOf(tx.Actor), f, page)
		return discreet(tx.Actor, list), err
	})
	items, next = store.Cut(page, items, Event.cursor)
	return items, next, err
}

// Event finds one line by its number.
func (s *Service) Event(ctx context.Context, number int64) (Event, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) (Event, error) {
		e, err := getEvent(tx, sightOf(tx.Actor), number)
		if err != nil {
			return Event{}, err
		}
		return discreet(tx.Actor, []Event{e})[0], nil
	})
}

// sight is how far a reader sees into the log: everything, or the events of
// the procurements of one organisation.
type sight struct {
	everything bool
	ownerID    string
}

func sightOf(who actor.Actor) sight {
	return sight{everything: who.Any(actor.Auditor, actor.Administrator), ownerID: who.OrganisationID}
}

// discreet takes out what other organisations call their keys: the label may
// be a person's name.
func discreet(who actor.Actor, list []Event) []Event {
	if sightOf(who).everything {
		return list
	}
	for i, e := range list {
		if e.OrganisationID != nil && *e.OrganisationID != who.OrganisationID {
			list[i].ActorName, list[i].ActorKeyID, list[i].ActorPersonID, list[i].RequestID = "", nil, nil, ""
		}
	}
	return list
}
