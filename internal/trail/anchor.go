package trail

import (
	"context"
	"errors"
	"fmt"

	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/pkg/proof"
)

// Anchored is what the last checkpoint that is kept outside of the database
// says of it.
type Anchored struct {
	Missing bool              // nothing is kept outside, or nothing is signed yet
	Kept    proof.Checkpoint  // what is kept outside
	Now     proof.Checkpoint  // the log's own last checkpoint; of size 0 where it has none
	Trouble *proof.Fault      // nil: the log extends what is kept
	signed  map[string]string // both as notes
}

// Acceptable reports whether the trouble is one that an operator may accept, on
// the record: the database was restored from a backup on purpose. A log that is
// signed by other keys, or whose tree is broken, is never accepted.
func (a Anchored) Acceptable() bool {
	return a.Trouble != nil && (a.Trouble.Code == proof.RolledBack || a.Trouble.Code == proof.Forked)
}

// Compare holds the log to the checkpoint that is kept outside of the database.
// It is done at every start, before anything is written.
func (s *Service) Compare(ctx context.Context) (a Anchored, err error) {
	if s.Anchor == "" {
		return Anchored{Missing: true}, nil
	}
	_, err = store.Read(ctx, s.DB, func(tx *store.Tx) (int, error) {
		a, err = s.compare(tx)
		return 0, err
	})
	return a, err
}

func (s *Service) compare(tx *store.Tx) (a Anchored, err error) {
	a.signed = map[string]string{}
	head, err := tx.LastCheckpoint()
	empty := store.IsNotFound(err)
	if err != nil && !empty {
		return a, err
	}
	kept, err := s.Anchor.Signed()
	if errors.Is(err, &proof.Fault{Code: proof.AnchorMissing}) {
		a.Missing = true
		return a, nil
	}
	if err != nil {
		return a, err
	}
	a.signed["kept"], a.signed["now"] = kept, head.Signed
	if a.Kept, err = proof.ReadCheckpoint(kept); err != nil {
		return a.troubled(err)
	}
	keys, err := store.LogKeys(a.Kept.Origin, s.Signer.Keys())
	if err != nil {
		return a, err
	}
	if a.Kept, err = proof.VerifyCheckpoint(kept, keys); err != nil {
		return a.troubled(fmt.Errorf("the checkpoint kept in %s: %w", s.Anchor, err))
	}
	if empty {
		a.Trouble = &proof.Fault{Code: proof.RolledBack, Detail: fmt.Sprintf("the log is empty and had %d events at %s", a.Kept.Size, proof.Moment(a.Kept.At))}
		return a, nil
	}
	if a.Now, err = proof.VerifyCheckpoint(head.Signed, keys); err != nil {
		return a.troubled(err)
	}
	return a.troubled(a.Kept.ExtendedBy(a.Now, tx))
}

func (a Anchored) troubled(err error) (Anchored, error) {
	if err == nil {
		return a, nil
	}
	if f, ok := errors.AsType[*proof.Fault](err); ok {
		a.Trouble = f
		return a, nil
	}
	if errors.Is(err, store.ErrLogBroken) {
		a.Trouble = &proof.Fault{Code: proof.HashMissing, Detail: err.Error()}
		return a, nil
	}
	return a, err
}

// Accept takes a restored log as it is, for a reason that is recorded in it
// together with both checkpoints, and keeps its head outside from now on.
func (s *Service) Accept(ctx context.Context, a Anchored, reason string) error {
	_, err := store.Write(ctx, s.DB, func(tx *store.Tx) (int, error) {
		tx.Record(store.Event{Verb: "log.restored", Subject: a.Kept.Origin, Detail: map[string]any{
			"reason": reason, "code": a.Trouble.Code, "lost": a.signed["kept"], "lostSize": a.Kept.Size, "size": a.Now.Size,
		}})
		return 0, nil
	})
	if err != nil {
		return err
	}
	if a.Now.Size == 0 {
		return s.Anchor.Forget()
	}
	return s.Anchor.Replace(a.signed["now"])
}

// Keep writes the log's head outside of the database, after new events were
// numbered. It refuses where the log does not extend what is there: somebody
// put another database under the running service.
func (s *Service) Keep(ctx context.Context) error {
	if s.Anchor == "" {
		return nil
	}
	for try := 0; ; try++ {
		head, err := s.DB.HeadOfLog(ctx)
		if err != nil || head.Size == 0 || head.Size == s.kept.Load() {
			return err
		}
		err = s.Anchor.Write(head.Signed)
		if err == nil {
			s.kept.Store(head.Size)
			return nil
		}
		// Another replica may have kept a newer head since this one was read.
		if try > 0 || !errors.Is(err, &proof.Fault{Code: proof.RolledBack}) {
			return fmt.Errorf("keep the head of the log outside of the database: %w", err)
		}
	}
}
