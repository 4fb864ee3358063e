package tender

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/assay-engine/assay/internal/store"
)

// Notice is what was announced about a tender, to everybody at once and in the
// same words. Whoever registered an interest or has a bid finds it among its
// own; nobody learns who else does.
type Notice struct {
	ID       string
	TenderID string
	Number   int // of the tender's notices, from 1
	Kind     NoticeKind
	Title    string // one line
	Body     string // plain text
	At       time.Time
}

// TableName names the table of notices.
func (Notice) TableName() string { return "tender_notices" }

// NoticeKind is what a notice is about. Later stages have kinds of their own.
type NoticeKind string

// The kinds of notice that a tender has.
const (
	NoticePublished    NoticeKind = "published"
	NoticeExtended     NoticeKind = "deadline_extended"
	NoticeAmended      NoticeKind = "amended"
	NoticeClarified    NoticeKind = "clarified"
	NoticeCancelled    NoticeKind = "cancelled"
	NoticeUnsuccessful NoticeKind = "unsuccessful"
)

// Announce adds a notice to a tender that others may know of. The caller holds
// the tender, so that its notices are numbered one after the other.
func Announce(tx *store.Tx, t Tender, kind NoticeKind, title, body string) error {
	if !t.IsPublic() {
		return nil
	}
	number, err := countNotices(tx, t.ID)
	if err != nil {
		return err
	}
	return tx.Insert(&Notice{ID: tx.NewID(), TenderID: t.ID, Number: number + 1, Kind: kind, Title: short(title), Body: body, At: t.Moment(tx)})
}

// short keeps a title to one line of at most 300 characters.
func short(title string) string {
	line := []rune(strings.Join(strings.Fields(title), " "))
	if len(line) > 300 {
		line = append(line[:299], '…')
	}
	return string(line)
}

// longMoment is how a notice writes a moment: 1 April 2026, 12:00 BST.
const longMoment = "Monday 2 January 2006, 15:04 MST"

// summary says what a supplier needs to know first.
func (t Tender) summary() string {
	text := fmt.Sprintf("Bids are taken until %s, London time.", InLondon(t.Deadline).Format(longMoment))
	if t.QuestionsUntil != nil {
		text += fmt.Sprintf(" Questions are taken until %s.", InLondon(*t.QuestionsUntil).Format(longMoment))
	}
	return text + " Bids are judged by the method " + t.MethodHash + "."
}

// Notices lists a page of a tender's notices, the newest first, for whoever may
// know of the tender.
func (s *Service) Notices(ctx context.Context, id string, page store.Page) (items []Notice, next string, err error) {
	items, err = store.Read(ctx, s.DB, func(tx *store.Tx) ([]Notice, error) {
		if _, err := See(tx, id); err != nil {
			return nil, err
		}
		return listNotices(tx, []string{id}, page)
	})
	items, next = store.Cut(page, items, func(n Notice) string { return n.ID })
	return items, next, err
}

// Inbox lists a page of the notices of every tender in which the actor's
// organisation registered an interest or has a bid, the newest first. It looks
// at the reader's own only.
func (s *Service) Inbox(ctx context.Context, page store.Page) (items []Notice, next string, err error) {
	items, err = store.Read(ctx, s.DB, func(tx *store.Tx) ([]Notice, error) {
		mine, err := registered(tx, tx.Actor.OrganisationID)
		if err != nil {
			return nil, err
		}
		bidFor, err := s.Ahead.BidFor(tx, tx.Actor.OrganisationID)
		if err != nil {
			return nil, err
		}
		return listNotices(tx, append(mine, bidFor...), page)
	})
	items, next = store.Cut(page, items, func(n Notice) string { return n.ID })
	return items, next, err
}
