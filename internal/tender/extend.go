package tender

import (
	"context"
	"fmt"
	"time"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
)

// NewDeadline is what an officer sends to give suppliers more time.
type NewDeadline struct {
	When

	Reason string `json:"reason" validate:"required,max=2000,text" example:"The site visit had to be repeated"` // published with the new deadline
}

// Extend moves the deadline of a published tender. It only ever moves later,
// only before it has passed, and with a reason: what was promised to those who
// bid in time is never taken away.
func (s *Service) Extend(ctx context.Context, id string, version int, in NewDeadline) (Found, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Found, error) {
		t, err := own(tx, id, version)
		if err != nil {
			return Found{}, err
		}
		if err := t.Refuses(t.Moment(tx)); err != nil {
			return Found{}, err
		}
		before := t.Deadline
		if err := in.fill(&t); err != nil {
			return Found{}, err
		}
		lots, err := Lots(tx, id)
		if err != nil {
			return Found{}, err
		}
		tx.Record(store.Event{Verb: "tender.deadline_extended", Subject: t.ID, TenderID: t.ID, Detail: map[string]any{
			"from": before, "to": t.Deadline, "reason": in.Reason,
		}})
		if err := change(tx, &t, version, map[string]any{"deadline": t.Deadline, "deadline_zone": t.DeadlineZone}); err != nil {
			return Found{}, err
		}
		text := fmt.Sprintf("Bids are now taken until %s, London time; it was %s. Reason: %s", InLondon(t.Deadline).Format(longMoment), InLondon(before).Format(longMoment), in.Reason)
		return found(tx, t, lots), Announce(tx, t, NoticeExtended, "Deadline moved later: "+t.Title, text)
	})
}

func (in NewDeadline) fill(t *Tender) error {
	var wrong fault.Fields
	if err := fault.Check(in); !wrong.Merge(err) {
		return err
	}
	if !in.given() {
		wrong.Add("/deadline", "required", "is required: deadline with its offset, or deadlineLocal with its zone")
		return wrong.Err()
	}
	at, zone := in.resolve(&wrong)
	switch {
	case at.IsZero():
	case !at.After(t.Deadline):
		wrong.Add("/deadline", "not-later", "must be later than the present deadline, "+t.Deadline.Format(time.RFC3339))
	case t.StartsOn != "" && t.StartsOn <= InLondon(at).Format(time.DateOnly):
		wrong.Add("/deadline", "after-start", "must be earlier than the day the contract starts, "+t.StartsOn)
	}
	t.Deadline, t.DeadlineZone = at, zone
	return wrong.Err()
}
