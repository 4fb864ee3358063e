package evaluation

import (
	"context"
	"time"

	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
)

// Taking is that somebody takes the whole record of an evaluation away.
type Taking struct {
	Tender tender.Tender
	Lots   []tender.Lot
	At     time.Time
}

// Take lets an officer or auditor of the authority take the record of an opened
// tender away, and has the log tell so each time.
func (s *Service) Take(ctx context.Context, tenderID, purpose string) (Taking, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) (Taking, error) {
		t, err := own(tx, tenderID)
		if err != nil {
			return Taking{}, err
		}
		if t.OpenedAt == nil {
			return Taking{}, ErrNotOpened.Because("the tender is %s", t.Status)
		}
		lots, err := tender.Lots(tx, t.ID)
		if err != nil {
			return Taking{}, err
		}
		tx.Saw(store.Sighting{Verb: "record.taken", Subject: t.ID, TenderID: t.ID, Detail: map[string]any{"for": purpose}, Each: true})
		return Taking{Tender: t, Lots: lots, At: tx.Now.UTC()}, nil
	})
}
