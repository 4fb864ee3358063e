package tender

import (
	"context"

	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/store"
)

// Ending is what an officer sends to end a tender before its time.
type Ending struct {
	Reason string `json:"reason" validate:"required,max=2000,text" example:"The service will be provided in house"` // published with the tender
}

// Cancel ends a tender by the buyer's decision, with the reason.
func (s *Service) Cancel(ctx context.Context, id string, version int, in Ending) (Found, error) {
	return s.end(ctx, id, version, in, Cancelled)
}

// Fail ends a tender that brought nothing to award, with the reason.
func (s *Service) Fail(ctx context.Context, id string, version int, in Ending) (Found, error) {
	return s.end(ctx, id, version, in, Unsuccessful)
}

// end ends a tender, and says so to everybody (Procurement Act 2023, section
// 55). Bids that were not opened stay sealed for ever.
func (s *Service) end(ctx context.Context, id string, version int, in Ending, as Status) (Found, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Found, error) {
		if err := fault.Check(in); err != nil {
			return Found{}, err
		}
		t, err := own(tx, id, version)
		if err != nil {
			return Found{}, err
		}
		lots, err := Lots(tx, id)
		if err != nil {
			return Found{}, err
		}
		t.StatusReason = in.Reason
		tx.Record(store.Event{Verb: "tender." + string(as), Subject: t.ID, TenderID: t.ID, Detail: map[string]any{"from": t.Status, "reason": in.Reason}})
		if err := Move(tx, &t, as, map[string]any{"status_reason": in.Reason}); err != nil {
			return Found{}, err
		}
		return found(tx, t, lots), Announce(tx, t, NoticeKind(as), endings[as]+": "+t.Title, in.Reason)
	})
}

// endings is how a notice says that a tender has ended.
var endings = map[Status]string{Cancelled: "Tender cancelled", Unsuccessful: "Tender ended without an award"}
