package proof

import (
	"encoding/json"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/assay-engine/assay/pkg/strictjson"
)

// KindInclusion is the kind of a proof that an event is in the log.
const KindInclusion = "assay.inclusion/1"

// Inclusion proves that an event is in the log that a checkpoint was signed for. It is also the member log of a receipt.
type Inclusion struct {
	Kind       string              `json:"kind"`
	Leaf       Event               `json:"leaf"`
	Detail     json.RawMessage     `json:"detail,omitempty"`
	Private    map[string]Revealed `json:"private,omitempty"`
	Proof      []Hash              `json:"proof"`
	Checkpoint string              `json:"checkpoint"`
}

// ProveInclusion proves that an event is in the log of a checkpoint, from the stored hashes of the tree, and shows these details of it. The
// proof is checked before it is handed out: ProofFails means that the event, or the stored hashes, are not those that were signed.
func ProveInclusion(e Event, d Details, checkpoint string, stored HashReader) (Inclusion, error) {
	c, err := ReadCheckpoint(checkpoint)
	if err != nil {
		return Inclusion{}, err
	}
	if e.Number < 1 || e.Number > c.Size {
		return Inclusion{}, because(EventsMissing, "the checkpoint has %d events", c.Size).of(e.Number)
	}
	path, err := tlog.ProveRecord(c.Size, e.Number-1, stored)
	if err != nil {
		return Inclusion{}, err
	}
	i := Inclusion{Kind: KindInclusion, Leaf: e, Detail: d.Detail, Private: d.Private, Proof: fromTree(path), Checkpoint: checkpoint}
	return i, i.check(c)
}

// VerifyInclusion reads an inclusion proof strictly and checks it: the signature of its checkpoint by one of the keys, the path from the event to
// it, and the details that it shows.
func VerifyInclusion(document []byte, keys Keys) (Inclusion, Checkpoint, error) {
	var i Inclusion
	if err := strictjson.Decode(document, &i, strictjson.Default); err != nil {
		return Inclusion{}, Checkpoint{}, because(Malformed, "%v", err)
	}
	c, err := i.Verify(keys)
	if err != nil {
		return Inclusion{}, Checkpoint{}, err
	}
	return i, c, nil
}

// Verify checks an inclusion proof that was read already, such as that of a receipt.
func (i Inclusion) Verify(keys Keys) (Checkpoint, error) {
	if i.Kind != KindInclusion {
		return Checkpoint{}, because(Malformed, "kind must be %s", KindInclusion)
	}
	c, err := VerifyCheckpoint(i.Checkpoint, keys)
	if err != nil {
		return Checkpoint{}, err
	}
	return c, i.check(c)
}

func (i Inclusion) check(c Checkpoint) error {
	hash, err := i.Leaf.Hash()
	if err != nil {
		return err
	}
	if err := tlog.CheckRecord(toTree(i.Proof), c.Size, tlog.Hash(c.Root), i.Leaf.Number-1, tlog.Hash(hash)); err != nil {
		return because(ProofFails, "the event is not in the log of the checkpoint with %d events", c.Size).of(i.Leaf.Number)
	}
	_, err = Details{i.Detail, i.Private}.check(i.Leaf)
	return err
}
