package proof_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/assay-engine/assay/pkg/proof"
)

func included(t testing.TB, b *book, number, size int64) proof.Inclusion {
	t.Helper()
	e := b.events[number-1]
	i, err := proof.ProveInclusion(e.Event, proof.Details{Detail: e.Detail, Private: e.Private}, b.checkpoints[size], b.stored)
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func TestAnyChangeOfAnInclusionProofIsSeen(t *testing.T) {
	b := newBook(t, 22)
	good := included(t, b, 13, 22)
	if _, c, err := proof.VerifyInclusion(marshal(t, good), trusted(t)); err != nil || c.Size != 22 {
		t.Fatalf("untouched: %+v, %v", c, err)
	}
	for name, row := range map[string]struct {
		change func(*proof.Inclusion)
		want   string
	}{
		"another event":          {func(i *proof.Inclusion) { i.Leaf = b.events[13].Event }, proof.ProofFails},
		"another number":         {func(i *proof.Inclusion) { i.Leaf.Number = 14 }, proof.ProofFails},
		"a number beyond":        {func(i *proof.Inclusion) { i.Leaf.Number = 1 << 52 }, proof.ProofFails},
		"an impossible number":   {func(i *proof.Inclusion) { i.Leaf.Number = 1<<63 - 1 }, proof.BadEvent},
		"another time":           {func(i *proof.Inclusion) { i.Leaf.At = proof.Moment(start) }, proof.ProofFails},
		"another actor":          {func(i *proof.Inclusion) { i.Leaf.Actor = "" }, proof.ProofFails},
		"another checkpoint":     {func(i *proof.Inclusion) { i.Checkpoint = b.checkpoints[20] }, proof.ProofFails},
		"a hash less":            {func(i *proof.Inclusion) { i.Proof = i.Proof[1:] }, proof.ProofFails},
		"a hash more":            {func(i *proof.Inclusion) { i.Proof = append(i.Proof, proof.Hash{}) }, proof.ProofFails},
		"a hash flipped":         {func(i *proof.Inclusion) { i.Proof[2][31] ^= 1 }, proof.ProofFails},
		"no hashes":              {func(i *proof.Inclusion) { i.Proof = nil }, proof.Malformed},
		"another detail":         {func(i *proof.Inclusion) { i.Detail = json.RawMessage(`{"version":14}`) }, proof.DetailDiffers},
		"another private detail": {func(i *proof.Inclusion) { i.Private = b.events[13].Private }, proof.DetailDiffers},
		"another kind":           {func(i *proof.Inclusion) { i.Kind = "assay.receipt/1" }, proof.Malformed},
		"no checkpoint":          {func(i *proof.Inclusion) { i.Checkpoint = "" }, proof.CheckpointWrong},
	} {
		i := good
		i.Proof = slices.Clone(good.Proof)
		row.change(&i)
		if _, _, err := proof.VerifyInclusion(marshal(t, i), trusted(t)); code(err) != row.want {
			t.Errorf("%s: %v, want %s", name, err, row.want)
		}
	}
	stranger := proof.Keys{keyOf(t, "f", start, nil)}
	if _, _, err := proof.VerifyInclusion(marshal(t, good), stranger); code(err) != proof.UnknownKey {
		t.Errorf("a stranger's key: %v", err)
	}
}

// A proof from a database that was tampered with is not handed out.
func TestProofsAreCheckedBeforeTheyAreGiven(t *testing.T) {
	b := newBook(t, 22)
	changed := b.events[12].Event
	changed.Verb = "bid.withdrawn"
	if _, err := proof.ProveInclusion(changed, proof.Details{}, b.checkpoints[22], b.stored); code(err) != proof.ProofFails {
		t.Errorf("a changed event: %v", err)
	}
	if _, err := proof.ProveInclusion(b.events[21].Event, proof.Details{}, b.checkpoints[20], b.stored); code(err) != proof.EventsMissing {
		t.Errorf("an event after the checkpoint: %v", err)
	}
	if _, err := proof.ProveInclusion(b.events[12].Event, proof.Details{}, b.checkpoints[22], b.stored[:20]); code(err) != proof.HashMissing {
		t.Errorf("hashes that are not there: %v", err)
	}
	b.stored[0][0] ^= 1
	if _, err := proof.ProveInclusion(b.events[1].Event, proof.Details{}, b.checkpoints[22], b.stored); code(err) != proof.ProofFails {
		t.Errorf("a changed hash: %v", err)
	}
	if _, err := proof.ProveConsistency(b.checkpoints[20], b.checkpoints[5], b.stored); code(err) != proof.NotOlder {
		t.Errorf("the wrong way round: %v", err)
	}
}

func TestASplitViewHasNoConsistencyProof(t *testing.T) {
	b := newBook(t, 22)
	list := entries(t, 22)
	list[7].Event.Verb = "bid.withdrawn"
	other := write(t, signerOf(t, origin, "a"), list)
	for _, pair := range [][2]int64{{10, 22}, {10, 10}, {22, 22}, {15, 20}} {
		for name, hashes := range map[string]proof.Hashes{"its own": b.stored, "the other's": other.stored} {
			if _, err := proof.ProveConsistency(b.checkpoints[pair[0]], other.checkpoints[pair[1]], hashes); code(err) != proof.Forked {
				t.Errorf("%v with %s hashes: %v, want %s", pair, name, err, proof.Forked)
			}
		}
	}
	if _, err := proof.ProveConsistency(b.checkpoints[5], other.checkpoints[22], other.stored); err != nil {
		t.Errorf("before the fork: %v", err)
	}
	p, err := proof.ProveConsistency(b.checkpoints[10], b.checkpoints[22], b.stored)
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*proof.Consistency){
		"a hash less": func(p *proof.Consistency) { p.Proof = p.Proof[1:] },
		"a hash more": func(p *proof.Consistency) { p.Proof = append(p.Proof, proof.Hash{}) },
		"flipped":     func(p *proof.Consistency) { p.Proof[0][0] ^= 1 },
		"the other":   func(p *proof.Consistency) { p.Newer = other.checkpoints[22] },
	} {
		q := p
		q.Proof = slices.Clone(p.Proof)
		change(&q)
		if _, _, err := proof.VerifyConsistency(marshal(t, q), trusted(t)); code(err) != proof.Forked {
			t.Errorf("%s: %v", name, err)
		}
	}
	q := p
	q.Newer = q.Older
	if _, _, err := proof.VerifyConsistency(marshal(t, q), trusted(t)); code(err) != proof.ProofFails {
		t.Errorf("hashes that prove nothing: %v", err)
	}
}

