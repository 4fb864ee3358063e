package proof_test

import (
	"strings"
	"testing"

	"github.com/assay-engine/assay/pkg/proof"
)

// One round of the sequencer numbers up to 500 events.
func BenchmarkAppend500(b *testing.B) {
	list := entries(b, 500)
	signer := signerOf(b, origin, "a")
	for b.Loop() {
		tree, err := proof.Grow(0, proof.Hashes{})
		if err != nil {
			b.Fatal(err)
		}
		for _, e := range list {
			if _, err := tree.Append(e.Event); err != nil {
				b.Fatal(err)
			}
		}
		sign(b, signer, tree)
	}
}

func BenchmarkVerifyLog(b *testing.B) {
	text, keys := newBook(b, 2000).export(b, trusted(b)), trusted(b)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, err := proof.VerifyLog(strings.NewReader(text), proof.Trust{Keys: keys}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/2000, "ns/event")
}

func BenchmarkProveInclusion(b *testing.B) {
	book := newBook(b, 2000)
	e := book.events[1234].Event
	for b.Loop() {
		if _, err := proof.ProveInclusion(e, proof.Details{}, book.checkpoints[2000], book.stored); err != nil {
			b.Fatal(err)
		}
	}
}
