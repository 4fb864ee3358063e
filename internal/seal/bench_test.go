package seal_test

import (
	"strings"
	"testing"

	"github.com/assay-engine/assay/internal/seal"
)

// A bid of 29 commitments and two answers is about 12 KiB.
var sizes = []struct {
	name  string
	bytes int
}{{"price", 300}, {"answers", 12 << 10}, {"file", 10 << 20}}

func BenchmarkSeal(b *testing.B) {
	tender, supplier := newKey(b, "tender"), newKey(b, "supplier")
	for _, size := range sizes {
		b.Run(size.name, func(b *testing.B) {
			part, random := []byte(strings.Repeat("x", size.bytes)), source("bench")
			b.SetBytes(int64(size.bytes))
			for b.Loop() {
				if _, err := seal.Seal(random, place, seal.Content{Part: part}, to(seal.Tender, tender), to(seal.Supplier, supplier)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkOpen(b *testing.B) {
	tender, supplier := newKey(b, "tender"), newKey(b, "supplier")
	for _, size := range sizes {
		b.Run(size.name, func(b *testing.B) {
			sealed := enclose(b, strings.Repeat("x", size.bytes), to(seal.Tender, tender), to(seal.Supplier, supplier))
			b.SetBytes(int64(size.bytes))
			for b.Loop() {
				if _, err := seal.Open(sealed, place, tender); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkUnwrap(b *testing.B) {
	ring := ringOf(b, "k", "k")
	wrapped, err := ring.Wrap(source("w"), owner, newKey(b, "tender"))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := ring.Unwrap(owner, wrapped); err != nil {
			b.Fatal(err)
		}
	}
}
