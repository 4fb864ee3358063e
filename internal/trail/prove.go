package trail

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"time"

	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/pkg/proof"
)

// Head is a signed checkpoint of the log.
type Head struct {
	Origin string
	Size   int64
	Root   string
	At     time.Time
	Signed string // the whole note, as it is kept and compared
}

func headOf(c store.LogCheckpoint) (Head, error) {
	read, err := proof.ReadCheckpoint(c.Signed)
	return Head{Origin: read.Origin, Size: read.Size, Root: read.Root.String(), At: read.At, Signed: c.Signed}, err
}

// Checkpoint is the newest signed head of the log, or that of a size. It tells
// how many events there are, but for those of sealed bids, and nothing else, so
// anybody may have it.
func (s *Service) Checkpoint(ctx context.Context, size int64) (Head, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) (Head, error) {
		c, err := checkpointAt(tx, size)
		if err != nil {
			return Head{}, err
		}
		return headOf(c)
	})
}

func checkpointAt(tx *store.Tx, size int64) (c store.LogCheckpoint, err error) {
	if size == 0 {
		c, err = tx.LastCheckpoint()
	} else {
		c, err = checkpointOf(tx, size)
	}
	if store.IsNotFound(err) {
		err = ErrNothingSigned
	}
	return c, err
}

// Checkpoints lists a page of all signed heads, the newest first.
func (s *Service) Checkpoints(ctx context.Context, page store.Page) (items []Head, next string, err error) {
	items, err = store.Read(ctx, s.DB, func(tx *store.Tx) ([]Head, error) {
		rows, err := listCheckpoints(tx, page)
		if err != nil {
			return nil, err
		}
		list := make([]Head, len(rows))
		for i, r := range rows {
			if list[i], err = headOf(r); err != nil {
				return nil, err
			}
		}
		return list, nil
	})
	items, next = store.Cut(page, items, func(h Head) string { return strconv.FormatInt(h.Size, 10) })
	return items, next, err
}

// Consistency proves that the log of a newer checkpoint is that of an older
// one with events added.
func (s *Service) Consistency(ctx context.Context, older, newer int64) (proof.Consistency, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) (proof.Consistency, error) {
		from, err := checkpointAt(tx, older)
		if err != nil {
			return proof.Consistency{}, err
		}
		to, err := checkpointAt(tx, newer)
		if err != nil {
			return proof.Consistency{}, err
		}
		return proof.ProveConsistency(from.Signed, to.Signed, tx)
	})
}

// Inclusion proves that an event is in the log, to whoever may see the event.
// size names the checkpoint; 0 is the newest.
func (s *Service) Inclusion(ctx context.Context, number, size int64) (proof.Inclusion, error) {
	return store.Read(ctx, s.DB, func(tx *store.Tx) (proof.Inclusion, error) {
		reader := sightOf(tx)
		reader.acts = reader.ownerID != ""
		if _, err := getEvent(tx, reader, number); err != nil {
			return proof.Inclusion{}, err
		}
		return include(tx, number, size)
	})
}

// include proves an event, with the detail that any reader of it may see.
func include(tx *store.Tx, number, size int64) (proof.Inclusion, error) {
	c, err := checkpointAt(tx, size)
	if err != nil {
		return proof.Inclusion{}, err
	}
	list, err := tx.LoggedEvents(number-1, 1)
	if err != nil {
		return proof.Inclusion{}, err
	}
	if len(list) == 0 || list[0].Number != number || number > c.Size {
		return proof.Inclusion{}, ErrNotNumbered
	}
	return proof.ProveInclusion(list[0].Event, proof.Details{Detail: list[0].Detail}, c.Signed, tx)
}

// OfReceipt is the member log of a receipt: the proof that the event of its
// submission is in the log. It is nil until the event has its number, after the
// opening.
func OfReceipt(tx *store.Tx, bidID, documentHash string) (json.RawMessage, error) {
	number, err := eventOf(tx, bidID, documentHash)
	if err != nil || number == 0 {
		return nil, err
	}
	c, err := tx.CheckpointFrom(number) // the first that has it, so that the receipt is the same each time
	if store.IsNotFound(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	p, err := include(tx, number, c.Size)
	if errors.Is(err, ErrNothingSigned) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return json.Marshal(p)
}
