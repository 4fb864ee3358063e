package proof_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/assay-engine/assay/pkg/proof"
)

// A service numbers two events and signs a checkpoint; a supplier proves that its bid is in the log with nothing but a document and a key.
func Example() {
	private := ed25519.NewKeyFromSeed(bytes.Repeat([]byte("k"), 32)) // from the keyring
	pub := private.Public().(ed25519.PublicKey)
	signer, _ := proof.NewSigner("assay.example.gov.uk/log", pub, func(m []byte) ([]byte, error) { return ed25519.Sign(private, m), nil })
	at := time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC)

	var stored proof.Hashes // a table of the database
	tree, _ := proof.Grow(0, stored)
	none, _ := proof.DetailHash(nil)
	var events []proof.Event
	for i, verb := range []string{"tender.published", "bid.submitted"} {
		e := proof.Event{Kind: proof.KindEvent, Number: int64(i) + 1, ID: fmt.Sprint("id-", i), At: proof.Moment(at), Verb: verb, Subject: "T1", DetailHash: none}
		_, _ = tree.Append(e)
		events = append(events, e)
	}
	for _, s := range tree.Fresh() {
		stored = append(stored, s.Hash)
	}
	root, _ := tree.Root()
	checkpoint, _ := proof.Checkpoint{Size: tree.Size(), Root: root, At: at}.Sign(signer)

	inclusion, _ := proof.ProveInclusion(events[1], proof.Details{}, checkpoint, stored)
	document, _ := json.Marshal(inclusion)

	key, _ := proof.NewKey("assay.example.gov.uk/log", pub, at, nil)
	i, c, err := proof.VerifyInclusion(document, proof.Keys{key})
	fmt.Println(i.Leaf.Verb, "is event", i.Leaf.Number, "of", c.Size, err)

	changed := strings.Replace(string(document), "bid.submitted", "bid.withdrawn", 1)
	_, _, err = proof.VerifyInclusion([]byte(changed), proof.Keys{key})
	fmt.Println(err)
	// Output:
	// bid.submitted is event 2 of 2 <nil>
	// event 2: the event is not in the log of the checkpoint with 2 events
}

// The first line that is wrong is named.
func ExampleVerifyLog() {
	var log strings.Builder
	private := ed25519.NewKeyFromSeed(bytes.Repeat([]byte("k"), 32))
	key, _ := proof.NewKey("assay.example.gov.uk/log", private.Public().(ed25519.PublicKey), time.Time{}, nil)
	export, _ := proof.Export(&log, "assay.example.gov.uk/log", proof.Keys{key})
	none, _ := proof.DetailHash(nil)
	e := proof.Event{Kind: proof.KindEvent, Number: 1, ID: "id-1", At: "2026-11-22T09:30:00.000000Z", Verb: "bid.submitted", Subject: "B1", DetailHash: none}
	leaf, _ := e.Hash()
	e.At = "2026-11-22T09:29:59.999999Z" // somebody makes a bid a little earlier
	_ = export.Event(proof.Entry{Event: e, Leaf: leaf})

	_, err := proof.VerifyLog(strings.NewReader(log.String()), proof.Trust{Keys: proof.Keys{key}})
	fmt.Println(err)
	// Output:
	// line 3: event 1: the event (bid.submitted, 2026-11-22T09:29:59.999999Z) is not the one that the tree was built with: it was changed
}
