package evaluation

import (
	"context"
	"fmt"
	"time"

	"github.com/assay-engine/assay/internal/bid"
	"github.com/assay-engine/assay/internal/fault"
	"github.com/assay-engine/assay/internal/identity"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
)

// QualityLock is the record that the judging of quality ended.
type QualityLock struct {
	TenderID       string
	LockedAt       time.Time
	OrganisationID string
	LockedBy       string // the person
}

// Lock ends the judging of quality for all lots of a tender at once, in person,
// before anybody has seen a price: the panel is complete, and every answer of every
// bid that is still in the competition has the scores of all its members, and an
// agreed level to which each of them has said something. Everything that is
// missing is named at once. A method without questions may be locked at once. From then on an agreed level changes only by a correction, and prices may
// be opened.
func (s *Service) Lock(ctx context.Context, tenderID string) (QualityLock, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (QualityLock, error) {
		if err := identity.InPerson(tx.Actor); err != nil {
			return QualityLock{}, err
		}
		// Held, so that no level is agreed between the look and the lock.
		t, err := tender.Hold(tx, tenderID)
		if err != nil {
			return QualityLock{}, err
		}
		if err := open(tx, t); err != nil {
			return QualityLock{}, err
		}
		if t.IsLocked() {
			return QualityLock{}, ErrLocked.Because("since %s", t.QualityLockedAt.Format(time.RFC3339))
		}
		if err := judged(tx, t); err != nil {
			return QualityLock{}, err
		}
		now := t.Moment(tx)
		t.QualityLockedAt = &now
		l := QualityLock{TenderID: t.ID, LockedAt: now, OrganisationID: tx.Actor.OrganisationID, LockedBy: tx.Actor.ID()}
		tx.Record(store.Event{Verb: "tender.quality_locked", Subject: t.ID, TenderID: t.ID, Detail: map[string]any{"at": now}})
		if err := tender.Mark(tx, &t, map[string]any{"quality_locked_at": now}); err != nil {
			return l, err
		}
		return l, tx.Insert(&l)
	})
}

// judged refuses a tender of which anything is missing that the panel has to do,
// naming each.
func judged(tx *store.Tx, t tender.Tender) error {
	d, err := deskOf(tx, t)
	if err != nil {
		return err
	}
	coverage, err := d.sight.Panel.Coverage(tx, t)
	if err != nil {
		return err
	}
	missing := coverage.Missing()
	for _, p := range d.answers() {
		if p.bid.Status != bid.Valid {
			continue
		}
		if lack := d.lacks(p); lack != "" {
			missing = append(missing, fault.Field{
				Pointer: "", Code: "agreed-score-missing", Detail: fmt.Sprintf("lot %d: the answer to %s in the bid %s %s", p.lot.Number, p.criterion, p.bid.ID, lack),
			})
		}
	}
	if len(missing) > 0 {
		return ErrIncomplete.With(missing...)
	}
	return nil
}

// Locked finds the record of a tender's quality lock, for its authority.
func (s *Service) Locked(ctx context.Context, tenderID string) (QualityLock, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) (l QualityLock, err error) {
		t, err := reads(tx, tenderID)
		if err != nil {
			return l, err
		}
		if !t.IsLocked() {
			return l, ErrNoLock
		}
		return lockOf(tx, t.ID)
	})
}
