package trail

import (
	"context"
	"fmt"
	"io"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/pkg/proof"
)

// pageOfLog is how many events are read at once.
const pageOfLog = 500

// Export writes the log up to its newest checkpoint as JSON lines, which assay
// verify log checks anywhere. named shows what whoever acted was called, where
// that is not erased; what ties rows of history to the log is never shown, since
// the hash of a short row can be guessed. That it was taken is an event.
func (s *Service) Export(ctx context.Context, w io.Writer, named bool) error {
	head, err := store.Read(ctx, s.DB, func(tx *store.Tx) (store.LogCheckpoint, error) {
		if err := seesAll(tx); err != nil {
			return store.LogCheckpoint{}, err
		}
		c, err := checkpointAt(tx, 0)
		if err == nil {
			tx.Saw(store.Sighting{Verb: "log.exported", Subject: fmt.Sprint(c.Size), Detail: map[string]any{"size": c.Size, "named": named}, Each: true})
		}
		return c, err
	})
	if err != nil {
		return err
	}
	read, err := proof.ReadCheckpoint(head.Signed)
	if err != nil {
		return err
	}
	out, err := s.begin(w, read.Origin)
	if err != nil {
		return err
	}
	show := map[string]bool{store.ActorDetail: named}
	for from := int64(0); from < head.Size; from += pageOfLog {
		_, err := store.Read(ctx, s.DB, func(tx *store.Tx) (int, error) {
			return 0, exportPage(tx, out, from, min(from+pageOfLog, head.Size), show)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) begin(w io.Writer, origin string) (*proof.Exporter, error) {
	keys, err := store.LogKeys(origin, s.Signer.Keys())
	if err != nil {
		return nil, err
	}
	return proof.Export(w, origin, keys)
}

// exportPage writes the events with the numbers after from up to to, each
// checkpoint right after the last event that it covers.
func exportPage(tx *store.Tx, out *proof.Exporter, from, to int64, show map[string]bool) error {
	p, err := readPage(tx, from, to)
	if err != nil {
		return err
	}
	for i, e := range p.events {
		entry := proof.Entry{Event: e.Event, Leaf: proof.Hash(p.leaves[i]), Detail: e.Detail, Private: map[string]proof.Revealed{}}
		for name, d := range p.private[e.RowID] {
			if show[name] {
				entry.Private[name] = d
			}
		}
		if err := out.Event(entry); err != nil {
			return err
		}
		if signed, ok := p.heads[e.Number]; ok {
			if err := out.Checkpoint(signed); err != nil {
				return err
			}
		}
	}
	return nil
}

// page is a stretch of the log as it is stored.
type page struct {
	events  []store.Logged
	leaves  []tlog.Hash // as the tree has them
	private map[string]map[string]proof.Revealed
	heads   map[int64]string // signed checkpoints by size
}

func readPage(tx *store.Tx, from, to int64) (p page, err error) {
	if p.events, err = tx.LoggedEvents(from, int(to-from)); err != nil {
		return p, err
	}
	ids, places := make([]string, len(p.events)), make([]int64, len(p.events))
	for i, e := range p.events {
		ids[i], places[i] = e.RowID, tlog.StoredHashIndex(0, e.Number-1)
	}
	if p.leaves, err = tx.ReadHashes(places); err != nil {
		return p, err
	}
	if p.private, err = tx.PrivateDetails(ids...); err != nil {
		return p, err
	}
	var heads []store.LogCheckpoint
	err = tx.DB().Where("size > ? AND size <= ?", from, to).Find(&heads).Error
	p.heads = map[int64]string{}
	for _, h := range heads {
		p.heads[h.Size] = h.Signed
	}
	return p, err
}

// seesAll refuses whoever does not see the whole log. The service itself does:
// who runs its commands holds the database.
func seesAll(tx *store.Tx) error {
	if strings.HasPrefix(tx.Actor.Name, "system:") {
		return nil
	}
	if !sightOf(tx).everything {
		return ErrNotAll
	}
	return nil
}
