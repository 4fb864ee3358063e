package tender

import (
	"context"
	"time"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
)

// NewMoment is what an officer sends to move the clock of a rehearsal.
type NewMoment struct {
	Now *time.Time `json:"now" validate:"required" format:"date-time"` // RFC 3339; not earlier than the tender's clock
}

// MoveClock moves the clock of a tender in test mode forward, never back, so
// that a deadline, a standstill and years of delivery pass in seconds. A
// deadline that comes by it closes the tender. A live tender has no clock that
// anybody could move.
func (s *Service) MoveClock(ctx context.Context, id string, version int, in NewMoment) (Found, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Found, error) {
		if err := fault.Check(in); err != nil {
			return Found{}, err
		}
		t, err := own(tx, id, version)
		if err != nil {
			return Found{}, err
		}
		if t.Mode != Test {
			return Found{}, ErrLive
		}
		lots, err := Lots(tx, id)
		if err != nil {
			return Found{}, err
		}
		if err := t.turn(tx, *in.Now); err != nil {
			return Found{}, err
		}
		return found(tx, t, lots), nil
	})
}

// turn moves the clock, and closes the tender where its deadline comes by that.
func (t *Tender) turn(tx *store.Tx, now time.Time) error {
	now = now.UTC().Truncate(time.Microsecond)
	var wrong fault.Fields
	if !now.After(*t.Clock) {
		wrong.Add("/now", "not-later", "must be later than the tender's clock, "+t.Clock.Format(time.RFC3339Nano))
	} else if now.Year() > 2300 {
		wrong.Add("/now", "out-of-range", "must lie before the year 2301")
	}
	if err := wrong.Err(); err != nil {
		return err
	}
	tx.Record(store.Event{Verb: "tender.clock_moved", Subject: t.ID, TenderID: t.ID, Detail: map[string]any{"from": *t.Clock, "to": now}})
	if err := change(tx, t, t.Version, map[string]any{"clock": now}); err != nil {
		return err
	}
	t.Clock = &now
	if t.Status == Published && !now.Before(t.Deadline) {
		return Close(tx, t)
	}
	return nil
}