func TestConsistencyProofsThatAreNone(t *testing.T) {
	b := newBook(t, 10)
	empty, err := proof.Root(0, nil)
	if err != nil {
		t.Fatal(err)
	}
	head := func(name string, size int64, root proof.Hash) string {
		signed, err := proof.Checkpoint{Size: size, Root: root, At: start}.Sign(signerOf(t, name, "a"))
		if err != nil {
			t.Fatal(err)
		}
		return signed
	}
	elsewhere, err := proof.NewKey("elsewhere", public(signing("a")), start, nil)
	if err != nil {
		t.Fatal(err)
	}
	keys := append(trusted(t), elsewhere)
	none := []proof.Hash{}
	for name, row := range map[string]struct {
		document any
		want     string
	}{
		"of nothing":             {proof.Consistency{Kind: proof.KindConsistency, Older: head(origin, 0, empty), Newer: b.checkpoints[10], Proof: none}, "<nil>"},
		"of nothing, with hash":  {proof.Consistency{Kind: proof.KindConsistency, Older: head(origin, 0, empty), Newer: b.checkpoints[10], Proof: make([]proof.Hash, 1)}, proof.ProofFails},
		"of a root over nothing": {proof.Consistency{Kind: proof.KindConsistency, Older: head(origin, 0, proof.Hash{}), Newer: b.checkpoints[10], Proof: none}, proof.Forked},
		"of two logs":            {proof.Consistency{Kind: proof.KindConsistency, Older: head("elsewhere", 0, empty), Newer: b.checkpoints[10], Proof: none}, proof.WrongOrigin},
		"of another kind":        {proof.Consistency{Kind: "x", Older: b.checkpoints[5], Newer: b.checkpoints[10], Proof: none}, proof.Malformed},
		"an unsigned older":      {proof.Consistency{Kind: proof.KindConsistency, Newer: b.checkpoints[10], Proof: none}, proof.CheckpointWrong},
		"an unsigned newer":      {proof.Consistency{Kind: proof.KindConsistency, Older: b.checkpoints[5], Proof: none}, proof.CheckpointWrong},
		"no document":            {[]int{1}, proof.Malformed},
		"a size beyond sense":    {proof.Consistency{Kind: proof.KindConsistency, Older: b.checkpoints[5], Newer: head(origin, proof.MaxSize, empty), Proof: none}, proof.Forked},
	} {
		if _, _, err := proof.VerifyConsistency(marshal(t, row.document), keys); code(err) != row.want {
			t.Errorf("%s: %v, want %s", name, err, row.want)
		}
	}
	if _, err := proof.ProveConsistency("x", b.checkpoints[10], b.stored); code(err) != proof.CheckpointWrong {
		t.Errorf("of nonsense: %v", err)
	}
	if _, err := proof.ProveConsistency(b.checkpoints[5], "x", b.stored); code(err) != proof.CheckpointWrong {
		t.Errorf("with nonsense: %v", err)
	}
	if _, err := proof.ProveConsistency(b.checkpoints[5], b.checkpoints[10], b.stored[:4]); code(err) != proof.HashMissing {
		t.Errorf("without hashes: %v", err)
	}
}

