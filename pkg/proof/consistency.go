package proof

import (
	"golang.org/x/mod/sumdb/tlog"

	"github.com/assay-engine/assay/pkg/strictjson"
)

// KindConsistency is the kind of a proof that one log extends another.
const KindConsistency = "assay.consistency/1"

// Consistency proves that the log of a newer checkpoint is that of an older one with events added: nothing was changed, nothing taken away.
type Consistency struct {
	Kind  string `json:"kind"`
	Older string `json:"older"` // a signed checkpoint
	Newer string `json:"newer"` // another
	Proof []Hash `json:"proof"`
}

// ProveConsistency proves it from the stored hashes of the tree, and checks the proof before it is handed out: Forked means that the two
// checkpoints are not of one log.
func ProveConsistency(older, newer string, stored HashReader) (Consistency, error) {
	from, err := ReadCheckpoint(older)
	if err != nil {
		return Consistency{}, err
	}
	to, err := ReadCheckpoint(newer)
	if err != nil {
		return Consistency{}, err
	}
	p := Consistency{Kind: KindConsistency, Older: older, Newer: newer, Proof: []Hash{}}
	if 0 < from.Size && from.Size < to.Size {
		path, err := tlog.ProveTree(to.Size, from.Size, stored)
		if err != nil {
			return Consistency{}, err
		}
		p.Proof = fromTree(path)
	}
	return p, p.check(from, to)
}

// VerifyConsistency reads a consistency proof strictly and checks it: the signatures of both checkpoints, and that the newer extends the older.
func VerifyConsistency(document []byte, keys Keys) (older, newer Checkpoint, err error) {
	var p Consistency
	if err := strictjson.Decode(document, &p, strictjson.Default); err != nil {
		return older, newer, because(Malformed, "%v", err)
	}
	if p.Kind != KindConsistency {
		return older, newer, because(Malformed, "kind must be %s", KindConsistency)
	}
	if older, err = VerifyCheckpoint(p.Older, keys); err != nil {
		return Checkpoint{}, Checkpoint{}, err
	}
	if newer, err = VerifyCheckpoint(p.Newer, keys); err != nil {
		return Checkpoint{}, Checkpoint{}, err
	}
	return older, newer, p.check(older, newer)
}

func (p Consistency) check(older, newer Checkpoint) error {
	switch {
	case older.Origin != newer.Origin:
		return because(WrongOrigin, "the checkpoints are of two logs, %q and %q", older.Origin, newer.Origin)
	case older.Size > newer.Size:
		return because(NotOlder, "the older checkpoint has %d events and the newer %d", older.Size, newer.Size)
	case older.Size == 0 && older.Root != new(frontier).root():
		return because(Forked, "the root of a log without events is that of nothing")
	case older.Size == newer.Size && older.Root != newer.Root:
		return because(Forked, "two checkpoints of %d events have different roots: somebody was shown another log", older.Size)
	case older.Size == 0 || older.Size == newer.Size:
		if len(p.Proof) > 0 {
			return because(ProofFails, "nothing is left to prove and yet there are hashes")
		}
		return nil
	}
	if err := tlog.CheckTree(toTree(p.Proof), newer.Size, tlog.Hash(newer.Root), older.Size, tlog.Hash(older.Root)); err != nil {
		return because(Forked, "the log of %d events does not extend that of %d events", newer.Size, older.Size)
	}
	return nil
}
