package bid

import (
	"context"
	"slices"
	"time"

	"github.com/assay-engine/assay/internal/seal"
	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/internal/tender"
)

// Opening is what an opening leaves behind: who opened when, and the hash of
// every submission there ever was, so that nobody can add, swap or drop a bid
// unseen.
type Opening struct {
	TenderID       string
	OpenedAt       time.Time
	OrganisationID string
	OpenedBy       string // the person
	ConsentedBy    string // the person who consented before, where it takes two; else empty
	Hashes         []OpeningHash
}

// Standing is what a submission was at opening.
type Standing string

// The standings of a submission.
const (
	StandingOpened         Standing = "opened"          // the one that counts
	StandingReplaced       Standing = "replaced"        // by a later one of the same bid
	StandingWithdrawn      Standing = "withdrawn"       // with its bid
	StandingNotReconfirmed Standing = "not_reconfirmed" // after an amendment of the tender
)

// OpeningHash is one line of the published list. It holds the documentHash of a
// receipt, by which a supplier finds its own and nobody else's.
type OpeningHash struct {
	TenderID     string
	DocumentHash string
	LotID        string
	Standing     Standing
}

// Open opens the answers of a tender's bids, once, after its stored deadline.
// Every version that counts is held against its receipt; the bids become valid,
// their words become rows, their numbers a snapshot that ranking reads, and the
// hashes of all submissions a list that everybody may read. Prices stay closed:
// see OpenPrices. If one bid is not what its receipt says, nothing is opened and
// that is recorded.
func (s *Service) Open(ctx context.Context, tenderID string) (Opening, error) {
	return store.Write(ctx, s.DB, func(tx *store.Tx) (Opening, error) {
		t, err := holdToOpen(tx, tenderID)
		if err != nil {
			return Opening{}, err
		}
		if err := due(tx, &t); err != nil {
			return Opening{}, err
		}
		second, err := s.second(tx, t, seal.Answers)
		if err != nil {
			return Opening{}, err
		}
		defer tx.Beyond("open what was handed in: the deadline has passed, and whoever opens may")()
		key, err := s.Keys.TenderAnswers(tx, t.ID)
		if err != nil {
			return Opening{}, err
		}
		bids, versions, err := submitted(tx, t.ID)
		if err != nil {
			return Opening{}, err
		}
		found, err := s.unseal(tx, t, bids, versions, answersPart, key)
		if err != nil {
			return Opening{}, err
		}
		files, err := s.unsealFiles(tx, t, bids, key)
		if err != nil {
			return Opening{}, err
		}
		return open(tx, &t, second, opening{bids, versions, found, files})
	})
}

// due lets the deadline close the tender where nothing has yet, and refuses to
// open before it, whatever the stored state says.
func due(tx *store.Tx, t *tender.Tender) error {
	now := t.Moment(tx)
	if t.Status == tender.Published || t.Status == tender.Closed {
		if now.Before(t.Deadline) {
			return ErrEarly.Because("it is %s and the deadline is %s", now.Format(time.RFC3339Nano), t.Deadline.Format(time.RFC3339Nano))
		}
	}
	if t.Status == tender.Published {
		return tender.Close(tx, t)
	}
	return tender.Lifecycle.Move(new(t.Status), tender.Opened)
}

// opening is what is about to be opened.
type opening struct {
	bids     []Bid
	versions map[string]Version
	found    map[string]seal.Content
	files    []fileOpened
}

func open(tx *store.Tx, t *tender.Tender, second string, in opening) (Opening, error) {
	now := t.Moment(tx)
	o := Opening{TenderID: t.ID, OpenedAt: now, OrganisationID: tx.Actor.OrganisationID, OpenedBy: tx.Actor.PersonID, ConsentedBy: second}
	hashes, err := allHashes(tx, t.ID)
	if err != nil {
		return o, err
	}
	o.Hashes = hashes
	rows := spread{files: in.files}
	for _, b := range in.bids {
		if err := rows.add(b, in.versions[b.ID].Number, in.found[b.ID]); err != nil {
			return o, err
		}
	}
	t.OpenedAt = &now
	tx.Record(store.Event{Verb: "tender.opened", Subject: t.ID, TenderID: t.ID, Detail: map[string]any{
		"bids": len(in.bids), "submissions": len(hashes), "at": now, "consentedBy": second,
	}})
	if err := tender.Move(tx, t, tender.Opened, map[string]any{"opened_at": now}); err != nil {
		return o, err
	}
	if err := keepOpening(tx, o, now); err != nil {
		return o, err
	}
	if err := rows.keep(tx); err != nil {
		return o, err
	}
	return o, tx.Unseal(t.ID)
}

// allHashes lists every submission to a tender, in the order of the hashes,
// which tells nothing of who or when.
func allHashes(tx *store.Tx, tenderID string) ([]OpeningHash, error) {
	all, err := submissions(tx, tenderID)
	if err != nil {
		return nil, err
	}
	list := make([]OpeningHash, len(all))
	for i, s := range all {
		list[i] = OpeningHash{TenderID: tenderID, DocumentHash: s.DocumentHash, LotID: s.LotID, Standing: s.standing()}
	}
	slices.SortFunc(list, func(a, b OpeningHash) int {
		if a.DocumentHash < b.DocumentHash {
			return -1
		}
		return 1
	})
	return list, nil
}

func (s submission) standing() Standing {
	switch {
	case s.Status == Withdrawn:
		return StandingWithdrawn
	case s.Number < s.Current:
		return StandingReplaced
	case s.Status == NeedsReconfirmation:
		return StandingNotReconfirmed
	default:
		return StandingOpened
	}
}

// Opening finds the record of a tender's opening, for whoever may know of the
// tender.
func (s *Service) Opening(ctx context.Context, tenderID string) (Opening, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) (Opening, error) {
		t, err := tender.Get(tx, tenderID)
		if err != nil {
			return Opening{}, err
		}
		if !t.IsPublic() && t.OwnerID != tx.Actor.OrganisationID {
			return Opening{}, store.ErrNotFound
		}
		if !t.IsOpen() {
			return Opening{}, ErrUnopened
		}
		return getOpening(tx, tenderID)
	})
}