// Every bit of a signed checkpoint counts.
func TestAnyFlippedBitOfACheckpointIsSeen(t *testing.T) {
	good := newBook(t, 22).checkpoints[22]
	if _, err := proof.VerifyCheckpoint(good, trusted(t)); err != nil {
		t.Fatal(err)
	}
	for bit := range len(good) * 8 {
		changed := []byte(good)
		changed[bit/8] ^= 1 << (bit % 8)
		if _, err := proof.VerifyCheckpoint(string(changed), trusted(t)); err == nil {
			t.Errorf("bit %d of %q", bit%8, good[bit/8])
		}
		_, _ = proof.ReadCheckpoint(string(changed)) // does not panic
	}
}

func TestCheckpointsThatAreNotSigned(t *testing.T) {
	signer := signerOf(t, origin, "a")
	for name, c := range map[string]proof.Checkpoint{
		"another origin":  {Origin: "elsewhere", At: start},
		"a negative size": {Size: -1, At: start},
		"a size too far":  {Size: 1 << 53, At: start},
		"a year too far":  {At: time.Date(12026, 1, 1, 0, 0, 0, 0, time.UTC)},
	} {
		if signed, err := c.Sign(signer); err == nil {
			t.Errorf("%s: %s", name, signed)
		}
	}
	if _, err := (proof.Checkpoint{Origin: origin, At: start}).Sign(); code(err) != proof.UnknownKey {
		t.Errorf("signed by nobody: %v", err)
	}
	if _, err := proof.NewSigner("a name with spaces", public(signing("a")), nil); code(err) != proof.WrongOrigin {
		t.Errorf("an origin with spaces: %v", err)
	}
	vault, err := proof.NewSigner(origin, public(signing("a")), func([]byte) ([]byte, error) { return make([]byte, 64), nil })
	if err != nil {
		t.Fatal(err)
	}
	if _, err := (proof.Checkpoint{At: start}).Sign(vault); code(err) != proof.BadSignature {
		t.Errorf("a vault with another key: %v", err)
	}
}

// A witness may sign too; its line neither helps nor harms.
func TestWitnesses(t *testing.T) {
	signed, err := proof.Checkpoint{At: start}.Sign(signerOf(t, origin, "a"), signerOf(t, origin, "b"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := proof.VerifyCheckpoint(signed, trusted(t)); err != nil {
		t.Errorf("with a witness: %v", err)
	}
	if _, err := proof.VerifyCheckpoint(signed+"\u2014 example.org/witness AAAAAAAA\n", trusted(t)); err != nil {
		t.Errorf("with a line of another: %v", err)
	}
	lines := strings.Split(signed, "\n")
	alone := strings.Join(slices.Delete(lines, 5, 6), "\n")
	if _, err := proof.VerifyCheckpoint(alone, trusted(t)); code(err) != proof.UnknownKey {
		t.Errorf("with the witness alone: %v", err)
	}
}

func FuzzVerifyInclusion(f *testing.F) {
	b := newBook(f, 22)
	f.Add(marshal(f, included(f, b, 13, 22)))
	f.Add(marshal(f, included(f, b, 1, 5)))
	keys := trusted(f)
	f.Fuzz(func(t *testing.T, document []byte) {
		i, c, err := proof.VerifyInclusion(document, keys)
		if err == nil && (i.Leaf.Number > c.Size || i.Leaf.ID != b.events[i.Leaf.Number-1].Event.ID) {
			t.Fatalf("%+v", i)
		}
	})
}

func FuzzReadCheckpoint(f *testing.F) {
	f.Add(newBook(f, 5).checkpoints[5])
	keys := trusted(f)
	f.Fuzz(func(t *testing.T, text string) {
		c, err := proof.ReadCheckpoint(text)
		if verified, also := proof.VerifyCheckpoint(text, keys); also == nil && (err != nil || verified != c) {
			t.Fatalf("%+v, %v; %+v", c, err, verified)
		}
	})
}
