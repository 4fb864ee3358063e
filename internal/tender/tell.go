package tender

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/assay-engine/assay/internal/store"
)

// Letter is something that an organisation's own programs are to be told.
type Letter struct {
	OrganisationID string
	Topic          string
	Subject        string
	Words          string // plain text
	Data           map[string]any
}

// NoticeTopic is what letters about notices are called.
const NoticeTopic = "tender.notice"

// toldAtOnce bounds one round, so that its transaction stays short.
const toldAtOnce = 50

// TellNotices hands the notices that nobody was told of yet to the outbox, once,
// for every organisation that registered an interest or has a bid. It is done
// apart from announcing, so that whoever announces learns from nothing, not even
// from how long it takes, how many there are. One replica does it at a time. It
// tells how many notices it handed on.
func (s *Service) TellNotices(ctx context.Context, holder string) (int, error) {
	// An idle service must not write: look before taking the lease.
	waiting, err := store.Read(ctx, s.DB, func(tx *store.Tx) ([]Notice, error) { return untold(tx, 1) })
	if s.Post == nil || err != nil || len(waiting) == 0 {
		return 0, err
	}
	n, err := store.Write(ctx, s.DB, func(tx *store.Tx) (int, error) {
		held, err := tx.Lease("notices", holder, time.Minute)
		if err != nil {
			return 0, err
		}
		if !held {
			return 0, store.ErrBusy
		}
		list, err := untold(tx, toldAtOnce)
		if err != nil {
			return 0, err
		}
		if len(list) == 0 {
			return 0, store.ErrBusy // another replica was faster: nothing to keep
		}
		for _, n := range list {
			if err := s.tell(tx, n); err != nil {
				return 0, err
			}
		}
		return len(list), nil
	})
	if errors.Is(err, store.ErrBusy) {
		return 0, nil
	}
	return n, err
}

func (s *Service) tell(tx *store.Tx, n Notice) error {
	t, err := Get(tx, n.TenderID)
	if err != nil {
		return err
	}
	interested, err := interestedIn(tx, n.TenderID)
	if err != nil {
		return err
	}
	bidders, err := s.Ahead.Bidders(tx, n.TenderID)
	if err != nil {
		return err
	}
	tx.Record(store.Event{Verb: "notice.told", Subject: n.ID, TenderID: n.TenderID, Detail: map[string]any{"notice": n.Number}})
	if err := tx.Insert(&toldRow{NoticeID: n.ID, ToldAt: tx.Now}); err != nil {
		return err
	}
	everybody := append(interested, bidders...)
	slices.Sort(everybody)
	var letters []Letter
	for _, organisation := range slices.Compact(everybody) {
		letters = append(letters, Letter{
			OrganisationID: organisation, Topic: NoticeTopic, Subject: n.Title, Words: n.Body,
			Data: map[string]any{"tender": n.TenderID, "notice": n.ID, "number": n.Number, "kind": n.Kind, "at": n.At, "title": n.Title, "text": n.Body, "mode": t.Mode},
		})
	}
	return s.Post(tx, letters...)
}
