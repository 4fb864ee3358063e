package trail

import (
	"context"
	"errors"
	"fmt"
	"io"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/assay-engine/assay/internal/store"
	"github.com/assay-engine/assay/pkg/proof"
)

// Verification is what was found of a database and its log.
type Verification struct {
	proof.Report
	Waiting  int64     // events without a number: those of sealed bids, and what happened this moment
	Rows     int64     // rows of history that are as they were logged
	Receipts int64     // receipts that are as they were signed
	Problems []Problem // in the order in which they were found; at most mostProblems
}

// Problem is one thing that is not as it was logged.
type Problem struct {
	Code   string // of a proof.Fault, or one of those below
	Number int64  // of the event it is about, where it has one
	Table  string // of the row, where it is about one
	Row    string // its key
	Detail string // a plain sentence
}

// The codes of problems that only a database has.
const (
	RowChanged      = "row-changed"     // a row of history is not as it was logged
	RowMissing      = "row-missing"     // a row of history is gone
	RowUnknown      = "row-unknown"     // a row of history that no event speaks of
	TieMissing      = "tie-missing"     // the list of an event's rows is gone or changed
	TreeDiffers     = "tree-differs"    // a stored hash of the tree is not that of the events
	EventHidden     = "event-hidden"    // an event that will never get a number
	GuardMissing    = "guard-missing"   // a history table without the trigger that refuses changes
	ReceiptDiffers  = "receipt-differs" // a kept receipt that is not as it was signed
	NothingSigned   = "nothing-signed"  // numbered events without any checkpoint
	mostProblems    = 100               // more of them say no more
	pageOfDetails   = 2000              // private details read at once
	sealedForOpened = "its tender is opened, and it still waits as that of a sealed bid"
)

// Verify checks the whole log of the database and all that hangs on it: that
// every event is the one that the tree was built with and that checkpoints were
// signed for, that the stored tree is that of the events, that every event has
// its number or waits for it, that every row of history is there once and as it
// was when its event was recorded, that receipts are as they were signed, and
// that history still refuses changes. held are checkpoints that were kept
// elsewhere. The error is not about the log: the database could not be read.
func (s *Service) Verify(ctx context.Context, keys proof.Keys, held ...string) (Verification, error) {
	v := &verifier{trust: proof.Trust{Keys: keys, Held: held}, service: s}
	_, err := store.Read(ctx, s.DB, func(tx *store.Tx) (int, error) {
		v.tx = tx
		for _, step := range []func() error{v.chain, v.queue, v.rows, v.receipts} {
			if err := step(); err != nil {
				return 0, err
			}
		}
		return 0, nil
	})
	if err != nil {
		return v.found, err
	}
	missing, err := s.DB.Unguarded(ctx)
	for _, m := range missing {
		v.problem(Problem{Code: GuardMissing, Detail: "history can be changed unseen by the database: the trigger " + m + " is gone"})
	}
	return v.found, err
}

type verifier struct {
	service *Service
	tx      *store.Tx
	trust   proof.Trust
	found   Verification
	tree    walk
}

func (v *verifier) problem(p Problem) {
	if len(v.found.Problems) < mostProblems {
		v.found.Problems = append(v.found.Problems, p)
	}
}

// chain checks events, tree and checkpoints. A log that cannot even be written
// down is broken at that place.
func (v *verifier) chain() error {
	origin, err := v.tx.LogOrigin()
	if err != nil {
		return err
	}
	last, err := highest(v.tx)
	if err != nil {
		return err
	}
	if last == 0 && len(v.trust.Held) == 0 {
		return nil
	}
	if origin == "" {
		v.problem(Problem{Code: NothingSigned, Detail: "no checkpoint was ever signed for these events"})
		return nil
	}
	keys, err := store.LogKeys(origin, v.service.Signer.Keys())
	if err != nil {
		return err
	}
	if v.trust.Keys == nil {
		v.trust.Keys = keys
	}
	out, in := io.Pipe()
	go func() { _ = in.CloseWithError(v.write(in, origin, last)) }()
	v.found.Report, err = proof.VerifyLog(out, v.trust)
	_ = out.CloseWithError(errStopped)
	if f, ok := errors.AsType[*proof.Fault](err); ok {
		v.problem(Problem{Code: f.Code, Number: f.Number, Detail: f.Detail})
		return nil
	}
	if broken, ok := errors.AsType[brokenAt](err); ok {
		v.problem(Problem{Code: broken.code, Number: broken.number, Detail: broken.Error()})
		return nil
	}
	return err
}

