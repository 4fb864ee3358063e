package tender

import (
	"context"
	"errors"

	"github.com/assay-engine/assay/internal/store"
)

// errClosedMeanwhile ends a unit of work that found nothing to do.
var errClosedMeanwhile = errors.New("tender: closed by somebody else meanwhile")

// closedAtOnce bounds one round of closing.
const closedAtOnce = 100

// CloseDue closes the tenders whose deadline has come, each by its own clock,
// and tells how many it closed. Closed is a stored state that nothing leads
// back from, so that a clock that jumps back cannot let a late bid in. It is
// called from time to time, by any number of replicas at once.
func (s *Service) CloseDue(ctx context.Context) (closed int, err error) {
	ids, err := store.Read(ctx, s.DB, func(tx *store.Tx) ([]string, error) {
		if err := tx.Refresh(); err != nil { // by the clock that bids are held to
			return nil, err
		}
		return due(tx, tx.Now, closedAtOnce)
	})
	for _, id := range ids {
		_, err := store.Write(ctx, s.DB, func(tx *store.Tx) (Tender, error) { return closeOne(tx, id) })
		switch {
		case err == nil:
			closed++
		case !errors.Is(err, errClosedMeanwhile):
			return closed, err
		}
	}
	return closed, err
}

func closeOne(tx *store.Tx, id string) (Tender, error) {
	t, err := Hold(tx, id)
	if err != nil {
		return t, err
	}
	if t.Status != Published || t.Moment(tx).Before(t.Deadline) {
		return t, errClosedMeanwhile
	}
	return t, Close(tx, &t)
}

// Close closes a published tender whose deadline has come. The caller holds
// it and has asked the clock.
func Close(tx *store.Tx, t *Tender) error {
	now := t.Moment(tx)
	t.ClosedAt = &now
	tx.Record(store.Event{Verb: "tender.closed", Subject: t.ID, TenderID: t.ID, Detail: map[string]any{"deadline": t.Deadline}})
	return Move(tx, t, Closed, map[string]any{"closed_at": now})
}