var errStopped = errors.New("the verifier has seen enough")

// brokenAt is a place at which the stored log cannot be read.
type brokenAt struct {
	code   string
	number int64
	err    error
}

func (b brokenAt) Error() string { return b.err.Error() }

func (b brokenAt) Unwrap() error { return b.err }

func (v *verifier) write(w io.Writer, origin string, last int64) error {
	out, err := v.service.begin(w, origin)
	if err != nil {
		return err
	}
	show := map[string]bool{store.ActorDetail: true, store.RowsDetail: true}
	for from := int64(0); from < last; from += pageOfLog {
		to := min(from+pageOfLog, last)
		if err := v.stored(from, to); err != nil {
			return err
		}
		if err := exportPage(v.tx, out, from, to, show); err != nil {
			return brokenAt{proof.Malformed, from + 1, err}
		}
	}
	return nil
}

// stored checks that the stored hashes of the tree are those of the events.
func (v *verifier) stored(from, to int64) error {
	events, err := v.tx.LoggedEvents(from, int(to-from))
	if err != nil {
		return brokenAt{proof.BadEvent, from + 1, err}
	}
	for _, e := range events {
		if e.Number != v.tree.size+1 {
			return nil // the verifier of the log says which is missing
		}
		hash, err := e.Hash()
		if err != nil {
			return brokenAt{proof.BadEvent, e.Number, err}
		}
		first := tlog.StoredHashIndex(0, v.tree.size)
		made := v.tree.add(tlog.Hash(hash))
		places := make([]int64, len(made))
		for i := range made {
			places[i] = first + int64(i)
		}
		kept, err := v.tx.ReadHashes(places)
		if err != nil {
			return brokenAt{TreeDiffers, e.Number, err}
		}
		if kept[0] != made[0] {
			return brokenAt{proof.LeafDiffers, e.Number, fmt.Errorf("event %d (%s, %s) is not the one that the tree was built with: it was changed, or put in another's place", e.Number, e.Verb, e.At)}
		}
		for i := range made[1:] {
			if kept[i+1] != made[i+1] {
				return brokenAt{TreeDiffers, e.Number, fmt.Errorf("the stored hash %d of the tree is not that of the events: proofs made of it are wrong", places[i+1])}
			}
		}
	}
	return nil
}

// walk is the tree of somebody who keeps no hashes: the roots of its complete
// subtrees.
type walk struct {
	size  int64
	roots []tlog.Hash
}

// add puts a leaf into the tree and gives the hashes that are stored with it.
func (w *walk) add(leaf tlog.Hash) []tlog.Hash {
	made, h := []tlog.Hash{leaf}, leaf
	for n := w.size; n&1 == 1; n >>= 1 {
		last := len(w.roots) - 1
		h = tlog.NodeHash(w.roots[last], h)
		w.roots = w.roots[:last]
		made = append(made, h)
	}
	w.roots = append(w.roots, h)
	w.size++
	return made
}

// queue finds events that will never be numbered: somebody hides them.
func (v *verifier) queue() error {
	hidden, err := neverNumbered(v.tx)
	if err != nil {
		return err
	}
	for _, e := range hidden {
		v.problem(Problem{Code: EventHidden, Row: e.ID, Detail: fmt.Sprintf("the event %s (%s) has no number and waits for none: it was hidden", e.ID, e.Verb)})
	}
	late, err := sealedTooLong(v.tx)
	if err != nil {
		return err
	}
	for _, e := range late {
		v.problem(Problem{Code: EventHidden, Row: e.ID, Detail: fmt.Sprintf("the event %s (%s) is hidden: %s", e.ID, e.Verb, sealedForOpened)})
	}
	v.found.Waiting, err = waiting(v.tx)
	return err
}
